//! Parties against all assignments of a handful of people, and whole runs against their promises.

use crate::county::{answer, instance, june, pairs, post, seeker};
use domain::division::Division;
use domain::pairing::Pairings;
use domain::word_set::WordSet;
use domain::words::{Certificate, Closeness, Objective, Schooling, Willingness};
use matching::eligible::eligible;
use matching::outcome::Outcome;
use matching::party::Party;
use matching::post::Post;
use matching::quota::Quota;
use matching::run::{Instance, Pair};
use matching::score::score;
use matching::seeker::Seeker;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// Two cities that are nobody's home, and the home county.
const WORKPLACES: [u32; 3] = [441_900, 350_102, 520_526];

#[derive(Clone, Debug)]
pub struct Market {
    pub seekers: Vec<Seeker>,
    pub posts: Vec<Post>,
    pub parties: Vec<Party>,
}

fn some_seeker() -> impl Strategy<Value = Seeker> {
    let wish = prop::option::of(3_i64..9);
    let willingness = prop::option::weighted(
        0.3,
        prop::sample::select(vec![Willingness::OwnCounty, Willingness::Anywhere]),
    );
    let schooling = prop::option::of(prop::sample::select(vec![
        Schooling::Primary,
        Schooling::Bachelor,
    ]));
    (wish, willingness, schooling, any::<bool>()).prop_map(
        |(wish, willingness, schooling, welder)| Seeker {
            pay_wish_fen: wish.map(|thousands| thousands * 100_000),
            willingness,
            schooling,
            certificates: if welder {
                Certificate::Welder.into()
            } else {
                WordSet::EMPTY
            },
            ..seeker()
        },
    )
}

fn some_post() -> impl Strategy<Value = Post> {
    let workplace = prop::sample::select(WORKPLACES.to_vec());
    (
        0_u32..4,
        0_u32..3,
        workplace,
        2_i64..9,
        any::<bool>(),
        0_u32..2,
    )
        .prop_map(
            |(openings, enterprise, workplace, pay, welding, couple_rooms)| Post {
                enterprise,
                workplace: Division::of_six(workplace),
                pay_min_fen: pay * 100_000,
                pay_max_fen: pay * 100_000,
                required_certificates: if welding {
                    Certificate::Welder.into()
                } else {
                    WordSet::EMPTY
                },
                couple_rooms,
                ..post(openings)
            },
        )
}

/// Up to `people` people, of whom the first are in parties of two or three.
pub fn market(people: usize, posts: usize) -> impl Strategy<Value = Market> {
    let closeness = prop::sample::select(vec![
        Closeness::City,
        Closeness::Enterprise,
        Closeness::Post,
    ]);
    let parties = prop::collection::vec((2_u32..4, closeness, any::<bool>()), 0..3);
    (
        prop::collection::vec(some_seeker(), 1..=people),
        prop::collection::vec(some_post(), 1..=posts),
        parties,
    )
        .prop_map(|(seekers, posts, wanted)| {
            let mut parties = Vec::new();
            let mut next = 0;
            for (size, closeness, room) in wanted {
                if (next + size) as usize <= seekers.len() {
                    let members = (next..next + size).collect();
                    let couple_room = room && size == 2 && closeness == Closeness::Post;
                    parties.push(Party {
                        members,
                        closeness,
                        couple_room,
                    });
                    next += size;
                }
            }
            Market {
                seekers,
                posts,
                parties,
            }
        })
}

/// People and score of the best matching that keeps parties whole, by trying all.
pub fn best_of_all(instance: &Instance<'_>) -> (usize, u64) {
    best_within_quotas(instance).expect("everybody may stay at home")
}

/// The same of those that keep the quotas; none where nothing does.
pub fn best_within_quotas(instance: &Instance<'_>) -> Option<(usize, u64)> {
    let mut given = vec![None; instance.seekers.len()];
    let mut best = None;
    try_from_here(instance, 0, &mut given, &mut best);
    best
}

