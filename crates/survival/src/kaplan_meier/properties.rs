//! What holds for any spells.

use super::*;
use proptest::prelude::*;

/// Half days below 20, so that ties, gaps and late entries are common.
fn any_spells() -> impl Strategy<Value = Vec<Spell>> {
    let spell = (0u8..40, 0u8..20, any::<bool>()).prop_map(|(entry, length, ended)| {
        let entry = f64::from(entry.saturating_sub(20)) / 2.0;
        Spell::new(entry, entry + f64::from(length) / 2.0, ended).unwrap()
    });
    prop::collection::vec(spell, 0..40)
}

fn half_days() -> impl Iterator<Item = f64> {
    (0..=40).map(|half| f64::from(half) / 2.0)
}

/// The definition, word by word, in quadratic time.
fn survival_by_definition(spells: &[Spell], until: f64) -> f64 {
    half_days()
        .filter(|&time| time <= until)
        .map(|time| {
            let at_risk = spells
                .iter()
                .filter(|s| s.entry() < time && time <= s.exit());
            let (n, ends) = at_risk.fold((0, 0), |(n, ends), s| {
                (n + 1, ends + u32::from(s.ended() && s.exit() <= time))
            });
            if n == 0 {
                1.0
            } else {
                1.0 - f64::from(ends) / f64::from(n)
            }
        })
        .product()
}

proptest! {
    #[test]
    fn the_curve_is_the_product_of_its_definition(spells in any_spells()) {
        let curve = Curve::of(&spells);
        for point in curve.table() {
            prop_assert!((point.survival - survival_by_definition(&spells, point.time)).abs() < 1e-12);
        }
    }

    #[test]
    fn the_curve_never_rises_and_lies_within_its_interval(spells in any_spells(), coverage in 0.001..0.999) {
        let curve = Curve::with_level(&spells, Level::new(coverage).unwrap());
        let mut before = 1.0;
        for point in curve.table() {
            prop_assert!(point.survival <= before);
            prop_assert!(0.0 <= point.low && point.low <= point.survival);
            prop_assert!(point.survival <= point.high && point.high <= 1.0);
            before = point.survival;
        }
    }

    #[test]
    fn without_censoring_it_is_the_share_that_lasts_longer(exits in prop::collection::vec(1u32..50, 1..60)) {
        let spells: Vec<Spell> = exits.iter().map(|&exit| Spell::new(0.0, exit.into(), true).unwrap()).collect();
        let (curve, n) = (Curve::of(&spells), exits.len() as f64);
        for day in 0..60 {
            let share = exits.iter().filter(|&&exit| exit > day).count() as f64 / n;
            let found = curve.at(day.into()).unwrap().survival;
            prop_assert!((found - share).abs() < 1e-12);
        }
        for point in curve.table() {
            let binomial = (point.survival * (1.0 - point.survival) / n).sqrt();
            prop_assert!((point.std_error - binomial).abs() < 1e-9);
        }
    }

    #[test]
    fn the_order_of_the_spells_does_not_matter(
        (given, shuffled) in any_spells().prop_flat_map(|spells| (Just(spells.clone()), Just(spells).prop_shuffle())),
    ) {
        prop_assert_eq!(Curve::of(&given), Curve::of(&shuffled));
    }

    #[test]
    fn a_spell_told_in_two_pieces_tells_the_same(spells in any_spells(), which in any::<prop::sample::Index>(), cut in 0.01..0.99) {
        prop_assume!(!spells.is_empty());
        let mut pieces = spells.clone();
        let whole = pieces.swap_remove(which.index(spells.len()));
        let cut = whole.entry() + cut * (whole.exit() - whole.entry());
        pieces.push(Spell::new(whole.entry(), cut, false).unwrap());
        pieces.extend(whole.after(cut));

        let (once, twice) = (Curve::of(&spells), Curve::of(&pieces));
        for time in half_days() {
            prop_assert_eq!(once.at(time), twice.at(time));
        }
        prop_assert_eq!(once.median(), twice.median());
        prop_assert_eq!(once.breaks_at(), twice.breaks_at());
    }
}
