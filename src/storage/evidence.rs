//! Statements that somebody was at a job on a day. They are added and withdrawn, never changed.

use super::{
    Scope, bulk,
    columns::{nothing, number_if, word, word_if},
    employments,
    evidence_files::EvidenceFile,
    rows::{evidence as row, evidence_file},
    scope::Inner,
};
use crate::error::Error;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    coded::Coded,
    evidence::{EvidenceKind, Statement},
    grant::Capacity,
    id::{AccountId, EmploymentId, EvidenceFileId, EvidenceId, PersonId, PlacementId},
    words::Role,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};
use std::collections::HashMap;
use uuid::Uuid;

/// A statement as it is kept.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// Identity, later ones later.
    pub id: EvidenceId,
    /// About which job.
    pub employment: EmploymentId,
    /// What it states.
    pub statement: Statement,
    /// The file that shows it.
    pub file: Option<EvidenceFileId>,
    /// Who stated it; none at the machine itself.
    pub account: Option<AccountId>,
    /// In which role.
    pub role: Option<Role>,
    /// The act or import by which it was stated.
    pub act: Uuid,
    /// When we were told.
    pub recorded_at: DateTime<Utc>,
    /// When it was withdrawn.
    pub withdrawn_at: Option<DateTime<Utc>>,
}

impl Evidence {
    /// Its version: it changes once, when it is withdrawn.
    #[must_use]
    pub fn version(&self) -> i64 {
        1 + i64::from(self.withdrawn_at.is_some())
    }
}

/// Which statements to list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// About this job.
    pub employment: Option<EmploymentId>,
    /// About the jobs of this person.
    pub person: Option<PersonId>,
    /// Of this kind.
    pub kind: Option<EvidenceKind>,
    /// Made by this act.
    pub act: Option<Uuid>,
}

impl TryFrom<row::Model> for Evidence {
    type Error = Error;

    fn try_from(row: row::Model) -> Result<Self, Error> {
        Ok(Self {
            id: EvidenceId(row.id),
            employment: EmploymentId(row.employment_id),
            statement: Statement {
                kind: word(&row.kind)?,
                on: row.on_day,
                since: row.since_day,
                pay_fen: row.pay_fen,
                contract_months: number_if(row.contract_months)?,
            },
            file: row.file_id.map(EvidenceFileId),
            account: row.account_id.map(AccountId),
            role: word_if(row.role.as_deref())?,
            act: row.act_id,
            recorded_at: row.recorded_at,
            withdrawn_at: row.withdrawn_at,
        })
    }
}

impl From<&Evidence> for row::Model {
    fn from(evidence: &Evidence) -> Self {
        let said = evidence.statement;
        Self {
            id: evidence.id.0,
            employment_id: evidence.employment.0,
            kind: said.kind.code().to_owned(),
            on_day: said.on,
            since_day: said.since,
            pay_fen: said.pay_fen,
            contract_months: said.contract_months.map(i64::from),
            file_id: evidence.file.map(|id| id.0),
            account_id: evidence.account.map(|id| id.0),
            role: evidence.role.map(|role| role.code().to_owned()),
            act_id: evidence.act,
            recorded_at: evidence.recorded_at,
            withdrawn_at: evidence.withdrawn_at,
            withdrawn_by: None,
        }
    }
}

/// The statements that `scope` may see: all about the jobs that it may, but for an employer. It
/// sees its own, and not what its people have told others.
fn within(scope: &Scope) -> Condition {
    let about = || {
        Condition::all().add(row::Column::EmploymentId.in_subquery(employments::ids_within(scope)))
    };
    match scope.inner() {
        Inner::Job => Condition::all().add(Expr::value(true)),
        Inner::As(
            Capacity::Province(_)
            | Capacity::CountyWest(_)
            | Capacity::BureauEast(_)
            | Capacity::Worker(_),
        ) => about(),
        Inner::As(Capacity::Enterprise(_)) => {
            about().add(row::Column::Role.eq(Role::Enterprise.code()))
        }
        Inner::As(Capacity::National | Capacity::Sysadmin | Capacity::Auditor) => nothing(),
    }
}

/// What still stands.
pub(super) fn standing() -> Condition {
    Condition::all().add(row::Column::WithdrawnAt.is_null())
}

