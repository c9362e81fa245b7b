//! Many answers at once: of people at the counter, of an enterprise to its candidates.
//!
//! Each answer stands for itself, as if it had been sent alone, and is told of by itself: a post that is full for one hinders
//! no other. All of them are kept together, each under the request's key, so that a request sent again after its answer was
//! lost finds done what was done, and tries again what was not.

use super::steps::{refused, step_on};
use crate::{
    app::App,
    error::{Code, Error, Fault, unchanged},
    services::{Actor, Done},
    storage::{
        self, Untraced, Writing,
        idempotency::{self, RequestKey},
        placements::Kept,
    },
};
use chrono::NaiveDate;
use domain::{
    id::{PersonId, PlacementId},
    placement::Step,
    trace::Act,
};
use sea_orm::ConnectionTrait;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// An answer to be given.
#[derive(Clone, Copy, Debug)]
pub struct Answer {
    /// To which placement.
    pub placement: PlacementId,
    /// The version that was read.
    pub version: i64,
    /// What is answered.
    pub step: Step,
    /// On which day; today unless told.
    pub on: Option<NaiveDate>,
}

/// What became of an answer: kept, or refused for itself.
pub type Given = (PlacementId, Result<Done, Error>);

/// Gives answers, each for itself; in the order in which they were sent.
///
/// # Errors
/// [`Code::MembersRepeated`] where one placement is answered twice; faults that are no answer's own.
pub async fn answer(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    answers: &[Answer],
) -> Result<Vec<Given>, Error> {
    let mut seen = HashSet::new();
    let mut faults = Vec::new();
    for (at, answer) in answers.iter().enumerate() {
        if !seen.insert(answer.placement) {
            let pointer = format!("/items/{at}/placement_id");
            faults.push(Fault::at(pointer, Code::MembersRepeated));
        }
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let tx = storage::begin(&app.db).await?;
    let ids: Vec<PlacementId> = answers.iter().map(|answer| answer.placement).collect();
    let known = storage::placements::get_all(&tx, by.scope(), &ids).await?;
    // People first, then posts, each in one order: two requests wait for one another, not crosswise.
    let people: Vec<PersonId> = known.iter().map(|kept| kept.placement.person).collect();
    storage::placements::lock_people(&tx, &people).await?;
    let posts: HashMap<PlacementId, _> = known
        .iter()
        .map(|kept| {
            (
                kept.placement.id,
                (kept.placement.vacancy, kept.placement.person),
            )
        })
        .collect();
    let mut order: Vec<usize> = (0..answers.len()).collect();
    order.sort_by_key(|at| (posts.get(&answers[*at].placement).copied(), *at));
    let mut given: Vec<Option<Result<Done, Error>>> = answers.iter().map(|_| None).collect();
    for at in order {
        given[at] = Some(one(app, &tx, by, key, &answers[at]).await?);
    }
    let done = answers
        .iter()
        .zip(&given)
        .filter_map(|(answer, given)| match given {
            Some(Ok(done)) if !done.replayed => Some(answer.placement.0),
            _ => None,
        });
    let done: Vec<Uuid> = done.collect();
    if done.is_empty() {
        tx.commit_untraced(Untraced::NothingDone).await?;
    } else {
        tx.commit(by.did_all(Act::PlacementsAnswered, done), app.clock.now())
            .await?;
    }
    let given = answers.iter().zip(given).map(|(answer, given)| {
        let given = given.unwrap_or(Err(Error::NotFound));
        (answer.placement, given)
    });
    Ok(given.collect())
}

/// Gives one answer within a transaction; refused, it leaves nothing behind.
async fn one(
    app: &App,
    tx: &Writing,
    by: &Actor,
    key: &RequestKey,
    answer: &Answer,
) -> Result<Result<Done, Error>, Error> {
    let own = RequestKey {
        operation: format!("{} {}", key.operation, answer.placement),
        ..key.clone()
    };
    let point = tx.point().await?;
    match given(app, &point, by, &own, answer).await {
        Ok(done) => {
            point.commit().await?;
            Ok(Ok(done))
        }
        Err(cause @ (Error::Internal(_) | Error::Unavailable)) => Err(cause),
        Err(refusal) => {
            point.rollback().await?;
            Ok(Err(refusal))
        }
    }
}

async fn given(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    key: &RequestKey,
    answer: &Answer,
) -> Result<Done, Error> {
    if let Some(id) = idempotency::replay(tx, key).await? {
        return Ok(Done::before(id));
    }
    let kept: Kept = storage::placements::get(tx, by.scope(), answer.placement)
        .await?
        .ok_or(Error::NotFound)?;
    unchanged(kept.version, answer.version)?;
    let on = answer.on.unwrap_or_else(|| app.clock.today());
    // A refusal of the life itself is told before anything is written.
    kept.placement
        .clone()
        .take(answer.step, on)
        .map_err(refused)?;
    step_on(app, tx, by, &kept, answer.step, on).await?;
    idempotency::keep(tx, key, answer.placement.0, app.clock.now()).await?;
    Ok(Done::now(answer.placement.0))
}
