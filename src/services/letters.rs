//! Letters on their way: sending what is due, seeing what became of it, having it sent again.

use super::{Actor, Done, email_codes};
use crate::{
    app::App,
    carriers::{Delivery, Mail, Sms},
    error::Error,
    mail::{self, Drawn, Page},
    storage::{
        self,
        idempotency::{self, RequestKey},
        letters::{Filter, Letter},
        preferences::Preference,
        traces::Trace,
    },
};
use chrono::{DateTime, Duration, Utc};
use domain::{
    id::LetterId,
    letter::{
        HOURS_TRIED, LetterChannel, LetterFault, LetterKind, LetterState, Rhythm, may_ring,
        wait_seconds,
    },
    trace::Act,
};
use futures_util::future::join_all;
use rand::RngExt;
use std::collections::HashSet;

/// Seconds for which a sender holds letters beyond the time that it waits for a carrier.
const LEASE_MARGIN_SECONDS: i64 = 60;

/// What one round of sending came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Letters that were in hand.
    pub letters: usize,
    /// Of those, the ones that a carrier took.
    pub sent: usize,
    /// Whether the carrier was away for one of them.
    pub is_away: bool,
}

/// Takes the letters of one way that are due, a few at a time, and hands them over: each at least
/// once, and more than once only where a carrier took it and could not say so any more.
///
/// # Errors
/// Whatever the database says. What a carrier says is in the letter's state.
pub async fn send_due(app: &App, channel: LetterChannel) -> Result<Round, Error> {
    let now = app.clock.now();
    // Nobody is woken, not even by what was due by day and could not be sent then.
    if channel == LetterChannel::Sms && !may_ring(now) {
        return Ok(Round::default());
    }
    if !app.carriers.serve(channel) || !storage::letters::is_due(&app.db, channel, now).await? {
        return Ok(Round::default());
    }
    let patience = app.settings.smtp_seconds.max(app.settings.sms_seconds);
    let seconds = i64::try_from(patience).unwrap_or(0) + LEASE_MARGIN_SECONDS;
    let until = now + Duration::seconds(seconds);
    let most = app.settings.smtp_connections.into();
    let taken = storage::letters::claim(&app.db, channel, most, now, until).await?;
    let accounts: HashSet<_> = taken.iter().map(|letter| letter.account).collect();
    let accounts: Vec<_> = accounts.into_iter().collect();
    let known = storage::preferences::addresses(&app.db, &app.keys, &accounts).await?;
    let sending = taken.iter().map(|letter| async {
        let outcome = hand_over(app, letter, known.get(&letter.account)).await;
        settle(app, letter, &outcome).await.map(|()| outcome)
    });
    let mut round = Round::default();
    // Every letter is settled before one's failure is told.
    let mut failed = None;
    for settled in join_all(sending).await {
        round.letters += 1;
        match settled {
            Ok(Outcome::Handed(delivery)) => {
                round.sent += usize::from(delivery == Delivery::Taken);
                round.is_away |= matches!(delivery, Delivery::Away(_));
            }
            Ok(Outcome::Dropped | Outcome::Unwritable) => {}
            Err(cause) => failed = Some(cause),
        }
    }
    failed.map_or(Ok(round), Err)
}

/// Writes the digests that are due, each in the place of what it tells of; how many.
///
/// # Errors
/// Whatever the database says.
pub async fn gather_digests(app: &App) -> Result<usize, Error> {
    let now = app.clock.now();
    if !storage::letters::is_gathered(&app.db, now).await? {
        return Ok(0);
    }
    let tx = storage::begin(&app.db).await?;
    let gathered = storage::letters::gather(&tx, now).await?;
    app.outbox().digests(&tx, &gathered).await?;
    tx.commit(
        Trace::of_work("letters are gathered", None, Act::LettersGathered).counting(gathered.len()),
        app.clock.now(),
    )
    .await?;
    Ok(gathered.len())
}

/// Drops what was written before an instant and is not sent: for a database that comes from a
/// backup, whose letters were sent after it was made. How many.
///
/// # Errors
/// Whatever the database says.
pub async fn drop_written(app: &App, before: DateTime<Utc>) -> Result<u64, Error> {
    let now = app.clock.now();
    let tx = storage::begin(&app.db).await?;
    let dropped = storage::letters::drop_written(&tx, before, now).await?;
    let trace = Trace::of_command("a backup was brought back", Act::LettersDropped)
        .counting(usize::try_from(dropped).unwrap_or_default());
    tx.commit(trace, now).await?;
    Ok(dropped)
}

/// What came of a letter in hand.
#[derive(Debug)]
enum Outcome {
    /// A carrier had it.
    Handed(Delivery),
    /// Nobody wants it any more, or there is nowhere to send it.
    Dropped,
    /// It cannot be drawn.
    Unwritable,
}

