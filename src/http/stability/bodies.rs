//! How figures of stability are spelt.

use crate::{
    http::{
        audits::IntervalBody,
        wire::{DivisionBody, EndReasonCode, Word},
    },
    services::stability::{
        Asked, Figures, Group, Grouping, Key, RuleFigure, Stability, Verified, days_of,
    },
};
use chrono::NaiveDate;
use domain::coded::Coded;
use serde::Serialize;
use survival::Curve;
use utoipa::ToSchema;
use uuid::Uuid;

/// Share still at work after so many months.
#[derive(Serialize, ToSchema)]
pub struct AtMonthsBody {
    months: u32,
    days: u32,
    /// Absent where nobody was watched for as long, or it would tell of fewer than five people of other areas.
    #[serde(skip_serializing_if = "Option::is_none")]
    survival: Option<f64>,
    /// Greenwood's standard error.
    #[serde(skip_serializing_if = "Option::is_none")]
    se: Option<f64>,
    /// Lower end of the 95 % interval (Greenwood, log-log).
    #[serde(skip_serializing_if = "Option::is_none")]
    ci_low: Option<f64>,
    /// Upper end of the 95 % interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    ci_high: Option<f64>,
    /// Jobs still watched then; only of one's own people.
    #[serde(skip_serializing_if = "Option::is_none")]
    at_risk: Option<usize>,
}

/// Share that has left for one reason after so many months, whatever else they might have left for.
#[derive(Serialize, ToSchema)]
pub struct IncidenceBody {
    months: u32,
    days: u32,
    /// Absent where nobody was watched for as long, or it would tell of fewer than five people of other areas.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    se: Option<f64>,
}

/// One reason for leaving (Aalen–Johansen).
#[derive(Serialize, ToSchema)]
pub struct CauseBody {
    reason: EndReasonCode,
    ended: usize,
    at: Vec<IncidenceBody>,
}

/// Days worked of the first ones, on average.
#[derive(Serialize, ToSchema)]
pub struct RestrictedMeanBody {
    /// Of the first so many days.
    until_days: f64,
    days: f64,
    se: f64,
    ci_low: f64,
    ci_high: f64,
}

/// One row of the curve.
#[derive(Serialize, ToSchema)]
pub struct PointBody {
    /// Days of employment.
    time: f64,
    at_risk: usize,
    events: usize,
    censored: usize,
    survival: f64,
    se: f64,
    ci_low: f64,
    ci_high: f64,
}

/// What spells tell.
#[derive(Serialize, ToSchema)]
pub struct FiguresBody {
    people: usize,
    /// Jobs that were watched; joined ones count once.
    jobs: usize,
    /// Of these, jobs that ended. Absent, as everything that the curve tells, where those who left or those who did not are fewer than
    /// five people of other areas.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<usize>,
    /// Of these, jobs that had begun before we knew of them; absent where they, or the others, tell of fewer than five people of
    /// other areas.
    #[serde(skip_serializing_if = "Option::is_none")]
    entered_late: Option<usize>,
    /// Days of employment after which half the jobs had ended, with its 95 % interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    median_days: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    median_ci_low: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    median_ci_high: Option<f64>,
    /// The first day of employment at which nobody was watched although others were later: figures
    /// beyond it speak of fewer people than they seem to.
    #[serde(skip_serializing_if = "Option::is_none")]
    breaks_at_days: Option<f64>,
    /// Absent where nobody was watched up to the last of the months asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    restricted_mean: Option<RestrictedMeanBody>,
    at: Vec<AtMonthsBody>,
    /// By reason of leaving; absent where one of them tells of fewer than five people and some are of another area.
    #[serde(skip_serializing_if = "Option::is_none")]
    causes: Option<Vec<CauseBody>>,
}

impl FiguresBody {
    fn of(told: &Figures, months: &[u32]) -> Self {
        let at = told.at.iter().map(|at| {
            let estimate = at.estimate.filter(|_| told.told.ends);
            AtMonthsBody {
                months: at.months,
                days: at.days,
                survival: estimate.map(|e| e.survival),
                se: estimate.map(|e| e.std_error),
                ci_low: estimate.map(|e| e.low),
                ci_high: estimate.map(|e| e.high),
                at_risk: estimate.filter(|_| told.others == 0).map(|e| e.at_risk),
            }
        });
        let causes = told.causes.iter().map(|cause| CauseBody {
            reason: Word(cause.why),
            ended: cause.ended,
            at: months
                .iter()
                .zip(&cause.at)
                .map(|(months, at)| IncidenceBody {
                    months: *months,
                    days: days_of(*months),
                    value: at.map(|at| at.value),
                    se: at.map(|at| at.std_error),
                })
                .collect(),
        });
        let curve = told.told.ends.then_some(&told.curve);
        let median = curve.map(Curve::median);
        let mean = told.restricted_mean.filter(|_| told.told.ends);
        Self {
            people: told.people,
            jobs: told.jobs,
            ended: told.told.ends.then_some(told.ended),
            entered_late: told.told.late.then_some(told.entered_late),
            median_days: median.and_then(|median| median.time),
            median_ci_low: median.and_then(|median| median.low),
            median_ci_high: median.and_then(|median| median.high),
            breaks_at_days: curve.and_then(Curve::breaks_at),
            restricted_mean: mean.map(|mean| RestrictedMeanBody {
                until_days: mean.until,
                days: mean.value,
                se: mean.std_error,
                ci_low: mean.low,
                ci_high: mean.high,
            }),
            at: at.collect(),
            causes: told.told.causes.then(|| causes.collect()),
        }
    }
}

