//! What came of a run, in figures.

use super::super::rows::matching_run;
use crate::error::Error;
use domain::id::{PersonId, VacancyId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What came of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// SHA-256 of everything that the run depends on.
    pub digest: Vec<u8>,
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
        let unmet = row.unmet_pins.clone().unwrap_or_default();
        Ok(Some(Self {
            digest,
            people: row.people.unwrap_or_default(),
            posts: row.posts.unwrap_or_default(),
            openings: row.openings.unwrap_or_default(),
            eligible_pairs: row.eligible_pairs.unwrap_or_default(),
            placed: row.placed.unwrap_or_default(),
            people_bound: row.people_bound.unwrap_or_default(),
            score: row.score.unwrap_or_default(),
            bound: row.bound.unwrap_or_default(),
            unmet_pins: serde_json::from_value(unmet).map_err(Error::internal)?,
            duration_ms: row.duration_ms.unwrap_or_default(),
        }))
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
