//! How far apart bids are: the ε of each phase.

use super::{Begun, Solver};
use crate::assign::auction::Stop;
use crate::assign::market::Market;
use crate::assign::pairs::Entry;
use crate::watch::Watch;

/// The first ε, as a part of the most points, when nothing is known of prices.
const COLD: i64 = 4;

/// The first ε when prices were learnt from a sample.
const WARM: i64 = 1024;

/// The first ε when much changed after a solve.
const AGAIN: i64 = 512;

/// When less changed than one person in so many, most people sit well already, and the first ε is what would do for everybody.
/// Where nothing may be left open, it is finer by so much than that of the end, but no finer than this.
const MANY: usize = 100;
const FINER: i64 = 3;
const AGAIN_A_FEW: i64 = 1 << 21;

/// When the first phase takes more bids than these a person, ε was too fine for the prices that it began with: those of a sample, or
/// those of before a change.
const BIDS_WARM: u64 = 64;
const BIDS_AGAIN: u64 = 8;

/// By what ε shrinks from phase to phase.
pub(super) const SHRINK: i64 = 12;

/// The next ε is expected to leave this part of the gap that is allowed.
const WELL_WITHIN: f64 = 0.4;

impl<M: Market, E: Entry> Solver<'_, M, E> {
    /// The ε to begin with.
    pub(super) fn first_epsilon(&self) -> i64 {
        let part = match self.begun {
            Begun::Cold => COLD,
            Begun::Warm => WARM,
            Begun::Solved if self.touched > self.market.people() / MANY => AGAIN,
            Begun::Solved if self.enough() > 0 => {
                return self.enough().min(self.leap() / AGAIN);
            }
            Begun::Solved => {
                let last = self.leap() / self.last_epsilon.max(1);
                last.saturating_mul(FINER).clamp(AGAIN, AGAIN_A_FEW)
            }
        };
        (self.leap() / part).max(1)
    }

    /// How many steps the first phase may take. Mostly few people bid, and a fine ε will do. But where hundreds of pairs are worth
    /// the same, a few people more or less may change prices by hundreds of points, and steps of a hundredth of a point never get there; and
    /// where there are about as many openings as people, a sample that has some too few teaches prices that are off by thousands.
    pub(super) fn patience(&self) -> u64 {
        let a_person = match self.begun {
            Begun::Cold => return u64::MAX,
            Begun::Warm => BIDS_WARM,
            Begun::Solved => BIDS_AGAIN,
        };
        self.market.people() as u64 * a_person
    }

    /// One phase, begun anew with a coarser ε as often as it takes too many steps; gives the ε that it ended with.
    pub(super) fn phase(&mut self, mut epsilon: i64, watch: &Watch<'_>) -> Result<i64, Stop> {
        loop {
            self.last_epsilon = epsilon;
            match self.auction.phase(epsilon, watch) {
                Err(Stop::TooLong) => epsilon = self.coarser(epsilon),
                ended => {
                    self.auction.steps_left = u64::MAX;
                    return ended.map(|()| epsilon);
                }
            }
        }
    }

    /// The ε after one that was too fine to begin with.
    fn coarser(&mut self, epsilon: i64) -> i64 {
        let coarsest = self.leap() / COLD;
        if epsilon >= coarsest {
            self.auction.steps_left = u64::MAX;
            return epsilon;
        }
        self.auction.steps_left = self.patience();
        epsilon.saturating_mul(SHRINK).min(coarsest)
    }

    /// The ε after one that left a gap. Gaps shrink as ε does, so the last is chosen by the gap that is allowed.
    pub(super) fn next_epsilon(&self, epsilon: i64, gap: f64) -> i64 {
        let too_wide = gap / (self.gap * WELL_WITHIN).max(f64::MIN_POSITIVE);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "cut to a small number first"
        )]
        let finer = too_wide.clamp(2.0, SHRINK as f64) as i64;
        (epsilon / finer).max(self.enough().min(epsilon / 2)).max(1)
    }

    /// With everybody within this of their best no more is open than is allowed.
    fn enough(&self) -> i64 {
        let allowed = self.gap * self.auction.points() as f64 * self.auction.scale as f64;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "`as` saturates, and no gap leaves more open than all points"
        )]
        let enough = (allowed / self.auction.placed().max(1) as f64) as i64;
        enough
    }
}
