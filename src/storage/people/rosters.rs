//! A roster's rows against the registry, some thousands at a time.
//!
//! [`plan`] only reads and decides everything; a preview stops there. [`carry_out`] writes what
//! was decided, in bulk statements. A blank cell tells nothing: what is known stays.

use super::{
    super::{
        bulk,
        columns::division,
        rows::{conflict, employment, employment_change, person, person_change},
    },
    change::{Was, spelt},
    indexes,
    jobs::Jobs,
    prepared::{Origin, Prepared},
    sealed::seal_phone,
};
use crate::{error::Error, keys::Keys, storage::BulkTransaction};
use chrono::NaiveDate;
use domain::{
    division::{Division, Level},
    id::ConflictId,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IdenStatic, ModelTrait,
    QueryFilter, QuerySelect, Value, sea_query::Expr,
};
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

/// How many identities one question asks for.
const ASKED: usize = 10_000;

/// What becomes of the rows of a roster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// New people.
    pub added: u64,
    /// People of whom the roster says something new.
    pub changed: u64,
    /// People of whom it says what is known.
    pub unchanged: u64,
    /// People of whom a later roster has told already.
    pub outdated: u64,
    /// People of another county: left as they are, and a conflict.
    pub claimed: u64,
    /// Rows with a home for which the import does not speak: not written.
    pub outside: u64,
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.added += other.added;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
        self.outdated += other.outdated;
        self.claimed += other.claimed;
        self.outside += other.outside;
    }
}

/// What is to be written for some rows.
#[derive(Debug, Default)]
pub struct Plan {
    counts: Counts,
    added: Vec<person::Model>,
    changed: Vec<person::Model>,
    changes: Vec<person_change::Model>,
    confirmed: Vec<Uuid>,
    claims: Vec<conflict::Model>,
    jobs: Jobs,
}

impl Plan {
    /// What becomes of the rows.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
    }
}

/// Decides what becomes of some rows, no two of one person. Serves imports only, whose area was
/// checked when they were taken on: it looks beyond what an officer may see, to find claims.
///
/// # Errors
/// Whatever the database says.
pub async fn plan(
    db: &impl ConnectionTrait,
    keys: &Keys,
    origin: &Origin,
    rows: Vec<Prepared>,
) -> Result<Plan, Error> {
    let known = known(db, keys, &rows).await?;
    let mut plan = Plan::default();
    let mut differing = Vec::new();
    for row in rows {
        let area = origin.speaks_for(row.home);
        if !area.contains(row.home) {
            plan.counts.outside += 1;
            continue;
        }
        let next = row.person.citizen_id_index_next.as_ref();
        let found = known.get(&row.person.citizen_id_index);
        let Some(found) = found.or_else(|| known.get(next?)) else {
            plan.counts.added += 1;
            plan.jobs.take(&[], row.person.id, row.job, origin);
            plan.added.push(row.person);
            continue;
        };
        let holder = division(found.home)?;
        if !area.contains(holder) {
            plan.counts.claimed += 1;
            plan.claims.push(claim(origin, found.id, holder, row.home));
        } else if found.roster_digest == row.person.roster_digest {
            plan.counts.unchanged += 1;
            if found.as_of < origin.as_of {
                plan.confirmed.push(found.id);
            }
        } else if origin.as_of < found.as_of {
            plan.counts.outdated += 1;
        } else {
            differing.push((found.id, row));
        }
    }
    for rows in chunks(differing) {
        compare(db, keys, origin, rows, &mut plan).await?;
    }
    Ok(plan)
}