/// Adds statements.
///
/// # Errors
/// [`crate::error::Code::AlreadyExists`] where a word was said that day already.
pub async fn insert(tx: &impl ConnectionTrait, all: &[Evidence]) -> Result<(), Error> {
    // Fourteen columns a row; SQLite binds 32,766 values a statement.
    for some in all.chunks(2_000) {
        let rows = some
            .iter()
            .map(|one| row::Model::from(one).into_active_model());
        row::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// The words of a kind that stand for some jobs on some days, by job and day. Serves those who are
/// about to add to them, and have found the jobs within reach.
///
/// # Errors
/// Whatever the database says.
pub async fn words_said(
    db: &impl ConnectionTrait,
    kind: EvidenceKind,
    jobs: &[EmploymentId],
) -> Result<HashMap<(EmploymentId, NaiveDate), Evidence>, Error> {
    let mut found = HashMap::new();
    for some in jobs.chunks(bulk::ASKED) {
        let rows = row::Entity::find()
            .filter(row::Column::EmploymentId.is_in(some.iter().map(|id| id.0)))
            .filter(row::Column::Kind.eq(kind.code()))
            .filter(standing())
            .all(db)
            .await?;
        for row in rows {
            let one = Evidence::try_from(row)?;
            found.insert((one.employment, one.statement.on), one);
        }
    }
    Ok(found)
}

/// One statement within reach, with the file that shows it.
///
/// # Errors
/// Whatever the database says.
pub async fn get(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: EvidenceId,
) -> Result<Option<(Evidence, Option<EvidenceFile>)>, Error> {
    let found = row::Entity::find_by_id(id.0)
        .filter(within(scope))
        .one(db)
        .await?;
    let Some(found) = found.map(Evidence::try_from).transpose()? else {
        return Ok(None);
    };
    let mut shown = with_files(db, vec![found]).await?;
    Ok(shown.pop())
}

/// Statements within reach behind `after`, in the order in which they were made, each with its file.
///
/// # Errors
/// Whatever the database says.
pub async fn list_with_files(
    db: &impl ConnectionTrait,
    scope: &Scope,
    filter: &Filter,
    after: Option<EvidenceId>,
    limit: u64,
) -> Result<Vec<(Evidence, Option<EvidenceFile>)>, Error> {
    let mut question = row::Entity::find().filter(within(scope));
    if let Some(id) = filter.employment {
        question = question.filter(row::Column::EmploymentId.eq(id.0));
    }
    if let Some(id) = filter.person {
        let jobs = employments::ids_of(id);
        question = question.filter(row::Column::EmploymentId.in_subquery(jobs));
    }
    if let Some(kind) = filter.kind {
        question = question.filter(row::Column::Kind.eq(kind.code()));
    }
    if let Some(act) = filter.act {
        question = question.filter(row::Column::ActId.eq(act));
    }
    if let Some(after) = after {
        question = question.filter(row::Column::Id.gt(after.0));
    }
    let rows = question
        .order_by_asc(row::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    let all: Result<Vec<_>, Error> = rows.into_iter().map(Evidence::try_from).collect();
    with_files(db, all?).await
}

/// The statements about the job that a placement became, as `scope` may see them, first told first: those that stand,
/// or stood at a moment.
///
/// # Errors
/// Whatever the database says.
pub async fn of_placement(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: PlacementId,
    at: Option<DateTime<Utc>>,
) -> Result<Vec<Evidence>, Error> {
    let stands = at.map_or_else(standing, |moment| {
        let stood = Condition::any()
            .add(standing())
            .add(row::Column::WithdrawnAt.gt(moment));
        Condition::all()
            .add(row::Column::RecordedAt.lte(moment))
            .add(stood)
    });
    let rows = row::Entity::find()
        .filter(within(scope))
        .filter(row::Column::EmploymentId.in_subquery(employments::ids_of_placement(id)))
        .filter(stands)
        .order_by_asc(row::Column::RecordedAt)
        .order_by_asc(row::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(Evidence::try_from).collect()
}

/// Withdraws a statement within reach that stands; whether it did.
///
/// # Errors
/// Whatever the database says.
pub async fn withdraw(
    tx: &impl ConnectionTrait,
    scope: &Scope,
    id: EvidenceId,
    by: Option<AccountId>,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let done = row::Entity::update_many()
        .col_expr(row::Column::WithdrawnAt, Expr::value(now))
        .col_expr(row::Column::WithdrawnBy, Expr::value(by.map(|id| id.0)))
        .filter(row::Column::Id.eq(id.0))
        .filter(within(scope))
        .filter(standing())
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Withdraws statements that other ones take the place of, in the same transaction.
///
/// # Errors
/// Whatever the database says.
pub async fn withdraw_all(
    tx: &impl ConnectionTrait,
    ids: &[EvidenceId],
    by: Option<AccountId>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    for some in ids.chunks(bulk::ASKED) {
        row::Entity::update_many()
            .col_expr(row::Column::WithdrawnAt, Expr::value(now))
            .col_expr(row::Column::WithdrawnBy, Expr::value(by.map(|id| id.0)))
            .filter(row::Column::Id.is_in(some.iter().map(|id| id.0)))
            .filter(standing())
            .exec(tx)
            .await?;
    }
    Ok(())
}

async fn with_files(
    db: &impl ConnectionTrait,
    all: Vec<Evidence>,
) -> Result<Vec<(Evidence, Option<EvidenceFile>)>, Error> {
    let ids = all.iter().filter_map(|one| one.file.map(|id| id.0));
    let rows = evidence_file::Entity::find()
        .filter(evidence_file::Column::Id.is_in(ids))
        .all(db)
        .await?;
    let files: Result<HashMap<_, _>, Error> = rows
        .into_iter()
        .map(|row| EvidenceFile::try_from(row).map(|file| (file.id, file)))
        .collect();
    let files = files?;
    let shown = all.into_iter().map(|one| {
        let file = one.file.and_then(|id| files.get(&id).cloned());
        (one, file)
    });
    Ok(shown.collect())
}
