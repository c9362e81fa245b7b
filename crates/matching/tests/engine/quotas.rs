//! Floors and caps against all assignments of a handful of people.

use crate::rows::{Rows, pairs};
use domain::words::Objective;
use matching::assign::optimum::{Optimum, Wanted};
use matching::assign::pairs::Wide;
use matching::assign::solver::Solver;
use matching::quota::{Quota, QuotaPrice};
use matching::watch::Watch;
use proptest::prelude::*;
use std::sync::atomic::AtomicBool;

/// What counts of people placed and score, the first first.
type Rank = fn(usize, u64) -> (usize, u64);

fn solved(
    rows: &Rows,
    openings: &[u32],
    objective: Objective,
    quotas: &[Quota],
) -> (Optimum, Vec<QuotaPrice>) {
    let pairs = pairs(rows, openings);
    let never = AtomicBool::new(false);
    let wanted = Wanted::best(openings, objective);
    let mut solver: Solver<'_, _, Wide> = Solver::new(&pairs, &wanted);
    solver.solve_with(quotas, &mut Watch::new(&never, &mut |_| ()))
}

/// Whether everybody's post keeps a quota.
fn keeps(quota: &Quota, post_of: &[Option<u32>]) -> bool {
    let placed = quota
        .members
        .iter()
        .filter(|who| post_of[**who as usize].is_some());
    let placed = u32::try_from(placed.count()).expect("a few people");
    quota.at_least.is_none_or(|least| placed >= least)
        && quota.at_most.is_none_or(|most| placed <= most)
}

/// The people and score of the best assignment that keeps the quotas, if any does.
fn best(
    rows: &Rows,
    left: &mut [u32],
    post_of: &mut Vec<Option<u32>>,
    quotas: &[Quota],
    score: u64,
    rank: Rank,
) -> Option<(usize, u64)> {
    let Some(row) = rows.get(post_of.len()) else {
        let people = post_of.iter().flatten().count();
        let is_kept = quotas.iter().all(|quota| keeps(quota, post_of));
        return is_kept.then(|| rank(people, score));
    };
    post_of.push(None);
    let mut champion = best(rows, left, post_of, quotas, score, rank);
    post_of.pop();
    for (post, points) in row {
        if left[*post as usize] > 0 {
            left[*post as usize] -= 1;
            post_of.push(Some(*post));
            let found = best(
                rows,
                left,
                post_of,
                quotas,
                score + u64::from(*points),
                rank,
            );
            champion = champion.max(found);
            post_of.pop();
            left[*post as usize] += 1;
        }
    }
    champion
}

fn market() -> impl Strategy<Value = (Rows, Vec<u32>)> {
    let row = prop::collection::vec(prop::option::weighted(0.6, 0..=9_u32), 4).prop_map(|points| {
        let pairs = (0..).zip(points);
        pairs
            .filter_map(|(post, points)| Some((post, points?)))
            .collect()
    });
    (
        prop::collection::vec(row, 1..=6),
        prop::collection::vec(0_u32..3, 4),
    )
}

/// One or two quotas over some of six people.
fn quotas() -> impl Strategy<Value = Vec<(Vec<bool>, Option<u32>, Option<u32>)>> {
    let quota = (
        prop::collection::vec(any::<bool>(), 6),
        prop::option::of(0_u32..4),
        prop::option::of(0_u32..4),
    );
    prop::collection::vec(quota, 1..=2)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 800, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_quota_is_kept_by_the_best_and_two_by_nothing_better_than_the_bound((rows, openings) in market(), asked in quotas()) {
        let quotas: Vec<Quota> = asked
            .into_iter()
            .map(|(is_member, at_least, at_most)| Quota {
                members: (0..).zip(&rows).map(|(who, _)| who).filter(|who| is_member[*who as usize]).collect(),
                at_least,
                at_most,
            })
            .collect();
        let ranks: [(Objective, Rank); 2] = [
            (Objective::PeopleFirst, |people, score| (people, score)),
            (Objective::ScoreFirst, |_, score| (0, score)),
        ];
        for (objective, rank) in ranks {
            let (optimum, prices) = solved(&rows, &openings, objective, &quotas);
            prop_assert_eq!(prices.len(), quotas.len());
            let champion = best(&rows, &mut openings.clone(), &mut Vec::new(), &quotas, 0, rank);
            let Some((people, score)) = champion else { continue };
            let is_kept = quotas.iter().all(|quota| keeps(quota, &optimum.post_of));
            if is_kept {
                prop_assert!(rank(optimum.people, optimum.score) <= (people, score));
            }
            if people >= optimum.people || objective == Objective::ScoreFirst {
                prop_assert!(score <= optimum.bound, "{score} of {optimum:?}");
            }
            if let [quota] = &quotas[..] {
                prop_assert!(is_kept, "one quota that can be kept is: {quota:?} {optimum:?}");
                prop_assert_eq!(rank(optimum.people, optimum.score), (people, score), "{:?} {:?}", quota, optimum);
                prop_assert_eq!(optimum.bound, score, "{:?} {:?}", quota, optimum);
            }
        }
    }
}

