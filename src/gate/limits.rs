//! How often somebody may try to sign in: per account and per address, before anything is hashed.
//!
//! A limit waits and is over; nobody is ever locked out by somebody else's guessing: from where an account was signed in to
//! lately it has attempts of its own.

use crate::error::Error;
use domain::id::AccountId;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock, clock::DefaultClock};
use std::{
    num::NonZeroU32,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

/// Names and addresses after which the idle ones are forgotten, so that memory stays bounded.
const REMEMBERED: usize = 20_000;

/// The limits of signing in.
pub struct SignInLimits {
    /// By name; and by name and address, where the account was signed in to from there.
    account: DefaultKeyedRateLimiter<(String, String)>,
    address: DefaultKeyedRateLimiter<String>,
    claims: DefaultKeyedRateLimiter<String>,
    /// How many may be remembered until the idle ones are looked for again.
    room: AtomicUsize,
}

impl SignInLimits {
    /// `attempts` a quarter of an hour for one account, three times as many a minute for one address.
    #[must_use]
    pub fn new(attempts: u32) -> Self {
        let attempts = NonZeroU32::new(attempts).unwrap_or(NonZeroU32::MIN);
        let wait = Duration::from_mins(15) / attempts.get();
        let account = Quota::with_period(wait).unwrap_or(Quota::per_minute(attempts));
        Self {
            account: RateLimiter::keyed(account.allow_burst(attempts)),
            address: RateLimiter::keyed(Quota::per_minute(
                attempts.saturating_mul(NonZeroU32::MIN.saturating_add(2)),
            )),
            // A text message costs money and wakes somebody: twice as many an hour.
            claims: RateLimiter::keyed(Quota::per_hour(
                attempts.saturating_mul(NonZeroU32::MIN.saturating_add(1)),
            )),
            room: AtomicUsize::new(REMEMBERED),
        }
    }

    /// Counts one attempt at an account from an address that was [counted](Self::from) before: whoever is stopped there does not
    /// use up the attempts of somebody's account. `is_known` where the account was signed in to from there lately.
    ///
    /// # Errors
    /// [`Error::TooMany`] with the seconds to wait.
    pub fn attempt(&self, username: &str, address: &str, is_known: bool) -> Result<(), Error> {
        if is_known && count(&self.account, &(username.to_owned(), address.to_owned())).is_ok() {
            return Ok(());
        }
        count(&self.account, &(username.to_owned(), String::new()))
    }

    /// Counts one attempt by somebody who is signed in already.
    ///
    /// # Errors
    /// As [`SignInLimits::attempt`].
    pub fn of_account(&self, account: AccountId) -> Result<(), Error> {
        count(&self.account, &(account.to_string(), String::new()))
    }

    /// Counts one text message that an address asks for.
    ///
    /// # Errors
    /// As [`SignInLimits::attempt`].
    pub fn claim_from(&self, address: &str) -> Result<(), Error> {
        self.from(address)?;
        count(&self.claims, &address.to_owned())
    }

    /// Counts one attempt from an address.
    ///
    /// # Errors
    /// As [`SignInLimits::attempt`].
    pub fn from(&self, address: &str) -> Result<(), Error> {
        self.tidy();
        count(&self.address, &address.to_owned())
    }

    /// How many names and addresses are remembered.
    fn remembered(&self) -> usize {
        self.account.len() + self.address.len() + self.claims.len()
    }

    /// Forgets those who have not tried for a while, each time that twice as many are remembered as were left: whoever comes
    /// from ever new addresses does not have all of them looked through each time.
    fn tidy(&self) {
        if self.remembered() <= self.room.load(Ordering::Relaxed) {
            return;
        }
        self.account.retain_recent();
        self.address.retain_recent();
        self.claims.retain_recent();
        let room = self.remembered().saturating_mul(2).max(REMEMBERED);
        self.room.store(room, Ordering::Relaxed);
    }
}

fn count<K: Clone + Eq + std::hash::Hash>(
    limiter: &DefaultKeyedRateLimiter<K>,
    key: &K,
) -> Result<(), Error> {
    limiter.check_key(key).map_err(|until| {
        let wait = until.wait_time_from(DefaultClock::default().now());
        Error::TooMany(wait.as_secs() + 1)
    })
}

impl std::fmt::Debug for SignInLimits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignInLimits")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eleventh_attempt_waits_and_another_account_does_not() {
        let limits = SignInLimits::new(10);
        for _ in 0..10 {
            limits
                .attempt("weining", "10.0.0.1", false)
                .expect("within the limit");
        }
        assert!(matches!(
            limits.attempt("weining", "10.0.0.1", false),
            Err(Error::TooMany(_))
        ));
        limits
            .attempt("hezhang", "10.0.0.1", false)
            .expect("another account");
    }

    #[test]
    fn whoever_was_let_in_has_attempts_of_their_own_there() {
        let limits = SignInLimits::new(10);
        for guess in 0..100 {
            let from = format!("192.0.2.{guess}");
            drop(limits.attempt("weining", &from, false));
        }
        assert!(limits.attempt("weining", "10.0.0.2", false).is_err());
        limits
            .attempt("weining", "10.0.0.1", true)
            .expect("known there");
        // Guessed there, too, they are used up like any others.
        let left = (0..30).filter(|_| limits.attempt("weining", "10.0.0.1", true).is_ok());
        assert_eq!(left.count(), 9);
    }

    #[test]
    fn addresses_without_number_are_forgotten() {
        let limits = SignInLimits::new(1_000_000);
        for address in 0..3 * REMEMBERED {
            limits.from(&address.to_string()).expect("within the limit");
        }
        assert!(
            limits.remembered() <= 2 * REMEMBERED,
            "{}",
            limits.remembered()
        );
    }
}
