//! How job seekers sign in. An ID number alone is never enough, nor are name and birthday: rosters leak.
//!
//! Either the telephone on the roster gets a code, or an officer who has seen the papers prints one.

use super::{
    Actor, Done, password,
    sessions::{self, SignedIn},
    spoken,
};
use crate::{
    app::App,
    carriers::Sms,
    error::{Code, Error},
    storage::{
        self, Scope,
        accounts::Account,
        claim_codes::ClaimCode,
        claims::Claim,
        idempotency::{self, RequestKey},
        people::Wanted,
        traces::Trace,
    },
};
use chrono::{DateTime, Duration, Utc};
use domain::{
    citizen_id::CitizenId,
    grant::{Capacity, Grant},
    id::{AccountId, ClaimCodeId, ClaimId, GrantId, PersonId},
    phone::Phone,
    trace::Act,
};
use rand::RngExt;
use sea_orm::ConnectionTrait;

/// For how long a code that was sent is good.
const SENT: Duration = Duration::minutes(5);

/// For how long a code that was printed is good.
const PRINTED: Duration = Duration::days(14);

/// What is kept in the place of a password hash: nothing hashes to it.
const NO_PASSWORD: &str = "none";

/// How many letters a printed code has: 60 bits.
const PRINTED_LETTERS: usize = 12;

/// Sends a code to the telephone on the roster, if ID and telephone are those of one person. Whether they are, neither the
/// answer nor its time tells.
///
/// # Errors
/// [`Error::TooMany`].
pub async fn ask(app: &App, id: &CitizenId, phone: &Phone) -> Result<Claim, Error> {
    let now = app.clock.now();
    let scope = Scope::job("somebody says to be a person of the registry");
    let wanted = Wanted::CitizenId(id.clone());
    let found = storage::people::find(&app.db, &app.keys, &scope, &wanted, 1).await?;
    let fits = found.into_iter().find(|person| {
        let own = person.phone.as_ref();
        own.is_some_and(|own| own.is_mobile() && own.reveal() == phone.reveal())
    });
    let code = format!("{:06}", rand::rng().random_range(0..1_000_000));
    let claim = Claim {
        id: ClaimId::fresh(),
        person: fits.map(|person| person.id),
        code_hash: password::hash(code.clone()).await?,
        created_at: now,
        expires_at: now + SENT,
    };
    let tx = storage::begin(&app.db).await?;
    storage::claims::insert(&tx, &app.keys, &claim, phone, app.clock.today()).await?;
    tx.commit(
        Trace::of_visitor(Act::ClaimAsked).upon(claim.id.0),
        app.clock.now(),
    )
    .await?;
    if claim.person.is_some() {
        // Not waited for: how long the gateway takes would tell that there is somebody.
        let (app, id, phone) = (app.clone(), claim.id, phone.clone());
        tokio::spawn(async move { send(&app, id, &phone, &code).await });
    }
    Ok(claim)
}

async fn send(app: &App, id: ClaimId, phone: &Phone, code: &str) {
    let Some(carrier) = &app.carriers.sms else {
        tracing::warn!(
            "a code for signing in cannot be sent: no carrier of text messages is set up"
        );
        return;
    };
    let text = format!(
        "【人岗】登录验证码 {code}，5分钟内有效。任何人向您索要都不要告诉；不是本人操作请忽略。"
    );
    let sms = Sms {
        id: id.0,
        to: phone,
        text: &text,
    };
    let delivery = carrier.send(&sms, app.clock.now()).await;
    tracing::info!(claim.id = %id, ?delivery, "the code of claim {id} was handed over");
}

/// Signs somebody in by the code that was sent.
///
/// # Errors
/// [`Code::ClaimFailed`], whatever is wrong: the claim, the code, its age, or that it was used or tried too often.
pub async fn prove(
    app: &App,
    id: ClaimId,
    code: String,
    device: Option<String>,
) -> Result<SignedIn, Error> {
    let failed = || Error::Unauthenticated(Code::ClaimFailed);
    let now = app.clock.now();
    // The try counts before it is judged, whatever becomes of the request.
    let tried = storage::claims::count_try(&app.db, id, now).await?;
    // Nothing is hashed for one that is not open: that there was none, whoever asks for it knows.
    let claim = tried.ok_or_else(failed)?;
    let is_right = password::matches(code, Some(claim.code_hash)).await?;
    let person = claim.person.filter(|_| is_right).ok_or_else(failed)?;
    let tx = storage::begin(&app.db).await?;
    if !storage::claims::use_up(&tx, id, now).await? {
        return Err(failed());
    }
    let signed_in = let_in(app, &tx, person, device).await?.ok_or_else(failed)?;
    tx.commit(
        Trace::of(&signed_in.grant, Act::ClaimProved).upon(id.0),
        app.clock.now(),
    )
    .await?;
    Ok(signed_in)
}

