//! Prices learnt on a sample of the people, to begin with.

use super::steps::SHRINK;
use super::{MOST_LISTED, Solver};
use crate::assign::auction::Stop;
use crate::assign::market::Market;
use crate::assign::optimum::Wanted;
use crate::assign::pairs::Entry;
use crate::assign::sample::{Sample, thinned};
use crate::threads::in_pieces;
use crate::watch::Watch;
use domain::words::Objective;
use std::ops::Range;

/// One person in so many is sampled, and of the sample again.
const THIN: u32 = 4;

/// Fewer people than this teach nothing.
const SMALL: usize = 3000;

/// So many people are asked what they would pay for posts that have no opening in their sample.
const ASKED: usize = 20_000;

/// A sample is solved until ε is below this part of the most points.
const ROUGHLY: i64 = 256;

impl<M: Market, E: Entry> Solver<'_, M, E> {
    /// Begins at prices learnt from a sample, if the market is large.
    pub(super) fn learn(&mut self, watch: &mut Watch<'_>) {
        let stride = self.market.stride.saturating_mul(THIN);
        let market = Sample {
            stride,
            ..self.market
        };
        if market.people() < SMALL {
            return;
        }
        let terms = &self.auction.terms;
        let openings = thinned(&terms.openings, THIN);
        let wanted = Wanted {
            openings: &openings,
            reserve: &[],
            objective: Objective::ScoreFirst,
            gap: 0.0,
            threads: self.auction.threads,
        };
        let mut sample = Self::of_sample(market, &wanted);
        sample.auction.terms.reserve = terms
            .reserve
            .iter()
            .map(|reserve| reserve / self.auction.scale * sample.auction.scale)
            .collect();
        sample.learn(watch);
        // What a stopped sample has learnt will do as well.
        let _stopped = sample.roughly(watch);
        let ratio = self.auction.scale as f64 / sample.auction.scale as f64;
        // Its lists became longer because they were used up, as those of everybody would be.
        if sample.auction.lists.size() > MOST_LISTED {
            self.auction.lists.lengthen(sample.auction.lists.size());
        }
        let prices = sample.taught();
        self.begin_at(prices.into_iter().map(|price| price as f64 * ratio));
    }

    /// The prices of a sample. Posts that have no opening there cost what the keenest of some people would pay.
    fn taught(&self) -> Vec<i64> {
        let auction = &self.auction;
        let mut prices = auction.price.clone();
        let is_closed: Vec<bool> = auction
            .terms
            .openings
            .iter()
            .map(|openings| *openings == 0)
            .collect();
        for (post, price) in prices.iter_mut().enumerate() {
            if is_closed[post] {
                *price = auction.terms.reserve[post];
            }
        }
        if !is_closed.contains(&true) {
            return prices;
        }
        let people = auction.seats.len();
        let step = 1 + people / ASKED;
        let keen = |range: Range<usize>| {
            let mut keenest = prices.clone();
            for person in range.map(|asked| asked * step) {
                let surplus = auction.surplus(person);
                let number = u32::try_from(person).unwrap_or(u32::MAX);
                self.market.each(number, |post, points| {
                    let post = post as usize;
                    if is_closed[post] {
                        let keen = i64::from(points) * auction.scale - surplus;
                        keenest[post] = keenest[post].max(keen);
                    }
                });
            }
            vec![keenest]
        };
        for keenest in in_pieces(
            auction.threads,
            auction.threads,
            people.div_ceil(step),
            keen,
        ) {
            for (price, keen) in prices.iter_mut().zip(keenest) {
                *price = keen.max(*price);
            }
        }
        prices
    }

    fn roughly(&mut self, watch: &Watch<'_>) -> Result<(), Stop> {
        let mut epsilon = self.first_epsilon();
        self.auction.steps_left = self.patience();
        loop {
            epsilon = self.phase(epsilon, watch)?;
            if epsilon <= self.leap() / ROUGHLY {
                return Ok(());
            }
            epsilon = (epsilon / SHRINK).max(1);
        }
    }
}
