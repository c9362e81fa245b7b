//! Posts as a sheet tells them, row by row, with every fault at once.
//!
//! The key of a post in a sheet is its enterprise, kind, title, trade and workplace: what tells
//! one open post of an enterprise from another. The same row twice in a file is a fault.

use super::{Posting, Slip, lawful::Ground};
use crate::{
    coded::Coded,
    credit_code::CreditCode,
    division::{Division, Level},
    form::{Form, Header, Record},
    issue::IssueCode,
    register::register,
    roster::{
        date::{self, Said},
        examine::Examined,
        form::{Place, columns},
        money,
        row::{Present, Row},
        spelling::{Spelled, parts, spelled, yes_or_no},
    },
    words::{Trade, VacancyKind},
};
use chrono::NaiveDate;
use std::collections::HashSet;

columns! {
    /// A column of a sheet of posts, by its place in the record.
    Col, COLUMNS:
    Serial "serial" ["序号" "编号"];
    Name "name" (required) ["企业名称" "单位名称" "用人单位" "用工企业" "招聘单位"];
    CreditCode "credit_code" (required) ["统一社会信用代码" "社会信用代码" "信用代码"];
    Division "division" ["企业所在地" "单位所在地" "注册地"];
    Title "title" (required) ["岗位名称" "招聘岗位" "岗位" "职位名称"];
    Trade "trade" (required) ["工种" "岗位工种" "岗位类别"];
    Kind "kind" ["岗位类型" "岗位性质"];
    Openings "openings" (required) ["招聘人数" "需求人数" "招工人数" "人数"];
    Workplace "workplace" (required) ["工作地点" "工作地" "工作地址" "务工地点"];
    Pay "pay" ["月薪(元)" "月薪" "薪资" "薪资待遇" "月工资(元)"];
    Schooling "schooling_min" ["学历要求" "学历" "文化程度要求"];
    Certificates "required_certificates" ["证书要求" "持证要求"];
    Ages "age_min" ["年龄要求" "年龄"];
    Hours "hours_per_day" ["每日工时" "每天工时(小时)" "日工作时间(小时)"];
    RestDays "rest_days_per_month" ["每月休息天数" "月休(天)"];
    Keep "board_and_lodging" ["食宿" "食宿情况" "包吃包住"];
    Insurance "social_insurance" ["社保" "社会保险" "是否缴纳社保"];
    Contract "contract_months" ["合同期限" "合同期限(月)"];
    Hazards "hazards" ["有害作业" "职业危害"];
    CoupleRooms "couple_rooms" ["夫妻房" "夫妻房(间)"];
    Mandarin "mandarin_needed" ["普通话要求" "是否要求普通话"];
    StartTo "start_to" ["到岗日期" "最晚到岗日期"];
    ClosesOn "closes_on" ["截止日期" "招聘截止日期"];
    Description "description" ["岗位要求" "岗位描述" "工作内容" "其他要求"];
}

/// A sheet of posts with their enterprises.
pub const VACANCIES: Form = Form {
    name: "vacancies",
    columns: COLUMNS,
    unread: &["联系人", "联系电话", "备注"],
};

/// What a row says: a post, and enough of its enterprise to enter it where it is unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Physical row in the file.
    pub row: u32,
    /// The row's own serial number.
    pub serial: Option<i64>,
    /// Whose post.
    pub credit_code: CreditCode,
    /// The enterprise's name.
    pub name: String,
    /// The enterprise's place; that of the work, where the sheet does not tell it.
    pub division: Division,
    /// The post.
    pub posting: Posting,
}

impl Spelled for VacancyKind {
    const BESIDE: &'static [(&'static str, Self)] = &[
        ("普通", Self::Ordinary),
        ("企业岗位", Self::Ordinary),
        ("就业帮扶车间", Self::Workshop),
        ("帮扶车间", Self::Workshop),
        ("公益岗位", Self::PublicWelfare),
        ("公益岗", Self::PublicWelfare),
    ];
}

/// Reads the rows of one [`VACANCIES`] in their order.
pub struct Reading {
    today: NaiveDate,
    present: Present,
    seen: HashSet<(String, VacancyKind, String, Trade, Division)>,
}

impl Reading {
    /// A reading that has seen no row yet. No post ends before `today`.
    #[must_use]
    pub fn new(today: NaiveDate, header: &Header) -> Self {
        Self {
            today,
            present: Present::of(header),
            seen: HashSet::new(),
        }
    }

    /// Reads the next row of the file.
    pub fn examine(&mut self, record: &Record) -> Examined<Entry> {
        let mut row = Row::new(&record.cells, self.present);
        let entry = self.read(record, &mut row);
        row.unreadable();
        Examined {
            entry: entry.filter(|_| row.is_sound()),
            issues: row.issues(),
        }
    }

