//! The life of a placement: from an offer to months of work, one dated step after another.
//!
//! ```text
//! offered ─ accept ─▶ accepted ─ confirm ─▶ (confirmed) ─ depart ─▶ departed ─ arrive ─▶ arrived
//!    │                   │                      │                       │                  │
//!  decline, withdraw,  refuse, withdraw,      start (near home)      no-show             start
//!  expire              decline                                                             ▼
//!                                                                    ended ◀─ end ─ working
//! ```
//!
//! Between acceptance and the end a placement is *live*: it holds one opening of its post, and a
//! person has one such placement at most.

pub mod history;

use crate::{
    coded::Coded,
    division::Division,
    id::{EnterpriseId, PersonId, PlacementId, RunId, VacancyId},
    words::{EndReason, NoShowReason, RefusalReason, Stage, Tier, WithdrawalReason},
};
use chrono::NaiveDate;

/// One person on the way to one post, or at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// Identity.
    pub id: PlacementId,
    /// Who.
    pub person: PersonId,
    /// To which post.
    pub vacancy: VacancyId,
    /// Whose post that is.
    pub enterprise: EnterpriseId,
    /// The run that proposed it.
    pub run: Option<RunId>,
    /// Home of the person when it was offered.
    pub home: Division,
    /// Where the work is.
    pub workplace: Division,
    /// What the workplace is to the home.
    pub tier: Tier,
    /// Score of the proposal, 0 to 10,000.
    pub score: Option<i32>,
    /// Day of the offer.
    pub offered_on: NaiveDate,
    /// Last day on which it may be accepted.
    pub expires_on: NaiveDate,
    /// How far it has come.
    pub life: Life,
}

/// How far a placement has come, with the days that it has lived through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// The person has not answered.
    Offered,
    /// The person said yes.
    Accepted(Yes),
    /// On the way.
    Departed(Yes, NaiveDate),
    /// At the place of work.
    Arrived(Yes, NaiveDate, NaiveDate),
    /// At work.
    Working(Work),
    /// Worked, and no longer does.
    Ended(Work, NaiveDate, EndReason),
    /// The person or the enterprise said no.
    Declined(Option<Yes>, NaiveDate, RefusalReason),
    /// The bureau took it back.
    Withdrawn(Option<Yes>, NaiveDate, WithdrawalReason),
    /// Nobody answered in time.
    Expired(NaiveDate),
    /// The person did not come.
    NoShow(Yes, NaiveDate, NoShowReason),
}

/// The person's yes, and the enterprise's where it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Yes {
    /// When the person accepted.
    pub on: NaiveDate,
    /// When the enterprise confirmed the person.
    pub confirmed_on: Option<NaiveDate>,
}

/// Work that has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    /// Both answers.
    pub yes: Yes,
    /// Departure and arrival; none for work near home.
    pub journey: Option<(NaiveDate, NaiveDate)>,
    /// First day of work.
    pub on: NaiveDate,
}

/// A step that somebody reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The person says yes.
    Accept,
    /// The enterprise says yes.
    Confirm,
    /// The person says no.
    Decline(RefusalReason),
    /// The enterprise says no.
    Refuse(RefusalReason),
    /// The bureau takes the offer back.
    Withdraw(WithdrawalReason),
    /// The last day for an answer is over.
    Expire,
    /// The person left home.
    Depart,
    /// The person arrived.
    Arrive,
    /// The person began to work.
    Start,
    /// The work ended.
    End(EndReason),
    /// The person did not come.
    NoShow(NoShowReason),
}

