//! Printed figures, a slow twin, and what holds for any groups.

use super::*;
use crate::Spell;
use proptest::prelude::*;

fn table(spells: &[(f64, f64, bool)]) -> RiskTable {
    let spells: Vec<Spell> = spells
        .iter()
        .map(|&(entry, exit, ended)| Spell::new(entry, exit, ended).unwrap())
        .collect();
    RiskTable::of(&spells)
}

fn test(groups: &[RiskTable]) -> LogRank {
    LogRank::of(&groups.iter().collect::<Vec<_>>()).unwrap()
}

/// Remission in weeks, 6-MP and placebo, Freireich et al. 1963; χ² 16.79 in Kleinbaum & Klein, *Survival Analysis*,
/// chapter 2, where 9 and 21 were observed, 19.26 and 10.74 expected.
#[test]
fn agrees_with_the_printed_figures() {
    let ended = [6, 6, 6, 7, 10, 13, 16, 22, 23].map(|exit| (0.0, f64::from(exit), true));
    let going_on =
        [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(|exit| (0.0, f64::from(exit), false));
    let placebo = [
        1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23,
    ];
    let six_mp = table(&[&ended[..], &going_on[..]].concat());
    let found = test(&[
        six_mp,
        table(&placebo.map(|exit| (0.0, f64::from(exit), true))),
    ]);
    assert!((found.chi2 - 16.793).abs() < 5e-4, "{found:?}");
    assert!((found.p - 4.17e-5).abs() < 5e-8, "{found:?}");
    assert_eq!(found.df, 1);
    for (group, (events, expected)) in found.groups.iter().zip([(9, 19.26), (21, 10.74)]) {
        assert_eq!(group.events, events);
        assert!((group.expected - expected).abs() < 0.01, "{found:?}");
    }
}

#[test]
fn fewer_than_two_groups_are_not_compared() {
    assert_eq!(LogRank::of(&[]), None);
    assert_eq!(LogRank::of(&[&table(&[(0.0, 1.0, true)])]), None);
}

#[test]
fn groups_without_ends_or_without_spells_tell_nothing() {
    for groups in [
        [table(&[]), table(&[])],
        [table(&[(0.0, 5.0, false)]), table(&[(0.0, 9.0, false)])],
        [table(&[(0.0, 5.0, true)]), table(&[])],
        // Never at risk beside each other.
        [
            table(&[(0.0, 5.0, true), (0.0, 6.0, true)]),
            table(&[(7.0, 9.0, true), (7.0, 10.0, true)]),
        ],
        // Nobody could have been spared.
        [table(&[(0.0, 5.0, true)]), table(&[(0.0, 5.0, true)])],
    ] {
        let found = test(&groups);
        assert!(
            (found.chi2, found.df) == (0.0, 0) && (found.p - 1.0).abs() < 1e-12,
            "{found:?}"
        );
    }
}

/// V as it is written, and elimination with the largest pivot; the pivots that are left are the rank.
fn by_definition(groups: &[RiskTable]) -> (f64, usize) {
    let mut times: Vec<f64> = groups
        .iter()
        .flat_map(|group| &group.steps)
        .map(|step| step.time)
        .collect();
    times.sort_by(f64::total_cmp);
    times.dedup();
    let mut beyond = vec![0.0; groups.len()];
    let mut matrix = vec![vec![0.0; groups.len()]; groups.len()];
    for time in times {
        let at_risk: Vec<f64> = groups
            .iter()
            .map(|group| group.at_risk(time) as f64)
            .collect();
        let here = |step: &&crate::risk::Step| step.time.total_cmp(&time).is_eq();
        let ends = |group: &RiskTable| group.steps.iter().find(here).map_or(0, |step| step.events);
        let ended: Vec<f64> = groups.iter().map(|group| ends(group) as f64).collect();
        let (all, ends): (f64, f64) = (at_risk.iter().sum(), ended.iter().sum());
        let spread = if all > 1.0 {
            ends * (all - ends) / (all - 1.0)
        } else {
            0.0
        };
        for (i, row) in matrix.iter_mut().enumerate() {
            beyond[i] += ended[i] - ends * at_risk[i] / all;
            for (j, covariance) in row.iter_mut().enumerate() {
                let own = if i == j { 1.0 } else { 0.0 };
                *covariance += spread * at_risk[i] / all * (own - at_risk[j] / all);
            }
        }
    }
    let mut rows: Vec<usize> = (0..groups.len()).collect();
    let (mut chi2, mut rank) = (0.0, 0);
    // The matrix is symmetric: each step takes one square out of the form.
    let variance = |matrix: &[Vec<f64>], row: usize| matrix[row][row];
    while let Some(pivot) = rows
        .iter()
        .copied()
        .max_by(|&a, &b| variance(&matrix, a).total_cmp(&variance(&matrix, b)))
    {
        if variance(&matrix, pivot) < 1e-9 {
            break;
        }
        rows.retain(|&row| row != pivot);
        chi2 += beyond[pivot] * beyond[pivot] / variance(&matrix, pivot);
        rank += 1;
        let taken = matrix[pivot].clone();
        for &row in &rows {
            let factor = matrix[row][pivot] / taken[pivot];
            beyond[row] -= factor * beyond[pivot];
            for (covariance, taken) in matrix[row].iter_mut().zip(&taken) {
                *covariance -= factor * taken;
            }
        }
    }
    (chi2, rank)
}

/// Groups that come after one another, too, so that some are at risk beside each other only through others.
fn any_groups() -> impl Strategy<Value = Vec<RiskTable>> {
    let spell = (0u8..20, 0u8..20, any::<bool>());
    let group = (0u8..40, prop::collection::vec(spell, 0..12));
    prop::collection::vec(group, 2..8).prop_map(|groups| {
        let tables = groups.into_iter().map(|(start, spells)| {
            let days = |(entry, length, ended)| {
                let entry = f64::from(start + u8::saturating_sub(entry, 10));
                (entry, entry + f64::from(length), ended)
            };
            table(&spells.into_iter().map(days).collect::<Vec<_>>())
        });
        tables.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn it_is_what_the_definition_gives(groups in any_groups()) {
        let found = test(&groups);
        let (chi2, rank) = by_definition(&groups);
        prop_assert_eq!(found.df, rank);
        prop_assert!((found.chi2 - chi2).abs() <= 1e-9 * chi2.max(1.0), "{} is not {}", found.chi2, chi2);
        prop_assert!((0.0..=1.0).contains(&found.p));
        let expected: f64 = found.groups.iter().map(|group| group.expected).sum();
        let events: usize = found.groups.iter().map(|group| group.events).sum();
        prop_assert!((expected - events as f64).abs() < 1e-9);
    }

    #[test]
    fn groups_that_are_alike_do_not_differ(
        spells in prop::collection::vec((0u8..10, 1u8..20, any::<bool>()), 1..30),
        number in 2usize..6,
    ) {
        let days = |(entry, length, ended)| (f64::from(entry), f64::from(entry) + f64::from(length), ended);
        let group = table(&spells.into_iter().map(days).collect::<Vec<_>>());
        let found = test(&vec![group; number]);
        prop_assert!(found.chi2 < 1e-12 && found.p > 0.999, "{:?}", found);
    }
}

/// Each cohort beside the next alone: the hardest that conjugate gradients may meet.
#[test]
fn a_long_chain_of_cohorts_is_solved_as_by_the_definition() {
    let cohorts: Vec<RiskTable> = (0..60u32)
        .map(|start| {
            let spells = (1..15u32).map(|length| {
                let entry = f64::from(start * 8);
                (
                    entry,
                    entry + f64::from(length) - f64::from(start % 3) / 4.0,
                    (length * (start + 1)) % 4 > 0,
                )
            });
            table(&spells.collect::<Vec<_>>())
        })
        .collect();
    let found = test(&cohorts);
    let (chi2, rank) = by_definition(&cohorts);
    assert_eq!(found.df, rank);
    assert!(
        (found.chi2 - chi2).abs() < 1e-8 * chi2,
        "{} is not {chi2}",
        found.chi2
    );
}

/// scipy 1.17.1, `chi2.sf`.
#[test]
fn the_tail_is_that_of_the_tables() {
    for (chi2, df, p) in [
        (3.841_458_820_694_124, 1, 0.05),
        (18.307_038_053_275_146, 10, 0.05),
        (1_074.679_448_803_441, 1000, 0.05),
        (900.0, 999, 0.988_621_187_083_418_8),
        (30.0, 1, 4.320_463_057_827_495_5e-8),
        (1e6, 3, 0.0),
    ] {
        assert!(
            (chance(chi2, df) - p).abs() <= 1e-9 * p.max(1e-9),
            "{} is not {p}",
            chance(chi2, df)
        );
    }
}
