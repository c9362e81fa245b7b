//! The engine against two slow twins.

use crate::rows::{OBJECTIVES, Rows, claims_hold, is_possible, pairs, solved};
use crate::twins::{brute_force, min_cost_flow};
use domain::words::Objective;
use matching::assign::optimum::{Optimum, Wanted, search, search_rows, solve};
use matching::assign::pairs::Wide;
use matching::assign::solver::Solver;
use matching::watch::Watch;
use proptest::prelude::*;
use std::sync::atomic::AtomicBool;

/// Markets with isolated people, posts without openings, and points from a small range, so that ties abound.
fn market(people: usize, posts: usize, most: u32) -> impl Strategy<Value = (Rows, Vec<u32>)> {
    (1..=people, 1..=posts).prop_flat_map(move |(people, posts)| {
        let row = prop::collection::vec(prop::option::weighted(0.5, 0..=most), posts).prop_map(
            |points| {
                (0..)
                    .zip(points)
                    .filter_map(|(post, points)| Some((post, points?)))
                    .collect()
            },
        );
        (
            prop::collection::vec(row, people),
            prop::collection::vec(0_u32..4, posts),
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_better_exists_for_a_handful((rows, openings) in market(7, 5, 6)) {
        for (objective, people_first) in OBJECTIVES {
            let optimum = solved(&rows, &openings, objective);
            claims_hold(&rows, &openings, &optimum);
            let (people, score) = brute_force::best(&rows, &openings, people_first);
            prop_assert_eq!(optimum.score, score);
            prop_assert!(!people_first || optimum.people == people);
        }
    }
}

/// As a market that shows only the best of each person, however few there are.
fn solved_from_lists(rows: &Rows, openings: &[u32], objective: Objective) -> Optimum {
    let pairs = pairs(rows, openings);
    let never = AtomicBool::new(false);
    let wanted = Wanted {
        threads: 2,
        ..Wanted::best(openings, objective)
    };
    search(&pairs, &wanted, &mut Watch::new(&never, &mut |_| ()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_search_goes_on_where_it_ended_when_people_and_openings_change(
        (rows, openings) in prop_oneof![market(40, 30, 3), market(80, 60, 10_000)],
        others in prop::collection::vec(0_u32..4, 60),
        leave in prop::collection::vec(any::<bool>(), 80),
    ) {
        let pairs = pairs(&rows, &openings);
        let leavers: Vec<u32> = (0..).zip(&rows).map(|(who, _)| who).filter(|who| leave[*who as usize]).collect();
        let stayers = |(who, row): (u32, &Vec<(u32, u32)>)| if leavers.contains(&who) { Vec::new() } else { row.clone() };
        let remaining: Rows = (0..).zip(&rows).map(stayers).collect();
        let others = &others[..openings.len()];
        let never = AtomicBool::new(false);
        let asked = OBJECTIVES.iter().flat_map(|asked| [0.0, 0.02].map(|gap| (*asked, gap)));
        for ((objective, people_first), gap) in asked {
            let mut quiet = |_| ();
            let watch = &mut Watch::new(&never, &mut quiet);
            let wanted = Wanted { gap, ..Wanted::best(&openings, objective) };
            let mut solver: Solver<'_, _, Wide> = Solver::new(&pairs, &wanted);
            for (leaving, rows, openings) in [(false, &rows, &openings[..]), (true, &remaining, others), (false, &rows, &openings[..])] {
                solver.withdraw(&leavers, leaving);
                solver.set_openings(openings);
                let optimum = solver.solve(watch);
                is_possible(rows, openings, &optimum);
                let (people, score) = min_cost_flow::best(rows, openings, people_first);
                prop_assert!(optimum.score <= score && score <= optimum.bound);
                let allowed = gap * optimum.bound as f64;
                prop_assert!((optimum.bound - optimum.score) as f64 <= allowed, "{optimum:?} where the best is {score}");
                prop_assert!(!people_first || optimum.people == people);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_better_exists_off_the_lists(
        (rows, openings) in prop_oneof![market(80, 60, 3), market(150, 90, 10_000)]
    ) {
        for (objective, people_first) in OBJECTIVES {
            let optimum = solved_from_lists(&rows, &openings, objective);
            claims_hold(&rows, &openings, &optimum);
            let (people, score) = min_cost_flow::best(&rows, &openings, people_first);
            prop_assert_eq!(optimum.score, score);
            prop_assert!(!people_first || optimum.people == people);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_better_exists_for_a_village(
        (rows, openings) in prop_oneof![market(60, 20, 3), market(60, 30, 10_000), market(80, 10, 200)]
    ) {
        for (objective, people_first) in OBJECTIVES {
            let optimum = solved(&rows, &openings, objective);
            claims_hold(&rows, &openings, &optimum);
            let (people, score) = min_cost_flow::best(&rows, &openings, people_first);
            prop_assert_eq!(optimum.score, score);
            prop_assert!(!people_first || optimum.people == people);
        }
    }

    #[test]
    fn the_same_market_has_the_same_answer_twice((rows, openings) in market(40, 12, 5)) {
        for (objective, _) in OBJECTIVES {
            prop_assert_eq!(
                solved(&rows, &openings, objective),
                solved(&rows, &openings, objective)
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_opening_is_kept_where_it_is_worth_more(
        (rows, openings) in prop_oneof![market(40, 12, 5), market(40, 12, 300)],
        reserve in prop::collection::vec(0_u32..200, 12),
    ) {
        let reserve = &reserve[..openings.len()];
        let pairs = pairs(&rows, &openings);
        let wanted = Wanted { reserve, ..Wanted::best(&openings, Objective::ScoreFirst) };
        let never = AtomicBool::new(false);
        let optimum = search_rows(&pairs, &wanted, &mut Watch::new(&never, &mut |_| ()));
        claims_hold(&rows, &openings, &optimum);
        // An opening kept is one that somebody takes who can go nowhere else.
        let mut with_keepers = rows.clone();
        let mut kept = openings.clone();
        for (post, (openings, points)) in (0..).zip(openings.iter().zip(reserve)) {
            with_keepers.extend((0..*openings).map(|_| vec![(post, *points)]));
        }
        for post in optimum.post_of.iter().flatten() {
            kept[*post as usize] -= 1;
        }
        let worth = kept.iter().zip(reserve).map(|(kept, points)| u64::from(kept * points));
        let (_, best) = min_cost_flow::best(&with_keepers, &openings, false);
        prop_assert_eq!(optimum.score + worth.sum::<u64>(), best);
    }
}

#[test]
fn people_count_before_any_score() {
    let rows = vec![vec![(0, 10_000), (1, 0)], vec![(0, 0)]];
    let by = |objective| {
        let optimum = solved(&rows, &[1, 1], objective);
        (optimum.people, optimum.score)
    };
    assert_eq!(by(Objective::PeopleFirst), (2, 0));
    assert_eq!(by(Objective::ScoreFirst), (1, 10_000));
}

#[test]
fn a_cancelled_run_has_no_result() {
    let pairs = pairs(&vec![vec![(0, 5)]], &[1]);
    let cancelled = AtomicBool::new(true);
    let answer = solve(
        &pairs,
        &[1],
        Objective::PeopleFirst,
        &mut Watch::new(&cancelled, &mut |_| ()),
    );
    assert!(answer.is_err());
}

#[test]
fn points_in_the_billions_are_no_trouble() {
    let most = u32::MAX;
    let rows = vec![
        vec![(0, most), (1, most - 1)],
        vec![(0, most - 1)],
        vec![(0, most)],
    ];
    let openings = [u32::MAX, 0];
    for (objective, _) in OBJECTIVES {
        let optimum = solved(&rows, &openings, objective);
        claims_hold(&rows, &openings, &optimum);
        assert_eq!(optimum.people, 3);
    }
}

#[test]
fn a_price_beyond_four_bytes_is_reckoned_again_with_eight() {
    let (people, most) = (700_u32, 4_000_000);
    // Everybody would rather have the seat of the one before, so each costs four million more than the next.
    let row = |person: u32| match person {
        0 => vec![(0, 0)],
        _ => vec![(person - 1, most), (person, person % 7)],
    };
    let rows: Rows = (0..people).map(row).collect();
    let openings = vec![1; people as usize];
    let optimum = solved(&rows, &openings, Objective::PeopleFirst);
    claims_hold(&rows, &openings, &optimum);
    assert_eq!(optimum.people, people as usize);
    let dearest = optimum.prices.iter().map(|price| price.points).max();
    assert!(
        dearest.is_some_and(|dearest| dearest > i64::from(i32::MAX)),
        "{dearest:?}"
    );
}

#[test]
fn a_market_without_people_or_posts_has_an_empty_answer() {
    for (objective, _) in OBJECTIVES {
        assert_eq!(solved(&Vec::new(), &[3], objective).score, 0);
        assert_eq!(solved(&vec![Vec::new()], &[], objective).post_of, [None]);
    }
}
