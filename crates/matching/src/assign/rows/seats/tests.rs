//! Who leaves a full post is who would pay least.

use super::{Seats, Taken, Unit};
use proptest::prelude::*;

proptest! {
    #[test]
    fn the_lowest_bid_leaves_a_full_post(
        openings in 1_u32..30,
        kept in prop::collection::vec(0..40_i32, 0..30),
        bids in prop::collection::vec(0..40_i32, 0..90),
    ) {
        let most = usize::try_from(openings).expect("a few");
        let mut seats = Seats::<i32>::new(&[openings], most, Vec::new);
        let mut people = 0_u32..;
        let mut bid = |limit| i32::bid(limit, people.next().expect("one more"));
        let mut twin: Vec<u64> = kept.into_iter().take(most).map(&mut bid).collect();
        for bid in &twin {
            seats.keep(0, *bid);
        }
        seats.order(0);
        for bid in bids.into_iter().map(&mut bid) {
            twin.push(bid);
            twin.sort_unstable();
            let leaves = (twin.len() > most).then(|| i32::person(twin.remove(0)));
            match seats.bid(0, bid) {
                Taken::Free => prop_assert_eq!(leaves, None),
                Taken::From(person) => prop_assert_eq!(leaves, Some(person)),
            }
            let lowest = (twin.len() == most).then(|| i32::limit(twin[0]));
            prop_assert_eq!(seats.lowest(0), lowest);
        }
    }
}
