//! Switches one scope predicate off, so that a test can show that somebody would miss it.
//!
//! Every room decides by `match scope.inner()`, and lets the service itself see everything. Where the switch names the
//! place of such a call, the caller is taken for the service itself, at that one place: the predicate is TRUE. A new room
//! needs nothing for it. There is no setting for the switch, only this function, and a release has neither
//! (decision 0027).

use std::{
    panic::Location,
    sync::{PoisonError, RwLock},
};

/// File and line of a `scope.inner()`.
pub type Place = (&'static str, u32);

static OFF: RwLock<Option<Place>> = RwLock::new(None);

/// Switches the predicate at a place off, for the whole process, and the last one on again.
pub fn switch_off(place: Option<Place>) {
    *OFF.write().unwrap_or_else(PoisonError::into_inner) = place;
}

/// Whether the predicate at a place is switched off.
pub(super) fn is_off(at: &Location<'_>) -> bool {
    let off = *OFF.read().unwrap_or_else(PoisonError::into_inner);
    off.is_some_and(|(file, line)| line == at.line() && file == at.file())
}
