//! Rules against printed days.

use super::*;
use crate::{coded::Coded, evidence::EvidenceKind, word_set::WordSet, words::Channel};
use chrono::NaiveDate;
use std::collections::BTreeSet;

mod twin;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// Work in 东莞 of somebody of 威宁.
fn job(first: &str, last: &str) -> Job {
    Job {
        first: day(first),
        last: day(last),
        employer: Some(1),
        home: Division::of_six(520_526),
        workplace: Some(Division::of_six(441_900)),
        pay_fen: Some(300_000),
        contract_months: None,
        channel: Some(Channel::Organised),
        post_kind: Some(VacancyKind::Ordinary),
        evidence: Vec::new(),
    }
}

fn met(rule: &Rule, jobs: &[Job]) -> Option<String> {
    let told = rule.judge(jobs, day("2020-12-31")).met_on;
    told.map(|day| day.to_string())
}

#[test]
fn the_shipped_rules_are_sound_and_each_names_its_source() {
    assert_eq!(shipped::table().faults, []);
    let codes: BTreeSet<_> = shipped().iter().map(|rule| &rule.code).collect();
    assert_eq!(codes.len(), shipped().len());
    assert_eq!(shipped().len(), 19);
}

#[test]
fn months_are_those_of_the_calendar() {
    let rule = Rule::of_months(3);
    let full = job("2020-01-15", "2020-04-14");
    assert_eq!(
        met(&rule, std::slice::from_ref(&full)),
        Some("2020-04-14".into())
    );
    assert_eq!(met(&rule, &[job("2020-01-15", "2020-04-13")]), None);
    assert_eq!(
        met(&rule, &[job("2020-01-31", "2020-12-31")]),
        Some("2020-04-29".into())
    );
}

#[test]
fn a_short_break_delays_and_a_long_one_begins_anew() {
    let rule = Rule {
        days: Days::Consecutive { gap_days: 7 },
        ..Rule::of_months(3)
    };
    let before = job("2020-01-01", "2020-01-31");
    let after_seven = job("2020-02-08", "2020-06-30");
    let after_eight = job("2020-02-09", "2020-06-30");
    assert_eq!(
        met(&rule, &[after_seven, before.clone()]),
        Some("2020-04-07".into())
    );
    assert_eq!(
        met(&rule, &[before, after_eight]),
        Some("2020-05-08".into())
    );
}

#[test]
fn another_employer_counts_only_where_the_rule_lets_it() {
    let first = job("2020-01-01", "2020-02-15");
    let second = Job {
        employer: Some(2),
        ..job("2020-02-16", "2020-04-10")
    };
    let any = Rule::of_months(3);
    let same = Rule {
        same_employer: true,
        ..Rule::of_months(3)
    };
    let jobs = [first, second];
    assert_eq!(met(&any, &jobs), Some("2020-03-31".into()));
    assert_eq!(met(&same, &jobs), None);
}

#[test]
fn six_months_in_a_year_may_lie_apart_but_not_further() {
    let rule = Rule {
        days: Days::Cumulative { within_days: 365 },
        ..Rule::of_months(6)
    };
    let spring = job("2019-02-01", "2019-04-30");
    let near = job("2019-10-01", "2019-12-31");
    let far = job("2020-04-01", "2020-06-30");
    // 89 days of spring, and the 91st day from the first of October.
    assert_eq!(
        met(&rule, &[spring.clone(), near]),
        Some("2019-12-30".into())
    );
    assert_eq!(met(&rule, &[spring, far]), None);
}

#[test]
fn wage_slips_of_three_months_and_a_contract_are_asked_for() {
    let rule = &shipped()
        .iter()
        .find(|r| r.code == "transport_2023")
        .expect("shipped")
        .rule;
    let slip = |on: &str| Piece {
        kind: EvidenceKind::PaySlip,
        on: day(on),
    };
    let with = |evidence: Vec<Piece>| Job {
        evidence,
        ..job("2020-01-01", "2020-06-30")
    };
    let contract = Piece {
        kind: EvidenceKind::Contract,
        on: day("2019-12-20"),
    };
    let two_in_one_month = vec![
        contract,
        slip("2020-02-05"),
        slip("2020-02-25"),
        slip("2020-03-05"),
    ];
    assert_eq!(met(rule, &[with(two_in_one_month.clone())]), None);
    let mut three = two_in_one_month;
    three.push(slip("2020-04-05"));
    assert_eq!(met(rule, &[with(three.clone())]), Some("2020-04-05".into()));
    three.remove(0);
    assert_eq!(met(rule, &[with(three)]), None, "no contract and no list");
}

#[test]
fn a_contract_signed_before_its_job_begins_serves_from_the_first_day_of_that_job() {
    let contract = Piece {
        kind: EvidenceKind::Contract,
        on: day("2020-06-20"),
    };
    let rule = Rule {
        evidence: vec![Needed {
            any_of: [EvidenceKind::Contract].into_iter().collect(),
            in_months: 1,
        }],
        ..Rule::of_months(3)
    };
    let jobs = [
        job("2020-01-01", "2020-06-30"),
        Job {
            evidence: vec![contract],
            ..job("2020-07-01", "2020-09-30")
        },
    ];
    let told_by = |on: &str| rule.judge(&jobs, day(on)).met_on;
    assert_eq!(told_by("2020-06-30"), None);
    assert_eq!(told_by("2020-07-01"), Some(day("2020-07-01")));
    assert_eq!(told_by("2020-12-31"), Some(day("2020-07-01")));
}

#[test]
fn the_workshop_rule_adds_up_what_was_earned() {
    let rule = &shipped()
        .iter()
        .find(|r| r.code == "workshop_6")
        .expect("shipped")
        .rule;
    let at = |pay_fen| Job {
        post_kind: Some(VacancyKind::Workshop),
        pay_fen: Some(pay_fen),
        ..job("2020-01-01", "2020-12-31")
    };
    // The 180th day; at 800 yuan a month 6,000 are earned on the 225th.
    assert_eq!(met(rule, &[at(300_000)]), Some("2020-06-28".into()));
    assert_eq!(met(rule, &[at(80_000)]), Some("2020-08-12".into()));
    assert_eq!(
        met(rule, &[job("2020-01-01", "2020-12-31")]),
        None,
        "an ordinary post"
    );
}

#[test]
fn a_rule_that_cannot_be_met_is_refused() {
    let rule = Rule {
        days: Days::Cumulative { within_days: 100 },
        pay_floor_fen: Some(0),
        evidence: vec![Needed {
            any_of: WordSet::EMPTY,
            in_months: 0,
        }],
        ..Rule::of_months(0)
    };
    assert_eq!(rule.flaws(), [Flaw::Months, Flaw::PayFloor, Flaw::Evidence]);
    let narrow = Rule { months: 6, ..rule };
    assert_eq!(narrow.flaws()[0], Flaw::Within);
}
