//! What a command says when it is refused.

use crate::error::{Code, Error};

/// Why, for whoever sits at the machine: one line for each thing that is wrong.
pub fn told(error: &(dyn std::error::Error + 'static)) -> String {
    match error.downcast_ref() {
        Some(Error::Invalid(faults)) => {
            let line =
                |(pointer, code): (&str, Code)| format!("{}: {}", option(pointer), both(code));
            let faults = faults
                .iter()
                .map(|fault| (fault.pointer.as_str(), fault.code));
            faults.map(line).collect::<Vec<_>>().join("\n")
        }
        Some(Error::Malformed(code) | Error::Unauthenticated(code) | Error::Conflict(code)) => {
            both(*code)
        }
        _ => error.to_string(),
    }
}

fn both(code: Code) -> String {
    format!("{} / {}", code.zh(), code.en())
}

/// A member of a request is an option at the machine.
fn option(pointer: &str) -> String {
    match pointer.strip_prefix('/') {
        Some(member) if !member.contains('/') => format!("--{}", member.replace('_', "-")),
        _ => pointer.to_owned(),
    }
}
