//! Whose jobs within reach may end soon, and at which enterprises.

use super::super::{
    Scope,
    columns::{division, number, number_if, under},
    consents, employments,
    rows::{alert, employment, person, placement},
};
use crate::error::Error;
use chrono::NaiveDate;
use domain::{
    alert::{AlertReason, LIKELY_BP, Signs},
    coded::Coded,
    consent::Purpose,
    division::Division,
    id::{EmploymentId, EnterpriseId, PersonId, StabilityModelId},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, FromQueryResult,
    sea_query::{Alias, Expr, ExprTrait, Func, IntoCondition, Order, Query, SelectStatement},
};
use uuid::Uuid;

/// Somebody whose job may end soon.
#[derive(Clone, Debug)]
pub struct Alert {
    /// The job.
    pub employment: EmploymentId,
    /// Whose.
    pub person: PersonId,
    /// At which enterprise, where it is one of ours.
    pub enterprise: Option<EnterpriseId>,
    /// For whom, as it is written.
    pub employer: Option<String>,
    /// Where home is.
    pub home: Division,
    /// First day.
    pub started_on: NaiveDate,
    /// Why.
    pub signs: Signs,
    /// The model that says what share of jobs like it ends soon; none where jobs that were watched do.
    pub model: Option<StabilityModelId>,
    /// How urgent it is to look, 0 to 10,000.
    pub urgency_bp: u16,
    /// The day on which it was reckoned.
    pub reckoned_on: NaiveDate,
}

/// An enterprise at which jobs may end soon.
#[derive(Clone, Debug)]
pub struct Firm {
    /// The enterprise, where it is one of ours.
    pub enterprise: Option<EnterpriseId>,
    /// Its name, as it is written.
    pub employer: Option<String>,
    /// People at work there within reach.
    pub at_work: u64,
    /// Of these, people for whom there is a reason to look.
    pub alerted: u64,
    /// The mean urgency of all at work.
    pub urgency_bp: u16,
    /// For how many people there is each reason.
    pub reasons: Vec<(AlertReason, u64)>,
}

/// Whom to list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// With the home in this division.
    pub area: Option<Division>,
    /// At this enterprise.
    pub enterprise: Option<EnterpriseId>,
    /// For this reason among others.
    pub reason: Option<AlertReason>,
}

#[derive(FromQueryResult)]
struct Row {
    employment_id: Uuid,
    asks_for_help: bool,
    is_unreachable: bool,
    is_paid_below: bool,
    missed: i64,
    ends_soon_bp: Option<i64>,
    stability_model_id: Option<Uuid>,
    urgency_bp: i64,
    reckoned_on: NaiveDate,
    person_id: Uuid,
    enterprise_id: Option<Uuid>,
    employer: Option<String>,
    home: i64,
    started_on: NaiveDate,
}

impl TryFrom<Row> for Alert {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            employment: EmploymentId(row.employment_id),
            person: PersonId(row.person_id),
            enterprise: row.enterprise_id.map(EnterpriseId),
            employer: row.employer,
            home: division(row.home)?,
            started_on: row.started_on,
            signs: Signs {
                asks_for_help: row.asks_for_help,
                is_unreachable: row.is_unreachable,
                is_paid_below: row.is_paid_below,
                missed: number(row.missed)?,
                ends_soon_bp: number_if(row.ends_soon_bp)?,
            },
            model: row.stability_model_id.map(StabilityModelId),
            urgency_bp: number(row.urgency_bp)?,
            reckoned_on: row.reckoned_on,
        })
    }
}

fn of(column: alert::Column) -> Expr {
    Expr::col((alert::Entity, column))
}

fn job(column: employment::Column) -> Expr {
    Expr::col((employment::Entity, column))
}

/// That there is a reason to look: what [`Signs::reasons`] says, asked of the row.
fn is(reason: AlertReason) -> Expr {
    match reason {
        AlertReason::AskedForHelp => of(alert::Column::AsksForHelp).eq(true),
        AlertReason::Unreachable => of(alert::Column::IsUnreachable).eq(true),
        AlertReason::PayBelowPromise => of(alert::Column::IsPaidBelow).eq(true),
        AlertReason::MissedRounds => of(alert::Column::Missed).gt(0),
        AlertReason::LikelyToEnd => of(alert::Column::EndsSoonBp).gte(LIKELY_BP),
    }
}

/// That there is any.
fn is_any() -> Condition {
    let reasons = AlertReason::ALL.iter().copied();
    reasons.fold(Condition::any(), |any, reason| any.add(is(reason)))
}

