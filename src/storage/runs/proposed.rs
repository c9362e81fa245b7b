//! A proposal, as a value and as a row.

use super::NotOffered;
use crate::{
    error::Error,
    storage::{
        columns::{list, number, word, word_if, words},
        rows::proposal,
    },
};
use domain::{
    coded::Coded,
    id::{PartyId, PersonId, RunId, VacancyId},
    words::Tier,
};
use matching::{
    reasons::{DecidedBy, Marginal},
    score::{Parts, Unknown},
};

/// A person proposed for a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// Who.
    pub person: PersonId,
    /// For which post.
    pub vacancy: VacancyId,
    /// With whom together.
    pub party: Option<PartyId>,
    /// What the workplace is to the home.
    pub tier: Tier,
    /// The score, part by part.
    pub parts: Parts,
    /// What had to be left neutral.
    pub unknown: Vec<Unknown>,
    /// Whether an officer wanted this pair.
    pub pinned: bool,
    /// What decided for this post.
    pub decided_by: DecidedBy,
    /// The best other post.
    pub runner_up: Option<Second>,
    /// Why the commitment made no offer of it.
    pub not_offered: Option<NotOffered>,
}

/// The best other post of somebody proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Second {
    /// Which post.
    pub vacancy: VacancyId,
    /// What it would have scored.
    pub points: u16,
    /// Whether all its openings are given.
    pub full: bool,
    /// What one more opening there would bring.
    pub price: Marginal,
}

impl Second {
    fn of(row: &proposal::Model) -> Result<Option<Self>, Error> {
        let Some((id, points)) = row.runner_up_id.zip(row.runner_up_score) else {
            return Ok(None);
        };
        Ok(Some(Self {
            vacancy: VacancyId(id),
            points: number(points.into())?,
            full: row.runner_up_full.unwrap_or_default(),
            price: Marginal {
                people: number(row.runner_up_people.unwrap_or_default().into())?,
                points: row.runner_up_price.unwrap_or_default(),
            },
        }))
    }
}

impl Proposed {
    pub(super) fn row(self, run: RunId) -> proposal::Model {
        proposal::Model {
            run_id: run.0,
            person_id: self.person.0,
            vacancy_id: self.vacancy.0,
            party_id: self.party.map(|id| id.0),
            tier: self.tier.code().to_owned(),
            score: self.parts.total().into(),
            partner_points: self.parts.partner.into(),
            skill_points: self.parts.skill.into(),
            pay_points: self.parts.pay.into(),
            place_points: self.parts.place.into(),
            stability_points: self.parts.stability.into(),
            first_points: self.parts.first.into(),
            unknown: list(&self.unknown),
            pinned: self.pinned,
            decided_by: self.decided_by.code().to_owned(),
            runner_up_id: self.runner_up.map(|other| other.vacancy.0),
            runner_up_score: self.runner_up.map(|other| other.points.into()),
            runner_up_full: self.runner_up.map(|other| other.full),
            runner_up_people: self.runner_up.map(|other| other.price.people.into()),
            runner_up_price: self.runner_up.map(|other| other.price.points),
            not_offered: None,
        }
    }
}

impl TryFrom<proposal::Model> for Proposed {
    type Error = Error;

    fn try_from(row: proposal::Model) -> Result<Self, Error> {
        let points = |column: i32| number::<u16>(column.into());
        let runner_up = Second::of(&row)?;
        Ok(Self {
            person: PersonId(row.person_id),
            vacancy: VacancyId(row.vacancy_id),
            party: row.party_id.map(PartyId),
            tier: word(&row.tier)?,
            parts: Parts {
                partner: points(row.partner_points)?,
                skill: points(row.skill_points)?,
                pay: points(row.pay_points)?,
                place: points(row.place_points)?,
                stability: points(row.stability_points)?,
                first: points(row.first_points)?,
            },
            unknown: words(&row.unknown)?,
            pinned: row.pinned,
            decided_by: word(&row.decided_by)?,
            runner_up,
            not_offered: word_if(row.not_offered.as_deref())?,
        })
    }
}
