//! How many people can be placed at all, and which posts are short of openings.
//!
//! Problem: a maximum matching of people to posts with openings. Method: Hopcroft and Karp (1973), shortest
//! augmenting paths in phases, over posts that hold several people, from a matching that is large already. The
//! market is asked for posts in a set only (those not yet seen, or one move further), so no pair is looked at twice
//! in a phase and none is stored.
//!
//! *Short* are the posts that an unplaced person can reach by a chain of moves (Dulmage and Mendelsohn 1958). All of
//! them are full, whoever is there is eligible for short posts only, and so is everybody unplaced: this proves the headcount.
//! Every largest matching fills the short posts with such people. When something has changed, posts that were short prove the headcount as
//! well, if they are still full and nobody new is among the people who may go elsewhere.

use super::auction::HOME;
use super::market::Market;
use crate::threads::in_parts;
use crate::watch::{Phase, Watch};

/// So many moves back, and at most so many posts at a time, openings are followed that nobody takes any more.
const FAR: usize = 16;
const MANY: u32 = 64;

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

/// What is asked.
pub(super) struct Question<'a, M> {
    pub market: &'a M,
    pub openings: &'a [u32],
    /// Who is not in the market.
    pub withdrawn: &'a [bool],
    /// What proved a matching before something changed.
    pub known: Option<Known<'a>>,
    pub threads: usize,
}

/// Posts that were short, and people who may take short posts only.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub is_short: &'a [bool],
    pub people: &'a [bool],
}

struct Matching<'a, M> {
    asked: &'a Question<'a, M>,
    /// The people at each post.
    seats: Vec<Vec<u32>>,
    post_of: Vec<u32>,
    /// Posts with an opening left.
    free: Vec<u64>,
}

/// Adds to a matching until nobody more can be placed.
///
/// If posts that were short before prove it still, they stay the short ones, and nobody else is asked.
pub(super) fn complete<M: Market>(
    asked: &Question<'_, M>,
    post_of: Vec<u32>,
    watch: &mut Watch<'_>,
) -> Headcount {
    let mut matching = Matching::new(asked, post_of);
    loop {
        if let Some(known) = asked.known
            && let Some(is_short) = matching.proven_by(known)
        {
            watch.tell(Phase::Headcount, 1.0, None);
            return matching.counted(is_short, true);
        }
        let (levels, found) = matching.reach();
        let stop = watch.check().is_err();
        if !found || stop {
            watch.tell(Phase::Headcount, 1.0, None);
            let posts = 0..asked.market.posts();
            let is_short = posts.map(|post| levels.iter().any(|level| has(level, post)));
            let is_short = is_short.map(|short| short && !stop).collect();
            return matching.counted(is_short, !found);
        }
        matching.augment_all(levels);
        watch.tell(Phase::Headcount, 0.5, None);
    }
}

impl<'a, M: Market> Matching<'a, M> {
    fn new(asked: &'a Question<'a, M>, post_of: Vec<u32>) -> Self {
        let mut seats = vec![Vec::new(); asked.market.posts()];
        for (person, post) in (0_u32..).zip(&post_of) {
            if *post != HOME {
                seats[*post as usize].push(person);
            }
        }
        let mut free = vec![0; asked.market.posts().div_ceil(64)];
        for (post, openings) in asked.openings.iter().enumerate() {
            free[post / 64] |= u64::from(seats[post].len() < *openings as usize) << (post % 64);
        }
        Self {
            asked,
            seats,
            post_of,
            free,
        }
    }

    fn counted(self, is_short: Vec<bool>, proven: bool) -> Headcount {
        let placed = self.post_of.iter().filter(|post| **post != HOME).count();
        Headcount {
            post_of: self.post_of,
            placed,
            is_short,
            proven,
        }
    }

