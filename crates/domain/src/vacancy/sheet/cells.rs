//! The cells of a row, each read into what a post says.

use super::{Col, Posting};
use crate::{
    coded::Coded,
    division::{Division, Level},
    issue::IssueCode,
    register::register,
    roster::{
        date::{self, Said},
        money::{self, Pay},
        row::Row,
        spelling::{parts, spelled, yes_or_no},
    },
    words::{Schooling, VacancyKind},
};
use chrono::NaiveDate;

/// The value, or the fault of a cell that must tell one.
pub(super) fn told<T>(
    row: &mut Row<Col>,
    column: Col,
    value: Option<T>,
    fault: IssueCode,
) -> Option<T> {
    if value.is_none() {
        row.say(column, fault);
    }
    value
}

/// The value of a cell that may be empty.
pub(super) fn optional<T>(
    row: &mut Row<Col>,
    column: Col,
    fault: IssueCode,
    read: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let text = row.text(column);
    if text.is_empty() {
        return None;
    }
    let value = read(&text.text);
    told(row, column, value, fault)
}

/// Where the work is: no whole province.
pub(super) fn place(row: &Row<Col>, column: Col) -> Option<Division> {
    let place = register().place(&row.text(column).text)?;
    (place.level() != Level::Province).then_some(place)
}

/// What the cells of a row say of a post; all of them are read, whatever is wrong with the first.
pub(super) fn posting(row: &mut Row<Col>, workplace: Option<Division>) -> Option<Posting> {
    let title = row.text(Col::Title).kept();
    let title = told(row, Col::Title, title, IssueCode::TitleMissing);
    let trade = spelled(&row.text(Col::Trade).text);
    let trade = told(row, Col::Trade, trade, IssueCode::EnumUnknown);
    let openings = row.text(Col::Openings).text.parse().ok();
    let openings = told(row, Col::Openings, openings, IssueCode::OpeningsRange);
    let pay = pay(row);
    let ages = optional(row, Col::Ages, IssueCode::AgeInvalid, ages);
    let (age_min, age_max) = ages.unwrap_or_default();
    let kept = optional(row, Col::Keep, IssueCode::EnumUnknown, board_and_lodging);
    let (board, lodging) = kept.unzip();
    let board = yes(row, Col::Board).or(board);
    let lodging = yes(row, Col::Lodging).or(lodging);
    let description = row.text(Col::Description).kept();
    let kind = row.word(Col::Kind, IssueCode::EnumUnknown);
    let schooling_min = schooling(row);
    let required_certificates = words(row, Col::Certificates);
    let hazards = words(row, Col::Hazards);
    let hours_per_day = number(row, Col::Hours);
    let rest_days_per_month = number(row, Col::RestDays);
    let social_insurance = yes(row, Col::Insurance);
    let contract_months = number(row, Col::Contract);
    let couple_rooms = number(row, Col::CoupleRooms).unwrap_or(0);
    let mandarin = yes(row, Col::Mandarin);
    let (start_to, closes_on) = (day(row, Col::StartTo), day(row, Col::ClosesOn));
    let pay = pay?;
    Some(Posting {
        kind: kind.unwrap_or(VacancyKind::Ordinary),
        title: title?,
        trade: trade?,
        description,
        openings: openings?,
        workplace: workplace?,
        pay_min_fen: pay.least,
        pay_max_fen: pay.most,
        schooling_min,
        required_certificates,
        preferred_certificates: Vec::new(),
        required_skills: Vec::new(),
        preferred_skills: Vec::new(),
        age_min,
        age_max,
        hours_per_day,
        rest_days_per_month,
        board,
        lodging,
        social_insurance,
        contract_kind: None,
        contract_months,
        hazards,
        couple_rooms,
        mandarin_needed: mandarin.unwrap_or(false),
        start_from: None,
        start_to,
        closes_on,
    })
}

