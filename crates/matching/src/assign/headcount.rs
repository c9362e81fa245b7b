//! How many people can be placed at all, and which part of the market each belongs to.
//!
//! Problem: a maximum matching of people to posts with openings. Method: Hopcroft
//! and Karp (1973), shortest augmenting paths in phases, over posts that hold
//! several people. Then the canonical decomposition of Dulmage and Mendelsohn (1958):
//!
//! - **short**: posts that an unplaced person can reach by a chain of moves, and the
//!   people there. Every largest matching fills these posts; who is left out varies.
//! - **ample**: posts from which a chain of moves reaches a free opening, and the
//!   people there. Every largest matching places all these people.
//! - **even**: the rest. Every largest matching fills these posts and places these people.
//!
//! What holds: no largest matching uses a pair whose person and post lie in
//! different parts. So the best score among largest matchings is found part by part,
//! with no bonus for placing people, however large.
//!
//! Proof of the headcount: everybody outside *short* is placed, and people in *short*
//! are eligible only for posts in *short*, all of them full.
//!
//! Cost: O(pairs · √people) at worst, a few passes over the pairs in practice.
//! Ties: people in ascending order, each first to the free post of most points.

use super::pairs::{Columns, Pairs};
use crate::watch::{Cancelled, Phase, Watch};

/// The part of the market that a person or a post belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// More people than openings.
    Short,
    /// As many as there are openings.
    Even,
    /// Openings to spare.
    Ample,
}

/// A largest matching's size, and the parts.
pub(super) struct Headcount {
    /// How many people can be placed.
    pub placed: usize,
    /// The part of each person. People who may go nowhere are short.
    pub people: Vec<Part>,
    /// The part of each post.
    pub posts: Vec<Part>,
}

/// Not reached, not seated.
const NONE: u32 = u32::MAX;

/// A matching that grows by augmenting paths.
struct Matching<'a> {
    pairs: &'a Pairs,
    openings: &'a [u32],
    /// The people at each post.
    seats: Vec<Vec<u32>>,
    /// The post of each person, or [`NONE`].
    post_of: Vec<u32>,
    /// How many moves away from an unplaced person a post lies, or [`NONE`].
    level: Vec<u32>,
    /// The next pair of a person to try in this phase.
    next_pair: Vec<u32>,
    /// The next seat of a post to try in this phase.
    next_seat: Vec<u32>,
}

/// Counts the people who can be placed, and takes the market apart.
pub(super) fn count(
    pairs: &Pairs,
    columns: &Columns,
    openings: &[u32],
    watch: &mut Watch<'_>,
) -> Result<Headcount, Cancelled> {
    let mut matching = Matching::greedy(pairs, openings);
    while matching.reach() {
        watch.check()?;
        matching.augment_all();
        watch.tell(Phase::Headcount, 0.5, None);
    }
    watch.tell(Phase::Headcount, 1.0, None);
    Ok(matching.into_parts(columns))
}

impl<'a> Matching<'a> {
    fn greedy(pairs: &'a Pairs, openings: &'a [u32]) -> Self {
        let mut seats = vec![Vec::new(); pairs.posts()];
        let mut post_of = vec![NONE; pairs.people()];
        for (person, who) in (0..pairs.people()).zip(0_u32..) {
            let best = pairs
                .row(person)
                .filter(|(post, _)| is_free(&seats[*post as usize], openings[*post as usize]))
                .max_by_key(|(post, points)| (*points, std::cmp::Reverse(*post)));
            if let Some((post, _)) = best {
                seats[post as usize].push(who);
                post_of[person] = post;
            }
        }
        Self {
            pairs,
            openings,
            seats,
            post_of,
            level: vec![NONE; pairs.posts()],
            next_pair: vec![0; pairs.people()],
            next_seat: vec![0; pairs.posts()],
        }
    }

    fn unplaced(&self) -> Vec<u32> {
        (0_u32..)
            .zip(&self.post_of)
            .filter(|(_, post)| **post == NONE)
            .map(|(person, _)| person)
            .collect()
    }

    /// Levels all posts from the unplaced people on; whether a free opening was reached.
    fn reach(&mut self) -> bool {
        self.level.fill(NONE);
        self.next_pair.fill(0);
        self.next_seat.fill(0);
        let mut wave = self.unplaced();
        let mut depth = 0;
        let mut found = false;
        while !wave.is_empty() && !found {
            let mut next = Vec::new();
            for person in wave {
                for &post in self.pairs.slices(person as usize).0 {
                    let at = post as usize;
                    if self.level[at] == NONE {
                        self.level[at] = depth;
                        found |= is_free(&self.seats[at], self.openings[at]);
                        next.extend_from_slice(&self.seats[at]);
                    }
                }
            }
            wave = next;
            depth += 1;
        }
        found
    }

    fn augment_all(&mut self) {
        for person in self.unplaced() {
            self.augment(person);
        }
    }

    /// Places one more person by a chain of moves, each one level deeper.
    fn augment(&mut self, root: u32) {
        let mut chain = vec![root];
        let mut through: Vec<u32> = Vec::new();
        while let Some(&person) = chain.last() {
            let (posts, _) = self.pairs.slices(person as usize);
            let Some(&post) = posts.get(self.next_pair[person as usize] as usize) else {
                chain.pop();
                if let Some(post) = through.pop() {
                    self.next_seat[post as usize] += 1;
                }
                continue;
            };
            let at = post as usize;
            if self.level[at] as usize != through.len() {
                self.next_pair[person as usize] += 1;
            } else if is_free(&self.seats[at], self.openings[at]) {
                self.seats[at].push(person);
                self.post_of[person as usize] = post;
                self.shift(&chain, &through);
                return;
            } else if let Some(&holder) = self.seats[at].get(self.next_seat[at] as usize) {
                through.push(post);
                chain.push(holder);
            } else {
                self.next_pair[person as usize] += 1;
            }
        }
    }

    /// Each person of the chain takes the seat that the next one has left.
    fn shift(&mut self, chain: &[u32], through: &[u32]) {
        for (&person, &post) in chain.iter().zip(through) {
            let seat = &mut self.next_seat[post as usize];
            self.seats[post as usize][*seat as usize] = person;
            self.post_of[person as usize] = post;
            *seat += 1;
        }
    }

    /// After the last [`Matching::reach`]: levelled posts are short, and from the free ones back all is ample.
    fn into_parts(self, columns: &Columns) -> Headcount {
        let mut posts: Vec<Part> = self
            .level
            .iter()
            .map(|level| {
                if *level == NONE {
                    Part::Even
                } else {
                    Part::Short
                }
            })
            .collect();
        let mut ample: Vec<usize> = (0..posts.len())
            .filter(|post| is_free(&self.seats[*post], self.openings[*post]))
            .collect();
        for &post in &ample {
            posts[post] = Part::Ample;
        }
        while let Some(post) = ample.pop() {
            for (person, _) in columns.column(post) {
                let from = self.post_of[person as usize];
                if from != NONE && posts[from as usize] == Part::Even {
                    posts[from as usize] = Part::Ample;
                    ample.push(from as usize);
                }
            }
        }
        let people: Vec<Part> = self
            .post_of
            .iter()
            .map(|post| posts.get(*post as usize).copied().unwrap_or(Part::Short))
            .collect();
        Headcount {
            placed: self.post_of.iter().filter(|post| **post != NONE).count(),
            people,
            posts,
        }
    }
}

fn is_free(seats: &[u32], openings: u32) -> bool {
    seats.len() < openings as usize
}
