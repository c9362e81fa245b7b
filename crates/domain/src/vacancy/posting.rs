//! What an employer says of a post, and what is wrong with it.

use super::lawful::{self, Ground};
use crate::{
    coded::coded,
    division::{Division, Level},
    skill::Skill,
    words::{Certificate, ContractKind, Hazard, Schooling, Trade, VacancyKind},
};
use chrono::NaiveDate;

/// What an employer says of a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    /// Ordinary, workshop near home, or public welfare.
    pub kind: VacancyKind,
    /// What the post is called.
    pub title: String,
    /// The trade.
    pub trade: Trade,
    /// Everything else there is to say.
    pub description: Option<String>,
    /// How many people are wanted, 1 to 100,000.
    pub openings: u32,
    /// Where the work is: a prefecture or below.
    pub workplace: Division,
    /// Least pay, fen a month.
    pub pay_min_fen: i64,
    /// Most pay, fen a month.
    pub pay_max_fen: i64,
    /// Least schooling.
    pub schooling_min: Option<Schooling>,
    /// Certificates without which nobody is taken.
    pub required_certificates: Vec<Certificate>,
    /// Certificates that are liked.
    pub preferred_certificates: Vec<Certificate>,
    /// Skills without which nobody is taken.
    pub required_skills: Vec<Skill>,
    /// Skills that are liked.
    pub preferred_skills: Vec<Skill>,
    /// Youngest age in full years.
    pub age_min: Option<u8>,
    /// Oldest age in full years.
    pub age_max: Option<u8>,
    /// Hours of work a day.
    pub hours_per_day: Option<u8>,
    /// Days off a month.
    pub rest_days_per_month: Option<u8>,
    /// Whether meals are given.
    pub board: Option<bool>,
    /// Whether a bed is given.
    pub lodging: Option<bool>,
    /// Whether social insurance is paid.
    pub social_insurance: Option<bool>,
    /// Kind of contract.
    pub contract_kind: Option<ContractKind>,
    /// Months of the contract, 1 to 600.
    pub contract_months: Option<u16>,
    /// Hazards, which close the post to people under eighteen.
    pub hazards: Vec<Hazard>,
    /// Rooms for couples.
    pub couple_rooms: u32,
    /// Whether Mandarin is needed.
    pub mandarin_needed: bool,
    /// The first day on which work may start.
    pub start_from: Option<NaiveDate>,
    /// The last day on which work may start.
    pub start_to: Option<NaiveDate>,
    /// The last day on which the post takes candidates.
    pub closes_on: Option<NaiveDate>,
}

/// What makes a posting impossible or unlawful, apart from its wording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slip {
    /// Not from 1 to 100,000 openings.
    Openings,
    /// A whole province is no workplace.
    Workplace,
    /// No pay, or more than a million yuan a month.
    Pay,
    /// The most is below the least.
    PayOrder,
    /// Open to people under sixteen.
    AgeUnlawful,
    /// Beyond a hundred years.
    AgeTooHigh,
    /// The oldest age is below the youngest.
    AgeOrder,
    /// Hazardous, yet open to people under eighteen.
    HazardAge,
    /// Not from 1 to 24 hours a day.
    Hours,
    /// More than 31 days off a month.
    RestDays,
    /// Not from 1 to 600 months.
    ContractMonths,
    /// More than 100,000 rooms.
    CoupleRooms,
    /// The start window ends before it begins.
    StartOrder,
    /// A date that has passed.
    Past,
}

coded! {
    /// What is lawful only under conditions, so that an officer should look.
    Warning, "posting_warning" {
        HoursLong = "hours_long", "每天工作超过8小时（劳动法第三十六条）";
        RestDaysFew = "rest_days_few", "每月休息少于4天（劳动法第三十八条）";
    }
}

/// More a month than this is a slip of the keyboard: a million yuan.
const PAY_MOST_FEN: i64 = 100_000_000;

impl Posting {
    /// Everything that is wrong, each with the field that it is wrong with.
    ///
    /// Below sixteen nobody may be employed (Labour Law, article 15); at sixteen and seventeen
    /// nobody in the work of [`Hazard`].
    #[must_use]
    pub fn slips(&self) -> Vec<(&'static str, Slip)> {
        let youngest = self.age_min.unwrap_or(u8::MAX);
        let rules = [
            (
                "openings",
                Slip::Openings,
                !(1..=100_000).contains(&self.openings),
            ),
            (
                "workplace",
                Slip::Workplace,
                self.workplace.level() == Level::Province,
            ),
            (
                "pay_min",
                Slip::Pay,
                !(1..=PAY_MOST_FEN).contains(&self.pay_min_fen),
            ),
            ("pay_max", Slip::Pay, self.pay_max_fen > PAY_MOST_FEN),
            (
                "pay_max",
                Slip::PayOrder,
                self.pay_max_fen < self.pay_min_fen,
            ),
            ("age_min", Slip::AgeUnlawful, youngest < 16),
            (
                "age_min",
                Slip::HazardAge,
                !self.hazards.is_empty() && (16..18).contains(&youngest),
            ),
            (
                "age_max",
                Slip::AgeTooHigh,
                self.age_max.is_some_and(|age| age > 100),
            ),
            (
                "age_max",
                Slip::AgeOrder,
                self.age_max
                    .is_some_and(|age| age < self.age_min.unwrap_or(16)),
            ),
            (
                "hours_per_day",
                Slip::Hours,
                self.hours_per_day.is_some_and(|h| !(1..=24).contains(&h)),
            ),
            (
                "rest_days_per_month",
                Slip::RestDays,
                self.rest_days_per_month.is_some_and(|d| d > 31),
            ),
            (
                "contract_months",
                Slip::ContractMonths,
                self.contract_months
                    .is_some_and(|m| !(1..=600).contains(&m)),
            ),
            (
                "couple_rooms",
                Slip::CoupleRooms,
                self.couple_rooms > 100_000,
            ),
            (
                "start_to",
                Slip::StartOrder,
                self.start_from
                    .zip(self.start_to)
                    .is_some_and(|(a, b)| b < a),
            ),
        ];
        rules
            .into_iter()
            .filter_map(|(field, slip, broken)| broken.then_some((field, slip)))
            .collect()
    }

