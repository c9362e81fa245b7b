//! Jobs that begin, end, and turn out to have been otherwise.

use crate::{
    error::{Code, Error},
    storage::{
        BulkTransaction, bulk,
        columns::{word, word_if},
        connection::taken,
        placements::Teller,
        rows::{employment as row, employment_change as change},
        versions::changed,
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    coded::Coded,
    division::Division,
    id::{EmploymentId, JobId, PersonId, PlacementId},
    roster::entry::Precision,
    words::{Channel, CorrectionReason, EndReason, Role, Trade},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait, Query},
};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// How many jobs one statement names.
const NAMED: usize = 10_000;

/// What of a job may turn out to have been otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// First day.
    pub started_on: NaiveDate,
    /// How well the first day is known.
    pub precision: Precision,
    /// The first day on which we knew of it, never before the first day of work.
    pub known_from: NaiveDate,
    /// Last day.
    pub ended_on: Option<NaiveDate>,
    /// Why it ended.
    pub end_reason: Option<EndReason>,
    /// Whether it never was.
    pub voided: bool,
}

/// A job that begins.
#[derive(Clone, Debug)]
pub struct Started {
    /// Who works.
    pub person: PersonId,
    /// The placement that became it, if one did.
    pub placement: Option<PlacementId>,
    /// Where.
    pub workplace: Division,
    /// For whom.
    pub employer: String,
    /// In which trade, where it is known.
    pub trade: Option<Trade>,
    /// Pay, fen a month, least and most, where it is known.
    pub pay_fen: Option<(i64, i64)>,
    /// How the person came to it.
    pub channel: Channel,
    /// First day.
    pub on: NaiveDate,
    /// The first day on which we knew of it.
    pub known_from: NaiveDate,
}

/// How a job was changed.
#[derive(Clone, Debug)]
pub struct Changed {
    /// What was done: `ended`, `reopened`, `corrected` or `voided`.
    pub kind: String,
    /// Why, where it was told otherwise before.
    pub why: Option<CorrectionReason>,
    /// What it said before.
    pub was: Facts,
    /// The version that was changed.
    pub version: i64,
    /// In which role it was told; none where a sheet or the service did.
    pub role: Option<Role>,
    /// When we were told.
    pub recorded_at: DateTime<Utc>,
}

/// Opens a job that a placement became.
///
/// # Errors
/// [`Code::HasOpenJob`] where the person has one that has not ended.
pub async fn open(
    tx: &impl ConnectionTrait,
    job: &Started,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    report(tx, job, None, now).await.map(drop)
}

/// Keeps a job that somebody tells of.
///
/// # Errors
/// [`Code::HasOpenJob`] where the person has one that has not ended.
pub async fn report(
    tx: &impl ConnectionTrait,
    job: &Started,
    by: Teller,
    now: DateTime<Utc>,
) -> Result<EmploymentId, Error> {
    let id = EmploymentId::fresh();
    let row = row::ActiveModel {
        id: Set(id.0),
        person_id: Set(job.person.0),
        placement_id: Set(job.placement.map(|id| id.0)),
        workplace: Set(Some(job.workplace.widened())),
        place_text: Set(None),
        employer: Set(Some(job.employer.clone())),
        trade: Set(job.trade.map(|trade| trade.code().to_owned())),
        pay_min_fen: Set(job.pay_fen.map(|pay| pay.0)),
        pay_max_fen: Set(job.pay_fen.map(|pay| pay.1)),
        channel: Set(Some(job.channel.code().to_owned())),
        started_on: Set(job.on),
        start_precision: Set(Precision::Day.code().to_owned()),
        known_from: Set(Ord::max(job.known_from, job.on)),
        ended_on: Set(None),
        end_reason: Set(None),
        import_id: Set(None),
        version: Set(1),
        created_at: Set(now),
        voided: Set(false),
        account_id: Set(by.map(|(account, _)| account.0)),
        role: Set(by.map(|(_, role)| role.code().to_owned())),
    };
    row::Entity::insert(row)
        .exec_without_returning(tx)
        .await
        .map_err(taken(Code::HasOpenJob))?;
    Ok(id)
}

