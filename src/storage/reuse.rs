//! What is told of more people than it can be true of: found by grouping, never by comparing pairs.
//!
//! A finding is shown to whoever may see one of its people, with the number of all of them; only people within reach are
//! named.

use super::{
    Scope,
    columns::{number, number_if},
    reach::Reach,
};
use crate::{
    error::Error,
    keys::{Keys, Step},
};
use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use domain::{
    id::{EnterpriseId, PersonId, VacancyId},
    verification::Reuse,
};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};
use sha2::{Digest, Sha256};
use std::{cmp::Reverse, collections::HashMap};
use uuid::Uuid;

/// One thing that is told of many people.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What it is.
    pub kind: Reuse,
    /// Of how many people it is told.
    pub people: u64,
    /// Households of these people, where it is a phone: a family may share one.
    pub households: Option<u64>,
    /// The day, where it is a start.
    pub on: Option<NaiveDate>,
    /// The post, where it is a start at one that was found by a matching.
    pub vacancy: Option<VacancyId>,
    /// The enterprise, where it is a start and known.
    pub enterprise: Option<EnterpriseId>,
    /// The employer as it was written, where it is a start that a roster tells of.
    pub employer: Option<String>,
    /// Openings that there were, where it is a start.
    pub openings: Option<u64>,
    /// People of these within reach, [`NAMED`] at most.
    pub named: Vec<PersonId>,
    /// Tells it from others that are told of as many, and nothing else.
    pub mark: String,
}

/// Where a list of one kind goes on: behind the finding of so many people with this mark.
pub type Place = (u64, String);

/// People that a finding names at most.
pub const NAMED: usize = 50;

/// Whether a person is one's own; `$1` to `$4` are the reach.
const OWN: &str = "(p.home between $1 and $2 or exists
  (select 1 from employment w where w.person_id = p.id and not w.voided and w.workplace between $3 and $4))";

/// Those who share a value of a column that finds sealed numbers; `$5` is the threshold.
const SHARED: &str = "
with many as (
  select {column} as what, count(*) as people,
    count(distinct household_number) + count(case when household_number is null then 1 end) as households
  from person where {column} is not null
  group by {column}
  having count(distinct household_number) + count(case when household_number is null then 1 end) >= $5
)
select p.id as person_id, many.people, many.what, many.households,
  null as started_on, null as vacancy_id, null as enterprise_id, null as employer, null as openings
from many join person p on p.{column} = many.what
where {own}
order by many.people desc, many.what, p.id
limit $6";

/// Those whose wages go to one account, of more than one household.
const ACCOUNTS: &str = "
with told as (
  select distinct a.digest as what, e.person_id
  from pay_account a
  join employment e on e.id = a.employment_id
  where not e.voided
), many as (
  select told.what, count(*) as people,
    count(distinct h.household_number) + count(case when h.household_number is null then 1 end) as households
  from told join person h on h.id = told.person_id
  group by told.what
  having count(distinct h.household_number) + count(case when h.household_number is null then 1 end) >= $5
)
select p.id as person_id, many.people, many.what, many.households,
  null as started_on, null as vacancy_id, null as enterprise_id, null as employer, null as openings
from many join told on told.what = many.what join person p on p.id = told.person_id
where {own}
order by many.people desc, many.what, p.id
limit $6";

/// People of whom the same content is given as evidence. One list that an employer stamped speaks of many.
const FILES: &str = "
with told as (
  select distinct f.digest as what, e.person_id
  from evidence v
  join evidence_file f on f.id = v.file_id
  join employment e on e.id = v.employment_id
  where v.withdrawn_at is null and v.kind <> 'stamped_list'
), many as (
  select what, count(*) as people from told group by what having count(*) >= $5
)
select p.id as person_id, many.people, many.what, null as households,
  null as started_on, null as vacancy_id, null as enterprise_id, null as employer, null as openings
from many join told on told.what = many.what join person p on p.id = told.person_id
where {own}
order by many.people desc, many.what, p.id
limit $6";

/// Those who start on one day at a post, more than it has openings.
const AT_POSTS: &str = "
with many as (
  select pl.vacancy_id, e.started_on, v.openings, v.enterprise_id, count(distinct e.person_id) as people
  from employment e
  join placement pl on pl.id = e.placement_id
  join vacancy v on v.id = pl.vacancy_id
  where not e.voided
  group by pl.vacancy_id, e.started_on, v.openings, v.enterprise_id
  having count(distinct e.person_id) > v.openings and count(distinct e.person_id) >= $5
)
select p.id as person_id, many.people, null as what, null as households,
  many.started_on, many.vacancy_id, many.enterprise_id, null as employer, many.openings
from many
join placement pl on pl.vacancy_id = many.vacancy_id
join employment e on e.placement_id = pl.id and e.started_on = many.started_on and not e.voided
join person p on p.id = e.person_id
where {own}
order by many.people desc, many.vacancy_id, many.started_on, p.id
limit $6";

