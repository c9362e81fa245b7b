//! A life laid out in columns, and read from them again.

use super::Kept;
use crate::{
    error::Error,
    storage::{
        columns::{division, word, word_if},
        rows::placement as row,
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    coded::Coded,
    id::{EnterpriseId, PersonId, PlacementId, RunId, VacancyId},
    placement::{Life, Placement, Work, Yes},
    words::{EndReason, NoShowReason, RefusalReason, Stage, Tier, WithdrawalReason},
};
use sea_orm::ActiveValue::Set;

pub(super) fn active(
    placement: &Placement,
    version: i64,
    created_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> row::ActiveModel {
    let days = Days::of(&placement.life);
    row::ActiveModel {
        id: Set(placement.id.0),
        person_id: Set(placement.person.0),
        vacancy_id: Set(placement.vacancy.0),
        enterprise_id: Set(placement.enterprise.0),
        run_id: Set(placement.run.map(|id| id.0)),
        home: Set(placement.home.widened()),
        workplace: Set(placement.workplace.widened()),
        tier: Set(placement.tier.code().to_owned()),
        score: Set(placement.score),
        stage: Set(placement.life.stage().code().to_owned()),
        offered_on: Set(placement.offered_on),
        expires_on: Set(placement.expires_on),
        accepted_on: Set(days.yes.map(|yes| yes.on)),
        confirmed_on: Set(days.yes.and_then(|yes| yes.confirmed_on)),
        departed_on: Set(days.departed),
        arrived_on: Set(days.arrived),
        started_on: Set(days.started),
        closed_on: Set(days.closed),
        end_reason: Set(days.end.map(|why| why.code().to_owned())),
        refusal_reason: Set(days.refusal.map(|why| why.code().to_owned())),
        withdrawal_reason: Set(days.withdrawal.map(|why| why.code().to_owned())),
        no_show_reason: Set(days.no_show.map(|why| why.code().to_owned())),
        version: Set(version),
        created_at: Set(created_at),
        updated_at: Set(now),
    }
}

/// A life laid out in columns.
#[derive(Default)]
struct Days {
    yes: Option<Yes>,
    departed: Option<NaiveDate>,
    arrived: Option<NaiveDate>,
    started: Option<NaiveDate>,
    closed: Option<NaiveDate>,
    end: Option<EndReason>,
    refusal: Option<RefusalReason>,
    withdrawal: Option<WithdrawalReason>,
    no_show: Option<NoShowReason>,
}

impl Days {
    fn of(life: &Life) -> Self {
        let mut days = Self {
            yes: life.yes(),
            ..Self::default()
        };
        match *life {
            Life::Offered | Life::Accepted(_) => {}
            Life::Departed(_, left) => days.departed = Some(left),
            Life::Arrived(_, left, came) => {
                (days.departed, days.arrived) = (Some(left), Some(came));
            }
            Life::Working(work) => days.work(work),
            Life::Ended(work, on, why) => {
                days.work(work);
                (days.closed, days.end) = (Some(on), Some(why));
            }
            Life::Declined(_, on, why) => (days.closed, days.refusal) = (Some(on), Some(why)),
            Life::Withdrawn(_, on, why) => (days.closed, days.withdrawal) = (Some(on), Some(why)),
            Life::Expired(on) => days.closed = Some(on),
            Life::NoShow(_, on, why) => (days.closed, days.no_show) = (Some(on), Some(why)),
        }
        days
    }

    fn work(&mut self, work: Work) {
        (self.departed, self.arrived) = work.journey.unzip();
        self.started = Some(work.on);
    }
}

impl TryFrom<row::Model> for Kept {
    type Error = Error;

    fn try_from(row: row::Model) -> Result<Self, Error> {
        let torn = || Error::internal("a placement without the days of its stage");
        let yes = row.accepted_on.map(|on| Yes {
            on,
            confirmed_on: row.confirmed_on,
        });
        let sure = yes.ok_or_else(torn);
        let closed = row.closed_on.ok_or_else(torn);
        let work = || -> Result<Work, Error> {
            Ok(Work {
                yes: yes.ok_or_else(torn)?,
                journey: row.departed_on.zip(row.arrived_on),
                on: row.started_on.ok_or_else(torn)?,
            })
        };
        let life = match word::<Stage>(&row.stage)? {
            Stage::Offered => Life::Offered,
            Stage::Accepted => Life::Accepted(sure?),
            Stage::Departed => Life::Departed(sure?, row.departed_on.ok_or_else(torn)?),
            Stage::Arrived => {
                let (left, came) = row.departed_on.zip(row.arrived_on).ok_or_else(torn)?;
                Life::Arrived(sure?, left, came)
            }
            Stage::Working => Life::Working(work()?),
            Stage::Ended => {
                let why = word_if::<EndReason>(row.end_reason.as_deref())?.ok_or_else(torn)?;
                Life::Ended(work()?, closed?, why)
            }
            Stage::Declined => {
                let why =
                    word_if::<RefusalReason>(row.refusal_reason.as_deref())?.ok_or_else(torn)?;
                Life::Declined(yes, closed?, why)
            }
            Stage::Withdrawn => {
                let why = word_if::<WithdrawalReason>(row.withdrawal_reason.as_deref())?;
                Life::Withdrawn(yes, closed?, why.ok_or_else(torn)?)
            }
            Stage::Expired => Life::Expired(closed?),
            Stage::NoShow => {
                let why = word_if::<NoShowReason>(row.no_show_reason.as_deref())?;
                Life::NoShow(sure?, closed?, why.ok_or_else(torn)?)
            }
        };
        Ok(Self {
            placement: Placement {
                id: PlacementId(row.id),
                person: PersonId(row.person_id),
                vacancy: VacancyId(row.vacancy_id),
                enterprise: EnterpriseId(row.enterprise_id),
                run: row.run_id.map(RunId),
                home: division(row.home)?,
                workplace: division(row.workplace)?,
                tier: word::<Tier>(&row.tier)?,
                score: row.score,
                offered_on: row.offered_on,
                expires_on: row.expires_on,
                life,
            },
            version: row.version,
            created_at: row.created_at,
        })
    }
}
