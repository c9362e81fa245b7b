//! What decided for each proposal, and what favouring partners costs.

use crate::county::{answer, instance, pairs, post, seeker};
use domain::division::Division;
use domain::pairing::{Pairings, shipped};
use domain::words::{Closeness, Objective, PartnerRule};
use matching::outcome::Outcome;
use matching::pairing_price::{PairingPrice, pairing_price};
use matching::party::Party;
use matching::post::Post;
use matching::quota::Quota;
use matching::reasons::DecidedBy;
use matching::run::{Instance, Pair};
use matching::score::Weights;
use matching::seeker::Seeker;
use matching::verdict::Verdict;
use matching::watch::Watch;
use proptest::prelude::*;
use std::sync::atomic::AtomicBool;

/// 威宁 has 广州 for its partner, and not 福州.
const GUANGZHOU: u32 = 440_100;
const FUZHOU: u32 = 350_102;

fn at_the_partner(openings: u32) -> Post {
    Post {
        workplace: Division::of_six(GUANGZHOU),
        ..post(openings)
    }
}

fn wishing() -> Seeker {
    Seeker {
        pay_wish_fen: Some(1_000_000),
        ..seeker()
    }
}

fn elsewhere(openings: u32) -> Post {
    Post {
        workplace: Division::of_six(FUZHOU),
        ..post(openings)
    }
}

fn well_paid(openings: u32) -> Post {
    Post {
        pay_min_fen: 1_000_000,
        pay_max_fen: 1_000_000,
        ..elsewhere(openings)
    }
}

fn decided(outcome: &Outcome) -> Vec<DecidedBy> {
    let proposals = outcome.proposals.iter();
    proposals.map(|proposal| proposal.decided_by).collect()
}

#[test]
fn each_proposal_tells_what_decided_it() {
    let (seekers, pairings) = ([wishing(), wishing()], Pairings::new(Vec::new()));
    let posts = [well_paid(1), elsewhere(2)];
    let whole = instance(&seekers, &posts, &pairings);
    let outcome = answer(&whole).expect("an answer");
    assert_eq!(decided(&outcome), [DecidedBy::Best, DecidedBy::Price]);

    let pins = [Pair { seeker: 0, post: 1 }];
    let pinned = Instance {
        pins: &pins,
        ..whole
    };
    let outcome = answer(&pinned).expect("an answer");
    assert_eq!(decided(&outcome), [DecidedBy::Pinned, DecidedBy::Best]);

    let together = [Party {
        members: vec![0, 1],
        closeness: Closeness::Post,
        couple_room: false,
    }];
    let together = Instance {
        parties: &together,
        ..whole
    };
    let outcome = answer(&together).expect("an answer");
    assert_eq!(decided(&outcome), [DecidedBy::Party, DecidedBy::Party]);
}

#[test]
fn partners_that_come_first_decide_only_where_another_post_would_be_better() {
    let (seekers, pairings) = ([wishing()], Pairings::new(shipped()));
    let posts = [well_paid(1), at_the_partner(1)];
    let placed = |weights| {
        let outcome = answer(&Instance {
            weights,
            ..instance(&seekers, &posts, &pairings)
        });
        let outcome = outcome.expect("an answer");
        (pairs(&outcome), decided(&outcome))
    };
    let weighed = Weights::new([500, 2500, 4500, 1500, 1000]).expect("weights");
    assert_eq!(placed(weighed), (vec![(0, 0)], vec![DecidedBy::Best]));
    let first = weighed.ruled(PartnerRule::First);
    assert_eq!(placed(first), (vec![(0, 1)], vec![DecidedBy::PartnerFirst]));
    let heavy = Weights::new([9000, 250, 250, 250, 250]).expect("weights");
    let first = heavy.ruled(PartnerRule::First);
    assert_eq!(placed(first), (vec![(0, 1)], vec![DecidedBy::Best]));
}

#[test]
fn whom_a_cap_leaves_out_is_told_so() {
    let (seekers, pairings) = ([seeker(), seeker()], Pairings::new(Vec::new()));
    let posts = [post(2)];
    let quotas = [Quota {
        members: vec![0, 1],
        at_least: None,
        at_most: Some(1),
    }];
    let outcome = answer(&Instance {
        quotas: &quotas,
        ..instance(&seekers, &posts, &pairings)
    });
    let outcome = outcome.expect("an answer");
    let [left] = &outcome.unplaced[..] else {
        panic!("{outcome:?}")
    };
    assert_eq!((left.verdict(), left.change), (Verdict::Cap, None));
    assert_eq!(outcome.quota_prices[0].placed, 1);
}

