//! Switches one scope predicate off, so that a test can show that somebody would miss it.
//!
//! Every room decides by `match scope.inner()`, and lets the service itself see everything. Where the switch names the
//! place of such a call, the caller is taken for the service itself, at that one place: the predicate is TRUE. A new room
//! needs nothing for it. There is no setting for the switch, only this function, and a release has neither
//! (decision 0027).

use std::{
    collections::BTreeSet,
    panic::Location,
    sync::{Mutex, PoisonError, RwLock},
};

/// A `scope.inner()`: its file and line.
pub type Place = (String, u32);

static OFF: RwLock<Option<Place>> = RwLock::new(None);

/// Which were asked, once somebody wants to know.
static ASKED: Mutex<Option<BTreeSet<Place>>> = Mutex::new(None);

/// Switches the predicate at a `scope.inner()` off, named by its file and line, and the last one on again; for the whole
/// process.
pub fn switch_off(place: Option<(&str, u32)>) {
    let place = place.map(|(file, line)| (file.to_owned(), line));
    *OFF.write().unwrap_or_else(PoisonError::into_inner) = place;
}

/// Which predicates were asked since this was called last; from the first call on.
pub fn asked() -> BTreeSet<Place> {
    let mut asked = ASKED.lock().unwrap_or_else(PoisonError::into_inner);
    asked.replace(BTreeSet::new()).unwrap_or_default()
}

/// Whether the predicate at a place is switched off.
pub(super) fn is_off(at: &Location<'_>) -> bool {
    let mut asked = ASKED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(asked) = asked.as_mut() {
        asked.insert((at.file().to_owned(), at.line()));
    }
    drop(asked);
    let off = OFF.read().unwrap_or_else(PoisonError::into_inner);
    off.as_ref()
        .is_some_and(|(file, line)| *line == at.line() && file == at.file())
}
