//! People who leave together, and what the roll-calls found.

mod members;

pub use members::{
    Called, Member, add_members, awaited, clear_members, mark, members, remove_members, sizes,
    travellers,
};

use super::{
    Scope,
    columns::{division, nothing, number, under, word_if},
    rows::{departure as row, departure_member as member, placement},
    scope::Inner,
    versions::changed,
};
use crate::{error::Error, keys::Keys};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::{
    coded::Coded,
    departure::DepartureState,
    division::Division,
    grant::Capacity,
    id::{AccountId, DepartureId, RunId},
    phone::Phone,
    words::Transport,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    sea_query::Expr,
};

/// People who leave together.
#[derive(Clone, Debug)]
pub struct Departure {
    /// Identity, later ones later.
    pub id: DepartureId,
    /// The run whose people they are.
    pub run: RunId,
    /// Where everybody of it lives.
    pub origin: Division,
    /// Where everybody of it works.
    pub destination: Division,
    /// What is planned.
    pub plan: Plan,
    /// The day of the roll-call on departure.
    pub departed_on: Option<NaiveDate>,
    /// The day of the roll-call after which nobody was awaited any more.
    pub arrived_on: Option<NaiveDate>,
    /// The day on which it was given up.
    pub cancelled_on: Option<NaiveDate>,
    /// Version of the row.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// What is planned for a departure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// How many may go, 1 to 2,000.
    pub capacity: u32,
    /// The day.
    pub leaves_on: NaiveDate,
    /// The hour at which people gather.
    pub gathers_at: Option<NaiveTime>,
    /// Where they gather.
    pub gathering_point: Option<String>,
    /// How they travel.
    pub transport: Option<Transport>,
    /// Train number, plate, and the like.
    pub transport_detail: Option<String>,
    /// Who leads them.
    pub leader_name: Option<String>,
    /// Where the leader is reached.
    pub leader_phone: Option<Phone>,
}

impl Departure {
    /// How far it has come.
    #[must_use]
    pub fn state(&self) -> DepartureState {
        match (self.cancelled_on, self.arrived_on, self.departed_on) {
            (Some(_), ..) => DepartureState::Cancelled,
            (_, Some(_), _) => DepartureState::Arrived,
            (.., Some(_)) => DepartureState::Departed,
            _ => DepartureState::Planned,
        }
    }
}

/// Which departures to list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Of this run.
    pub run: Option<RunId>,
    /// From or to this division.
    pub area: Option<Division>,
    /// So far come.
    pub state: Option<DepartureState>,
    /// That leave on this day or later.
    pub from: Option<NaiveDate>,
    /// That leave on this day or earlier.
    pub to: Option<NaiveDate>,
}

/// The departures that `scope` may see: a western office those from its division, an eastern one those that bring
/// somebody to its own.
fn within(scope: &Scope) -> Condition {
    let from = |d: Division| under(row::Column::Origin, d);
    let brings = |d: Division| {
        let there = placement::Entity::find()
            .select_only()
            .column(placement::Column::Id)
            .filter(under(placement::Column::Workplace, d))
            .into_query();
        let with = member::Entity::find()
            .select_only()
            .column(member::Column::DepartureId)
            .filter(member::Column::PlacementId.in_subquery(there))
            .into_query();
        Condition::all().add(row::Column::Id.in_subquery(with))
    };
    match scope.inner() {
        Inner::Job => Condition::all().add(Expr::value(true)),
        Inner::As(Capacity::Province(d)) => Condition::any().add(from(d)).add(brings(d)),
        Inner::As(Capacity::CountyWest(d)) => from(d),
        Inner::As(Capacity::BureauEast(d)) => brings(d),
        Inner::As(
            Capacity::National
            | Capacity::Enterprise(_)
            | Capacity::Worker(_)
            | Capacity::Sysadmin
            | Capacity::Auditor,
        ) => nothing(),
    }
}

