//! Enterprises that ask for their first account by themselves. Nothing is made, and nobody can sign in, before an office
//! of the enterprise's place has said yes.

use super::{Actor, Done, enterprises, passwords};
use crate::{
    app::App,
    error::{Code, Error},
    storage::{
        self,
        accounts::Account,
        idempotency::{self, RequestKey},
        preferences::Preference,
        traces::Trace,
    },
};
use domain::{
    coded::Coded,
    credit_code::CreditCode,
    enterprise::{Enterprise, Particulars, Standing, Verification},
    grant::{Capacity, Grant},
    id::{AccountId, EnterpriseId, GrantId, SignUpId},
    phone::Phone,
    recusal::Recusal,
    sign_up::{Decision, Outcome, SignUp, SignUpRefusal, SignUpState},
    trace::Act,
    words::Role,
};
use sea_orm::ConnectionTrait;

/// An enterprise's wish for an account.
#[derive(Debug)]
pub struct NewSignUp {
    /// Its credit code.
    pub credit_code: CreditCode,
    /// What it says of itself.
    pub particulars: Particulars,
    /// The first user's sign-in name.
    pub username: String,
    /// The first user's password.
    pub password: String,
}

/// Takes a wish for an account. Whether enterprise or sign-in name are known, neither the answer nor its time tells.
///
/// # Errors
/// [`Code::PasswordTooWeak`], [`Code::PasswordTooPlain`].
pub async fn ask(app: &App, by: Option<&Grant>, new: NewSignUp) -> Result<SignUpId, Error> {
    let account = account_of(app, &new.username, &new.particulars);
    let id = SignUpId::fresh();
    // Nothing is anchored yet; the names are what a password is held against.
    let grant = grant_of(app, account.id, EnterpriseId(id.0));
    passwords::check_first(app, &account, &grant, &new.password).await?;
    let hash = super::password::hash(new.password).await?;
    let sign_up = SignUp {
        id,
        credit_code: new.credit_code,
        particulars: new.particulars,
        username: new.username,
        asked_by: by.map(|grant| grant.account),
        decision: None,
        version: 1,
        created_at: app.clock.now(),
    };
    let tx = storage::begin(&app.db).await?;
    if storage::sign_ups::insert(&tx, &app.keys, &sign_up, &hash).await? {
        app.outbox().sign_up_received(&tx, &sign_up).await?;
    }
    let trace = match by {
        Some(grant) => Trace::of(grant, Act::SignUpTaken),
        None => Trace::of_visitor(Act::SignUpTaken),
    };
    tx.commit(trace.upon(id.0), app.clock.now()).await?;
    Ok(id)
}

/// One sign-up that is the office's to decide.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(app: &App, by: &Actor, id: SignUpId) -> Result<SignUp, Error> {
    storage::sign_ups::get(&app.db, &app.keys, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)
}

/// Sign-ups that are the office's to decide, behind `after`.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    app: &App,
    by: &Actor,
    state: Option<SignUpState>,
    after: Option<SignUpId>,
    limit: u64,
) -> Result<Vec<SignUp>, Error> {
    storage::sign_ups::list(&app.db, &app.keys, by.scope(), state, after, limit).await
}

/// What an office says to a sign-up.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Yes; under another sign-in name where the wished one is taken.
    Approve(Option<String>),
    /// No.
    Refuse(SignUpRefusal),
}

