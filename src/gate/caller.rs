//! Whoever asks.

use super::token;
use crate::{
    app::App,
    error::{Code, Error},
    services::{self, Actor, Permission},
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
    /// What has to be set up before anything else.
    to_be_set_up: Option<Code>,
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
        let found = found.ok_or(Error::Unauthenticated(Code::TokenInvalid))?;
        let to_be_set_up = services::sessions::to_be_set_up(app, &found).await?;
        Ok(Self {
            session,
            grant: found.grant,
            scope: found.scope,
            to_be_set_up,
        })
    }

    /// The caller as one who may do this.
    ///
    /// # Errors
    /// [`Error::Forbidden`]; [`Error::SetUpFirst`] for everything but setting up.
    pub fn may(&self, permission: Permission) -> Result<Actor, Error> {
        match self.to_be_set_up {
            Some(code) if !sets_up(code, permission) => Err(Error::SetUpFirst(code)),
            _ => Actor::allowed(&self.grant, self.scope, permission),
        }
    }

    /// The grant under which it acts.
    #[must_use]
    pub fn grant(&self) -> &Grant {
        &self.grant
    }
}

/// Whether a permission is needed to set up what is missing.
fn sets_up(missing: Code, permission: Permission) -> bool {
    match permission {
        Permission::SelfRead | Permission::SelfManage => true,
        Permission::ConsentRead | Permission::ConsentAnswer => missing == Code::ConsentUndecided,
        _ => false,
    }
}
