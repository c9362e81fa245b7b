//! The ways of pricing openings, week by week.

use crate::seasons::{Market, WEEKS};
use matching::post::Post;
use matching::run::{Instance, run};
use matching::season::{Arrival, Book, Kind, Outlook, bid_prices};
use matching::seeker::Seeker;
use matching::watch::Watch;
use std::sync::atomic::AtomicBool;

/// Where bid prices come from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// There are none.
    None,
    /// Learnt once, from all of last season at last season's posts; new posts cost what posts like them cost.
    LastSeasonOnce,
    /// Learnt every week, from last season's people of the weeks to come.
    LastSeasonWeekly,
    /// Learnt every week, from this season's people so far.
    ThisSeasonSoFar,
}

impl Way {
    pub const ALL: [Self; 4] = [
        Self::None,
        Self::LastSeasonOnce,
        Self::LastSeasonWeekly,
        Self::ThisSeasonSoFar,
    ];

    pub fn words(self) -> &'static str {
        match self {
            Self::None => "each batch by itself",
            Self::LastSeasonOnce => "prices of last season, never learnt anew",
            Self::LastSeasonWeekly => "learnt weekly from last season",
            Self::ThisSeasonSoFar => "learnt weekly from this season so far",
        }
    }
}

/// What a season came to.
#[derive(Default)]
pub struct Sum {
    score: u64,
    placed: Vec<Seeker>,
}

impl Market<'_> {
    /// Everybody at once.
    pub fn hindsight(&self) -> Sum {
        let everybody: Vec<Seeker> = self.weeks.iter().flatten().copied().collect();
        self.at_once(&everybody)
    }

    /// Score and people of a season as shares of the hindsight optimum's, and its score as a share of what
    /// hindsight would have made of the same people.
    pub fn shares(&self, season: &Sum, best: &Sum) -> [f64; 3] {
        let same = self.at_once(&season.placed);
        [
            season.score as f64 / best.score as f64,
            season.placed.len() as f64 / best.placed.len() as f64,
            season.score as f64 / same.score as f64,
        ]
    }

    fn at_once(&self, people: &[Seeker]) -> Sum {
        let mut sum = Sum::default();
        self.match_batch(people, &mut self.posts.clone(), &[], &mut sum);
        sum
    }

    /// One batch after the other.
    pub fn week_by_week(&self, way: Way) -> Sum {
        let mut left = self.posts.clone();
        let mut sum = Sum::default();
        let once = match way {
            Way::LastSeasonOnce => self.prices_of_last_season(),
            _ => Vec::new(),
        };
        for (week, batch) in self.weeks.iter().enumerate() {
            let reserve = match way {
                Way::None => Vec::new(),
                Way::LastSeasonOnce => once.clone(),
                Way::LastSeasonWeekly => {
                    let later: Vec<Arrival> = self.last_weeks[week + 1..]
                        .iter()
                        .flatten()
                        .cloned()
                        .collect();
                    self.learn(batch, &left, &later, later.len())
                }
                Way::ThisSeasonSoFar => {
                    let so_far = self.weeks[..=week].iter().flatten();
                    let so_far: Vec<Arrival> = so_far.map(|seeker| self.arrival(seeker)).collect();
                    let expected = so_far.len() * (WEEKS - week - 1) / (week + 1);
                    self.learn(batch, &left, &so_far, expected)
                }
            };
            self.match_batch(batch, &mut left, &reserve, &mut sum);
        }
        sum
    }

    fn prices_of_last_season(&self) -> Vec<u32> {
        let everybody: Vec<Arrival> = self.last_weeks.iter().flatten().cloned().collect();
        let learnt = self.learn(&[], &self.last_posts, &everybody, everybody.len());
        let kind = |post: &Post| Kind {
            enterprise: post.enterprise,
            workplace: post.workplace,
            trade: post.trade,
        };
        let posts = self.last_posts.iter().zip(&learnt);
        let book = Book::new(posts.map(|(post, price)| (kind(post), post.openings, *price)));
        let gone = self.last_posts.len() - self.known_posts;
        let new = self.posts[self.known_posts..].iter();
        let new = new.map(|post| book.price(kind(post)));
        learnt[gone..].iter().copied().chain(new).collect()
    }

    fn learn(
        &self,
        batch: &[Seeker],
        left: &[Post],
        arrivals: &[Arrival],
        expected: usize,
    ) -> Vec<u32> {
        let outlook = Outlook {
            arrivals,
            expected: u32::try_from(expected).expect("a few people"),
        };
        let never = AtomicBool::new(false);
        let mut silent = |_| ();
        let watch = &mut Watch::new(&never, &mut silent);
        bid_prices(&self.instance(batch, left, &[]), &outlook, watch).expect("nobody cancelled")
    }

    fn match_batch(&self, batch: &[Seeker], left: &mut [Post], reserve: &[u32], sum: &mut Sum) {
        let never = AtomicBool::new(false);
        let mut silent = |_| ();
        let watch = &mut Watch::new(&never, &mut silent);
        let outcome = run(&self.instance(batch, left, reserve), watch).expect("nobody cancelled");
        for proposal in &outcome.proposals {
            left[proposal.pair.post as usize].openings -= 1;
            sum.placed.push(batch[proposal.pair.seeker as usize]);
        }
        sum.score += outcome.score;
    }

    fn instance<'a>(
        &'a self,
        seekers: &'a [Seeker],
        posts: &'a [Post],
        reserve: &'a [u32],
    ) -> Instance<'a> {
        Instance {
            seekers,
            posts,
            reserve,
            objective: self.objective,
            ..self.county
        }
    }

    fn arrival(&self, seeker: &Seeker) -> Arrival {
        Arrival {
            seeker: *seeker,
            on: self.county.on,
        }
    }
}