/// How many people a rule calls stable.
#[derive(Serialize, ToSchema)]
pub struct RuleFigureBody {
    code: String,
    name: String,
    /// Where it is written.
    source: String,
    /// People who have met it.
    met: usize,
    /// People known from the beginning of their work who have had the time to meet it.
    ripe: usize,
    /// Of these, people who have met it.
    met_of_ripe: usize,
    /// The share of these, with its 95 % interval (Wilson).
    #[serde(skip_serializing_if = "Option::is_none")]
    share: Option<IntervalBody>,
}

impl From<&RuleFigure> for RuleFigureBody {
    fn from(told: &RuleFigure) -> Self {
        Self {
            code: told.code.clone(),
            name: told.name.clone(),
            source: told.source.clone(),
            met: told.met,
            ripe: told.ripe,
            met_of_ripe: told.met_of_ripe,
            share: told.share.map(IntervalBody::from),
        }
    }
}

/// What the latest closed sample of the area says of the same people.
#[derive(Serialize, ToSchema)]
pub struct VerifiedBody {
    audit_id: Uuid,
    /// The day on which these were reported to be at work.
    on: NaiveDate,
    /// The share of them that visits confirmed.
    #[serde(flatten)]
    confirmed: IntervalBody,
}

impl From<Verified> for VerifiedBody {
    fn from(told: Verified) -> Self {
        Self {
            audit_id: told.audit.0,
            on: told.on,
            confirmed: told.confirmed.into(),
        }
    }
}

/// Figures of people who have something in common.
#[derive(Serialize, ToSchema)]
pub struct GroupBody {
    /// What it is: a division's code, an enterprise's identity or an employer's name, a code of the list, a pairing's
    /// identity, `2020-04`, `2020-Q2` or `2020`. Empty where nobody told it.
    key: String,
    /// What an officer reads.
    name: String,
    #[serde(flatten)]
    figures: FiguresBody,
    /// What the rules say; a person counts where its first job does.
    rules: Vec<RuleFigureBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verified: Option<VerifiedBody>,
}

/// What nobody told.
const UNTOLD: &str = "未说明";

impl GroupBody {
    fn of(group: &Group, by: Grouping, months: &[u32]) -> Self {
        let key = group.key.code(by);
        let name = match &group.key {
            Key::Home(division) => DivisionBody::from(*division).name,
            Key::Employer(..) => group.employer.clone().unwrap_or_default(),
            Key::Trade(trade) => trade.map(Coded::zh).unwrap_or_default().to_owned(),
            Key::Tier(tier) => tier.map(Coded::zh).unwrap_or_default().to_owned(),
            Key::Pairing(_) | Key::Cohort(..) => key.clone(),
        };
        Self {
            key,
            name: if name.is_empty() { UNTOLD.into() } else { name },
            figures: FiguresBody::of(&group.figures, months),
            rules: group.rules.iter().map(RuleFigureBody::from).collect(),
            verified: group.verified.map(VerifiedBody::from),
        }
    }
}

/// Whether groups differ by more than chance.
#[derive(Serialize, ToSchema)]
pub struct LogRankBody {
    chi2: f64,
    df: usize,
    p: f64,
}

/// How long people stay at work.
#[derive(Serialize, ToSchema)]
pub struct StabilityBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    area: Option<DivisionBody>,
    on: NaiveDate,
    /// As it was known at the end of this day.
    #[serde(skip_serializing_if = "Option::is_none")]
    known_on: Option<NaiveDate>,
    /// Days without work that still count as one spell.
    gap_days: u32,
    /// All together. Absent where it would tell of fewer than five people of another area.
    #[serde(flatten)]
    all: Option<FiguresBody>,
    /// The whole curve, one row a day of employment on which somebody left or was last seen; only of one's own people.
    #[serde(skip_serializing_if = "Option::is_none")]
    table: Option<Vec<PointBody>>,
    rules: Vec<RuleFigureBody>,
    /// What the latest closed sample of just this area says.
    #[serde(skip_serializing_if = "Option::is_none")]
    verified: Option<VerifiedBody>,
    /// Those of most people first, 200 at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    groups: Option<Vec<GroupBody>>,
    /// Groups that would tell of fewer than five people of another area, by themselves or by subtraction.
    hidden_groups: usize,
    /// Groups beyond the 200 largest.
    left_out_groups: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    log_rank: Option<LogRankBody>,
}

impl StabilityBody {
    pub(super) fn of(asked: &Asked, told: &Stability) -> Self {
        let months = &asked.months;
        let table = told.all.as_ref().filter(|all| all.others == 0).map(|all| {
            let points = all.curve.table().iter().map(|point| PointBody {
                time: point.time,
                at_risk: point.at_risk,
                events: point.events,
                censored: point.censored,
                survival: point.survival,
                se: point.std_error,
                ci_low: point.low,
                ci_high: point.high,
            });
            points.collect()
        });
        Self {
            area: asked.area.map(DivisionBody::from),
            on: told.on,
            known_on: asked.known_on,
            gap_days: asked.joining.gap_days,
            all: told.all.as_ref().map(|all| FiguresBody::of(all, months)),
            table,
            rules: told.rules.iter().map(RuleFigureBody::from).collect(),
            verified: told.verified.map(VerifiedBody::from),
            groups: asked.by.map(|by| {
                let groups = told.groups.iter();
                groups
                    .map(|group| GroupBody::of(group, by, months))
                    .collect()
            }),
            hidden_groups: told.hidden,
            left_out_groups: told.left_out,
            log_rank: told.log_rank.as_ref().map(|test| LogRankBody {
                chi2: test.chi2,
                df: test.df,
                p: test.p,
            }),
        }
    }
}
