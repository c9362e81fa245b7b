//! Parties against all assignments of a handful of people, and whole runs against their promises.

use crate::county::{answer, instance, june, pairs, post, seeker};
use crate::together::{Market, market, quotas};
use crate::twins::whole_parties::{
    self, best_within_quotas, parties_are_whole, quotas_are_kept, total,
};
use domain::division::Division;
use domain::pairing::Pairings;
use domain::words::{Closeness, Objective};
use matching::eligible::eligible;
use matching::outcome::Outcome;
use matching::party::Party;
use matching::post::Post;
use matching::run::{Instance, Pair, Target};
use matching::seeker::Seeker;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// Far more time than a handful of people takes: a search that would not end fails instead.
const PLENTY: Target = Target {
    gap: None,
    seconds: Some(60),
};

fn promises_are_kept(instance: &Instance<'_>, outcome: &Outcome) {
    let mut given = vec![None; instance.seekers.len()];
    let mut left: Vec<u32> = instance.posts.iter().map(|post| post.openings).collect();
    for proposal in &outcome.proposals {
        let Pair { seeker, post } = proposal.pair;
        assert_eq!(given[seeker as usize].replace(post), None, "placed once");
        left[post as usize] = left[post as usize].checked_sub(1).expect("an opening");
        let (seeker, post) = (
            &instance.seekers[seeker as usize],
            &instance.posts[post as usize],
        );
        assert_eq!(eligible(seeker, post, instance.on), Ok(()));
        assert!(!instance.exclusions.contains(&proposal.pair));
    }
    for unplaced in &outcome.unplaced {
        assert_eq!(given[unplaced.seeker as usize], None);
    }
    assert_eq!(
        outcome.proposals.len() + outcome.unplaced.len(),
        given.len()
    );
    let parts = outcome
        .proposals
        .iter()
        .map(|proposal| u64::from(proposal.parts.total()));
    assert_eq!(parts.sum::<u64>(), outcome.score);
    assert_eq!(total(instance, &given), outcome.score);
    assert!(parties_are_whole(instance, &given));
    assert!(outcome.bound >= outcome.score);
    assert!(outcome.people_bound >= outcome.proposals.len());
}

/// Screening by sets of posts finds exactly the pairs that the limits allow one by one.
fn all_pairs_are_screened(instance: &Instance<'_>, outcome: &Outcome) {
    let allowed = |seeker: &Seeker| {
        let posts = instance.posts.iter();
        posts
            .filter(|post| eligible(seeker, post, instance.on).is_ok())
            .count() as u64
    };
    assert_eq!(
        outcome.eligible_pairs,
        instance.seekers.iter().map(allowed).sum::<u64>()
    );
}

/// The engine's answer and the best of all, on one market.
fn both(market: &Market, objective: Objective) -> (Outcome, (usize, u64)) {
    let pairings = Pairings::new(Vec::new());
    let instance = Instance {
        parties: &market.parties,
        objective,
        ..instance(&market.seekers, &market.posts, &pairings)
    };
    let outcome = answer(&instance).expect("an answer");
    promises_are_kept(&instance, &outcome);
    all_pairs_are_screened(&instance, &outcome);
    (outcome, whole_parties::best(&instance))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_bound_is_never_below_the_best_of_all(market in market(7, 4)) {
        let (outcome, (people, score)) = both(&market, Objective::PeopleFirst);
        prop_assert!(outcome.people_bound >= people && people >= outcome.proposals.len());
        prop_assert!(outcome.bound >= score);
        prop_assert!(people > outcome.proposals.len() || score >= outcome.score);

        let (outcome, (_, score)) = both(&market, Objective::ScoreFirst);
        prop_assert!(outcome.bound >= score && score >= outcome.score);
    }

    #[test]
    fn without_parties_nothing_better_exists(mut market in market(6, 4)) {
        market.parties.clear();
        let (outcome, (people, score)) = both(&market, Objective::PeopleFirst);
        prop_assert_eq!((outcome.proposals.len(), outcome.score), (people, score));
        prop_assert_eq!((outcome.people_bound, outcome.bound), (people, score));
    }

    #[test]
    fn officers_wishes_hold(
        market in market(12, 6),
        pins in prop::collection::btree_map(0_u32..12, 0_u32..6, 0..4),
        exclusions in prop::collection::vec((0_u32..12, 0_u32..6), 0..10),
    ) {
        let within = |(seeker, post): (u32, u32)| {
            let known = (seeker as usize) < market.seekers.len() && (post as usize) < market.posts.len();
            known.then_some(Pair { seeker, post })
        };
        let pins: Vec<Pair> = pins.into_iter().filter_map(within).collect();
        let exclusions: Vec<Pair> = exclusions.into_iter().filter_map(within).collect();
        let pairings = Pairings::new(Vec::new());
        let instance = Instance {
            parties: &market.parties,
            pins: &pins,
            exclusions: &exclusions,
            ..instance(&market.seekers, &market.posts, &pairings)
        };
        let outcome = answer(&instance).expect("an answer");
        promises_are_kept(&instance, &outcome);
        for &pin in &pins {
            let kept = outcome.proposals.iter().any(|each| each.pair == pin && each.pinned);
            let told = outcome.impossible_pins.iter().any(|each| each.pair == pin);
            prop_assert!(kept != told, "{:?}", pin);
        }
        prop_assert_eq!(answer(&instance).expect("the same answer"), outcome);
    }
}

