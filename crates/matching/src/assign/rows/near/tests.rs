//! What near pairs tell is what whole rows tell, however prices have moved.

use super::super::auction::{Auction, Standing};
use super::super::seats::Seats;
use crate::assign::auction::HOME;
use crate::assign::pairs::{Entry, Narrow, Pairs};
use proptest::prelude::*;

const POSTS: u32 = 6;
const MOST: i32 = 40;

fn market() -> impl Strategy<Value = (Pairs<Narrow>, Vec<u32>)> {
    let points = prop::collection::vec(prop::option::of(0..=MOST.cast_unsigned()), POSTS as usize);
    let person = (points, prop::option::of(0..POSTS));
    prop::collection::vec(person, 1..5).prop_map(|people| {
        let mut pairs = Pairs::new(POSTS as usize);
        let mut post_of = Vec::new();
        for (points, seat) in people {
            let may_sit = |post: &u32| points[*post as usize].is_some();
            post_of.push(seat.filter(may_sit).unwrap_or(HOME));
            let row = (0..).zip(points);
            pairs.push_person(row.filter_map(|(post, points)| Some((post, points?))));
        }
        (pairs, post_of)
    })
}

fn prices() -> impl Strategy<Value = Vec<i32>> {
    prop::collection::vec(0..=MOST, POSTS as usize)
}

/// All pairs of a person but their seat, by surplus.
fn others(auction: &Auction<'_, Narrow, i32>, person: usize) -> Vec<i32> {
    let at = auction.post_of[person];
    let others = auction
        .row(person)
        .iter()
        .filter(|entry| entry.post() != at);
    others.map(|entry| auction.surplus_of(*entry)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn near_pairs_tell_what_the_whole_row_tells(
        (pairs, post_of) in market(),
        [first, second, third] in [prices(), prices(), prices()],
        (wide, narrow, window) in (0..=MOST, 0..=MOST, 0..=MOST),
    ) {
        let people = post_of.len();
        let mut auction = Auction {
            near: None,
            stride: 1,
            scale: 1,
            reserve: vec![0; POSTS as usize],
            home: 0,
            leap: MOST + 1,
            price: first,
            seats: Seats::new(&[1; POSTS as usize], people, Vec::new),
            post_of,
            pairs: &pairs,
        };
        auction.draw_near(wide);
        auction.price = second;
        auction.note_falls();
        // Those who are near are looked for among those who were.
        auction.draw_near(narrow);
        auction.price = third;
        auction.note_falls();
        for person in 0..people {
            let seat = auction.row(person).iter().find(|entry| entry.post() == auction.post_of[person]);
            let best = others(&auction, person).into_iter().max().unwrap_or(i32::MIN);
            let Standing { has, other, points } = auction.standing(person);
            prop_assert_eq!(has, seat.map_or(0, |seat| auction.surplus_of(*seat)));
            prop_assert_eq!(points, seat.map_or(0, |seat| seat.points()));
            prop_assert!(other >= best && other <= best.max(has), "{} instead of {}", other, best);

            let within: Vec<_> = auction.row_within(person, window, has).to_vec();
            for entry in auction.row(person) {
                let is_within = has - auction.surplus_of(*entry) < window;
                prop_assert!(!is_within || within.contains(entry), "{:?} is left out", entry);
            }

            let all = auction.row(person).iter().map(|entry| auction.surplus_of(*entry));
            let mut all: Vec<i32> = all.collect();
            all.sort_unstable();
            let choice = auction.choose(person);
            match all.pop().filter(|best| *best >= 0) {
                None => prop_assert!(choice.is_none()),
                Some(best) => {
                    let choice = choice.expect("somebody who wants to go");
                    prop_assert_eq!(auction.surplus_of(choice.entry), best);
                    prop_assert_eq!(choice.best, best);
                    let second = all.pop().unwrap_or(0).max(0);
                    prop_assert!(choice.second >= second && choice.second <= best);
                }
            }
        }
    }
}
