//! What was told of placements: rows that are added and never changed.

use crate::{
    error::Error,
    storage::{columns::word_if, evidence::Evidence, rows::placement_event as row},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    coded::Coded,
    id::{AccountId, EventId, PlacementId},
    placement::{
        Step,
        history::{Telling, Told},
    },
    words::{CorrectionReason, Role},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
};
use std::collections::HashMap;

/// How many placements one question asks for.
const ASKED: usize = 10_000;

/// Twelve columns a row; SQLite binds 32,766 values a statement.
const ADDED: usize = 2_500;

/// The kind of an event that takes another one back.
const RETRACTED: &str = "retracted";
/// The kind under which evidence stands among events. Once it was an event itself; those were taken over.
const CHECK_IN: &str = "check_in";
/// The kind of the first event.
const OFFERED: &str = "offered";

/// Who says something: an account, and in which role; none where the service does.
pub type Teller = Option<(AccountId, Role)>;

/// Somebody said that something happened on a day.
#[derive(Clone, Debug)]
pub struct Event {
    /// Identity, later events later.
    pub id: EventId,
    /// Kind: a step's code, `offered`, `retracted`, or `check_in` for what shows the person at work.
    pub kind: String,
    /// The day on which it happened.
    pub on: NaiveDate,
    /// Coded reason, where the kind has one.
    pub reason: Option<String>,
    /// The event that it corrects or takes back.
    pub supersedes: Option<EventId>,
    /// Why it does.
    pub correction_reason: Option<CorrectionReason>,
    /// Who said so; none where the service did.
    pub account: Option<AccountId>,
    /// In which role.
    pub role: Option<Role>,
    /// When we were told.
    pub recorded_at: DateTime<Utc>,
}

impl Event {
    /// What it tells of the life; none where it tells of something else.
    ///
    /// # Errors
    /// A fault of ours: an event of no known kind.
    pub fn telling(&self) -> Result<Option<Telling>, Error> {
        let step = Step::read(&self.kind, self.reason.as_deref());
        let told = match (step, self.supersedes) {
            (Some(step), None) => Told::Step(step, self.on),
            (Some(step), Some(of)) => Told::Correction(of, step, self.on),
            (None, Some(of)) if self.kind == RETRACTED => Told::Retraction(of),
            (None, None) if [CHECK_IN, OFFERED].contains(&&*self.kind) => return Ok(None),
            _ => return Err(Error::internal("a placement's event of no known kind")),
        };
        Ok(Some(Telling { id: self.id, told }))
    }
}

impl From<&Evidence> for Event {
    fn from(shown: &Evidence) -> Self {
        Self {
            id: EventId(shown.id.0),
            kind: CHECK_IN.to_owned(),
            on: shown.statement.on,
            reason: Some(shown.statement.kind.code().to_owned()),
            supersedes: None,
            correction_reason: None,
            account: shown.account,
            role: shown.role,
            recorded_at: shown.recorded_at,
        }
    }
}

/// What events tell of the life, in their order.
///
/// # Errors
/// A fault of ours: an event of no known kind.
pub fn tellings(events: &[Event]) -> Result<Vec<Telling>, Error> {
    events
        .iter()
        .filter_map(|event| event.telling().transpose())
        .collect()
}

/// An event to be kept.
#[derive(Clone, Copy, Debug)]
pub struct News {
    kind: &'static str,
    on: NaiveDate,
    reason: Option<&'static str>,
    supersedes: Option<(EventId, CorrectionReason)>,
}

impl News {
    /// An offer was made.
    pub(super) fn offered(on: NaiveDate) -> Self {
        Self::of(OFFERED, on, None)
    }

    /// A step was taken.
    #[must_use]
    pub fn step(step: Step, on: NaiveDate) -> Self {
        Self::of(step.code(), on, step.reason())
    }

    /// A step was taken on another day or for another reason than was told.
    #[must_use]
    pub fn correction(of: EventId, step: Step, on: NaiveDate, why: CorrectionReason) -> Self {
        Self {
            supersedes: Some((of, why)),
            ..Self::step(step, on)
        }
    }

    /// What was told did not happen; said on a day.
    #[must_use]
    pub fn retraction(of: EventId, on: NaiveDate, why: CorrectionReason) -> Self {
        Self {
            supersedes: Some((of, why)),
            ..Self::of(RETRACTED, on, None)
        }
    }

    fn of(kind: &'static str, on: NaiveDate, reason: Option<&'static str>) -> Self {
        Self {
            kind,
            on,
            reason,
            supersedes: None,
        }
    }
}

/// Keeps what was told of some placements.
///
/// # Errors
/// [`Code::AlreadyExists`](crate::error::Code::AlreadyExists) where one supersedes what another has superseded.
pub async fn tell(
    tx: &impl ConnectionTrait,
    news: &[(PlacementId, News)],
    by: Teller,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    for news in news.chunks(ADDED) {
        let rows = news.iter().map(|(id, news)| row::ActiveModel {
            id: Set(EventId::fresh().0),
            placement_id: Set(id.0),
            kind: Set(news.kind.to_owned()),
            on_day: Set(news.on),
            reason: Set(news.reason.map(str::to_owned)),
            note: Set(None),
            account_id: Set(by.map(|(account, _)| account.0)),
            role: Set(by.map(|(_, role)| role.code().to_owned())),
            recorded_at: Set(now),
            supersedes: Set(news.supersedes.map(|(of, _)| of.0)),
            correction_reason: Set(news.supersedes.map(|(_, why)| why.code().to_owned())),
        });
        row::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// What was told until a moment of placements that were found within reach, first told first.
///
/// # Errors
/// Whatever the database says.
pub async fn events(
    db: &impl ConnectionTrait,
    of: &[PlacementId],
    until: Option<DateTime<Utc>>,
) -> Result<HashMap<PlacementId, Vec<Event>>, Error> {
    let mut found: HashMap<PlacementId, Vec<Event>> = HashMap::new();
    for ids in of.chunks(ASKED) {
        let mut question =
            row::Entity::find().filter(row::Column::PlacementId.is_in(ids.iter().map(|id| id.0)));
        if let Some(until) = until {
            question = question.filter(row::Column::RecordedAt.lte(until));
        }
        let rows = question.order_by_asc(row::Column::Id).all(db).await?;
        for row in rows {
            let placement = PlacementId(row.placement_id);
            found.entry(placement).or_default().push(row.try_into()?);
        }
    }
    Ok(found)
}

impl TryFrom<row::Model> for Event {
    type Error = Error;

    fn try_from(row: row::Model) -> Result<Self, Error> {
        Ok(Self {
            id: EventId(row.id),
            kind: row.kind,
            on: row.on_day,
            reason: row.reason,
            supersedes: row.supersedes.map(EventId),
            correction_reason: word_if(row.correction_reason.as_deref())?,
            account: row.account_id.map(AccountId),
            role: word_if(row.role.as_deref())?,
            recorded_at: row.recorded_at,
        })
    }
}
