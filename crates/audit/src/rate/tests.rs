use super::*;
use crate::{Frame, Size, UnitId};
use proptest::prelude::*;

fn visited(size: u64, visited: u64, confirmed: u64) -> Visited {
    Visited {
        size,
        visited,
        confirmed,
    }
}

/// Newcombe 1998, *Two-sided confidence intervals for the single proportion*, table I, method 3, as printed.
#[test]
fn agrees_with_the_printed_intervals() {
    for (successes, trials, low, high) in [
        (81.0, 263.0, 0.2553, 0.3662),
        (15.0, 148.0, 0.0624, 0.1605),
        (0.0, 20.0, 0.0, 0.1611),
        (1.0, 29.0, 0.0061, 0.1718),
    ] {
        let found = wilson(successes, trials).expect("an interval");
        assert!(
            (found.low - low).abs() < 5e-5 && (found.high - high).abs() < 5e-5,
            "{found:?}"
        );
    }
}

#[test]
fn one_endless_stratum_is_wilsons() {
    let one = stratified(&[visited(u64::MAX >> 12, 263, 81)]).expect("an interval");
    let plain = wilson(81.0, 263.0).expect("an interval");
    assert!((one.low - plain.low).abs() < 1e-9 && (one.high - plain.high).abs() < 1e-9);
}

#[test]
fn whoever_visits_everybody_knows() {
    let all = stratified(&[visited(7, 7, 5), visited(3, 3, 3)]).expect("a share");
    assert!((all.share - 0.8).abs() < 1e-12 && (all.high - all.low).abs() < 1e-12);
}

#[test]
fn nobody_visited_is_no_answer_and_a_stratum_without_a_visit_has_no_weight() {
    assert_eq!(stratified(&[visited(10, 0, 0)]), None);
    let half = [visited(10, 5, 5), visited(1_000, 0, 0)];
    assert!((stratified(&half).expect("a share").share - 1.0).abs() < 1e-12);
    assert_eq!(covered(&half), 10);
}

/// Share and variance of all samples of two small strata, by hand-counting every one of them.
#[test]
fn the_estimate_is_right_on_average_over_every_sample_there_is() {
    let truths: [&[bool]; 2] = [&[true, true, false, true], &[false, true, false]];
    let (mut sum, mut samples) = (0.0, 0.0);
    for first in 0..16_u32 {
        for second in 0..8_u32 {
            if first.count_ones() != 2 || second.count_ones() != 2 {
                continue;
            }
            let of = |truth: &[bool], chosen: u32| {
                let found = truth
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| chosen >> at & 1 == 1);
                let confirmed = found.filter(|(_, is_true)| **is_true).count() as u64;
                visited(truth.len() as u64, 2, confirmed)
            };
            let strata = [of(truths[0], first), of(truths[1], second)];
            sum += stratified(&strata).expect("a share").share;
            samples += 1.0;
        }
    }
    assert!((sum / samples - 4.0 / 7.0).abs() < 1e-12);
}

proptest! {
    #[test]
    fn the_interval_holds_the_share_and_what_is_possible(
        strata in prop::collection::vec((1_u64..40, 0_u64..40, 0_u64..40), 1..6),
    ) {
        let strata: Vec<Visited> = strata
            .into_iter()
            .map(|(size, n, x)| visited(size, n.min(size), x.min(n).min(size)))
            .collect();
        if let Some(found) = stratified(&strata) {
            let all = covered(&strata) as f64;
            let sure: u64 = strata.iter().map(|s| s.confirmed).sum();
            prop_assert!(0.0 <= found.low && found.low <= found.share);
            prop_assert!(found.share <= found.high && found.high <= 1.0);
            prop_assert!(found.low >= sure as f64 / all - 1e-12);
        }
    }
}

/// Units of each stratum, and the share of them that is as reported.
type Populations = &'static [(usize, f64)];

/// How often the interval covers the truth, over many seeds. Populations are made up, the draw is the real one.
fn coverage(populations: Populations, size: Size) -> f64 {
    let units: Vec<(usize, UnitId, bool)> = populations
        .iter()
        .enumerate()
        .flat_map(|(stratum, (count, share))| {
            (0..*count).map(move |at| {
                let id = UnitId(((stratum as u128) << 64 | at as u128).to_be_bytes());
                (stratum, id, (at as f64 + 0.5) / (*count as f64) < *share)
            })
        })
        .collect();
    let truth = units.iter().filter(|unit| unit.2).count() as f64 / units.len() as f64;
    let is_true: std::collections::BTreeMap<_, _> = units.iter().map(|u| (u.1, u.2)).collect();
    let frame = Frame::new(units.iter().map(|u| (u.0, u.1)).collect());
    let runs = 500;
    let covered = (0..runs)
        .filter(|seed| {
            let strata: Vec<Visited> = frame
                .draw(*seed, size)
                .iter()
                .map(|drawn| Visited {
                    size: drawn.size as u64,
                    visited: drawn.units.len() as u64,
                    confirmed: drawn.units.iter().filter(|unit| is_true[unit]).count() as u64,
                })
                .collect();
            let found = stratified(&strata).expect("an interval");
            found.low - 1e-9 <= truth && truth <= found.high + 1e-9
        })
        .count();
    covered as f64 / runs as f64
}

#[test]
fn intervals_cover_the_truth_as_often_as_they_promise() {
    let worlds: [(&str, Populations, Size); 6] = [
        (
            "one enterprise, nearly all true",
            &[(200, 0.95)],
            Size::Total(50),
        ),
        (
            "a third false",
            &[(90, 0.32), (60, 0.77), (200, 0.9)],
            Size::Total(70),
        ),
        (
            "many small",
            &[
                (8, 1.0),
                (12, 0.5),
                (5, 0.2),
                (30, 0.9),
                (9, 0.0),
                (16, 0.75),
            ],
            Size::Total(30),
        ),
        (
            "a large one that differs",
            &[(300, 0.5), (30, 1.0), (30, 1.0)],
            Size::Margin(0.15),
        ),
        (
            "a small one that differs",
            &[(300, 0.97), (40, 0.1)],
            Size::Margin(0.1),
        ),
        (
            "most of all visited",
            &[(40, 0.8), (25, 0.6)],
            Size::Total(55),
        ),
    ];
    for (name, populations, size) in worlds {
        let covered = coverage(populations, size);
        assert!(covered >= 0.93, "{name}: {covered}");
    }
}
