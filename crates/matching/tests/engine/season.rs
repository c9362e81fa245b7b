//! Openings kept for those who come later.

use crate::county::{answer, instance, june, pairs, post, seeker};
use chrono::Days;
use domain::pairing::Pairings;
use domain::word_set::WordSet;
use domain::words::{Closeness, Objective, Trade};
use matching::outcome::Outcome;
use matching::party::Party;
use matching::post::Post;
use matching::run::Instance;
use matching::season::{Arrival, Outlook, bid_prices};
use matching::seeker::Seeker;
use matching::watch::Watch;
use proptest::prelude::*;
use std::sync::atomic::AtomicBool;

const OBJECTIVES: [Objective; 2] = [Objective::PeopleFirst, Objective::ScoreFirst];

/// Somebody who wishes for one trade alone.
fn wishing(trade: Trade) -> Seeker {
    Seeker {
        trades: trade.into(),
        ..seeker()
    }
}

fn of_trade(trade: Trade, openings: u32) -> Post {
    Post {
        trade,
        ..post(openings)
    }
}

fn learnt(instance: &Instance<'_>, arrivals: &[Seeker], expected: u32) -> Vec<u32> {
    let came = |seeker: &Seeker| Arrival {
        seeker: *seeker,
        on: instance.on,
    };
    let arrivals: Vec<Arrival> = arrivals.iter().map(came).collect();
    priced(instance, &arrivals, expected)
}

fn priced(instance: &Instance<'_>, arrivals: &[Arrival], expected: u32) -> Vec<u32> {
    let never = AtomicBool::new(false);
    let outlook = Outlook { arrivals, expected };
    let mut silent = |_| ();
    let watch = &mut Watch::new(&never, &mut silent);
    bid_prices(instance, &outlook, watch).expect("nobody cancelled")
}

/// Points and, at their bid prices, openings left.
fn worth(outcome: &Outcome, posts: &[Post], reserve: &[u32]) -> u64 {
    let all = posts.iter().zip(reserve);
    let all: u64 = all
        .map(|(post, price)| u64::from(post.openings) * u64::from(*price))
        .sum();
    let used = outcome.proposals.iter();
    let used: u64 = used
        .map(|made| u64::from(reserve[made.pair.post as usize]))
        .sum();
    outcome.score + all - used
}

#[test]
fn an_opening_is_kept_for_whoever_needs_it_more_later() {
    let pairings = Pairings::new(Vec::new());
    // Building pays a little more, and tomorrow builders come.
    let asks = Seeker {
        pay_wish_fen: Some(500_000),
        ..seeker()
    };
    let (batch, builder) = ([asks], wishing(Trade::Construction));
    let posts = [
        of_trade(Trade::Construction, 1),
        Post {
            pay_max_fen: 540_000,
            ..of_trade(Trade::Manufacturing, 2)
        },
    ];
    for objective in OBJECTIVES {
        let today = Instance {
            objective,
            ..instance(&batch, &posts, &pairings)
        };
        let alone = answer(&today).expect("an answer");
        assert_eq!(pairs(&alone), [(0, 0)], "for today");

        let reserve = learnt(&today, std::slice::from_ref(&builder), 3);
        assert!(reserve[0] > reserve[1], "{reserve:?}");
        let outcome = answer(&Instance {
            reserve: &reserve,
            ..today
        });
        assert_eq!(
            pairs(&outcome.expect("an answer")),
            [(0, 1)],
            "{objective:?}"
        );
    }
}

#[test]
fn nobody_stays_at_home_for_a_bid_price_where_people_come_first() {
    let (batch, posts) = ([seeker()], [post(1)]);
    let pairings = Pairings::new(Vec::new());
    let reserve = [60_000];
    let today = Instance {
        reserve: &reserve,
        ..instance(&batch, &posts, &pairings)
    };
    let outcome = answer(&today).expect("an answer");
    assert_eq!(pairs(&outcome), [(0, 0)]);
    assert_eq!(outcome.bound, outcome.score);

    let score_first = Instance {
        objective: Objective::ScoreFirst,
        ..today
    };
    let outcome = answer(&score_first).expect("an answer");
    assert!(
        outcome.proposals.is_empty(),
        "the opening is worth more later"
    );
    assert_eq!((outcome.score, outcome.bound), (0, 0));
    assert_eq!(outcome.unplaced.len(), 1);
}

#[test]
fn without_anybody_to_come_an_opening_costs_nothing() {
    let (batch, posts) = ([seeker(), seeker()], [post(1)]);
    let pairings = Pairings::new(Vec::new());
    let today = instance(&batch, &posts, &pairings);
    assert_eq!(learnt(&today, &[seeker()], 0), [0]);
    assert_eq!(learnt(&today, &[], 9), [0]);
}

