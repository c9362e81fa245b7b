//! What earlier noes bind later runs to.

use super::within;
use crate::{
    error::Error,
    storage::{
        Scope,
        columns::{division, word},
        rows::{placement as row, placement_event as event, vacancy},
    },
};
use chrono::{Days, NaiveDate};
use domain::{
    coded::Coded,
    heed::{BINDS_DAYS, Heed, Refused},
    id::{EnterpriseId, PersonId, PlacementId, VacancyId},
    words::{RefusalReason, Stage},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, FromQueryResult,
    sea_query::{Alias, Expr, ExprTrait, Order, Query, SelectStatement},
};
use uuid::Uuid;

/// An earlier no, and what it binds to.
#[derive(Clone, Copy, Debug)]
pub struct Heeded {
    /// The placement that was refused.
    pub placement: PlacementId,
    /// Whose.
    pub person: PersonId,
    /// To which post.
    pub vacancy: VacancyId,
    /// Whose post that is.
    pub enterprise: EnterpriseId,
    /// When it was said.
    pub said_on: NaiveDate,
    /// Why.
    pub reason: RefusalReason,
    /// What it binds to.
    pub heed: Heed,
}

#[derive(FromQueryResult)]
struct Found {
    id: Uuid,
    person_id: Uuid,
    vacancy_id: Uuid,
    enterprise_id: Uuid,
    home: i64,
    workplace: i64,
    closed_on: NaiveDate,
    refusal_reason: String,
    trade: String,
    pay_max_fen: i64,
    by_enterprise: bool,
}

/// What binds a person, found within reach, on a day; the latest no first.
///
/// # Errors
/// Whatever the database says.
pub async fn heeds(
    db: &impl ConnectionTrait,
    scope: &Scope,
    person: PersonId,
    on: NaiveDate,
) -> Result<Vec<Heeded>, Error> {
    let which = within(scope).add(row::Column::PersonId.eq(person.0));
    let mut found = heeded(db, Condition::all().add(which), on).await?;
    found.reverse();
    Ok(found)
}

/// What binds the people of some placements on a day, in the order in which it was said.
///
/// # Errors
/// Whatever the database says.
pub(in crate::storage) async fn heeded(
    db: &impl ConnectionTrait,
    which: Condition,
    on: NaiveDate,
) -> Result<Vec<Heeded>, Error> {
    let since = on.checked_sub_days(Days::new(BINDS_DAYS)).unwrap_or(on);
    let own = [
        row::Column::Id,
        row::Column::PersonId,
        row::Column::VacancyId,
        row::Column::EnterpriseId,
        row::Column::Home,
        row::Column::Workplace,
        row::Column::ClosedOn,
        row::Column::RefusalReason,
    ];
    let mut question = Query::select();
    question
        .columns(own.map(|column| column.as_column_ref()))
        .columns([
            vacancy::Column::Trade.as_column_ref(),
            vacancy::Column::PayMaxFen.as_column_ref(),
        ])
        .expr_as(Expr::exists(said_by_enterprise()), "by_enterprise")
        .from(row::Entity)
        .inner_join(
            vacancy::Entity,
            Expr::col(vacancy::Column::Id.as_column_ref())
                .equals(row::Column::VacancyId.as_column_ref()),
        )
        .cond_where(which)
        .and_where(row::Column::Stage.eq(Stage::Declined.code()))
        .and_where(row::Column::ClosedOn.between(since, on))
        .order_by(row::Column::ClosedOn.as_column_ref(), Order::Asc)
        .order_by(row::Column::Id.as_column_ref(), Order::Asc);
    let rows = db.query_all(&question).await?;
    rows.iter()
        .map(|row| Found::from_query_result(row, "")?.try_into())
        .collect()
}

/// The enterprise's no, where it was that which closed the placement.
fn said_by_enterprise() -> SelectStatement {
    let later = Alias::new("later");
    let corrected = Query::select()
        .expr(Expr::value(1))
        .from_as(event::Entity, later.clone())
        .and_where(
            Expr::col((later, event::Column::Supersedes)).equals(event::Column::Id.as_column_ref()),
        )
        .to_owned();
    Query::select()
        .expr(Expr::value(1))
        .from(event::Entity)
        .and_where(
            Expr::col(event::Column::PlacementId.as_column_ref())
                .equals(row::Column::Id.as_column_ref()),
        )
        .and_where(event::Column::Kind.eq("refused"))
        .and_where(Expr::exists(corrected).not())
        .to_owned()
}

impl TryFrom<Found> for Heeded {
    type Error = Error;

    fn try_from(row: Found) -> Result<Self, Error> {
        let reason = word(&row.refusal_reason)?;
        let post = Refused {
            workplace: division(row.workplace)?,
            trade: word(&row.trade)?,
            pay_max_fen: row.pay_max_fen,
            by_enterprise: row.by_enterprise,
        };
        Ok(Self {
            placement: PlacementId(row.id),
            person: PersonId(row.person_id),
            vacancy: VacancyId(row.vacancy_id),
            enterprise: EnterpriseId(row.enterprise_id),
            said_on: row.closed_on,
            reason,
            heed: Heed::of(reason, division(row.home)?, post),
        })
    }
}
