//! How the rounds of people at work stand on a day: asked of the dates, kept nowhere.
//!
//! The question is put to the database whole, so that a list has the right rows however it is
//! filtered. What the rounds are and when one is done is told in `domain::follow_up`; a test holds
//! the two against each other.

mod question;

use super::{
    Scope,
    columns::{division, division_if, word, word_if},
    employments,
    rows::{contact, employment, evidence, person},
};
use crate::error::Error;
use chrono::{Days, NaiveDate};
use domain::{
    coded::Coded,
    division::Division,
    follow_up::{ContactOutcome, Followed, RoundState, Stretch},
    id::{EmploymentId, EnterpriseId, PersonId, PlacementId},
    words::Trade,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, Value,
    sea_query::ValueTuple,
};
use uuid::Uuid;

/// Somebody at work whose last round so far stands so.
#[derive(Clone, Debug)]
pub struct FollowUp {
    /// The job.
    pub employment: EmploymentId,
    /// Who.
    pub person: PersonId,
    /// The placement that became it.
    pub placement: Option<PlacementId>,
    /// At which enterprise, where it is one of ours.
    pub enterprise: Option<EnterpriseId>,
    /// For whom, as it is written.
    pub employer: Option<String>,
    /// In which trade.
    pub trade: Option<Trade>,
    /// Where the work is.
    pub workplace: Option<Division>,
    /// Where home is.
    pub home: Division,
    /// First day of the job.
    pub started_on: NaiveDate,
    /// The round: so many days after the start.
    pub days: i64,
    /// The day of the round.
    pub due_on: NaiveDate,
    /// How it stands.
    pub state: RoundState,
    /// Tries in vain since it may be done.
    pub tries: i64,
    /// The last day on which the person was shown at work.
    pub last_shown_on: Option<NaiveDate>,
    /// The last day on which somebody tried to reach the person.
    pub last_tried_on: Option<NaiveDate>,
}

/// Which of them to list.
#[derive(Clone, Copy, Debug)]
pub struct Filter {
    /// As of which day.
    pub on: NaiveDate,
    /// With the round in this state.
    pub state: Option<RoundState>,
    /// With the round not done yet.
    pub undone: bool,
    /// With the home in this division.
    pub area: Option<Division>,
    /// At this enterprise.
    pub enterprise: Option<EnterpriseId>,
    /// With this round: so many days after the start.
    pub days: Option<u16>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    person_id: Uuid,
    placement_id: Option<Uuid>,
    enterprise_id: Option<Uuid>,
    employer: Option<String>,
    trade: Option<String>,
    workplace: Option<i64>,
    home: i64,
    started_on: NaiveDate,
    days: i64,
    due_on: NaiveDate,
    state: String,
    tries: i64,
    last_shown_on: Option<NaiveDate>,
    last_tried_on: Option<NaiveDate>,
}

impl TryFrom<Row> for FollowUp {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            employment: EmploymentId(row.id),
            person: PersonId(row.person_id),
            placement: row.placement_id.map(PlacementId),
            enterprise: row.enterprise_id.map(EnterpriseId),
            employer: row.employer,
            trade: word_if(row.trade.as_deref())?,
            workplace: division_if(row.workplace)?,
            home: division(row.home)?,
            started_on: row.started_on,
            days: row.days,
            due_on: row.due_on,
            state: word(&row.state)?,
            tries: row.tries,
            last_shown_on: row.last_shown_on,
            last_tried_on: row.last_tried_on,
        })
    }
}

/// Rounds that one question takes: eight values each, SQLite binds 32,766.
const MOST_ROUNDS: usize = 3_000;

/// People at work within reach whose last round so far fits the filter, the longest due first,
/// behind `after`. Whoever has no round yet is not among them.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &Scope,
    stretches: &[Stretch],
    filter: &Filter,
    after: Option<(NaiveDate, EmploymentId)>,
    limit: u64,
) -> Result<Vec<FollowUp>, Error> {
    let rounds = rounds(stretches, filter);
    let mut found = Vec::new();
    for some in rounds.chunks(MOST_ROUNDS) {
        let question =
            question::question(db.get_database_backend(), scope, some, filter, after, limit);
        for row in db.query_all(&question).await? {
            found.push(FollowUp::try_from(Row::from_query_result(&row, "")?)?);
        }
    }
    if rounds.len() > MOST_ROUNDS {
        found.sort_by_key(|one| (one.due_on, one.employment));
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    }
    Ok(found)
}

/// Each round of each stretch, with the first days of the jobs whose last round so far it is.
fn rounds(stretches: &[Stretch], filter: &Filter) -> Vec<ValueTuple> {
    let before = |days: u64| filter.on.checked_sub_days(Days::new(days));
    let mut all = Vec::new();
    for Stretch { homes, rounds } in stretches {
        let nexts = rounds.days().iter().skip(1).map(Some).chain([None]);
        for (days, next) in rounds.days().iter().zip(nexts) {
            if filter.days.is_some_and(|wanted| wanted != *days) {
                continue;
            }
            let from = next.and_then(|next| before(u64::from(*next) - 1));
            let grace = u64::from(*days) + u64::from(rounds.grace());
            all.push(ValueTuple::Many(vec![
                Value::from(homes.0),
                Value::from(homes.1),
                Value::from(from.unwrap_or_default()),
                Value::from(before((*days).into()).unwrap_or_default()),
                Value::from(i64::from(*days)),
                Value::from(i64::from(rounds.lead())),
                Value::from(before(grace).unwrap_or_default()),
                Value::from(i64::from(rounds.tries())),
            ]));
        }
    }
    all
}

/// What is known of a job within reach for following its person up, and where home is.
///
/// # Errors
/// Whatever the database says.
pub async fn followed(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: EmploymentId,
) -> Result<Option<(Followed, Division)>, Error> {
    let found = employment::Entity::find_by_id(id.0)
        .filter(employments::within(scope))
        .filter(employment::Column::Voided.eq(false))
        .one(db)
        .await?;
    let Some(job) = found else {
        return Ok(None);
    };
    let home: Option<i64> = person::Entity::find_by_id(job.person_id)
        .select_only()
        .column(person::Column::Home)
        .into_tuple()
        .one(db)
        .await?;
    let home = division(home.ok_or_else(|| Error::internal("a job without its person"))?)?;
    let shown: Vec<NaiveDate> = evidence::Entity::find()
        .select_only()
        .column(evidence::Column::OnDay)
        .filter(evidence::Column::EmploymentId.eq(id.0))
        .filter(evidence::Column::WithdrawnAt.is_null())
        .into_tuple()
        .all(db)
        .await?;
    let telling = ContactOutcome::TELLING.map(Coded::code);
    let tried_in_vain: Vec<NaiveDate> = contact::Entity::find()
        .select_only()
        .column(contact::Column::OnDay)
        .filter(contact::Column::EmploymentId.eq(id.0))
        .filter(contact::Column::Outcome.is_not_in(telling))
        .into_tuple()
        .all(db)
        .await?;
    let followed = Followed {
        started_on: job.started_on,
        known_from: job.known_from,
        ended_on: job.ended_on,
        shown,
        tried_in_vain,
    };
    Ok(Some((followed, home)))
}
