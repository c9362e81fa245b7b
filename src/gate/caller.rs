//! Whoever asks.

use super::token;
use crate::{
    app::App,
    error::{Code, Error},
    services::{Actor, Permission},
    storage::{self, Scope},
};
use domain::{grant::Grant, id::SessionId};

/// A caller with a session in force. What it may do is asked of it, permission by permission.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The session behind the token.
    pub session: SessionId,
    grant: Grant,
    scope: Scope,
}

impl Caller {
    /// Finds out who asks, by the value of the `Authorization` header.
    ///
    /// # Errors
    /// [`Code::TokenMissing`], [`Code::TokenInvalid`].
    pub async fn identify(app: &App, authorization: Option<&str>) -> Result<Self, Error> {
        let token = authorization
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim())
            .ok_or(Error::Unauthenticated(Code::TokenMissing))?;
        let session = token::read(app, token)?;
        let found =
            storage::sessions::in_force(&app.db, session, app.clock.now(), app.clock.today())
                .await?;
        let (grant, scope) = found.ok_or(Error::Unauthenticated(Code::TokenInvalid))?;
        Ok(Self {
            session,
            grant,
            scope,
        })
    }

    /// The caller as one who may do this.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub fn may(&self, permission: Permission) -> Result<Actor, Error> {
        Actor::allowed(&self.grant, self.scope, permission)
    }

    /// The grant under which it acts.
    #[must_use]
    pub fn grant(&self) -> &Grant {
        &self.grant
    }
}
