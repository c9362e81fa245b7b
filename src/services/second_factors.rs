//! A second factor: one-time codes of an authenticator app (RFC 6238), and recovery codes.

use super::{Actor, grants};
use crate::{
    app::App,
    error::{Code, Error, invalid},
    storage::{self, accounts::Account, sessions::Which},
};
use chrono::{DateTime, Utc};
use data_encoding::BASE32_NOPAD;
use domain::{id::AccountId, trace::Act};
use rand::Rng;
use sea_orm::ConnectionTrait;
use sha2::{Digest, Sha256};
use totp_rs::{Algorithm, Builder, Secret, Totp};

/// How many recovery codes there are.
const RECOVERY_CODES: usize = 10;

/// What an app needs to know.
#[derive(Clone)]
pub struct Prepared {
    /// The secret in Base32, to be typed.
    pub secret: String,
    /// The same as an `otpauth` address, to be shown as a square code.
    pub uri: String,
}

impl std::fmt::Debug for Prepared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Prepared(***)")
    }
}

/// How far an account's second factor has come.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// Since when a code has proved that the app has the secret.
    pub proved_at: Option<DateTime<Utc>>,
    /// Whether a secret was made at all.
    pub is_prepared: bool,
    /// How many recovery codes are unused.
    pub recovery_codes_left: u64,
}

/// How far one's own has come.
///
/// # Errors
/// Whatever the database says.
pub async fn standing(app: &App, by: &Actor) -> Result<Standing, Error> {
    let id = own(by)?;
    let found = storage::second_factors::get(&app.db, &app.keys, id).await?;
    Ok(Standing {
        proved_at: found.as_ref().and_then(|factor| factor.proved_at),
        is_prepared: found.is_some(),
        recovery_codes_left: storage::second_factors::recovery_left(&app.db, id).await?,
    })
}

/// Makes a secret for one's own app. It counts once a code has proved it.
///
/// # Errors
/// [`Code::AlreadyExists`] where one was proved.
pub async fn prepare(app: &App, by: &Actor) -> Result<Prepared, Error> {
    let id = own(by)?;
    let mut bytes = [0_u8; 20];
    rand::rng().fill_bytes(&mut bytes);
    let secret = BASE32_NOPAD.encode(&bytes);
    let tx = storage::begin(&app.db).await?;
    let (account, _) = storage::passwords::of(&tx, id)
        .await?
        .ok_or(Error::NotFound)?;
    storage::second_factors::prepare(&tx, &app.keys, id, &secret, app.clock.now()).await?;
    tx.commit(by.did(Act::SecondFactorPrepared, id.0), app.clock.now())
        .await?;
    let uri = totp(&secret, Some(&account))?
        .to_url()
        .map_err(|cause| Error::internal(cause.to_string()))?;
    Ok(Prepared { secret, uri })
}

/// Proves by a first code that the app has the secret; gives the recovery codes, which are never shown again.
///
/// # Errors
/// [`Code::NotInThisState`] where nothing is prepared, [`Code::SecondFactorWrong`].
pub async fn prove(app: &App, by: &Actor, code: &str) -> Result<Vec<String>, Error> {
    let id = own(by)?;
    let tx = storage::begin(&app.db).await?;
    let found = storage::second_factors::get(&tx, &app.keys, id).await?;
    if found.is_none_or(|factor| factor.proved_at.is_some()) {
        return Err(Error::Conflict(Code::NotInThisState));
    }
    if !spend_step(app, &tx, id, code).await? {
        return Err(invalid("/code", Code::SecondFactorWrong));
    }
    storage::second_factors::prove(&tx, id, app.clock.now()).await?;
    let codes = renew_recovery(&tx, id).await?;
    tx.commit(by.did(Act::SecondFactorProved, id.0), app.clock.now())
        .await?;
    Ok(codes)
}

/// Puts fresh recovery codes in the place of one's own.
///
/// # Errors
/// [`Code::SecondFactorWrong`].
pub async fn renew(app: &App, by: &Actor, code: &str) -> Result<Vec<String>, Error> {
    let id = own(by)?;
    let tx = storage::begin(&app.db).await?;
    if !spend(app, &tx, id, code).await? {
        return Err(invalid("/code", Code::SecondFactorWrong));
    }
    let codes = renew_recovery(&tx, id).await?;
    tx.commit(by.did(Act::RecoveryCodesRenewed, id.0), app.clock.now())
        .await?;
    Ok(codes)
}