/// Monthly pay in one cell, in two, or in one of the two.
fn pay(row: &mut Row<Col>) -> Option<Pay> {
    let sum = |row: &mut Row<Col>, column| {
        optional(row, column, IssueCode::PayInvalid, |text| {
            money::pay(text).value()
        })
    };
    let least = sum(row, Col::PayMin).map(|pay| pay.least);
    let most = sum(row, Col::PayMax).map(|pay| pay.most);
    let range = sum(row, Col::Pay);
    let cells = [Col::Pay, Col::PayMin, Col::PayMax];
    if cells.iter().all(|column| row.text(*column).is_empty()) {
        let there = cells.into_iter().find(|column| row.has(*column));
        row.say(there.unwrap_or(Col::Pay), IssueCode::PayInvalid);
    }
    match (least.or(most), most.or(least)) {
        (Some(least), Some(most)) => Some(Pay { least, most }),
        _ => range,
    }
}

/// Whether a cell says that anybody will do.
fn is_no_demand(text: &str) -> bool {
    matches!(text, "无" | "不限" | "否" | "无要求" | "不要求")
}

/// `初中`, `初中及以上`, `不限`.
fn schooling(row: &mut Row<Col>) -> Option<Schooling> {
    let text = row.text(Col::Schooling).text;
    if text.is_empty() || is_no_demand(&text) || text == "学历不限" {
        return None;
    }
    let least = ["及以上学历", "以上学历", "及以上", "以上"]
        .iter()
        .find_map(|ending| text.strip_suffix(ending));
    let word = spelled(&text).or_else(|| spelled(least?));
    told(row, Col::Schooling, word, IssueCode::EnumUnknown)
}

/// `18-45`, `18至45周岁`, `18周岁以上`, `45岁以下`, `不限`.
fn ages(text: &str) -> Option<(Option<u8>, Option<u8>)> {
    if is_no_demand(text) || text == "年龄不限" {
        return Some((None, None));
    }
    let age = |text: &str| text.trim_end_matches(['岁', '周']).parse().ok();
    let end = |ending| Some(text.strip_suffix(ending)?.trim_end_matches('及'));
    if let Some(youngest) = end("以上") {
        return Some((Some(age(youngest)?), None));
    }
    if let Some(oldest) = end("以下") {
        return Some((None, Some(age(oldest)?)));
    }
    let (youngest, oldest) = text.split_once(['-', '~', '至', '—'])?;
    Some((Some(age(youngest)?), Some(age(oldest)?)))
}

fn yes(row: &mut Row<Col>, column: Col) -> Option<bool> {
    optional(row, column, IssueCode::EnumUnknown, yes_or_no)
}

/// Whether meals and a bed are given: `包吃住`, `包住`, `无`.
fn board_and_lodging(text: &str) -> Option<(bool, bool)> {
    match text {
        "包吃住" | "包吃包住" | "包食宿" | "是" => Some((true, true)),
        "包吃" => Some((true, false)),
        "包住" => Some((false, true)),
        "无" | "否" | "不包" | "自理" => Some((false, false)),
        _ => None,
    }
}

fn words<T: Coded>(row: &mut Row<Col>, column: Col) -> Vec<T> {
    let all = |text: &str| {
        if is_no_demand(text) {
            return Some(Vec::new());
        }
        parts(text).map(T::from_zh).collect()
    };
    optional(row, column, IssueCode::EnumUnknown, all).unwrap_or_default()
}

fn number<T: std::str::FromStr>(row: &mut Row<Col>, column: Col) -> Option<T> {
    optional(row, column, IssueCode::NumberInvalid, |text| {
        text.parse().ok()
    })
}

fn day(row: &mut Row<Col>, column: Col) -> Option<NaiveDate> {
    match date::read(row.cell(column)) {
        Said::Nothing => None,
        Said::Day(day) => Some(day),
        Said::Month(_) | Said::Unclear => told(row, column, None, IssueCode::DateInvalid),
    }
}
