//! The engine against two slow twins.

use crate::twins::{brute_force, min_cost_flow};
use domain::words::Objective;
use matching::assign::optimum::{Optimum, Wanted, search, search_rows, solve};
use matching::assign::pairs::{Pairs, Wide};
use matching::assign::solver::Solver;
use matching::watch::Watch;
use proptest::prelude::*;
use std::sync::atomic::AtomicBool;

type Rows = Vec<Vec<(u32, u32)>>;

const OBJECTIVES: [(Objective, bool); 2] = [
    (Objective::PeopleFirst, true),
    (Objective::ScoreFirst, false),
];

fn solved(rows: &Rows, openings: &[u32], objective: Objective) -> Optimum {
    let mut pairs: Pairs = Pairs::new(openings.len());
    for row in rows {
        pairs.push_person(row.iter().copied());
    }
    let never = AtomicBool::new(false);
    solve(
        &pairs,
        openings,
        objective,
        &mut Watch::new(&never, &mut |_| ()),
    )
    .expect("nobody cancelled")
}

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

fn claims_hold(rows: &Rows, openings: &[u32], optimum: &Optimum) {
    let mut left = openings.to_vec();
    let mut score = 0;
    for (row, post) in rows.iter().zip(&optimum.post_of) {
        if let Some(post) = post {
            left[*post as usize] = left[*post as usize].checked_sub(1).expect("an opening");
            let pair = row
                .iter()
                .find(|(of, _)| of == post)
                .expect("an eligible pair");
            score += u64::from(pair.1);
        }
    }
    assert_eq!(optimum.score, score);
    assert_eq!(optimum.people, optimum.post_of.iter().flatten().count());
    assert_eq!(
        (optimum.people_bound, optimum.bound),
        (optimum.people, optimum.score)
    );
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
    let mut pairs: Pairs = Pairs::new(openings.len());
    for row in rows {
        pairs.push_person(row.iter().copied());
    }
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
        let mut pairs: Pairs = Pairs::new(openings.len());
        for row in &rows {
            pairs.push_person(row.iter().copied());
        }
        let leavers: Vec<u32> = (0..).zip(&rows).map(|(who, _)| who).filter(|who| leave[*who as usize]).collect();
        let stayers = |(who, row): (u32, &Vec<(u32, u32)>)| if leavers.contains(&who) { Vec::new() } else { row.clone() };
        let remaining: Rows = (0..).zip(&rows).map(stayers).collect();
        let others = &others[..openings.len()];
        let never = AtomicBool::new(false);
        for (objective, people_first) in OBJECTIVES {
            let mut quiet = |_| ();
            let watch = &mut Watch::new(&never, &mut quiet);
            let mut solver: Solver<'_, _, Wide> = Solver::new(&pairs, &Wanted::best(&openings, objective));
            for (leaving, rows, openings) in [(false, &rows, &openings[..]), (true, &remaining, others), (false, &rows, &openings[..])] {
                solver.withdraw(&leavers, leaving);
                solver.set_openings(openings);
                let optimum = solver.solve(watch);
                claims_hold(rows, openings, &optimum);
                let (people, score) = min_cost_flow::best(rows, openings, people_first);
                prop_assert_eq!(optimum.score, score);
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
        let mut pairs: Pairs = Pairs::new(openings.len());
        for row in &rows {
            pairs.push_person(row.iter().copied());
        }
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

/// Any number from two.
fn mixed(one: u32, other: u32) -> u32 {
    let number = one.wrapping_mul(2_654_435_761) ^ other.wrapping_mul(0x9E37_79B9);
    let number = (number ^ number >> 15).wrapping_mul(0x85EB_CA6B);
    (number ^ number >> 13).wrapping_mul(0xC2B2_AE35) ^ number >> 16
}

/// A market large enough that a sample of it is asked first; `openings` in all for a hundred people.
fn town(people: u32, posts: u32, openings: u32, most: u32) -> (Rows, Vec<u32>) {
    let row = |person: u32| {
        let pair = |choice: u32| {
            let drawn = mixed(person, choice);
            let popular = u64::from(drawn % posts) * u64::from(mixed(choice, drawn) % posts);
            let post = u32::try_from(popular / u64::from(posts)).unwrap_or(0);
            (post, mixed(drawn, post) % (most + 1))
        };
        let mut row: Vec<(u32, u32)> = (0..12).map(pair).collect();
        row.sort_unstable();
        row.dedup_by_key(|pair| pair.0);
        row
    };
    let share = people * openings / 100 / posts;
    let openings = (0..posts).map(|post| share / 2 + mixed(post, 7) % (share + 1));
    ((0..people).map(row).collect(), openings.collect())
}

/// Whether the prices alone prove the score, over all pairs: nobody could have more, and no opening left costs anything.
fn prices_prove(rows: &Rows, openings: &[u32], optimum: &Optimum) {
    let scale = i128::from(optimum.scale);
    let sold = optimum.prices.iter().zip(openings);
    let sold: i128 = sold
        .map(|(price, openings)| i128::from(price.points) * i128::from(*openings))
        .sum();
    let surplus = |row: &Vec<(u32, u32)>| {
        let open = row.iter().filter(|(post, _)| openings[*post as usize] > 0);
        let surpluses = open.map(|(post, points)| {
            i128::from(*points) * scale - i128::from(optimum.prices[*post as usize].points)
        });
        surpluses.max().unwrap_or(0).max(0)
    };
    let gained: i128 = rows.iter().map(surplus).sum();
    assert!(optimum.prices.iter().all(|price| price.points >= 0));
    assert_eq!(sold + gained, i128::from(optimum.score) * scale);
}

#[test]
fn a_town_is_proven_whether_people_or_openings_are_short_and_however_few_scores_there_are() {
    for (openings, most) in [
        (70, 10_000),
        (100, 10_000),
        (140, 10_000),
        (100, 3),
        (90, 0),
    ] {
        let (rows, openings) = town(24_000, 300, openings, most);
        for (objective, _) in OBJECTIVES {
            let optimum = solved(&rows, &openings, objective);
            claims_hold(&rows, &openings, &optimum);
            if objective == Objective::ScoreFirst {
                prices_prove(&rows, &openings, &optimum);
            }
        }
    }
}

#[test]
fn whenever_a_search_is_stopped_its_bound_is_honest() {
    let (rows, openings) = town(21_000, 200, 90, 10_000);
    let mut pairs: Pairs = Pairs::new(openings.len());
    for row in &rows {
        pairs.push_person(row.iter().copied());
    }
    for (objective, _) in OBJECTIVES {
        let best = solved(&rows, &openings, objective);
        let mut last = 0;
        for signs in (0..9).chain([u32::MAX]) {
            let stop = AtomicBool::new(signs == 0);
            let mut seen = 0;
            let mut report = |_| {
                seen += 1;
                stop.store(seen >= signs, std::sync::atomic::Ordering::Relaxed);
            };
            let wanted = Wanted::best(&openings, objective);
            let optimum = search_rows(&pairs, &wanted, &mut Watch::new(&stop, &mut report));
            assert!(optimum.bound >= best.score && optimum.people_bound >= optimum.people);
            assert!(optimum.people <= best.people || objective == Objective::ScoreFirst);
            assert!(optimum.stopped || optimum.score == best.score);
            last = optimum.score;
        }
        assert_eq!(last, best.score, "nobody said stop any more");
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
    let mut pairs: Pairs = Pairs::new(1);
    pairs.push_person([(0, 5)]);
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

#[test]
fn a_town_that_changes_a_little_is_proven_again_and_the_same_as_from_nothing() {
    let (rows, openings) = town(24_000, 300, 90, 10_000);
    let mut pairs: Pairs = Pairs::new(openings.len());
    for row in &rows {
        pairs.push_person(row.iter().copied());
    }
    let never = AtomicBool::new(false);
    let mut quiet = |_| ();
    let watch = &mut Watch::new(&never, &mut quiet);
    let leavers: Vec<u32> = (0..24_000).step_by(300).collect();
    let comers: Vec<u32> = (7..24_000).step_by(300).collect();
    for (objective, _) in OBJECTIVES {
        let mut wanted = Wanted::best(&openings, objective);
        wanted.threads = 2;
        let mut solver: Solver<'_, _, Wide> = Solver::new(&pairs, &wanted);
        solver.withdraw(&comers, true);
        solver.solve(watch);
        solver.withdraw(&comers, false);
        solver.withdraw(&leavers, true);
        let again = solver.solve(watch);
        let mut remaining = rows.clone();
        for leaver in &leavers {
            remaining[*leaver as usize].clear();
        }
        claims_hold(&remaining, &openings, &again);
        let afresh = solved(&remaining, &openings, objective);
        assert_eq!(again.score, afresh.score);
        assert!(again.people == afresh.people || objective == Objective::ScoreFirst);
    }
}

#[test]
fn a_market_large_enough_to_be_learnt_is_proven_and_the_same_on_any_number_of_threads() {
    let (people, posts) = (13_000_u32, 80);
    let mixed = |number: u32| number.wrapping_mul(2_654_435_761).rotate_left(13) ^ number;
    let row = |person: u32| {
        let worth = move |post: u32| mixed(mixed(person) ^ post.wrapping_mul(97));
        let open = (0..posts).filter(move |post| worth(*post) % 2 == 0);
        open.map(move |post| (post, worth(post) / 2 % 10_001))
            .collect()
    };
    let rows: Rows = (0..people).map(row).collect();
    let openings: Vec<u32> = (0..posts).map(|post| 40 + 3 * post).collect();
    let mut pairs: Pairs = Pairs::new(openings.len());
    for row in &rows {
        pairs.push_person(row.iter().copied());
    }
    let never = AtomicBool::new(false);
    let on = |threads| {
        let wanted = Wanted {
            threads,
            ..Wanted::best(&openings, Objective::PeopleFirst)
        };
        search(&pairs, &wanted, &mut Watch::new(&never, &mut |_| ()))
    };
    let alone = on(1);
    claims_hold(&rows, &openings, &alone);
    assert_eq!(alone, on(3));
}
