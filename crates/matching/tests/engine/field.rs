//! The field against every pair looked at by itself.

use crate::corner::market;
use domain::division::Division;
use matching::assign::market::Market;
use matching::field::Field;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use std::cmp::Reverse;

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
