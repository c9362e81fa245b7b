use super::*;
use domain::{
    division::Division,
    id::{EmploymentId, PersonId},
};
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn job(
    person: u128,
    employer: &str,
    started: &str,
    ended: Option<&str>,
    told: Option<&str>,
) -> Told {
    Told {
        id: EmploymentId(Uuid::from_u128(1)),
        person: PersonId(Uuid::from_u128(person)),
        home: Division::of_six(520_526),
        workplace: None,
        employer: Some(employer.into()),
        enterprise: None,
        trade: None,
        pay_fen: None,
        channel: None,
        post_kind: None,
        contract_months: None,
        started_on: day(started),
        known_from: day(started),
        ended_on: ended.map(day),
        end_reason: ended.map(|_| EndReason::WentHome),
        last_told_on: told.map(day),
        reported_by: None,
        is_own: true,
    }
}

const ANY: Joining = Joining {
    across_employers: true,
    gap_days: 7,
};
const SAME: Joining = Joining {
    across_employers: false,
    gap_days: 7,
};

fn told(jobs: &[Told], joining: Joining, on: &str) -> Vec<(f64, f64, bool)> {
    stretches(jobs, joining, day(on))
        .iter()
        .map(|s| (s.spell.entry(), s.spell.exit(), s.spell.ended()))
        .collect()
}

#[test]
fn silence_is_censored_on_the_day_of_the_last_word() {
    let jobs = [job(1, "甲", "2020-01-01", None, Some("2020-01-31"))];
    assert_eq!(told(&jobs, SAME, "2020-12-31"), [(0.0, 31.0, false)]);
}

#[test]
fn a_job_known_late_is_at_risk_from_then_on() {
    let late = Told {
        known_from: day("2020-03-01"),
        ..job(1, "甲", "2020-01-01", Some("2020-03-31"), None)
    };
    assert_eq!(told(&[late], SAME, "2020-12-31"), [(60.0, 91.0, true)]);
}

#[test]
fn what_happened_after_the_day_asked_for_is_not_known() {
    let jobs = [job(
        1,
        "甲",
        "2020-01-01",
        Some("2020-06-30"),
        Some("2020-05-31"),
    )];
    assert_eq!(told(&jobs, SAME, "2020-05-15"), [(0.0, 136.0, false)]);
}

#[test]
fn another_employer_within_the_gap_goes_on_across_employers_only() {
    let jobs = [
        job(1, "甲", "2020-01-01", Some("2020-01-31"), None),
        job(1, "乙", "2020-02-08", Some("2020-03-31"), None),
        job(2, "乙", "2020-02-08", Some("2020-02-10"), None),
    ];
    assert_eq!(
        told(&jobs, ANY, "2020-12-31"),
        [(0.0, 91.0, true), (0.0, 3.0, true)]
    );
    assert_eq!(
        told(&jobs, SAME, "2020-12-31"),
        [(0.0, 31.0, true), (0.0, 53.0, true), (0.0, 3.0, true)]
    );
}

#[test]
fn a_longer_break_is_an_end() {
    let jobs = [
        job(1, "甲", "2020-01-01", Some("2020-01-31"), None),
        job(1, "乙", "2020-02-09", None, Some("2020-02-29")),
    ];
    assert_eq!(
        told(&jobs, ANY, "2020-12-31"),
        [(0.0, 31.0, true), (0.0, 21.0, false)]
    );
}

#[test]
fn whoever_left_yesterday_may_go_on_tomorrow() {
    let jobs = [job(1, "甲", "2020-01-01", Some("2020-01-31"), None)];
    assert_eq!(told(&jobs, ANY, "2020-02-07"), [(0.0, 31.0, false)]);
    assert_eq!(told(&jobs, ANY, "2020-02-08"), [(0.0, 31.0, true)]);
}

#[test]
fn without_a_gap_work_goes_on_from_one_day_to_the_next_only() {
    let none = Joining { gap_days: 0, ..ANY };
    let jobs = |second: &str| {
        [
            job(1, "甲", "2020-01-01", Some("2020-01-31"), None),
            job(1, "乙", second, Some("2020-02-10"), None),
        ]
    };
    assert_eq!(
        told(&jobs("2020-02-01"), none, "2020-02-10"),
        [(0.0, 41.0, true)]
    );
    assert_eq!(
        told(&jobs("2020-02-02"), none, "2020-02-10"),
        [(0.0, 31.0, true), (0.0, 9.0, true)]
    );
}
