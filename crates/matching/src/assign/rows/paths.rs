//! Shortest paths of moves from post to post, over pairs that are nearly as good as what people have.
//!
//! *Slack* is by how much a pair is worse than what its person has, at current prices; it is never below zero here. Only pairs
//! with little slack are listed, each at a post, and `room` tells what all others at that post have at least. A search that would
//! have to know more says so, and is done again when the lists have been made anew.

use super::auction::Auction;
use super::unit::Unit;
use super::{Ended, HOME};
use crate::assign::pairs::Entry;
use crate::watch::Watch;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// By how much a window grows when nothing could be settled within it.
const WIDER: i64 = 4;

/// How many paths pass between two looks at the watch.
const PATIENCE: usize = 64;

/// Which pairs a post lists.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Listed {
    /// Those by which its people could leave.
    WaysOut,
    /// Those by which others could come.
    WaysIn,
}

pub(super) struct Paths<'a, 'm, E, P: Unit> {
    pub auction: &'a mut Auction<'m, E, P>,
    /// The points of everybody who sits.
    pub points: Vec<u32>,
    /// Listed pairs: who, and where to; a void leads home. Some may be of people who have moved since.
    pub near: Vec<Vec<(u32, E)>>,
    /// No pair that a post does not list has less slack than this.
    room: Vec<P>,
    /// No path to anything unlisted is shorter than this.
    known: P,
    /// The length of the shortest path so far to where a search may end.
    pub limit: P,
    frontier: BinaryHeap<Reverse<(P, u32)>>,
    /// Posts of this search whose distance is final.
    done: Vec<u32>,
    search: u32,
    /// The last search that came to each post, how far it was, and who came by which pair.
    seen: Vec<u32>,
    distance: Vec<P>,
    pub came: Vec<(u32, E)>,
}

impl<'a, 'm, E: Entry, P: Unit> Paths<'a, 'm, E, P> {
    pub(super) fn new(auction: &'a mut Auction<'m, E, P>) -> Self {
        let (people, posts) = (auction.post_of.len(), auction.price.len());
        Self {
            points: vec![0; people],
            near: vec![Vec::new(); posts],
            room: vec![P::ZERO; posts],
            known: P::CEILING,
            limit: P::CEILING,
            frontier: BinaryHeap::new(),
            done: Vec::new(),
            search: 0,
            seen: vec![0; posts],
            distance: vec![P::ZERO; posts],
            came: vec![(HOME, E::VOID); posts],
            auction,
        }
    }

    /// Settles all it can, at first within `window` and then within wider ones.
    ///
    /// [`Ended::Beyond`] if some cannot be settled within any.
    pub(super) fn settle_all(
        &mut self,
        listed: Listed,
        mut all: Vec<u32>,
        mut window: P,
        watch: &Watch<'_>,
        settle: impl Fn(&mut Self, u32) -> Result<bool, Ended>,
    ) -> Result<(), Ended> {
        while !all.is_empty() {
            watch.check().map_err(|_| Ended::Stopped)?;
            self.auction.note_falls();
            self.list(listed, window);
            let mut left = Vec::new();
            for (count, one) in all.iter().enumerate() {
                if count % PATIENCE == 0 {
                    watch.check().map_err(|_| Ended::Stopped)?;
                }
                if !settle(self, *one)? {
                    left.push(*one);
                }
            }
            if left.len() == all.len() {
                if window == P::CEILING {
                    return Err(Ended::Beyond);
                }
                let wide: i64 = window.into();
                window = P::of(wide.saturating_mul(WIDER)).min(P::CEILING);
            }
            all = left;
        }
        Ok(())
    }

    /// What a person has now.
    #[inline]
    pub(super) fn surplus(&self, person: u32) -> P {
        match self.auction.post_of[person as usize] {
            HOME => self.auction.home,
            at => {
                let points = P::points(self.points[person as usize]);
                points * self.auction.scale - self.auction.price[at as usize]
            }
        }
    }