    /// Dates of a new posting that have passed, beside what `before` said already.
    #[must_use]
    pub fn past(&self, before: Option<&Self>, today: NaiveDate) -> Vec<(&'static str, Slip)> {
        let passed = |date: fn(&Self) -> Option<NaiveDate>| {
            date(self).is_some_and(|day| day < today) && before.and_then(date) != date(self)
        };
        [
            ("start_to", passed(|said| said.start_to)),
            ("closes_on", passed(|said| said.closes_on)),
        ]
        .into_iter()
        .filter_map(|(field, is_past)| is_past.then_some((field, Slip::Past)))
        .collect()
    }

    /// The grounds on which the wording sets conditions that no post may set, each with its field.
    #[must_use]
    pub fn unlawful(&self) -> Vec<(&'static str, Ground)> {
        let title = lawful::grounds_of_title(&self.title);
        let description = self.description.as_deref().map(lawful::grounds);
        let in_title = title.into_iter().map(|ground| ("title", ground));
        let in_description = description.unwrap_or_default().into_iter();
        in_title
            .chain(in_description.map(|ground| ("description", ground)))
            .collect()
    }

    /// What an officer should look at.
    #[must_use]
    pub fn warnings(&self) -> Vec<Warning> {
        let long = self.hours_per_day.is_some_and(|hours| hours > 8);
        let few = self.rest_days_per_month.is_some_and(|days| days < 4);
        [(Warning::HoursLong, long), (Warning::RestDaysFew, few)]
            .into_iter()
            .filter_map(|(warning, is_so)| is_so.then_some(warning))
            .collect()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A usual post with nothing wrong.
    pub fn sewing() -> Posting {
        Posting {
            kind: VacancyKind::Ordinary,
            title: "缝纫工".into(),
            trade: Trade::Processing,
            description: None,
            openings: 20,
            workplace: Division::of_six(441_900),
            pay_min_fen: 450_000,
            pay_max_fen: 600_000,
            schooling_min: None,
            required_certificates: Vec::new(),
            preferred_certificates: Vec::new(),
            required_skills: Vec::new(),
            preferred_skills: Vec::new(),
            age_min: Some(18),
            age_max: Some(45),
            hours_per_day: Some(8),
            rest_days_per_month: Some(4),
            board: Some(true),
            lodging: Some(true),
            social_insurance: Some(true),
            contract_kind: Some(ContractKind::Fixed),
            contract_months: Some(12),
            hazards: Vec::new(),
            couple_rooms: 0,
            mandarin_needed: false,
            start_from: None,
            start_to: None,
            closes_on: None,
        }
    }

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn a_usual_post_at_a_prefecture_has_nothing_wrong() {
        assert_eq!(sewing().slips(), []);
        assert_eq!(sewing().warnings(), []);
    }

    #[test]
    fn every_slip_is_told_at_once() {
        let wrong = Posting {
            openings: 0,
            workplace: Division::of_six(440_000),
            pay_min_fen: 600_000,
            pay_max_fen: 450_000,
            age_min: Some(15),
            age_max: Some(14),
            hours_per_day: Some(25),
            rest_days_per_month: Some(32),
            contract_months: Some(0),
            couple_rooms: 100_001,
            start_from: Some(on("2026-03-09")),
            start_to: Some(on("2026-03-08")),
            ..sewing()
        };
        let slips: Vec<Slip> = wrong.slips().into_iter().map(|(_, slip)| slip).collect();
        assert_eq!(
            slips,
            [
                Slip::Openings,
                Slip::Workplace,
                Slip::PayOrder,
                Slip::AgeUnlawful,
                Slip::AgeOrder,
                Slip::Hours,
                Slip::RestDays,
                Slip::ContractMonths,
                Slip::CoupleRooms,
                Slip::StartOrder,
            ]
        );
    }

    #[test]
    fn hazardous_work_is_not_offered_to_minors_by_name() {
        let mut post = sewing();
        post.hazards = vec![Hazard::Dust];
        assert_eq!(post.slips(), []);
        post.age_min = Some(17);
        assert_eq!(post.slips(), [("age_min", Slip::HazardAge)]);
        // Where nothing is said, the hazard itself keeps minors out.
        post.age_min = None;
        assert_eq!(post.slips(), []);
    }

    #[test]
    fn long_hours_and_few_days_off_are_looked_at_not_refused() {
        let mut post = sewing();
        post.hours_per_day = Some(12);
        post.rest_days_per_month = Some(2);
        assert_eq!(post.slips(), []);
        assert_eq!(post.warnings(), [Warning::HoursLong, Warning::RestDaysFew]);
    }

    #[test]
    fn a_date_that_has_passed_is_refused_when_it_is_new() {
        let today = on("2026-03-09");
        let mut post = sewing();
        post.closes_on = Some(on("2026-03-08"));
        assert_eq!(post.past(None, today), [("closes_on", Slip::Past)]);
        assert_eq!(post.past(Some(&post), today), []);
        post.closes_on = Some(on("2026-03-09"));
        assert_eq!(post.past(None, today), []);
    }
}