impl Step {
    /// The kind under which the step is kept.
    pub fn code(self) -> &'static str {
        match self {
            Self::Accept => "accepted",
            Self::Confirm => "confirmed",
            Self::Decline(_) => "declined",
            Self::Refuse(_) => "refused",
            Self::Withdraw(_) => "withdrawn",
            Self::Expire => "expired",
            Self::Depart => "departed",
            Self::Arrive => "arrived",
            Self::Start => "started",
            Self::End(_) => "ended",
            Self::NoShow(_) => "no_show",
        }
    }

    /// The code of its reason, where it has one.
    pub fn reason(self) -> Option<&'static str> {
        match self {
            Self::Decline(why) | Self::Refuse(why) => Some(why.code()),
            Self::Withdraw(why) => Some(why.code()),
            Self::End(why) => Some(why.code()),
            Self::NoShow(why) => Some(why.code()),
            Self::Accept
            | Self::Confirm
            | Self::Expire
            | Self::Depart
            | Self::Arrive
            | Self::Start => None,
        }
    }

    /// The step of this kind and reason; none where there is no such step, or no such reason of it.
    pub fn read(kind: &str, reason: Option<&str>) -> Option<Self> {
        let why = reason;
        let step = match kind {
            "declined" => Self::Decline(RefusalReason::from_code(why?)?),
            "refused" => Self::Refuse(RefusalReason::from_code(why?)?),
            "withdrawn" => Self::Withdraw(WithdrawalReason::from_code(why?)?),
            "ended" => Self::End(EndReason::from_code(why?)?),
            "no_show" => Self::NoShow(NoShowReason::from_code(why?)?),
            _ if why.is_some() => return None,
            "accepted" => Self::Accept,
            "confirmed" => Self::Confirm,
            "expired" => Self::Expire,
            "departed" => Self::Depart,
            "arrived" => Self::Arrive,
            "started" => Self::Start,
            _ => return None,
        };
        Some(step)
    }
}

/// Why a step cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAllowed {
    /// Not from the stage that the placement is in.
    #[error("not from this stage")]
    Stage,
    /// Earlier than the step before it.
    #[error("earlier than the step before it")]
    TooEarly,
    /// The offer's last day is over.
    #[error("the offer is over")]
    Over,
    /// The enterprise has not confirmed the person.
    #[error("the enterprise has not confirmed the person")]
    Unconfirmed,
    /// Work away from home begins with an arrival.
    #[error("work away from home begins with an arrival")]
    NotArrived,
    /// What is to be told otherwise was never told, or was told otherwise already.
    #[error("not told, or told otherwise already")]
    NotInForce,
    /// It is told as it was before, or as another step.
    #[error("not the same step told otherwise")]
    NoCorrection,
}

impl Placement {
    /// Takes a step on a day.
    ///
    /// # Errors
    /// See [`NotAllowed`].
    pub fn take(self, step: Step, on: NaiveDate) -> Result<Self, NotAllowed> {
        if on < self.latest() {
            return Err(NotAllowed::TooEarly);
        }
        let life = match (self.life, step) {
            (Life::Offered, Step::Accept) if on > self.expires_on => return Err(NotAllowed::Over),
            (Life::Offered, Step::Accept) => Life::Accepted(Yes {
                on,
                confirmed_on: None,
            }),
            (Life::Offered, Step::Expire) if on > self.expires_on => Life::Expired(on),
            (Life::Offered, Step::Decline(why)) => Life::Declined(None, on, why),
            (Life::Offered, Step::Withdraw(why)) => Life::Withdrawn(None, on, why),

            (Life::Accepted(yes), Step::Confirm) if yes.confirmed_on.is_none() => {
                Life::Accepted(Yes {
                    confirmed_on: Some(on),
                    ..yes
                })
            }
            (Life::Accepted(yes), Step::Decline(why) | Step::Refuse(why)) => {
                Life::Declined(Some(yes), on, why)
            }
            (Life::Accepted(yes), Step::Withdraw(why)) => Life::Withdrawn(Some(yes), on, why),
            (Life::Accepted(yes), Step::NoShow(why)) => Life::NoShow(yes, on, why),
            (Life::Accepted(yes), Step::Depart | Step::Start) if yes.confirmed_on.is_none() => {
                return Err(NotAllowed::Unconfirmed);
            }
            (Life::Accepted(yes), Step::Depart) => Life::Departed(yes, on),
            (Life::Accepted(yes), Step::Start) if self.is_near_home() => Life::Working(Work {
                yes,
                journey: None,
                on,
            }),
            (Life::Accepted(_) | Life::Departed(..), Step::Start) => {
                return Err(NotAllowed::NotArrived);
            }

            (Life::Departed(yes, left), Step::Arrive) => Life::Arrived(yes, left, on),
            (Life::Departed(yes, _) | Life::Arrived(yes, ..), Step::NoShow(why)) => {
                Life::NoShow(yes, on, why)
            }
            (Life::Arrived(yes, left, came), Step::Start) => Life::Working(Work {
                yes,
                journey: Some((left, came)),
                on,
            }),

            (Life::Working(work), Step::End(why)) => Life::Ended(work, on, why),
            _ => return Err(NotAllowed::Stage),
        };
        Ok(Self { life, ..self })
    }