    fn read(&mut self, record: &Record, row: &mut Row<Col>) -> Option<Entry> {
        let credit_code = CreditCode::read(&row.text(Col::CreditCode).text);
        let credit_code = told(
            row,
            Col::CreditCode,
            credit_code.ok(),
            IssueCode::CreditCodeInvalid,
        );
        let name = row.text(Col::Name).kept();
        let name = told(row, Col::Name, name, IssueCode::NameMissing);
        let workplace = place(row, Col::Workplace);
        let workplace = told(row, Col::Workplace, workplace, IssueCode::WorkplaceUnknown);
        let division = optional(row, Col::Division, IssueCode::CountyUnknown, |text| {
            register().place(text)
        });
        let posting = posting(row, workplace);
        if let Some(posting) = &posting {
            judge(row, posting, self.today);
        }
        let (credit_code, posting) = (credit_code?, posting?);
        let key = (
            credit_code.as_str().to_owned(),
            posting.kind,
            posting.title.clone(),
            posting.trade,
            posting.workplace,
        );
        if !self.seen.insert(key) {
            row.say(Col::Title, IssueCode::PostDuplicateInFile);
        }
        Some(Entry {
            row: record.row,
            serial: record.serial,
            credit_code,
            name: name?,
            division: division.unwrap_or(posting.workplace),
            posting,
        })
    }
}

/// The value, or the fault of a cell that must tell one.
fn told<T>(row: &mut Row<Col>, column: Col, value: Option<T>, fault: IssueCode) -> Option<T> {
    if value.is_none() {
        row.say(column, fault);
    }
    value
}

