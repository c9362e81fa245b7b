//! Pairings of eastern and western divisions.
//!
//! Whoever signs in may read all of them, so no question here takes a scope; who may enter
//! and end which one is told by [`domain::grant::Capacity::may_pair`].

use super::{
    columns::{division, in_force, under, word},
    rows::pairing as row,
};
use crate::error::Error;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    coded::Coded,
    division::{Division, Level},
    id::{AccountId, PairingId},
    pairing::{Pairing, Pairings, shipped},
    words::PairingKind,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use std::sync::Arc;
use tokio::sync::RwLock;

/// Rows of one statement; ten values each stay below the 32,766 that SQLite binds.
const ROWS_A_STATEMENT: usize = 3_000;

/// A pairing as it is kept.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// Identity.
    pub id: PairingId,
    /// What it says.
    pub pairing: Pairing,
    /// Version of the row.
    pub version: i64,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
}

impl TryFrom<row::Model> for Recorded {
    type Error = Error;

    fn try_from(row: row::Model) -> Result<Self, Error> {
        Ok(Self {
            id: PairingId(row.id),
            pairing: Pairing {
                kind: word(&row.kind)?,
                east: division(row.east)?,
                west: division(row.west)?,
                from: row.effective_from,
                to: row.effective_to,
                source: row.source,
            },
            version: row.version,
            created_at: row.created_at,
        })
    }
}

/// All pairings, ready to be asked, with the identity of each.
#[derive(Debug, Default)]
pub struct Book {
    pairings: Pairings,
    ids: Vec<PairingId>,
}

impl Book {
    /// The pairings; places in their list are those of [`Book::id`].
    #[must_use]
    pub fn pairings(&self) -> &Pairings {
        &self.pairings
    }

    /// The identity of the pairing at a place in the list.
    #[must_use]
    pub fn id(&self, at: usize) -> Option<PairingId> {
        self.ids.get(at).copied()
    }
}

/// The pairings as last read, for as long as the table stays as it was.
#[derive(Debug, Default)]
pub struct Shelf(RwLock<Option<(Stamp, Arc<Book>)>>);

/// Rows are added and their versions grow, nothing is taken away: equal sums, equal tables.
type Stamp = (i64, Option<i64>);

impl Shelf {
    /// All pairings; one small question to the database where nothing has changed.
    ///
    /// Takes no transaction: what one has not committed yet must not be kept for all.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn book(&self, db: &DatabaseConnection) -> Result<Arc<Book>, Error> {
        let stamp = stamp(db).await?;
        if let Some((kept, book)) = &*self.0.read().await
            && *kept == stamp
        {
            return Ok(Arc::clone(book));
        }
        // Read after the stamp: a row that came in between makes the next caller read again.
        let book = Arc::new(all(db).await?);
        *self.0.write().await = Some((stamp, Arc::clone(&book)));
        Ok(book)
    }
}

async fn stamp(db: &impl ConnectionTrait) -> Result<Stamp, Error> {
    let stamp = row::Entity::find()
        .select_only()
        .column_as(row::Column::Id.count(), "pairings")
        .column_as(
            Expr::col(row::Column::Version).sum().cast_as("bigint"),
            "versions",
        )
        .into_tuple()
        .one(db)
        .await?;
    Ok(stamp.unwrap_or_default())
}

/// All pairings, those entered first first.
///
/// # Errors
/// Whatever the database says.
pub async fn all(db: &impl ConnectionTrait) -> Result<Book, Error> {
    let rows = row::Entity::find()
        .order_by_asc(row::Column::Id)
        .all(db)
        .await?;
    let mut ids = Vec::with_capacity(rows.len());
    let mut pairings = Vec::with_capacity(rows.len());
    for row in rows {
        let recorded = Recorded::try_from(row)?;
        ids.push(recorded.id);
        pairings.push(recorded.pairing);
    }
    Ok(Book {
        pairings: Pairings::new(pairings),
        ids,
    })
}