    /// Whether the work lies in the person's own province.
    pub fn is_near_home(&self) -> bool {
        matches!(
            self.tier,
            Tier::OwnCounty | Tier::OwnPrefecture | Tier::OwnProvince
        )
    }

    /// The day of the latest step.
    pub fn latest(&self) -> NaiveDate {
        match self.life {
            Life::Offered => self.offered_on,
            Life::Accepted(yes) => yes.confirmed_on.unwrap_or(yes.on),
            Life::Working(work) => work.on,
            Life::Departed(_, on)
            | Life::Arrived(_, _, on)
            | Life::Ended(_, on, _)
            | Life::Declined(_, on, _)
            | Life::Withdrawn(_, on, _)
            | Life::Expired(on)
            | Life::NoShow(_, on, _) => on,
        }
    }
}

impl Life {
    /// The stage that it is.
    pub fn stage(&self) -> Stage {
        match self {
            Self::Offered => Stage::Offered,
            Self::Accepted(_) => Stage::Accepted,
            Self::Departed(..) => Stage::Departed,
            Self::Arrived(..) => Stage::Arrived,
            Self::Working(_) => Stage::Working,
            Self::Ended(..) => Stage::Ended,
            Self::Declined(..) => Stage::Declined,
            Self::Withdrawn(..) => Stage::Withdrawn,
            Self::Expired(_) => Stage::Expired,
            Self::NoShow(..) => Stage::NoShow,
        }
    }

    /// Whether it holds an opening of its post.
    pub fn is_live(&self) -> bool {
        self.stage().is_live()
    }

    /// The work that has begun, and its last day with the reason where it has ended.
    pub fn work(&self) -> Option<(Work, Option<(NaiveDate, EndReason)>)> {
        match *self {
            Self::Working(work) => Some((work, None)),
            Self::Ended(work, on, why) => Some((work, Some((on, why)))),
            _ => None,
        }
    }

    /// Both answers, as far as they were given.
    pub fn yes(&self) -> Option<Yes> {
        match self {
            Self::Offered | Self::Expired(_) => None,
            Self::Accepted(yes)
            | Self::Departed(yes, _)
            | Self::Arrived(yes, ..)
            | Self::NoShow(yes, ..) => Some(*yes),
            Self::Working(work) | Self::Ended(work, ..) => Some(work.yes),
            Self::Declined(yes, ..) | Self::Withdrawn(yes, ..) => *yes,
        }
    }
}

impl Stage {
    /// Whether a placement of this stage holds an opening of its post.
    pub fn is_live(self) -> bool {
        Self::LIVE.contains(&self)
    }

    /// The stages in which a placement holds an opening.
    pub const LIVE: [Self; 4] = [Self::Accepted, Self::Departed, Self::Arrived, Self::Working];
}

#[cfg(test)]
mod tests;
