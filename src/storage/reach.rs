//! The two ends of a job by which it concerns an office: homes and workplaces, as ranges of divisions.

use super::scope::{Inner, Scope};
use domain::{division::Division, grant::Capacity};
use sea_orm::Value;

/// First and last, both included.
type Range = (i64, i64);

const EVERYWHERE: Range = (0, i64::MAX);
const NOWHERE: Range = (1, 0);

/// Whose jobs: of people at home in one range, or at work in another.
#[derive(Clone, Copy, Debug)]
pub struct Reach {
    home: Range,
    workplace: Range,
}

impl Reach {
    /// Every job there is.
    pub(super) const ALL: Self = Self {
        home: EVERYWHERE,
        workplace: NOWHERE,
    };

    /// The jobs whose people `scope` may see.
    pub(super) fn of_people(scope: &Scope) -> Self {
        let (home, workplace) = match scope.inner() {
            Inner::Job => (EVERYWHERE, EVERYWHERE),
            Inner::As(Capacity::Province(d)) => (d.range(), d.range()),
            Inner::As(Capacity::CountyWest(d)) => (d.range(), NOWHERE),
            Inner::As(Capacity::BureauEast(d)) => (NOWHERE, d.range()),
            Inner::As(
                Capacity::National
                | Capacity::Enterprise(_)
                | Capacity::Worker(_)
                | Capacity::Sysadmin
                | Capacity::Auditor,
            ) => (NOWHERE, NOWHERE),
        };
        Self { home, workplace }
    }

    /// The jobs of which `scope` may be told figures, small ones hidden: an office is told of all.
    pub(super) fn of_figures(scope: &Scope) -> Self {
        match scope.inner() {
            Inner::Job
            | Inner::As(
                Capacity::National
                | Capacity::Province(_)
                | Capacity::CountyWest(_)
                | Capacity::BureauEast(_),
            ) => Self::ALL,
            Inner::As(
                Capacity::Enterprise(_)
                | Capacity::Worker(_)
                | Capacity::Sysadmin
                | Capacity::Auditor,
            ) => Self {
                home: NOWHERE,
                workplace: NOWHERE,
            },
        }
    }

    /// Whether a job is among them.
    pub fn holds(&self, home: Division, workplace: Option<Division>) -> bool {
        let within = |(first, last): Range, d: Division| (first..=last).contains(&d.widened());
        within(self.home, home) || workplace.is_some_and(|at| within(self.workplace, at))
    }

    /// The four ends of the ranges, as `between` takes them: home first and last, workplace first and last.
    pub(super) fn binds(&self) -> [Value; 4] {
        [
            self.home.0.into(),
            self.home.1.into(),
            self.workplace.0.into(),
            self.workplace.1.into(),
        ]
    }
}
