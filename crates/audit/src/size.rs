//! How many to draw from each stratum.

use crate::Z95;

/// How large a sample is wanted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Size {
    /// So many of each stratum that the half-width of its 95 % interval is at most this share, whatever the truth is.
    Margin(f64),
    /// So many in all, shared out by the sizes of the strata, with two of each at least (or all of it).
    Total(usize),
}

/// Units that a stratum needs before its variance can be told.
const LEAST: usize = 2;

impl Size {
    /// How many of each of these strata; never more than there are.
    #[must_use]
    pub fn of_strata(self, strata: &[usize]) -> Vec<usize> {
        match self {
            Self::Margin(margin) => strata
                .iter()
                .map(|size| for_margin(*size, margin))
                .collect(),
            Self::Total(total) => shared_out(total, strata),
        }
    }
}

/// Cochran's size with finite population correction: `n₀ = z² / 4e²` for the worst case of one half, and
/// `n = n₀ N / (n₀ + N − 1)` (*Sampling Techniques*, 3rd ed. 1977, section 4.4), rounded up.
#[must_use]
pub fn for_margin(size: usize, margin: f64) -> usize {
    if size == 0 {
        return 0;
    }
    let wanted = exact_for_margin(size, margin).ceil();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at most the size"
    )]
    let whole = wanted as usize;
    whole.clamp(1, size)
}

fn exact_for_margin(size: usize, margin: f64) -> f64 {
    let endless = Z95 * Z95 / (4.0 * margin * margin);
    let size = size as f64;
    endless * size / (endless + size - 1.0)
}

/// Shares a total out by largest remainder, once each stratum has what it needs.
fn shared_out(total: usize, strata: &[usize]) -> Vec<usize> {
    let mut given: Vec<usize> = strata.iter().map(|size| (*size).min(LEAST)).collect();
    let open: Vec<usize> = strata
        .iter()
        .zip(&given)
        .map(|(size, given)| size - given)
        .collect();
    let room: usize = open.iter().sum();
    let rest = total.saturating_sub(given.iter().sum()).min(room);
    if rest == 0 {
        return given;
    }
    let mut remainders: Vec<(usize, usize)> = Vec::with_capacity(strata.len());
    let mut left = rest;
    for (at, open) in open.iter().enumerate() {
        let share = open * rest;
        given[at] += share / room;
        left -= share / room;
        remainders.push((share % room, at));
    }
    // The largest remainders first; of equal ones the earlier stratum.
    remainders.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    for (_, at) in remainders.into_iter().take(left) {
        given[at] += 1;
    }
    given
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Krejcie & Morgan 1970, *Determining sample size for research activities*, table 1, as printed.
    #[test]
    fn agrees_with_the_printed_table() {
        for (size, printed) in [
            (10, 10.0),
            (50, 44.0),
            (100, 80.0),
            (200, 132.0),
            (500, 217.0),
            (1_000, 278.0),
            (2_000, 322.0),
            (10_000, 370.0),
            (75_000, 382.0),
        ] {
            let exact = exact_for_margin(size, 0.05);
            assert!(
                (exact - printed).abs() <= 0.75,
                "{size}: {exact} for {printed}"
            );
            assert!(for_margin(size, 0.05) as f64 >= exact - 1e-9);
        }
    }

    #[test]
    fn a_total_is_shared_by_size_and_nobody_is_left_out() {
        assert_eq!(Size::Total(20).of_strata(&[100, 50, 10, 1]), [10, 6, 3, 1]);
        assert_eq!(Size::Total(0).of_strata(&[5, 1]), [2, 1]);
        assert_eq!(Size::Total(99).of_strata(&[5, 1]), [5, 1]);
    }

    proptest! {
        #[test]
        fn a_total_is_met_exactly_where_it_can_be(strata in prop::collection::vec(0_usize..300, 0..12), total in 0_usize..900) {
            let given = Size::Total(total).of_strata(&strata);
            let least: usize = strata.iter().map(|n| n.min(&2)).sum();
            let most: usize = strata.iter().sum();
            prop_assert_eq!(given.iter().sum::<usize>(), total.max(least).min(most));
            prop_assert!(given.iter().zip(&strata).all(|(given, size)| given <= size));
        }
    }
}