/// Writes what was decided.
///
/// # Errors
/// [`Code::Busy`](crate::error::Code::Busy) and [`Code::AlreadyExists`](crate::error::Code::AlreadyExists)
/// where somebody else has written the same people since.
pub async fn carry_out(tx: &BulkTransaction, origin: &Origin, plan: Plan) -> Result<(), Error> {
    bulk::add::<person::Entity>(tx, plan.added).await?;
    bulk::replace::<person::Entity>(tx, plan.changed).await?;
    bulk::add::<person_change::Entity>(tx, plan.changes).await?;
    // First the ends: nobody has two open jobs, not even between two statements.
    bulk::add::<employment_change::Entity>(tx, plan.jobs.changes).await?;
    bulk::replace::<employment::Entity>(tx, plan.jobs.ended).await?;
    bulk::add::<employment::Entity>(tx, plan.jobs.opened).await?;
    bulk::add_new::<conflict::Entity>(tx, plan.claims).await?;
    for ids in plan.confirmed.chunks(ASKED) {
        person::Entity::update_many()
            .col_expr(person::Column::AsOf, Expr::value(origin.as_of))
            .filter(person::Column::Id.is_in(ids.iter().copied()))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// What has to be known of a person before its row is looked at.
#[derive(FromQueryResult)]
struct Known {
    citizen_id_index: Vec<u8>,
    citizen_id_index_next: Option<Vec<u8>>,
    id: Uuid,
    home: i64,
    roster_digest: Vec<u8>,
    as_of: NaiveDate,
}

async fn known(
    db: &impl ConnectionTrait,
    keys: &Keys,
    rows: &[Prepared],
) -> Result<HashMap<Vec<u8>, Arc<Known>>, Error> {
    let mut known = HashMap::with_capacity(rows.len());
    for rows in rows.chunks(indexes::asked(keys)) {
        let digests = rows.iter().flat_map(|row| {
            let next = row.person.citizen_id_index_next.clone();
            next.into_iter()
                .chain([row.person.citizen_id_index.clone()])
        });
        let found = person::Entity::find()
            .select_only()
            .column(person::Column::CitizenIdIndex)
            .column(person::Column::CitizenIdIndexNext)
            .column(person::Column::Id)
            .column(person::Column::Home)
            .column(person::Column::RosterDigest)
            .column(person::Column::AsOf)
            .filter(indexes::citizens(keys, digests.collect()))
            .into_model::<Known>()
            .all(db)
            .await?;
        for found in found {
            let found = Arc::new(found);
            if let Some(next) = &found.citizen_id_index_next {
                known.insert(next.clone(), Arc::clone(&found));
            }
            known.insert(found.citizen_id_index.clone(), found);
        }
    }
    Ok(known)
}

fn claim(origin: &Origin, person: Uuid, holder: Division, home: Division) -> conflict::Model {
    conflict::Model {
        id: ConflictId::fresh().0,
        person_id: person,
        holder: holder.up_to(Level::County).widened(),
        claimant: home.up_to(Level::County).widened(),
        import_id: origin.import.map(|id| id.0),
        outcome: None,
        resolved_at: None,
        version: 1,
        created_at: origin.now,
    }
}

fn chunks<T>(mut rows: Vec<T>) -> Vec<Vec<T>> {
    let mut chunks = Vec::new();
    while rows.len() > ASKED {
        let rest = rows.split_off(ASKED);
        chunks.push(std::mem::replace(&mut rows, rest));
    }
    chunks.push(rows);
    chunks
}

/// Lays rows that differ over what is known.
async fn compare(
    db: &impl ConnectionTrait,
    keys: &Keys,
    origin: &Origin,
    rows: Vec<(Uuid, Prepared)>,
    plan: &mut Plan,
) -> Result<(), Error> {
    if rows.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = rows.iter().map(|(id, _)| *id).collect();
    let people = person::Entity::find()
        .filter(person::Column::Id.is_in(ids.iter().copied()))
        .all(db)
        .await?;
    let mut people: HashMap<Uuid, person::Model> =
        people.into_iter().map(|row| (row.id, row)).collect();
    let mut jobs: HashMap<Uuid, Vec<employment::Model>> = HashMap::new();
    let found = employment::Entity::find()
        .filter(employment::Column::PersonId.is_in(ids))
        .filter(employment::Column::Voided.eq(false))
        .all(db)
        .await?;
    for job in found {
        jobs.entry(job.person_id).or_default().push(job);
    }
    for (id, row) in rows {
        // Gone since the first question: nobody is taken out of the registry by an import.
        let Some(before) = people.remove(&id) else {
            continue;
        };
        let known = jobs.remove(&id).unwrap_or_default();
        let (mut after, was) = overlaid(keys, &before, &row)?;
        let has_moved_on = plan.jobs.take(&known, id, row.job, origin);
        if was.is_empty() && !has_moved_on {
            plan.counts.unchanged += 1;
            continue;
        }
        plan.counts.changed += 1;
        after.roster_digest = row.person.roster_digest;
        after.as_of = origin.as_of;
        after.import_id = row.person.import_id;
        after.version = before.version + 1;
        after.updated_at = origin.now;
        plan.changed.push(after);
        plan.changes.push(person_change::Model {
            person_id: id,
            version: before.version,
            as_of: origin.as_of,
            was: was.into(),
            import_id: row.person.import_id,
            recorded_at: origin.now,
        });
    }
    Ok(())
}

/// What a roster tells, as columns.
const TOLD: [person::Column; 21] = [
    person::Column::Name,
    person::Column::Home,
    person::Column::Township,
    person::Column::Village,
    person::Column::HouseholdNumber,
    person::Column::PersonNumber,
    person::Column::Relation,
    person::Column::RegisterCategory,
    person::Column::Schooling,
    person::Column::InSchool,
    person::Column::LabourAbility,
    person::Column::Mandarin,
    person::Column::WorkStatus,
    person::Column::Willingness,
    person::Column::WishesToStartBusiness,
    person::Column::WishDivisions,
    person::Column::WishTrades,
    person::Column::WishPayFen,
    person::Column::TrainingWish,
    person::Column::TrainingTrade,
    person::Column::PhoneSealed,
];

/// The person as the row tells, and what the changed columns said before. What was sealed stays
/// sealed, in base64.
fn overlaid(
    keys: &Keys,
    before: &person::Model,
    row: &Prepared,
) -> Result<(person::Model, Was), Error> {
    let mut after = before.clone();
    let mut was = Was::new();
    let has_other_phone = !indexes::have_one_phone(&row.person, before);
    for column in TOLD {
        let told = match (column, &row.phone) {
            (person::Column::PhoneSealed, Some(phone)) if has_other_phone => {
                Value::from(seal_phone(keys, before.id, phone)?)
            }
            // Sealed twice, one number is two texts.
            (person::Column::PhoneSealed, _) => continue,
            _ => row.person.get(column),
        };
        let known = before.get(column);
        if tells_nothing(&told) || told == known {
            continue;
        }
        was.insert(column.as_str().to_owned(), spelt(&known));
        after.set(column, told);
    }
    let tells_another = has_other_phone && row.phone.is_some();
    if tells_another || indexes::are_by_other_keys(&row.person, before) {
        indexes::renew(keys, &mut after)?;
    }
    Ok((after, was))
}

fn tells_nothing(value: &Value) -> bool {
    match value {
        Value::String(text) => text.as_deref().is_none_or(str::is_empty),
        Value::Bytes(bytes) => bytes.is_none(),
        Value::Bool(is) => is.is_none(),
        Value::BigInt(number) => number.is_none(),
        _ => false,
    }
}
