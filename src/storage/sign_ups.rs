//! Enterprises that ask for their first account by themselves.

use super::{
    Scope,
    columns::{division, nothing, under, word},
    rows::sign_up as row,
    scope::Inner,
    versions::changed,
};
use crate::{
    error::{Code, Error},
    keys::Keys,
};
use domain::{
    coded::Coded,
    credit_code::CreditCode,
    enterprise::Particulars,
    grant::Capacity,
    id::{AccountId, EnterpriseId, SignUpId},
    phone::Phone,
    sign_up::{Decision, Outcome, SignUp, SignUpState},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, ExprTrait},
};

/// How many may wait in one enterprise's name: whoever sends more in a stranger's is not listened to.
const WAITING: u64 = 5;

/// The sign-ups that `scope` may decide: those of enterprises of its place.
fn within(scope: &Scope) -> Condition {
    match scope.inner() {
        Inner::Job => Condition::all().add(Expr::value(true)),
        Inner::As(Capacity::BureauEast(d) | Capacity::CountyWest(d)) => {
            under(row::Column::Division, d)
        }
        Inner::As(
            Capacity::National
            | Capacity::Province(_)
            | Capacity::Enterprise(_)
            | Capacity::Worker(_)
            | Capacity::Sysadmin
            | Capacity::Auditor,
        ) => nothing(),
    }
}

fn context(id: SignUpId) -> String {
    format!("sign_up/contact_phone/{id}")
}

fn opened(keys: &Keys, row: row::Model) -> Result<SignUp, Error> {
    let id = SignUpId(row.id);
    let open = |sealed: &Vec<u8>| {
        let digits = keys.open_sealed(&context(id), sealed);
        let phone = digits.map_err(Error::internal)?;
        Phone::read(&phone).ok_or_else(|| Error::internal("a sealed phone is none"))
    };
    let torn = || Error::internal("a sign-up that was decided by halves");
    let outcome = match row
        .outcome
        .as_deref()
        .map(word::<SignUpState>)
        .transpose()?
    {
        None => None,
        Some(SignUpState::Approved) => {
            let made = row.enterprise_id.zip(row.account_id).ok_or_else(torn)?;
            Some(Outcome::Approved(EnterpriseId(made.0), AccountId(made.1)))
        }
        Some(_) => {
            let why = row.refusal_reason.as_deref().ok_or_else(torn)?;
            Some(Outcome::Refused(word(why)?))
        }
    };
    Ok(SignUp {
        id,
        credit_code: CreditCode::read(&row.credit_code).map_err(Error::internal)?,
        particulars: Particulars {
            name: row.name,
            division: division(row.division)?,
            industry: None,
            size: None,
            contact_name: row.contact_name,
            contact_phone: row.contact_phone_sealed.as_ref().map(open).transpose()?,
        },
        username: row.username,
        asked_by: row.asked_by.map(AccountId),
        decision: outcome.zip(row.decided_at).map(|(outcome, at)| Decision {
            outcome,
            by: row.decided_by.map(AccountId),
            at,
        }),
        version: row.version,
        created_at: row.created_at,
    })
}

/// Keeps a sign-up, unless too many wait in the enterprise's name already; whether it was kept is told to nobody outside.
///
/// # Errors
/// Whatever the database says.
pub async fn insert(
    tx: &impl ConnectionTrait,
    keys: &Keys,
    new: &SignUp,
    password_hash: &str,
) -> Result<bool, Error> {
    let waiting = row::Entity::find()
        .filter(row::Column::CreditCode.eq(new.credit_code.as_str()))
        .filter(row::Column::Outcome.is_null())
        .count(tx)
        .await?;
    if waiting >= WAITING {
        return Ok(false);
    }
    let said = &new.particulars;
    let seal = |phone: &Phone| keys.seal(&context(new.id), phone.reveal());
    let phone = said.contact_phone.as_ref().map(seal).transpose();
    let row = row::ActiveModel {
        id: Set(new.id.0),
        credit_code: Set(new.credit_code.as_str().to_owned()),
        name: Set(said.name.clone()),
        division: Set(said.division.widened()),
        contact_name: Set(said.contact_name.clone()),
        contact_phone_sealed: Set(phone.map_err(Error::internal)?),
        username: Set(new.username.clone()),
        password_hash: Set(Some(password_hash.to_owned())),
        asked_by: Set(new.asked_by.map(|id| id.0)),
        outcome: Set(None),
        refusal_reason: Set(None),
        decided_by: Set(None),
        decided_at: Set(None),
        enterprise_id: Set(None),
        account_id: Set(None),
        version: Set(1),
        created_at: Set(new.created_at),
    };
    row::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(true)
}

/// One sign-up within reach.
///
/// # Errors
/// Whatever the database says.
pub async fn get(
    db: &impl ConnectionTrait,
    keys: &Keys,
    scope: &Scope,
    id: SignUpId,
) -> Result<Option<SignUp>, Error> {
    let found = row::Entity::find_by_id(id.0)
        .filter(within(scope))
        .one(db)
        .await?;
    found.map(|row| opened(keys, row)).transpose()
}

/// The password that the first user of a waiting sign-up chose, hashed.
///
/// # Errors
/// [`Code::NotInThisState`] once it was decided.
pub async fn password_of(db: &impl ConnectionTrait, id: SignUpId) -> Result<String, Error> {
    let found: Option<Option<String>> = row::Entity::find_by_id(id.0)
        .select_only()
        .column(row::Column::PasswordHash)
        .into_tuple()
        .one(db)
        .await?;
    found.flatten().ok_or(Error::Conflict(Code::NotInThisState))
}

/// Sign-ups within reach behind `after`, in the order in which they came.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    db: &impl ConnectionTrait,
    keys: &Keys,
    scope: &Scope,
    state: Option<SignUpState>,
    after: Option<SignUpId>,
    limit: u64,
) -> Result<Vec<SignUp>, Error> {
    let mut question = row::Entity::find().filter(within(scope));
    question = match state {
        None => question,
        Some(SignUpState::Waiting) => question.filter(row::Column::Outcome.is_null()),
        Some(state) => question.filter(row::Column::Outcome.eq(state.code())),
    };
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

/// Keeps what an office says to a sign-up that still waits in the version that was read. Its password goes.
///
/// # Errors
/// [`Error::Stale`].
pub async fn decide(
    tx: &impl ConnectionTrait,
    id: SignUpId,
    version: i64,
    said: Decision,
) -> Result<(), Error> {
    let (state, made, why) = match said.outcome {
        Outcome::Approved(enterprise, account) => {
            (SignUpState::Approved, Some((enterprise.0, account.0)), None)
        }
        Outcome::Refused(why) => (SignUpState::Refused, None, Some(why.code().to_owned())),
    };
    let (enterprise, account) = made.unzip();
    let change = row::ActiveModel {
        password_hash: Set(None),
        outcome: Set(Some(state.code().to_owned())),
        refusal_reason: Set(why),
        decided_by: Set(said.by.map(|id| id.0)),
        decided_at: Set(Some(said.at)),
        enterprise_id: Set(enterprise),
        account_id: Set(account),
        ..row::ActiveModel::default()
    };
    let done = row::Entity::update_many()
        .set(change)
        .col_expr(row::Column::Version, Expr::col(row::Column::Version).add(1))
        .filter(row::Column::Id.eq(id.0))
        .filter(row::Column::Version.eq(version))
        .filter(row::Column::Outcome.is_null())
        .exec(tx)
        .await?;
    let current = version + 1;
    changed(&done, Error::Stale { current })
}
