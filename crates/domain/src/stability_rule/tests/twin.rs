//! Any rules against a twin that walks day by day.

use super::*;
use chrono::{Datelike, Months, TimeDelta};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// The same by walking through the days, one set of days a rule.
fn twin(rule: &Rule, jobs: &[Job], on: NaiveDate) -> Option<NaiveDate> {
    let fits = |job: &&Job| {
        let away = job
            .workplace
            .map(|place| place.six() / 10_000 != job.home.six() / 10_000);
        let near = match rule.reach {
            Reach::Anywhere => true,
            Reach::OutOfProvince => away == Some(true),
            Reach::WithinProvince => away == Some(false),
        };
        let pay = match (rule.pay_floor_fen, job.pay_fen) {
            (Some(floor), Some(pay)) => pay >= floor,
            (Some(_), None) => false,
            (None, _) => true,
        };
        let organised = job.channel == Some(Channel::Organised);
        near && pay && (rule.way == Way::Any || (rule.way == Way::Organised) == organised)
    };
    let mut fit: Vec<&Job> = jobs.iter().filter(fits).collect();
    fit.sort_by_key(|job| (job.first, job.last));
    let mut groups: BTreeMap<(Option<u32>, usize), Vec<&Job>> = BTreeMap::new();
    for (at, job) in fit.into_iter().enumerate() {
        let key = match (rule.same_employer, job.employer) {
            (false, _) => (None, 0),
            (true, Some(employer)) => (Some(employer), 0),
            (true, None) => (None, at + 1),
        };
        groups.entry(key).or_default().push(job);
    }
    groups
        .values()
        .filter_map(|jobs| walk(rule, jobs, on))
        .min()
}

fn walk(rule: &Rule, jobs: &[&Job], on: NaiveDate) -> Option<NaiveDate> {
    let mut worked: BTreeMap<NaiveDate, usize> = BTreeMap::new();
    for (at, job) in jobs.iter().enumerate() {
        for day in job
            .first
            .iter_days()
            .take_while(|day| *day <= job.last && *day <= on)
        {
            worked.entry(day).or_insert(at);
        }
    }
    let days: Vec<NaiveDate> = worked.keys().copied().collect();
    let holds = |counted: &[NaiveDate], needed: usize, by: NaiveDate| {
        let earned: i64 = counted
            .iter()
            .map(|day| jobs[worked[day]].pay_fen.unwrap_or(0))
            .sum();
        let whose: BTreeSet<usize> = counted.iter().map(|day| worked[day]).collect();
        let proven = |need: &Needed| {
            let pieces = whose.iter().flat_map(|at| &jobs[*at].evidence);
            let months: BTreeSet<(i32, u32)> = pieces
                .filter(|piece| piece.on <= by && need.any_of.contains(piece.kind))
                .map(|piece| (piece.on.year(), piece.on.month()))
                .collect();
            months.len() >= need.in_months as usize
        };
        (
            counted.len() >= needed && earned >= rule.earned_floor_fen.unwrap_or(0) * 30,
            rule.evidence.iter().all(proven),
        )
    };
    let mut found = Vec::new();
    match rule.days {
        Days::Consecutive { gap_days } => {
            for (at, first) in days.iter().enumerate() {
                let begins =
                    at == 0 || (*first - days[at - 1]).num_days() > i64::from(gap_days) + 1;
                if !begins {
                    continue;
                }
                let mut stretch = vec![*first];
                for day in &days[at + 1..] {
                    if (*day - stretch[stretch.len() - 1]).num_days() > i64::from(gap_days) + 1 {
                        break;
                    }
                    stretch.push(*day);
                }
                let needed = (*first + Months::new(rule.months) - *first).num_days();
                let needed = usize::try_from(needed).expect("days");
                found.extend(first.iter_days().take_while(|by| *by <= on).find(|by| {
                    let so_far: Vec<_> = stretch.iter().copied().filter(|day| day <= by).collect();
                    holds(&so_far, needed, *by) == (true, true)
                }));
            }
        }
        Days::Cumulative { within_days } => {
            for end in &days {
                let start = *end - TimeDelta::days(i64::from(within_days) - 1);
                let window: Vec<_> = days
                    .iter()
                    .copied()
                    .filter(|day| (start..=*end).contains(day))
                    .collect();
                let needed = rule.months as usize * 30;
                found.extend(
                    end.iter_days()
                        .take_while(|by| *by <= on)
                        .find(|by| holds(&window, needed, *by) == (true, true)),
                );
            }
        }
    }
    found.into_iter().min()
}

