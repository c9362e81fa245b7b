//! What enterprises promised and what came of it, counted.

use super::{Scope, columns::number, reach::Reach, told::Whose};
use crate::error::Error;
use chrono::NaiveDate;
use domain::{division::Division, id::EnterpriseId};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};
use uuid::Uuid;

/// What was promised by an enterprise.
#[derive(Clone, Debug)]
pub struct Promises {
    /// The enterprise.
    pub enterprise: EnterpriseId,
    /// Its name.
    pub name: String,
    /// People whom it had confirmed and of whom it is known whether they began.
    pub promised: u64,
    /// Of these, people who began.
    pub arrived: u64,
    /// Placements of people who are not those that one may see.
    pub others: u64,
}

/// What was paid by an enterprise.
#[derive(Clone, Copy, Debug)]
pub struct Pay {
    /// The enterprise.
    pub enterprise: EnterpriseId,
    /// Jobs of which a pay slip shows the pay.
    pub shown: u64,
    /// Of these, jobs of which every pay slip shows at least what was promised.
    pub kept: u64,
}

/// `$1` is the day, `$2` to `$5` the reach, `$6` to `$9` what is one's own, `$10` and `$11` where
/// enterprises lie.
const PROMISES: &str = "
select n.id, n.name,
  count(case when pl.confirmed_on is not null and pl.stage not in ('accepted', 'departed', 'arrived') then 1 end) as promised,
  count(case when pl.confirmed_on is not null and pl.started_on is not null then 1 end) as arrived,
  count(case when pl.home between $6 and $7 or pl.workplace between $8 and $9 then null else 1 end) as others
from placement pl
join enterprise n on n.id = pl.enterprise_id
where pl.accepted_on <= $1 and (pl.home between $2 and $3 or pl.workplace between $4 and $5)
  and n.division between $10 and $11
group by n.id, n.name";

/// `$1` is the day, `$2` to `$5` the reach.
const PAY: &str = "
select per_job.enterprise_id, count(*) as shown, count(case when per_job.paid >= per_job.promised then 1 end) as kept
from (
  select pl.enterprise_id, e.id, e.pay_min_fen as promised, min(v.pay_fen) as paid
  from evidence v
  join employment e on e.id = v.employment_id and not e.voided
  join placement pl on pl.id = e.placement_id
  where v.kind = 'pay_slip' and v.pay_fen is not null and v.withdrawn_at is null and v.on_day <= $1
    and e.pay_min_fen is not null and (pl.home between $2 and $3 or pl.workplace between $4 and $5)
  group by pl.enterprise_id, e.id, e.pay_min_fen
) per_job
group by per_job.enterprise_id";

fn reach(scope: &Scope, whose: Whose) -> Reach {
    match whose {
        Whose::Own => Reach::of_people(scope),
        Whose::All => Reach::of_figures(scope),
    }
}

/// What each enterprise that lies in `area` promised, of people who had accepted by a day.
///
/// # Errors
/// Whatever the database says.
pub async fn promises(
    db: &impl ConnectionTrait,
    scope: &Scope,
    whose: Whose,
    area: Option<Division>,
    on: NaiveDate,
) -> Result<Vec<Promises>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        name: String,
        promised: i64,
        arrived: i64,
        others: i64,
    }
    let mut binds: Vec<Value> = vec![on.into()];
    binds.extend(reach(scope, whose).binds());
    binds.extend(Reach::of_people(scope).binds());
    let (first, last) = area.map_or((0, i64::MAX), Division::range);
    binds.extend([first.into(), last.into()]);
    let backend = db.get_database_backend();
    let rows = db
        .query_all_raw(Statement::from_sql_and_values(backend, PROMISES, binds))
        .await?;
    rows.iter()
        .map(|row| {
            let row = Row::from_query_result(row, "")?;
            Ok(Promises {
                enterprise: EnterpriseId(row.id),
                name: row.name,
                promised: number(row.promised)?,
                arrived: number(row.arrived)?,
                others: number(row.others)?,
            })
        })
        .collect()
}

/// What each enterprise paid, as pay slips of days up to `on` show it.
///
/// # Errors
/// Whatever the database says.
pub async fn pay(
    db: &impl ConnectionTrait,
    scope: &Scope,
    whose: Whose,
    on: NaiveDate,
) -> Result<Vec<Pay>, Error> {
    let mut binds: Vec<Value> = vec![on.into()];
    binds.extend(reach(scope, whose).binds());
    let backend = db.get_database_backend();
    let rows = db
        .query_all_raw(Statement::from_sql_and_values(backend, PAY, binds))
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Pay {
                enterprise: EnterpriseId(row.try_get("", "enterprise_id")?),
                shown: number(row.try_get("", "shown")?)?,
                kept: number(row.try_get("", "kept")?)?,
            })
        })
        .collect()
}
