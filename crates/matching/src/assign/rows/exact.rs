//! The last points: what the auction has left within ε is made exact by shortest paths.
//!
//! Whoever could have more than they have gets up. Then everybody who sits has the best there is at current prices, and
//! people are seated one after the other along the shortest path of moves, by slack, to an opening or to somebody who would as
//! soon stay at home; the posts on the way become dearer by what they are nearer than its end. Then openings that
//! cost more than they are worth kept are filled in the same way backwards, and posts become cheaper. So the prices always prove
//! what sits, and in the end the whole (Ahuja, Magnanti and Orlin 1993, 9.7).

use super::auction::{Auction, Standing};
use super::paths::{Listed, Paths};
use super::unit::Unit;
use super::{Ended, HOME};
use crate::assign::pairs::Entry;
use crate::watch::Watch;

/// Pairs are listed at first if they have less slack than so many times ε.
const WINDOW: i64 = 64;

/// Makes the assignment the best there is, and the prices its proof.
pub(super) fn settle<E: Entry, P: Unit>(
    auction: &mut Auction<'_, E, P>,
    epsilon: P,
    watch: &Watch<'_>,
) -> Result<(), Ended> {
    let window = P::of(WINDOW) * epsilon;
    let mut paths = Paths::new(auction);
    let standing = paths.stand_up();
    paths.settle_all(Listed::WaysOut, standing, window, watch, Paths::place)?;
    let posts = (0..).take(paths.auction.price.len());
    let overpriced = posts.filter(|post| paths.auction.is_overpriced(*post as usize));
    let overpriced = overpriced.collect();
    let fill = |paths: &mut Paths<'_, '_, E, P>, post| Ok(paths.fill(post));
    paths.settle_all(Listed::WaysIn, overpriced, window, watch, fill)
}

impl<E: Entry, P: Unit> Paths<'_, '_, E, P> {
    /// Whoever has less than the best gets up.
    fn stand_up(&mut self) -> Vec<u32> {
        let mut standing = Vec::new();
        let auction = &mut *self.auction;
        auction.seats.clear();
        for (person, number) in (0..auction.post_of.len()).zip(0_u32..) {
            let at = auction.post_of[person];
            let Standing { has, other, points } = auction.standing(person);
            if has < other.max(auction.home) {
                standing.push(number);
                auction.post_of[person] = HOME;
            } else if at != HOME {
                auction.seats.come(at as usize);
                self.points[person] = points;
            }
        }
        standing
    }

    /// Seats a person who stands, or leaves them at home.
    fn place(&mut self, person: u32) -> Result<bool, Ended> {
        let home = self.auction.home;
        let row = self.auction.row(person as usize);
        let surpluses = row.iter().map(|entry| self.auction.surplus_of(*entry));
        let best = surpluses.max().map_or(home, |best| best.max(home));
        let mut end = (HOME, person);
        self.begin(best - home);
        for place in 0..self.auction.row(person as usize).len() {
            let entry = self.auction.row(person as usize)[place];
            self.step(
                best - self.auction.surplus_of(entry),
                person,
                entry,
                &mut end,
            );
        }
        while let Some((distance, post)) = self.nearest() {
            let at = post as usize;
            let mut place = 0;
            while let Some(&(who, entry)) = self.near[at].get(place) {
                if self.auction.post_of[who as usize] != post {
                    self.near[at].swap_remove(place);
                    continue;
                }
                place += 1;
                let has = self.surplus(who);
                if entry.is_void() {
                    if has - home < self.limit - distance {
                        self.limit = distance + (has - home);
                        end = (HOME, who);
                    }
                    continue;
                }
                let slack = has - self.auction.surplus_of(entry);
                if slack < self.limit - distance {
                    self.step(distance + slack, who, entry, &mut end);
                }
            }
        }
        if !self.is_known() {
            return Ok(false);
        }
        for (post, by) in self.nearer() {
            let price = &mut self.auction.price[post];
            if by > P::CEILING - *price {
                return Err(Ended::Beyond);
            }
            *price += by;
        }
        let (mut to, mut who) = end;
        if to != HOME {
            self.auction.seats.come(to as usize);
        }
        loop {
            let entry = match to {
                HOME => E::VOID,
                to => self.came[to as usize].1,
            };
            to = self.sit(who, entry, Listed::WaysOut);
            if who == person {
                return Ok(true);
            }
            who = self.came[to as usize].0;
        }
    }

    /// Goes one move further, or ends where there is an opening.
    #[inline]
    fn step(&mut self, distance: P, who: u32, entry: E, end: &mut (u32, u32)) {
        let post = entry.post();
        if distance >= self.limit || self.auction.seats.openings(post as usize) == 0 {
            return;
        }
        self.reach(post, distance, who, entry);
        if !self.auction.seats.is_full(post as usize) {
            self.limit = distance;
            *end = (post, who);
        }
    }

    /// Fills all openings of a post that are dearer than they are worth kept, or lowers its price so far.
    fn fill(&mut self, post: u32) -> bool {
        while self.auction.is_overpriced(post as usize) {
            if !self.fill_one(post) {
                return false;
            }
        }
        true
    }

    fn fill_one(&mut self, opening: u32) -> bool {
        let kept = |paths: &Self, at: usize| paths.auction.price[at] - paths.auction.reserve[at];
        // Who takes the last opening, and where it is; nobody, if it is kept.
        let mut end = (None, opening);
        self.begin(kept(self, opening as usize));
        self.reach(opening, P::ZERO, HOME, E::VOID);
        while let Some((distance, post)) = self.nearest() {
            let at = post as usize;
            if kept(self, at) < self.limit - distance {
                self.limit = distance + kept(self, at);
                end = (None, post);
            }
            let mut place = 0;
            while let Some(&(who, entry)) = self.near[at].get(place) {
                let from = self.auction.post_of[who as usize];
                if from == post {
                    self.near[at].swap_remove(place);
                    continue;
                }
                place += 1;
                let slack = self.surplus(who) - self.auction.surplus_of(entry);
                if slack >= self.limit - distance {
                    continue;
                }
                if from == HOME {
                    self.limit = distance + slack;
                    end = (Some((who, entry)), post);
                } else {
                    self.reach(from, distance + slack, who, entry);
                }
            }
        }
        if !self.is_known() {
            return false;
        }
        for (post, by) in self.nearer() {
            self.auction.price[post] -= by;
        }
        let (comes, mut at) = end;
        match comes {
            Some((who, entry)) => {
                self.sit(who, entry, Listed::WaysIn);
            }
            None if at == opening => return true,
            None => self.auction.seats.leave(at as usize),
        }
        self.auction.seats.come(opening as usize);
        while at != opening {
            let (who, entry) = self.came[at as usize];
            self.sit(who, entry, Listed::WaysIn);
            at = entry.post();
        }
        true
    }
}
