//! What a caller may see: the one value that every question starts from.

use domain::grant::{Capacity, Grant};

/// A sealed reach. Only a grant read from the database, or work that the service does of its
/// own accord, makes one; other floors can pass it on but neither make nor widen it.
#[derive(Clone, Copy, Debug)]
pub struct Scope(Inner);

/// What a scope is made of; rooms of this floor decide on each of these, without a catch-all.
#[derive(Clone, Copy, Debug)]
pub(super) enum Inner {
    /// Somebody in a capacity.
    As(Capacity),
    /// The service itself, doing the named work.
    Job,
}

impl Scope {
    /// What the holder of this grant may see.
    pub(super) fn of(grant: &Grant) -> Self {
        Self(Inner::As(grant.capacity))
    }

    /// Work of the service itself; `purpose` is logged.
    #[must_use]
    pub fn job(purpose: &'static str) -> Self {
        tracing::debug!(purpose, "the service works for itself: {purpose}");
        Self(Inner::Job)
    }

    /// Who asks, for the predicate that stands at the place of the call.
    #[cfg_attr(debug_assertions, track_caller)]
    pub(super) fn inner(&self) -> Inner {
        #[cfg(debug_assertions)]
        if super::mutation::is_off(std::panic::Location::caller()) {
            return Inner::Job;
        }
        self.0
    }
}
