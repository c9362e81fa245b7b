//! Those who ask.

use super::{reach::Who, world::World};
use crate::Client;
use chrono::TimeDelta;
use domain::{
    grant::Capacity,
    id::{AccountId, BreakGlassId, PersonId, SessionId},
    trace::GlassReason,
};
use rengang::storage::{self, sessions::Session};
use serde_json::json;
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

    /// Glasses that callers have broken before people; those that are over, longer ago than one may look.
    pub async fn glasses(&self, broken: &[(&str, PersonId, bool)]) {
        let all = storage::Scope::job("a test breaks glasses");
        let (now, today) = (self.app.clock.now(), self.app.clock.today());
        for (name, person, goes_on) in broken {
            let mut callers = self.callers.iter();
            let caller = callers
                .find(|caller| caller.name == *name)
                .expect("a caller");
            if *goes_on {
                let why = json!({ "person_id": person.0, "reason": "missing" });
                caller.client.post("/break-glass", &why).await.expect(201);
                continue;
            }
            let account = AccountId(caller.account.expect("an account"));
            let grants = storage::accounts::grants_of(&self.app.db, &[account]).await;
            let grant = grants.expect("an answer").remove(0);
            let found = storage::people::get(&self.app.db, &self.app.keys, &all, *person).await;
            let home = found.expect("an answer").expect("a person").home;
            let (began, ended) = (now - TimeDelta::hours(4), now - TimeDelta::hours(1));
            let (id, when) = (BreakGlassId::fresh(), (today, began, ended));
            let of = Some((*person, home));
            storage::break_glass::insert(&self.app.db, id, &grant, of, GlassReason::Missing, when)
                .await
                .expect("a glass");
        }
    }
}
