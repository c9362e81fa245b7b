//! What was found of each stratum, counted.

use super::Audit;
use crate::{
    error::Error,
    storage::{
        Scope,
        columns::{division, number},
        reach::Reach,
        told::Whose,
    },
};
use chrono::NaiveDate;
use domain::{coded::Coded, division::Division, id::EnterpriseId, verification::Finding};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use uuid::Uuid;

/// A stratum and what was found of it.
#[derive(Clone, Debug)]
pub struct Stratum {
    /// Its number.
    pub number: u32,
    /// Home county.
    pub home: Division,
    /// Employer, where the jobs came of placements.
    pub enterprise: Option<EnterpriseId>,
    /// Employer, as it was written.
    pub employer: Option<String>,
    /// Jobs reported to have begun.
    pub begun: u64,
    /// Jobs of these reported to go on.
    pub reported: u64,
    /// Jobs of these drawn.
    pub drawn: u64,
    /// Of these, by what was found, in the order of the findings' list.
    pub found: Vec<u64>,
    /// Jobs of the frame whose people are not those that one may see.
    pub others: u64,
}

impl Stratum {
    /// Drawn jobs with a finding.
    #[must_use]
    pub fn visited(&self) -> u64 {
        self.found.iter().sum()
    }

    /// Drawn jobs with this finding.
    #[must_use]
    pub fn of(&self, finding: Finding) -> u64 {
        self.found.get(finding.place()).copied().unwrap_or(0)
    }
}

#[derive(FromQueryResult)]
struct Row {
    number: i64,
    home: i64,
    enterprise_id: Option<Uuid>,
    employer: Option<String>,
    begun: i64,
    reported: i64,
    drawn: i64,
    confirmed: i64,
    left_before: i64,
    never_arrived: i64,
    unreachable: i64,
    wrong_data: i64,
    own: i64,
}

/// `$1` is the sample, `$2` to `$5` the reach.
const STRATA: &str = "
select s.number, s.home, s.enterprise_id, s.employer, s.begun, s.reported, s.drawn,
  count(case when u.finding = 'confirmed' then 1 end) as confirmed,
  count(case when u.finding = 'left_before' then 1 end) as left_before,
  count(case when u.finding = 'never_arrived' then 1 end) as never_arrived,
  count(case when u.finding = 'unreachable' then 1 end) as unreachable,
  count(case when u.finding = 'wrong_data' then 1 end) as wrong_data,
  count(case when u.home between $2 and $3 or u.workplace between $4 and $5 then 1 end) as own
from audit_stratum s
left join audit_unit u on u.audit_id = s.audit_id and u.stratum = s.number
where s.audit_id = $1
group by s.number, s.home, s.enterprise_id, s.employer, s.begun, s.reported, s.drawn
order by s.number";

/// All strata of a sample that was found within reach, by number.
///
/// # Errors
/// Whatever the database says.
pub async fn strata(
    db: &impl ConnectionTrait,
    scope: &Scope,
    of: &Audit,
) -> Result<Vec<Stratum>, Error> {
    let mut binds = vec![of.id.0.into()];
    binds.extend(Reach::of_people(scope).binds());
    let backend = db.get_database_backend();
    let rows = db
        .query_all_raw(Statement::from_sql_and_values(backend, STRATA, binds))
        .await?;
    rows.iter()
        .map(|row| Row::from_query_result(row, "")?.try_into())
        .collect()
}

impl TryFrom<Row> for Stratum {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let found = |finding: &Finding| match finding {
            Finding::Confirmed => row.confirmed,
            Finding::LeftBefore => row.left_before,
            Finding::NeverArrived => row.never_arrived,
            Finding::Unreachable => row.unreachable,
            Finding::WrongData => row.wrong_data,
        };
        let found: Result<Vec<u64>, Error> = Finding::ALL.iter().map(found).map(number).collect();
        Ok(Self {
            number: number(row.number)?,
            home: division(row.home)?,
            enterprise: row.enterprise_id.map(EnterpriseId),
            found: found?,
            others: number(row.reported - row.own)?,
            begun: number(row.begun)?,
            reported: number(row.reported)?,
            drawn: number(row.drawn)?,
            employer: row.employer,
        })
    }
}

/// `$1` is the day, samples of it or of an earlier one; `$2` to `$5` the reach.
const OF_ENTERPRISES: &str = "
select s.enterprise_id, count(*) as visited,
  count(case when u.finding = 'confirmed' then 1 end) as confirmed
from audit a
join audit_stratum s on s.audit_id = a.id and s.enterprise_id is not null
join audit_unit u on u.audit_id = a.id and u.stratum = s.number and u.finding is not null
where a.closed_on is not null and a.on_day <= $1 and (u.home between $2 and $3 or u.workplace between $4 and $5)
group by s.enterprise_id";

/// Of each enterprise, how many jobs were visited in samples that are closed, and how many of these were confirmed: the
/// identity, the visited, the confirmed.
///
/// # Errors
/// Whatever the database says.
pub async fn verified_of_enterprises(
    db: &impl ConnectionTrait,
    scope: &Scope,
    whose: Whose,
    on: NaiveDate,
) -> Result<Vec<(EnterpriseId, u64, u64)>, Error> {
    let reach = match whose {
        Whose::Own => Reach::of_people(scope),
        Whose::All => Reach::of_figures(scope),
    };
    let mut binds = vec![on.into()];
    binds.extend(reach.binds());
    let backend = db.get_database_backend();
    let question = Statement::from_sql_and_values(backend, OF_ENTERPRISES, binds);
    let rows = db.query_all_raw(question).await?;
    rows.iter()
        .map(|row| {
            Ok((
                EnterpriseId(row.try_get("", "enterprise_id")?),
                number(row.try_get("", "visited")?)?,
                number(row.try_get("", "confirmed")?)?,
            ))
        })
        .collect()
}
