//! The prices that a large market begins with: those of a sample, after one rough phase.

use super::auction::Auction;
use super::seats::Seats;
use super::unit::Unit;
use super::{Ended, Search, suitors};
use crate::assign::auction::HOME;
use crate::assign::pairs::Entry;
use crate::assign::sample::thinned;
use crate::watch::Watch;

/// One person in so many is sampled.
const THIN: u32 = 4;

/// By how many ε the prices of a sample may be off, times the root of the people.
const CHANCE: i64 = 150;

impl<E: Entry, P: Unit> Search<'_, E, P> {
    /// How far prices of a sample may be too high: what the phase has left, and chance, which is less the more people there are.
    pub(super) fn doubt(&self, epsilon: i64) -> i64 {
        let people = i64::try_from(self.auction.post_of.len()).unwrap_or(i64::MAX);
        epsilon + epsilon / 2 + CHANCE * epsilon / people.isqrt().max(1)
    }

    /// The prices of a sample after one phase.
    pub(super) fn learnt(&self, epsilon: P, watch: &Watch<'_>) -> Result<Vec<P>, Ended> {
        let all = &self.auction;
        let openings: Vec<u32> = (0..all.price.len())
            .map(|post| all.seats.openings(post))
            .collect();
        let people = all.post_of.len().div_ceil(THIN as usize);
        let openings = thinned(&openings, THIN);
        let mut sample = Auction {
            pairs: all.pairs,
            near: None,
            stride: THIN as usize,
            scale: all.scale,
            reserve: all.reserve.clone(),
            home: P::ZERO,
            leap: all.leap,
            price: all.price.clone(),
            seats: Seats::new(&openings, people, || suitors(all.pairs)),
            post_of: vec![HOME; people],
        };
        sample.phase(epsilon, watch)?;
        Ok(sample.price)
    }
}
