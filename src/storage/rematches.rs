//! People who have left their jobs and have no other yet.

use super::{
    Scope,
    columns::{division, under, word_if},
    people,
    rows::{employment, person, placement},
};
use crate::error::Error;
use chrono::NaiveDate;
use domain::{
    coded::Coded,
    division::Division,
    id::{EmploymentId, PersonId},
    words::{EndReason, Stage, Willingness},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, FromQueryResult, Order,
    sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement},
};
use uuid::Uuid;

/// Somebody who has left a job and has no other yet.
#[derive(Clone, Debug)]
pub struct Leaver {
    /// Who.
    pub person: PersonId,
    /// The job.
    pub employment: EmploymentId,
    /// Where home is.
    pub home: Division,
    /// For whom the work was, as it is written.
    pub employer: Option<String>,
    /// Last day.
    pub ended_on: NaiveDate,
    /// Why it ended.
    pub end_reason: Option<EndReason>,
    /// How far the person would go to work.
    pub willingness: Option<Willingness>,
    /// Since when matching may use the row; none after withdrawal.
    pub matching_consent_on: Option<NaiveDate>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    person_id: Uuid,
    home: i64,
    employer: Option<String>,
    ended_on: NaiveDate,
    end_reason: Option<String>,
    willingness: Option<String>,
    matching_consent_on: Option<NaiveDate>,
}

impl TryFrom<Row> for Leaver {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            person: PersonId(row.person_id),
            employment: EmploymentId(row.id),
            home: division(row.home)?,
            employer: row.employer,
            ended_on: row.ended_on,
            end_reason: word_if(row.end_reason.as_deref())?,
            willingness: word_if(row.willingness.as_deref())?,
            matching_consent_on: row.matching_consent_on,
        })
    }
}

/// People within reach whose last job ended on a day or later and who have no other, behind
/// `after`, in the order of the jobs.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &Scope,
    (since, area): (NaiveDate, Option<Division>),
    after: Option<EmploymentId>,
    limit: u64,
) -> Result<Vec<Leaver>, Error> {
    let job = |column: employment::Column| Expr::col((employment::Entity, column));
    let mut question = Query::select();
    question
        .columns([
            (employment::Entity, employment::Column::Id),
            (employment::Entity, employment::Column::PersonId),
            (employment::Entity, employment::Column::Employer),
            (employment::Entity, employment::Column::EndedOn),
            (employment::Entity, employment::Column::EndReason),
        ])
        .columns([
            (person::Entity, person::Column::Home),
            (person::Entity, person::Column::Willingness),
            (person::Entity, person::Column::MatchingConsentOn),
        ])
        .from(employment::Entity)
        .inner_join(
            person::Entity,
            Expr::col((person::Entity, person::Column::Id))
                .equals((employment::Entity, employment::Column::PersonId)),
        )
        .and_where(employment::Column::PersonId.in_subquery(people::ids_within(scope)))
        .and_where(employment::Column::Voided.eq(false))
        .and_where(employment::Column::EndedOn.gte(since))
        .and_where(Expr::exists(later_job()).not())
        .and_where(Expr::exists(on_the_way()).not())
        .order_by((employment::Entity, employment::Column::Id), Order::Asc)
        .limit(limit);
    if let Some(area) = area {
        question.cond_where(under(person::Column::Home, area));
    }
    if let Some(after) = after {
        question.and_where(job(employment::Column::Id).gt(after.0));
    }
    let rows = db.query_all(&question).await?;
    rows.iter()
        .map(|row| Leaver::try_from(Row::from_query_result(row, "")?))
        .collect()
}

/// Another job of the same person, which goes on or ended later.
fn later_job() -> SelectStatement {
    let later = |column: employment::Column| Expr::col((Alias::new("later"), column));
    let this = |column: employment::Column| (employment::Entity, column);
    let same_day = later(employment::Column::EndedOn)
        .equals(this(employment::Column::EndedOn))
        .and(later(employment::Column::Id).gt(Expr::col(this(employment::Column::Id))));
    Query::select()
        .expr(Expr::value(1))
        .from_as(employment::Entity, Alias::new("later"))
        .and_where(later(employment::Column::PersonId).equals(this(employment::Column::PersonId)))
        .and_where(later(employment::Column::Voided).eq(false))
        .and_where(
            later(employment::Column::EndedOn)
                .is_null()
                .or(later(employment::Column::EndedOn)
                    .gt(Expr::col(this(employment::Column::EndedOn))))
                .or(same_day),
        )
        .to_owned()
}

/// A placement on which the person is on the way to another post.
fn on_the_way() -> SelectStatement {
    Query::select()
        .expr(Expr::value(1))
        .from(placement::Entity)
        .and_where(
            Expr::col((placement::Entity, placement::Column::PersonId))
                .equals((employment::Entity, employment::Column::PersonId)),
        )
        .and_where(
            Expr::col((placement::Entity, placement::Column::Stage))
                .is_in(Stage::LIVE.map(Coded::code)),
        )
        .to_owned()
}