/// Those of whom rosters tell that they started on one day at an employer, more than all of its posts have openings.
/// Starts that are only estimated fall on one day by themselves and say nothing.
const AT_EMPLOYERS: &str = "
with many as (
  select e.employer, e.started_on, count(distinct e.person_id) as people
  from employment e
  where e.placement_id is null and e.employer is not null and e.start_precision = 'day' and not e.voided
  group by e.employer, e.started_on
  having count(distinct e.person_id) >= $5
), known as (
  select many.employer, many.started_on, many.people, coalesce(sum(v.openings), 0) as openings
  from many
  left join enterprise n on n.name = many.employer
  left join vacancy v on v.enterprise_id = n.id
  group by many.employer, many.started_on, many.people
  having many.people > coalesce(sum(v.openings), 0)
)
select p.id as person_id, known.people, null as what, null as households,
  known.started_on, null as vacancy_id, null as enterprise_id, known.employer, cast(known.openings as bigint) as openings
from known
join employment e on e.employer = known.employer and e.started_on = known.started_on
  and e.placement_id is null and e.start_precision = 'day' and not e.voided
join person p on p.id = e.person_id
where {own}
order by known.people desc, known.employer, known.started_on, p.id
limit $6";

/// Rows of one question: a finding of a thousand people names [`NAMED`] and costs a thousand.
const ROWS: i64 = 20_000;

#[derive(FromQueryResult)]
struct Row {
    person_id: Uuid,
    people: i64,
    what: Option<Vec<u8>>,
    households: Option<i64>,
    started_on: Option<NaiveDate>,
    vacancy_id: Option<Uuid>,
    enterprise_id: Option<Uuid>,
    employer: Option<String>,
    openings: Option<i64>,
}

/// The column in which one telephone reads the same in all rows: while the key of the indexes is changed, the first says
/// it by two keys for a while.
fn phone_column(keys: &Keys) -> &'static str {
    match keys.index_step() {
        Some(Step::Turning) => "phone_index_next",
        _ => "phone_index",
    }
}

/// What is told of too many people, of one kind and from so many on, that which is told of most first, behind `after`; `most`
/// findings at most.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    db: &impl ConnectionTrait,
    keys: &Keys,
    scope: &Scope,
    (kind, least): (Reuse, u32),
    after: Option<&Place>,
    most: usize,
) -> Result<Vec<Finding>, Error> {
    let of = |column: &str| SHARED.replace("{column}", column);
    let questions = match kind {
        Reuse::Phone => vec![of(phone_column(keys))],
        Reuse::PayAccount => vec![ACCOUNTS.to_owned()],
        Reuse::EvidenceFile => vec![FILES.to_owned()],
        Reuse::CrowdedStart => vec![AT_POSTS.to_owned(), AT_EMPLOYERS.to_owned()],
    };
    let mut found = Vec::new();
    for question in questions {
        let mut binds: Vec<Value> = Reach::of_people(scope).binds().into();
        let most_people = after.map_or(i64::MAX, |(people, _)| {
            i64::try_from(*people).unwrap_or(i64::MAX)
        });
        binds.extend([i64::from(least).into(), ROWS.into(), most_people.into()]);
        let counted = if question.contains("known.people") {
            "known"
        } else {
            "many"
        };
        let behind = format!("{OWN} and {counted}.people <= $7");
        let sql = question.replace("{own}", &behind);
        let backend = db.get_database_backend();
        let rows = db
            .query_all_raw(Statement::from_sql_and_values(backend, sql, binds))
            .await?;
        let mut places: HashMap<Key, usize> = HashMap::new();
        for row in &rows {
            let row = Row::from_query_result(row, "")?;
            let person = PersonId(row.person_id);
            let key = row.key();
            if let Some(at) = places.get(&key) {
                let finding: &mut Finding = &mut found[*at];
                if finding.named.len() < NAMED && finding.named.last() != Some(&person) {
                    finding.named.push(person);
                }
            } else {
                places.insert(key, found.len());
                found.push(row.finding(kind)?);
            }
        }
    }
    let order = |finding: &Finding| (Reverse(finding.people), finding.mark.clone());
    if let Some((people, mark)) = after {
        found.retain(|finding| order(finding) > (Reverse(*people), mark.clone()));
    }
    found.sort_by_key(order);
    found.truncate(most);
    Ok(found)
}

/// What tells one finding from another.
type Key = (
    Option<Vec<u8>>,
    Option<Uuid>,
    Option<String>,
    Option<NaiveDate>,
);

impl Row {
    fn key(&self) -> Key {
        (
            self.what.clone(),
            self.vacancy_id,
            self.employer.clone(),
            self.started_on,
        )
    }

    fn finding(self, kind: Reuse) -> Result<Finding, Error> {
        // A digest of the key: the key itself may be the index of a phone.
        let key = format!("{:?}", self.key());
        let mark = HEXLOWER.encode(&Sha256::digest(key)[..16]);
        Ok(Finding {
            kind,
            people: number(self.people)?,
            households: number_if(self.households)?,
            on: self.started_on,
            vacancy: self.vacancy_id.map(VacancyId),
            enterprise: self.enterprise_id.map(EnterpriseId),
            employer: self.employer,
            openings: number_if(self.openings)?,
            named: vec![PersonId(self.person_id)],
            mark,
        })
    }
}
