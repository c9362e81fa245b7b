//! What people agree to, purpose by purpose; said by themselves, or at the counter.
//!
//! A no takes effect with the answer to it: what stands on the yes is taken back in the same transaction, behind the
//! lock that a commitment of a run takes, too. Whichever comes first, nobody is offered anything after a no.

use super::{Actor, Done, placements};
use crate::{
    app::App,
    error::{Code, Error, invalid},
    storage::{
        self, Scope,
        idempotency::{self, RequestKey},
        people::Change,
        runs::NotOffered,
    },
};
use domain::{
    consent::{Consent, NOTICE_VERSION, Purpose},
    id::{ConsentId, PersonId},
    placement::{Life, Step},
    trace::Act,
    words::WithdrawalReason,
};
use sea_orm::ConnectionTrait;

/// Answers to some purposes.
pub type Answers = Vec<(Purpose, bool)>;

/// What a person within reach has said, first said first.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn list(app: &App, by: &Actor, person: PersonId) -> Result<Vec<Consent>, Error> {
    if !storage::people::exists(&app.db, by.scope(), person).await? {
        return Err(Error::NotFound);
    }
    storage::consents::of(&app.db, person).await
}

/// Keeps what a person within reach says of some purposes, having read the notice of this version, and does what follows
/// from it.
///
/// # Errors
/// [`Error::NotFound`]; [`Code::NoticeOutdated`] where another notice is in force.
pub async fn answer(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    person: PersonId,
    notice_version: &str,
    answers: &Answers,
) -> Result<Done, Error> {
    let tx = storage::begin(&app.db).await?;
    if !storage::people::exists(&tx, by.scope(), person).await? {
        return Err(Error::NotFound);
    }
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    if notice_version != NOTICE_VERSION {
        return Err(invalid("/notice_version", Code::NoticeOutdated));
    }
    tell(app, &tx, by, person, answers).await?;
    let now = app.clock.now();
    idempotency::keep(&tx, key, person.0, now).await?;
    tx.commit(by.did(Act::ConsentsAnswered, person.0), now)
        .await?;
    Ok(Done::now(person.0))
}

/// Keeps what a person, found within reach before, says, and does what follows from it.
pub(super) async fn tell(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    person: PersonId,
    answers: &Answers,
) -> Result<(), Error> {
    storage::placements::lock_person(tx, person).await?;
    for (purpose, given) in answers {
        let said = Consent {
            id: ConsentId::fresh(),
            person,
            purpose: *purpose,
            given: *given,
            on: app.clock.today(),
            notice_version: NOTICE_VERSION.to_owned(),
            account: by.account(),
            role: by.role(),
            recorded_at: app.clock.now(),
        };
        storage::consents::insert(tx, &said).await?;
        match (purpose, given) {
            (Purpose::Matching, given) => match_or_not(app, tx, by, person, *given).await?,
            (Purpose::Sharing, false) => take_back(app, tx, by, person, true).await?,
            // Asked of the last word each time that somebody looks.
            (Purpose::Sharing | Purpose::FollowUp | Purpose::Sensitive, _) => {}
        }
    }
    Ok(())
}

/// Takes a person out of matching, with all that was offered and not left for.
pub(super) async fn withdraw_from_matching(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    person: PersonId,
) -> Result<(), Error> {
    match_or_not(app, tx, by, person, false).await
}

async fn match_or_not(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    id: PersonId,
    given: bool,
) -> Result<(), Error> {
    // A county to which somebody has moved takes back what the former one has begun.
    let scope = Scope::job("a person has said whether to be matched");
    let person = storage::people::get(tx, &app.keys, &scope, id)
        .await?
        .ok_or(Error::NotFound)?;
    // Given twice, it counts from the first day.
    let since = person.matching_consent_on.unwrap_or(app.clock.today());
    let change = Change {
        matching_consent_on: Some(given.then_some(since)),
        ..Change::default()
    };
    let when = (app.clock.today(), app.clock.now());
    let read = (id, person.version);
    storage::people::change(tx, &app.keys, &scope, read, &change, when).await?;
    if !given {
        let why = NotOffered::ConsentWithdrawn;
        storage::runs::close_proposals(tx, id, person.home, why).await?;
        take_back(app, tx, by, id, false).await?;
    }
    Ok(())
}

/// Takes back what a person has not left for; where only employers are to know nothing, what they have been told of.
async fn take_back(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    person: PersonId,
    only_accepted: bool,
) -> Result<(), Error> {
    let step = Step::Withdraw(WithdrawalReason::ConsentWithdrawn);
    for kept in storage::placements::not_left_for(tx, person).await? {
        if only_accepted && kept.placement.life == Life::Offered {
            continue;
        }
        placements::step_kept(app, tx, by, &kept, step).await?;
    }
    Ok(())
}
