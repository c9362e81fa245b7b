//! The changes that people left out are told of: made, they place them.

use crate::county::{answer, instance, june, pairs, post, seeker};
use crate::together::market;
use crate::twins::whole_parties;
use domain::division::Division;
use domain::pairing::Pairings;
use domain::skill::Skill;
use domain::words::{Certificate, Closeness, Objective, Trade, Willingness};
use matching::demand::Lesson;
use matching::outcome::{Outcome, Unplaced};
use matching::party::Party;
use matching::post::Post;
use matching::reasons::{Change, Need};
use matching::run::Instance;
use matching::seeker::Seeker;
use proptest::prelude::*;

/// Two cities that are nobody's home, a county of the home prefecture, and the home county.
const WORKPLACES: [u32; 4] = [441_900, 350_102, 520_521, 520_526];

fn some_seeker() -> impl Strategy<Value = Seeker> {
    let wish = prop::option::of(3_i64..12);
    let willingness = prop::sample::select(Willingness::ALL_BUT_NONE.to_vec());
    let ready = prop::option::of(1_u32..30);
    let skill = prop::option::of(1_u8..4);
    (wish, willingness, ready, skill, any::<bool>()).prop_map(
        |(wish, willingness, ready, skill, welder)| Seeker {
            pay_wish_fen: wish.map(|thousands| thousands * 100_000),
            willingness: Some(willingness),
            ready_from: ready.map(june),
            skills: skill.map(processing).into_iter().collect(),
            certificates: welder.then_some(Certificate::Welder).into_iter().collect(),
            ..seeker()
        },
    )
}

fn processing(level: u8) -> Skill {
    Skill {
        trade: Trade::Processing,
        level,
    }
}

fn some_post() -> impl Strategy<Value = Post> {
    let workplace = prop::sample::select(WORKPLACES.to_vec());
    let start = prop::option::of(1_u32..30);
    let skill = prop::option::weighted(0.3, 1_u8..4);
    let certificate = prop::option::weighted(
        0.3,
        prop::sample::select(vec![Certificate::Welder, Certificate::Electrician]),
    );
    (0_u32..3, workplace, start, 2_i64..9, skill, certificate).prop_map(
        |(openings, workplace, start, pay, skill, certificate)| Post {
            workplace: Division::of_six(workplace),
            start_by: start.map(june),
            pay_min_fen: pay * 100_000,
            pay_max_fen: pay * 100_000,
            required_skills: skill.map(processing).into_iter().collect(),
            required_certificates: certificate.into_iter().collect(),
            ..post(openings)
        },
    )
}

trait AllButNone: Sized {
    const ALL_BUT_NONE: [Self; 4];
}

impl AllButNone for Willingness {
    const ALL_BUT_NONE: [Self; 4] = [
        Self::OwnCounty,
        Self::OwnPrefecture,
        Self::OwnProvince,
        Self::Anywhere,
    ];
}

/// The answer after a change was made.
fn changed(instance: &Instance<'_>, left: &Unplaced, change: Change) -> Outcome {
    let mut seekers = instance.seekers.to_vec();
    let mut posts = instance.posts.to_vec();
    let person = &mut seekers[left.seeker as usize];
    match change.need.granted_to(person) {
        Some(changed) => *person = changed,
        None => match change.need {
            Need::Openings(more) => posts[change.post as usize].openings += more,
            need => panic!("{need:?} is nothing for one person"),
        },
    }
    let changed = Instance {
        seekers: &seekers,
        posts: &posts,
        ..*instance
    };
    answer(&changed).expect("an answer")
}

fn is_placed(outcome: &Outcome, person: u32) -> bool {
    let mut proposals = outcome.proposals.iter();
    proposals.any(|proposal| proposal.pair.seeker == person)
}

