//! The field against every pair looked at by itself.

use crate::county::{june, post, seeker};
use chrono::{Days, Months};
use domain::coded::Coded;
use domain::division::Division;
use domain::pairing::{Pairing, Pairings};
use domain::word_set::WordSet;
use domain::words::{
    Certificate, Hazard, PairingKind, PartnerRule, Schooling, Trade, VacancyKind, Willingness,
};
use matching::assign::market::Market;
use matching::eligible::eligible;
use matching::field::Field;
use matching::post::Post;
use matching::run::{Instance, Pair};
use matching::score::{Stays, Weights, score};
use matching::seeker::{Seeker, Skill, Skills};
use matching::wish::Wishes;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use std::cmp::Reverse;

/// Villages, counties and prefectures of 贵州, its partner cities, and 海南's 五指山, which lies in no prefecture.
const PLACES: [&str; 9] = [
    "520526",
    "520526100001",
    "520527",
    "520100",
    "440100",
    "440106",
    "441900",
    "469001",
    "469002",
];

/// Trades few enough that people and posts meet.
const TRADES: [Trade; 3] = [Trade::Planting, Trade::Care, Trade::Other];

#[derive(Debug)]
struct Corner {
    seekers: Vec<Seeker>,
    posts: Vec<Post>,
    wishes: Wishes,
    barred: [Vec<Pair>; 2],
    pairings: Pairings,
    weights: Weights,
}

impl Corner {
    fn instance(&self) -> Instance<'_> {
        Instance {
            wishes: &self.wishes,
            refusals: &self.barred[0],
            exclusions: &self.barred[1],
            weights: self.weights,
            ..crate::county::instance(&self.seekers, &self.posts, &self.pairings)
        }
    }

    /// What somebody may do, and for how many points, one post after the other.
    fn row(&self, person: u32) -> Vec<(u32, u32)> {
        let instance = self.instance();
        let seeker = &self.seekers[person as usize];
        let points = |(at, post): (u32, &Post)| {
            let pair = Pair {
                seeker: person,
                post: at,
            };
            let is_barred = self.barred.iter().any(|pairs| pairs.contains(&pair));
            if is_barred || eligible(seeker, post, instance.on).is_err() {
                return None;
            }
            let place = instance.place(seeker, post.workplace);
            Some((
                at,
                u32::from(score(seeker, post, place, &self.weights).total()),
            ))
        };
        (0..).zip(&self.posts).filter_map(points).collect()
    }
}

fn place() -> impl Strategy<Value = Division> {
    select(&PLACES[..]).prop_map(|code| Division::parse(code).expect("a code"))
}

fn skills() -> impl Strategy<Value = Skills> {
    let skill = (select(&TRADES[..]), 1_u8..=5).prop_map(|(trade, level)| Skill { trade, level });
    prop::collection::vec(skill, 0..3).prop_map(|skills| skills.into_iter().collect())
}

fn certificates(most: usize) -> impl Strategy<Value = WordSet<Certificate>> {
    let words = prop::collection::vec(select(&Certificate::ALL[..4]), 0..=most);
    words.prop_map(|words| words.into_iter().collect())
}

fn pay() -> impl Strategy<Value = i64> {
    prop_oneof![8 => 280_000_i64..900_000, 1 => any::<i64>(), 1 => Just(0)]
}