/// The value of a cell that may be empty.
fn optional<T>(
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

fn place(row: &Row<Col>, column: Col) -> Option<Division> {
    let place = register().place(&row.text(column).text)?;
    (place.level() != Level::Province).then_some(place)
}

fn posting(row: &mut Row<Col>, workplace: Option<Division>) -> Option<Posting> {
    let title = row.text(Col::Title).kept();
    let title = told(row, Col::Title, title, IssueCode::TitleMissing);
    let trade = spelled(&row.text(Col::Trade).text);
    let trade = told(row, Col::Trade, trade, IssueCode::EnumUnknown);
    let openings = row.text(Col::Openings).text.parse().ok();
    let openings = told(row, Col::Openings, openings, IssueCode::OpeningsRange);
    let pay = optional(row, Col::Pay, IssueCode::PayInvalid, |text| {
        money::pay(text).value()
    });
    if row.text(Col::Pay).is_empty() {
        row.say(Col::Pay, IssueCode::PayInvalid);
    }
    let ages = optional(row, Col::Ages, IssueCode::AgeInvalid, ages);
    let (age_min, age_max) = ages.unzip();
    let kept = optional(row, Col::Keep, IssueCode::EnumUnknown, board_and_lodging);
    let (board, lodging) = kept.unzip();
    let description = row.text(Col::Description).kept();
    let kind = row.word(Col::Kind, IssueCode::EnumUnknown);
    let schooling_min = row.word(Col::Schooling, IssueCode::EnumUnknown);
    let required_certificates = words(row, Col::Certificates);
    let hazards = words(row, Col::Hazards);
    let hours_per_day = number(row, Col::Hours);
    let rest_days_per_month = number(row, Col::RestDays);
    let social_insurance = optional(row, Col::Insurance, IssueCode::EnumUnknown, yes_or_no);
    let contract_months = number(row, Col::Contract);
    let couple_rooms = number(row, Col::CoupleRooms).unwrap_or(0);
    let mandarin = optional(row, Col::Mandarin, IssueCode::EnumUnknown, yes_or_no);
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

/// `18-45`, `18至45周岁`.
fn ages(text: &str) -> Option<(u8, u8)> {
    let bare = text.trim_end_matches(['岁', '周']);
    let (youngest, oldest) = bare.split_once(['-', '~', '至', '—'])?;
    let age = |text: &str| text.trim_end_matches(['岁', '周']).parse().ok();
    Some((age(youngest)?, age(oldest)?))
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
        let none = matches!(text, "无" | "不限" | "否");
        let listed = || parts(text).map(T::from_zh).collect();
        if none { Some(Vec::new()) } else { listed() }
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

/// Says of a posting everything that the rules find.
fn judge(row: &mut Row<Col>, posting: &Posting, today: NaiveDate) {
    for (field, slip) in posting.slips().into_iter().chain(posting.past(None, today)) {
        row.say(column(field), code_of_slip(slip));
    }
    for (field, ground) in posting.unlawful() {
        row.say(column(field), code_of_ground(ground));
    }
}

/// The column in which a field of a posting is told.
fn column(field: &str) -> Col {
    match field {
        "pay_min" | "pay_max" => Col::Pay,
        "age_max" => Col::Ages,
        _ => {
            let named = Col::ALL.iter().find(|column| column.field() == field);
            named.copied().unwrap_or(Col::Title)
        }
    }
}

fn code_of_slip(slip: Slip) -> IssueCode {
    match slip {
        Slip::Openings => IssueCode::OpeningsRange,
        Slip::Workplace => IssueCode::WorkplaceUnknown,
        Slip::Pay | Slip::PayOrder => IssueCode::PayInvalid,
        Slip::AgeUnlawful => IssueCode::AgeUnlawful,
        Slip::AgeTooHigh | Slip::AgeOrder => IssueCode::AgeInvalid,
        Slip::HazardAge => IssueCode::HazardAge,
        Slip::Hours | Slip::RestDays | Slip::ContractMonths | Slip::CoupleRooms => {
            IssueCode::NumberRange
        }
        Slip::StartOrder => IssueCode::DateInvalid,
        Slip::Past => IssueCode::DatePassed,
    }
}

fn code_of_ground(ground: Ground) -> IssueCode {
    match ground {
        Ground::Sex => IssueCode::UnlawfulSex,
        Ground::Ethnicity => IssueCode::UnlawfulEthnicity,
        Ground::Religion => IssueCode::UnlawfulReligion,
        Ground::Origin => IssueCode::UnlawfulOrigin,
        Ground::Marriage => IssueCode::UnlawfulMarriage,
        Ground::Carrier => IssueCode::UnlawfulCarrier,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Cell;
    use IssueCode::*;

    fn reading() -> Reading {
        let header = Header {
            row: 1,
            headings: vec![Some(String::new()); VACANCIES.columns.len()],
            unknown: Vec::new(),
        };
        Reading::new("2026-03-09".parse().expect("a day"), &header)
    }

    /// A usual row, with these cells besides.
    fn row(cells: &[(&str, &str)]) -> Record {
        let usual = [
            ("name", "东莞某某制衣厂"),
            ("credit_code", "11100000000013338W"),
            ("title", "缝纫工"),
            ("trade", "加工类"),
            ("openings", "20"),
            ("workplace", "广东省东莞市"),
            ("pay", "4500-6000"),
        ];
        let mut record = Record {
            row: 2,
            serial: None,
            cells: vec![Cell::Empty; VACANCIES.columns.len()],
        };
        for (field, text) in usual.iter().chain(cells) {
            let at = VACANCIES.position(field).expect("a column of the form");
            record.cells[at] = Cell::Text((*text).to_owned());
        }
        record
    }

    fn codes(cells: &[(&str, &str)]) -> Vec<IssueCode> {
        let examined = reading().examine(&row(cells));
        examined.issues.iter().map(|issue| issue.code).collect()
    }

    #[test]
    fn a_usual_row_is_a_post_of_its_enterprise() {
        let told = [
            ("age_min", "18-45周岁"),
            ("board_and_lodging", "包吃住"),
            ("closes_on", "2026-04-01"),
        ];
        let examined = reading().examine(&row(&told));
        assert_eq!(examined.issues, []);
        let entry = examined.entry.expect("a post");
        assert_eq!(entry.division, Division::of_six(441_900));
        assert_eq!(entry.posting.pay_max_fen, 600_000);
        assert_eq!(
            (entry.posting.age_min, entry.posting.age_max),
            (Some(18), Some(45))
        );
        assert_eq!(
            (entry.posting.board, entry.posting.lodging),
            (Some(true), Some(true))
        );
    }

    #[test]
    fn every_fault_of_a_row_is_told_at_once() {
        let wrong = [
            ("credit_code", "123"),
            ("title", "缝纫工（限女）"),
            ("pay", "6000-0"),
            ("age_min", "15-45"),
            ("hazards", "一级以上接尘作业"),
            ("closes_on", "2026-03-01"),
        ];
        assert_eq!(codes(&wrong), [CreditCodeInvalid, PayInvalid]);
        let judged = [&wrong[1..2], &wrong[3..]].concat();
        assert_eq!(codes(&judged), [UnlawfulSex, AgeUnlawful, DatePassed]);
    }

    #[test]
    fn the_same_post_twice_in_a_file_is_a_fault() {
        let mut reading = reading();
        assert!(reading.examine(&row(&[])).entry.is_some());
        let again = reading.examine(&row(&[("openings", "30")]));
        assert_eq!(again.issues.len(), 1);
        assert_eq!(again.entry, None);
    }
}
