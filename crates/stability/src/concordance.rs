//! How often those who left first were thought the likelier to leave: the concordance of Harrell (1982) for jobs that are watched
//! late and that go on, as a sweep over time.
//!
//! At each end, everybody else who is watched at the same time since the start and stays longer is compared: a pair is right
//! where the one who left had the greater risk, and half right where both were the same. 0.5 is what chance reaches. O(n log n).

use crate::job::Stretch;

/// The share of right pairs, in [0, 1]; none where nobody can be compared.
#[must_use]
pub fn concordance(jobs: &[(Stretch, f64)]) -> Option<f64> {
    let mut risks: Vec<f64> = jobs.iter().map(|(_, risk)| *risk).collect();
    risks.sort_by(f64::total_cmp);
    risks.dedup();
    let rank = |risk: f64| risks.partition_point(|other| *other < risk);
    // At a time, those who leave there go before pairs are counted, and those who come there are counted afterwards only.
    let mut coming: Vec<(u32, usize)> = jobs
        .iter()
        .map(|(stretch, risk)| (stretch.from, rank(*risk)))
        .collect();
    let mut going: Vec<(u32, bool, usize)> = jobs
        .iter()
        .map(|(stretch, risk)| (stretch.to, stretch.ended, rank(*risk)))
        .collect();
    coming.sort_unstable();
    going.sort_unstable();
    let mut there = Ranks::new(risks.len());
    let mut coming = coming.into_iter().peekable();
    let (mut right, mut pairs) = (0.0, 0.0);
    for leaving in going.chunk_by(|a, b| a.0 == b.0) {
        let time = leaving[0].0;
        while let Some((_, rank)) = coming.next_if(|(from, _)| *from < time) {
            there.add(rank, 1);
        }
        let ended = leaving.iter().filter(|(_, ended, _)| *ended);
        for (_, _, rank) in ended.clone() {
            there.add(*rank, -1);
        }
        for (_, _, rank) in ended {
            let (below, same) = (
                there.below(*rank),
                there.below(rank + 1) - there.below(*rank),
            );
            right += below as f64 + same as f64 / 2.0;
            pairs += there.below(risks.len()) as f64;
        }
        for (_, _, rank) in leaving.iter().filter(|(_, ended, _)| !ended) {
            there.add(*rank, -1);
        }
    }
    (pairs > 0.0).then(|| right / pairs)
}

/// Counts by rank that are summed from the lowest up in O(log n) (Fenwick 1994).
struct Ranks(Vec<i64>);

impl Ranks {
    fn new(ranks: usize) -> Self {
        Self(vec![0; ranks + 1])
    }

    fn add(&mut self, rank: usize, by: i64) {
        let mut at = rank + 1;
        while at < self.0.len() {
            self.0[at] += by;
            at += at & at.wrapping_neg();
        }
    }

    /// How many have a lower rank.
    fn below(&self, rank: usize) -> i64 {
        let (mut at, mut sum) = (rank, 0);
        while at > 0 {
            sum += self.0[at];
            at &= at - 1;
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_the_share_that_counting_all_pairs_gives(
            jobs in prop::collection::vec((0u32..10, 1u32..10, any::<bool>(), 0u8..5), 0..40),
        ) {
            let jobs: Vec<(Stretch, f64)> = jobs
                .into_iter()
                .map(|(from, length, ended, risk)| (Stretch { from, to: from + length, ended }, f64::from(risk)))
                .collect();
            let (mut right, mut pairs) = (0.0, 0.0);
            for (left, risk) in jobs.iter().filter(|(job, _)| job.ended) {
                let stays = |other: &Stretch| other.from < left.to && (other.to > left.to || other.to == left.to && !other.ended);
                for (_, other) in jobs.iter().filter(|(job, _)| stays(job)) {
                    pairs += 1.0;
                    right += if risk > other { 1.0 } else if risk < other { 0.0 } else { 0.5 };
                }
            }
            match concordance(&jobs) {
                None => prop_assert!(pairs < 0.5),
                Some(found) => prop_assert!((found - right / pairs).abs() < 1e-12),
            }
        }
    }
}