/// Two couples with a pin each, and room for one of them: one is placed, the other's pin is told, and the search ends.
#[test]
fn pins_that_cannot_both_be_kept_do_not_outbid_each_other_for_ever() {
    let (seekers, pairings) = (vec![seeker(); 6], Pairings::new(Vec::new()));
    let posts = [post(2), post(1)];
    let couple = |first: u32| Party {
        members: vec![first, first + 1],
        closeness: Closeness::Enterprise,
        couple_room: false,
    };
    let pins = [0, 2].map(|seeker| Pair { seeker, post: 0 });
    let instance = Instance {
        parties: &[couple(0), couple(2)],
        pins: &pins,
        target: PLENTY,
        ..instance(&seekers, &posts, &pairings)
    };
    let outcome = answer(&instance).expect("an answer");
    promises_are_kept(&instance, &outcome);
    let kept = outcome.proposals.iter().filter(|each| each.pinned).count();
    assert_eq!((kept, outcome.impossible_pins.len()), (1, 1));
    assert_eq!(outcome.stopped, None, "ends by itself");
}

#[test]
fn the_search_loses_little_on_average() {
    let mut runner = TestRunner::deterministic();
    let (mut lost_people, mut lost_points, mut people_in_all, mut points_in_all) = (0, 0, 0, 0);
    for _ in 0..300 {
        let market = market(7, 4)
            .new_tree(&mut runner)
            .expect("a market")
            .current();
        let (outcome, (people, score)) = both(&market, Objective::PeopleFirst);
        people_in_all += people;
        lost_people += people - outcome.proposals.len();
        if people == outcome.proposals.len() {
            points_in_all += score;
            lost_points += score - outcome.score;
        }
    }
    eprintln!("lost {lost_people} of {people_in_all}, {lost_points} of {points_in_all}");
    assert!(
        lost_people * 1000 <= people_in_all * 5,
        "{lost_people} of {people_in_all} people"
    );
    assert!(
        lost_points * 1000 <= points_in_all,
        "{lost_points} of {points_in_all} points"
    );
}

#[test]
fn a_household_larger_than_any_post_spreads_over_its_city() {
    let (seekers, pairings) = (vec![seeker(); 8], Pairings::new(Vec::new()));
    let posts = [
        post(3),
        post(3),
        Post {
            workplace: Division::of_six(350_102),
            ..post(7)
        },
        post(2),
    ];
    let together = [Party {
        members: (0..8).collect(),
        closeness: Closeness::City,
        couple_room: false,
    }];
    let instance = Instance {
        parties: &together,
        on: june(2),
        ..instance(&seekers, &posts, &pairings)
    };
    let outcome = answer(&instance).expect("an answer");
    assert_eq!(outcome.proposals.len(), 8);
    assert!(pairs(&outcome).iter().all(|(_, post)| *post != 2));
}

/// Floors and caps around parties, held against all assignments.
#[test]
fn floors_and_caps_hold_where_some_go_together() {
    let mut runner = TestRunner::deterministic();
    let (mut can_be_kept, mut broken) = (0, 0);
    for _ in 0..300 {
        let tree = (market(7, 4), quotas()).new_tree(&mut runner);
        let (market, mut quotas) = tree.expect("a market").current();
        for quota in &mut quotas {
            quota
                .members
                .retain(|who| (*who as usize) < market.seekers.len());
        }
        let pairings = Pairings::new(Vec::new());
        for objective in [Objective::PeopleFirst, Objective::ScoreFirst] {
            let instance = Instance {
                parties: &market.parties,
                quotas: &quotas,
                objective,
                ..instance(&market.seekers, &market.posts, &pairings)
            };
            let outcome = answer(&instance).expect("an answer");
            promises_are_kept(&instance, &outcome);
            assert_eq!(outcome.quota_prices.len(), quotas.len());
            let Some((people, score)) = best_within_quotas(&instance) else {
                continue;
            };
            let placed = outcome.proposals.len();
            if objective == Objective::ScoreFirst || people >= placed {
                assert!(outcome.bound >= score, "{score} of {outcome:?}");
            }
            let mut given = vec![None; market.seekers.len()];
            for Pair { seeker, post } in outcome.proposals.iter().map(|each| each.pair) {
                given[seeker as usize] = Some(post);
            }
            can_be_kept += 1;
            broken += u32::from(!quotas_are_kept(&instance, &given));
            if quotas_are_kept(&instance, &given) && objective == Objective::PeopleFirst {
                assert!((placed, outcome.score) <= (people, score));
            }
        }
    }
    assert!(broken * 100 <= can_be_kept, "{broken} of {can_be_kept}");
}
