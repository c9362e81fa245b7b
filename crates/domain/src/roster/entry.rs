//! What a roster's row says of a person, once it is believed.

pub use super::household::Relation;
pub use super::money::Pay;
use crate::citizen_id::{CitizenId, age_on};
use crate::coded::coded;
use crate::division::Division;
use crate::issue::IssueCode;
use crate::phone::Phone;
use crate::words::{
    Channel, LabourAbility, RegisterCategory, Schooling, Sex, Trade, TrainingWish, Willingness,
    WorkStatus,
};
use chrono::NaiveDate;
use std::ops::RangeInclusive;

/// The ages that take part in matching, both included, unless a bureau sets others.
pub const USUAL_AGES: RangeInclusive<u32> = 16..=60;

/// A person, as one row tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Physical row in the file.
    pub row: u32,
    /// The row's own serial number (序号).
    pub serial: Option<i64>,
    /// Name, without white space.
    pub name: String,
    /// Citizen ID.
    pub citizen_id: CitizenId,
    /// Sex, from the ID.
    pub sex: Sex,
    /// Day of birth, from the ID.
    pub born: NaiveDate,
    /// Where the person is reached.
    pub phone: Option<Phone>,
    /// Home county.
    pub home: Division,
    /// Home township, by name.
    pub township: Option<String>,
    /// Home village, by name.
    pub village: Option<String>,
    /// The registry's number of the household.
    pub household_number: Option<String>,
    /// The registry's number of the person.
    pub person_number: Option<String>,
    /// Name of the head of the household.
    pub head_name: Option<String>,
    /// What the person is to the head.
    pub relation: Option<Relation>,
    /// The register that the household stands in. Never part of matching.
    pub category: Option<RegisterCategory>,
    /// Highest schooling.
    pub schooling: Option<Schooling>,
    /// Whether the person is still at school.
    pub in_school: bool,
    /// Labour ability.
    pub labour_ability: Option<LabourAbility>,
    /// Whether the person speaks Mandarin.
    pub mandarin: Option<bool>,
    /// What the roster calls the person's present state. The state itself is derived from
    /// dated employments; this is kept for comparison.
    pub status: Option<WorkStatus>,
    /// The work that the person has.
    pub employment: Option<Employment>,
    /// What the person wishes for.
    pub wish: Wish,
}

/// Work that a person already has, or had.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Employment {
    /// The place as it was written.
    pub place: Option<String>,
    /// The division that the place names, as deep as it is certain.
    pub division: Option<Division>,
    /// The employer, as it was written.
    pub employer: Option<String>,
    /// The trade.
    pub trade: Option<Trade>,
    /// Since when.
    pub started: Option<Started>,
    /// The last day, where the roster tells an end.
    pub ended_on: Option<NaiveDate>,
    /// Pay a month, in fen.
    pub pay: Option<Pay>,
    /// How the person came to it.
    pub channel: Option<Channel>,
}

/// The first day of an employment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Started {
    /// The day.
    pub on: NaiveDate,
    /// How well it is known.
    pub precision: Precision,
}

coded! {
    /// How well a first day is known.
    Precision, "date_precision" {
        Day = "day", "精确到日";
        /// The first of a month stands for the month.
        Month = "month", "精确到月";
        /// Counted back from the reporting day by the months worked.
        Estimated = "estimated", "按务工月数推算";
    }
}

/// What a person wishes for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// How far the person would go to work; `None` where the roster does not tell.
    pub willingness: Option<Willingness>,
    /// Wishes to start a business. Alone it is no wish for a post: `willingness` stays empty.
    pub wants_business: bool,
    /// Divisions that were named, in their order.
    pub divisions: Vec<Division>,
    /// Trades that were named, in their order.
    pub trades: Vec<Trade>,
    /// The least that is wished for a month, in fen.
    pub least_pay: Option<i64>,
    /// The training that is wished for.
    pub training: Option<TrainingWish>,
    /// The trade of that training.
    pub training_trade: Option<Trade>,
}

impl Entry {
    /// Why the person takes no part in matching on a day; empty where nothing is in the way.
    ///
    /// Follows from the facts alone, so that it changes when they do: someone too young is
    /// not so for ever. Whoever wishes for a business and nothing else is not looking for a
    /// post either. Whether there is a job already is for the spells to say.
    #[must_use]
    pub fn bars(&self, on: NaiveDate, ages: &RangeInclusive<u32>) -> Vec<IssueCode> {
        let cannot = self
            .labour_ability
            .is_some_and(|ability| !ability.can_work());
        [
            age_bar(self.born, on, ages),
            self.in_school.then_some(IssueCode::InSchool),
            cannot.then_some(IssueCode::NoLabourAbility),
            (!self.wish.is_for_a_post()).then_some(IssueCode::NoIntent),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl Wish {
    /// Whether posts are offered at all: not to the unwilling, nor to those after a business only.
    /// Where a roster tells nothing, nobody is taken to be unwilling.
    #[must_use]
    pub fn is_for_a_post(&self) -> bool {
        match self.willingness {
            Some(willingness) => willingness != Willingness::Unwilling,
            None => !self.wants_business,
        }
    }
}

/// Whether the age on a day lies outside the band.
#[must_use]
pub fn age_bar(born: NaiveDate, on: NaiveDate, ages: &RangeInclusive<u32>) -> Option<IssueCode> {
    let age = age_on(born, on);
    if age < *ages.start() {
        Some(IssueCode::Under16)
    } else {
        (age > *ages.end()).then_some(IssueCode::Over60)
    }
}
