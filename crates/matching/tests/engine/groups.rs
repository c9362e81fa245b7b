//! Whole groups against all ways to place them, and against the bound where they are many.

use crate::twins::whole_groups;
use domain::words::Objective;
use matching::assign::pairs::{Pairs, Wide};
use matching::groups::{Placed, Task, place};
use matching::watch::Watch;
use proptest::prelude::*;
use std::sync::atomic::AtomicBool;

const OBJECTIVES: [Objective; 2] = [Objective::PeopleFirst, Objective::ScoreFirst];

/// Groups with their places and points, their sizes, and what the places take.
#[derive(Clone, Debug)]
struct Market {
    rows: Vec<Vec<(u32, u32)>>,
    sizes: Vec<u32>,
    capacity: Vec<u32>,
}

impl Market {
    fn placed(&self, objective: Objective, stop: bool) -> Placed {
        let mut pairs: Pairs<Wide> = Pairs::new(self.capacity.len());
        for row in &self.rows {
            pairs.push_person(row.iter().copied());
        }
        let task = Task {
            pairs: &pairs,
            sizes: &self.sizes,
            capacity: &self.capacity,
            objective,
            threads: 1,
        };
        let stop = AtomicBool::new(stop);
        let placed = place(&task, &mut Watch::new(&stop, &mut |_| ()));
        self.is_kept_by(&placed);
        placed
    }

    /// Nobody is where they may not be, no place is overfull, and the sums are true.
    fn is_kept_by(&self, placed: &Placed) {
        let mut left = self.capacity.clone();
        let (mut people, mut score) = (0, 0);
        assert_eq!(placed.place_of.len(), self.rows.len());
        for (group, place) in placed.assignment() {
            let size = self.sizes[group];
            let of = &mut left[place as usize];
            *of = of.checked_sub(size).expect("never above capacity");
            let pair = self.rows[group].iter().find(|(to, _)| *to == place);
            people += u64::from(size);
            score += u64::from(pair.expect("an eligible place").1);
        }
        assert_eq!((placed.people, placed.score), (people, score));
        assert!(placed.people_bound >= people && placed.bound >= score);
    }
}

/// Places without room, groups without places and groups too large for any are among them; ties abound where points are few.
fn market(groups: usize, places: usize, largest: u32, most: u32) -> impl Strategy<Value = Market> {
    (1..=groups, 1..=places).prop_flat_map(move |(groups, places)| {
        let row = prop::collection::vec(prop::option::weighted(0.6, 0..=most), places);
        let row = row.prop_map(|points| {
            let row = (0..).zip(points);
            row.filter_map(|(place, points)| Some((place, points?)))
                .collect()
        });
        let rows = prop::collection::vec(row, groups);
        let sizes = prop::collection::vec(1..=largest, groups);
        let capacity = prop::collection::vec(0..=2 * largest, places);
        (rows, sizes, capacity).prop_map(|(rows, sizes, capacity)| Market {
            rows,
            sizes,
            capacity,
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_handful_of_groups_is_placed_as_well_as_can_be(
        market in prop_oneof![market(7, 4, 4, 5), market(7, 5, 3, 10_000), market(7, 3, 9, 0)]
    ) {
        for objective in OBJECTIVES {
            let placed = market.placed(objective, false);
            let people_first = objective == Objective::PeopleFirst;
            let (people, score) =
                whole_groups::best(&market.rows, &market.sizes, &market.capacity, people_first);
            prop_assert_eq!((placed.score, placed.bound), (score, score));
            prop_assert!(!people_first || (placed.people, placed.people_bound) == (people, people));
        }
    }

    #[test]
    fn groups_are_bounded_from_above_even_when_the_search_is_stopped(market in market(6, 4, 4, 9)) {
        for objective in OBJECTIVES {
            let placed = market.placed(objective, true);
            let people_first = objective == Objective::PeopleFirst;
            let (people, score) =
                whole_groups::best(&market.rows, &market.sizes, &market.capacity, people_first);
            prop_assert!(placed.bound >= score && (!people_first || placed.people_bound >= people));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn many_groups_come_near_their_bound_and_twice_the_same(market in market(60, 8, 5, 10_000)) {
        for objective in OBJECTIVES {
            let placed = market.placed(objective, false);
            prop_assert_eq!(&placed, &market.placed(objective, false));
        }
    }
}

#[test]
fn a_group_may_be_as_large_as_numbers_go() {
    let market = Market {
        rows: vec![vec![(0, 7), (1, 3)], vec![(0, 9)], vec![(1, u32::MAX)]],
        sizes: vec![u32::MAX, u32::MAX - 1, 2],
        capacity: vec![u32::MAX, 1],
    };
    let most = market.placed(Objective::PeopleFirst, false);
    assert_eq!((most.people, most.score), (u64::from(u32::MAX), 7));
    let best = market.placed(Objective::ScoreFirst, false);
    assert_eq!((best.score, best.bound), (9, 9));
}
