//! How far posts fall while nobody sees them.

use crate::assign::auction::{Auction, Terms};
use crate::assign::lists::Lists;
use crate::assign::pairs::{Pairs, Wide};
use crate::assign::sample::Sample;
use crate::watch::Watch;
use std::sync::atomic::AtomicBool;

/// Units of a point, and one point more than any pair has.
const SCALE: i64 = 100;
const LEAP: i64 = 10 * SCALE;

/// A post has to fall by fifty times what any pair is worth until somebody comes. The post that they leave is on nobody's list, but there is
/// somebody who would come for a tenth of a point: it is shown to them before it falls far.
#[test]
fn a_post_that_somebody_left_is_shown_before_it_falls_further_than_any_pair_is_worth() {
    let [dear, left, third, fourth] = [0_u32, 1, 2, 3];
    let mut pairs = Pairs::<Wide>::new(4);
    pairs.push_person([(dear, 5), (left, 5)]);
    pairs.push_person([(left, 5), (third, 5), (fourth, 5)]);
    pairs.push_person([(fourth, 9)]);
    pairs.push_person([(third, 5)]);
    let price = vec![100 * LEAP, 50 * LEAP, 50 * LEAP - 10, 50 * LEAP - 10];
    let terms = Terms {
        openings: vec![1; 4],
        reserve: vec![0; 4],
        // The last would take the third post for a little less than it costs, and nobody else goes home.
        home: vec![-90 * LEAP, -90 * LEAP, -90 * LEAP, -50 * LEAP + 600],
    };
    let market = Sample {
        market: &pairs,
        stride: 1,
    };
    let lists = Lists::<Wide>::new(4, 2, 2);
    let mut auction = Auction::new(market, lists, terms, SCALE, 1, price);
    auction.renew(&[0, 1, 2, 3]);
    auction.sit(&[left, third, fourth, super::HOME]);
    auction.evict();
    let never = AtomicBool::new(false);
    let mut ignore = |_| ();
    let ended = auction.reverse(10, &Watch::new(&never, &mut ignore));
    assert!(ended.is_ok());
    let posts: Vec<u32> = auction.seats.iter().map(|seat| seat.post).collect();
    assert_eq!(posts, [dear, left, fourth, third]);
    let fallen = 50 * LEAP - auction.price[left as usize];
    assert!(fallen <= 4 * LEAP, "fell by {fallen} units");
}