fn try_from_here(
    instance: &Instance<'_>,
    at: usize,
    given: &mut Vec<Option<u32>>,
    best: &mut Option<(usize, u64)>,
) {
    if at == given.len() {
        if parties_are_whole(instance, given) && quotas_are_kept(instance, given) {
            let people = given.iter().flatten().count();
            let score = total(instance, given);
            let key = |(people, score)| match instance.objective {
                Objective::PeopleFirst => (people, score),
                Objective::ScoreFirst => (0, score),
            };
            if best.is_none_or(|best| key((people, score)) > key(best)) {
                *best = Some((people, score));
            }
        }
        return;
    }
    try_from_here(instance, at + 1, given, best);
    for (post, number) in instance.posts.iter().zip(0..) {
        let taken = given[..at]
            .iter()
            .filter(|other| **other == Some(number))
            .count();
        let fits = taken < post.openings as usize;
        if fits && eligible(&instance.seekers[at], post, instance.on).is_ok() {
            given[at] = Some(number);
            try_from_here(instance, at + 1, given, best);
            given[at] = None;
        }
    }
}

fn quotas_are_kept(instance: &Instance<'_>, given: &[Option<u32>]) -> bool {
    instance.quotas.iter().all(|quota| {
        let members = quota.members.iter();
        let placed = members.filter(|who| given[**who as usize].is_some());
        let placed = u32::try_from(placed.count()).expect("a few people");
        quota.at_least.is_none_or(|least| placed >= least)
            && quota.at_most.is_none_or(|most| placed <= most)
    })
}

fn total(instance: &Instance<'_>, given: &[Option<u32>]) -> u64 {
    let points = |(seeker, post): (&Seeker, &Option<u32>)| {
        let post = &instance.posts[(*post)? as usize];
        let place = instance.place(seeker, post.workplace);
        let parts = score(seeker, post, place, &instance.weights);
        Some(u64::from(parts.total()))
    };
    instance.seekers.iter().zip(given).filter_map(points).sum()
}

fn parties_are_whole(instance: &Instance<'_>, given: &[Option<u32>]) -> bool {
    let mut rooms: Vec<u32> = instance
        .posts
        .iter()
        .map(|post| post.couple_rooms)
        .collect();
    instance.parties.iter().all(|party| {
        let places: Vec<Option<u32>> = party
            .members
            .iter()
            .map(|member| given[*member as usize])
            .collect();
        if places.iter().all(Option::is_none) {
            return true;
        }
        let Some(places) = places.into_iter().collect::<Option<Vec<u32>>>() else {
            return false;
        };
        let same = |of: &dyn Fn(u32) -> u64| places.iter().all(|post| of(*post) == of(places[0]));
        let posts = instance.posts;
        let close = match party.closeness {
            Closeness::Post => same(&|post| u64::from(post)),
            Closeness::Enterprise => same(&|post| u64::from(posts[post as usize].enterprise)),
            Closeness::City => same(&|post| u64::from(posts[post as usize].workplace.six() / 100)),
        };
        if party.couple_room {
            let left = &mut rooms[places[0] as usize];
            let free = *left > 0;
            *left = left.saturating_sub(1);
            return close && free;
        }
        close
    })
}

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
    (outcome, best_of_all(&instance))
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

/// One or two floors and caps over some of seven people.
fn quotas() -> impl Strategy<Value = Vec<Quota>> {
    let quota = (
        prop::collection::vec(any::<bool>(), 7),
        prop::option::of(0_u32..4),
        prop::option::of(0_u32..4),
    );
    let quota = quota.prop_map(|(is_member, at_least, at_most)| Quota {
        members: (0..)
            .zip(is_member)
            .filter(|(_, is)| *is)
            .map(|(who, _)| who)
            .collect(),
        at_least,
        at_most,
    });
    prop::collection::vec(quota, 1..=2)
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
