//! The index owns what it answers from; that the answers are right is the field's own business.

use crate::county::{june, post, seeker};
use chrono::NaiveDate;
use domain::division::Division;
use matching::index::{Index, Top, World};
use matching::run::Pair;
use matching::score::{Stays, Unknown, Weights};

/// Two people of two counties and two posts, the second of which pays better.
fn world() -> World {
    let mut posts = vec![post(1); 2];
    posts[1].pay_max_fen += 200_000;
    let mut seekers = vec![seeker(); 2];
    for seeker in &mut seekers {
        seeker.pay_wish_fen = Some(800_000);
    }
    seekers[1].home = Division::of_six(520_527);
    World {
        seekers,
        posts,
        on: june(1),
        ..World::default()
    }
}

fn numbers(tops: &[Top]) -> Vec<u32> {
    tops.iter().map(|top| top.number).collect()
}

#[test]
fn the_post_that_pays_more_comes_first_and_its_parts_say_so() {
    let index = Index::new(world());

    let tops = index.top_posts(0, 20);

    assert_eq!(numbers(&tops), [1, 0]);
    assert!(tops[0].parts.pay > tops[1].parts.pay);
    assert!(tops[0].parts.total() > tops[1].parts.total());
    assert!(tops[0].unknown.contains(&Unknown::Skills));
    assert_eq!(numbers(&index.top_posts(0, 1)), [1]);
}

#[test]
fn what_was_learnt_decides_until_one_asks_without_it() {
    let mut world = World {
        weights: Weights::default().staying(Stays::of(|_, _| 50)),
        ..world()
    };
    // The post that pays less is where people stay.
    world.posts[0].stay_permille = Some(950);
    world.posts[1].stay_permille = Some(0);
    let index = Index::new(world);

    let tops = index.top_posts(0, 20);
    assert_eq!(numbers(&tops), [0, 1]);
    assert_eq!([0, 1].map(|at| tops[at].parts.stability), [1000, 50]);

    let without = index.unlearnt();
    let tops = without.top_posts(0, 20);
    assert_eq!(numbers(&tops), [1, 0]);
    assert_eq!([0, 1].map(|at| tops[at].parts.stability), [500, 500]);
    assert!(tops[0].unknown.contains(&Unknown::Stability));
    assert_eq!(without.top_people(0, 20, None).len(), 2);
}

#[test]
fn people_of_an_area_are_asked_for_by_themselves() {
    let index = Index::new(world());
    let hezhang = Division::of_six(520_527);

    assert_eq!(numbers(&index.top_people(0, 20, None)), [0, 1]);
    assert_eq!(numbers(&index.top_people(0, 20, Some(hezhang))), [1]);
}

#[test]
fn what_was_refused_or_excluded_is_in_neither_list() {
    let pair = |seeker, post| Pair { seeker, post };
    let index = Index::new(World {
        refusals: vec![pair(0, 1)],
        exclusions: vec![pair(1, 0)],
        ..world()
    });

    assert_eq!(numbers(&index.top_posts(0, 20)), [0]);
    assert_eq!(numbers(&index.top_people(0, 20, None)), [0]);
}

#[test]
fn nobody_nothing_and_no_day_have_no_tops() {
    let index = Index::new(World::default());
    assert_eq!(index.top_posts(0, 20), []);
    assert_eq!(index.top_people(0, 20, None), []);

    let index = Index::new(World {
        on: NaiveDate::MIN,
        ..world()
    });
    assert_eq!(index.top_posts(7, 20), []);
    assert_eq!(index.top_posts(0, 0), []);
    assert_eq!(index.top_people(7, 20, None), []);
}
