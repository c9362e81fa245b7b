//! What a set of spells tells: the curve, causes, the mean.

use super::spells::{self, Stretch};
use ::audit::cells;
use domain::{coded::Coded, words::EndReason};
use survival::{
    Curve, Estimate, Incidence, Level, RestrictedMean, RiskTable, Spell,
    aalen_johansen::IncidencePoint,
};

/// Share still at work after so many months.
#[derive(Clone, Copy, Debug)]
pub struct AtMonths {
    /// Months asked for.
    pub months: u32,
    /// The same in days of employment.
    pub days: u32,
    /// The estimate; none where nobody was watched for as long.
    pub estimate: Option<Estimate>,
}

/// Share that has left for one reason after so many months.
#[derive(Clone, Debug)]
pub struct OfCause {
    /// Why.
    pub why: EndReason,
    /// Spells that ended so.
    pub ended: usize,
    /// At each of the months asked for; none where nobody was watched for as long.
    pub at: Vec<Option<IncidencePoint>>,
}

/// Everything that spells tell.
#[derive(Clone, Debug)]
pub struct Figures {
    /// People.
    pub people: usize,
    /// Of these, people who are not one's own.
    pub others: usize,
    /// Spells that were watched at all.
    pub jobs: usize,
    /// Of these, spells that ended.
    pub ended: usize,
    /// Of these, spells that had begun before we knew of them.
    pub entered_late: usize,
    /// The whole curve, in days of employment.
    pub curve: Curve,
    /// The curve at the months asked for.
    pub at: Vec<AtMonths>,
    /// Days worked of the first ones up to the last of the months asked for.
    pub restricted_mean: Option<RestrictedMean>,
    /// By cause of the end, those that occurred.
    pub causes: Vec<OfCause>,
}

impl Figures {
    /// Whether its causes may be told apart: each is a count of people, too.
    #[must_use]
    pub fn tells_causes(&self) -> bool {
        self.others == 0 || self.causes.iter().all(|cause| cells::is_open(cause.ended))
    }
}

/// A month of employment in days: a year of 365.25 days over twelve.
const DAYS_A_MONTH: f64 = 30.4375;

/// So many months of employment in whole days.
pub fn days_of(months: u32) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a few thousand days"
    )]
    let days = (f64::from(months) * DAYS_A_MONTH).round() as u32;
    days
}

/// Figures of stretches, those of one person together.
pub fn of(stretches: &[&Stretch<'_>], months: &[u32]) -> Figures {
    let spells: Vec<Spell> = stretches.iter().map(|stretch| stretch.spell).collect();
    let people = || stretches.chunk_by(|a, b| a.first.person == b.first.person);
    let risk = RiskTable::of(&spells);
    let causes = EndReason::ALL.iter().filter_map(|why| {
        let cause = spells::cause(*why)?;
        let ended = spells.iter().filter(|s| s.cause() == Some(cause)).count();
        (ended > 0).then(|| {
            let incidence = Incidence::of(&risk, cause);
            let at = |months: &u32| incidence.at(f64::from(days_of(*months)));
            OfCause {
                why: *why,
                ended,
                at: months.iter().map(at).collect(),
            }
        })
    });
    let causes = causes.collect();
    let curve = Curve::over(risk, Level::P95);
    let at = months.iter().map(|months| {
        let days = days_of(*months);
        AtMonths {
            months: *months,
            days,
            estimate: curve.at(f64::from(days)),
        }
    });
    let at = at.collect();
    let until = months.iter().copied().max().map(days_of);
    Figures {
        people: people().count(),
        others: people().filter(|of| !of[0].first.is_own).count(),
        jobs: spells.len(),
        ended: spells.iter().filter(|spell| spell.ended()).count(),
        entered_late: spells.iter().filter(|spell| spell.entry() > 0.0).count(),
        restricted_mean: until
            .and_then(|until| RestrictedMean::of(&curve, f64::from(until), Level::P95)),
        curve,
        at,
        causes,
    }
}
