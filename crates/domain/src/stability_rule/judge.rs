//! Whether, and on which day, somebody's dated jobs met a rule.
//!
//! Time: O(j log j) for j jobs where months are consecutive; O(days worked) where they are added up.

use super::{DAYS_A_MONTH, Days, Needed, Reach, Rule, Way};
use crate::{
    division::Division,
    evidence::EvidenceKind,
    words::{Channel, VacancyKind},
};
use chrono::{Datelike, Months, NaiveDate, TimeDelta};
use std::{collections::BTreeMap, ops::Range};

/// A dated job of one person, as far as it was told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// First day of work.
    pub first: NaiveDate,
    /// Last day of work, or the last on which somebody told that it went on.
    pub last: NaiveDate,
    /// Who employs: equal numbers, one employer. None where nobody told.
    pub employer: Option<u32>,
    /// Home of the person.
    pub home: Division,
    /// Where the work is.
    pub workplace: Option<Division>,
    /// Pay a month, in fen.
    pub pay_fen: Option<i64>,
    /// Months for which the contract was made.
    pub contract_months: Option<u32>,
    /// By which channel the person came to it.
    pub channel: Option<Channel>,
    /// What kind of post it is.
    pub post_kind: Option<VacancyKind>,
    /// Evidence of it.
    pub evidence: Vec<Piece>,
}

/// A piece of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What it is.
    pub kind: EvidenceKind,
    /// The day for which it speaks.
    pub on: NaiveDate,
}

/// What a rule says of a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Judgement {
    /// The first day on which everything that the rule asks for was there.
    pub met_on: Option<NaiveDate>,
    /// The most days that were counted together, in one stretch or within one window.
    pub most_days: u32,
}

impl Judgement {
    /// Of two sets of jobs that may not be taken together, what either says.
    fn or(self, other: Self) -> Self {
        Self {
            met_on: [self.met_on, other.met_on].into_iter().flatten().min(),
            most_days: self.most_days.max(other.most_days),
        }
    }
}

/// Days worked in a row within one job, not counted by an earlier job.
#[derive(Clone, Copy, Debug)]
struct Piecework<'a> {
    first: NaiveDate,
    last: NaiveDate,
    job: &'a Job,
}

impl Piecework<'_> {
    fn days(&self) -> i64 {
        (self.last - self.first).num_days() + 1
    }

    /// A thirtieth of a fen a day, so that nothing is rounded.
    fn pay(&self) -> i64 {
        self.job.pay_fen.unwrap_or(0)
    }
}

impl Rule {
    /// Whether, and since when, a person's jobs meet this rule, as told by `on`. The jobs may come in any order;
    /// of two that begin and end on the same days, the one handed in first counts.
    #[must_use]
    pub fn judge(&self, jobs: &[Job], on: NaiveDate) -> Judgement {
        let mut fit: Vec<&Job> = jobs
            .iter()
            .filter(|job| job.first <= on && job.first <= job.last && self.takes(job))
            .collect();
        if !self.same_employer {
            return self.together(&mut fit, on);
        }
        // An employer that nobody told is nobody else's: each such job stands alone.
        fit.sort_by_key(|job| job.employer);
        fit.chunk_by_mut(|a, b| a.employer.is_some() && a.employer == b.employer)
            .map(|jobs| self.together(jobs, on))
            .fold(Judgement::default(), Judgement::or)
    }

    /// Whether a job counts at all.
    fn takes(&self, job: &Job) -> bool {
        let out = job.workplace.map(|place| {
            let province = |d: Division| d.up_to(crate::division::Level::Province);
            province(place) != province(job.home)
        });
        let is_near = match self.reach {
            Reach::Anywhere => true,
            Reach::OutOfProvince => out == Some(true),
            Reach::WithinProvince => out == Some(false),
        };
        let came = match self.way {
            Way::Any => true,
            Way::Organised => job.channel == Some(Channel::Organised),
            Way::SelfOrganised => {
                matches!(job.channel, Some(Channel::Own | Channel::Friends))
            }
        };
        is_near
            && came
            && self
                .contract_months
                .is_none_or(|least| job.contract_months.is_some_and(|months| months >= least))
            && self
                .pay_floor_fen
                .is_none_or(|least| job.pay_fen.is_some_and(|fen| fen >= least))
            && self
                .post_kind
                .is_none_or(|kind| job.post_kind == Some(kind))
            && self
                .workplace
                .is_none_or(|place| job.workplace.is_some_and(|at| place.contains(at)))
    }

    fn together(&self, jobs: &mut [&Job], on: NaiveDate) -> Judgement {
        let work = without_overlap(jobs, on);
        match self.days {
            Days::Consecutive { gap_days } => work
                .chunk_by(|a, b| (b.first - a.last).num_days() - 1 <= i64::from(gap_days))
                .map(|stretch| self.in_a_row(stretch, on))
                .fold(Judgement::default(), Judgement::or),
            Days::Cumulative { within_days } => self.added_up(&work, i64::from(within_days), on),
        }
    }

