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
    /// The estimate; none where nobody was watched for as long, or it would tell of fewer than five people who are not one's own.
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
    /// What may be told of it.
    pub told: Openness,
    /// Of how many others it would tell.
    pub counts: Counts,
}

/// Which figures may be shown, so that they tell of no fewer than five people who are not one's own.
#[derive(Clone, Copy, Debug)]
pub struct Openness {
    /// Who left and who stayed, and with it the curve.
    pub ends: bool,
    /// Who was known late.
    pub late: bool,
    /// Who left for what.
    pub causes: bool,
}

/// People who are not one's own, by what their spells tell. Figures of one's own are known to whoever asks, so these are what counts.
#[derive(Clone, Debug)]
pub struct Counts {
    /// Who left, and who did not.
    pub ends: [usize; 2],
    /// Who was known late, and who was not.
    pub late: [usize; 2],
    /// Who left for what, in the order of the reasons.
    pub causes: Vec<usize>,
}

impl Counts {
    /// What may be told where nothing stands beside it.
    fn openness(&self) -> Openness {
        let are_open = |counts: &[usize]| counts.iter().all(|people| cells::is_open(*people));
        let ends = are_open(&self.ends);
        Openness {
            ends,
            late: are_open(&self.late),
            causes: ends && are_open(&self.causes),
        }
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
    let others = Others::of(stretches);
    let counts = others.counts();
    let risk = RiskTable::of(&spells);
    let causes = EndReason::ALL.iter().filter_map(|why| {
        let cause = spells::cause(*why)?;
        let ended = spells.iter().filter(|s| s.cause() == Some(cause)).count();
        (ended > 0).then(|| {
            let incidence = Incidence::of(&risk, cause);
            let shown = others.shown(months, |spell| spell.cause() == Some(cause));
            let at = |months: &u32| {
                let days = days_of(*months);
                let point = incidence.at(f64::from(days));
                point.filter(|_| shown.contains(&days))
            };
            OfCause {
                why: *why,
                ended,
                at: months.iter().map(at).collect(),
            }
        })
    });
    let causes = causes.collect();
    let curve = Curve::over(risk, Level::P95);
    let shown = others.shown(months, Spell::ended);
    let at = months.iter().map(|months| {
        let days = days_of(*months);
        let estimate = curve.at(f64::from(days));
        AtMonths {
            months: *months,
            days,
            estimate: estimate.filter(|_| shown.contains(&days)),
        }
    });
    let at = at.collect();
    let until = months.iter().copied().max().map(days_of);
    let people = stretches.chunk_by(|a, b| a.first.person == b.first.person);
    Figures {
        people: people.count(),
        others: others.count(|_| true),
        jobs: spells.len(),
        ended: spells.iter().filter(|spell| spell.ended()).count(),
        entered_late: spells.iter().filter(|spell| spell.entry() > 0.0).count(),
        restricted_mean: until
            .and_then(|until| RestrictedMean::of(&curve, f64::from(until), Level::P95)),
        curve,
        at,
        causes,
        told: counts.openness(),
        counts,
    }
}

/// The spells of people who are not one's own, person by person.
struct Others(Vec<Vec<Spell>>);

impl Others {
    fn of(stretches: &[&Stretch<'_>]) -> Self {
        let people = stretches.chunk_by(|a, b| a.first.person == b.first.person);
        let others = people.filter(|of| !of[0].first.is_own);
        Self(
            others
                .map(|of| of.iter().map(|stretch| stretch.spell).collect())
                .collect(),
        )
    }

    /// People with such a spell.
    fn count(&self, is: impl Fn(&Spell) -> bool) -> usize {
        self.0
            .iter()
            .filter(|spells| spells.iter().any(&is))
            .count()
    }

    fn counts(&self) -> Counts {
        let both = |is: fn(&Spell) -> bool| [self.count(is), self.count(|spell| !is(spell))];
        let causes = EndReason::ALL.iter().filter_map(|why| spells::cause(*why));
        Counts {
            ends: both(Spell::ended),
            late: both(|spell| spell.entry() > 0.0),
            causes: causes
                .map(|cause| self.count(|spell| spell.cause() == Some(cause)))
                .collect(),
        }
    }

    /// The days at which a share of those who left may be told: of those who left in between, and of those who are still watched, there
    /// are none or enough.
    fn shown(&self, months: &[u32], is_left: impl Fn(&Spell) -> bool) -> Vec<u32> {
        let mut days: Vec<u32> = months.iter().copied().map(days_of).collect();
        days.sort_unstable();
        days.dedup();
        let ends = days.iter().copied().map(f64::from).chain([f64::INFINITY]);
        let mut before = 0.0;
        let left: Vec<usize> = ends
            .map(|end| {
                let since = std::mem::replace(&mut before, end);
                self.count(|spell| is_left(spell) && since < spell.exit() && spell.exit() <= end)
            })
            .collect();
        let watched = |day: f64| self.count(|spell| spell.entry() < day && day <= spell.exit());
        let open = cells::along(&left).into_iter();
        let shown = days
            .into_iter()
            .zip(open)
            .filter(|(day, is_open)| *is_open && cells::is_open(watched(f64::from(*day))));
        shown.map(|(day, _)| day).collect()
    }
}
