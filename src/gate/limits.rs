//! How often somebody may try to sign in: per account and per address, before anything is hashed.
//!
//! A limit waits and is over; nobody is ever locked out by somebody else's guessing for good.

use crate::error::Error;
use domain::id::AccountId;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock, clock::DefaultClock};
use std::{num::NonZeroU32, time::Duration};

/// Names and addresses after which the idle ones are forgotten, so that memory stays bounded.
const REMEMBERED: usize = 20_000;

/// The limits of signing in.
pub struct SignInLimits {
    account: DefaultKeyedRateLimiter<String>,
    address: DefaultKeyedRateLimiter<String>,
    claims: DefaultKeyedRateLimiter<String>,
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
        }
    }

    /// Counts one attempt.
    ///
    /// # Errors
    /// [`Error::TooMany`] with the seconds to wait.
    pub fn attempt(&self, username: &str, address: &str) -> Result<(), Error> {
        // The address first: whoever is stopped there does not use up the attempts of somebody's account.
        self.from(address)?;
        count(&self.account, username)
    }

    /// Counts one attempt by somebody who is signed in already.
    ///
    /// # Errors
    /// As [`SignInLimits::attempt`].
    pub fn of_account(&self, account: AccountId) -> Result<(), Error> {
        count(&self.account, &account.to_string())
    }

    /// Counts one text message that an address asks for.
    ///
    /// # Errors
    /// As [`SignInLimits::attempt`].
    pub fn claim_from(&self, address: &str) -> Result<(), Error> {
        self.from(address)?;
        count(&self.claims, address)
    }

    /// Counts one attempt from an address.
    ///
    /// # Errors
    /// As [`SignInLimits::attempt`].
    pub fn from(&self, address: &str) -> Result<(), Error> {
        if self.account.len() + self.address.len() > REMEMBERED {
            self.tidy();
        }
        count(&self.address, address)
    }

    /// Forgets those who have not tried for a while.
    fn tidy(&self) {
        self.account.retain_recent();
        self.address.retain_recent();
        self.claims.retain_recent();
    }
}

fn count(limiter: &DefaultKeyedRateLimiter<String>, key: &str) -> Result<(), Error> {
    limiter.check_key(&key.to_owned()).map_err(|until| {
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
                .attempt("weining", "10.0.0.1")
                .expect("within the limit");
        }
        assert!(matches!(
            limits.attempt("weining", "10.0.0.1"),
            Err(Error::TooMany(_))
        ));
        limits
            .attempt("hezhang", "10.0.0.1")
            .expect("another account");
    }
}
