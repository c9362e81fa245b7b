//! Employers. The contact's phone is sealed; whoever asks gets it back with the enterprise.

use super::{
    BulkTransaction, Scope, bulk,
    columns::{division, nothing, under, word_if},
    rows::enterprise as row,
    scope::Inner,
    versions::stale,
};
use crate::{error::Error, keys::Keys};
use domain::{
    coded::Coded,
    credit_code::CreditCode,
    division::Division,
    enterprise::{Enterprise, Particulars, Standing, Verification},
    grant::Capacity,
    id::{AccountId, EnterpriseId},
    phone::Phone,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, TryIntoModel,
    sea_query::{Expr, ExprTrait, SelectStatement},
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Which enterprises to list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// In this division.
    pub area: Option<Division>,
    /// Verified and not suspended, or not.
    pub verified: Option<bool>,
}

fn verified() -> Condition {
    Condition::all()
        .add(row::Column::VerifiedOn.is_not_null())
        .add(row::Column::SuspendedOn.is_null())
}

/// The identities of those that are verified and not suspended, for other rooms' questions.
pub(super) fn verified_ids() -> SelectStatement {
    ids(verified())
}

/// Whether the enterprise that a column of another table names is verified and not suspended: asked row by row, which
/// is quicker than [`verified_ids`] where few rows are looked at.
pub(super) fn is_verified(named_by: impl ColumnTrait) -> Expr {
    let named_by = Expr::col(named_by.as_column_ref());
    let id = Expr::col(row::Column::Id.as_column_ref()).eq(named_by);
    Expr::exists(ids(verified().add(id)))
}

/// The identities of those in a division, for other rooms' questions.
pub(super) fn ids_under(division: Division) -> SelectStatement {
    ids(under(row::Column::Division, division))
}

fn ids(which: Condition) -> SelectStatement {
    row::Entity::find()
        .select_only()
        .column(row::Column::Id)
        .filter(which)
        .into_query()
}

/// The enterprises that `scope` may see: its own, and the verified ones.
fn within(scope: &Scope) -> Condition {
    match scope.inner() {
        Inner::Job | Inner::As(Capacity::National) => Condition::all().add(Expr::value(true)),
        Inner::As(Capacity::Province(_) | Capacity::CountyWest(_) | Capacity::BureauEast(_)) => {
            Condition::any().add(held(scope)).add(verified())
        }
        Inner::As(Capacity::Enterprise(_)) => held(scope),
        Inner::As(Capacity::Worker(_)) => verified(),
        Inner::As(Capacity::Sysadmin | Capacity::Auditor) => nothing(),
    }
}

/// The enterprises that are `scope`'s own to change: itself, and for an office those of its place.
fn held(scope: &Scope) -> Condition {
    match scope.inner() {
        Inner::Job => Condition::all().add(Expr::value(true)),
        Inner::As(capacity) => held_as(capacity),
    }
}

fn held_as(capacity: Capacity) -> Condition {
    match capacity {
        Capacity::Province(d) | Capacity::CountyWest(d) | Capacity::BureauEast(d) => {
            under(row::Column::Division, d)
        }
        Capacity::Enterprise(id) => Condition::all().add(row::Column::Id.eq(id.0)),
        Capacity::National | Capacity::Worker(_) | Capacity::Sysadmin | Capacity::Auditor => {
            nothing()
        }
    }
}

/// One enterprise within reach.
///
/// # Errors
/// Whatever the database says.
pub async fn get(
    db: &impl ConnectionTrait,
    keys: &Keys,
    scope: &Scope,
    id: EnterpriseId,
) -> Result<Option<Enterprise>, Error> {
    one(db, keys, within(scope), id).await
}

/// One enterprise that is the caller's own to change.
///
/// # Errors
/// Whatever the database says.
pub async fn get_held(
    db: &impl ConnectionTrait,
    keys: &Keys,
    scope: &Scope,
    id: EnterpriseId,
) -> Result<Option<Enterprise>, Error> {
    one(db, keys, held(scope), id).await
}