/// An opening is left in 东莞, where only the first would go; the second can have the first one's post, the third the second one's,
/// and a fourth the third one's.
#[test]
fn nobody_has_to_stay_at_home_where_others_go_on_in_turn() {
    let within = |willingness| Seeker {
        willingness: Some(willingness),
        ..seeker()
    };
    let seekers = [
        Seeker {
            pay_wish_fen: Some(500_000),
            ..within(Willingness::Anywhere)
        },
        Seeker {
            pay_wish_fen: Some(700_000),
            ..within(Willingness::OwnPrefecture)
        },
        Seeker {
            ready_from: Some(june(5)),
            ..within(Willingness::OwnPrefecture)
        },
        Seeker {
            ready_from: Some(june(19)),
            ..within(Willingness::OwnCounty)
        },
    ];
    let near = Post {
        workplace: Division::of_six(520_521),
        ..post(1)
    };
    let posts = [
        Post {
            pay_min_fen: 200_000,
            pay_max_fen: 200_000,
            ..post(1)
        },
        Post {
            start_by: Some(june(1)),
            ..near
        },
        Post {
            start_by: Some(june(10)),
            pay_min_fen: 700_000,
            pay_max_fen: 700_000,
            ..near
        },
        near,
    ];
    let pairings = Pairings::new(Vec::new());
    let instance = instance(&seekers, &posts, &pairings);
    let before = answer(&instance).expect("an answer");
    assert_eq!(pairs(&before), [(0, 1), (1, 2), (2, 3)]);
    let change = before.unplaced[0].change.expect("a change");
    assert_eq!(
        change,
        Change {
            need: Need::Willingness(Willingness::OwnPrefecture),
            post: 3,
            displaces: false,
        }
    );
    let after = changed(&instance, &before.unplaced[0], change);
    assert_eq!(pairs(&after), [(0, 0), (1, 1), (2, 2), (3, 3)]);
}

/// The instance after a party's change was made.
fn for_party(
    posts: &[Post],
    parties: &[Party],
    party: u32,
    change: Change,
) -> (Vec<Post>, Vec<Party>) {
    let (mut posts, mut parties) = (posts.to_vec(), parties.to_vec());
    let closeness = match change.need {
        Need::Openings(more) => {
            posts[change.post as usize].openings += more;
            return (posts, parties);
        }
        Need::Closeness(closeness) => Some(closeness),
        Need::Apart => None,
        need => panic!("{need:?} is nothing for a party"),
    };
    let members = parties.remove(party as usize).members;
    match closeness {
        Some(closeness) => parties.push(Party {
            members,
            closeness,
            couple_room: false,
        }),
        None => parties.extend(members.into_iter().map(|member| Party {
            members: vec![member],
            closeness: Closeness::City,
            couple_room: false,
        })),
    }
    (posts, parties)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn who_changes_what_they_are_told_is_placed(
        seekers in prop::collection::vec(some_seeker(), 1..8),
        posts in prop::collection::vec(some_post(), 1..6),
        score_first in any::<bool>(),
    ) {
        let pairings = Pairings::new(Vec::new());
        let objective = if score_first { Objective::ScoreFirst } else { Objective::PeopleFirst };
        let instance = Instance { objective, ..instance(&seekers, &posts, &pairings) };
        let before = answer(&instance).expect("an answer");
        for left in &before.unplaced {
            let Some(change) = left.change else { continue };
            let after = changed(&instance, left, change);
            let more = after.proposals.len().checked_sub(before.proposals.len());
            match change.need {
                Need::Openings(_) if score_first => prop_assert!(after.score > before.score),
                Need::Openings(_) => prop_assert_eq!(more, Some(1)),
                _ => {
                    prop_assert!(is_placed(&after, left.seeker), "{:?}", change);
                    prop_assert!(score_first || more == Some(usize::from(!change.displaces)));
                    prop_assert!(change.displaces || after.score > before.score || !score_first);
                }
            }
        }
    }

    #[test]
    fn whoever_may_take_a_post_is_told_a_change(
        seekers in prop::collection::vec(some_seeker(), 1..8),
        posts in prop::collection::vec(some_post(), 1..6),
    ) {
        let pairings = Pairings::new(Vec::new());
        let before = answer(&instance(&seekers, &posts, &pairings)).expect("an answer");
        for left in &before.unplaced {
            prop_assert!(left.change.is_some() || left.eligible == 0);
        }
        for training in &before.demand.training {
            prop_assert!(training.at_once <= training.people);
            prop_assert!(before.unplaced.len() >= training.people as usize);
        }
    }

    #[test]
    fn a_party_that_changes_what_it_is_told_can_be_placed_beside_the_others(market in market(7, 4)) {
        let pairings = Pairings::new(Vec::new());
        let instance = Instance {
            parties: &market.parties,
            ..instance(&market.seekers, &market.posts, &pairings)
        };
        let before = answer(&instance).expect("an answer");
        let together = before.unplaced.iter().filter_map(|left| left.party.zip(left.change));
        for (party, change) in together {
            let (posts, parties) = for_party(&market.posts, &market.parties, party, change);
            let members = market.parties[party as usize].members.len();
            let changed = Instance { posts: &posts, parties: &parties, ..instance };
            let (people, _) = whole_parties::best(&changed);
            prop_assert!(people >= before.proposals.len() + members, "{:?}", change);
        }
    }
}

