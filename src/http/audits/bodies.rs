//! How samples and their figures are spelt.

use crate::{
    error::{Code, Error},
    http::wire::{self, DivisionBody, Faults, Word},
    services::audits::{Beside, NewAudit, Results},
    storage::audits::{Audit, Stratum, Wanted},
};
use audit::Interval;
use chrono::{DateTime, NaiveDate, Utc};
use data_encoding::HEXLOWER;
use domain::verification::{Finding, Side};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// A code of [`Finding`].
pub type FindingCode = Word<Finding>;
/// A code of [`Side`].
pub type SideCode = Word<Side>;

/// A sample to be drawn: of each stratum by the width of its interval, or so many in all. Exactly one is told.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAuditBody {
    /// From which area: one's own division or one in it.
    #[schema(example = "520526")]
    division: String,
    /// By which end of a job it belongs to the area. A western county's is the home, an eastern bureau's the workplace;
    /// a province chooses, the home unless told.
    side: Option<SideCode>,
    /// The day on which the jobs were reported to go on; today unless told.
    on: Option<NaiveDate>,
    /// Jobs that had begun before are left out; a year before that day unless told.
    since: Option<NaiveDate>,
    /// The same seed and the same frame give the same sample; any unless told.
    seed: Option<u32>,
    /// Half-width of the 95 % interval of each stratum, in hundredths, with finite population correction.
    #[validate(range(min = 1, max = 50))]
    margin_percent: Option<u8>,
    /// So many in all, shared out by the sizes of the strata, two of each at least.
    #[validate(range(min = 1, max = 100_000))]
    total: Option<u32>,
}

impl TryFrom<NewAuditBody> for NewAudit {
    type Error = Error;

    fn try_from(body: NewAuditBody) -> Result<Self, Error> {
        let mut faults = Faults::default();
        let division = faults.take("/division", wire::division(&body.division));
        for (pointer, day) in [("/on", body.on), ("/since", body.since)] {
            if day.is_some_and(|day| wire::day_member(pointer, day).is_err()) {
                faults.add(pointer, Code::OutOfRange);
            }
        }
        let wanted = match (body.margin_percent, body.total) {
            (Some(percent), None) => Some(Wanted::MarginPercent(percent)),
            (None, Some(total)) => Some(Wanted::Total(total)),
            (None, None) => {
                faults.add("/margin_percent", Code::Missing);
                None
            }
            (Some(_), Some(_)) => {
                faults.add("/total", Code::BoundTwice);
                None
            }
        };
        faults.or(division.zip(wanted).map(|(division, wanted)| Self {
            division,
            side: body.side.map(|side| side.0),
            on: body.on,
            since: body.since,
            seed: body.seed,
            wanted,
        }))
    }
}

/// A share with its 95 % interval.
#[derive(Clone, Copy, Serialize, ToSchema)]
pub struct IntervalBody {
    share: f64,
    ci_low: f64,
    ci_high: f64,
}

impl From<Interval> for IntervalBody {
    fn from(interval: Interval) -> Self {
        Self {
            share: interval.share,
            ci_low: interval.low,
            ci_high: interval.high,
        }
    }
}

/// How many visits found what.
#[derive(Serialize, ToSchema)]
pub struct FoundBody {
    finding: FindingCode,
    jobs: u64,
}

/// What was reported and what was found.
#[derive(Serialize, ToSchema)]
pub struct BesideBody {
    /// Jobs reported to have begun.
    begun: u64,
    /// Of these, jobs reported to go on.
    reported: u64,
    /// Of these, jobs drawn.
    drawn: u64,
    /// Of these, by what was found.
    found: Vec<FoundBody>,
    /// Share of those begun that is reported to go on.
    reported_rate: f64,
    /// Share of those reported to go on that visits confirmed. Whoever was not reached was not confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    confirmed: Option<IntervalBody>,
    /// Share of those begun that does go on, by what was confirmed: the figure to set beside `reported_rate`.
    #[serde(skip_serializing_if = "Option::is_none")]
    verified_rate: Option<IntervalBody>,
    /// Of those reported to go on, jobs of strata of which somebody was visited: of these the two figures speak.
    covered: u64,
}

impl From<Beside> for BesideBody {
    fn from(beside: Beside) -> Self {
        Self {
            begun: beside.begun,
            reported: beside.reported,
            drawn: beside.drawn,
            found: beside
                .found
                .into_iter()
                .map(|(finding, jobs)| FoundBody {
                    finding: Word(finding),
                    jobs,
                })
                .collect(),
            reported_rate: beside.reported_rate,
            confirmed: beside.confirmed.map(IntervalBody::from),
            verified_rate: beside.verified_rate.map(IntervalBody::from),
            covered: beside.covered,
        }
    }
}

/// Jobs of one home county at one employer.
#[derive(Serialize, ToSchema)]
pub struct StratumBody {
    number: u32,
    home: DivisionBody,
    /// Where the jobs came of placements.
    #[serde(skip_serializing_if = "Option::is_none")]
    enterprise_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    employer: Option<String>,
    #[serde(flatten)]
    figures: BesideBody,
}

impl From<(Stratum, Beside)> for StratumBody {
    fn from((stratum, beside): (Stratum, Beside)) -> Self {
        Self {
            number: stratum.number,
            home: stratum.home.into(),
            enterprise_id: stratum.enterprise.map(|id| id.0),
            employer: stratum.employer,
            figures: beside.into(),
        }
    }
}

/// A random sample of reported jobs.
#[derive(Serialize, ToSchema)]
pub struct AuditBody {
    id: Uuid,
    division: DivisionBody,
    side: SideCode,
    on: NaiveDate,
    since: NaiveDate,
    seed: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    margin_percent: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<u32>,
    /// SHA-256 of the frame, in hexadecimal: one line a job, its stratum, a tab, its identity in hexadecimal.
    frame_digest: String,
    frame_size: u64,
    sample_size: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_on: Option<NaiveDate>,
    /// All strata together; absent in lists, and where it would tell of fewer than five people of another area.
    #[serde(skip_serializing_if = "Option::is_none")]
    figures: Option<BesideBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    strata: Option<Vec<StratumBody>>,
    /// Strata that would tell of fewer than five people of another area, by themselves or by subtraction.
    #[serde(skip_serializing_if = "Option::is_none")]
    hidden_strata: Option<usize>,
    created_at: DateTime<Utc>,
    version: i64,
}

impl AuditBody {
    pub(super) fn of(audit: &Audit, results: Option<Results>) -> Self {
        let (margin_percent, total) = match audit.wanted {
            Wanted::MarginPercent(percent) => (Some(percent), None),
            Wanted::Total(total) => (None, Some(total)),
        };
        let (figures, strata, hidden) = match results {
            Some(told) => (told.total, Some(told.strata), Some(told.hidden)),
            None => (None, None, None),
        };
        Self {
            id: audit.id.0,
            division: audit.division.into(),
            side: Word(audit.side),
            on: audit.on,
            since: audit.since,
            seed: audit.seed,
            margin_percent,
            total,
            frame_digest: HEXLOWER.encode(&audit.frame_digest),
            frame_size: audit.frame_size,
            sample_size: audit.sample_size,
            closed_on: audit.closed_on,
            figures: figures.map(BesideBody::from),
            strata: strata.map(|strata| strata.into_iter().map(StratumBody::from).collect()),
            hidden_strata: hidden,
            created_at: audit.created_at,
            version: audit.version,
        }
    }
}
