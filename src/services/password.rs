//! Passwords: which are refused, and how the others are kept.

use super::hashing::in_turn;
use crate::{
    config::PasswordProfile,
    error::{Code, Error, invalid},
};

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier},
};
use std::sync::LazyLock;
use zxcvbn::{Score, zxcvbn};

/// What is verified for a name that nobody has, so that it takes as long as a wrong password.
static NOBODY: LazyLock<String> = LazyLock::new(|| {
    Argon2::default()
        .hash_password(b"nobody signs in with this")
        .map(|hash| hash.to_string())
        .unwrap_or_default()
});

/// Words that everybody tries first here, beside the common passwords that the estimator knows.
const OF_THE_HOUSE: [&str; 8] = [
    "rengang",
    "人岗",
    "laowu",
    "劳务协作",
    "woaini",
    "renshe",
    "人社局",
    "jiuye",
];

/// Words about the holder that are shorter than this occur in any password.
const TELLING: usize = 4;

/// So many digits in a row of the holder's own numbers are a guess away.
const OWN_DIGITS: usize = 6;

/// Whether a password may be chosen: 12 to 128 characters; not one that few guesses find, as the common ones,
/// repetitions and rows on the keyboard are (at least 3 of the estimator's 4 points); not made around a word about the
/// holder or a part of the holder's own numbers. The profile `mlps3` asks for three kinds of characters besides
/// (GB/T 22239-2019, 8.1.4.1 a).
///
/// # Errors
/// [`Code::PasswordTooWeak`], [`Code::PasswordTooPlain`] at `/password`.
pub fn check(password: &str, about: &[&str], profile: PasswordProfile) -> Result<(), Error> {
    let folded = password.to_lowercase();
    let fits = (12..=128).contains(&password.chars().count());
    let known: Vec<&str> = about.iter().copied().chain(OF_THE_HOUSE).collect();
    let words = known.iter().copied();
    let words = words.filter(|word| word.chars().count() >= TELLING);
    let is_own = words
        .map(str::to_lowercase)
        .any(|word| folded.contains(&word) || holds_part_of(&folded, &word));
    if !fits || is_own || zxcvbn(&folded, &known).score() < Score::Three {
        return Err(invalid("/password", Code::PasswordTooWeak));
    }
    if profile == PasswordProfile::Mlps3 && kinds(password) < 3 {
        return Err(invalid("/password", Code::PasswordTooPlain));
    }
    Ok(())
}

/// Whether a text holds several digits in a row of a number.
fn holds_part_of(text: &str, number: &str) -> bool {
    let digits: Vec<char> = number.chars().collect();
    let is_number = digits.iter().filter(|c| c.is_ascii_digit()).count() >= OWN_DIGITS;
    is_number
        && digits
            .windows(OWN_DIGITS)
            .any(|part| text.contains(&part.iter().collect::<String>()))
}

/// How many of the four kinds a password has: small letters, capitals, digits, everything else.
fn kinds(password: &str) -> usize {
    let has = |kind: fn(char) -> bool| usize::from(password.chars().any(kind));
    has(char::is_lowercase)
        + has(char::is_uppercase)
        + has(|c| c.is_ascii_digit())
        + has(|c| !c.is_lowercase() && !c.is_uppercase() && !c.is_ascii_digit())
}

/// Hashes a password with Argon2id (19 MiB, two passes), salt included.
///
/// # Errors
/// [`Error::Unavailable`] where too many wait already.
pub async fn hash(password: String) -> Result<String, Error> {
    let hashed = in_turn(move || {
        let hashed = Argon2::default().hash_password(password.as_bytes());
        hashed.map(|hash| hash.to_string())
    });
    hashed
        .await?
        .map_err(|cause| Error::internal(cause.to_string()))
}

/// Whether a password is the one that was hashed; takes its time where nothing was.
///
/// # Errors
/// [`Error::Unavailable`] where too many wait already.
pub async fn matches(password: String, hashed: Option<String>) -> Result<bool, Error> {
    in_turn(move || {
        let known = hashed.is_some();
        let hashed = hashed.unwrap_or_else(|| NOBODY.clone());
        let same = Argon2::default()
            .verify_password(password.as_bytes(), hashed.as_str())
            .is_ok();
        known && same
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use PasswordProfile::{Asvs, Mlps3};

    #[test]
    fn weak_passwords_are_refused_and_long_plain_ones_are_not() {
        for weak in [
            "short",
            "password2024",
            "aaaaaaaaaaaaaa",
            "abcabcabcabcabc",
            "qwertyuiop123",
            "iloveyou1234",
            "weining-bureau-1",
            "Rengang2024Rengang",
        ] {
            assert!(check(weak, &["weining"], Asvs).is_err(), "{weak}");
        }
        assert!(check("four plain words here", &["weining"], Asvs).is_ok());
        assert!(check("海雀村的苹果今年熟得特别早", &["weining"], Asvs).is_ok());
        assert!(
            check(&"海雀的苹果 ".repeat(30), &[], Asvs).is_err(),
            "too long"
        );
    }

    #[test]
    fn ones_own_numbers_are_refused_in_part_too() {
        let about = ["520526199003071234", "13800138000"];
        for weak in ["apple tree 13800138000", "my 19900307 mountain"] {
            assert!(check(weak, &about, Asvs).is_err(), "{weak}");
        }
        assert!(check("my 2047 mountain apple", &about, Asvs).is_ok());
    }

    #[test]
    fn the_graded_protection_asks_for_three_kinds_of_characters() {
        assert!(check("four plain words here", &[], Mlps3).is_err());
        assert!(check("four Plain words 4 us", &[], Mlps3).is_ok());
    }
}
