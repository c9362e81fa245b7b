//! What a pair is worth.

use crate::county::{post, seeker};
use domain::coded::Coded;
use domain::distance::Distance;
use domain::division::Division;
use domain::skill::Skills;
use domain::words::{PartnerRule, Tier, Trade};
use matching::post::Post;
use matching::score::{
    FULL, Parts, Place, Stays, Unknown, Weights, WeightsDoNotAddUp, score, unknowns,
};
use matching::seeker::{Seeker, Skill};
use matching::wish::{Wished, Wishes};
use proptest::prelude::*;

fn wishless(tier: Tier) -> Place {
    Place {
        tier,
        distance: Distance::Farther,
        wished: Wished::Unsaid,
    }
}

fn worth(seeker: &Seeker, post: &Post, tier: Tier) -> Parts {
    score(seeker, post, wishless(tier), &Weights::default())
}

#[test]
fn weights_that_do_not_add_up_are_refused() {
    assert_eq!(
        Weights::new([3000, 2500, 2000, 1500, 1000]),
        Ok(Weights::default())
    );
    assert_eq!(Weights::new([1, 2, 3, 4, 5]), Err(WeightsDoNotAddUp(15)));
    assert_eq!(
        Weights::new([u16::MAX; 5]),
        Err(WeightsDoNotAddUp(5 * 65_535))
    );
}

#[test]
fn a_designated_partner_outranks_the_rest_of_the_east() {
    let partner = |tier| worth(&seeker(), &post(1), tier).partner;
    let ladder = [
        Tier::VillagePair,
        Tier::TownshipPair,
        Tier::CountyPair,
        Tier::PrefecturePair,
        Tier::ProvincePair,
        Tier::OtherEast,
        Tier::Elsewhere,
    ];
    assert!(ladder.is_sorted_by(|one, other| partner(*one) > partner(*other)));
    assert!(partner(Tier::OwnCounty) > partner(Tier::OwnPrefecture));
    assert!(partner(Tier::OwnPrefecture) > partner(Tier::OwnProvince));
}

#[test]
fn what_is_unknown_counts_half_and_is_listed() {
    let parts = worth(&seeker(), &post(1), Tier::ProvincePair);
    assert_eq!((parts.pay, parts.place, parts.stability), (1000, 750, 500));
    let unknown = unknowns(&seeker(), &post(1));
    assert_eq!(
        unknown,
        [
            Unknown::Skills,
            Unknown::PayWish,
            Unknown::PlaceWish,
            Unknown::Stability
        ]
    );
}

#[test]
fn pay_counts_from_half_the_wish_to_the_whole() {
    let pay = |wish| {
        let seeker = Seeker {
            pay_wish_fen: Some(wish),
            ..seeker()
        };
        worth(&seeker, &post(1), Tier::ProvincePair).pay
    };
    assert_eq!(pay(500_000), 2000, "the middle of 4500 and 5500 yuan");
    assert_eq!(pay(1_000_000), 0);
    assert_eq!(pay(625_000), 1200);
    assert_eq!(pay(i64::MIN), 2000, "a wish below zero is met");
}

#[test]
fn a_higher_level_in_the_trade_is_worth_more_than_a_wish() {
    let fit = |seeker: Seeker| worth(&seeker, &post(1), Tier::ProvincePair).skill;
    let skilled = |level| Seeker {
        skills: Skills::default().with(Skill {
            trade: Trade::Manufacturing,
            level,
        }),
        ..seeker()
    };
    let wishing = |trade: Trade| Seeker {
        trades: trade.into(),
        ..seeker()
    };
    assert_eq!(fit(skilled(5)), 2500);
    assert!(fit(skilled(5)) > fit(skilled(1)));
    assert!(fit(skilled(1)) > fit(wishing(Trade::Manufacturing)));
    assert!(fit(wishing(Trade::Manufacturing)) > fit(wishing(Trade::Planting)));
}

#[test]
fn a_wished_place_is_worth_most_then_its_province() {
    let place = |code| {
        let mut wishes = Wishes::new();
        let wish = wishes.wish(&[Division::of_six(code)]);
        let place = Place {
            tier: Tier::ProvincePair,
            distance: Distance::Farther,
            wished: wishes.fit(wish, post(1).workplace),
        };
        score(&seeker(), &post(1), place, &Weights::default()).place
    };
    assert_eq!(
        [441_900, 440_000, 440_300, 350_100].map(place),
        [1500, 1500, 600, 0]
    );
}

proptest! {
    #[test]
    fn parts_stay_within_their_weights_and_add_up(
        pay in any::<[i64; 3]>(),
        level in any::<u8>(),
        stays in any::<Option<u16>>(),
        tier in prop::sample::select(Tier::ALL),
    ) {
        let skills = Skills::default().with(Skill { trade: Trade::Manufacturing, level });
        let seeker = Seeker { pay_wish_fen: Some(pay[0]), skills, ..seeker() };
        let post = Post { pay_min_fen: pay[1], pay_max_fen: pay[2], stay_permille: stays, ..post(1) };
        let parts = worth(&seeker, &post, tier);
        let each = [parts.partner, parts.skill, parts.pay, parts.place, parts.stability];
        prop_assert!(each.iter().zip([3000, 2500, 2000, 1500, 1000]).all(|(part, weight)| *part <= weight));
        prop_assert_eq!(parts.total(), each.iter().sum::<u16>());
        prop_assert!(parts.total() <= FULL);
    }
}

#[test]
fn the_same_post_is_worth_more_where_people_of_as_far_away_stay() {
    let stays = Stays::of(|tier, distance| match (tier, distance) {
        (Tier::ProvincePair, Distance::SecondProvince) => 300,
        (Tier::ProvincePair, Distance::Farther) => 100,
        _ => 0,
    });
    let weights = Weights::default().staying(stays);
    let post = Post {
        stay_permille: Some(400),
        ..post(1)
    };
    let worth = |distance| {
        let place = Place {
            distance,
            ..wishless(Tier::ProvincePair)
        };
        score(&seeker(), &post, place, &weights).stability
    };
    let each = [
        Distance::SecondProvince,
        Distance::Farther,
        Distance::OwnCounty,
    ];
    assert_eq!(each.map(worth), [700, 500, 400]);
}

#[test]
fn where_partners_come_first_no_pair_elsewhere_reaches_them() {
    let first = Weights::default().ruled(PartnerRule::First);
    let partner = score(&seeker(), &post(1), wishless(Tier::ProvincePair), &first);
    assert_eq!(partner.first, FULL);
    let weighed = worth(&seeker(), &post(1), Tier::ProvincePair);
    assert_eq!(partner.total(), weighed.total() + FULL);
    let perfect = Seeker {
        pay_wish_fen: Some(1),
        mandarin: Some(true),
        skills: Skills::default().with(Skill {
            trade: post(1).trade,
            level: 5,
        }),
        ..seeker()
    };
    for tier in [Tier::OwnCounty, Tier::OtherEast, Tier::Elsewhere] {
        let place = Place {
            tier,
            distance: Distance::Farther,
            wished: Wished::Here,
        };
        let elsewhere = score(&perfect, &post(1), place, &first);
        assert!(elsewhere.first == 0 && elsewhere.total() < partner.total());
    }
}
