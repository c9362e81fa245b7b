//! A post with openings: what the employer says of it, and the rules that hold for it.

pub mod lawful;
mod origin;
mod posting;
pub mod sheet;

pub use posting::{Posting, Slip, Warning};

use crate::id::{EnterpriseId, VacancyId};
use chrono::{DateTime, Days, NaiveDate, Utc};

/// Days after which a post that nobody has confirmed leaves the matching.
pub const FRESH_DAYS: u64 = 30;

/// A post with openings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vacancy {
    /// Identity.
    pub id: VacancyId,
    /// Whose.
    pub enterprise: EnterpriseId,
    /// What the enterprise says of it.
    pub posting: Posting,
    /// Openings that are given already; at most `posting.openings`.
    pub taken: u32,
    /// The day on which the enterprise last said that it still stands.
    pub confirmed_on: NaiveDate,
    /// The day on which it was closed for good.
    pub closed_on: Option<NaiveDate>,
    /// Version of the row.
    pub version: i64,
    /// When it was posted.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// Why a post cannot take a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAllowed {
    /// It is closed, and stays so.
    #[error("the post is closed")]
    Closed,
    /// Fewer openings than were given already.
    #[error("fewer openings than are taken")]
    BelowTaken,
}

impl Vacancy {
    /// Whether it takes candidates on a day.
    #[must_use]
    pub fn is_open_on(&self, day: NaiveDate) -> bool {
        self.closed_on.is_none() && self.posting.closes_on.is_none_or(|last| day <= last)
    }

    /// Whether nobody has confirmed it for so long that it leaves the matching.
    #[must_use]
    pub fn is_stale_on(&self, day: NaiveDate) -> bool {
        self.confirmed_on
            .checked_add_days(Days::new(FRESH_DAYS))
            .is_some_and(|last| last < day)
    }

    /// Says new things of the post, which also confirms it.
    ///
    /// # Errors
    /// See [`NotAllowed`].
    pub fn change(&mut self, posting: Posting, today: NaiveDate) -> Result<(), NotAllowed> {
        if posting.openings < self.taken {
            return Err(NotAllowed::BelowTaken);
        }
        self.confirm(today)?;
        self.posting = posting;
        Ok(())
    }

    /// Says that it still stands.
    ///
    /// # Errors
    /// [`NotAllowed::Closed`].
    pub fn confirm(&mut self, today: NaiveDate) -> Result<(), NotAllowed> {
        if self.closed_on.is_some() {
            return Err(NotAllowed::Closed);
        }
        self.confirmed_on = today;
        Ok(())
    }

    /// Closes it for good. Whoever was given an opening keeps it.
    ///
    /// # Errors
    /// [`NotAllowed::Closed`].
    pub fn close(&mut self, today: NaiveDate) -> Result<(), NotAllowed> {
        if self.closed_on.is_some() {
            return Err(NotAllowed::Closed);
        }
        self.closed_on = Some(today);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::posting::tests::sewing;
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn vacancy() -> Vacancy {
        Vacancy {
            id: VacancyId::fresh(),
            enterprise: EnterpriseId::fresh(),
            posting: sewing(),
            taken: 3,
            confirmed_on: on("2026-03-01"),
            closed_on: None,
            version: 1,
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_post_that_nobody_confirms_goes_stale_after_thirty_days() {
        let mut post = vacancy();
        assert!(!post.is_stale_on(on("2026-03-31")));
        assert!(post.is_stale_on(on("2026-04-01")));
        post.confirm(on("2026-04-01")).expect("an open post");
        assert!(!post.is_stale_on(on("2026-04-01")));
    }

    #[test]
    fn openings_never_fall_below_those_taken() {
        let mut post = vacancy();
        let mut fewer = sewing();
        fewer.openings = 2;
        assert_eq!(
            post.change(fewer.clone(), on("2026-03-02")),
            Err(NotAllowed::BelowTaken)
        );
        assert_eq!(post, vacancy_like(&post), "nothing was changed");
        fewer.openings = 3;
        assert_eq!(post.change(fewer, on("2026-03-02")), Ok(()));
    }

    fn vacancy_like(post: &Vacancy) -> Vacancy {
        Vacancy {
            id: post.id,
            enterprise: post.enterprise,
            ..vacancy()
        }
    }

    #[test]
    fn a_closed_post_stays_closed() {
        let mut post = vacancy();
        let day = on("2026-03-02");
        post.close(day).expect("an open post");
        assert!(!post.is_open_on(day));
        assert_eq!(post.close(day), Err(NotAllowed::Closed));
        assert_eq!(post.confirm(day), Err(NotAllowed::Closed));
        assert_eq!(post.change(sewing(), day), Err(NotAllowed::Closed));
    }

    #[test]
    fn a_post_takes_candidates_through_its_closing_date() {
        let mut post = vacancy();
        post.posting.closes_on = Some(on("2026-03-10"));
        assert!(post.is_open_on(on("2026-03-10")));
        assert!(!post.is_open_on(on("2026-03-11")));
    }
}
