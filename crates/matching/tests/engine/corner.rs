//! Corners of a market, in which any limit may shut a pair out and anything may give it points.

use crate::county::{instance, june, post, seeker};
use chrono::{Days, Months};
use domain::coded::Coded;
use domain::division::Division;
use domain::pairing::{Pairing, Pairings};
use domain::word_set::WordSet;
use domain::words::{
    Certificate, Hazard, PairingKind, PartnerRule, Schooling, Trade, VacancyKind, Willingness,
};
use matching::eligible::eligible;
use matching::post::Post;
use matching::run::{Instance, Pair};
use matching::score::{Stays, Weights, score};
use matching::seeker::{Seeker, Skill, Skills};
use matching::wish::Wishes;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

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

/// A few people and more posts, all that may bear on a pair told of them.
#[derive(Debug)]
pub struct Corner {
    pub seekers: Vec<Seeker>,
    pub posts: Vec<Post>,
    wishes: Wishes,
    barred: [Vec<Pair>; 2],
    pairings: Pairings,
    weights: Weights,
}

impl Corner {
    /// What a run would be given.
    pub fn instance(&self) -> Instance<'_> {
        Instance {
            wishes: &self.wishes,
            refusals: &self.barred[0],
            exclusions: &self.barred[1],
            weights: self.weights,
            ..instance(&self.seekers, &self.posts, &self.pairings)
        }
    }

    /// What somebody may do, and for how many points, one post after the other.
    pub fn row(&self, person: u32) -> Vec<(u32, u32)> {
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
pub fn market() -> impl Strategy<Value = Corner> {
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