/// A seeker without a wish for places, and the places wished for.
fn some_seeker() -> impl Strategy<Value = (Seeker, Vec<Division>)> {
    let person = (
        place(),
        15_u32..60,
        option::of(select(Schooling::ALL)),
        skills(),
        certificates(4),
        option::of(any::<bool>()),
        option::of(select(Willingness::ALL)),
    );
    let wishes = (
        prop::collection::vec(place(), 0..3),
        prop::collection::vec(select(&TRADES[..]), 0..2),
        prop::collection::vec(select(&TRADES[..]), 0..2),
        option::of(pay()),
        option::of(0_u64..40),
        prop::bool::weighted(0.95),
        prop::bool::weighted(0.05),
    );
    (person, wishes).prop_map(|(person, wishes)| {
        let (home, age, schooling, skills, certificates, mandarin, willingness) = person;
        let (places, trades, refused, pay_wish_fen, ready, consents, has_open_job) = wishes;
        let seeker = Seeker {
            home,
            born: june(1) - Months::new(12 * age) - Days::new(u64::from(age) % 2),
            schooling,
            skills,
            certificates,
            mandarin,
            willingness,
            trades: trades.into_iter().collect(),
            refused_trades: refused.into_iter().collect(),
            pay_wish_fen,
            ready_from: ready.map(|days| june(1) + Days::new(days)),
            consents,
            has_open_job,
            ..seeker()
        };
        (seeker, places)
    })
}

fn some_post() -> impl Strategy<Value = Post> {
    let work = (
        place(),
        select(&TRADES[..]),
        prop::bool::weighted(0.2),
        (pay(), pay()),
        option::of(select(Schooling::ALL)),
        option::of(0_u16..=800),
    );
    let asks = (
        (certificates(2), certificates(2)),
        (skills(), skills()),
        (option::of(10_u8..30), option::of(20_u8..60)),
        option::weighted(0.2, select(Hazard::ALL)),
        any::<bool>(),
        option::of(0_u64..40),
    );
    let standing = (
        0_u64..33,
        prop::bool::weighted(0.95),
        prop::bool::weighted(0.95),
    );
    (work, asks, standing).prop_map(|(work, asks, standing)| {
        let (workplace, trade, is_welfare, pay, schooling_min, stay_permille) = work;
        let (certificates, skills, ages, hazard, mandarin_needed, start) = asks;
        Post {
            workplace,
            trade,
            kind: if is_welfare {
                VacancyKind::PublicWelfare
            } else {
                VacancyKind::Ordinary
            },
            pay_min_fen: pay.0,
            pay_max_fen: pay.1,
            schooling_min,
            required_certificates: certificates.0,
            preferred_certificates: certificates.1,
            required_skills: skills.0,
            preferred_skills: skills.1,
            age_min: ages.0,
            age_max: ages.1,
            hazards: hazard.into_iter().collect(),
            mandarin_needed,
            start_by: start.map(|days| june(1) + Days::new(days)),
            confirmed_on: june(1) - Days::new(standing.0),
            enterprise_verified: standing.1,
            open: standing.2,
            stay_permille,
            ..post(1)
        }
    })
}

/// Posts are repeated, so that rows fill and there are ties.
fn market() -> impl Strategy<Value = Corner> {
    (
        prop::collection::vec(some_seeker(), 1..8),
        prop::collection::vec((some_post(), 1_usize..60), 1..30),
        prop::collection::vec(any::<[prop::sample::Index; 2]>(), 0..20),
        any::<bool>(),
    )
        .prop_map(|(seekers, posts, barred, partners_first)| {
            let mut wishes = Wishes::new();
            let seekers: Vec<Seeker> = seekers
                .into_iter()
                .map(|(seeker, places)| Seeker {
                    preferred: wishes.wish(&places),
                    ..seeker
                })
                .collect();
            let posts: Vec<Post> = posts
                .into_iter()
                .flat_map(|(post, times)| std::iter::repeat_n(post, times))
                .collect();
            let pair = |[seeker, post]: &[prop::sample::Index; 2]| Pair {
                seeker: u32::try_from(seeker.index(seekers.len())).expect("few"),
                post: u32::try_from(post.index(posts.len())).expect("few"),
            };
            let barred: Vec<Pair> = barred.iter().map(pair).collect();
            let (refused, excluded) = barred.split_at(barred.len() / 2);
            let partners = Pairing {
                kind: PairingKind::CountyPair,
                east: Division::of_six(440_100),
                west: Division::of_six(520_526),
                from: june(1),
                to: None,
                source: "协议".to_owned(),
            };
            let stays = Stays::of(|tier, distance| {
                let points = 20 * tier.place() + 35 * distance.place();
                u16::try_from(points).expect("few")
            });
            let weights = Weights::default().staying(stays);
            Corner {
                barred: [refused.to_vec(), excluded.to_vec()],
                pairings: Pairings::new(vec![partners]),
                weights: if partners_first {
                    weights.ruled(PartnerRule::First)
                } else {
                    weights
                },
                seekers,
                posts,
                wishes,
            }
        })
}