#[test]
fn a_post_with_room_for_everybody_costs_nothing() {
    let (batch, posts) = ([seeker()], [post(10), post(0)]);
    let pairings = Pairings::new(Vec::new());
    for objective in OBJECTIVES {
        let today = Instance {
            objective,
            ..instance(&batch, &posts, &pairings)
        };
        assert_eq!(learnt(&today, &[seeker()], 8)[0], 0);
        assert!(learnt(&today, &[seeker()], 10)[0] > 0, "one too many");
    }
}

#[test]
fn who_came_last_season_is_as_old_and_as_ready_as_they_were() {
    let pairings = Pairings::new(Vec::new());
    let posts = [Post {
        age_max: Some(30),
        start_by: Some(june(10)),
        ..post(1)
    }];
    let today = instance(&[], &posts, &pairings);
    let year = Days::new(365);
    let last_year = |ready: u32| Arrival {
        // Of 30 last year, of 31 by now.
        seeker: Seeker {
            born: june(2) - Days::new(365 * 30 + 100),
            ready_from: Some(june(ready) - year),
            ..seeker()
        },
        on: june(1) - year,
    };
    let fits = vec![last_year(5); 2];
    let too_late = vec![last_year(15); 2];
    assert!(priced(&today, &fits, 2)[0] > 0);
    assert_eq!(priced(&today, &too_late, 2), [0]);
}

/// The best worth of all matchings of the objective, one after the other: people if they come first, then V.
fn best(rows: &[Vec<(u32, u64)>], reserve: &[u32], left: &[u32], people_first: bool) -> (u64, u64) {
    let Some((row, others)) = rows.split_first() else {
        let kept = left.iter().zip(reserve);
        let kept = kept.map(|(left, price)| u64::from(*left) * u64::from(*price));
        return (0, kept.sum());
    };
    let mut champion = best(others, reserve, left, people_first);
    for (post, points) in row {
        let mut left = left.to_vec();
        if left[*post as usize] == 0 {
            continue;
        }
        left[*post as usize] -= 1;
        let (people, worth) = best(others, reserve, &left, people_first);
        champion = champion.max((people + u64::from(people_first), worth + points));
    }
    champion
}

proptest! {
    #[test]
    fn with_bid_prices_points_and_openings_left_are_worth_the_most(
        wishes in prop::collection::vec((280_000_i64..700_000, any::<bool>()), 1..5),
        offers in prop::collection::vec((0_u32..3, 280_000_i64..500_000, 0_u32..15_000), 1..4),
        people_first: bool,
        in_a_party: bool,
    ) {
        let batch: Vec<Seeker> = wishes
            .iter()
            .map(|(wish, skilled)| Seeker {
                pay_wish_fen: Some(*wish),
                trades: if *skilled { Trade::Manufacturing.into() } else { WordSet::EMPTY },
                ..seeker()
            })
            .collect();
        let posts: Vec<Post> = offers
            .iter()
            .map(|(openings, pay, _)| Post {
                pay_min_fen: *pay,
                pay_max_fen: *pay,
                ..post(*openings)
            })
            .collect();
        let reserve: Vec<u32> = offers.iter().map(|(_, _, price)| *price).collect();
        let pairings = Pairings::new(Vec::new());
        let objective = OBJECTIVES[usize::from(!people_first)];
        // A party of one is searched for like any, and chooses like anybody.
        let alone = [Party { members: vec![0], closeness: Closeness::City, couple_room: false }];
        let parties: &[Party] = if in_a_party { &alone } else { &[] };
        let free = Instance { objective, parties, ..instance(&batch, &posts, &pairings) };
        let outcome = answer(&Instance { reserve: &reserve, ..free }).expect("an answer");

        let everything: Vec<Post> = posts.iter().map(|post| Post { openings: 9, ..*post }).collect();
        let rows: Vec<Vec<(u32, u64)>> = batch
            .iter()
            .map(|seeker| points(seeker, &everything, &pairings))
            .collect();
        let openings: Vec<u32> = posts.iter().map(|post| post.openings).collect();
        let (people, most) = best(&rows, &reserve, &openings, people_first);
        if people_first {
            prop_assert_eq!(outcome.proposals.len() as u64, people);
        }
        let worth = worth(&outcome, &posts, &reserve);
        prop_assert!(worth <= most && most <= worth + outcome.bound - outcome.score);
        prop_assert!(in_a_party || outcome.bound == outcome.score, "and that is proven");
    }
}

/// What somebody would score at each post.
fn points(seeker: &Seeker, posts: &[Post], pairings: &Pairings) -> Vec<(u32, u64)> {
    let whole = instance(&[], &[], pairings);
    let scored = |post: &Post| {
        let place = whole.place(seeker, post.workplace);
        u64::from(matching::score::score(seeker, post, place, &whole.weights).total())
    };
    (0..).zip(posts.iter().map(scored)).collect()
}