fn change_of_last(seekers: &[Seeker], posts: &[Post], parties: &[Party]) -> Option<Change> {
    let pairings = Pairings::new(Vec::new());
    let instance = Instance {
        parties,
        ..instance(seekers, posts, &pairings)
    };
    let outcome = answer(&instance).expect("an answer");
    outcome.unplaced.last().and_then(|left| left.change)
}

#[test]
fn the_day_the_skill_and_the_wish_are_told_to_the_unit() {
    let soon = Post {
        start_by: Some(june(10)),
        ..post(1)
    };
    let sooner = Post {
        start_by: Some(june(5)),
        ..post(1)
    };
    let late = Seeker {
        ready_from: Some(june(20)),
        ..seeker()
    };
    let told = |change: Option<Change>| change.map(|change| (change.need, change.post));
    assert_eq!(
        told(change_of_last(&[late], &[sooner, soon], &[])),
        Some((Need::ReadyBy(june(10)), 1)),
        "the later day is the smaller change"
    );
    let skilled = Post {
        required_skills: [processing(3)].into_iter().collect(),
        ..post(1)
    };
    let learner = Seeker {
        skills: [processing(1)].into_iter().collect(),
        ..seeker()
    };
    assert_eq!(
        told(change_of_last(&[learner], &[skilled], &[])),
        Some((Need::Skill(processing(3)), 0))
    );
    let wishing = |yuan: i64| Seeker {
        pay_wish_fen: Some(yuan * 100),
        ..seeker()
    };
    let change = change_of_last(&[wishing(7_000), wishing(9_000)], &[post(1)], &[]);
    let change = change.expect("a change");
    let Need::PayWish(wish) = change.need else {
        panic!("{change:?}")
    };
    assert!(change.displaces && wish < 700_000 && wish > 690_000);
}

#[test]
fn a_couple_is_told_to_stay_less_close_or_which_post_would_have_to_grow() {
    let couple = |closeness| {
        [Party {
            members: vec![0, 1],
            closeness,
            couple_room: false,
        }]
    };
    let seekers = [seeker(), seeker()];
    let told = |posts: &[Post], closeness| {
        let change = change_of_last(&seekers, posts, &couple(closeness));
        change.map(|change| (change.need, change.post))
    };
    assert_eq!(
        told(&[post(1), post(1)], Closeness::Post),
        Some((Need::Closeness(Closeness::Enterprise), 1))
    );
    assert_eq!(
        told(&[post(1)], Closeness::Post),
        Some((Need::Openings(1), 0))
    );
    assert_eq!(
        told(&[post(0)], Closeness::City),
        Some((Need::Openings(2), 0))
    );
}

#[test]
fn training_is_summed_by_county_and_never_beyond_the_openings_left() {
    let welding = Post {
        required_certificates: Certificate::Welder.into(),
        ..post(2)
    };
    let seekers = [seeker(), seeker(), seeker()];
    let pairings = Pairings::new(Vec::new());
    let posts = [welding];
    let outcome = answer(&instance(&seekers, &posts, &pairings)).expect("an answer");
    let [training] = outcome.demand.training[..] else {
        panic!("{:?}", outcome.demand)
    };
    assert_eq!(training.lesson, Lesson::Certificate(Certificate::Welder));
    assert_eq!(training.county, seeker().home);
    assert_eq!((training.people, training.at_once), (3, 2));
    assert_eq!(outcome.demand.posts, [], "nobody may take what there is");
}

#[test]
fn posts_are_wanted_where_one_more_opening_places_one_more() {
    let seekers = [seeker(), seeker(), seeker()];
    let near = Post {
        workplace: Division::of_six(520_521),
        ..post(0)
    };
    let posts = [post(1), near, post(1)];
    let pairings = Pairings::new(Vec::new());
    let outcome = answer(&instance(&seekers, &posts, &pairings)).expect("an answer");
    let told: Vec<_> = outcome.demand.posts.iter().collect();
    let in_dongguan = told
        .iter()
        .find(|each| each.region == Division::of_six(441_900));
    let far = in_dongguan.expect("a demand");
    assert_eq!((far.openings, far.given, far.waiting), (2, 2, 1));
    assert!(told.iter().all(|each| each.marginal.people == 1));
    assert_eq!(told.len(), 2);
}
