//! What was seen of a job, before a day and after it.

use crate::traits::Traits;
use chrono::NaiveDate;

/// A job as far as it was watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    /// What it has in common with others.
    pub traits: Traits,
    /// The first day of work, which is day 1.
    pub began: NaiveDate,
    /// The first day on which it was known of: days before do not count as days stayed (delayed entry).
    pub watched_from: NaiveDate,
    /// The last day of work, or the last day on which somebody told of it.
    pub last: NaiveDate,
    /// Whether it ended on that day, by whatever cause.
    pub ended: bool,
}

/// Days of a job that were watched, since its beginning: those after `from`, up to `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Days that had passed when watching began.
    pub from: u32,
    /// Days that had passed when watching ended; more than `from`.
    pub to: u32,
    /// Whether the job ended on the last of them.
    pub ended: bool,
}

impl Job {
    /// What was seen of it up to a day, that day included.
    #[must_use]
    pub fn until(&self, day: NaiveDate) -> Option<Stretch> {
        self.stretch(
            self.watched_from,
            self.last.min(day),
            self.ended && self.last <= day,
        )
    }

    /// What was seen of it after a day, up to another.
    #[must_use]
    pub fn after(&self, day: NaiveDate, until: NaiveDate) -> Option<Stretch> {
        let from = self.watched_from.max(day.succ_opt()?);
        self.stretch(from, self.last.min(until), self.ended && self.last <= until)
    }

    fn stretch(&self, from: NaiveDate, to: NaiveDate, ended: bool) -> Option<Stretch> {
        let passed = |day: NaiveDate| u32::try_from((day - self.began).num_days().max(0)).ok();
        let (from, to) = (passed(from)?, passed(to.succ_opt()?)?);
        (to > from).then_some(Stretch { from, to, ended })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn job(watched_from: &str, last: &str) -> Job {
        let traits = Traits {
            enterprise: None,
            trade: None,
            origin: None,
            distance: None,
            tier: None,
            has_companions: false,
        };
        Job {
            traits,
            began: day("2024-01-01"),
            watched_from: day(watched_from),
            last: day(last),
            ended: true,
        }
    }

    #[test]
    fn a_day_parts_a_job_in_two_and_the_end_belongs_to_one() {
        let job = job("2024-01-01", "2024-03-10");
        let before = job.until(day("2024-01-31")).unwrap();
        let after = job.after(day("2024-01-31"), day("2024-12-31")).unwrap();
        assert_eq!(
            before,
            Stretch {
                from: 0,
                to: 31,
                ended: false
            }
        );
        assert_eq!(
            after,
            Stretch {
                from: 31,
                to: 70,
                ended: true
            }
        );
        assert_eq!(
            job.until(day("2024-12-31")),
            Some(Stretch {
                from: 0,
                to: 70,
                ended: true
            })
        );
        assert_eq!(job.after(day("2024-03-10"), day("2024-12-31")), None);
        assert_eq!(job.until(day("2023-12-31")), None);
    }

    #[test]
    fn days_before_it_was_known_do_not_count() {
        let job = job("2024-02-01", "2024-03-10");
        assert_eq!(
            job.until(day("2024-03-10")),
            Some(Stretch {
                from: 31,
                to: 70,
                ended: true
            })
        );
    }
}
