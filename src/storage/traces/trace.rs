//! What a trace says, put together by whoever acts.

use super::super::rows::trace as row;
use chrono::{DateTime, Utc};
use domain::{
    coded::Coded,
    division::Division,
    grant::{Capacity, Grant},
    id::{AccountId, PersonId},
    trace::Act,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What was done, and by whom: the end of every transaction that writes.
#[derive(Clone, Debug)]
pub struct Trace {
    who: Who,
    act: Act,
    object: Option<Uuid>,
    detail: Option<&'static str>,
    purpose: Option<&'static str>,
    things: Option<i64>,
    digest: Option<[u8; 32]>,
    people: Vec<Uuid>,
}

/// Who acts.
#[derive(Clone, Debug)]
enum Who {
    /// An account under one of its grants.
    Holder(Grant),
    /// Whoever sits at the machine, for the purpose that the command names.
    Command(&'static str),
    /// The service itself, doing work of this name, where it is so for an account.
    Work(&'static str, Option<AccountId>),
    /// Somebody who has not signed in.
    Visitor,
}

impl Trace {
    /// An act of an account in one capacity.
    #[must_use]
    pub fn of(grant: &Grant, act: Act) -> Self {
        Self::by(Who::Holder(grant.clone()), act)
    }

    /// An act of whoever runs a command on the machine; `purpose` is the command's own and in code.
    #[must_use]
    pub fn of_command(purpose: &'static str, act: Act) -> Self {
        Self::by(Who::Command(purpose), act)
    }

    /// Work that the service does of its own accord, or because an account asked for it.
    #[must_use]
    pub fn of_work(name: &'static str, asked_by: Option<AccountId>, act: Act) -> Self {
        Self::by(Who::Work(name, asked_by), act)
    }

    /// An act of somebody who has not signed in.
    #[must_use]
    pub fn of_visitor(act: Act) -> Self {
        Self::by(Who::Visitor, act)
    }

    fn by(who: Who, act: Act) -> Self {
        Self {
            who,
            act,
            object: None,
            detail: None,
            purpose: None,
            things: None,
            digest: None,
            people: Vec::new(),
        }
    }

    /// Upon this one.
    #[must_use]
    pub fn upon(self, object: Uuid) -> Self {
        let object = Some(object);
        Self { object, ..self }
    }

    /// With the code of what exactly, such as a step or a reason.
    #[must_use]
    pub fn saying(self, code: &'static str) -> Self {
        let detail = Some(code);
        Self { detail, ..self }
    }

    /// For a purpose out of a closed list.
    #[must_use]
    pub fn for_purpose(self, purpose: impl Coded) -> Self {
        let purpose = Some(purpose.code());
        Self { purpose, ..self }
    }

    /// Upon so many things at once.
    #[must_use]
    pub fn counting(self, things: usize) -> Self {
        let things = Some(i64::try_from(things).unwrap_or(i64::MAX));
        Self { things, ..self }
    }

    /// With the digest of what was handled, such as a file.
    #[must_use]
    pub fn digesting(self, digest: [u8; 32]) -> Self {
        let digest = Some(digest);
        Self { digest, ..self }
    }

    /// Of these objects, by a digest over their identities in ascending order, and their number.
    #[must_use]
    pub fn covering(self, ids: impl IntoIterator<Item = Uuid>) -> Self {
        let mut ids: Vec<Uuid> = ids.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        let digest = digest_of(&ids);
        self.counting(ids.len()).digesting(digest)
    }

    /// Having shown these people, who may ask later who saw them.
    #[must_use]
    pub fn seeing(mut self, people: impl IntoIterator<Item = PersonId>) -> Self {
        self.people
            .extend(people.into_iter().map(|person| person.0));
        self.people.sort_unstable();
        self.people.dedup();
        self
    }

    /// The record, but for its place in the chain, and the people whom it names.
    pub(super) fn record(self, at: DateTime<Utc>) -> (row::Model, Vec<Uuid>) {
        let grant = match &self.who {
            Who::Holder(grant) => Some(grant),
            Who::Command(_) | Who::Work(..) | Who::Visitor => None,
        };
        let (who, account, work) = match &self.who {
            Who::Holder(grant) => ("account", Some(grant.account), None),
            Who::Command(purpose) => ("command", None, Some(*purpose)),
            Who::Work(name, account) => ("work", *account, Some(*name)),
            Who::Visitor => ("visitor", None, None),
        };
        let capacity = grant.map(|grant| grant.capacity);
        let enterprise = match capacity {
            Some(Capacity::Enterprise(id)) => Some(id.0),
            _ => None,
        };
        let record = row::Model {
            sequence: 0,
            id: Uuid::now_v7(),
            at,
            who: who.to_owned(),
            account_id: account.map(|id| id.0),
            grant_id: grant.map(|grant| grant.id.0),
            role: capacity.map(|capacity| capacity.role().code().to_owned()),
            division: capacity.and_then(Capacity::division).map(Division::widened),
            enterprise_id: enterprise,
            work: work.map(str::to_owned),
            act: self.act.code().to_owned(),
            object_id: self.object,
            detail: self.detail.map(str::to_owned),
            purpose: self.purpose.map(str::to_owned),
            things: self.things,
            digest: self.digest.map(|digest| digest.to_vec()),
            people: i64::try_from(self.people.len()).unwrap_or(i64::MAX),
            people_digest: (!self.people.is_empty()).then(|| digest_of(&self.people).to_vec()),
            hash: Vec::new(),
        };
        (record, self.people)
    }
}

/// The digest of identities in ascending order.
fn digest_of(ids: &[Uuid]) -> [u8; 32] {
    let mut digest = Sha256::new();
    for id in ids {
        digest.update(id.as_bytes());
    }
    digest.finalize().into()
}