/// Says yes or no. A yes makes the enterprise, verified by the office, unless it is there: then the account joins it, and the
/// enterprise keeps its standing.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`]; [`Code::NotInThisState`] once it was decided, [`Code::UsernameTaken`],
/// [`Code::HeldElsewhere`] where the enterprise is of another place, [`Code::Recused`].
pub async fn decide(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    (id, version): (SignUpId, i64),
    answer: Answer,
) -> Result<Done, Error> {
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let sign_up = storage::sign_ups::get(&tx, &app.keys, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)?;
    if sign_up.version != version {
        return Err(Error::Stale {
            current: sign_up.version,
        });
    }
    by.recuse(Recusal::OwnSignUp, sign_up.asked_by)?;
    if sign_up.decision.is_some() {
        return Err(Error::Conflict(Code::NotInThisState));
    }
    let mut is_renamed = false;
    let outcome = match answer {
        Answer::Refuse(why) => Outcome::Refused(why),
        Answer::Approve(username) => {
            let hash = storage::sign_ups::password_of(&tx, id).await?;
            let enterprise = joined(app, &tx, by, &sign_up).await?;
            let username = username.unwrap_or_else(|| sign_up.username.clone());
            is_renamed = username != sign_up.username;
            let account = account_of(app, &username, &sign_up.particulars);
            let grant = grant_of(app, account.id, enterprise);
            storage::accounts::insert(&tx, &account, &hash).await?;
            storage::accounts::insert_grant(&tx, &grant, by.account(), app.clock.now()).await?;
            reached_at(app, &tx, account.id, &sign_up.particulars).await?;
            Outcome::Approved(enterprise, account.id)
        }
    };
    let said = Decision {
        outcome,
        by: by.account(),
        at: app.clock.now(),
    };
    storage::sign_ups::decide(&tx, id, version, said).await?;
    app.outbox()
        .sign_up_decided(&tx, &sign_up, outcome, is_renamed)
        .await?;
    idempotency::keep(&tx, key, id.0, app.clock.now()).await?;
    let state = match said.outcome {
        Outcome::Approved(..) => SignUpState::Approved,
        Outcome::Refused(_) => SignUpState::Refused,
    };
    let trace = by.did(Act::SignUpDecided, id.0).saying(state.code());
    tx.commit(trace, app.clock.now()).await?;
    Ok(Done::now(id.0))
}

/// The enterprise of a sign-up: the one that is there, if it is the office's own, or a new one.
async fn joined(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    sign_up: &SignUp,
) -> Result<EnterpriseId, Error> {
    let known = storage::enterprises::by_codes(tx, [&sign_up.credit_code]).await?;
    if let Some(id) = known.get(&sign_up.credit_code) {
        let held = storage::enterprises::get_held(tx, &app.keys, by.scope(), *id).await?;
        return held
            .map(|held| held.id)
            .ok_or(Error::Conflict(Code::HeldElsewhere));
    }
    let now = app.clock.now();
    enterprises::check_place(by, sign_up.particulars.division)?;
    let enterprise = Enterprise {
        id: EnterpriseId::fresh(),
        credit_code: sign_up.credit_code.clone(),
        particulars: sign_up.particulars.clone(),
        standing: Standing::Verified(Verification {
            on: app.clock.today(),
            by: by.account(),
        }),
        entered_by: sign_up.asked_by,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    storage::enterprises::insert(tx, &app.keys, &enterprise).await?;
    Ok(enterprise.id)
}

/// The first user is reached at the number that the sign-up named, until another one is said.
async fn reached_at(
    app: &App,
    tx: &impl ConnectionTrait,
    account: AccountId,
    said: &Particulars,
) -> Result<(), Error> {
    let Some(phone) = said.contact_phone.clone().filter(Phone::is_mobile) else {
        return Ok(());
    };
    let preference = Preference {
        phone: Some(phone),
        ..Preference::unsaid(Role::Enterprise)
    };
    storage::preferences::save(tx, &app.keys, account, &preference, app.clock.now()).await
}

fn account_of(app: &App, username: &str, said: &Particulars) -> Account {
    Account {
        id: AccountId::fresh(),
        username: username.to_owned(),
        display_name: said
            .contact_name
            .clone()
            .unwrap_or_else(|| said.name.clone()),
        disabled_at: None,
        version: 1,
        created_at: app.clock.now(),
        password_due_on: passwords::due_on(app),
    }
}

fn grant_of(app: &App, account: AccountId, enterprise: EnterpriseId) -> Grant {
    Grant {
        id: GrantId::fresh(),
        account,
        capacity: Capacity::Enterprise(enterprise),
        from: app.clock.today(),
        to: None,
    }
}
