//! What an act answers: what it made, and whether it was made just now.

use uuid::Uuid;

/// The outcome of an act that may be sent twice.
#[derive(Clone, Copy, Debug)]
pub struct Done {
    /// What was made or acted upon.
    pub id: Uuid,
    /// Whether it was done before, under the same key.
    pub replayed: bool,
}

impl Done {
    /// Done by this request.
    #[must_use]
    pub fn now(id: Uuid) -> Self {
        Self {
            id,
            replayed: false,
        }
    }

    /// Done by an earlier one.
    #[must_use]
    pub fn before(id: Uuid) -> Self {
        Self { id, replayed: true }
    }
}
