//! Making accounts: the first by a one-time code, the others by those above them.

use super::{Actor, Done, grants, password, passwords};
use crate::{
    app::App,
    error::{Code, Error},
    storage::{
        self,
        accounts::{Account, Granted},
        idempotency::{self, RequestKey},
        sessions::Which,
        traces::Trace,
    },
};
use chrono::{Duration, NaiveDate};
use data_encoding::BASE32_NOPAD;
use domain::{
    grant::{Capacity, Grant},
    id::{AccountId, GrantId},
    trace::Act,
};
use rand::Rng;
use sea_orm::ConnectionTrait;
use sha2::{Digest, Sha256};

/// An account to be made, with what it may do.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Sign-in name.
    pub username: String,
    /// What colleagues call it.
    pub display_name: String,
    /// First password.
    pub password: String,
    /// First grant.
    pub capacity: Capacity,
    /// Last day of the grant.
    pub until: Option<NaiveDate>,
}

/// Makes the one-time code of the first administrator: 128 bits, good for half an hour, once.
///
/// # Errors
/// [`Code::BootstrapClosed`] once there is an administrator.
pub async fn offer_bootstrap(app: &App) -> Result<String, Error> {
    let mut bytes = [0_u8; 16];
    rand::rng().fill_bytes(&mut bytes);
    let code = BASE32_NOPAD.encode(&bytes);
    let tx = storage::begin(&app.db).await?;
    let until = app.clock.now() + Duration::minutes(30);
    storage::accounts::offer_bootstrap(&tx, &Sha256::digest(&code), until).await?;
    tx.commit(
        Trace::of_command("the first administrator", Act::BootstrapOffered),
        app.clock.now(),
    )
    .await?;
    Ok(code)
}

/// Makes the first administrator.
///
/// # Errors
/// [`Code::BootstrapClosed`] where the code is wrong, used or late, or an administrator exists.
pub async fn bootstrap(app: &App, code: &str, new: NewAccount) -> Result<AccountId, Error> {
    let (account, grant) = drafted(app, &new);
    passwords::check_first(app, &account, &grant, &new.password).await?;
    let hash = password::hash(new.password).await?;
    let tx = storage::begin(&app.db).await?;
    let digest = Sha256::digest(code.trim().to_ascii_uppercase());
    if !storage::accounts::use_bootstrap(&tx, &digest, app.clock.now()).await? {
        return Err(Error::Conflict(Code::BootstrapClosed));
    }
    insert(app, &tx, &account, &grant, &hash, None).await?;
    tx.commit(
        Trace::of(&grant, Act::BootstrapUsed).upon(account.id.0),
        app.clock.now(),
    )
    .await?;
    Ok(account.id)
}

/// Makes an account with its first grant. Whoever gets it changes the password before anything else.
///
/// # Errors
/// [`Code::RoleNotYours`], [`Code::UsernameTaken`], [`Code::PasswordTooWeak`].
pub async fn open(app: &App, by: &Actor, key: &RequestKey, new: NewAccount) -> Result<Done, Error> {
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    grants::may_grant(app, &tx, by, new.capacity).await?;
    drop(tx);
    let (account, grant) = drafted(app, &new);
    passwords::check_first(app, &account, &grant, &new.password).await?;
    // Hashed between two transactions: it takes longer than others should wait for the lock.
    let hash = password::hash(new.password).await?;
    let tx = storage::begin(&app.db).await?;
    let account = Account {
        password_due_on: Some(app.clock.today()),
        ..account
    };
    insert(app, &tx, &account, &grant, &hash, by.account()).await?;
    if grants::needs_a_second(by, grant.capacity) {
        storage::accounts::ask_second(&tx, grant.id, app.clock.now()).await?;
    }
    idempotency::keep(&tx, key, account.id.0, app.clock.now()).await?;
    tx.commit(by.did(Act::AccountOpened, account.id.0), app.clock.now())
        .await?;
    Ok(Done::now(account.id.0))
}

/// Makes an account with its first grant, at the machine itself.
///
/// # Errors
/// As [`open`].
pub async fn open_here(app: &App, by: &Actor, new: NewAccount) -> Result<AccountId, Error> {
    grants::may_grant(app, &app.db, by, new.capacity).await?;
    let (account, grant) = drafted(app, &new);
    passwords::check_first(app, &account, &grant, &new.password).await?;
    let hash = password::hash(new.password).await?;
    let tx = storage::begin(&app.db).await?;
    insert(app, &tx, &account, &grant, &hash, by.account()).await?;
    tx.commit(by.did(Act::AccountOpened, account.id.0), app.clock.now())
        .await?;
    Ok(account.id)
}

/// One account within reach, with its grants.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(app: &App, by: &Actor, id: AccountId) -> Result<(Account, Vec<Granted>), Error> {
    let account = storage::accounts::get(&app.db, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)?;
    let grants = storage::accounts::granted(&app.db, &[id]).await?;
    Ok((account, grants))
}

/// Accounts within reach behind `after`, each with its grants.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    app: &App,
    by: &Actor,
    after: Option<AccountId>,
    limit: u64,
) -> Result<Vec<(Account, Vec<Granted>)>, Error> {
    let accounts = storage::accounts::list(&app.db, by.scope(), after, limit).await?;
    let ids: Vec<AccountId> = accounts.iter().map(|account| account.id).collect();
    let grants = storage::accounts::granted(&app.db, &ids).await?;
    let with_grants = |account: Account| {
        let own = grants
            .iter()
            .filter(|granted| granted.grant.account == account.id)
            .cloned()
            .collect();
        (account, own)
    };
    Ok(accounts.into_iter().map(with_grants).collect())
}

/// Stops an account from signing in, and ends its sessions.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`]; [`Code::HoldsMore`] where it holds grants that are another's to hand out.
pub async fn disable(app: &App, by: &Actor, id: AccountId, version: i64) -> Result<(), Error> {
    if by.account() == Some(id) {
        return Err(Error::Forbidden);
    }
    let tx = storage::begin(&app.db).await?;
    let now = app.clock.now();
    grants::must_reach_all(app, &tx, by, id).await?;
    storage::accounts::disable(&tx, by.scope(), id, version, now).await?;
    storage::sessions::revoke(&tx, Which::Of(id), now).await?;
    tx.commit(by.did(Act::AccountDisabled, id.0), app.clock.now())
        .await
}

/// The account and its first grant, before they are made.
fn drafted(app: &App, new: &NewAccount) -> (Account, Grant) {
    let account = Account {
        id: AccountId::fresh(),
        username: new.username.clone(),
        display_name: new.display_name.clone(),
        disabled_at: None,
        version: 1,
        created_at: app.clock.now(),
        password_due_on: passwords::due_on(app),
    };
    let grant = Grant {
        id: GrantId::fresh(),
        account: account.id,
        capacity: new.capacity,
        from: app.clock.today(),
        to: new.until,
    };
    (account, grant)
}

async fn insert(
    app: &App,
    tx: &impl ConnectionTrait,
    account: &Account,
    grant: &Grant,
    hash: &str,
    by: Option<AccountId>,
) -> Result<(), Error> {
    storage::accounts::insert(tx, account, hash).await?;
    storage::accounts::insert_grant(tx, grant, by, app.clock.now()).await
}