#[test]
fn a_floor_places_whom_the_score_would_leave_out_and_tells_what_it_costs() {
    let rows = vec![vec![(0, 90)], vec![(0, 70)], vec![(0, 40)]];
    let quota = Quota {
        members: vec![2],
        at_least: Some(1),
        at_most: None,
    };
    for objective in [Objective::PeopleFirst, Objective::ScoreFirst] {
        let (optimum, prices) = solved(&rows, &[2], objective, std::slice::from_ref(&quota));
        assert_eq!(optimum.post_of, [Some(0), None, Some(0)]);
        assert_eq!(optimum.score, 130);
        let [price] = prices[..] else {
            panic!("one price")
        };
        assert_eq!((price.placed, price.points), (1, 30), "70 give way to 40");
    }
}

#[test]
fn a_cap_keeps_at_home_whom_it_names_though_openings_are_left() {
    let rows = vec![vec![(0, 90)], vec![(0, 70)], vec![(1, 40)]];
    let quota = Quota {
        members: vec![0, 1],
        at_least: None,
        at_most: Some(1),
    };
    for objective in [Objective::PeopleFirst, Objective::ScoreFirst] {
        let (optimum, prices) = solved(&rows, &[2, 1], objective, std::slice::from_ref(&quota));
        assert_eq!(optimum.post_of, [Some(0), None, Some(1)]);
        assert_eq!(optimum.score, 130);
        assert!(
            (130..=131).contains(&optimum.bound),
            "within a point: {optimum:?}"
        );
        assert_eq!(prices[0].placed, 1);
    }
}

#[test]
fn a_floor_that_cannot_be_kept_places_whom_it_can_and_has_no_price() {
    let rows = vec![vec![(0, 90)], vec![(0, 40)], Vec::new()];
    let quota = Quota {
        members: vec![1, 2],
        at_least: Some(2),
        at_most: None,
    };
    for objective in [Objective::PeopleFirst, Objective::ScoreFirst] {
        let (optimum, prices) = solved(&rows, &[1], objective, std::slice::from_ref(&quota));
        assert_eq!(optimum.post_of, [None, Some(0), None]);
        let price = QuotaPrice {
            placed: 1,
            points: 0,
        };
        assert_eq!(prices, [price]);
    }
}

/// Where many are worth the same all of them change sides at one price, and whoever is named has somebody to take their turn. Of the pairs here
/// 48 at once may be worth 3,000 points, and all others 1,000.
#[test]
fn a_cap_is_kept_to_the_person_where_many_are_worth_the_same() {
    let row = |person: u32| (0..12).map(move |post| (post, 1000 * (1 + (person * post) % 3)));
    let rows: Rows = (0..90).map(|person| row(person).collect()).collect();
    let openings = [6; 12];
    for objective in [Objective::PeopleFirst, Objective::ScoreFirst] {
        for (least, most) in [
            (0, 0),
            (0, 1),
            (0, 20),
            (0, 50),
            (0, 71),
            (10, 20),
            (30, 50),
        ] {
            let cap = Quota {
                members: (0..90).collect(),
                at_least: Some(least),
                at_most: Some(most),
            };
            let (optimum, prices) = solved(&rows, &openings, objective, std::slice::from_ref(&cap));
            assert_eq!((optimum.people, prices[0].placed), (most as usize, most));
            let best = 3000 * most.min(48) + 1000 * most.saturating_sub(48);
            assert_eq!(optimum.score, u64::from(best), "{most} people at most");
            assert_eq!(optimum.bound, optimum.score, "{optimum:?}");
        }
    }
}
