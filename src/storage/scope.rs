//! What a caller may see: the one value that every question starts from.

use domain::{
    grant::{Capacity, Grant},
    id::PersonId,
};

/// A sealed reach. Only a grant read from the database, or work that the service does of its
/// own accord, makes one; other floors can pass it on but neither make nor widen it.
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    inner: Inner,
    /// The people before whom the glass is broken: they may be read, and nothing else.
    glass: [Option<PersonId>; GLASSES],
}

/// How many an account breaks on a day, and so as many as can be open.
const GLASSES: usize = 5;

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
        Self {
            inner: Inner::As(grant.capacity),
            glass: [None; GLASSES],
        }
    }

    /// Work of the service itself; `purpose` is logged.
    #[must_use]
    pub fn job(purpose: &'static str) -> Self {
        tracing::debug!(purpose, "the service works for itself: {purpose}");
        Self {
            inner: Inner::Job,
            glass: [None; GLASSES],
        }
    }

    /// Who asks, for the predicate that stands at the place of the call.
    #[cfg_attr(debug_assertions, track_caller)]
    pub(super) fn inner(&self) -> Inner {
        #[cfg(debug_assertions)]
        if super::mutation::is_off(std::panic::Location::caller()) {
            return Inner::Job;
        }
        self.inner
    }

    /// The same reach, and a look at these people.
    pub(super) fn through(mut self, people: &[PersonId]) -> Self {
        for (pane, person) in self.glass.iter_mut().zip(people) {
            *pane = Some(*person);
        }
        self
    }

    /// Whether the glass before a person is broken.
    #[must_use]
    pub fn is_through(&self, person: PersonId) -> bool {
        self.glass.contains(&Some(person))
    }

    /// By what a person may be read: through a broken glass as the service itself reads, else by the own reach.
    #[must_use]
    pub fn reading(&self, person: PersonId) -> Self {
        if self.is_through(person) {
            Self::job("a person is read through a broken glass")
        } else {
            *self
        }
    }
}