/// Adds the pairings that come with the program and are not there yet. One that an office has
/// ended meanwhile stays ended.
///
/// # Errors
/// Whatever the database says.
pub async fn load_shipped(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<(), Error> {
    insert_new(db, &shipped(), None, now).await?;
    Ok(())
}

/// Adds those pairings whose kind, sides and first day are not there yet; how many were new.
///
/// # Errors
/// Whatever the database says.
pub async fn insert_new(
    tx: &impl ConnectionTrait,
    pairings: &[Pairing],
    by: Option<AccountId>,
    now: DateTime<Utc>,
) -> Result<u64, Error> {
    let mut new = 0;
    for some in pairings.chunks(ROWS_A_STATEMENT) {
        let rows = some
            .iter()
            .map(|pairing| active(PairingId::fresh(), pairing, by, now));
        let key = [
            row::Column::Kind,
            row::Column::East,
            row::Column::West,
            row::Column::EffectiveFrom,
        ];
        new += row::Entity::insert_many(rows)
            .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(new)
}

/// Adds one pairing.
///
/// # Errors
/// [`crate::error::Code::AlreadyExists`] where its kind, sides and first day are there already.
pub async fn insert(
    tx: &impl ConnectionTrait,
    id: PairingId,
    pairing: &Pairing,
    by: Option<AccountId>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    row::Entity::insert(active(id, pairing, by, now))
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

fn active(
    id: PairingId,
    pairing: &Pairing,
    by: Option<AccountId>,
    now: DateTime<Utc>,
) -> row::ActiveModel {
    row::ActiveModel {
        id: Set(id.0),
        kind: Set(pairing.kind.code().to_owned()),
        east: Set(pairing.east.widened()),
        west: Set(pairing.west.widened()),
        effective_from: Set(pairing.from),
        effective_to: Set(pairing.to),
        source: Set(pairing.source.clone()),
        created_by: Set(by.map(|id| id.0)),
        version: Set(1),
        created_at: Set(now),
    }
}

/// One pairing.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(db: &impl ConnectionTrait, id: PairingId) -> Result<Recorded, Error> {
    let row = row::Entity::find_by_id(id.0).one(db).await?;
    row.ok_or(Error::NotFound)?.try_into()
}

/// Which pairings to list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Whose western side is this division, lies in it or contains it.
    pub west: Option<Division>,
    /// Whose eastern side is this division, lies in it or contains it.
    pub east: Option<Division>,
    /// In force on this day.
    pub on: Option<NaiveDate>,
    /// Of this kind.
    pub kind: Option<PairingKind>,
}

/// Pairings behind `after`, those entered first first.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    db: &impl ConnectionTrait,
    filter: Filter,
    after: Option<PairingId>,
    limit: u64,
) -> Result<Vec<Recorded>, Error> {
    let on = |day| in_force(row::Column::EffectiveFrom, row::Column::EffectiveTo, day);
    let wanted = Condition::all()
        .add_option(filter.west.map(|west| touching(row::Column::West, west)))
        .add_option(filter.east.map(|east| touching(row::Column::East, east)))
        .add_option(filter.on.map(on))
        .add_option(filter.kind.map(|kind| row::Column::Kind.eq(kind.code())))
        .add_option(after.map(|id| row::Column::Id.gt(id.0)));
    let rows = row::Entity::find()
        .filter(wanted)
        .order_by_asc(row::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(Recorded::try_from).collect()
}

/// This division, everything under it and everything over it.
fn touching(column: row::Column, division: Division) -> Condition {
    let over = [
        Level::Township,
        Level::County,
        Level::Prefecture,
        Level::Province,
    ]
    .map(|level| division.up_to(level).widened());
    Condition::any()
        .add(under(column, division))
        .add(column.is_in(over))
}

/// Sets the last day of a pairing that still has the version that was read.
///
/// # Errors
/// [`Error::Stale`] where it has another, [`Error::NotFound`].
pub async fn end(
    tx: &impl ConnectionTrait,
    id: PairingId,
    version: i64,
    last: NaiveDate,
) -> Result<(), Error> {
    let done = row::Entity::update_many()
        .col_expr(row::Column::EffectiveTo, Expr::value(last))
        .col_expr(row::Column::Version, Expr::col(row::Column::Version).add(1))
        .filter(row::Column::Id.eq(id.0))
        .filter(row::Column::Version.eq(version))
        .exec(tx)
        .await?;
    if done.rows_affected == 1 {
        return Ok(());
    }
    let now = get(tx, id).await?;
    Err(Error::Stale {
        current: now.version,
    })
}
