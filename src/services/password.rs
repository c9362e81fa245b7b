//! Passwords: which are refused, and how the others are kept.

use crate::error::{Code, Error, invalid};

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier},
};
use std::sync::LazyLock;
use tokio::{sync::Semaphore, task::spawn_blocking};

/// Hashing takes 19 MiB and a core for a while: two at a time leave room for everybody else.
static HASHING: Semaphore = Semaphore::const_new(2);

/// What is verified for a name that nobody has, so that it takes as long as a wrong password.
static NOBODY: LazyLock<String> = LazyLock::new(|| {
    Argon2::default()
        .hash_password(b"nobody signs in with this")
        .map(|hash| hash.to_string())
        .unwrap_or_default()
});

/// Stems of the passwords that are tried first.
const COMMON: [&str; 12] = [
    "password", "123456", "qwerty", "admin", "111111", "abc123", "iloveyou", "letmein", "welcome",
    "woaini", "rengang", "888888",
];

/// Whether a password may be chosen: 12 to 128 characters, not made around a common one, a
/// single character or the user's own name.
///
/// # Errors
/// [`Code::PasswordTooWeak`] at `/password`.
pub fn check(password: &str, username: &str) -> Result<(), Error> {
    let folded = password.to_lowercase();
    let length = password.chars().count();
    let mut letters: Vec<char> = folded.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    let common = COMMON
        .iter()
        .any(|stem| folded.contains(stem) && length < stem.len() + 8);
    let own = !username.is_empty() && folded.contains(&username.to_lowercase());
    if (12..=128).contains(&length) && letters.len() >= 5 && !common && !own {
        Ok(())
    } else {
        Err(invalid("/password", Code::PasswordTooWeak))
    }
}

/// Hashes a password with Argon2id (19 MiB, two passes), salt included.
///
/// # Errors
/// Only a fault of our own.
pub async fn hash(password: String) -> Result<String, Error> {
    let _turn = HASHING.acquire().await.map_err(Error::internal)?;
    let hashed = spawn_blocking(move || {
        Argon2::default()
            .hash_password(password.as_bytes())
            .map(|hash| hash.to_string())
    })
    .await
    .map_err(|cause| Error::internal(cause.to_string()))?;
    hashed.map_err(|cause| Error::internal(cause.to_string()))
}

/// Whether a password is the one that was hashed; takes its time where nothing was.
///
/// # Errors
/// Only a fault of our own.
pub async fn matches(password: String, hashed: Option<String>) -> Result<bool, Error> {
    let _turn = HASHING.acquire().await.map_err(Error::internal)?;
    spawn_blocking(move || {
        let known = hashed.is_some();
        let hashed = hashed.unwrap_or_else(|| NOBODY.clone());
        let same = Argon2::default()
            .verify_password(password.as_bytes(), hashed.as_str())
            .is_ok();
        known && same
    })
    .await
    .map_err(|cause| Error::internal(cause.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_refused_and_long_plain_ones_are_not() {
        for weak in [
            "short",
            "password2024",
            "aaaaaaaaaaaaaa",
            "weining-bureau-1",
        ] {
            assert!(check(weak, "weining").is_err(), "{weak}");
        }
        assert!(check("four plain words here", "weining").is_ok());
        assert!(check(&"长密码也可以用".repeat(2), "weining").is_ok());
    }
}
