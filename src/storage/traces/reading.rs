//! What the trail says, to those who may read it.

use super::super::{
    columns::{division_if, nothing, under, word, word_if},
    rows::{trace as row, trace_person},
    scope::{Inner, Scope},
};
use crate::error::Error;
use chrono::{DateTime, Utc};
use domain::{
    coded::Coded,
    division::Division,
    grant::Capacity,
    id::{AccountId, EnterpriseId, PersonId},
    trace::{Act, ActKind},
    words::Role,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, sea_query::Expr,
};
use uuid::Uuid;

/// A record of the trail.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its place, from 1.
    pub sequence: i64,
    /// When it was done.
    pub at: DateTime<Utc>,
    /// `account`, `command`, `work` or `visitor`.
    pub who: String,
    /// The account that did it, or for which it was done.
    pub account: Option<AccountId>,
    /// In which role.
    pub role: Option<Role>,
    /// For which office.
    pub division: Option<Division>,
    /// For which enterprise.
    pub enterprise: Option<EnterpriseId>,
    /// What the command or the work is called.
    pub work: Option<String>,
    /// What was done.
    pub act: Act,
    /// Upon which object.
    pub object: Option<Uuid>,
    /// The code of what exactly.
    pub detail: Option<String>,
    /// For which purpose.
    pub purpose: Option<String>,
    /// Upon how many.
    pub things: Option<i64>,
    /// How many people were shown.
    pub people: i64,
}

impl TryFrom<row::Model> for Record {
    type Error = Error;

    fn try_from(row: row::Model) -> Result<Self, Error> {
        Ok(Self {
            sequence: row.sequence,
            at: row.at,
            who: row.who,
            account: row.account_id.map(AccountId),
            role: word_if(row.role.as_deref())?,
            division: division_if(row.division)?,
            enterprise: row.enterprise_id.map(EnterpriseId),
            work: row.work,
            act: word(&row.act)?,
            object: row.object_id,
            detail: row.detail,
            purpose: row.purpose,
            things: row.things,
            people: row.people,
        })
    }
}

/// Which records to list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Of this act.
    pub act: Option<Act>,
    /// Of acts of this kind.
    pub kind: Option<ActKind>,
    /// By this account.
    pub account: Option<AccountId>,
    /// Upon this object.
    pub object: Option<Uuid>,
    /// By offices at or below this division.
    pub area: Option<Division>,
    /// Not before.
    pub from: Option<DateTime<Utc>>,
    /// Not after.
    pub to: Option<DateTime<Utc>>,
}

/// The records that `scope` may see: auditors all, an office those of offices at or below its division.
fn within(scope: &Scope) -> Condition {
    match scope.inner() {
        Inner::Job | Inner::As(Capacity::Auditor) => Condition::all().add(Expr::value(true)),
        Inner::As(Capacity::Province(d) | Capacity::CountyWest(d) | Capacity::BureauEast(d)) => {
            under(row::Column::Division, d)
        }
        Inner::As(
            Capacity::National | Capacity::Enterprise(_) | Capacity::Worker(_) | Capacity::Sysadmin,
        ) => nothing(),
    }
}

/// Records within reach before a place, the newest first.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &Scope,
    filter: Filter,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<Record>, Error> {
    let acts = filter.kind.map(|kind| {
        let acts = Act::ALL.iter().filter(move |act| act.kind() == kind);
        row::Column::Act.is_in(acts.map(|act| act.code()))
    });
    let which = Condition::all()
        .add(within(scope))
        .add_option(acts)
        .add_option(filter.act.map(|act| row::Column::Act.eq(act.code())))
        .add_option(filter.account.map(|id| row::Column::AccountId.eq(id.0)))
        .add_option(filter.object.map(|id| row::Column::ObjectId.eq(id)))
        .add_option(filter.area.map(|d| under(row::Column::Division, d)))
        .add_option(filter.from.map(|at| row::Column::At.gte(at)))
        .add_option(filter.to.map(|at| row::Column::At.lte(at)))
        .add_option(before.map(|place| row::Column::Sequence.lt(place)));
    found(db, which, limit).await
}

/// Who has seen a person, who was found within reach, before a place, the latest first. What job seekers do
/// with their own rows is left out.
///
/// # Errors
/// Whatever the database says.
pub async fn viewers(
    db: &impl ConnectionTrait,
    person: PersonId,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<Record>, Error> {
    let traces = trace_person::Entity::find()
        .select_only()
        .column(trace_person::Column::TraceId)
        .filter(trace_person::Column::PersonId.eq(person.0))
        .into_query();
    let by_others = Condition::any()
        .add(row::Column::Role.is_null())
        .add(row::Column::Role.ne(Role::Worker.code()));
    let which = Condition::all()
        .add(row::Column::Id.in_subquery(traces))
        .add(by_others)
        .add_option(before.map(|place| row::Column::Sequence.lt(place)));
    found(db, which, limit).await
}

async fn found(
    db: &impl ConnectionTrait,
    which: Condition,
    limit: u64,
) -> Result<Vec<Record>, Error> {
    let rows = row::Entity::find()
        .filter(which)
        .order_by_desc(row::Column::Sequence)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(Record::try_from).collect()
}
