//! Uploaded sheets, and what is wrong with their rows. Both belong to a job, and whoever may see
//! the job may see them: ask [`super::jobs::get`] first.

use super::{
    columns::{sum, word},
    rows::{import as row, job, job_issue},
};
use crate::error::Error;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    coded::Coded,
    id::{AccountId, JobId},
    issue::IssueCode,
    job::{ImportKind, ImportMode, JobState},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, TryInsertResult,
    sea_query::{Expr, ExprTrait},
};
use std::sync::Arc;

/// An uploaded sheet.
#[derive(Clone, Debug)]
pub struct Import {
    /// Its job.
    pub id: JobId,
    /// What it holds.
    pub kind: ImportKind,
    /// What becomes of it where rows are bad.
    pub mode: ImportMode,
    /// The day of which it speaks.
    pub as_of: NaiveDate,
    /// SHA-256 of the file.
    pub file_digest: [u8; 32],
    /// Length of the file.
    pub file_bytes: i64,
    /// The file's name in the spool, while it is there.
    pub spool_name: Option<String>,
}

/// What is to be said about one cell. It never repeats what the cell holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Physical row, the first being 1.
    pub row: u32,
    /// Tells what is said of one row apart, in the order in which it is read.
    pub position: u32,
    /// The row's own serial number.
    pub serial: Option<i64>,
    /// The file's own heading, or the customary one where the file has no such column.
    pub heading: Arc<str>,
    /// What is the matter.
    pub code: IssueCode,
}

/// Rows in one statement: 7 values each, SQLite takes 32,766.
const ROWS: usize = 4000;

impl TryFrom<row::Model> for Import {
    type Error = Error;

    fn try_from(row: row::Model) -> Result<Self, Error> {
        let digest = <[u8; 32]>::try_from(row.file_digest);
        Ok(Self {
            id: JobId(row.id),
            kind: word(&row.kind)?,
            mode: word(&row.mode)?,
            as_of: row.as_of,
            file_digest: digest.map_err(|_| Error::internal("a digest of another length"))?,
            file_bytes: row.file_bytes,
            spool_name: row.spool_name,
        })
    }
}

impl TryFrom<job_issue::Model> for Finding {
    type Error = Error;

    fn try_from(row: job_issue::Model) -> Result<Self, Error> {
        let small = |number: i64| u32::try_from(number).map_err(Error::internal);
        Ok(Self {
            row: small(row.row_number)?,
            position: small(row.position)?,
            serial: row.serial,
            heading: row.heading.into(),
            code: word(&row.code)?,
        })
    }
}

