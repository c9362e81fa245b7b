//! Figures by hand, and what holds for any spells.

use super::*;
use crate::{Curve, Spell};
use proptest::prelude::*;

fn cause(number: u32) -> Cause {
    Cause::new(number).unwrap()
}

fn risk(rows: &[(f64, f64, u32)]) -> RiskTable {
    let spells: Vec<Spell> = rows
        .iter()
        .map(|&(entry, exit, cause)| Spell::by_cause(entry, exit, Cause::new(cause)).unwrap())
        .collect();
    RiskTable::of(&spells)
}

/// Ten people by hand: S just before is 1, 9/10, 8/10, 7/10 · …, each time a fraction that can be checked.
#[test]
fn agrees_with_the_fractions() {
    let risk = risk(&[
        (0.0, 1.0, 1),
        (0.0, 2.0, 2),
        (0.0, 3.0, 0),
        (0.0, 4.0, 1),
        (0.0, 4.0, 2),
        (0.0, 5.0, 0),
        (0.0, 6.0, 1),
        (0.0, 7.0, 0),
        (0.0, 8.0, 2),
        (0.0, 9.0, 0),
    ]);
    let [first, second] = [1, 2].map(|number| Incidence::of(&risk, cause(number)));
    let value = |of: &Incidence, time| of.at(time).unwrap().value;
    for (time, one, two) in [
        (0.5, 0.0, 0.0),
        (1.0, 0.1, 0.0),
        (2.0, 0.1, 0.1),
        // 8/10 before; 7 at risk, one end of each cause.
        (4.0, 0.1 + 0.8 / 7.0, 0.1 + 0.8 / 7.0),
        // 8/10 · 5/7 before; 4 at risk.
        (6.0, 0.1 + 0.8 / 7.0 + 1.0 / 7.0, 0.1 + 0.8 / 7.0),
        // 8/10 · 5/7 · 3/4 before; 2 at risk.
        (
            9.0,
            0.1 + 0.8 / 7.0 + 1.0 / 7.0,
            0.1 + 0.8 / 7.0 + 3.0 / 14.0,
        ),
    ] {
        assert!((value(&first, time) - one).abs() < 1e-12, "at {time}");
        assert!((value(&second, time) - two).abs() < 1e-12, "at {time}");
    }
    assert_eq!(first.at(9.5), None);
    // The first end's variance is that of one share among ten.
    assert!((first.at(1.0).unwrap().std_error - (0.1f64 * 0.9 / 10.0).sqrt()).abs() < 1e-12);
}

#[test]
fn where_all_have_ended_the_shares_stay() {
    let risk = risk(&[(0.0, 10.0, 1), (0.0, 20.0, 2)]);
    for number in [1, 2] {
        let incidence = Incidence::of(&risk, cause(number));
        let at = incidence.at(365.0).unwrap();
        assert!(
            (at.value - 0.5).abs() < 1e-12 && (at.std_error - 0.125f64.sqrt()).abs() < 1e-12,
            "{at:?}"
        );
    }
}

#[test]
fn a_cause_that_never_was_has_no_share() {
    let incidence = Incidence::of(&risk(&[(0.0, 10.0, 1), (0.0, 20.0, 0)]), cause(3));
    assert!(
        incidence
            .table()
            .iter()
            .all(|point| point.value <= 0.0 && point.std_error <= 0.0)
    );
    assert_eq!(Incidence::of(&risk(&[]), cause(1)).at(1.0), None);
}

/// The header's sums, word by word, in quadratic time.
fn variance_by_definition(risk: &RiskTable, cause: Cause, upto: usize) -> f64 {
    let mut survival = 1.0;
    let mut share = 0.0;
    let rows: Vec<[f64; 6]> = risk.steps[..=upto]
        .iter()
        .enumerate()
        .map(|(number, step)| {
            let own = risk
                .ends
                .iter()
                .filter(|e| e.step == number && e.cause == cause)
                .map(|e| e.count)
                .sum::<usize>() as f64;
            let (n, d, before) = (step.at_risk as f64, step.events as f64, survival);
            share += before * own / n;
            survival *= (n - d) / n;
            [n, d, own, before, share, 0.0]
        })
        .collect();
    rows.iter()
        .map(|&[n, d, own, before, then, _]| {
            let since = share - then;
            let any = if n > d {
                since * since * d / (n * (n - d))
            } else {
                0.0
            };
            any + before * before * own * (n - own) / n.powi(3)
                - 2.0 * since * before * own / (n * n)
        })
        .sum()
}

fn any_rows() -> impl Strategy<Value = Vec<(f64, f64, u32)>> {
    let row = (0u8..20, 0u8..20, 0u32..4).prop_map(|(entry, length, cause)| {
        let entry = f64::from(entry.saturating_sub(10)) / 2.0;
        (entry, entry + f64::from(length) / 2.0, cause)
    });
    prop::collection::vec(row, 0..40)
}

proptest! {
    #[test]
    fn the_shares_and_those_still_at_work_are_everybody(rows in any_rows()) {
        let risk = risk(&rows);
        let curve = Curve::over(risk.clone(), crate::Level::P95);
        let incidences: Vec<Incidence> = risk.causes().into_iter().map(|cause| Incidence::of(&risk, cause)).collect();
        for (number, point) in curve.table().iter().enumerate() {
            let left: f64 = incidences.iter().map(|incidence| incidence.table()[number].value).sum();
            prop_assert!((left + point.survival - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn one_cause_alone_leaves_what_the_curve_leaves(rows in any_rows()) {
        let alone: Vec<_> = rows.iter().map(|&(entry, exit, cause)| (entry, exit, cause.min(1))).collect();
        let risk = risk(&alone);
        let incidence = Incidence::of(&risk, cause(1));
        let curve = Curve::over(risk, crate::Level::P95);
        for (share, point) in incidence.table().iter().zip(curve.table()) {
            prop_assert!((share.value - (1.0 - point.survival)).abs() < 1e-12);
            if point.survival > 0.0 {
                prop_assert!((share.std_error - point.std_error).abs() < 1e-7);
            }
        }
    }

    #[test]
    fn the_carried_sums_are_those_of_the_definition(rows in any_rows(), number in 1u32..4) {
        let risk = risk(&rows);
        let incidence = Incidence::of(&risk, cause(number));
        for (upto, point) in incidence.table().iter().enumerate() {
            let variance = variance_by_definition(&risk, cause(number), upto);
            prop_assert!((point.std_error.powi(2) - variance.max(0.0)).abs() < 1e-12);
        }
    }
}
