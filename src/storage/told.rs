//! Jobs as they were told of by a moment, as of a day: what rates, rules and samples are reckoned from.
//!
//! Nothing that is told is lost: a job's earlier versions stand in `employment_change`, a placement's steps and evidence
//! name when they were recorded and when taken back. So the same question about 31 March, asked for what was known on
//! 15 April, has the same answer for ever. Two exceptions: of a roster that was told again without a change only the last
//! day is kept, so for an earlier moment a job of a roster counts to the day on which it was first or otherwise told.

use super::{
    Scope,
    columns::{division, division_if, number_if, word, word_if},
    reach::Reach,
};
use crate::error::Error;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    division::Division,
    evidence::EvidenceKind,
    id::{AccountId, EmploymentId, EnterpriseId, PersonId},
    words::{Channel, EndReason, Trade, VacancyKind},
};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};
use uuid::Uuid;

/// As of which day, and as known before which moment.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// As of this day.
    pub on: NaiveDate,
    /// What was recorded later does not count.
    pub before: DateTime<Utc>,
    /// Whether that moment has passed; until then the present rows tell everything.
    pub is_past: bool,
}

impl Moment {
    /// As of a day, as it is known now: what is recorded in this very moment counts.
    #[must_use]
    pub fn present(on: NaiveDate, now: DateTime<Utc>) -> Self {
        Self {
            on,
            before: now + TimeDelta::microseconds(1),
            is_past: false,
        }
    }
}

/// Which jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Those whose people one may see.
    Own,
    /// All there are, for figures of which the small ones are hidden.
    All,
}

/// A job as it was told of.
#[derive(Clone, Debug)]
pub struct Told {
    /// The job.
    pub id: EmploymentId,
    /// Who works.
    pub person: PersonId,
    /// Home of the person.
    pub home: Division,
    /// Where the work is.
    pub workplace: Option<Division>,
    /// Employer, as it was written.
    pub employer: Option<String>,
    /// Employer, where the job came of a placement.
    pub enterprise: Option<EnterpriseId>,
    /// Trade.
    pub trade: Option<Trade>,
    /// Pay a month in fen: the least that evidence shows, else what was told.
    pub pay_fen: Option<i64>,
    /// Channel.
    pub channel: Option<Channel>,
    /// Kind of post.
    pub post_kind: Option<VacancyKind>,
    /// Months of the contract: of evidence, else of the post.
    pub contract_months: Option<u32>,
    /// First day.
    pub started_on: NaiveDate,
    /// First day on which we knew of it.
    pub known_from: NaiveDate,
    /// Last day, where it had ended.
    pub ended_on: Option<NaiveDate>,
    /// Why it ended.
    pub end_reason: Option<EndReason>,
    /// Last day on which somebody told of it: a step, evidence, a roster.
    pub last_told_on: Option<NaiveDate>,
    /// Who reported that it had begun, where that is known.
    pub reported_by: Option<AccountId>,
    /// Whether its person is one of those that one may see.
    pub is_own: bool,
}

/// A piece of evidence as it was told.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    /// Of which job.
    pub job: EmploymentId,
    /// What it is.
    pub kind: EvidenceKind,
    /// For which day it speaks.
    pub on: NaiveDate,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    person_id: Uuid,
    home: i64,
    workplace: Option<i64>,
    employer: Option<String>,
    enterprise_id: Option<Uuid>,
    trade: Option<String>,
    pay_fen: Option<i64>,
    channel: Option<String>,
    post_kind: Option<String>,
    contract_months: Option<i64>,
    started_on: NaiveDate,
    known_from: NaiveDate,
    ended_on: Option<NaiveDate>,
    end_reason: Option<String>,
    event_on: Option<NaiveDate>,
    evidence_on: Option<NaiveDate>,
    roster_on: Option<NaiveDate>,
    reported_by: Option<Uuid>,
}

/// `$1` is the day, `$2` the moment, `$3` to `$6` the reach, `$7` and `$8` homes; the jobs of one person come together.
const JOBS: &str = "
select e.id, e.person_id, p.home, e.workplace, e.employer, pl.enterprise_id, e.trade, e.channel,
  coalesce((select min(v.pay_fen) from evidence v where v.employment_id = e.id and v.on_day <= $1
    and v.recorded_at < $2 and (v.withdrawn_at is null or v.withdrawn_at >= $2)), e.pay_min_fen) as pay_fen,
  post.kind as post_kind,
  coalesce((select max(v.contract_months) from evidence v where v.employment_id = e.id and v.on_day <= $1
    and v.recorded_at < $2 and (v.withdrawn_at is null or v.withdrawn_at >= $2)), post.contract_months) as contract_months,
  coalesce(was.started_on, e.started_on) as started_on,
  coalesce(was.known_from, e.known_from) as known_from,
  case when was.employment_id is null then e.ended_on else was.ended_on end as ended_on,
  case when was.employment_id is null then e.end_reason else was.end_reason end as end_reason,
  (select max(t.on_day) from placement_event t where t.placement_id = e.placement_id and t.on_day <= $1
    and t.kind not in ('retracted', 'check_in') and t.recorded_at < $2 and not exists
      (select 1 from placement_event s where s.supersedes = t.id and s.recorded_at < $2)) as event_on,
  (select max(v.on_day) from evidence v where v.employment_id = e.id and v.on_day <= $1
    and v.recorded_at < $2 and (v.withdrawn_at is null or v.withdrawn_at >= $2)) as evidence_on,
  case when e.placement_id is null then {roster} end as roster_on,
  coalesce(
    (select t.account_id from placement_event t where t.placement_id = e.placement_id and t.kind = 'started'
      and t.recorded_at < $2 and not exists
        (select 1 from placement_event s where s.supersedes = t.id and s.recorded_at < $2)
      order by t.recorded_at desc, t.id desc limit 1),
    e.account_id, job.account_id) as reported_by