/// Takes the second factor of a colleague away who has lost app and codes, and ends the sessions.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`]; [`Error::Forbidden`] for one's own.
pub async fn remove(app: &App, by: &Actor, id: AccountId, version: i64) -> Result<(), Error> {
    if by.account() == Some(id) {
        return Err(Error::Forbidden);
    }
    let tx = storage::begin(&app.db).await?;
    grants::must_reach_all(app, &tx, by, id).await?;
    storage::accounts::acted_on(&tx, by.scope(), id, version).await?;
    storage::second_factors::remove(&tx, id).await?;
    storage::sessions::revoke(&tx, Which::Of(id), app.clock.now()).await?;
    tx.commit(by.did(Act::SecondFactorRemoved, id.0), app.clock.now())
        .await
}

/// Uses a code of the app, or a recovery code, up; whether it was good. Nothing is good twice.
pub(super) async fn spend(
    app: &App,
    tx: &impl ConnectionTrait,
    id: AccountId,
    code: &str,
) -> Result<bool, Error> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if code.len() == 6 {
        return spend_step(app, tx, id, &code).await;
    }
    let digest = digest(id, &code);
    storage::second_factors::use_recovery(tx, id, &digest, app.clock.now()).await
}

async fn spend_step(
    app: &App,
    tx: &impl ConnectionTrait,
    id: AccountId,
    code: &str,
) -> Result<bool, Error> {
    let Some(factor) = storage::second_factors::get(tx, &app.keys, id).await? else {
        return Ok(false);
    };
    let now = u64::try_from(app.clock.now().timestamp()).unwrap_or(0);
    let Some(step) = totp(&factor.secret, None)?.check(code, now) else {
        return Ok(false);
    };
    let step = i64::try_from(step).unwrap_or(i64::MAX);
    storage::second_factors::use_step(tx, id, step).await
}

/// Six digits, half a minute, one step to either side: what every app takes.
fn totp(secret: &str, account: Option<&Account>) -> Result<Totp, Error> {
    let failed = |cause: &dyn std::fmt::Display| Error::internal(cause.to_string());
    let secret = BASE32_NOPAD
        .decode(secret.as_bytes())
        .map_err(|cause| failed(&cause))?;
    // A colon would part issuer from account.
    let name = account.map_or_else(String::new, |account| account.username.replace(':', "_"));
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_secret(Secret::from(secret))
        .with_account_name(name)
        .with_issuer(Some("Rengang"))
        .build()
        .map_err(|cause| failed(&cause))
}

async fn renew_recovery(tx: &impl ConnectionTrait, id: AccountId) -> Result<Vec<String>, Error> {
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| recovery_code()).collect();
    let digests: Vec<[u8; 32]> = codes.iter().map(|code| digest(id, code)).collect();
    storage::second_factors::replace_recovery(tx, id, &digests).await?;
    Ok(codes)
}

/// 120 bits in four groups: enough that a plain digest keeps it.
fn recovery_code() -> String {
    let mut bytes = [0_u8; 15];
    rand::rng().fill_bytes(&mut bytes);
    let text = BASE32_NOPAD.encode(&bytes);
    let groups: Vec<&str> = text
        .as_bytes()
        .chunks(6)
        .flat_map(std::str::from_utf8)
        .collect();
    groups.join("-")
}

fn digest(id: AccountId, code: &str) -> [u8; 32] {
    let letters = code.chars().filter(char::is_ascii_alphanumeric);
    let code: String = letters.map(|c| c.to_ascii_uppercase()).collect();
    Sha256::digest(format!("{id}/{code}")).into()
}

fn own(by: &Actor) -> Result<AccountId, Error> {
    by.account().ok_or(Error::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, SHA-1: the last six of the eight digits.
    #[test]
    fn agrees_with_the_printed_codes() {
        let secret = BASE32_NOPAD.encode(b"12345678901234567890");
        let totp = totp(&secret, None).expect("a secret of twenty bytes");
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(totp.check(code, second), Some(second / 30), "{second}");
            assert_eq!(totp.check(code, second + 90), None, "{second}, much later");
        }
    }

    #[test]
    fn a_recovery_code_is_read_as_people_type_it() {
        let id = AccountId::fresh();
        let code = recovery_code();
        let typed = code.replace('-', " ").to_lowercase();
        assert_eq!(digest(id, &code), digest(id, &typed));
        assert_ne!(digest(id, &code), digest(AccountId::fresh(), &code));
        assert_eq!(code.len(), 27);
    }
}