/// Keeps a job as it turns out to be, if it still has the version that was read, and what it said before.
///
/// # Errors
/// [`Error::Stale`]; [`Code::HasOpenJob`] where it is open now beside another one.
pub async fn save(
    tx: &impl ConnectionTrait,
    (id, version): (EmploymentId, i64),
    (was, is): (&Facts, &Facts),
    why: Option<CorrectionReason>,
    by: Teller,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let kind = match (was.ended_on, is.ended_on) {
        _ if is.voided => "voided",
        (None, Some(_)) if why.is_none() => "ended",
        (Some(_), None) => "reopened",
        _ => "corrected",
    };
    let which = || {
        Condition::all()
            .add(row::Column::Id.eq(id.0))
            .add(row::Column::Version.eq(version))
    };
    keep(tx, which(), (kind, why), by, now).await?;
    let end_reason = is.end_reason.map(Coded::code);
    let done = row::Entity::update_many()
        .col_expr(row::Column::StartedOn, Expr::value(is.started_on))
        .col_expr(
            row::Column::StartPrecision,
            Expr::value(is.precision.code()),
        )
        .col_expr(row::Column::KnownFrom, Expr::value(is.known_from))
        .col_expr(row::Column::EndedOn, Expr::value(is.ended_on))
        .col_expr(row::Column::EndReason, Expr::value(end_reason))
        .col_expr(row::Column::Voided, Expr::value(is.voided))
        .col_expr(row::Column::Version, Expr::col(row::Column::Version).add(1))
        .filter(which())
        .exec(tx)
        .await
        .map_err(taken(Code::HasOpenJob))?;
    let current = version + 1;
    changed(&done, Error::Stale { current })
}

