//! The best posts for one person and the best people for one post, outside any run.
//!
//! What holds: an answer is what [`eligible`](crate::eligible::eligible) and [`score`](crate::score::score) give
//! over all pairs, and nobody's choice takes anything from anybody else's. Nothing changes in an index: when
//! the world does, a new one takes its place.
//!
//! Cost: people and posts are sorted once; then a question looks at a few thousand pairs at most.

use crate::assign::market::Market;
use crate::field::{Field, Prices, Sorted};
use crate::post::Post;
use crate::run::{Instance, Pair, Target};
use crate::score::{Parts, Stays, Unknown, Weights, score, unknowns};
use crate::seeker::Seeker;
use crate::wish::Wishes;
use chrono::NaiveDate;
use domain::division::Division;
use domain::pairing::Pairings;
use domain::words::{Objective, Tier};
use std::sync::Arc;

/// People and posts as they stand on a day, and what is known of their pairs.
#[derive(Debug, Default)]
pub struct World {
    /// The people, each once.
    pub seekers: Vec<Seeker>,
    /// The posts, each once.
    pub posts: Vec<Post>,
    /// Where the people would rather work.
    pub wishes: Wishes,
    /// Pairs that an officer forbids.
    pub exclusions: Vec<Pair>,
    /// Pairs that were refused before, by either side.
    pub refusals: Vec<Pair>,
    /// The day.
    pub on: NaiveDate,
    /// The pairings of which those in force on the day count.
    pub pairings: Pairings,
    /// What each part of the score weighs.
    pub weights: Weights,
}

impl World {
    fn instance<'a>(&'a self, posts: &'a [Post], weights: Weights) -> Instance<'a> {
        Instance {
            seekers: &self.seekers,
            posts,
            wishes: &self.wishes,
            parties: &[],
            pins: &[],
            exclusions: &self.exclusions,
            refusals: &self.refusals,
            on: self.on,
            pairings: &self.pairings,
            weights,
            objective: Objective::PeopleFirst,
            quotas: &[],
            incumbents: &[],
            loyalty: 0,
            target: Target::default(),
            reserve: &[],
        }
    }
}

/// One of the best of a person, or of a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Top {
    /// The post's place in the world, or the person's.
    pub number: u32,
    /// How close a partner the workplace is to the person's home.
    pub tier: Tier,
    /// What the pair is worth.
    pub parts: Parts,
    /// What had to be left neutral.
    pub unknown: Vec<Unknown>,
}

/// A world, sorted to be asked. Several threads may ask at once.
pub struct Index {
    /// Its posts stand beside it.
    world: Arc<World>,
    /// The posts with what is expected of them, and the weights, as this index scores by them.
    posts: Vec<Post>,
    weights: Weights,
    sorted: Arc<Sorted>,
    /// Every post at a price of nothing.
    free: Prices,
}

impl Index {
    /// Sorts people and posts. A hundred thousand of one and fifty thousand of the other take a good part of a second.
    #[must_use]
    pub fn new(mut world: World) -> Self {
        let (posts, weights) = (std::mem::take(&mut world.posts), world.weights);
        Self::over(Arc::new(world), posts, weights)
    }

    /// The same world scored as if nothing had been learnt of how long people stay. The people are shared.
    #[must_use]
    pub fn unlearnt(&self) -> Self {
        let unknown = |post: &Post| Post {
            stay_permille: None,
            ..*post
        };
        let posts = self.posts.iter().map(unknown).collect();
        let weights = self.weights.staying(Stays::default());
        Self::over(Arc::clone(&self.world), posts, weights)
    }

    fn over(world: Arc<World>, posts: Vec<Post>, weights: Weights) -> Self {
        let instance = world.instance(&posts, weights);
        let sorted = Arc::new(Sorted::new(&instance));
        let field = Field::over(&instance, Arc::clone(&sorted));
        field.sort_people();
        let free = field.prepare(&[]);
        Self {
            world,
            posts,
            weights,
            sorted,
            free,
        }
    }

    /// The `size` posts that are worth most to a person: most first, of equal ones the lower number. None for
    /// somebody who is not there, or has a job.
    #[must_use]
    pub fn top_posts(&self, person: u32, size: usize) -> Vec<Top> {
        let mut best = Vec::new();
        let field = self.field();
        if (person as usize) < field.people() {
            field.best(person, &self.free, size, &mut best);
        }
        let posts = best.into_iter().map(|(post, _)| (post, person, post));
        self.told(&field, posts)
    }

    /// The `size` people, of an area where one is named, to whom a post is worth most: most first, of equal ones
    /// the lower number. None for a post that is not there, or is closed.
    #[must_use]
    pub fn top_people(&self, post: u32, size: usize, area: Option<Division>) -> Vec<Top> {
        let field = self.field();
        let best = field.best_people(post, size, area);
        let people = best.into_iter().map(|(person, _)| (person, person, post));
        self.told(&field, people)
    }

    fn field(&self) -> Field<'_> {
        let instance = self.world.instance(&self.posts, self.weights);
        Field::over(&instance, Arc::clone(&self.sorted))
    }

    /// Tops by number, person and post.
    fn told(&self, field: &Field<'_>, pairs: impl Iterator<Item = (u32, u32, u32)>) -> Vec<Top> {
        let top = |(number, person, post)| {
            let place = field.place(person, post);
            let seeker = &self.world.seekers[person as usize];
            let post = &self.posts[post as usize];
            Top {
                number,
                tier: place.tier,
                parts: score(seeker, post, place, &self.weights),
                unknown: unknowns(seeker, post),
            }
        };
        pairs.map(top).collect()
    }
}