#[test]
fn who_is_placed_for_a_floor_is_told_so() {
    let pairings = Pairings::new(Vec::new());
    let seekers = [
        seeker(),
        Seeker {
            pay_wish_fen: Some(10_000_000),
            ..seeker()
        },
    ];
    let posts = [post(1)];
    let quotas = [Quota {
        members: vec![1],
        at_least: Some(1),
        at_most: None,
    }];
    for objective in [Objective::PeopleFirst, Objective::ScoreFirst] {
        let whole = Instance {
            objective,
            ..instance(&seekers, &posts, &pairings)
        };
        let outcome = answer(&whole).expect("an answer");
        assert_eq!(pairs(&outcome), [(0, 0)]);
        let outcome = answer(&Instance {
            quotas: &quotas,
            ..whole
        });
        let outcome = outcome.expect("an answer");
        assert_eq!(pairs(&outcome), [(1, 0)]);
        assert_eq!(decided(&outcome), [DecidedBy::Floor]);
        assert!(outcome.quota_prices[0].points > 0);
    }
}

#[test]
fn who_would_gain_less_than_their_loyalty_stays() {
    let pairings = Pairings::new(Vec::new());
    let paying = |yuan: i64| Post {
        pay_min_fen: yuan * 100,
        pay_max_fen: yuan * 100,
        ..post(1)
    };
    let seekers = [wishing()];
    let posts = [paying(7_000), paying(7_040), paying(9_000)];
    let placed = |incumbent, posts: &[Post]| {
        let outcome = answer(&Instance {
            incumbents: &[Some(incumbent)],
            ..instance(&seekers, posts, &pairings)
        });
        let outcome = outcome.expect("an answer");
        (pairs(&outcome), decided(&outcome))
    };
    let near = placed(0, &posts[..2]);
    assert_eq!(near, (vec![(0, 0)], vec![DecidedBy::Incumbent]));
    let far = placed(0, &posts);
    assert_eq!(far, (vec![(0, 2)], vec![DecidedBy::Best]));
}

fn priced(instance: &Instance<'_>) -> (Outcome, PairingPrice) {
    let outcome = answer(instance).expect("an answer");
    let never = AtomicBool::new(false);
    let mut deaf = |_| ();
    let watch = Watch::new(&never, &mut deaf);
    let price = pairing_price(instance, &outcome, &watch).expect("a price");
    (outcome, price)
}

#[test]
fn the_price_of_pairing_is_what_people_would_have_elsewhere() {
    let (seekers, pairings) = ([wishing()], Pairings::new(shipped()));
    let posts = [well_paid(1), at_the_partner(1)];
    let (outcome, price) = priced(&Instance {
        weights: Weights::default().ruled(PartnerRule::First),
        ..instance(&seekers, &posts, &pairings)
    });
    let beside = outcome.proposals[0].parts.beside_partners();
    assert_eq!(
        (price.favoured.at_partners, price.unfavoured.at_partners),
        (1, 0)
    );
    assert_eq!(price.favoured.points, u64::from(beside));
    assert_eq!(price.people(), 0);
    // At the partner the pay is worth nothing of its 2000 points, elsewhere all.
    assert_eq!(price.points(), 2000);
    assert_eq!(price.bound, price.unfavoured.points);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn favouring_partners_never_places_more_nor_suits_people_better(
        wishes in prop::collection::vec(prop::option::of(3_i64..12), 1..8),
        openings in prop::collection::vec((0_u32..3, any::<bool>(), 2_i64..12), 1..5),
        first in any::<bool>(),
    ) {
        let rule = if first { PartnerRule::First } else { PartnerRule::Weighed };
        let wish = |thousands: Option<i64>| Seeker {
            pay_wish_fen: thousands.map(|thousands| thousands * 100_000),
            ..seeker()
        };
        let paid = |(openings, partner, pay): (u32, bool, i64)| Post {
            pay_min_fen: pay * 100_000,
            pay_max_fen: pay * 100_000,
            ..if partner { at_the_partner(openings) } else { elsewhere(openings) }
        };
        let seekers: Vec<Seeker> = wishes.into_iter().map(wish).collect();
        let posts: Vec<Post> = openings.into_iter().map(paid).collect();
        let pairings = Pairings::new(shipped());
        for objective in [Objective::PeopleFirst, Objective::ScoreFirst] {
            let (_, price) = priced(&Instance {
                objective,
                weights: Weights::default().ruled(rule),
                ..instance(&seekers, &posts, &pairings)
            });
            prop_assert!(price.points() >= 0 && price.people() == 0, "{:?}", price);
        }
    }
}