/// Ends the jobs that some placements became, all on one day and for one reason.
///
/// # Errors
/// Whatever the database says.
pub async fn end_all(
    tx: &impl ConnectionTrait,
    placements: &[PlacementId],
    (on, why): (NaiveDate, EndReason),
    by: Teller,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    for ids in placements.chunks(NAMED) {
        let which = || {
            Condition::all()
                .add(row::Column::PlacementId.is_in(ids.iter().map(|id| id.0)))
                .add(row::Column::EndedOn.is_null())
        };
        keep(tx, which(), ("ended", None), by, now).await?;
        row::Entity::update_many()
            .col_expr(row::Column::EndedOn, Expr::value(on))
            .col_expr(row::Column::EndReason, Expr::value(why.code()))
            .col_expr(row::Column::Version, Expr::col(row::Column::Version).add(1))
            .filter(which())
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// Ends the jobs that some placements became, each on its own day and for its own reason.
///
/// # Errors
/// [`Code::Busy`] where somebody else has changed one of them since.
pub async fn end_each(
    tx: &BulkTransaction,
    told: &BTreeMap<PlacementId, (NaiveDate, EndReason)>,
    by: Teller,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let placements: Vec<Uuid> = told.keys().map(|id| id.0).collect();
    let (mut before, mut ended) = (Vec::new(), Vec::new());
    for ids in placements.chunks(NAMED) {
        let open = row::Entity::find()
            .filter(row::Column::PlacementId.is_in(ids.iter().copied()))
            .filter(row::Column::EndedOn.is_null())
            .all(tx)
            .await?;
        for mut job in open {
            let of = job.placement_id.map(PlacementId);
            let Some((on, why)) = of.and_then(|of| told.get(&of)) else {
                continue;
            };
            before.push(before_its_end(&job, by, None, now));
            job.ended_on = Some(*on);
            job.end_reason = Some(why.code().to_owned());
            job.version += 1;
            ended.push(job);
        }
    }
    bulk::add::<change::Entity>(tx, before).await?;
    bulk::replace::<row::Entity>(tx, ended).await
}

/// What a job says that is about to end.
pub(in crate::storage) fn before_its_end(
    job: &row::Model,
    by: Teller,
    import: Option<JobId>,
    now: DateTime<Utc>,
) -> change::Model {
    change::Model {
        employment_id: job.id,
        version: job.version,
        started_on: job.started_on,
        start_precision: job.start_precision.clone(),
        known_from: job.known_from,
        ended_on: job.ended_on,
        end_reason: job.end_reason.clone(),
        voided: job.voided,
        kind: "ended".to_owned(),
        correction_reason: None,
        account_id: by.map(|(account, _)| account.0),
        role: by.map(|(_, role)| role.code().to_owned()),
        import_id: import.map(|id| id.0),
        recorded_at: now,
    }
}

/// Keeps what some jobs say, before they are changed.
async fn keep(
    tx: &impl ConnectionTrait,
    which: Condition,
    (kind, why): (&str, Option<CorrectionReason>),
    by: Teller,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let as_they_are = Query::select()
        .columns([
            row::Column::Id,
            row::Column::Version,
            row::Column::StartedOn,
            row::Column::StartPrecision,
            row::Column::KnownFrom,
            row::Column::EndedOn,
            row::Column::EndReason,
            row::Column::Voided,
        ])
        .expr(Expr::value(kind))
        .expr(Expr::value(why.map(Coded::code)))
        .expr(Expr::value(by.map(|(account, _)| account.0)))
        .expr(Expr::value(by.map(|(_, role)| role.code())))
        .expr(Expr::value(now))
        .from(row::Entity)
        .cond_where(which)
        .to_owned();
    let mut insert = Query::insert();
    insert.into_table(change::Entity).columns([
        change::Column::EmploymentId,
        change::Column::Version,
        change::Column::StartedOn,
        change::Column::StartPrecision,
        change::Column::KnownFrom,
        change::Column::EndedOn,
        change::Column::EndReason,
        change::Column::Voided,
        change::Column::Kind,
        change::Column::CorrectionReason,
        change::Column::AccountId,
        change::Column::Role,
        change::Column::RecordedAt,
    ]);
    insert
        .select_from(as_they_are)
        .map_err(|cause| Error::internal(cause.to_string()))?;
    tx.execute(&insert).await?;
    Ok(())
}

/// How some jobs, found within reach before, were changed, the first change first.
///
/// # Errors
/// Whatever the database says.
pub async fn history(
    db: &impl ConnectionTrait,
    jobs: &[EmploymentId],
) -> Result<HashMap<EmploymentId, Vec<Changed>>, Error> {
    let mut found: HashMap<EmploymentId, Vec<Changed>> = HashMap::new();
    for ids in jobs.chunks(NAMED) {
        let rows = change::Entity::find()
            .filter(change::Column::EmploymentId.is_in(ids.iter().map(|id| id.0)))
            .order_by_asc(change::Column::EmploymentId)
            .order_by_asc(change::Column::Version)
            .all(db)
            .await?;
        for row in rows {
            let id = EmploymentId(row.employment_id);
            found.entry(id).or_default().push(row.try_into()?);
        }
    }
    Ok(found)
}

/// What was known at a moment of the jobs that were changed since: all others are as their rows say.
///
/// # Errors
/// Whatever the database says.
pub async fn facts_at(
    db: &impl ConnectionTrait,
    moment: DateTime<Utc>,
    which: Option<&[EmploymentId]>,
) -> Result<HashMap<EmploymentId, Facts>, Error> {
    let mut question = change::Entity::find()
        .filter(change::Column::RecordedAt.gt(moment))
        .order_by_asc(change::Column::EmploymentId)
        .order_by_asc(change::Column::Version);
    if let Some(ids) = which {
        question = question.filter(change::Column::EmploymentId.is_in(ids.iter().map(|id| id.0)));
    }
    let mut known = HashMap::new();
    for row in question.all(db).await? {
        let id = EmploymentId(row.employment_id);
        let was = Changed::try_from(row)?.was;
        // The first change since then tells what was known then.
        known.entry(id).or_insert(was);
    }
    Ok(known)
}

impl TryFrom<change::Model> for Changed {
    type Error = Error;

    fn try_from(row: change::Model) -> Result<Self, Error> {
        Ok(Self {
            kind: row.kind,
            why: word_if(row.correction_reason.as_deref())?,
            was: Facts {
                started_on: row.started_on,
                precision: word(&row.start_precision)?,
                known_from: row.known_from,
                ended_on: row.ended_on,
                end_reason: word_if(row.end_reason.as_deref())?,
                voided: row.voided,
            },
            version: row.version,
            role: word_if(row.role.as_deref())?,
            recorded_at: row.recorded_at,
        })
    }
}
