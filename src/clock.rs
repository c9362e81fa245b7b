//! The hour, handed in: expiry, stability figures and ties can be tested to the day.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, SubsecRound, TimeDelta, Utc};
use std::sync::{Arc, Mutex};

/// Tells what time it is: the machine's, or one that a test or a demonstration sets.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    Machine,
    /// As far from the machine's as this.
    Apart(TimeDelta),
    Set(Arc<Mutex<DateTime<Utc>>>),
}

/// China has one civil time, eight hours ahead of UTC, the year round.
const SHANGHAI_SECONDS: i32 = 8 * 3600;

impl Clock {
    /// The machine's own clock.
    #[must_use]
    pub fn machine() -> Self {
        Self(Source::Machine)
    }

    /// A clock that stands at an instant until it is moved.
    #[must_use]
    pub fn standing_at(instant: DateTime<Utc>) -> Self {
        Self(Source::Set(Arc::new(Mutex::new(instant))))
    }

    /// A clock that goes on from where this one stands; one that goes already is as it was.
    #[must_use]
    pub fn going_on(self) -> Self {
        match self.0 {
            Source::Set(_) => Self(Source::Apart(self.now() - Self::of_machine())),
            _ => self,
        }
    }

    /// The present instant, to the microsecond: as much as both databases keep.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            Source::Machine => Self::of_machine(),
            Source::Apart(time) => Self::of_machine() + *time,
            Source::Set(at) => *at.lock().unwrap_or_else(std::sync::PoisonError::into_inner),
        }
    }

    fn of_machine() -> DateTime<Utc> {
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the clock that others ask"
        )]
        let now = Utc::now();
        now.trunc_subsecs(6)
    }

    /// The civil day in China.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        Self::day_of(self.now())
    }

    /// The civil day in China on which an instant lies.
    #[must_use]
    pub fn day_of(instant: DateTime<Utc>) -> NaiveDate {
        let east = FixedOffset::east_opt(SHANGHAI_SECONDS);
        east.map_or_else(
            || instant.date_naive(),
            |zone| instant.with_timezone(&zone).date_naive(),
        )
    }

    /// The last instant of a civil day in China: what was recorded until then was known on that day.
    #[must_use]
    pub fn end_of(day: NaiveDate) -> DateTime<Utc> {
        let next = day.and_time(NaiveTime::MIN) + TimeDelta::days(1);
        (next - TimeDelta::seconds(SHANGHAI_SECONDS.into()) - TimeDelta::microseconds(1)).and_utc()
    }

    /// Moves a standing clock on by days; one that goes by itself is not moved.
    pub fn advance(&self, days: u64) {
        let days = i64::try_from(days).ok().and_then(TimeDelta::try_days);
        self.pass(days.unwrap_or(TimeDelta::MAX));
    }

    /// Moves a standing clock on; one that goes by itself is not moved.
    pub fn pass(&self, time: TimeDelta) {
        if let Source::Set(at) = &self.0 {
            let mut at = at.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            *at = at.checked_add_signed(time).unwrap_or(*at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_goes_on_goes_from_where_it_stood() {
        let stood: DateTime<Utc> = "2021-05-05T01:00:00Z".parse().expect("an instant");
        let clock = Clock::standing_at(stood).going_on();
        let first = clock.now();
        assert!(first >= stood && first - stood < TimeDelta::hours(1));
        while clock.now() == first {}
        assert!(clock.now() > first);
    }

    #[test]
    fn the_day_changes_at_midnight_in_china() {
        let clock = Clock::standing_at("2026-03-08T15:59:59Z".parse().expect("an instant"));
        assert_eq!(clock.today().to_string(), "2026-03-08");
        let clock = Clock::standing_at("2026-03-08T16:00:00Z".parse().expect("an instant"));
        assert_eq!(clock.today().to_string(), "2026-03-09");
        let end = Clock::end_of("2026-03-08".parse().expect("a day"));
        assert_eq!(end.to_string(), "2026-03-08 15:59:59.999999 UTC");
    }
}
