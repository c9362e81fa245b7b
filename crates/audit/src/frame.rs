//! Everybody who may be drawn, by stratum, and the draw.
//!
//! Each unit has a number that follows from the seed and from its identity alone: the SHA-256 of both. The units with
//! the lowest numbers of their stratum are drawn (order sampling with permanent random numbers; Ohlsson 1995). So the
//! sample depends on neither the order of rows nor the database nor the version of a library, anybody can draw it
//! again with any SHA-256 at hand, and a larger sample of one seed holds the smaller one.

use crate::size::Size;
use sha2::{Digest, Sha256};
use std::fmt::Display;

/// Identity of a unit: the sixteen bytes of its UUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnitId(pub [u8; 16]);

/// Who may be drawn, by stratum and identity; each unit once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame<S> {
    units: Vec<(S, UnitId)>,
}

/// A stratum of a frame, with those who were drawn of it, lowest number first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn<S> {
    /// What its units have in common.
    pub stratum: S,
    /// How many units it has.
    pub size: usize,
    /// Who was drawn, in the order of the draw: a shorter list is a smaller sample.
    pub units: Vec<UnitId>,
}

impl<S: Ord + Clone + Display> Frame<S> {
    /// A frame of units in any order. A unit that stands there twice counts once, in its first stratum.
    #[must_use]
    pub fn new(mut units: Vec<(S, UnitId)>) -> Self {
        units.sort_by(|a, b| a.1.cmp(&b.1).then_with(|| a.0.cmp(&b.0)));
        units.dedup_by_key(|unit| unit.1);
        units.sort();
        Self { units }
    }

    /// How many units it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.units.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// SHA-256 of one line a unit, `stratum`, a tab, the identity in hexadecimal and a line feed, sorted by stratum and
    /// identity: two frames of one digest hold the same units in the same strata.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        let mut digest = Sha256::new();
        for (stratum, unit) in &self.units {
            digest.update(format!("{stratum}\t{:032x}\n", u128::from_be_bytes(unit.0)));
        }
        digest.finalize().into()
    }

    /// Draws from each stratum, in the order of the strata.
    #[must_use]
    pub fn draw(&self, seed: u64, size: Size) -> Vec<Drawn<S>> {
        let strata: Vec<&[(S, UnitId)]> = self.units.chunk_by(|a, b| a.0 == b.0).collect();
        let sizes: Vec<usize> = strata.iter().map(|units| units.len()).collect();
        let drawn = strata.iter().zip(size.of_strata(&sizes));
        drawn
            .map(|(units, wanted)| {
                let mut numbered: Vec<([u8; 32], UnitId)> = units
                    .iter()
                    .map(|(_, unit)| (number(seed, *unit), *unit))
                    .collect();
                numbered.sort_unstable();
                Drawn {
                    stratum: units[0].0.clone(),
                    size: units.len(),
                    units: numbered
                        .into_iter()
                        .take(wanted)
                        .map(|(_, unit)| unit)
                        .collect(),
                }
            })
            .collect()
    }
}

/// The number of a unit: SHA-256 of the seed's eight bytes, highest first, and the unit's sixteen.
fn number(seed: u64, unit: UnitId) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(seed.to_be_bytes());
    digest.update(unit.0);
    digest.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn unit(number: u128) -> UnitId {
        UnitId(number.to_be_bytes())
    }

    fn frame(sizes: &[usize]) -> Vec<(usize, UnitId)> {
        let mut next = 0;
        let mut units = Vec::new();
        for (stratum, size) in sizes.iter().enumerate() {
            for _ in 0..*size {
                next += 1;
                units.push((stratum, unit(next * 7919)));
            }
        }
        units
    }

    #[test]
    fn a_draw_can_be_repeated_with_any_sha256() {
        // printf '\0\0\0\0\0\0\0\1' and sixteen bytes ending in 01, 02, 03 | sha256sum
        let drawn =
            Frame::new(vec![(0, unit(1)), (0, unit(2)), (0, unit(3))]).draw(1, Size::Total(3));
        let mut by_number = [1, 2, 3].map(|n| (number(1, unit(n)), unit(n)));
        by_number.sort_unstable();
        assert_eq!(drawn[0].units, by_number.map(|(_, unit)| unit));
        assert_eq!(
            &number(1, unit(1))[..8],
            &0x6398_09bc_6d63_798b_u64.to_be_bytes()
        );
    }

    #[test]
    fn every_unit_is_drawn_as_often_as_every_other() {
        let frame = Frame::new(frame(&[40]));
        let mut times = std::collections::BTreeMap::new();
        for seed in 0..4_000 {
            for unit in &frame.draw(seed, Size::Total(10))[0].units {
                *times.entry(*unit).or_insert(0_u32) += 1;
            }
        }
        // 1,000 each are expected; the standard deviation is 27.4.
        assert_eq!(times.len(), 40);
        assert!(
            times.values().all(|n| (880..1_120).contains(n)),
            "{times:?}"
        );
    }

    proptest! {
        #[test]
        fn the_order_of_rows_changes_neither_digest_nor_sample(
            sizes in prop::collection::vec(0_usize..12, 1..6),
            seed in any::<u64>(),
            total in 0_usize..40,
        ) {
            let units = frame(&sizes);
            let mut turned = units.clone();
            turned.reverse();
            turned.extend(units.first().copied());
            let (one, other) = (Frame::new(units), Frame::new(turned));
            prop_assert_eq!(one.digest(), other.digest());
            prop_assert_eq!(one.draw(seed, Size::Total(total)), other.draw(seed, Size::Total(total)));
        }

        #[test]
        fn nobody_is_drawn_twice_or_from_another_stratum(
            sizes in prop::collection::vec(1_usize..12, 1..6),
            seed in any::<u64>(),
            total in 0_usize..40,
        ) {
            let units = frame(&sizes);
            for drawn in Frame::new(units.clone()).draw(seed, Size::Total(total)) {
                let whose: std::collections::BTreeSet<_> = drawn.units.iter().collect();
                prop_assert_eq!(whose.len(), drawn.units.len());
                prop_assert!(drawn.units.len() <= drawn.size);
                prop_assert!(drawn.units.iter().all(|unit| units.contains(&(drawn.stratum, *unit))));
            }
        }

        #[test]
        fn a_larger_sample_of_one_seed_holds_the_smaller(seed in any::<u64>(), small in 1_usize..10, more in 0_usize..10) {
            let frame = Frame::new(frame(&[20]));
            let short = frame.draw(seed, Size::Total(small)).remove(0).units;
            let long = frame.draw(seed, Size::Total(small + more)).remove(0).units;
            prop_assert_eq!(&long[..short.len()], &short[..]);
        }
    }
}
