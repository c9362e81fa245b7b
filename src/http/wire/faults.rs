//! The faults of a body, all at once.

use crate::error::{Code, Error, Fault};

/// Gathers faults while a body becomes a domain value, so that all are told at once.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// The value, or its fault kept.
    pub fn take<T>(&mut self, pointer: &str, read: Result<T, Code>) -> Option<T> {
        read.map_err(|code| self.0.push(Fault::at(pointer, code)))
            .ok()
    }

    /// Keeps a fault.
    pub fn add(&mut self, pointer: &str, code: Code) {
        self.0.push(Fault::at(pointer, code));
    }

    /// The value, if nothing was wrong.
    ///
    /// # Errors
    /// Every fault kept.
    pub fn or<T>(self, value: Option<T>) -> Result<T, Error> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(Error::Invalid(self.0)),
        }
    }
}
