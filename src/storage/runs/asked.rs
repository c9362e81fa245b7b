//! What a run was asked for.

use super::super::{
    columns::{number, number_if, word},
    rows::matching_run as row,
};
use crate::error::Error;
use domain::{coded::Coded, division::Division, id::RunId, words::Objective};
use matching::{quota::Bound, run::LOYALTY, score::Weights};
use sea_orm::{ActiveValue::Set, JsonValue};
use serde::{Deserialize, Serialize};

/// What a run was asked for, beside whose people and for which day.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// What it strives for first.
    pub objective: Objective,
    /// What each part of the score weighs, and how partners are favoured.
    pub weights: Weights,
    /// Floors and caps.
    pub limits: Vec<Limit>,
    /// The run whose posts people keep unless moving gains more than the loyalty.
    pub keep_from: Option<RunId>,
    /// What keeping one's post is worth, in points.
    pub loyalty: u16,
    /// The relative gap that is good enough, in millionths.
    pub gap_ppm: Option<u32>,
    /// The seconds after which the best found is taken.
    pub seconds: Option<u32>,
    /// Whether a second solve tells what favouring partners costs.
    pub price_of_pairing: bool,
    /// Whether expected stability may be scored with what was learnt.
    pub learnt_stability: bool,
    /// The run that a what-if is compared with; a what-if proposes nothing and is never committed.
    pub what_if_of: Option<RunId>,
}

impl Default for Asked {
    /// Most people first, the usual weights, and nothing besides.
    fn default() -> Self {
        Self {
            objective: Objective::PeopleFirst,
            weights: Weights::default(),
            limits: Vec::new(),
            keep_from: None,
            loyalty: LOYALTY,
            gap_ppm: None,
            seconds: None,
            price_of_pairing: false,
            learnt_stability: true,
            what_if_of: None,
        }
    }
}

/// How many of a division's people are placed at least, or at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Where the people live.
    pub division: Division,
    /// The floor.
    pub at_least: Option<Bound>,
    /// The cap.
    pub at_most: Option<Bound>,
}

/// A limit as the column has it.
#[derive(Serialize, Deserialize)]
struct Written {
    division: i64,
    at_least: Option<u32>,
    at_least_permille: Option<u16>,
    at_most: Option<u32>,
    at_most_permille: Option<u16>,
}

impl From<&Limit> for Written {
    fn from(limit: &Limit) -> Self {
        let (at_least, at_least_permille) = split(limit.at_least);
        let (at_most, at_most_permille) = split(limit.at_most);
        Self {
            division: limit.division.widened(),
            at_least,
            at_least_permille,
            at_most,
            at_most_permille,
        }
    }
}

impl TryFrom<Written> for Limit {
    type Error = Error;

    fn try_from(written: Written) -> Result<Self, Error> {
        Ok(Self {
            division: super::super::columns::division(written.division)?,
            at_least: joined(written.at_least, written.at_least_permille),
            at_most: joined(written.at_most, written.at_most_permille),
        })
    }
}

/// A bound as people, or as a share of them.
#[must_use]
pub fn split(bound: Option<Bound>) -> (Option<u32>, Option<u16>) {
    match bound {
        Some(Bound::People(people)) => (Some(people), None),
        Some(Bound::Permille(share)) => (None, Some(share)),
        None => (None, None),
    }
}

/// A bound from people, or else from a share of them.
#[must_use]
pub fn joined(people: Option<u32>, share: Option<u16>) -> Option<Bound> {
    people
        .map(Bound::People)
        .or_else(|| share.map(Bound::Permille))
}

impl Asked {
    /// What a row was asked for.
    pub(super) fn of(row: &row::Model) -> Result<Self, Error> {
        let weights = serde_json::from_value(row.weights.clone()).map_err(Error::internal)?;
        let weights = Weights::new(weights).map_err(Error::internal)?;
        let limits: Vec<Written> =
            serde_json::from_value(row.limits.clone()).map_err(Error::internal)?;
        Ok(Self {
            objective: word(&row.objective)?,
            weights: weights.ruled(word(&row.partner_rule)?),
            limits: limits
                .into_iter()
                .map(Limit::try_from)
                .collect::<Result<_, _>>()?,
            keep_from: row.keep_from.map(RunId),
            loyalty: number(row.loyalty.into())?,
            gap_ppm: number_if(row.target_gap_ppm)?,
            seconds: number_if(row.target_seconds)?,
            price_of_pairing: row.price_of_pairing,
            learnt_stability: row.learnt_stability,
            what_if_of: row.what_if_of.map(RunId),
        })
    }

    /// The columns of a new row.
    pub(super) fn columns(&self) -> Result<row::ActiveModel, Error> {
        let limits: Vec<Written> = self.limits.iter().map(Written::from).collect();
        Ok(row::ActiveModel {
            objective: Set(self.objective.code().to_owned()),
            weights: Set(json(&self.weights.parts())?),
            partner_rule: Set(self.weights.rule().code().to_owned()),
            limits: Set(json(&limits)?),
            keep_from: Set(self.keep_from.map(|id| id.0)),
            loyalty: Set(self.loyalty.into()),
            target_gap_ppm: Set(self.gap_ppm.map(i64::from)),
            target_seconds: Set(self.seconds.map(i64::from)),
            price_of_pairing: Set(self.price_of_pairing),
            learnt_stability: Set(self.learnt_stability),
            what_if_of: Set(self.what_if_of.map(|id| id.0)),
            ..Default::default()
        })
    }
}

/// A value for a column of JSON.
pub(super) fn json(value: &impl Serialize) -> Result<JsonValue, Error> {
    serde_json::to_value(value).map_err(Error::internal)
}