    fn in_a_row(&self, stretch: &[Piecework<'_>], on: NaiveDate) -> Judgement {
        let first = stretch[0].first;
        let full = first
            .checked_add_months(Months::new(self.months))
            .unwrap_or(NaiveDate::MAX);
        let needed = (full - first).num_days();
        let needed_pay = i64::from(DAYS_A_MONTH) * self.earned_floor_fen.unwrap_or(0);
        let (mut days, mut earned) = (0, 0);
        let mut reached = None;
        for work in stretch {
            let missing_pay = needed_pay - earned;
            let for_pay = match work.pay() {
                _ if missing_pay <= 0 => 1,
                0 => i64::MAX,
                pay => (missing_pay + pay - 1) / pay,
            };
            let wait = (needed - days).max(for_pay).max(1);
            if reached.is_none() && wait <= work.days() {
                reached = Some(work.first + TimeDelta::days(wait - 1));
            }
            days += work.days();
            earned += work.days() * work.pay();
        }
        let proven = self.proven(stretch, on);
        Judgement {
            met_on: reached
                .zip(proven)
                .map(|(worked, proven)| worked.max(proven)),
            most_days: u32::try_from(days).unwrap_or(u32::MAX),
        }
    }

    fn added_up(&self, work: &[Piecework<'_>], within: i64, on: NaiveDate) -> Judgement {
        let needed = i64::from(self.months * DAYS_A_MONTH);
        let needed_pay = i64::from(DAYS_A_MONTH) * self.earned_floor_fen.unwrap_or(0);
        let mut told = Judgement::default();
        let mut most = 0;
        // The oldest piece of which a day lies in the window, and how many of its days have left it.
        let (mut oldest, mut gone) = (0, 0);
        let (mut days, mut earned) = (0, 0);
        let mut proven: (Range<usize>, Option<NaiveDate>) = (0..0, None);
        for (at, piece) in work.iter().enumerate() {
            for day in 0..piece.days() {
                let today = piece.first + TimeDelta::days(day);
                let start = today - TimeDelta::days(within - 1);
                while work[oldest].first + TimeDelta::days(gone) < start {
                    let old = &work[oldest];
                    let leaving = ((start - old.first).num_days().min(old.days())) - gone;
                    days -= leaving;
                    earned -= leaving * old.pay();
                    gone += leaving;
                    if gone == old.days() {
                        (oldest, gone) = (oldest + 1, 0);
                    }
                }
                days += 1;
                earned += piece.pay();
                most = most.max(days);
                if days < needed || earned < needed_pay || told.met_on.is_some_and(|d| d <= today) {
                    continue;
                }
                if proven.0 != (oldest..at + 1) {
                    proven = (oldest..at + 1, self.proven(&work[oldest..=at], on));
                }
                if let Some(evident) = proven.1 {
                    let met = today.max(evident);
                    told.met_on = Some(told.met_on.map_or(met, |before| before.min(met)));
                }
            }
        }
        told.most_days = u32::try_from(most).unwrap_or(u32::MAX);
        told
    }

    /// The day on which the evidence was whole, of these jobs and by `on`.
    fn proven(&self, work: &[Piecework<'_>], on: NaiveDate) -> Option<NaiveDate> {
        self.evidence
            .iter()
            .map(|needed| found(*needed, work, on))
            .try_fold(NaiveDate::MIN, |day, found| Some(day.max(found?)))
    }
}

/// The day on which there was a piece in as many different months as are asked for. A piece that is older than its job's first
/// day that counts is there from that day on.
fn found(needed: Needed, work: &[Piecework<'_>], on: NaiveDate) -> Option<NaiveDate> {
    let mut months: BTreeMap<(i32, u32), NaiveDate> = BTreeMap::new();
    for work in work {
        let pieces = work.job.evidence.iter();
        for piece in pieces.filter(|piece| piece.on <= on && needed.any_of.contains(piece.kind)) {
            let there = piece.on.max(work.first);
            let month = (piece.on.year(), piece.on.month());
            let earliest = months.entry(month).or_insert(there);
            *earliest = there.min(*earliest);
        }
    }
    let mut days: Vec<NaiveDate> = months.into_values().collect();
    days.sort_unstable();
    days.get(needed.in_months as usize - 1).copied()
}

/// The days worked, by rising day; a day that an earlier job counts is no other job's.
fn without_overlap<'a>(jobs: &mut [&'a Job], on: NaiveDate) -> Vec<Piecework<'a>> {
    jobs.sort_by_key(|job| (job.first, job.last));
    let mut work: Vec<Piecework<'a>> = Vec::with_capacity(jobs.len());
    let mut next = NaiveDate::MIN;
    for job in jobs.iter() {
        let (first, last) = (job.first.max(next), job.last.min(on));
        if first <= last {
            work.push(Piecework { first, last, job });
            next = last.succ_opt().unwrap_or(last);
        }
    }
    work
}
