//! Those who ask.

use super::{reach::Who, world::World};
use crate::Client;
use domain::{grant::Capacity, id::SessionId};
use rengang::storage::{self, sessions::Session};
use uuid::Uuid;

/// Somebody who asks.
pub struct Caller {
    /// For messages.
    pub name: String,
    /// As what; none for those who have not signed in or may no longer.
    pub capacity: Option<Capacity>,
    /// The account; none where nobody has signed in.
    pub account: Option<Uuid>,
    /// The session by which the client asks.
    pub session: Option<Uuid>,
    /// The connection.
    pub client: Client,
}

impl Caller {
    /// Who it is to the rules; none for those whom the gate turns away.
    pub fn who(&self) -> Option<Who> {
        let capacity = self.capacity?;
        let account = self.account?;
        Some(Who { capacity, account })
    }
}

impl World {
    /// Somebody who will ask, signed in twice.
    pub async fn caller(&mut self, name: impl Into<String>, capacity: Capacity) {
        let (session, _) = self.app.session(capacity).await;
        let client = self.app.bearer(&self.app.token(&session));
        let other = Session {
            id: SessionId::fresh(),
            ..session.clone()
        };
        let kept = storage::sessions::insert(&self.app.db, &other).await;
        kept.expect("a session");
        self.callers.push(Caller {
            name: name.into(),
            capacity: Some(capacity),
            account: Some(session.account.0),
            session: Some(session.id.0),
            client,
        });
    }

    /// An account of this capacity that was closed a moment ago, and whose token is still young.
    pub async fn disabled(&mut self, name: &str, capacity: Capacity) {
        let (session, _) = self.app.session(capacity).await;
        let client = self.app.bearer(&self.app.token(&session));
        let all = storage::Scope::job("a test closes an account");
        let now = self.app.clock.now();
        storage::accounts::disable(&self.app.db, &all, session.account, 1, now)
            .await
            .expect("closed");
        self.callers.push(Caller {
            name: name.to_owned(),
            capacity: None,
            account: Some(session.account.0),
            session: Some(session.id.0),
            client,
        });
    }
}
