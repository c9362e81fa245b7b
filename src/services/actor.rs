//! Who acts: an account in one capacity, with what it may see.

use super::Permission;
use crate::{error::Error, storage::Scope};
use domain::{
    grant::{Capacity, Grant},
    id::{AccountId, GrantId},
    words::Role,
};

/// Somebody who was found to hold the permission that was asked for.
///
/// The only ways to one are [`Actor::allowed`], which asks the table of permissions, and
/// [`Actor::operator`], for whoever sits at the machine itself.
#[derive(Clone, Debug)]
pub struct Actor {
    grant: Option<Grant>,
    scope: Scope,
}

impl Actor {
    /// The holder of a grant, if its role has the permission.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub fn allowed(grant: &Grant, scope: Scope, permission: Permission) -> Result<Self, Error> {
        if permission.held_by(grant.capacity.role()) {
            Ok(Self {
                grant: Some(grant.clone()),
                scope,
            })
        } else {
            Err(Error::Forbidden)
        }
    }

    /// Whoever runs commands on the machine; `purpose` is logged.
    #[must_use]
    pub fn operator(purpose: &'static str) -> Self {
        Self {
            grant: None,
            scope: Scope::job(purpose),
        }
    }

    /// What may be seen.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The account; none at the machine itself.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        self.grant.as_ref().map(|grant| grant.account)
    }

    /// The grant; none at the machine itself.
    #[must_use]
    pub fn grant(&self) -> Option<GrantId> {
        self.grant.as_ref().map(|grant| grant.id)
    }

    /// The capacity; none at the machine itself.
    #[must_use]
    pub fn capacity(&self) -> Option<Capacity> {
        self.grant.as_ref().map(|grant| grant.capacity)
    }

    /// The role; none at the machine itself.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        self.capacity().map(Capacity::role)
    }
}