async fn hand_over(app: &App, letter: &Letter, known: Option<&Preference>) -> Outcome {
    let Some(known) = known.filter(|known| is_wanted(letter, known)) else {
        return Outcome::Dropped;
    };
    let page = Page {
        language: known.language,
        link: &app.settings.public_url,
    };
    let drawn = match draw(app, letter, known, page) {
        Ok(drawn) => drawn,
        Err(cause) => {
            tracing::error!(letter.id = %letter.id, %cause, "letter {} cannot be written", letter.id);
            return Outcome::Unwritable;
        }
    };
    let delivery = match letter.channel {
        LetterChannel::Email => match (&app.carriers.smtp, &known.email) {
            (Some(carrier), Some(to)) => {
                let mail = Mail {
                    id: letter.id.0,
                    date: letter.created_at,
                    to,
                    subject: &drawn.subject,
                    text: &drawn.text,
                    html: &drawn.html,
                };
                carrier.send(&mail).await
            }
            _ => return Outcome::Dropped,
        },
        LetterChannel::Sms => match (&app.carriers.sms, &known.phone) {
            (Some(carrier), Some(to)) if to.is_mobile() => {
                let sms = Sms {
                    id: letter.id.0,
                    to,
                    text: &drawn.sms,
                };
                carrier.send(&sms, app.clock.now()).await
            }
            _ => return Outcome::Dropped,
        },
    };
    Outcome::Handed(delivery)
}

/// Whether a letter may still go where its account is told now. To an address that nobody has confirmed goes the code that
/// was asked for last, and nothing else.
fn is_wanted(letter: &Letter, known: &Preference) -> bool {
    if letter.kind == LetterKind::EmailCode {
        return known.email_confirmed_at.is_none()
            && known.email_asked_at == Some(letter.created_at);
    }
    let is_confirmed = letter.channel != LetterChannel::Email || known.email_confirmed_at.is_some();
    is_confirmed && known.rhythm != Rhythm::Never && known.channels.contains(&letter.channel)
}

fn draw(
    app: &App,
    letter: &Letter,
    known: &Preference,
    page: Page<'_>,
) -> Result<Drawn, mail::Undrawn> {
    let mut read = mail::Letter::read(letter.kind, letter.facts.clone())?;
    if let mail::Letter::EmailCode(facts) = &mut read {
        let code = email_codes::code(&app.keys, letter.account, known);
        facts.code = code.unwrap_or_default();
    }
    read.draw(page)
}

/// Keeps what came of a letter, as long as this attempt still holds it.
async fn settle(app: &App, letter: &Letter, outcome: &Outcome) -> Result<(), Error> {
    let (fault, reply) = match outcome {
        Outcome::Handed(Delivery::Taken) => {
            return over(app, letter, LetterState::Sent, None, None).await;
        }
        Outcome::Dropped => {
            let why = Some(LetterFault::Unaddressed);
            return over(app, letter, LetterState::Dropped, why, None).await;
        }
        Outcome::Unwritable => {
            let why = Some(LetterFault::Refused);
            return over(app, letter, LetterState::Dead, why, Some("unwritable")).await;
        }
        Outcome::Handed(Delivery::Refused(reply)) => {
            let why = Some(LetterFault::Refused);
            return over(app, letter, LetterState::Dead, why, Some(reply)).await;
        }
        Outcome::Handed(Delivery::NotNow(reply)) => (LetterFault::NotNow, Some(reply.as_str())),
        Outcome::Handed(Delivery::Away(_)) => (LetterFault::Away, None),
    };
    let wait = wait_seconds(letter.attempts, rand::rng().random_range(0.0..1.0));
    let again = app.clock.now() + Duration::seconds(wait);
    if again > letter.since + Duration::hours(HOURS_TRIED) {
        let why = Some(LetterFault::GaveUp);
        return over(app, letter, LetterState::Dead, why, reply).await;
    }
    let held = storage::letters::later(&app.db, letter, fault, reply, again).await?;
    tell_if_lost(letter, held);
    Ok(())
}

async fn over(
    app: &App,
    letter: &Letter,
    state: LetterState,
    fault: Option<LetterFault>,
    reply: Option<&str>,
) -> Result<(), Error> {
    let now = app.clock.now();
    let held = storage::letters::over(&app.db, letter, state, fault, reply, now).await?;
    tell_if_lost(letter, held);
    if state == LetterState::Dead {
        let (id, kind) = (letter.id, letter.kind);
        tracing::warn!(letter.id = %id, ?kind, ?fault, reply, "letter {id} is given up");
    }
    Ok(())
}

fn tell_if_lost(letter: &Letter, held: bool) {
    if !held {
        let id = letter.id;
        tracing::warn!(letter.id = %id, "another attempt at letter {id} has begun");
    }
}

/// One letter within reach.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(app: &App, by: &Actor, id: LetterId) -> Result<Letter, Error> {
    storage::letters::get(&app.db, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)
}

/// Letters within reach before `before`, the newest first.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    app: &App,
    by: &Actor,
    filter: Filter,
    before: Option<LetterId>,
    limit: u64,
) -> Result<Vec<Letter>, Error> {
    storage::letters::list(&app.db, by.scope(), filter, before, limit).await
}

/// Has a dead letter sent again; it is tried for as long as a new one.
///
/// # Errors
/// [`Code::NotInThisState`](crate::error::Code::NotInThisState) where it is not dead,
/// [`Error::Stale`], [`Error::NotFound`].
pub async fn requeue(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    id: LetterId,
    version: i64,
) -> Result<Done, Error> {
    let now = app.clock.now();
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    storage::letters::requeue(&tx, by.scope(), id, version, now).await?;
    idempotency::keep(&tx, key, id.0, now).await?;
    tx.commit(by.did(Act::LetterRequeued, id.0), app.clock.now())
        .await?;
    Ok(Done::now(id.0))
}
