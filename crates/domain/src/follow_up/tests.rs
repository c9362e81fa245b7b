use super::*;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn job(shown: &[&str], tried: &[&str]) -> Followed {
    Followed {
        started_on: day("2020-01-01"),
        known_from: day("2020-01-01"),
        ended_on: None,
        shown: shown.iter().map(|text| day(text)).collect(),
        tried_in_vain: tried.iter().map(|text| day(text)).collect(),
    }
}

fn states(job: &Followed, today: &str) -> Vec<(u16, RoundState)> {
    let rounds = Rounds::usual().of(job, day(today));
    let open = rounds
        .iter()
        .filter(|round| round.state != RoundState::Upcoming);
    open.map(|round| (round.days, round.state)).collect()
}

#[test]
fn a_round_becomes_due_then_overdue_then_is_missed() {
    use RoundState::{Due, Missed, Overdue};
    let quiet = job(&[], &[]);
    assert_eq!(states(&quiet, "2020-01-07"), []);
    assert_eq!(states(&quiet, "2020-01-08"), [(7, Due)]);
    assert_eq!(states(&quiet, "2020-01-15"), [(7, Due)]);
    assert_eq!(states(&quiet, "2020-01-16"), [(7, Overdue)]);
    assert_eq!(states(&quiet, "2020-01-30"), [(7, Overdue)]);
    assert_eq!(states(&quiet, "2020-01-31"), [(7, Missed), (30, Due)]);
}

#[test]
fn what_is_shown_in_its_time_does_a_round_and_no_other() {
    use RoundState::{Done, Due, Overdue};
    assert_eq!(states(&job(&["2020-01-04"], &[]), "2020-01-08"), [(7, Due)]);
    assert_eq!(
        states(&job(&["2020-01-05"], &[]), "2020-01-08"),
        [(7, Done)]
    );
    assert_eq!(
        states(&job(&["2020-01-27"], &[]), "2020-01-27"),
        [(7, Done)]
    );
    let early = job(&["2020-01-28"], &[]);
    assert_eq!(states(&early, "2020-01-28"), [(7, Done), (30, Done)]);
    assert_eq!(states(&early, "2020-02-20"), [(7, Done), (30, Done)]);
    // What is shown later is not known yet.
    assert_eq!(states(&early, "2020-01-27"), [(7, Overdue)]);
}

#[test]
fn whoever_is_tried_often_enough_in_vain_is_unreachable_until_shown() {
    use RoundState::{Done, Due, Unreachable};
    let tried = ["2020-01-08", "2020-01-08", "2020-01-09"];
    assert_eq!(states(&job(&[], &tried), "2020-01-08"), [(7, Due)]);
    assert_eq!(states(&job(&[], &tried), "2020-01-09"), [(7, Unreachable)]);
    assert_eq!(
        states(&job(&["2020-01-10"], &tried), "2020-01-10"),
        [(7, Done)]
    );
}

#[test]
fn rounds_before_we_knew_and_after_the_end_are_none_of_ours() {
    let late = Followed {
        known_from: day("2020-03-01"),
        ..job(&[], &[])
    };
    assert_eq!(states(&late, "2020-03-31"), [(90, RoundState::Due)]);
    let over = Followed {
        ended_on: Some(day("2020-01-20")),
        ..job(&[], &[])
    };
    assert_eq!(states(&over, "2020-06-01"), [(7, RoundState::Missed)]);
}

#[test]
fn rounds_that_make_no_sense_are_refused() {
    use BadRounds::{Count, Days as BadDays, Grace, Lead, Tries};
    assert_eq!(Rounds::new(vec![], 0, 7, 3), Err(vec![Count]));
    assert_eq!(Rounds::new(vec![30, 7], 0, 7, 3), Err(vec![BadDays]));
    assert_eq!(Rounds::new(vec![0, 7], 0, 7, 3), Err(vec![BadDays]));
    assert_eq!(Rounds::new(vec![7, 30], 7, 7, 3), Err(vec![Lead]));
    assert_eq!(
        Rounds::new(vec![7, 9], 2, 400, 0),
        Err(vec![Lead, Grace, Tries])
    );
    let usual = Rounds::new(vec![7, 30, 90, 180, 365], 3, 7, 3);
    assert_eq!(usual, Ok(Rounds::usual()));
}

const DIVISIONS: [u32; 7] = [
    520_000, 520_500, 520_526, 520_527, 530_000, 530_602, 441_900,
];

proptest! {
    #[test]
    fn every_home_follows_the_smallest_division_around_it(
        chosen in prop::collection::btree_map(0..DIVISIONS.len(), 1_u16..400, 0..DIVISIONS.len()),
    ) {
        let own: Vec<(Division, Rounds)> = chosen
            .iter()
            .map(|(place, days)| {
                let rounds = Rounds::new(vec![*days], 0, 7, 3).expect("rounds");
                (Division::of_six(DIVISIONS[*place]), rounds)
            })
            .collect();
        let parted = stretches(&own);
        prop_assert_eq!(parted.first().map(|s| s.homes.0), Some(0));
        for two in parted.windows(2) {
            prop_assert_eq!(two[0].homes.1 + 1, two[1].homes.0);
        }
        for home in [520_526, 520_527, 520_502, 520_102, 530_602, 530_102, 441_900, 110_101] {
            let home = Division::of_six(home);
            let around = own.iter().filter(|(place, _)| place.contains(home));
            let smallest = around.min_by_key(|(place, _)| place.range().1 - place.range().0);
            let expected = smallest.map_or_else(Rounds::usual, |(_, rounds)| rounds.clone());
            let number = home.widened();
            let found = parted.iter().find(|s| s.homes.0 <= number && number <= s.homes.1);
            prop_assert_eq!(found.map(|s| s.rounds.clone()), Some(expected));
        }
    }
}
