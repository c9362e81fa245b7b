//! What becomes of lists when posts fall in price: a pair that is not listed may have become attractive.
//!
//! Posts that fell little raise the bound on what is not listed; those that fell further are shown to everybody to
//! whom they may be worth more than that.

use super::Auction;
use crate::assign::lists::View;
use crate::assign::market::Market;
use crate::assign::pairs::Entry;

/// So many people are asked how much their list can bear.
const ASKED: usize = 10_000;

/// All lists but one in so many are almost all.
const FEW: usize = 20;

/// So many falls are thought of, up to what half of the lists can bear.
const STEPS: usize = 100;

/// What it takes to show somebody a few posts, and what more to show all, measured by what it takes to make their list anew.
const SHOWING: f64 = 0.05;
const SHOWING_ALL: f64 = 0.4;

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
        let far: Vec<u32> = (0_u32..)
            .zip(&far)
            .filter_map(|(post, is_far)| is_far.then_some(post))
            .collect();
        let prepared = |dearer: &dyn Fn(usize) -> i64| {
            let price = |post: &u32| (*post, price[*post as usize] - dearer(*post as usize));
            let prices: Vec<(u32, i64)> = far.iter().map(price).collect();
            market.prepare_some(&prices, *scale)
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

    /// A fall that almost all lists bear.
    pub(super) fn borne(&self) -> i64 {
        let margins = self.margins();
        let margin = margins.get(margins.len() / FEW).copied().unwrap_or(0);
        margin.clamp(0, self.leap)
    }

    /// By how much the best is better than what is not listed, of some people, ascending.
    fn margins(&self) -> Vec<i64> {
        let people = (0..self.seats.len()).step_by(1 + self.seats.len() / ASKED);
        let margin = |person| {
            let best = self.best_listed(person);
            best.saturating_sub(self.lists.rest(person))
        };
        let mut margins: Vec<i64> = people.map(margin).collect();
        margins.sort_unstable();
        margins
    }

    /// A fall that is so little that most lists bear it: what falls further has to be shown to everybody, and lists that do not bear it
    /// have to be made anew; the sum of both is to be small.
    fn little(&self, falls: &[i64]) -> i64 {
        let mut falls: Vec<i64> = falls.iter().copied().filter(|fall| *fall > 0).collect();
        let margins = self.margins();
        if falls.is_empty() || margins.is_empty() {
            return 0;
        }
        falls.sort_unstable();
        let cost = |little: i64| {
            let below = margins.partition_point(|margin| *margin < little) as f64;
            let far = (falls.len() - falls.partition_point(|fall| *fall <= little)) as f64;
            let shown = if far > 0.0 { SHOWING } else { 0.0 };
            below / margins.len() as f64 + shown + far / self.price.len() as f64 * SHOWING_ALL
        };
        let furthest = falls.last().copied().unwrap_or(0).min(self.leap);
        let spared = (0..STEPS).map(|step| margins[margins.len() * step / STEPS / 2]);
        let bearable = spared.map(|margin| margin.clamp(0, furthest));
        let bearable = bearable.chain([furthest]);
        bearable
            .min_by(|one, other| cost(*one).total_cmp(&cost(*other)))
            .unwrap_or(0)
    }
}
