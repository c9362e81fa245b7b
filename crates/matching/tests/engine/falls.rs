//! Posts that fall in price where lists hold a small part of the posts that are near: nobody is lost sight of, so phases are few.

use domain::words::Objective;
use matching::assign::market::Market;
use matching::assign::optimum::Wanted;
use matching::assign::pairs::{Narrow, Pairs};
use matching::assign::solver::Solver;
use matching::watch::{Progress, Watch};
use std::sync::atomic::AtomicBool;

/// How many points posts, and people at one post, differ by.
const SPREAD: u32 = 2000;

/// Everybody may go everywhere, and most posts are worth nearly the same; points are in whole steps.
fn dense(people: u32, posts: u32, step: u32) -> (Pairs<Narrow>, Vec<u32>) {
    let mut pairs = Pairs::new(posts as usize);
    let mut dice = 7_u32;
    let mut throw = |sides: u32| {
        dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (dice >> 8) % sides
    };
    let usual: Vec<u32> = (0..posts).map(|_| throw(SPREAD)).collect();
    for _ in 0..people {
        let row = usual.iter();
        let row = row.map(|usual| (usual + throw(SPREAD)) / step * step);
        pairs.push_person((0..posts).zip(row));
    }
    let openings = (0..posts).map(|_| throw(2 * people / posts)).collect();
    (pairs, openings)
}

/// Far more than a search takes, in seconds: one that would not end fails instead.
const PLENTY: u32 = 60;

/// How many phases a search takes.
fn phases<M: Market>(solver: &mut Solver<'_, M, Narrow>) -> usize {
    let never = AtomicBool::new(false);
    let mut phases = 0;
    let mut count = |progress: Progress| phases += usize::from(progress.gap.is_some());
    let mut watch = Watch::new(&never, &mut count);
    watch.end_within(PLENTY);
    let optimum = solver.solve(&mut watch);
    assert!(!optimum.stopped, "ends by itself");
    phases
}

/// How many it takes after each of some changes: one person in 200 leaves, and those who left before are back.
fn phases_after_changes<M: Market>(
    solver: &mut Solver<'_, M, Narrow>,
    people: u32,
    times: u32,
) -> Vec<usize> {
    let mut away: Vec<u32> = Vec::new();
    let mut change = |time: u32| {
        solver.withdraw(&away, false);
        away = (0..people).filter(|person| person % 200 == time).collect();
        solver.withdraw(&away, true);
        phases(solver)
    };
    (0..times).map(&mut change).collect()
}

/// Lists hold one post in ten here, and everybody's hold the same: whoever is not shown a post that fell costs another phase.
#[test]
fn a_search_takes_few_phases_however_little_lists_hold() {
    let (people, posts) = (1000, 600);
    let (pairs, openings) = dense(people, posts, 1);
    let wanted = Wanted {
        gap: 1e-6,
        ..Wanted::best(&openings, Objective::PeopleFirst)
    };
    let mut solver = Solver::new(&pairs, &wanted);
    let cold = phases(&mut solver);
    assert!(cold <= 10, "{cold} phases from nothing");
    let again = phases_after_changes(&mut solver, people, 5);
    assert!(
        again.iter().all(|phases| *phases <= 2),
        "{again:?} phases after changes"
    );
}

/// Pairs are worth nothing, one, two or three thousand, so that each person has a hundred posts that are all the best. Prices have to move by a
/// thousand points before anybody minds, also when a few people come and go: steps that suit the last of the gap would take millions of bids.
#[test]
fn hundreds_of_pairs_that_are_worth_the_same_are_no_hindrance() {
    let (people, posts) = (2000, 400);
    let (pairs, openings) = dense(people, posts, 1000);
    let wanted = Wanted {
        gap: 1e-6,
        ..Wanted::best(&openings, Objective::PeopleFirst)
    };
    let mut solver = Solver::new(&pairs, &wanted);
    phases(&mut solver);
    phases_after_changes(&mut solver, people, 3);
}

/// As many openings as people, all pairs worth the same: all openings are free. One person more, and they cost all that a place is worth, which
/// steps that suit the last of the gap would take hundreds of millions of bids to get to.
#[test]
fn where_one_person_more_changes_all_prices_steps_are_as_coarse_as_it_takes() {
    let (openings, last) = ([50; 4], 200);
    let mut pairs = Pairs::<Narrow>::new(openings.len());
    for _ in 0..=last {
        pairs.push_person((0..4).map(|post| (post, 5000)));
    }
    for objective in [Objective::ScoreFirst, Objective::PeopleFirst] {
        let wanted = Wanted {
            gap: 1e-6,
            ..Wanted::best(&openings, objective)
        };
        let mut solver = Solver::new(&pairs, &wanted);
        solver.withdraw(&[last], true);
        phases(&mut solver);
        solver.withdraw(&[last], false);
        phases(&mut solver);
    }
}