/// Prices of one kind in each market: none, like points, beyond all bounds.
fn prices() -> impl Strategy<Value = Vec<i64>> {
    prop_oneof![
        Just(vec![0]),
        prop::collection::vec(-3_000_i64..12_000, 50),
        prop::collection::vec(-300_000_i64..300_000, 50),
        prop::collection::vec(any::<i64>(), 50),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn the_field_shows_exactly_the_eligible_pairs_with_their_points(market in market()) {
        let instance = market.instance();
        let field = Field::new(&instance);
        for person in (0_u32..).take(field.people()) {
            let expected = market.row(person);
            let mut shown = Vec::new();
            field.each(person, |post, points| shown.push((post, points)));
            shown.sort_unstable();
            prop_assert_eq!(&shown, &expected);
            for post in (0_u32..).take(field.posts()) {
                let points = expected.iter().find(|(at, _)| *at == post).map(|(_, points)| *points);
                prop_assert_eq!(field.points(person, post), points);
            }
            prop_assert!(expected.iter().all(|(_, points)| *points <= field.most_points()));
        }
    }

    #[test]
    fn the_best_pairs_are_the_best_of_all_and_the_bound_holds_for_the_rest(
        market in market(),
        prices in prices(),
        before in prices(),
        scale in 1_i64..5,
        than in option::of(-20_000_i64..40_000),
        size in 0_usize..40,
    ) {
        let instance = market.instance();
        let field = Field::new(&instance);
        let of_posts = |prices: &[i64]| {
            prices.iter().copied().cycle().take(market.posts.len()).collect::<Vec<i64>>()
        };
        let prices = of_posts(&prices);
        let mut prepared = field.prepare_in(&of_posts(&before), scale);
        let changed: Vec<(u32, i64)> = (0..).zip(prices.iter().copied()).collect();
        field.reprice(&mut prepared, &changed);
        let mut list = vec![(7, 7)];
        for person in (0_u32..).take(field.people()) {
            let bound = match than {
                Some(than) => field.better(person, &prepared, than, size, &mut list),
                None => field.best(person, &prepared, size, &mut list),
            };
            let surplus = |(post, points): &(u32, u32)| {
                (i64::from(*points) * scale).saturating_sub(prices[*post as usize])
            };
            let mut expected = market.row(person);
            expected.sort_by_key(|pair| (Reverse(surplus(pair)), pair.0));
            let enough = expected.iter().filter(|pair| than.is_none_or(|than| surplus(pair) > than)).count();
            let rest = expected.split_off(size.min(enough));
            prop_assert_eq!(&list, &expected);
            prop_assert!(rest.iter().all(|pair| surplus(pair) <= bound));
            // A bound above what is listed would have the list made again, and again.
            let full = expected.last().filter(|_| expected.len() == size);
            prop_assert!(full.is_none_or(|last| bound <= surplus(last)));
            if expected.len() < size {
                let left_out = if rest.is_empty() { i64::MIN } else { than.unwrap_or(i64::MIN) };
                prop_assert!([left_out, than.unwrap_or(i64::MIN)].contains(&bound));
            }
        }
    }

    #[test]
    fn some_posts_are_shown_as_if_nobody_could_pay_for_the_others(
        market in market(),
        prices in prices(),
        shown in prop::collection::vec(any::<bool>(), 50),
        scale in 1_i64..5,
        than in -20_000_i64..40_000,
        size in 1_usize..40,
    ) {
        let instance = market.instance();
        let field = Field::new(&instance);
        let prices: Vec<i64> = prices.iter().copied().cycle().take(market.posts.len()).collect();
        let shown = shown.iter().cycle().zip((0..).zip(&prices));
        let some: Vec<(u32, i64)> = shown.filter_map(|(shown, (post, price))| shown.then_some((post, *price))).collect();
        let prepared = field.prepare_some(&some, scale);
        let mut list = Vec::new();
        for person in (0_u32..).take(field.people()) {
            let bound = field.better(person, &prepared, than, size, &mut list);
            let price = |post: u32| some.iter().find(|(at, _)| *at == post).map(|(_, price)| *price);
            let surplus = |(post, points): &(u32, u32)| {
                price(*post).map(|price| (i64::from(*points) * scale).saturating_sub(price))
            };
            let mut expected = market.row(person);
            expected.retain(|pair| surplus(pair).is_some_and(|surplus| surplus > than));
            expected.sort_by_key(|pair| (Reverse(surplus(pair)), pair.0));
            let rest = expected.split_off(size.min(expected.len()));
            prop_assert_eq!(&list, &expected);
            prop_assert!(rest.iter().all(|pair| surplus(pair) <= Some(bound)));
        }
    }

    #[test]
    fn what_any_of_some_people_may_take_is_taken_out_of_a_set(
        market in market(),
        among in prop::collection::vec(prop_oneof![Just(0), any::<u64>()], 40),
    ) {
        let instance = market.instance();
        let field = Field::new(&instance);
        let mut together = among[..market.posts.len().div_ceil(64)].to_vec();
        let mut one_by_one = together.clone();
        let people: Vec<u32> = (0_u32..).take(field.people()).collect();
        field.take_all_among(&people, &mut together);
        for person in people {
            field.take_among(person, &mut one_by_one, |_| ());
        }
        prop_assert_eq!(together, one_by_one);
    }

    #[test]
    fn posts_of_a_set_are_found_and_taken_out_of_it(
        market in market(),
        among in prop::collection::vec(prop_oneof![Just(0), any::<u64>()], 40),
    ) {
        let instance = market.instance();
        let field = Field::new(&instance);
        let among = &among[..market.posts.len().div_ceil(64)];
        let is_in = |set: &[u64], post: u32| set[post as usize / 64] >> (post % 64) & 1 == 1;
        for person in (0_u32..).take(field.people()) {
            let posts = market.row(person).into_iter().map(|(post, _)| post);
            let expected: Vec<u32> = posts.filter(|post| is_in(among, *post)).collect();
            prop_assert_eq!(field.first_among(person, among), expected.first().copied());
            let (mut left, mut taken) = (among.to_vec(), Vec::new());
            field.take_among(person, &mut left, |post| taken.push(post));
            taken.sort_unstable();
            prop_assert_eq!(&taken, &expected);
            let is_out = |post: &u32| is_in(among, *post) && !is_in(&left, *post);
            let out: Vec<u32> = (0..).take(field.posts()).filter(is_out).collect();
            prop_assert_eq!(out, expected);
        }
    }

    #[test]
    fn the_best_people_for_a_post_are_the_best_of_all_or_of_an_area(
        market in market(),
        size in 0_usize..8,
        area in option::of(select(&["52", "520526", "520526100", "460000"])),
    ) {
        let area = area.and_then(Division::parse);
        let instance = market.instance();
        let field = Field::new(&instance);
        let rows: Vec<Vec<(u32, u32)>> = (0..).take(field.people()).map(|person| market.row(person)).collect();
        for post in (0_u32..).take(field.posts()) {
            let points = |row: &Vec<(u32, u32)>| row.iter().find(|(at, _)| *at == post).map(|(_, points)| *points);
            let mut expected: Vec<(u32, u32)> = (0..)
                .zip(&rows)
                .filter_map(|(person, row)| Some((person, points(row)?)))
                .filter(|(person, _)| area.is_none_or(|area| area.contains(market.seekers[*person as usize].home)))
                .collect();
            expected.sort_by_key(|(person, points)| (Reverse(*points), *person));
            expected.truncate(size);
            prop_assert_eq!(field.best_people(post, size, area), expected);
        }
    }
}
