//! What the latest random sample says of the same people, beside what was reported.

use super::groups::Key;
use crate::{
    error::Error,
    storage::{
        self, Scope,
        audits::{Audit, Stratum},
    },
};
use ::audit::{Interval, Visited, rate};
use chrono::NaiveDate;
use domain::{division::Division, id::AuditId, verification::Finding};
use sea_orm::ConnectionTrait;

/// What a random sample says.
#[derive(Clone, Copy, Debug)]
pub struct Verified {
    /// The sample.
    pub audit: AuditId,
    /// The day on which these were reported to be at work.
    pub on: NaiveDate,
    /// The share of them that visits confirmed.
    pub confirmed: Interval,
}

/// A closed sample, by stratum.
pub struct Sample {
    audit: Audit,
    strata: Vec<Stratum>,
}

impl Sample {
    /// The latest that was drawn from just this area for a day up to `on`, and is closed.
    pub async fn latest(
        db: &impl ConnectionTrait,
        scope: &Scope,
        area: Division,
        on: NaiveDate,
    ) -> Result<Option<Self>, Error> {
        let Some(audit) = storage::audits::latest_closed(db, scope, area, on).await? else {
            return Ok(None);
        };
        let strata = storage::audits::strata(db, scope, &audit).await?;
        Ok(Some(Self { audit, strata }))
    }

    /// Of everybody.
    pub fn of_all(&self) -> Option<Verified> {
        self.of(|_| true)
    }

    /// Of a home county or an employer; samples tell nothing else apart.
    pub fn of_group(&self, key: &Key) -> Option<Verified> {
        match key {
            Key::Home(county) => self.of(|stratum| stratum.home == *county),
            Key::Employer(enterprise @ Some(_), _) => {
                self.of(|stratum| stratum.enterprise == *enterprise)
            }
            Key::Employer(None, name) => {
                self.of(|stratum| stratum.enterprise.is_none() && stratum.employer == *name)
            }
            Key::Trade(_) | Key::Tier(_) | Key::Pairing(_) | Key::Cohort(..) => None,
        }
    }

    fn of(&self, is_one: impl Fn(&Stratum) -> bool) -> Option<Verified> {
        let visited: Vec<Visited> = self
            .strata
            .iter()
            .filter(|stratum| is_one(stratum))
            .map(|stratum| Visited {
                size: stratum.reported,
                visited: stratum.visited(),
                confirmed: stratum.of(Finding::Confirmed),
            })
            .collect();
        rate::stratified(&visited).map(|confirmed| Verified {
            audit: self.audit.id,
            on: self.audit.on,
            confirmed,
        })
    }
}
