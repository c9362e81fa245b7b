//! This season's people and posts, and those of the season before.

use crate::county::{County, Dice, USUALLY_ASK};
use domain::division::Division;
use domain::words::Objective;
use matching::post::Post;
use matching::run::Instance;
use matching::season::Arrival;
use matching::seeker::Seeker;
use std::collections::BTreeSet;

/// Weeks of a season.
pub const WEEKS: usize = 20;

/// How many weeks before and after its own somebody of a county may come.
const SPREAD: u64 = 5;

/// Who comes when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mix {
    /// Each county has weeks of its own; of a hundred people, forty come at any time.
    Drifting,
    /// Everybody comes at any time.
    Steady,
}

impl Mix {
    /// Of a hundred people, those who come at any time.
    fn any_week(self) -> u64 {
        match self {
            Self::Drifting => 40,
            Self::Steady => 100,
        }
    }
}

/// Of a hundred posts of this season, those that last season did not have.
const NEW_POSTS: usize = 30;

/// Many people and posts, dealt out to seasons.
pub struct Seasons {
    county: County,
    people: usize,
    posts: usize,
}

/// One season, and what is known of the one before.
pub struct Market<'a> {
    pub county: Instance<'a>,
    pub objective: Objective,
    /// This season's people by week.
    pub weeks: Vec<Vec<Seeker>>,
    pub posts: Vec<Post>,
    /// Last season's people by week; a seventh more or fewer than this season's.
    pub last_weeks: Vec<Vec<Arrival>>,
    /// Last season's posts with all their openings. The first are no longer there, the last are the first of this season.
    pub last_posts: Vec<Post>,
    /// How many of this season's posts were there last season.
    pub known_posts: usize,
}

impl Seasons {
    /// Grows enough for `seeds` seasons of so many people and posts, and as many seasons before them.
    pub fn grown(people: usize, posts: usize, seeds: usize) -> Self {
        Self {
            county: County::grown(3 * people * seeds, 2 * posts * seeds, USUALLY_ASK, 0),
            people,
            posts,
        }
    }

    /// The season of a seed with so many openings for a hundred people.
    pub fn market(&self, seed: usize, mix: Mix, openings: u64, objective: Objective) -> Market<'_> {
        let county = self.county.instance();
        let dice = &mut Dice(seed as u64);
        let people = &county.seekers[3 * self.people * seed..][..3 * self.people];
        let posts = &county.posts[2 * self.posts * seed..][..2 * self.posts];
        let (now, before) = people.split_at(self.people);
        let more = usize::try_from(dice.below(2 * self.people as u64 / 7)).expect("a few");
        let before = &before[..self.people * 6 / 7 + more];
        let new = self.posts * NEW_POSTS / 100;
        let weeks = by_week(now, mix, dice);
        let last_weeks = by_week(before, mix, dice).into_iter().map(|week| {
            let arrival = |seeker| Arrival {
                seeker,
                on: county.on,
            };
            week.into_iter().map(arrival).collect()
        });
        Market {
            county,
            objective,
            weeks,
            posts: with_openings(
                &posts[new..][..self.posts],
                self.people as u64 * openings / 100,
            ),
            last_weeks: last_weeks.collect(),
            last_posts: with_openings(&posts[..self.posts], before.len() as u64 * openings / 100),
            known_posts: self.posts - new,
        }
    }
}

/// Deals people out to weeks.
fn by_week(people: &[Seeker], mix: Mix, dice: &mut Dice) -> Vec<Vec<Seeker>> {
    let homes: BTreeSet<Division> = people.iter().map(|seeker| seeker.home).collect();
    let homes: Vec<Division> = homes.into_iter().collect();
    let mut weeks = vec![Vec::new(); WEEKS];
    for seeker in people {
        let home = homes.partition_point(|home| *home < seeker.home);
        let last = WEEKS - 1;
        let week = if dice.in_hundred(mix.any_week()) {
            dice.below(WEEKS as u64)
        } else {
            let own = (home * last / (homes.len() - 1)) as u64;
            (own + dice.below(SPREAD) + dice.below(SPREAD)).saturating_sub(SPREAD - 1)
        };
        let week = usize::try_from(week).expect("a week").min(last);
        weeks[week].push(*seeker);
    }
    weeks
}

/// The posts with their openings in proportion, so many in all.
fn with_openings(posts: &[Post], wanted: u64) -> Vec<Post> {
    let all: u64 = posts.iter().map(|post| u64::from(post.openings)).sum();
    let mut so_far = 0;
    let mut scaled = posts.to_vec();
    for post in &mut scaled {
        let before = so_far * wanted / all;
        so_far += u64::from(post.openings);
        post.openings = u32::try_from(so_far * wanted / all - before).expect("a few openings");
    }
    scaled
}