from employment e
join person p on p.id = e.person_id
left join employment_change was on was.employment_id = e.id and was.version =
  (select min(c.version) from employment_change c where c.employment_id = e.id and c.recorded_at >= $2)
left join placement pl on pl.id = e.placement_id
left join vacancy post on post.id = pl.vacancy_id
left join job on job.id = e.import_id
where e.created_at < $2
  and not coalesce(was.voided, e.voided)
  and coalesce(was.started_on, e.started_on) <= $1
  and coalesce(was.known_from, e.known_from) <= $1
  and (p.home between $3 and $4 or e.workplace between $5 and $6)
  and p.home between $7 and $8
order by e.person_id, started_on, e.id";

/// Up to which day a roster told of a job.
const ROSTER_NOW: &str = "p.as_of";
const ROSTER_THEN: &str = "coalesce((select max(c.as_of) from person_change c where c.person_id = p.id \
    and c.recorded_at < $2), coalesce(was.known_from, e.known_from))";

/// The same numbers.
const EVIDENCE: &str = "
select v.employment_id, v.kind, v.on_day
from evidence v
join employment e on e.id = v.employment_id
join person p on p.id = e.person_id
where v.on_day <= $1 and v.recorded_at < $2 and (v.withdrawn_at is null or v.withdrawn_at >= $2)
  and (p.home between $3 and $4 or e.workplace between $5 and $6)
  and p.home between $7 and $8
order by v.employment_id, v.on_day, v.id";

fn binds(reach: &Reach, homes: Option<Division>, at: Moment) -> Vec<Value> {
    let (first, last) = homes.map_or((0, i64::MAX), Division::range);
    let mut binds: Vec<Value> = vec![at.on.into(), at.before.into()];
    binds.extend(reach.binds());
    binds.extend([first.into(), last.into()]);
    binds
}

fn reach(scope: &Scope, whose: Whose) -> Reach {
    match whose {
        Whose::Own => Reach::of_people(scope),
        Whose::All => Reach::of_figures(scope),
    }
}

/// The jobs that had begun, of people at home in `homes`; those of one person together, by first day.
///
/// # Errors
/// Whatever the database says.
pub async fn jobs(
    db: &impl ConnectionTrait,
    scope: &Scope,
    whose: Whose,
    homes: Option<Division>,
    at: Moment,
) -> Result<Vec<Told>, Error> {
    let roster = if at.is_past { ROSTER_THEN } else { ROSTER_NOW };
    let sql = JOBS.replace("{roster}", roster);
    let binds = binds(&reach(scope, whose), homes, at);
    let backend = db.get_database_backend();
    let own = Reach::of_people(scope);
    let rows = db
        .query_all_raw(Statement::from_sql_and_values(backend, sql, binds))
        .await?;
    rows.iter()
        .map(|row| told(Row::from_query_result(row, "")?, &own, at.on))
        .collect()
}

fn told(row: Row, own: &Reach, on: NaiveDate) -> Result<Told, Error> {
    let home = division(row.home)?;
    let workplace = division_if(row.workplace)?;
    Ok(Told {
        id: EmploymentId(row.id),
        person: PersonId(row.person_id),
        home,
        workplace,
        employer: row.employer,
        enterprise: row.enterprise_id.map(EnterpriseId),
        trade: word_if(row.trade.as_deref())?,
        pay_fen: row.pay_fen,
        channel: word_if(row.channel.as_deref())?,
        post_kind: word_if(row.post_kind.as_deref())?,
        contract_months: number_if(row.contract_months)?,
        started_on: row.started_on,
        known_from: row.known_from,
        ended_on: row.ended_on.filter(|last| *last <= on),
        end_reason: word_if(row.end_reason.as_deref())?,
        last_told_on: [row.event_on, row.evidence_on, row.roster_on]
            .into_iter()
            .flatten()
            .max()
            .map(|last| last.min(on)),
        reported_by: row.reported_by.map(AccountId),
        is_own: own.holds(home, workplace),
    })
}

/// The evidence of these jobs, that of one job together, by the day for which it speaks.
///
/// # Errors
/// Whatever the database says.
pub async fn evidence(
    db: &impl ConnectionTrait,
    scope: &Scope,
    whose: Whose,
    homes: Option<Division>,
    at: Moment,
) -> Result<Vec<Shown>, Error> {
    let binds = binds(&reach(scope, whose), homes, at);
    let backend = db.get_database_backend();
    let rows = db
        .query_all_raw(Statement::from_sql_and_values(backend, EVIDENCE, binds))
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Shown {
                job: EmploymentId(row.try_get("", "employment_id")?),
                kind: word(&row.try_get::<String>("", "kind")?)?,
                on: row.try_get("", "on_day")?,
            })
        })
        .collect()
}
