//! What was learnt of how long jobs last, as it was judged; and the jobs that it is learnt from.
//!
//! A model tells of no person and belongs to nobody: whatever a score rests on may be read by everybody it bears on.

mod circumstances;
mod jobs;
mod written;

pub use circumstances::circumstances;
pub use jobs::{Past, jobs, jobs_behind, jobs_of};

use super::{columns::word, rows::matching_run, rows::stability_model as row, versions::changed};
use crate::error::{Code, Error};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    coded::Coded,
    id::{RunId, StabilityModelId},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};
use stability::{judge::Judgement, judge::Verdict, model::Model};

/// A model, or one that is being learnt.
#[derive(Clone, Debug)]
pub struct StabilityModel {
    /// Identity; the job that learns it has the same.
    pub id: StabilityModelId,
    /// Jobs up to this day teach it.
    pub learnt_until: NaiveDate,
    /// Jobs after that, up to this day, judge it.
    pub judged_until: NaiveDate,
    /// What came of it, once it is done.
    pub learnt: Option<Learnt>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
}

/// A model with what it came to on later jobs.
#[derive(Clone, Debug)]
pub struct Learnt {
    /// The model.
    pub model: Model,
    /// How it did.
    pub judgement: Judgement,
}

impl TryFrom<row::Model> for StabilityModel {
    type Error = Error;

    fn try_from(row: row::Model) -> Result<Self, Error> {
        let learnt = match (row.verdict, row.judgement, row.fitted) {
            (Some(verdict), Some(judgement), Some(fitted)) => Some(Learnt {
                model: written::model(fitted)?,
                judgement: written::judgement(word(&verdict)?, judgement)?,
            }),
            _ => None,
        };
        Ok(Self {
            id: StabilityModelId(row.id),
            learnt_until: row.learnt_until,
            judged_until: row.judged_until,
            learnt,
            created_at: row.created_at,
        })
    }
}

/// Adds a model that is yet to be learnt; its job is there already.
///
/// # Errors
/// Whatever the database says.
pub async fn insert(tx: &impl ConnectionTrait, new: &StabilityModel) -> Result<(), Error> {
    let row = row::ActiveModel {
        id: Set(new.id.0),
        learnt_until: Set(new.learnt_until),
        judged_until: Set(new.judged_until),
        verdict: Set(None),
        judgement: Set(None),
        fitted: Set(None),
        created_at: Set(new.created_at),
    };
    row::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// One model.
///
/// # Errors
/// Whatever the database says.
pub async fn get(
    db: &impl ConnectionTrait,
    id: StabilityModelId,
) -> Result<Option<StabilityModel>, Error> {
    let row = row::Entity::find_by_id(id.0).one(db).await?;
    row.map(StabilityModel::try_from).transpose()
}

/// Models before `before`, the newest first.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    db: &impl ConnectionTrait,
    before: Option<StabilityModelId>,
    limit: u64,
) -> Result<Vec<StabilityModel>, Error> {
    let mut question = row::Entity::find();
    if let Some(id) = before {
        question = question.filter(row::Column::Id.lt(id.0));
    }
    let rows = question
        .order_by_desc(row::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(StabilityModel::try_from).collect()
}

/// The model to be used: the newest that was judged, and that only where it was better than the base rate.
///
/// # Errors
/// Whatever the database says.
pub async fn in_use(db: &impl ConnectionTrait) -> Result<Option<StabilityModel>, Error> {
    let newest = row::Entity::find()
        .filter(row::Column::Verdict.is_not_null())
        .order_by_desc(row::Column::Id)
        .one(db)
        .await?;
    let better = newest.filter(|row| row.verdict.as_deref() == Some(Verdict::Better.code()));
    better.map(StabilityModel::try_from).transpose()
}

/// Keeps what was learnt, once.
///
/// # Errors
/// [`Code::Busy`] where another attempt has kept it already.
pub async fn conclude(
    tx: &impl ConnectionTrait,
    id: StabilityModelId,
    learnt: &Learnt,
) -> Result<(), Error> {
    let columns = row::ActiveModel {
        verdict: Set(Some(learnt.judgement.verdict.code().to_owned())),
        judgement: Set(Some(written::of_judgement(&learnt.judgement)?)),
        fitted: Set(Some(written::of_model(&learnt.model)?)),
        ..Default::default()
    };
    let done = row::Entity::update_many()
        .set(columns)
        .filter(row::Column::Id.eq(id.0))
        .filter(row::Column::Verdict.is_null())
        .exec(tx)
        .await?;
    changed(&done, Error::Conflict(Code::Busy))
}

/// Says with which model a run was scored.
///
/// # Errors
/// Whatever the database says.
pub async fn scored(
    tx: &impl ConnectionTrait,
    run: RunId,
    model: StabilityModelId,
) -> Result<(), Error> {
    matching_run::Entity::update_many()
        .col_expr(matching_run::Column::StabilityModelId, Expr::value(model.0))
        .filter(matching_run::Column::Id.eq(run.0))
        .exec(tx)
        .await?;
    Ok(())
}
