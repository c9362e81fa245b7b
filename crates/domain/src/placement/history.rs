//! What was told of a placement, in the order in which we were told, and the life that follows from it.
//!
//! Nothing that was told is ever changed. Whoever learns better says so: a correction tells the same step with another
//! day or reason, a retraction says that it was never taken. Both supersede what they name, and stand in its place. The
//! life at any moment is that of everything told until then, so what was believed on a day can be asked for later.

use super::{Life, NotAllowed, Placement, Step};
use crate::id::EventId;
use chrono::NaiveDate;

/// Somebody's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Telling {
    /// Its identity.
    pub id: EventId,
    /// What was told.
    pub told: Told,
}

/// What was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// A step was taken on a day.
    Step(Step, NaiveDate),
    /// The step of that telling was taken on this day, for this reason.
    Correction(EventId, Step, NaiveDate),
    /// The step of that telling was not taken.
    Retraction(EventId),
}

/// A step as it stands after everything that was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InForce {
    /// The telling that it stands by.
    pub id: EventId,
    /// The step.
    pub step: Step,
    /// Its day.
    pub on: NaiveDate,
}

/// The steps in force, in the order of the life.
///
/// # Errors
/// [`NotAllowed::NotInForce`] where a telling supersedes one that is not in force;
/// [`NotAllowed::NoCorrection`] where it is told as before, or as another kind of step. That nobody answered in time
/// is no telling of anybody: it can be taken back, but not corrected.
pub fn in_force(tellings: &[Telling]) -> Result<Vec<InForce>, NotAllowed> {
    let mut steps: Vec<InForce> = Vec::new();
    for telling in tellings {
        let id = telling.id;
        let place = |of: EventId, steps: &[InForce]| {
            let place = steps.iter().position(|step| step.id == of);
            place.ok_or(NotAllowed::NotInForce)
        };
        match telling.told {
            Told::Step(step, on) => steps.push(InForce { id, step, on }),
            Told::Correction(of, step, on) => {
                let place = place(of, &steps)?;
                let before = steps[place];
                let is_same = (before.step, before.on) == (step, on);
                if is_same || before.step.code() != step.code() || step == Step::Expire {
                    return Err(NotAllowed::NoCorrection);
                }
                steps[place] = InForce { id, step, on };
            }
            Told::Retraction(of) => {
                steps.remove(place(of, &steps)?);
            }
        }
    }
    Ok(steps)
}

/// The placement as everything that was told makes it; whatever `offer` says of its life is not looked at.
///
/// # Errors
/// As [`in_force`]; the refusal of the first step that makes no life with those before it.
pub fn replay(offer: &Placement, tellings: &[Telling]) -> Result<Placement, NotAllowed> {
    let offered = Placement {
        life: Life::Offered,
        ..offer.clone()
    };
    in_force(tellings)?
        .into_iter()
        .try_fold(offered, |placement, told| {
            placement.take(told.step, told.on)
        })
}

#[cfg(test)]
mod tests;
