//! A desk at which somebody of the demonstration sits: signed in as anybody signs in, with what their role allows and no more.

use crate::{
    app::App,
    error::Error,
    gate::{Caller, token},
    services::{self, Actor, Permission},
    storage::{self, idempotency::RequestKey, sessions::Session},
};
use chrono::Days;
use domain::{
    grant::Grant,
    id::{AccountId, SessionId},
};
use uuid::Uuid;

/// For longer than the play lasts.
const DAYS: u64 = 1_000;

/// Somebody who is signed in.
pub struct Desk {
    session: Session,
    grant: Grant,
}

impl Desk {
    /// Signs an account in; its password is nobody's business here.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn of(app: &App, account: AccountId) -> Result<Self, Error> {
        let by = Actor::operator("the demonstration sits down at a desk");
        let (_, grants) = services::accounts::get(app, &by, account).await?;
        let grant = grants.into_iter().next().ok_or(Error::NotFound)?.grant;
        let now = app.clock.now();
        let session = Session {
            id: SessionId::fresh(),
            account,
            grant: grant.id,
            created_at: now,
            expires_at: now + Days::new(DAYS),
            device: Some("演示 / demonstration".into()),
            renewed_at: None,
        };
        storage::sessions::insert(&app.db, &session).await?;
        Ok(Self { session, grant })
    }

    /// Who acts, if the role may.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub async fn may(&self, app: &App, permission: Permission) -> Result<Actor, Error> {
        let (token, _) = token::issue(app, &self.session)?;
        let caller = Caller::identify(app, Some(&format!("Bearer {token}"))).await?;
        caller.may(permission)
    }

    /// A fresh key for one act.
    pub fn key(&self) -> RequestKey {
        RequestKey {
            account: self.session.account,
            grant: self.session.grant,
            operation: "demonstration".into(),
            key: Uuid::now_v7().to_string(),
            fingerprint: [0; 32],
        }
    }

    /// Leaves the desk.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn leave(self, app: &App) -> Result<(), Error> {
        services::sessions::sign_out(app, &self.grant, self.session.id).await
    }
}