/// Adds an import beside its job.
///
/// # Errors
/// Whatever the database says.
pub async fn insert(tx: &impl ConnectionTrait, import: &Import) -> Result<(), Error> {
    let row = row::Model {
        id: import.id.0,
        kind: import.kind.code().to_owned(),
        mode: import.mode.code().to_owned(),
        as_of: import.as_of,
        file_digest: import.file_digest.to_vec(),
        file_bytes: import.file_bytes,
        spool_name: import.spool_name.clone(),
    };
    row::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// The import of a job.
///
/// # Errors
/// Whatever the database says.
pub async fn get(db: &impl ConnectionTrait, id: JobId) -> Result<Option<Import>, Error> {
    let row = row::Entity::find_by_id(id.0).one(db).await?;
    row.map(Import::try_from).transpose()
}

/// Imports that are over and keep nothing for a download any more, with their files.
///
/// # Errors
/// Whatever the database says.
pub async fn done_with(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<Vec<(JobId, String)>, Error> {
    let over = JobState::ALL.iter().filter(|state| state.is_over());
    let jobs = job::Entity::find()
        .select_only()
        .column(job::Column::Id)
        .filter(job::Column::State.is_in(over.map(|state| state.code())))
        .filter(
            job::Column::ExpiresAt
                .is_null()
                .or(job::Column::ExpiresAt.lte(now)),
        )
        .into_query();
    let rows = row::Entity::find()
        .filter(row::Column::SpoolName.is_not_null())
        .filter(row::Column::Id.in_subquery(jobs))
        .all(db)
        .await?;
    let named = |row: row::Model| row.spool_name.map(|name| (JobId(row.id), name));
    Ok(rows.into_iter().filter_map(named).collect())
}

/// Bytes in the spool that sheets of an account take, of those that are not done with.
///
/// # Errors
/// Whatever the database says.
pub async fn bytes_of(
    db: &impl ConnectionTrait,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<u64, Error> {
    let open = JobState::ALL.iter().filter(|state| !state.is_over());
    let jobs = job::Entity::find()
        .select_only()
        .column(job::Column::Id)
        .filter(job::Column::AccountId.eq(account.0))
        .filter(
            Condition::any()
                .add(job::Column::State.is_in(open.map(|state| state.code())))
                .add(job::Column::ExpiresAt.gt(now)),
        )
        .into_query();
    let waiting = row::Entity::find()
        .filter(row::Column::SpoolName.is_not_null())
        .filter(row::Column::Id.in_subquery(jobs));
    sum(db, waiting, row::Column::FileBytes).await
}

/// The names of all files that imports still need.
///
/// # Errors
/// Whatever the database says.
pub async fn spool_names(db: &impl ConnectionTrait) -> Result<Vec<String>, Error> {
    let rows = row::Entity::find()
        .filter(row::Column::SpoolName.is_not_null())
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(|row| row.spool_name).collect())
}

/// Remembers that an import's file is gone.
///
/// # Errors
/// Whatever the database says.
pub async fn forget_file(db: &impl ConnectionTrait, id: JobId) -> Result<(), Error> {
    row::Entity::update_many()
        .col_expr(row::Column::SpoolName, Expr::value(None::<String>))
        .filter(row::Column::Id.eq(id.0))
        .exec(db)
        .await?;
    Ok(())
}

/// Takes back what an earlier attempt said.
///
/// # Errors
/// Whatever the database says.
pub async fn unsay(db: &impl ConnectionTrait, id: JobId) -> Result<(), Error> {
    job_issue::Entity::delete_many()
        .filter(job_issue::Column::JobId.eq(id.0))
        .exec(db)
        .await?;
    Ok(())
}

/// Keeps what was found; what was said already is said once.
///
/// # Errors
/// Whatever the database says.
pub async fn say(db: &impl ConnectionTrait, id: JobId, found: &[Finding]) -> Result<(), Error> {
    for some in found.chunks(ROWS) {
        let rows = some.iter().map(|finding| job_issue::ActiveModel {
            job_id: Set(id.0),
            row_number: Set(finding.row.into()),
            position: Set(finding.position.into()),
            serial: Set(finding.serial),
            heading: Set(finding.heading.to_string()),
            code: Set(finding.code.code().to_owned()),
            severity: Set(finding.code.severity().code().to_owned()),
        });
        let said = job_issue::Entity::insert_many(rows)
            .on_conflict_do_nothing()
            .exec_without_returning(db)
            .await?;
        debug_assert!(!matches!(said, TryInsertResult::Empty));
    }
    Ok(())
}

/// What was found behind a row and position, in their order.
///
/// # Errors
/// Whatever the database says.
pub async fn findings(
    db: &impl ConnectionTrait,
    id: JobId,
    after: (u32, u32),
    limit: u64,
) -> Result<Vec<Finding>, Error> {
    let (row, position) = after;
    let behind = Condition::any()
        .add(job_issue::Column::RowNumber.gt(i64::from(row)))
        .add(
            Condition::all()
                .add(job_issue::Column::RowNumber.eq(i64::from(row)))
                .add(job_issue::Column::Position.gt(i64::from(position))),
        );
    let rows = job_issue::Entity::find()
        .filter(job_issue::Column::JobId.eq(id.0))
        .filter(behind)
        .order_by_asc(job_issue::Column::RowNumber)
        .order_by_asc(job_issue::Column::Position)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(Finding::try_from).collect()
}
