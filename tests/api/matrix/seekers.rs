//! The people of the worlds: what a roster tells of each stands nowhere else.

use crate::rosters::seeker;
use chrono::NaiveDate;
use domain::{
    division::Division,
    phone::Phone,
    roster::entry::{Employment, Entry, Precision, Started},
    words::{RegisterCategory, WorkStatus},
};

/// The number of the household of the person with this number; each has its own.
pub fn household(number: u32) -> String {
    format!("H{number:06}")
}

/// The phone number of the person with this number.
pub fn phone(number: u32) -> String {
    format!("1540{number:07}")
}

/// The village of the person with this number.
pub fn village(number: u32) -> String {
    format!("示例村{number:03}")
}

/// Their row; those with a workplace are at work there already.
pub fn entry(number: u32, home: u32, away: Option<u32>) -> Entry {
    let base = seeker(number);
    Entry {
        home: Division::of_six(home),
        name: format!("王小明{number:03}"),
        phone: Phone::read(&phone(number)),
        household_number: Some(household(number)),
        village: Some(village(number)),
        category: Some(RegisterCategory::FiveGuarantees),
        status: Some(if away.is_some() {
            WorkStatus::Away
        } else {
            WorkStatus::OutOfWork
        }),
        employment: away.map(|workplace| Employment {
            division: Division::parse(&workplace.to_string()),
            employer: Some(format!("外地示例厂{number}")),
            started: Some(Started {
                on: NaiveDate::from_ymd_opt(2019, 10, 1).expect("a day"),
                precision: Precision::Day,
            }),
            ..Employment::default()
        }),
        ..base
    }
}
