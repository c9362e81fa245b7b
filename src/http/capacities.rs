//! Roles at their anchors, as they are sent and told.

use super::wire::{self, DivisionBody, Faults, RoleCode, Word};
use crate::error::Code;
use domain::{
    grant::{Capacity, Grant},
    id::{EnterpriseId, PersonId},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A role at its anchor.
#[derive(Serialize, ToSchema)]
pub struct GrantBody {
    /// Identity.
    pub id: Uuid,
    /// The role.
    pub role: RoleCode,
    /// Where it is anchored, for offices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub division: Option<DivisionBody>,
    /// Where it is anchored, for enterprises.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enterprise_id: Option<Uuid>,
    /// Where it is anchored, for job seekers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_id: Option<Uuid>,
}

impl From<&Grant> for GrantBody {
    fn from(grant: &Grant) -> Self {
        Self {
            id: grant.id.0,
            role: Word(grant.capacity.role()),
            division: grant.capacity.division().map(DivisionBody::from),
            enterprise_id: match grant.capacity {
                Capacity::Enterprise(id) => Some(id.0),
                _ => None,
            },
            person_id: match grant.capacity {
                Capacity::Worker(id) => Some(id.0),
                _ => None,
            },
        }
    }
}

/// Reads a role with the anchor that it needs; every fault of it is noted.
pub fn capacity(
    role: RoleCode,
    division: Option<&str>,
    (enterprise, person): (Option<Uuid>, Option<Uuid>),
    faults: &mut Faults,
) -> Option<Capacity> {
    let read = faults.take("/division", division.map(wire::division).transpose());
    let anchor = read.flatten();
    let (enterprise, person) = (enterprise.map(EnterpriseId), person.map(PersonId));
    let capacity = Capacity::of(role.0, anchor, enterprise, person);
    if division.is_none() || anchor.is_some() {
        faults.take("/role", capacity.ok_or(Code::Missing));
    }
    capacity
}
