//! What each workplace is to each home on the day of the run, asked once a pair of places.

use crate::run::Instance;
use domain::division::Division;
use domain::words::Tier;
use std::collections::{BTreeSet, HashMap};

/// Tiers by home and post.
pub(crate) struct Tiers<'a> {
    instance: &'a Instance<'a>,
    workplaces: Vec<Division>,
    /// The place of each post's workplace in `workplaces`.
    workplace_of: Vec<usize>,
    by_home: HashMap<Division, Vec<Tier>>,
}

impl<'a> Tiers<'a> {
    /// Nothing is asked yet.
    pub(crate) fn new(instance: &'a Instance<'a>) -> Self {
        let distinct: BTreeSet<Division> =
            instance.posts.iter().map(|post| post.workplace).collect();
        let workplaces: Vec<Division> = distinct.into_iter().collect();
        let workplace_of = instance
            .posts
            .iter()
            .map(|post| workplaces.partition_point(|place| *place < post.workplace))
            .collect();
        Self {
            instance,
            workplaces,
            workplace_of,
            by_home: HashMap::new(),
        }
    }

    /// The tiers of all posts for one home.
    pub(crate) fn of(&mut self, home: Division) -> impl Fn(u32) -> Tier + '_ {
        let instance = self.instance;
        let workplaces = &self.workplaces;
        let resolve = |place: &Division| instance.pairings.resolve(home, *place, instance.on).tier;
        let tiers = self
            .by_home
            .entry(home)
            .or_insert_with(|| workplaces.iter().map(resolve).collect());
        |post| tiers[self.workplace_of[post as usize]]
    }
}
