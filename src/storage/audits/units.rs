//! The jobs that were drawn: the work list, and what was found.

use super::{Audit, units_within};
use crate::{
    error::Error,
    storage::{
        Scope,
        columns::{division, division_if, number, word_if},
        rows::{audit_finding, audit_unit as row},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    coded::Coded,
    division::Division,
    id::{AccountId, EmploymentId, PersonId},
    verification::Finding,
    words::Role,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter,
    sea_query::{Alias, Expr, ExprTrait, Order, Query, SelectStatement},
};
use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;

/// A drawn job, as the work list shows it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The job.
    pub job: EmploymentId,
    /// Who works.
    pub person: PersonId,
    /// Name of the person.
    pub name: String,
    /// Home of the person, when it was drawn.
    pub home: Division,
    /// Where the work is.
    pub workplace: Option<Division>,
    /// Employer, as it was written.
    pub employer: Option<String>,
    /// First day, as it was reported.
    pub started_on: NaiveDate,
    /// Place in the draw of its stratum, from 1.
    pub place: u32,
    /// Stratum, by its number.
    pub stratum: u32,
    /// What was found, when, and in which role.
    pub found: Option<Found>,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub finding: Finding,
    /// When it was seen.
    pub on: NaiveDate,
    /// In which role it was told; none at the machine itself.
    pub role: Option<Role>,
}

/// Which drawn jobs.
#[derive(Clone, Copy, Debug, Default)]
pub struct UnitFilter {
    /// With a finding, or without one.
    pub is_found: Option<bool>,
}

#[derive(FromQueryResult)]
struct Row {
    employment_id: Uuid,
    person_id: Uuid,
    name: String,
    home: i64,
    workplace: Option<i64>,
    employer: Option<String>,
    started_on: NaiveDate,
    place: i64,
    stratum: i64,
    finding: Option<String>,
    found_on: Option<NaiveDate>,
    found_role: Option<String>,
}

impl TryFrom<Row> for Listed {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let finding = word_if::<Finding>(row.finding.as_deref())?;
        let role = word_if::<Role>(row.found_role.as_deref())?;
        Ok(Self {
            job: EmploymentId(row.employment_id),
            person: PersonId(row.person_id),
            name: row.name,
            home: division(row.home)?,
            workplace: division_if(row.workplace)?,
            employer: row.employer,
            started_on: row.started_on,
            place: number::<u32>(row.place)? + 1,
            stratum: number(row.stratum)?,
            found: finding
                .zip(row.found_on)
                .map(|(finding, on)| Found { finding, on, role }),
        })
    }
}

/// The drawn jobs of a sample that `scope` may see.
fn drawn(scope: &Scope, of: &Audit) -> SelectStatement {
    Query::select()
        .from(row::Entity)
        .and_where(row::Column::AuditId.eq(of.id.0))
        .and_where(row::Column::Place.is_not_null())
        .cond_where(units_within(scope))
        .to_owned()
}

/// The drawn jobs within reach behind `after`, in the order of their identities.
///
/// # Errors
/// Whatever the database says.
pub async fn list_units(
    db: &impl ConnectionTrait,
    scope: &Scope,
    of: &Audit,
    filter: UnitFilter,
    after: Option<EmploymentId>,
    limit: u64,
) -> Result<Vec<Listed>, Error> {
    let unit = |column: row::Column| Expr::col((row::Entity, column));
    let mut question = drawn(scope, of);
    for column in [
        row::Column::EmploymentId,
        row::Column::Home,
        row::Column::Workplace,
        row::Column::Place,
        row::Column::Stratum,
        row::Column::Finding,
        row::Column::FoundOn,
        row::Column::FoundRole,
    ] {
        question.column((row::Entity, column));
    }
    question
        .column(("employment", "person_id"))
        .column(("employment", "employer"))
        .column(("employment", "started_on"))
        .expr_as(Expr::col(("person", "name")), Alias::new("name"))
        .inner_join(
            "employment",
            Expr::col(("employment", "id")).equals((row::Entity, row::Column::EmploymentId)),
        )
        .inner_join(
            "person",
            Expr::col(("person", "id")).equals(("employment", "person_id")),
        )
        .order_by((row::Entity, row::Column::EmploymentId), Order::Asc)
        .limit(limit);
    match filter.is_found {
        Some(true) => {
            question.and_where(unit(row::Column::Finding).is_not_null());
        }
        Some(false) => {
            question.and_where(unit(row::Column::Finding).is_null());
        }
        None => {}
    }
    if let Some(id) = after {
        question.and_where(unit(row::Column::EmploymentId).gt(id.0));
    }
    let rows = db.query_all(&question).await?;
    rows.iter()
        .map(|row| Row::from_query_result(row, "")?.try_into())
        .collect()
}

