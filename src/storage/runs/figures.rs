//! What came of a run, in figures.

use super::{
    super::{columns::word_if, rows::matching_run},
    asked::json,
};
use crate::error::Error;
use domain::{
    coded::Coded,
    id::{PersonId, VacancyId},
};
use matching::watch::Stopped;
use sea_orm::{ActiveValue::Set, JsonValue};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;

/// What came of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// SHA-256 of everything that the run depends on.
    pub digest: Vec<u8>,
    /// SHA-256 of the people, posts, parties, wishes and pairings alone.
    pub world_digest: Vec<u8>,
    /// People looked at.
    pub people: i64,
    /// Posts looked at.
    pub posts: i64,
    /// Their openings.
    pub openings: i64,
    /// Pairs that nothing forbids.
    pub eligible_pairs: i64,
    /// People for whom a post is proposed.
    pub placed: i64,
    /// No matching places more people.
    pub people_bound: i64,
    /// Sum of the scores.
    pub score: i64,
    /// No matching under the objective scores more.
    pub bound: i64,
    /// Why the search ended before its target.
    pub stopped: Option<Stopped>,
    /// What each of the limits came to.
    pub limits_met: Vec<LimitMet>,
    /// What favouring partners costs, where that was asked for.
    pub pairing_price: Option<PriceOfPairing>,
    /// A what-if beside the run that it is compared with.
    pub what_if: Option<WhatIf>,
    /// Pins that could not be kept.
    pub unmet_pins: Vec<UnmetPin>,
    /// How long the computation took, without reading and storing.
    pub duration_ms: i64,
}

impl Figures {
    /// The figures of a row; they are all there or none is.
    pub(super) fn of(row: &matching_run::Model) -> Result<Option<Self>, Error> {
        let Some(digest) = row.input_digest.clone() else {
            return Ok(None);
        };
        Ok(Some(Self {
            digest,
            world_digest: row.world_digest.clone().unwrap_or_default(),
            people: row.people.unwrap_or_default(),
            posts: row.posts.unwrap_or_default(),
            openings: row.openings.unwrap_or_default(),
            eligible_pairs: row.eligible_pairs.unwrap_or_default(),
            placed: row.placed.unwrap_or_default(),
            people_bound: row.people_bound.unwrap_or_default(),
            score: row.score.unwrap_or_default(),
            bound: row.bound.unwrap_or_default(),
            stopped: word_if(row.stopped.as_deref())?,
            limits_met: read(row.limits_met.as_ref())?.unwrap_or_default(),
            pairing_price: read(row.pairing_price.as_ref())?,
            what_if: read(row.what_if.as_ref())?,
            unmet_pins: read(row.unmet_pins.as_ref())?.unwrap_or_default(),
            duration_ms: row.duration_ms.unwrap_or_default(),
        }))
    }

    /// The columns of a row that is done.
    pub(super) fn columns(&self) -> Result<matching_run::ActiveModel, Error> {
        Ok(matching_run::ActiveModel {
            input_digest: Set(Some(self.digest.clone())),
            world_digest: Set(Some(self.world_digest.clone())),
            people: Set(Some(self.people)),
            posts: Set(Some(self.posts)),
            openings: Set(Some(self.openings)),
            eligible_pairs: Set(Some(self.eligible_pairs)),
            placed: Set(Some(self.placed)),
            people_bound: Set(Some(self.people_bound)),
            score: Set(Some(self.score)),
            bound: Set(Some(self.bound)),
            stopped: Set(self.stopped.map(|why| why.code().to_owned())),
            limits_met: Set(Some(json(&self.limits_met)?)),
            pairing_price: Set(self.pairing_price.as_ref().map(json).transpose()?),
            what_if: Set(self.what_if.as_ref().map(json).transpose()?),
            unmet_pins: Set(Some(json(&self.unmet_pins)?)),
            duration_ms: Set(Some(self.duration_ms)),
            ..Default::default()
        })
    }

    /// The gap between score and bound, relative to the bound, in millionths and rounded up: 0 where
    /// the run is proven optimal.
    #[must_use]
    pub fn gap_ppm(&self) -> i64 {
        let missing = i128::from(self.bound.saturating_sub(self.score).max(0));
        let bound = i128::from(self.bound.max(1));
        i64::try_from((missing * 1_000_000 + bound - 1) / bound).unwrap_or(i64::MAX)
    }
}

fn read<T: DeserializeOwned>(column: Option<&JsonValue>) -> Result<Option<T>, Error> {
    let read = |value: &JsonValue| serde_json::from_value(value.clone());
    column.map(read).transpose().map_err(Error::internal)
}

/// What a floor or a cap came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitMet {
    /// Those of the division who are matched.
    pub people: i64,
    /// Those of them who are placed.
    pub placed: i64,
    /// The points that the score loses by one more of a floor, or gains by one more of a cap.
    pub points: i64,
}

/// What favouring partners costs: the answer, and another with nothing for partners, both measured in the
/// points that partners have no share in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceOfPairing {
    /// People placed by the run.
    pub placed: i64,
    /// Those of them at designated partners.
    pub at_partners: i64,
    /// Points beside partners.
    pub points: i64,
    /// People placed with nothing for partners.
    pub placed_without: i64,
    /// Those of them at designated partners all the same.
    pub at_partners_without: i64,
    /// Points beside partners then.
    pub points_without: i64,
    /// No answer has more points beside partners.
    pub points_bound: i64,
}

/// A what-if beside the run that it is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhatIf {
    /// Whether both looked at the same people, posts and wishes.
    pub same_world: bool,
    /// People at the same post in both.
    pub same: i64,
    /// People at another post.
    pub moved: i64,
    /// People placed only by the what-if.
    pub newly_placed: i64,
    /// People placed only by the run.
    pub no_longer_placed: i64,
    /// What the proposals of the what-if score by the weights of the run: the same measure for both.
    pub score_by_its_weights: i64,
}

/// A pin that could not be kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnmetPin {
    /// The person.
    pub person_id: Uuid,
    /// The post.
    pub vacancy_id: Uuid,
    /// The hard limits that forbid the pair, or `no_opening`, `party`, `absent`.
    pub because: Vec<String>,
}

impl UnmetPin {
    /// A pin and what hindered it.
    #[must_use]
    pub fn of(person: PersonId, vacancy: VacancyId, because: Vec<String>) -> Self {
        Self {
            person_id: person.0,
            vacancy_id: vacancy.0,
            because,
        }
    }
}