const BEGINNING: NaiveDate = NaiveDate::from_ymd_opt(2020, 1, 20).unwrap();

fn jobs() -> impl Strategy<Value = Vec<Job>> {
    let piece = (0_u8..2, 0_i64..200).prop_map(|(kind, at)| Piece {
        kind: EvidenceKind::ALL_TWO[usize::from(kind)],
        on: BEGINNING + TimeDelta::days(at),
    });
    let one = (
        0_i64..150,
        0_i64..70,
        prop::option::of(0_u32..2),
        prop::option::of(1_i64..5),
        any::<(bool, bool)>(),
        prop::collection::vec(piece, 0..4),
    );
    let one = one.prop_map(
        |(first, length, employer, pay, (is_away, is_organised), evidence)| Job {
            first: BEGINNING + TimeDelta::days(first),
            last: BEGINNING + TimeDelta::days(first + length),
            employer,
            workplace: Some(Division::of_six(if is_away { 441_900 } else { 520_527 })),
            pay_fen: pay.map(|pay| pay * 1_000),
            channel: Some(if is_organised {
                Channel::Organised
            } else {
                Channel::Own
            }),
            evidence,
            ..job("2020-01-01", "2020-01-01")
        },
    );
    prop::collection::vec(one, 0..6)
}

fn rules() -> impl Strategy<Value = Rule> {
    let days = prop_oneof![
        (0_u32..20).prop_map(|gap_days| Days::Consecutive { gap_days }),
        (60_u32..120).prop_map(|within_days| Days::Cumulative { within_days }),
    ];
    let needed = (1_u8..4, 1_u32..3).prop_map(|(bits, in_months)| Needed {
        any_of: EvidenceKind::ALL_TWO
            .into_iter()
            .enumerate()
            .filter(|(at, _)| bits >> at & 1 == 1)
            .map(|(_, kind)| kind)
            .collect(),
        in_months,
    });
    (
        1_u32..3,
        days,
        any::<bool>(),
        prop::option::of(1_i64..4),
        prop::option::of(1_i64..8),
        prop::collection::vec(needed, 0..2),
        (0_usize..3, 0_usize..3),
    )
        .prop_map(
            |(months, days, same_employer, floor, earned, evidence, (reach, way))| Rule {
                months,
                days,
                same_employer,
                pay_floor_fen: floor.map(|fen| fen * 1_000),
                earned_floor_fen: earned.map(|fen| fen * 1_000),
                evidence,
                reach: Reach::ALL[reach],
                way: Way::ALL[way],
                ..Rule::of_months(months)
            },
        )
}

impl EvidenceKind {
    const ALL_TWO: [Self; 2] = [Self::PaySlip, Self::Contract];
}

proptest! {
    #[test]
    fn a_rule_is_met_on_the_day_that_the_twin_finds(rule in rules(), jobs in jobs(), by in 0_i64..260) {
        let on = BEGINNING + TimeDelta::days(by);
        prop_assert_eq!(rule.judge(&jobs, on).met_on, twin(&rule, &jobs, on));
    }

    #[test]
    fn what_was_met_stays_met_and_no_demand_more_makes_it_earlier(rule in rules(), jobs in jobs(), by in 0_i64..260) {
        let on = BEGINNING + TimeDelta::days(by);
        let met = rule.judge(&jobs, on).met_on;
        prop_assert!(met.is_none_or(|day| day <= on));
        prop_assert_eq!(rule.judge(&jobs, on + TimeDelta::days(30)).met_on.filter(|day| *day <= on), met);
        let stricter = Rule { months: rule.months + 1, ..rule.clone() };
        let later = stricter.judge(&jobs, on).met_on;
        prop_assert!(later.is_none_or(|later| met.is_some_and(|met| met <= later)));
    }

    #[test]
    fn the_order_in_which_jobs_are_told_does_not_matter(rule in rules(), jobs in jobs(), by in 0_i64..260) {
        let on = BEGINNING + TimeDelta::days(by);
        let mut spans: Vec<_> = jobs.iter().map(|job| (job.first, job.last)).collect();
        spans.sort_unstable();
        spans.dedup();
        prop_assume!(spans.len() == jobs.len());
        let turned: Vec<Job> = jobs.iter().rev().cloned().collect();
        prop_assert_eq!(rule.judge(&jobs, on), rule.judge(&turned, on));
    }
}
