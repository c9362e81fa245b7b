//! What becomes of lists when posts fall in price: a pair that is not listed may have become attractive.
//!
//! Posts that fell little raise the bound on what is not listed; those that fell further are shown to everybody to
//! whom they may be worth more than that.

use super::Auction;
use crate::assign::lists::View;
use crate::assign::market::Market;
use crate::assign::pairs::Entry;

/// So many people are asked how much their list can bear, and of these one in so many may bear less.
const ASKED: usize = 10_000;
const SPARED: usize = 40;

/// Beyond anybody's means.
const UNAFFORDABLE: i64 = i64::MAX / 8;

impl<M: Market, E: Entry> Auction<'_, M, E> {
    /// Takes note that prices were higher before.
    pub(in crate::assign) fn note_falls(&mut self, before: &[i64]) {
        let falls = before.iter().zip(&self.price);
        let falls: Vec<i64> = falls.map(|(before, now)| before - now).collect();
        let little = self.little(&falls);
        self.lists.note_fall(little);
        let far: Vec<bool> = falls.iter().map(|fall| *fall > little).collect();
        if !far.contains(&true) {
            return;
        }
        let Self {
            lists,
            price,
            shortage,
            market,
            scale,
            threads,
            ..
        } = self;
        let shown = |post: usize, dearer: i64| {
            if far[post] {
                price[post] - dearer
            } else {
                UNAFFORDABLE
            }
        };
        let prepared = |dearer: &dyn Fn(usize) -> i64| {
            let prices: Vec<i64> = (0..far.len())
                .map(|post| shown(post, dearer(post)))
                .collect();
            market.prepare_in(&prices, *scale)
        };
        let as_is = prepared(&|_| 0);
        let surplus = |entry: E| i64::from(entry.points()) * *scale - price[entry.post() as usize];
        match shortage {
            None => {
                let view = |_| View {
                    prices: &as_is,
                    dearer: 0,
                };
                lists.admit(market, view, surplus, *threads);
            }
            Some(shortage) => {
                let place = shortage.place;
                let as_seen = prepared(&|post| if shortage.posts[post] { place } else { 0 });
                let view = |person: usize| {
                    if shortage.people[person] {
                        View {
                            prices: &as_seen,
                            dearer: place,
                        }
                    } else {
                        View {
                            prices: &as_is,
                            dearer: 0,
                        }
                    }
                };
                lists.admit(market, view, surplus, *threads);
            }
        }
    }

    /// A fall that is so little that almost all lists bear it.
    fn little(&self, falls: &[i64]) -> i64 {
        let furthest = falls.iter().copied().max().unwrap_or(0);
        let furthest = furthest.clamp(0, self.leap);
        let people = (0..self.seats.len()).step_by(1 + self.seats.len() / ASKED);
        let mut margins: Vec<i64> = people
            .map(|person| {
                self.best_listed(person)
                    .saturating_sub(self.lists.rest(person))
            })
            .collect();
        let at = margins.len() / SPARED;
        margins.sort_unstable();
        margins
            .get(at)
            .map_or(0, |margin| (*margin).clamp(0, furthest))
    }
}
