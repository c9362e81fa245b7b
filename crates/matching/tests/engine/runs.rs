//! Whole runs: what officers ask for, and what they are told.

use crate::county::{answer, instance, june, pairs, post, seeker};
use domain::division::Division;
use domain::pairing::Pairings;
use domain::words::{Certificate, Closeness, Hazard, Objective, VacancyKind, Willingness};
use matching::eligible::{HardLimit, eligible, hard_limits};
use matching::outcome::{Hindrance, ImpossiblePin};
use matching::party::Party;
use matching::post::Post;
use matching::reasons::{Change, DecidedBy, Need};
use matching::run::{Failed, Instance, Pair, Target};
use matching::seeker::Seeker;
use matching::watch::Stopped;

fn nobody_paired() -> Pairings {
    Pairings::new(Vec::new())
}

fn pair(seeker: u32, post: u32) -> Pair {
    Pair { seeker, post }
}

/// A post that pays so well that everybody's points are highest there.
fn well_paid(openings: u32) -> Post {
    Post {
        pay_max_fen: 2_000_000,
        ..post(openings)
    }
}

fn wishing() -> Seeker {
    Seeker {
        pay_wish_fen: Some(1_000_000),
        ..seeker()
    }
}

#[test]
fn each_hard_limit_forbids_alone() {
    let is_told = |seeker: &Seeker, post: &Post, limit: HardLimit| {
        assert_eq!(hard_limits(seeker, post, june(1)), [limit]);
        assert_eq!(eligible(seeker, post, june(1)), Err(limit));
    };
    assert_eq!(eligible(&seeker(), &post(1), june(1)), Ok(()));
    let minor = Seeker {
        born: june(2).with_year_minus(18),
        ..seeker()
    };
    let dusty = Post {
        hazards: Hazard::Dust.into(),
        ..post(1)
    };
    is_told(&minor, &dusty, HardLimit::Hazard);
    is_told(
        &seeker(),
        &Post {
            confirmed_on: june(1) - chrono::Days::new(31),
            ..post(1)
        },
        HardLimit::PostStale,
    );
    is_told(
        &seeker(),
        &Post {
            kind: VacancyKind::PublicWelfare,
            ..post(1)
        },
        HardLimit::PublicWelfare,
    );
    is_told(
        &Seeker {
            willingness: Some(Willingness::OwnProvince),
            ..seeker()
        },
        &post(1),
        HardLimit::Willingness,
    );
    is_told(
        &Seeker {
            ready_from: Some(june(20)),
            ..seeker()
        },
        &Post {
            start_by: Some(june(19)),
            ..post(1)
        },
        HardLimit::StartWindow,
    );
    is_told(
        &seeker(),
        &Post {
            required_certificates: Certificate::Welder.into(),
            ..post(1)
        },
        HardLimit::Certificate,
    );
}

trait YearsBefore {
    fn with_year_minus(self, years: i32) -> Self;
}

impl YearsBefore for chrono::NaiveDate {
    fn with_year_minus(self, years: i32) -> Self {
        use chrono::Datelike;
        self.with_year(self.year() - years).expect("a date")
    }
}

#[test]
fn refused_and_excluded_pairs_are_not_proposed_again() {
    let (seekers, posts, pairings) = ([wishing()], [well_paid(1), post(1)], nobody_paired());
    let whole = instance(&seekers, &posts, &pairings);
    let refused = [pair(0, 0)];
    let instance = Instance {
        refusals: &refused,
        ..whole
    };
    assert_eq!(pairs(&answer(&instance).expect("an answer")), [(0, 1)]);
    let instance = Instance {
        refusals: &[],
        exclusions: &refused,
        ..whole
    };
    assert_eq!(pairs(&answer(&instance).expect("an answer")), [(0, 1)]);
}

#[test]
fn a_pin_is_kept_though_it_costs_points() {
    let (seekers, posts, pairings) = (
        [wishing(), wishing()],
        [well_paid(1), post(2)],
        nobody_paired(),
    );
    let pins = [pair(0, 1)];
    let outcome = answer(&Instance {
        pins: &pins,
        ..instance(&seekers, &posts, &pairings)
    })
    .expect("an answer");
    assert_eq!(pairs(&outcome), [(0, 1), (1, 0)]);
    assert!(outcome.proposals[0].pinned && !outcome.proposals[1].pinned);
    assert_eq!(outcome.score, outcome.bound);
}

#[test]
fn a_pin_against_a_hard_limit_is_reported_and_never_kept() {
    let (seekers, posts, pairings) = (
        [seeker()],
        [
            Post {
                open: false,
                ..post(1)
            },
            post(1),
        ],
        nobody_paired(),
    );
    let pins = [pair(0, 0)];
    let outcome = answer(&Instance {
        pins: &pins,
        ..instance(&seekers, &posts, &pairings)
    })
    .expect("an answer");
    assert_eq!(
        outcome.impossible_pins,
        [ImpossiblePin {
            pair: pair(0, 0),
            hindrance: Hindrance::Forbidden(vec![HardLimit::PostClosed]),
        }]
    );
    assert_eq!(pairs(&outcome), [(0, 1)]);
}

#[test]
fn a_contradictory_instance_is_refused() {
    let (seekers, posts, pairings) = ([seeker()], [post(1)], nobody_paired());
    let whole = instance(&seekers, &posts, &pairings);
    let failed = |pins: &[Pair]| answer(&Instance { pins, ..whole }).expect_err("a refusal");
    assert_eq!(failed(&[pair(1, 0)]), Failed::NoSuchSeeker(1));
    assert_eq!(failed(&[pair(0, 9)]), Failed::NoSuchPost(9));
    assert_eq!(failed(&[pair(0, 0), pair(0, 0)]), Failed::PinnedTwice(0));
    let twice = Party {
        members: vec![0, 0],
        closeness: Closeness::City,
        couple_room: false,
    };
    let instance = Instance {
        parties: &[twice],
        ..whole
    };
    assert_eq!(answer(&instance), Err(Failed::InTwoParties(0)));
}

