//! Markets of thousands: proven, stopped at any moment, changed a little.

use crate::rows::{OBJECTIVES, Rows, claims_hold, pairs, solved};
use domain::words::Objective;
use matching::assign::optimum::{Optimum, Wanted, search, search_rows};
use matching::assign::pairs::Wide;
use matching::assign::solver::Solver;
use matching::watch::Watch;
use std::sync::atomic::AtomicBool;

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
    let pairs = pairs(&rows, &openings);
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
fn a_town_that_changes_a_little_is_proven_again_and_the_same_as_from_nothing() {
    let (rows, openings) = town(24_000, 300, 90, 10_000);
    let pairs = pairs(&rows, &openings);
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
    let pairs = pairs(&rows, &openings);
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
