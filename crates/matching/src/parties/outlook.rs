//! How prices are expected to follow while parties move one after another, until everybody is solved again.
//!
//! A post that is asked for once more by as many as it takes becomes dearer by its *steepness*. What that is, is learnt
//! from what prices did after the moves of the rounds before: post by post, and in the middle of all, which keeps single posts from the
//! extremes.

use crate::assign::optimum::Price;

/// The steepness before anything is learnt, in points.
const FIRST: i64 = 1_000;

/// The least that is believed of the middle, in points.
const LEAST: i64 = 100;

/// The median of fewer slopes than these tells nothing.
const FEW: usize = 16;

/// So much steeper or flatter the middle may become in a round, and so much flatter than it a post may be.
const AT_MOST: f64 = 2.0;

/// No post is steeper than so many times the usual.
const STEEPEST: f64 = 100.0;

/// Prices on their way from one solve to the next.
pub(super) struct Outlook {
    /// The prices as they are expected.
    pub prices: Vec<Price>,
    /// As they were at the last solve.
    before: Vec<Price>,
    reserve: Vec<i64>,
    openings: Vec<u32>,
    /// Seats that were asked for since, less those that were left.
    flow: Vec<i32>,
    /// By post, in units.
    steepness: Vec<f64>,
    /// In the middle of all posts.
    usual: f64,
    /// What that is at least.
    least: f64,
}

impl Outlook {
    /// Prices and reserves in units of `scale` a point.
    pub(super) fn new(prices: Vec<Price>, reserve: Vec<i64>, openings: &[u32], scale: i64) -> Self {
        Self {
            before: prices.clone(),
            flow: vec![0; prices.len()],
            steepness: vec![(FIRST * scale) as f64; prices.len()],
            usual: (FIRST * scale) as f64,
            least: (LEAST * scale) as f64,
            openings: openings.to_vec(),
            reserve,
            prices,
        }
    }

    /// Seats are asked for.
    pub(super) fn enter(&mut self, column: &[(u32, u32)]) {
        for (post, _) in column {
            self.flows(*post, 1);
        }
    }

    /// Seats are left.
    pub(super) fn leave(&mut self, column: &[(u32, u32)]) {
        for (post, _) in column {
            self.flows(*post, -1);
        }
    }

    /// One seat is asked for, or left.
    pub(super) fn flows(&mut self, post: u32, seats: i32) {
        let at = post as usize;
        self.flow[at] += seats;
        let rise = self.steepness[at] * self.share(at);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "`as` saturates, and any price will do"
        )]
        let expected = self.before[at].points.saturating_add(rise as i64);
        self.prices[at].points = expected.max(self.reserve[at]);
    }

    /// What came of it.
    pub(super) fn learn(&mut self, now: &[Price]) {
        let mut slopes = Vec::new();
        for (at, (now, before)) in now.iter().zip(&self.before).enumerate() {
            if self.flow[at] != 0 {
                let slope = (now.points - before.points) as f64 / self.share(at);
                slopes.push((at, slope));
            }
        }
        let mut sorted: Vec<f64> = slopes.iter().map(|(_, slope)| *slope).collect();
        let middle = sorted.len() / 2;
        if sorted.len() >= FEW {
            let (_, median, _) = sorted.select_nth_unstable_by(middle, f64::total_cmp);
            self.usual = median
                .clamp(self.usual / AT_MOST, self.usual * AT_MOST)
                .max(self.least);
        }
        for (at, slope) in slopes {
            let own = &mut self.steepness[at];
            let slope = slope.clamp(self.usual / AT_MOST, self.usual * STEEPEST);
            *own = (*own * slope).sqrt();
        }
        self.flow.fill(0);
        self.prices.copy_from_slice(now);
        self.before.copy_from_slice(now);
    }

    /// The flow as a share of a post's openings.
    fn share(&self, post: usize) -> f64 {
        f64::from(self.flow[post]) / f64::from(self.openings[post].max(1))
    }
}
