//! In which capacity somebody acts: a role and where it is anchored, one value.

use crate::{
    coded::coded,
    division::Division,
    id::{AccountId, EnterpriseId, GrantId, PersonId},
    words::Role,
};
use chrono::NaiveDate;

/// A role together with its anchor; no role can be without the one it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capacity {
    /// The national office: figures of the whole country, no person.
    National,
    /// A province and everything in it.
    Province(Division),
    /// A western labour bureau: the people whose home lies in its division.
    CountyWest(Division),
    /// An eastern labour bureau: the workplaces in its division.
    BureauEast(Division),
    /// An employer.
    Enterprise(EnterpriseId),
    /// A job seeker.
    Worker(PersonId),
    /// Runs the service; sees accounts and jobs, no person.
    Sysadmin,
    /// Reads the audit trail, nothing else.
    Auditor,
}

impl Capacity {
    /// The role in it.
    #[must_use]
    pub fn role(self) -> Role {
        match self {
            Self::National => Role::National,
            Self::Province(_) => Role::Province,
            Self::CountyWest(_) => Role::CountyWest,
            Self::BureauEast(_) => Role::BureauEast,
            Self::Enterprise(_) => Role::Enterprise,
            Self::Worker(_) => Role::Worker,
            Self::Sysadmin => Role::Sysadmin,
            Self::Auditor => Role::Auditor,
        }
    }

    /// Puts a role and the anchor that stands beside it together; `None` where they do not fit.
    #[must_use]
    pub fn of(
        role: Role,
        division: Option<Division>,
        enterprise: Option<EnterpriseId>,
        person: Option<PersonId>,
    ) -> Option<Self> {
        match (role, division, enterprise, person) {
            (Role::National, None, None, None) => Some(Self::National),
            (Role::Sysadmin, None, None, None) => Some(Self::Sysadmin),
            (Role::Auditor, None, None, None) => Some(Self::Auditor),
            (Role::Province, Some(d), None, None) => Some(Self::Province(d)),
            (Role::CountyWest, Some(d), None, None) => Some(Self::CountyWest(d)),
            (Role::BureauEast, Some(d), None, None) => Some(Self::BureauEast(d)),
            (Role::Enterprise, None, Some(e), None) => Some(Self::Enterprise(e)),
            (Role::Worker, None, None, Some(p)) => Some(Self::Worker(p)),
            _ => None,
        }
    }

    /// The division at which it is anchored.
    #[must_use]
    pub fn division(self) -> Option<Division> {
        match self {
            Self::Province(d) | Self::CountyWest(d) | Self::BureauEast(d) => Some(d),
            _ => None,
        }
    }

    /// Whether somebody in this capacity may hand `other` to another account.
    ///
    /// The system's administrator may hand out everything, an office its own role at or below
    /// its own division. A bureau's enterprises and a county's people are known to the registry
    /// only; the service asks it.
    #[must_use]
    pub fn may_grant(self, other: Self) -> bool {
        match (self, other) {
            (Self::Sysadmin, _) => true,
            (
                Self::Province(own),
                Self::Province(d) | Self::CountyWest(d) | Self::BureauEast(d),
            )
            | (Self::CountyWest(own), Self::CountyWest(d))
            | (Self::BureauEast(own), Self::BureauEast(d)) => own.contains(d),
            _ => false,
        }
    }

    /// Whether somebody in this capacity may enter or end a pairing of these sides: a province
    /// where one of them lies in it.
    #[must_use]
    pub fn may_pair(self, east: Division, west: Division) -> bool {
        match self {
            Self::National | Self::Sysadmin => true,
            Self::Province(own) => own.contains(east) || own.contains(west),
            Self::CountyWest(_)
            | Self::BureauEast(_)
            | Self::Enterprise(_)
            | Self::Worker(_)
            | Self::Auditor => false,
        }
    }
}

coded! {
    /// How a grant stands.
    GrantState, "grant_state" {
        Pending = "pending", "待第二人确认";
        Held = "held", "有效";
        Over = "over", "已终止";
    }
}

/// A capacity that an account holds for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Its identity.
    pub id: GrantId,
    /// Who holds it.
    pub account: AccountId,
    /// As what.
    pub capacity: Capacity,
    /// First day.
    pub from: NaiveDate,
    /// Last day, where one is set.
    pub to: Option<NaiveDate>,
}

impl Grant {
    /// Whether it is in force on a day.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|last| day <= last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_county_grants_at_or_below_itself_only() {
        let county = |code| Capacity::CountyWest(Division::of_six(code));
        assert!(county(520_500).may_grant(county(520_526)));
        assert!(!county(520_526).may_grant(county(520_500)));
        assert!(!county(520_526).may_grant(Capacity::Sysadmin));
        assert!(!county(520_526).may_grant(Capacity::BureauEast(Division::of_six(520_526))));
    }

    #[test]
    fn a_role_needs_its_own_anchor() {
        assert_eq!(Capacity::of(Role::CountyWest, None, None, None), None);
        assert_eq!(
            Capacity::of(Role::Sysadmin, Some(Division::of_six(520_000)), None, None),
            None
        );
    }
}