#[test]
fn a_couple_goes_together_or_stays() {
    let couple = |couple_room| {
        [Party {
            members: vec![0, 1],
            closeness: Closeness::Post,
            couple_room,
        }]
    };
    let (seekers, pairings) = ([seeker(), seeker()], nobody_paired());
    let roomy = Post {
        couple_rooms: 1,
        ..post(2)
    };
    let placed = |posts: &[Post], parties: &[Party]| {
        let instance = Instance {
            parties,
            ..instance(&seekers, posts, &pairings)
        };
        pairs(&answer(&instance).expect("an answer"))
    };
    assert_eq!(placed(&[post(1), post(1)], &couple(false)), []);
    assert_eq!(
        placed(&[post(1), post(2)], &couple(false)),
        [(0, 1), (1, 1)]
    );
    assert_eq!(placed(&[post(2), post(2)], &couple(true)), []);
    assert_eq!(placed(&[post(2), roomy], &couple(true)), [(0, 1), (1, 1)]);
}

#[test]
fn the_unplaced_are_told_the_smallest_change() {
    let near = Post {
        workplace: Division::of_six(520_521),
        ..post(1)
    };
    let welding = Post {
        required_certificates: Certificate::Welder.into(),
        ..post(1)
    };
    let pairings = nobody_paired();
    let change = |seekers: &[Seeker], posts: &[Post]| {
        let outcome = answer(&instance(seekers, posts, &pairings)).expect("an answer");
        outcome.unplaced.last().and_then(|unplaced| unplaced.change)
    };
    let told = |need, post| {
        Some(Change {
            need,
            post,
            displaces: false,
        })
    };
    let homebound = Seeker {
        willingness: Some(Willingness::OwnCounty),
        ..seeker()
    };
    assert_eq!(
        change(&[homebound], &[post(1), near]),
        told(Need::Willingness(Willingness::OwnPrefecture), 1)
    );
    assert_eq!(
        change(&[seeker()], &[welding]),
        told(Need::Certificate(Certificate::Welder), 0)
    );
    assert_eq!(
        change(&[seeker(), seeker()], &[post(1)]),
        told(Need::Openings(1), 0)
    );
    assert_eq!(
        change(
            &[Seeker {
                consents: false,
                ..seeker()
            }],
            &[post(1)]
        ),
        None
    );
}

#[test]
fn limits_are_counted_over_posts_together_and_alone() {
    let far_and_closed = Post {
        open: false,
        ..post(1)
    };
    let homebound = Seeker {
        willingness: Some(Willingness::OwnCounty),
        ..seeker()
    };
    let pairings = nobody_paired();
    let posts = [post(1), far_and_closed];
    let outcome = answer(&instance(&[homebound], &posts, &pairings)).expect("an answer");
    let counts: Vec<_> = outcome.unplaced[0]
        .forbidden
        .iter()
        .map(|forbidden| (forbidden.limit, forbidden.posts, forbidden.alone))
        .collect();
    assert_eq!(
        counts,
        [
            (HardLimit::PostClosed, 1, 0),
            (HardLimit::Willingness, 2, 1)
        ]
    );
}

#[test]
fn the_runner_up_may_be_better_where_others_need_it_more() {
    let (seekers, pairings) = ([wishing(), wishing()], nobody_paired());
    let posts = [well_paid(1), post(1)];
    let outcome = answer(&instance(&seekers, &posts, &pairings)).expect("an answer");
    let second = outcome
        .proposals
        .iter()
        .find(|proposal| proposal.pair.post == 1);
    let runner_up = second
        .and_then(|proposal| proposal.runner_up)
        .expect("a runner-up");
    assert_eq!((runner_up.post, runner_up.full), (0, true));
    assert_eq!(
        second.map(|proposal| proposal.decided_by),
        Some(DecidedBy::Price)
    );
    let gain = i64::from(runner_up.points) - i64::from(second.map_or(0, |it| it.parts.total()));
    assert!(runner_up.price.people == 0 && runner_up.price.points >= gain);
    assert!(
        outcome
            .proposals
            .iter()
            .any(|proposal| proposal.parts.total() == runner_up.points)
    );
}

#[test]
fn score_first_still_places_whom_it_can() {
    let (seekers, posts, pairings) = ([seeker(), seeker()], [post(5)], nobody_paired());
    let instance = Instance {
        objective: Objective::ScoreFirst,
        ..instance(&seekers, &posts, &pairings)
    };
    assert_eq!(
        pairs(&answer(&instance).expect("an answer")),
        [(0, 0), (1, 0)]
    );
}

#[test]
fn a_run_out_of_time_answers_what_it_has_with_an_honest_bound() {
    let seekers = [seeker(), seeker()];
    let posts = [post(1), post(1)];
    let pairings = Pairings::new(Vec::new());
    let whole = instance(&seekers, &posts, &pairings);
    let optimum = answer(&whole).expect("an answer");
    let hurried = answer(&Instance {
        target: Target {
            gap: None,
            seconds: Some(0),
        },
        ..whole
    })
    .expect("an answer");
    assert_eq!(hurried.stopped, Some(Stopped::TimeLimit));
    assert_eq!(hurried.proposals.len() + hurried.unplaced.len(), 2);
    assert!(hurried.score <= optimum.score && optimum.score <= hurried.bound);
}