/// Keeps a departure.
///
/// # Errors
/// Whatever the database says.
pub async fn insert(
    tx: &impl ConnectionTrait,
    keys: &Keys,
    departure: &Departure,
    by: Option<AccountId>,
) -> Result<(), Error> {
    let mut row = active(keys, departure, departure.created_at)?;
    row.created_by = Set(by.map(|id| id.0));
    row.version = Set(departure.version);
    row::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Keeps a departure as it is now, if it still has the version that was read.
///
/// # Errors
/// [`Error::Stale`].
pub async fn save(
    tx: &impl ConnectionTrait,
    keys: &Keys,
    departure: &Departure,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let mut row = active(keys, departure, now)?;
    row.id = NotSet;
    row.version = Set(departure.version + 1);
    let done = row::Entity::update_many()
        .set(row)
        .filter(row::Column::Id.eq(departure.id.0))
        .filter(row::Column::Version.eq(departure.version))
        .exec(tx)
        .await?;
    let current = departure.version + 1;
    changed(&done, Error::Stale { current })
}

/// One departure within reach.
///
/// # Errors
/// Whatever the database says.
pub async fn get(
    db: &impl ConnectionTrait,
    keys: &Keys,
    scope: &Scope,
    id: DepartureId,
) -> Result<Option<Departure>, Error> {
    let found = row::Entity::find_by_id(id.0)
        .filter(within(scope))
        .one(db)
        .await?;
    found.map(|row| opened(keys, row)).transpose()
}

/// Departures within reach behind `after`, in the order in which they were made.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    db: &impl ConnectionTrait,
    keys: &Keys,
    scope: &Scope,
    filter: &Filter,
    after: Option<DepartureId>,
    limit: u64,
) -> Result<Vec<Departure>, Error> {
    let mut question = row::Entity::find().filter(within(scope));
    if let Some(run) = filter.run {
        question = question.filter(row::Column::RunId.eq(run.0));
    }
    if let Some(area) = filter.area {
        let either = Condition::any()
            .add(under(row::Column::Origin, area))
            .add(under(row::Column::Destination, area));
        question = question.filter(either);
    }
    if let Some(state) = filter.state {
        question = question.filter(of_state(state));
    }
    if let Some(from) = filter.from {
        question = question.filter(row::Column::LeavesOn.gte(from));
    }
    if let Some(to) = filter.to {
        question = question.filter(row::Column::LeavesOn.lte(to));
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

fn of_state(state: DepartureState) -> Condition {
    let (departed, arrived) = (row::Column::DepartedOn, row::Column::ArrivedOn);
    let all = Condition::all();
    match state {
        DepartureState::Cancelled => all.add(row::Column::CancelledOn.is_not_null()),
        DepartureState::Arrived => all.add(arrived.is_not_null()),
        DepartureState::Departed => all.add(departed.is_not_null()).add(arrived.is_null()),
        DepartureState::Planned => all
            .add(departed.is_null())
            .add(row::Column::CancelledOn.is_null()),
    }
}

fn context(id: DepartureId) -> String {
    format!("departure/leader_phone/{id}")
}

fn active(
    keys: &Keys,
    departure: &Departure,
    now: DateTime<Utc>,
) -> Result<row::ActiveModel, Error> {
    let plan = &departure.plan;
    let phone = plan.leader_phone.as_ref();
    let phone = phone.map(|phone| keys.seal(&context(departure.id), phone.reveal()));
    Ok(row::ActiveModel {
        id: Set(departure.id.0),
        run_id: Set(departure.run.0),
        origin: Set(departure.origin.widened()),
        destination: Set(departure.destination.widened()),
        capacity: Set(plan.capacity.into()),
        leaves_on: Set(plan.leaves_on),
        gathers_at: Set(plan.gathers_at.map(|at| at.format(HOUR).to_string())),
        gathering_point: Set(plan.gathering_point.clone()),
        transport: Set(plan.transport.map(|by| by.code().to_owned())),
        transport_detail: Set(plan.transport_detail.clone()),
        leader_name: Set(plan.leader_name.clone()),
        leader_phone_sealed: Set(phone.transpose().map_err(Error::internal)?),
        departed_on: Set(departure.departed_on),
        arrived_on: Set(departure.arrived_on),
        cancelled_on: Set(departure.cancelled_on),
        version: NotSet,
        created_by: NotSet,
        created_at: Set(departure.created_at),
        updated_at: Set(now),
    })
}

/// How the hour is kept.
const HOUR: &str = "%H:%M";

fn opened(keys: &Keys, row: row::Model) -> Result<Departure, Error> {
    let id = DepartureId(row.id);
    let hour = |text: &String| NaiveTime::parse_from_str(text, HOUR).map_err(Error::internal);
    let phone = |sealed: &Vec<u8>| {
        let digits = keys.open_sealed(&context(id), sealed);
        Phone::read(&digits.map_err(Error::internal)?)
            .ok_or_else(|| Error::internal("a sealed phone is none"))
    };
    Ok(Departure {
        id,
        run: RunId(row.run_id),
        origin: division(row.origin)?,
        destination: division(row.destination)?,
        plan: Plan {
            capacity: number(row.capacity)?,
            leaves_on: row.leaves_on,
            gathers_at: row.gathers_at.as_ref().map(hour).transpose()?,
            gathering_point: row.gathering_point,
            transport: word_if(row.transport.as_deref())?,
            transport_detail: row.transport_detail,
            leader_name: row.leader_name,
            leader_phone: row.leader_phone_sealed.as_ref().map(phone).transpose()?,
        },
        departed_on: row.departed_on,
        arrived_on: row.arrived_on,
        cancelled_on: row.cancelled_on,
        version: row.version,
        created_at: row.created_at,
    })
}
