//! The couple rooms that are not free.

use super::standing::unanswered;
use crate::{
    error::Error,
    storage::rows::{party, party_member as member, placement},
};
use chrono::NaiveDate;
use domain::{coded::Coded, id::PartyId, words::Stage};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait, Query},
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// By vacancy, the rooms that couples live in or are offered on a day; one without any is left out.
///
/// # Errors
/// Whatever the database says.
pub(super) async fn couple_rooms_held(
    db: &impl ConnectionTrait,
    on: NaiveDate,
) -> Result<HashMap<Uuid, i64>, Error> {
    let held = Condition::any()
        .add(placement::Column::Stage.is_in(Stage::LIVE.map(Coded::code)))
        .add(unanswered(on));
    let mut question = Query::select();
    question
        .expr(Expr::col((placement::Entity, placement::Column::VacancyId)))
        .expr(Expr::col((member::Entity, member::Column::PartyId)).count_distinct())
        .from(placement::Entity)
        .inner_join(
            member::Entity,
            Expr::col((member::Entity, member::Column::PersonId))
                .equals((placement::Entity, placement::Column::PersonId)),
        )
        .inner_join(
            party::Entity,
            Expr::col((party::Entity, party::Column::Id))
                .equals((member::Entity, member::Column::PartyId)),
        )
        .and_where(party::Column::CoupleRoom.eq(true))
        .cond_where(held)
        .group_by_col((placement::Entity, placement::Column::VacancyId));
    let rows = db.query_all(&question).await?;
    rows.iter()
        .map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)))
        .collect()
}

/// Those of some parties who need a couple room.
///
/// # Errors
/// Whatever the database says.
pub(super) async fn in_need_of_a_room(
    db: &impl ConnectionTrait,
    parties: sea_orm::sea_query::SelectStatement,
) -> Result<HashSet<PartyId>, Error> {
    let ids: Vec<Uuid> = party::Entity::find()
        .select_only()
        .column(party::Column::Id)
        .filter(party::Column::Id.in_subquery(parties))
        .filter(party::Column::CoupleRoom.eq(true))
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().map(PartyId).collect())
}