/// A visit and what it found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The job.
    pub job: EmploymentId,
    /// What was found.
    pub finding: Finding,
    /// When.
    pub on: NaiveDate,
}

/// Of these jobs, the drawn ones within reach, and whether the account itself has told anything of each: that it was
/// begun, a step, evidence.
///
/// # Errors
/// Whatever the database says.
pub async fn own_reports(
    tx: &impl ConnectionTrait,
    scope: &Scope,
    of: &Audit,
    jobs: &[EmploymentId],
    by: Option<AccountId>,
) -> Result<BTreeMap<EmploymentId, bool>, Error> {
    let ids: Vec<Uuid> = jobs.iter().map(|job| job.0).collect();
    let mut known = drawn(scope, of);
    known
        .column(row::Column::EmploymentId)
        .column(row::Column::ReportedBy)
        .and_where(row::Column::EmploymentId.is_in(ids.iter().copied()));
    let rows = tx.query_all(&known).await?;
    let mut told = BTreeMap::new();
    for row in &rows {
        let reporter: Option<Uuid> = row.try_get("", "reported_by")?;
        let is_own = by.is_some_and(|by| reporter == Some(by.0));
        told.insert(EmploymentId(row.try_get("", "employment_id")?), is_own);
    }
    let Some(by) = by else { return Ok(told) };
    let evidence = Query::select()
        .column("employment_id")
        .from("evidence")
        .and_where(Expr::col("account_id").eq(by.0))
        .and_where(Expr::col("employment_id").is_in(ids.iter().copied()))
        .to_owned();
    let steps = Query::select()
        .expr_as(Expr::col(("employment", "id")), Alias::new("employment_id"))
        .from("employment")
        .inner_join(
            "placement_event",
            Expr::col(("placement_event", "placement_id")).equals(("employment", "placement_id")),
        )
        .and_where(Expr::col(("placement_event", "account_id")).eq(by.0))
        .and_where(Expr::col(("employment", "id")).is_in(ids))
        .to_owned();
    for question in [evidence, steps] {
        for row in tx.query_all(&question).await? {
            told.entry(EmploymentId(row.try_get("", "employment_id")?))
                .and_modify(|is_own| *is_own = true);
        }
    }
    Ok(told)
}

/// Keeps what was found, in place of what was found before; how many drawn jobs took it.
///
/// The database refuses a finding by whoever reported that the job had begun.
///
/// # Errors
/// Whatever the database says.
pub async fn save_findings(
    tx: &impl ConnectionTrait,
    of: &Audit,
    visits: &[Visit],
    by: Option<(AccountId, Role)>,
    now: DateTime<Utc>,
) -> Result<u64, Error> {
    let account = by.map(|(account, _)| account.0);
    let role = by.map(|(_, role)| role.code().to_owned());
    let mut done = 0;
    // Visits of one day with one outcome are one statement; there are few outcomes and few days.
    let kinds: HashSet<(&str, NaiveDate)> = visits
        .iter()
        .map(|visit| (visit.finding.code(), visit.on))
        .collect();
    for (finding, on) in kinds {
        let jobs = visits
            .iter()
            .filter(|visit| (visit.finding.code(), visit.on) == (finding, on));
        let update = row::Entity::update_many()
            .col_expr(row::Column::Finding, Expr::value(finding))
            .col_expr(row::Column::FoundOn, Expr::value(on))
            .col_expr(row::Column::FoundBy, Expr::value(account))
            .col_expr(row::Column::FoundRole, Expr::value(role.clone()))
            .col_expr(row::Column::RecordedAt, Expr::value(now))
            .filter(
                Condition::all()
                    .add(row::Column::AuditId.eq(of.id.0))
                    .add(row::Column::Place.is_not_null())
                    .add(row::Column::EmploymentId.is_in(jobs.map(|visit| visit.job.0))),
            );
        done += update.exec(tx).await?.rows_affected;
    }
    let rows = visits.iter().map(|visit| audit_finding::ActiveModel {
        id: Set(Uuid::now_v7()),
        audit_id: Set(of.id.0),
        employment_id: Set(visit.job.0),
        finding: Set(visit.finding.code().to_owned()),
        found_on: Set(visit.on),
        account_id: Set(account),
        role: Set(role.clone()),
        recorded_at: Set(now),
    });
    audit_finding::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await?;
    Ok(done)
}
