//! How many people can be placed at all, and which posts are short of openings.
//!
//! Problem: a maximum matching of people to posts with openings. Method: Hopcroft and Karp (1973), shortest
//! augmenting paths in phases, over posts that hold several people, from a matching that is large already. The
//! market is asked for posts in a set only (those not yet seen, or one move further), so no pair is looked at twice
//! in a phase and none is stored.
//!
//! *Short* are the posts that an unplaced person can reach by a chain of moves (Dulmage and Mendelsohn 1958). All of
//! them are full, whoever is there is eligible for short posts only, and so is everybody unplaced: this proves the headcount.
//! Every largest matching fills the short posts with such people.

use super::auction::HOME;
use super::market::Market;
use crate::watch::{Phase, Watch};

/// A largest matching.
pub(super) struct Headcount {
    /// The post of each person, or [`HOME`].
    pub post_of: Vec<u32>,
    /// How many people are placed.
    pub placed: usize,
    /// Which posts are short.
    pub is_short: Vec<bool>,
    /// Whether no matching places more; false when the watch said stop.
    pub proven: bool,
}

struct Matching<'a, M> {
    market: &'a M,
    openings: &'a [u32],
    /// Who is not in the market.
    withdrawn: &'a [bool],
    /// The people at each post.
    seats: Vec<Vec<u32>>,
    post_of: Vec<u32>,
    /// Posts with an opening left.
    free: Vec<u64>,
}

/// Adds to a matching until nobody more can be placed.
pub(super) fn complete<M: Market>(
    market: &M,
    openings: &[u32],
    post_of: Vec<u32>,
    withdrawn: &[bool],
    watch: &mut Watch<'_>,
) -> Headcount {
    let mut matching = Matching::new(market, openings, post_of, withdrawn);
    loop {
        let (levels, found) = matching.reach();
        let stop = watch.check().is_err();
        if !found || stop {
            watch.tell(Phase::Headcount, 1.0, None);
            let is_short =
                (0..market.posts()).map(|post| levels.iter().any(|level| has(level, post)));
            return Headcount {
                is_short: is_short.map(|short| short && !stop).collect(),
                placed: matching
                    .post_of
                    .iter()
                    .filter(|post| **post != HOME)
                    .count(),
                post_of: matching.post_of,
                proven: !found,
            };
        }
        matching.augment_all(levels);
        watch.tell(Phase::Headcount, 0.5, None);
    }
}

impl<'a, M: Market> Matching<'a, M> {
    fn new(market: &'a M, openings: &'a [u32], post_of: Vec<u32>, withdrawn: &'a [bool]) -> Self {
        let mut seats = vec![Vec::new(); market.posts()];
        for (person, post) in (0_u32..).zip(&post_of) {
            if *post != HOME {
                seats[*post as usize].push(person);
            }
        }
        let mut free = vec![0; market.posts().div_ceil(64)];
        for (post, openings) in openings.iter().enumerate() {
            free[post / 64] |= u64::from(seats[post].len() < *openings as usize) << (post % 64);
        }
        Self {
            market,
            openings,
            withdrawn,
            seats,
            post_of,
            free,
        }
    }

    fn unplaced(&self) -> Vec<u32> {
        let people = (0_u32..).zip(self.post_of.iter().zip(self.withdrawn));
        let unplaced = people.filter(|(_, (post, is_out))| **post == HOME && !**is_out);
        unplaced.map(|(person, _)| person).collect()
    }

    /// The posts by how many moves they are away from the unplaced people, up to the first free opening; and whether there
    /// is one.
    fn reach(&self) -> (Vec<Vec<u64>>, bool) {
        let mut unseen = vec![u64::MAX; self.free.len()];
        let mut wave = self.unplaced();
        let mut levels = Vec::new();
        let mut found = false;
        while !wave.is_empty() && !found {
            let mut level = vec![0; unseen.len()];
            let mut next = Vec::new();
            for person in wave {
                self.market.take_among(person, &mut unseen, |post| {
                    let at = post as usize;
                    level[at / 64] |= 1 << (at % 64);
                    found |= has(&self.free, at);
                    next.extend_from_slice(&self.seats[at]);
                });
            }
            if found {
                level
                    .iter_mut()
                    .zip(&self.free)
                    .for_each(|(level, free)| *level &= free);
            }
            wave = next;
            levels.push(level);
        }
        (levels, found)
    }

    /// Places people by chains of moves, each one level further, that share no post with a dead end behind it.
    fn augment_all(&mut self, mut levels: Vec<Vec<u64>>) {
        let mut next_seat = vec![0_u32; self.seats.len()];
        for person in self.unplaced() {
            self.augment(person, &mut levels, &mut next_seat);
        }
    }

    fn augment(&mut self, root: u32, levels: &mut [Vec<u64>], next_seat: &mut [u32]) {
        let mut chain = vec![root];
        let mut through: Vec<u32> = Vec::new();
        while let Some(&person) = chain.last() {
            let level = &mut levels[through.len()];
            let Some(post) = self.market.first_among(person, level) else {
                chain.pop();
                if let Some(post) = through.pop() {
                    next_seat[post as usize] += 1;
                }
                continue;
            };
            let at = post as usize;
            if has(&self.free, at) {
                self.seats[at].push(person);
                self.post_of[person as usize] = post;
                if self.seats[at].len() >= self.openings[at] as usize {
                    self.free[at / 64] &= !(1 << (at % 64));
                }
                self.shift(&chain, &through, next_seat);
                return;
            }
            let is_last = through.len() + 1 == levels.len();
            match self.seats[at].get(next_seat[at] as usize) {
                Some(&holder) if !is_last => {
                    through.push(post);
                    chain.push(holder);
                }
                _ => levels[through.len()][at / 64] &= !(1 << (at % 64)),
            }
        }
    }

    /// Each person of the chain takes the seat that the next one has left.
    fn shift(&mut self, chain: &[u32], through: &[u32], next_seat: &mut [u32]) {
        for (&person, &post) in chain.iter().zip(through) {
            let seat = &mut next_seat[post as usize];
            self.seats[post as usize][*seat as usize] = person;
            self.post_of[person as usize] = post;
            *seat += 1;
        }
    }
}

fn has(set: &[u64], post: usize) -> bool {
    set[post / 64] >> (post % 64) & 1 == 1
}