    /// Lists all pairs with less slack than `window`.
    fn list(&mut self, listed: Listed, window: P) {
        self.near.iter_mut().for_each(Vec::clear);
        self.room.fill(window);
        for person in (0..).take(self.auction.post_of.len()) {
            self.list_pairs(person, listed, window);
        }
    }

    /// Lists the pairs of a person within what the posts leave out, which is at most `window`.
    fn list_pairs(&mut self, person: u32, listed: Listed, window: P) {
        let Self {
            auction,
            near,
            room,
            ..
        } = self;
        let at = auction.post_of[person as usize];
        if at == HOME && listed == Listed::WaysOut {
            return;
        }
        let has = match at {
            HOME => auction.home,
            at => {
                P::points(self.points[person as usize]) * auction.scale - auction.price[at as usize]
            }
        };
        for entry in auction.row_within(person as usize, window, has) {
            let post = entry.post();
            if post == at {
                continue;
            }
            let lists = match listed {
                Listed::WaysOut => at,
                Listed::WaysIn => post,
            } as usize;
            if has - auction.surplus_of(*entry) < room[lists] {
                near[lists].push((person, *entry));
            }
        }
        if listed == Listed::WaysOut && has - auction.home < room[at as usize] {
            near[at as usize].push((person, E::VOID));
        }
    }

    /// A search begins.
    pub(super) fn begin(&mut self, limit: P) {
        self.search += 1;
        self.known = P::CEILING;
        self.limit = limit;
        self.frontier.clear();
        self.done.clear();
    }

    /// A path leads to a post, if none as short is known.
    #[inline]
    pub(super) fn reach(&mut self, post: u32, distance: P, person: u32, entry: E) {
        let at = post as usize;
        if self.seen[at] != self.search || distance < self.distance[at] {
            self.seen[at] = self.search;
            self.distance[at] = distance;
            self.came[at] = (person, entry);
            self.frontier.push(Reverse((distance, post)));
        }
    }

    /// The nearest post that was not looked at, with its distance, while it may lead to something nearer than the limit.
    pub(super) fn nearest(&mut self) -> Option<(P, u32)> {
        loop {
            let Reverse((distance, post)) = self.frontier.pop()?;
            if distance >= self.limit.min(self.known) {
                return None;
            }
            let at = post as usize;
            if self.distance[at] == distance {
                self.done.push(post);
                let (room, left) = (self.room[at], self.limit - distance);
                if room < left {
                    self.known = self.known.min(distance + room.max(P::ZERO));
                }
                return Some((distance, post));
            }
        }
    }

    /// Whether nothing unlisted can be nearer than what was found.
    pub(super) fn is_known(&self) -> bool {
        self.limit < P::CEILING && self.limit <= self.known
    }

    /// Posts that are nearer than where the search ended, and by how much.
    pub(super) fn nearer(&mut self) -> impl Iterator<Item = (usize, P)> + use<E, P> {
        let mut nearer = Vec::with_capacity(self.done.len());
        for post in &self.done {
            let at = *post as usize;
            let by = self.limit - self.distance[at];
            self.room[at] -= by;
            nearer.push((at, by));
        }
        nearer.into_iter()
    }

    /// Somebody moves; gives where they were.
    pub(super) fn sit(&mut self, person: u32, entry: E, listed: Listed) -> u32 {
        let who = person as usize;
        let from = self.auction.post_of[who];
        if listed == Listed::WaysIn && from != HOME {
            let entry = E::of(from, self.points[who]);
            self.near[from as usize].push((person, entry));
        }
        if entry.is_void() {
            self.auction.post_of[who] = HOME;
        } else {
            self.auction.post_of[who] = entry.post();
            self.points[who] = entry.points();
            if listed == Listed::WaysOut {
                let room = self.room[entry.post() as usize];
                self.list_pairs(person, listed, room);
            }
        }
        from
    }
}
