//! The jobs of which an enterprise's monthly sheet speaks.

use super::{
    Scope, employments,
    rows::{employment, enterprise, person, placement, vacancy},
};
use crate::error::Error;
use chrono::NaiveDate;
use domain::{
    credit_code::CreditCode,
    follow_up::sheet::Reportable,
    id::{EmploymentId, EnterpriseId},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, FromQueryResult, Order,
    sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement},
};
use uuid::Uuid;

/// A job at an enterprise, as its sheet tells of it.
#[derive(Clone, Debug)]
pub struct Line {
    /// At which enterprise.
    pub enterprise: EnterpriseId,
    /// Its code.
    pub credit_code: CreditCode,
    /// At which post.
    pub title: String,
    /// The job and its person.
    pub job: Reportable,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    enterprise_id: Uuid,
    credit_code: String,
    title: String,
    name: String,
    started_on: NaiveDate,
    ended_on: Option<NaiveDate>,
}

impl TryFrom<Row> for Line {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            enterprise: EnterpriseId(row.enterprise_id),
            credit_code: CreditCode::read(&row.credit_code)
                .map_err(|_| Error::internal("column holds no credit code"))?,
            title: row.title,
            job: Reportable {
                employment: EmploymentId(row.id),
                name: row.name,
                started_on: row.started_on,
                ended_on: row.ended_on,
            },
        })
    }
}

/// The jobs within reach that had not ended before a day, of every enterprise.
///
/// # Errors
/// Whatever the database says.
pub async fn since(
    db: &impl ConnectionTrait,
    scope: &Scope,
    day: NaiveDate,
) -> Result<Vec<Line>, Error> {
    let which = Condition::any()
        .add(employment::Column::EndedOn.is_null())
        .add(employment::Column::EndedOn.gte(day));
    lines(db, scope, which).await
}

/// The people within reach who were at work at an enterprise at the end of a day, the longest
/// there first.
///
/// # Errors
/// Whatever the database says.
pub async fn at_work(
    db: &impl ConnectionTrait,
    scope: &Scope,
    enterprise: EnterpriseId,
    day: NaiveDate,
) -> Result<Vec<Line>, Error> {
    let goes_on = Condition::any()
        .add(employment::Column::EndedOn.is_null())
        .add(employment::Column::EndedOn.gt(day));
    let which = Condition::all()
        .add(placement::Column::EnterpriseId.eq(enterprise.0))
        .add(employment::Column::StartedOn.lte(day))
        .add(goes_on);
    lines(db, scope, which).await
}

async fn lines(
    db: &impl ConnectionTrait,
    scope: &Scope,
    which: Condition,
) -> Result<Vec<Line>, Error> {
    let mut question = jobs();
    question
        .cond_where(employments::within(scope))
        .and_where(employment::Column::Voided.eq(false))
        .cond_where(which)
        .order_by(
            (employment::Entity, employment::Column::StartedOn),
            Order::Asc,
        )
        .order_by((employment::Entity, employment::Column::Id), Order::Asc);
    let rows = db.query_all(&question).await?;
    rows.iter()
        .map(|row| Line::try_from(Row::from_query_result(row, "")?))
        .collect()
}

fn jobs() -> SelectStatement {
    let mut question = Query::select();
    question
        .column((employment::Entity, employment::Column::Id))
        .column((employment::Entity, employment::Column::StartedOn))
        .column((employment::Entity, employment::Column::EndedOn))
        .column((placement::Entity, placement::Column::EnterpriseId))
        .column((enterprise::Entity, enterprise::Column::CreditCode))
        .column((vacancy::Entity, vacancy::Column::Title))
        .expr_as(
            Expr::col((person::Entity, person::Column::Name)),
            Alias::new("name"),
        )
        .from(employment::Entity)
        .inner_join(
            placement::Entity,
            Expr::col((placement::Entity, placement::Column::Id))
                .equals((employment::Entity, employment::Column::PlacementId)),
        )
        .inner_join(
            enterprise::Entity,
            Expr::col((enterprise::Entity, enterprise::Column::Id))
                .equals((placement::Entity, placement::Column::EnterpriseId)),
        )
        .inner_join(
            vacancy::Entity,
            Expr::col((vacancy::Entity, vacancy::Column::Id))
                .equals((placement::Entity, placement::Column::VacancyId)),
        )
        .inner_join(
            person::Entity,
            Expr::col((person::Entity, person::Column::Id))
                .equals((employment::Entity, employment::Column::PersonId)),
        );
    question
}