/// Prints a code for a person within reach whose papers were seen. One printed before is no longer good.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn print(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    person: PersonId,
) -> Result<Done, Error> {
    let now = app.clock.now();
    let tx = storage::begin(&app.db).await?;
    // Asked first: whoever may no longer see the person is not shown the code again.
    if !storage::people::exists(&tx, by.scope(), person).await? {
        return Err(Error::NotFound);
    }
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let id = ClaimCodeId::fresh();
    let code = ClaimCode {
        id,
        person,
        index: app.keys.digest("claim_code", &spelt(app, id)),
        issued_by: by.account(),
        created_at: now,
        expires_at: now + PRINTED,
    };
    storage::claim_codes::insert(&tx, &code).await?;
    idempotency::keep(&tx, key, id.0, now).await?;
    tx.commit(by.did(Act::ClaimCodePrinted, id.0), app.clock.now())
        .await?;
    Ok(Done::now(id.0))
}

/// A code as it is printed, and until when it is good.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn printed(app: &App, id: ClaimCodeId) -> Result<(String, DateTime<Utc>), Error> {
    let until = storage::claim_codes::expiry(&app.db, id).await?;
    let until = until.ok_or(Error::NotFound)?;
    let letters = spelt(app, id);
    let groups: Vec<&str> = [0..4, 4..8, 8..12]
        .into_iter()
        .filter_map(|group| letters.get(group))
        .collect();
    Ok((groups.join("-"), until))
}

/// Takes the open code of a person within reach back.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn revoke(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    person: PersonId,
) -> Result<Done, Error> {
    let now = app.clock.now();
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    if !storage::people::exists(&tx, by.scope(), person).await? {
        return Err(Error::NotFound);
    }
    storage::claim_codes::revoke(&tx, person, now).await?;
    idempotency::keep(&tx, key, person.0, now).await?;
    tx.commit(by.did(Act::ClaimCodeRevoked, person.0), app.clock.now())
        .await?;
    Ok(Done::now(person.0))
}

/// Signs somebody in by a printed code.
///
/// # Errors
/// [`Code::ClaimFailed`].
pub async fn redeem(app: &App, code: &str, device: Option<String>) -> Result<SignedIn, Error> {
    let failed = || Error::Unauthenticated(Code::ClaimFailed);
    let index = app.keys.digest("claim_code", &spoken::as_typed(code));
    let tx = storage::begin(&app.db).await?;
    let person = storage::claim_codes::use_up(&tx, &index, app.clock.now()).await?;
    let person = person.ok_or_else(failed)?;
    let signed_in = let_in(app, &tx, person, device).await?.ok_or_else(failed)?;
    tx.commit(
        Trace::of(&signed_in.grant, Act::ClaimCodeRedeemed).upon(person.0),
        app.clock.now(),
    )
    .await?;
    Ok(signed_in)
}

/// Signs a person in, by an account that is made the first time; none where it was disabled.
async fn let_in(
    app: &App,
    tx: &impl ConnectionTrait,
    person: PersonId,
    device: Option<String>,
) -> Result<Option<SignedIn>, Error> {
    storage::placements::lock_person(tx, person).await?;
    let today = app.clock.today();
    let found = storage::accounts::of_worker(tx, person, today).await?;
    let grant = match found {
        Some((account, _)) if account.disabled_at.is_some() => return Ok(None),
        Some((_, grant)) => grant,
        None => open(app, tx, person).await?,
    };
    sessions::begin(app, tx, grant, device).await.map(Some)
}

async fn open(app: &App, tx: &impl ConnectionTrait, person: PersonId) -> Result<Grant, Error> {
    let now = app.clock.now();
    let id = AccountId::fresh();
    let account = Account {
        id,
        username: format!("worker-{id}"),
        display_name: "求职者".into(),
        disabled_at: None,
        version: 1,
        created_at: now,
        password_due_on: None,
    };
    let grant = Grant {
        id: GrantId::fresh(),
        account: id,
        capacity: Capacity::Worker(person),
        from: app.clock.today(),
        to: None,
    };
    storage::accounts::insert(tx, &account, NO_PASSWORD).await?;
    storage::accounts::insert_grant(tx, &grant, None, now).await?;
    Ok(grant)
}

/// The letters of a code, from its identity and a key beside the database: asked again, the same code is shown, and no
/// database gives one away.
fn spelt(app: &App, id: ClaimCodeId) -> String {
    let bits = app.keys.digest("claim_code_letters", &id.to_string());
    spoken::spelt(&bits, PRINTED_LETTERS)
}

/// Forgets codes that were sent long ago; how many.
///
/// # Errors
/// Whatever the database says.
pub async fn forget(app: &App, now: DateTime<Utc>) -> Result<u64, Error> {
    storage::claims::forget(&app.db, now - Duration::days(2)).await
}