    /// Those of the posts that were short that are so still, if these prove the matching to be a largest one: full of people who may take
    /// short posts only, and so is everybody who is left.
    fn proven_by(&self, known: Known<'_>) -> Option<Vec<bool>> {
        let posts = self.seats.len();
        let set = |is_in: &dyn Fn(usize) -> bool| {
            let mut set = vec![0_u64; self.free.len()];
            for post in (0..posts).filter(|post| is_in(*post)) {
                set[post / 64] |= 1 << (post % 64);
            }
            set
        };
        let mut is_short = known.is_short.to_vec();
        let others = set(&|post| !is_short[post]);
        let people = (0_u32..).zip(self.post_of.iter().zip(self.asked.withdrawn));
        let people = people.filter(|(_, (post, is_out))| match **post {
            HOME => !**is_out,
            post => is_short[post as usize],
        });
        let mut people: Vec<u32> = people.map(|(person, _)| person).collect();
        let mut doubtful = people
            .iter()
            .filter(|person| !known.people[**person as usize]);
        if doubtful.any(|person| self.asked.market.first_among(*person, &others).is_some()) {
            return None;
        }
        // Posts with an opening left are not short any more, nor are those whose people could move there.
        let mut left = set(&|post| is_short[post] && has(&self.free, post));
        for _ in 0..FAR {
            let many: u32 = left.iter().map(|word| word.count_ones()).sum();
            if many == 0 {
                return Some(is_short);
            }
            if many > MANY {
                return None;
            }
            for (post, is_short) in is_short.iter_mut().enumerate() {
                *is_short &= !has(&left, post);
            }
            people.retain(|person| match self.post_of[*person as usize] {
                HOME => true,
                post => is_short[post as usize],
            });
            let movers = in_parts(self.asked.threads, &people, |people| {
                let may_move =
                    |person: &&u32| self.asked.market.first_among(**person, &left).is_some();
                people.iter().filter(may_move).copied().collect()
            });
            left.fill(0);
            for mover in movers {
                match self.post_of[mover as usize] {
                    HOME => return None,
                    post => left[post as usize / 64] |= 1 << (post % 64),
                }
            }
        }
        None
    }

    fn unplaced(&self) -> Vec<u32> {
        let people = (0_u32..).zip(self.post_of.iter().zip(self.asked.withdrawn));
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
            let mut level = unseen.clone();
            for left in in_parts(self.asked.threads, &wave, |people| {
                let mut left = unseen.clone();
                self.asked.market.take_all_among(people, &mut left);
                vec![left]
            }) {
                unseen
                    .iter_mut()
                    .zip(left)
                    .for_each(|(all, left)| *all &= left);
            }
            let mut next = Vec::new();
            for (level, unseen) in level.iter_mut().zip(&unseen) {
                *level &= !unseen;
            }
            for post in (0..self.seats.len()).filter(|post| has(&level, *post)) {
                found |= has(&self.free, post);
                next.extend_from_slice(&self.seats[post]);
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

    /// Takes out posts from which no chain leads on.
    fn cut_dead_ends(&self, levels: &mut [Vec<u64>]) {
        for nearer in (1..levels.len()).rev() {
            let (before, after) = levels.split_at_mut(nearer);
            let (Some(level), Some(next)) = (before.last_mut(), after.first()) else {
                return;
            };
            let posts: Vec<usize> = (0..self.seats.len())
                .filter(|post| has(level, *post))
                .collect();
            let leads_on = |post: &&usize| {
                let mut holders = self.seats[**post].iter();
                holders.any(|holder| self.asked.market.first_among(*holder, next).is_some())
            };
            let kept = in_parts(self.asked.threads, &posts, |posts| {
                posts.iter().filter(leads_on).copied().collect()
            });
            level.fill(0);
            for post in kept {
                level[post / 64] |= 1 << (post % 64);
            }
        }
    }

    /// Places people by chains of moves, each one level further, that share no post with a dead end behind it.
    fn augment_all(&mut self, mut levels: Vec<Vec<u64>>) {
        self.cut_dead_ends(&mut levels);
        let mut next_seat = vec![0_u32; self.seats.len()];
        let (market, first) = (self.asked.market, &levels[0]);
        let roots = in_parts(self.asked.threads, &self.unplaced(), |people| {
            let may_move = |person: &&u32| market.first_among(**person, first).is_some();
            people.iter().filter(may_move).copied().collect()
        });
        for person in roots {
            self.augment(person, &mut levels, &mut next_seat);
        }
    }

    fn augment(&mut self, root: u32, levels: &mut [Vec<u64>], next_seat: &mut [u32]) {
        let mut chain = vec![root];
        let mut through: Vec<u32> = Vec::new();
        while let Some(&person) = chain.last() {
            let level = &mut levels[through.len()];
            let Some(post) = self.asked.market.first_among(person, level) else {
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
                if self.seats[at].len() >= self.asked.openings[at] as usize {
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

/// Whether a post is in a set.
fn has(set: &[u64], post: usize) -> bool {
    set[post / 64] >> (post % 64) & 1 == 1
}
