//! Who acts: an account in one capacity, with what it may see.

use super::Permission;
use crate::{
    error::{Code, Error},
    storage::{Scope, traces::Trace},
};
use domain::{
    grant::{Capacity, Grant},
    id::{AccountId, GrantId, PersonId},
    recusal::Recusal,
    trace::Act,
    words::Role,
};
use uuid::Uuid;

/// Somebody who was found to hold the permission that was asked for.
///
/// The only ways to one are [`Actor::allowed`], which asks the table of permissions, and
/// [`Actor::operator`], for whoever sits at the machine itself.
#[derive(Clone, Debug)]
pub struct Actor {
    grant: Option<Grant>,
    scope: Scope,
    /// Of a command: what it is for.
    purpose: &'static str,
    permission: Option<Permission>,
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
                purpose: "",
                permission: Some(permission),
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
            purpose,
            permission: None,
        }
    }

    /// The trace of an act of this actor's upon an object.
    #[must_use]
    pub fn did(&self, act: Act, object: Uuid) -> Trace {
        self.trace(act).upon(object)
    }

    /// The trace of one act upon many objects of a kind.
    #[must_use]
    pub fn did_all(&self, act: Act, objects: impl IntoIterator<Item = Uuid>) -> Trace {
        self.trace(act).covering(objects)
    }

    /// The trace of a look at people.
    #[must_use]
    pub fn saw(&self, act: Act, people: impl IntoIterator<Item = PersonId>) -> Trace {
        self.trace(act).seeing(people)
    }

    fn trace(&self, act: Act) -> Trace {
        match &self.grant {
            Some(grant) => Trace::of(grant, act),
            None => Trace::of_command(self.purpose, act),
        }
    }

    /// Keeps the actor out of what is its own, where the permission by which it acts says so: `whose` had a hand in it
    /// before.
    ///
    /// # Errors
    /// [`Code::Recused`].
    pub fn recuse(&self, why: Recusal, whose: Option<AccountId>) -> Result<(), Error> {
        if self.is_recused(why, whose) {
            Err(Error::Conflict(Code::Recused))
        } else {
            Ok(())
        }
    }

    /// Whether the actor is kept out of what `whose` had a hand in.
    #[must_use]
    pub fn is_recused(&self, why: Recusal, whose: Option<AccountId>) -> bool {
        let holds = |permission: Permission| permission.recusals().contains(&why);
        self.permission.is_some_and(holds) && whose.is_some() && whose == self.account()
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

    /// The account with its role, for what is an account's own.
    ///
    /// # Errors
    /// [`Error::Internal`] at the machine itself, where nobody has anything of their own.
    pub fn as_account(&self) -> Result<(AccountId, Role), Error> {
        self.account()
            .zip(self.role())
            .ok_or_else(|| Error::internal("an account's own, without an account"))
    }

    /// The grant; none at the machine itself.
    #[must_use]
    pub fn grant(&self) -> Option<GrantId> {
        self.grant.as_ref().map(|grant| grant.id)
    }

    /// The grant as a whole; none at the machine itself.
    #[must_use]
    pub fn whole_grant(&self) -> Option<&Grant> {
        self.grant.as_ref()
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