async fn one(
    db: &impl ConnectionTrait,
    keys: &Keys,
    which: Condition,
    id: EnterpriseId,
) -> Result<Option<Enterprise>, Error> {
    let found = row::Entity::find_by_id(id.0).filter(which).one(db).await?;
    found.map(|row| opened(keys, row)).transpose()
}

/// Enterprises within reach behind `after`, in order of identity.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    db: &impl ConnectionTrait,
    keys: &Keys,
    scope: &Scope,
    filter: &Filter,
    after: Option<EnterpriseId>,
    limit: u64,
) -> Result<Vec<Enterprise>, Error> {
    let mut question = row::Entity::find().filter(within(scope));
    if let Some(area) = filter.area {
        question = question.filter(under(row::Column::Division, area));
    }
    if let Some(wanted) = filter.verified {
        let verified = verified();
        question = question.filter(if wanted { verified } else { verified.not() });
    }
    if let Some(after) = after {
        question = question.filter(row::Column::Id.gt(after.0));
    }
    let rows = question
        .order_by_asc(row::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(|row| opened(keys, row)).collect()
}

/// The credit codes of the enterprises that are somebody's own to change. Serves imports only,
/// with the capacity in which the sheet was sent.
///
/// # Errors
/// Whatever the database says.
pub async fn codes_held(
    db: &impl ConnectionTrait,
    by: Capacity,
) -> Result<HashSet<CreditCode>, Error> {
    let codes: Vec<String> = row::Entity::find()
        .select_only()
        .column(row::Column::CreditCode)
        .filter(held_as(by))
        .into_tuple()
        .all(db)
        .await?;
    codes.iter().map(|code| known(code)).collect()
}

/// Which enterprises have these credit codes, some thousands at most. Serves imports only, which
/// judge for whose posts a sheet may speak as they read it.
///
/// # Errors
/// Whatever the database says.
pub async fn by_codes(
    db: &impl ConnectionTrait,
    codes: impl IntoIterator<Item = &CreditCode>,
) -> Result<HashMap<CreditCode, EnterpriseId>, Error> {
    let codes: HashSet<&str> = codes.into_iter().map(CreditCode::as_str).collect();
    let found: Vec<(String, Uuid)> = row::Entity::find()
        .select_only()
        .column(row::Column::CreditCode)
        .column(row::Column::Id)
        .filter(row::Column::CreditCode.is_in(codes))
        .into_tuple()
        .all(db)
        .await?;
    let pair = |(code, id): &(String, Uuid)| Ok((known(code)?, EnterpriseId(*id)));
    found.iter().map(pair).collect()
}

fn known(code: &str) -> Result<CreditCode, Error> {
    CreditCode::read(code).map_err(Error::internal)
}

/// Adds the enterprises that a sheet has brought.
///
/// # Errors
/// [`crate::error::Code::AlreadyExists`] where somebody else has entered one of them since.
pub async fn insert_all(
    tx: &BulkTransaction,
    keys: &Keys,
    enterprises: &[Enterprise],
) -> Result<(), Error> {
    let model = |enterprise| Ok(fresh(keys, enterprise)?.try_into_model()?);
    let models: Result<_, Error> = enterprises.iter().map(model).collect();
    bulk::add::<row::Entity>(tx, models?).await
}

/// Adds an enterprise.
///
/// # Errors
/// [`crate::error::Code::AlreadyExists`] where its credit code is known.
pub async fn insert(
    tx: &impl ConnectionTrait,
    keys: &Keys,
    enterprise: &Enterprise,
) -> Result<(), Error> {
    row::Entity::insert(fresh(keys, enterprise)?)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Writes an enterprise as it is now, where it still has the version that was read.
///
/// # Errors
/// [`Error::Stale`] where it has another version, [`Error::NotFound`] where it is not the
/// caller's own.
pub async fn save(
    tx: &impl ConnectionTrait,
    keys: &Keys,
    scope: &Scope,
    enterprise: &Enterprise,
) -> Result<(), Error> {
    let done = row::Entity::update_many()
        .set(sealed(keys, enterprise)?)
        .col_expr(row::Column::Version, Expr::col(row::Column::Version).add(1))
        .filter(row::Column::Id.eq(enterprise.id.0))
        .filter(row::Column::Version.eq(enterprise.version))
        .filter(held(scope))
        .exec(tx)
        .await?;
    if done.rows_affected == 1 {
        return Ok(());
    }
    let now = get_held(tx, keys, scope, enterprise.id).await?;
    Err(stale(now.map(|now| now.version)))
}

fn context(id: EnterpriseId) -> String {
    format!("enterprise/contact_phone/{id}")
}

/// The enterprise of a row.
fn opened(keys: &Keys, row: row::Model) -> Result<Enterprise, Error> {
    let id = EnterpriseId(row.id);
    let open = |sealed: &Vec<u8>| {
        let digits = keys
            .open_sealed(&context(id), sealed)
            .map_err(Error::internal)?;
        Phone::read(&digits).ok_or_else(|| Error::internal("a sealed phone is none"))
    };
    let verification = row.verified_on.map(|on| Verification {
        on,
        by: row.verified_by.map(AccountId),
    });
    let standing = match (verification, row.suspended_on, row.suspension_reason) {
        (None, None, None) => Standing::Unverified,
        (Some(verification), None, None) => Standing::Verified(verification),
        (Some(verification), Some(on), Some(reason)) => Standing::Suspended {
            verification,
            on,
            reason,
        },
        _ => return Err(Error::internal("an enterprise that stands nowhere")),
    };
    Ok(Enterprise {
        id,
        credit_code: known(&row.credit_code)?,
        particulars: Particulars {
            name: row.name,
            division: division(row.division)?,
            industry: word_if(row.industry.as_deref())?,
            size: word_if(row.size.as_deref())?,
            contact_name: row.contact_name,
            contact_phone: row.contact_phone_sealed.as_ref().map(open).transpose()?,
        },
        standing,
        entered_by: row.entered_by.map(AccountId),
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

/// Everything that a change may write.
fn sealed(keys: &Keys, enterprise: &Enterprise) -> Result<row::ActiveModel, Error> {
    let said = &enterprise.particulars;
    let seal = |phone: &Phone| keys.seal(&context(enterprise.id), phone.reveal());
    let phone = said.contact_phone.as_ref().map(seal).transpose();
    let (verification, suspension) = match &enterprise.standing {
        Standing::Unverified => (None, None),
        Standing::Verified(verification) => (Some(verification), None),
        Standing::Suspended {
            verification,
            on,
            reason,
        } => (Some(verification), Some((*on, reason.clone()))),
    };
    let (suspended_on, reason) = suspension.unzip();
    Ok(row::ActiveModel {
        name: Set(said.name.clone()),
        division: Set(said.division.widened()),
        industry: Set(said.industry.map(|word| word.code().to_owned())),
        size: Set(said.size.map(|word| word.code().to_owned())),
        contact_name: Set(said.contact_name.clone()),
        contact_phone_sealed: Set(phone.map_err(Error::internal)?),
        verified_on: Set(verification.map(|found| found.on)),
        verified_by: Set(verification.and_then(|found| found.by).map(|id| id.0)),
        suspended_on: Set(suspended_on),
        suspension_reason: Set(reason),
        entered_by: Set(enterprise.entered_by.map(|id| id.0)),
        updated_at: Set(enterprise.updated_at),
        ..row::ActiveModel::default()
    })
}

/// A row that is not there yet.
fn fresh(keys: &Keys, enterprise: &Enterprise) -> Result<row::ActiveModel, Error> {
    Ok(row::ActiveModel {
        id: Set(enterprise.id.0),
        credit_code: Set(enterprise.credit_code.as_str().to_owned()),
        version: Set(enterprise.version),
        created_at: Set(enterprise.created_at),
        ..sealed(keys, enterprise)?
    })
}