/// The jobs within reach that go on, of people who let themselves be followed up; each with what was reckoned of it, where
/// it was.
fn jobs(scope: &Scope, area: Option<Division>) -> SelectStatement {
    let mut question = Query::select();
    question
        .from(employment::Entity)
        .inner_join(
            person::Entity,
            Expr::col((person::Entity, person::Column::Id))
                .equals((employment::Entity, employment::Column::PersonId)),
        )
        .left_join(
            placement::Entity,
            Expr::col((placement::Entity, placement::Column::Id))
                .equals((employment::Entity, employment::Column::PlacementId)),
        )
        .left_join(
            alert::Entity,
            of(alert::Column::EmploymentId).equals((employment::Entity, employment::Column::Id)),
        )
        .cond_where(employments::within(scope))
        .cond_where(consents::not_refused(person::Column::Id, Purpose::FollowUp))
        .and_where(job(employment::Column::EndedOn).is_null());
    if let Some(area) = area {
        question.cond_where(under(person::Column::Home, area));
    }
    question
}

/// Whose job within reach may end soon, the most urgent first, behind `after`.
///
/// # Errors
/// Whatever the database says.
pub async fn people(
    db: &impl ConnectionTrait,
    scope: &Scope,
    filter: &Filter,
    after: Option<(u16, EmploymentId)>,
    limit: u64,
) -> Result<Vec<Alert>, Error> {
    let mut question = jobs(scope, filter.area);
    question
        .expr(Expr::cust("alert.*"))
        .columns([
            (employment::Entity, employment::Column::PersonId),
            (employment::Entity, employment::Column::Employer),
            (employment::Entity, employment::Column::StartedOn),
        ])
        .column((placement::Entity, placement::Column::EnterpriseId))
        .column((person::Entity, person::Column::Home))
        .cond_where(
            filter
                .reason
                .map_or_else(is_any, |why| is(why).into_condition()),
        )
        .order_by((alert::Entity, alert::Column::UrgencyBp), Order::Desc)
        .order_by((alert::Entity, alert::Column::EmploymentId), Order::Asc)
        .limit(limit);
    if let Some(id) = filter.enterprise {
        question.and_where(placement::Column::EnterpriseId.eq(id.0));
    }
    if let Some((urgency, id)) = after {
        let (urgency, own) = (i64::from(urgency), of(alert::Column::UrgencyBp));
        let same = own
            .clone()
            .eq(urgency)
            .and(of(alert::Column::EmploymentId).gt(id.0));
        question.and_where(own.lt(urgency).or(same));
    }
    let rows = db.query_all(&question).await?;
    rows.iter()
        .map(|row| Row::from_query_result(row, "")?.try_into())
        .collect()
}

/// How many jobs of a group a condition is true of.
fn count(is: impl Into<Expr>) -> Expr {
    let one: Expr = Expr::case(is.into(), 1).finally(0).into();
    Expr::from(Func::sum(one)).cast_as("bigint")
}

/// The enterprises at which jobs within reach may end soon, the most urgent first.
///
/// # Errors
/// Whatever the database says.
pub async fn enterprises(
    db: &impl ConnectionTrait,
    scope: &Scope,
    area: Option<Division>,
    limit: u64,
) -> Result<Vec<Firm>, Error> {
    let enterprise = (placement::Entity, placement::Column::EnterpriseId);
    // One of ours is one enterprise, however its name was written.
    let other = Expr::case(
        Expr::col(enterprise).is_null(),
        job(employment::Column::Employer),
    )
    .finally(Expr::cust("null"));
    let urgency = Func::coalesce([of(alert::Column::UrgencyBp), Expr::value(0)]);
    let sum = Expr::from(Func::sum(urgency));
    let at_work = Expr::from(Func::count(job(employment::Column::Id)));
    let alerted = count(is_any());
    let mut question = jobs(scope, area);
    question
        .column(enterprise)
        .expr_as(
            Func::max(job(employment::Column::Employer)),
            Alias::new("employer"),
        )
        .expr_as(at_work.clone(), Alias::new("at_work"))
        .expr_as(alerted.clone(), Alias::new("alerted"))
        .expr_as(sum.cast_as("bigint").div(at_work), Alias::new("urgency"))
        .group_by_col(enterprise)
        .add_group_by([other.into()])
        .and_having(alerted.gt(0))
        .order_by(Alias::new("urgency"), Order::Desc)
        .order_by(enterprise, Order::Asc)
        .order_by(Alias::new("employer"), Order::Asc)
        .limit(limit);
    for reason in AlertReason::ALL {
        question.expr_as(count(is(*reason)), Alias::new(reason.code()));
    }
    let rows = db.query_all(&question).await?;
    rows.iter()
        .map(|row| {
            let count = |column: &str| number(row.try_get::<i64>("", column)?);
            let mut reasons = Vec::new();
            for reason in AlertReason::ALL {
                let people = count(reason.code())?;
                if people > 0 {
                    reasons.push((*reason, people));
                }
            }
            let id: Option<Uuid> = row.try_get("", "enterprise_id")?;
            Ok(Firm {
                enterprise: id.map(EnterpriseId),
                employer: row.try_get("", "employer")?,
                at_work: count("at_work")?,
                alerted: count("alerted")?,
                urgency_bp: number(row.try_get::<i64>("", "urgency")?)?,
                reasons,
            })
        })
        .collect()
}
