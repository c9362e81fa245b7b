//! What may be told a search before it begins, and before it goes on.

use super::{Begun, Solver};
use crate::assign::auction::HOME;
use crate::assign::market::Market;
use crate::assign::optimum::Price;
use crate::assign::pairs::Entry;

impl<M: Market, E: Entry> Solver<'_, M, E> {
    /// Begins at the prices of another solve, whatever its scale; seats are not known.
    pub fn begin(&mut self, prices: &[Price], scale: i64) {
        let ratio = self.auction.scale as f64 / scale.max(1) as f64;
        let points = prices.iter().map(|price| price.points as f64 * ratio);
        self.begin_at(points);
    }

    /// Begins at prices in units, none below the reserve.
    pub(super) fn begin_at(&mut self, prices: impl Iterator<Item = f64>) {
        let auction = &mut self.auction;
        for (post, price) in prices.enumerate().take(auction.price.len()) {
            if auction.terms.openings[post] > 0 {
                auction.price[post] = units(price).clamp(auction.terms.reserve[post], self.place);
            }
        }
        self.auction.forget_quotes();
        self.begun = Begun::Warm;
    }

    /// Begins with people where they sit; who sits nowhere, or at a post that is closed to them, is at home.
    pub fn sit(&mut self, post_of: &[Option<u32>]) {
        let seats: Vec<u32> = post_of.iter().map(|post| post.unwrap_or(HOME)).collect();
        self.auction.sit(&seats);
        self.auction.evict();
        self.touched = self.market.people();
        self.begun = Begun::Solved;
    }

    /// Changes how many people each post takes. Who has fewest points leaves a post that takes fewer than it did.
    pub fn set_openings(&mut self, openings: &[u32]) {
        let auction = &mut self.auction;
        let prices = auction.price.clone();
        let before = std::mem::replace(&mut auction.terms.openings, openings.to_vec());
        auction.terms.openings.resize(before.len(), 0);
        for (post, before) in before.iter().enumerate() {
            self.touched += auction.terms.openings[post].abs_diff(*before) as usize;
            if *before == 0 && auction.terms.openings[post] > 0 {
                // It was beyond anybody's means, so it is on nobody's list.
                let counted = self.headcount.as_ref();
                let is_short = counted.is_some_and(|counted| counted.is_short[post]);
                let dearer = if is_short { self.place } else { 0 };
                auction.price[post] = auction.terms.reserve[post] + dearer;
            }
        }
        auction.note_falls(&prices);
        auction.evict();
        self.close_the_empty();
    }

    /// Takes people out of the market, or back in.
    pub fn withdraw(&mut self, people: &[u32], is_out: bool) {
        for &person in people {
            self.touched += usize::from(self.withdrawn[person as usize] != is_out);
            self.withdrawn[person as usize] = is_out;
            self.auction.send_home(person as usize);
        }
    }

    /// Takes note that the market shows other pairs of some people than it did; they leave their seats.
    pub fn look_again(&mut self, people: &[u32]) {
        self.touched += people.len();
        for &person in people {
            self.auction.lists.forget_of(person as usize);
            if let Some(shortage) = &mut self.auction.shortage {
                shortage.people[person as usize] = false;
            }
            self.auction.send_home(person as usize);
        }
    }

    /// Adds points to what placing each of some people is worth; negative ones take away.
    pub fn favour(&mut self, people: &[u32], points: i64) {
        self.touched += people.len();
        for &person in people {
            self.lift[person as usize] += points * self.auction.scale;
        }
    }
}

fn units(price: f64) -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "`as` saturates, and any price will do to begin with"
    )]
    let units = price as i64;
    units
}
