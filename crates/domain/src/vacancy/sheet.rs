//! Posts as a sheet tells them, row by row, with every fault at once.
//!
//! The key of a post in a sheet is its enterprise, kind, title, trade and workplace: what tells
//! one open post of an enterprise from another. The same row twice in a file is a fault.

mod cells;

use super::{Posting, Slip, lawful::Ground};
use crate::{
    credit_code::CreditCode,
    division::Division,
    form::{Form, Header, Record},
    issue::IssueCode,
    register::register,
    roster::{
        examine::Examined,
        form::{Place, columns},
        row::{Present, Row},
        spelling::Spelled,
    },
    words::{Trade, VacancyKind},
};
use cells::{optional, place, posting, told};
use chrono::NaiveDate;
use std::collections::HashSet;

columns! {
    /// A column of a sheet of posts, by its place in the record.
    Col, COLUMNS:
    Name "name" (required) ["企业名称" "单位名称" "用人单位" "用工企业" "招聘单位"];
    CreditCode "credit_code" (required) ["统一社会信用代码" "社会信用代码" "信用代码"];
    Division "division" ["企业所在地" "单位所在地" "注册地"];
    Title "title" (required) ["岗位名称" "招聘岗位" "岗位" "职位名称"];
    Trade "trade" (required) ["工种" "岗位工种" "岗位类别"];
    Kind "kind" ["岗位类型" "岗位性质"];
    Openings "openings" (required) ["招聘人数" "需求人数" "招工人数" "人数"];
    Workplace "workplace" (required) ["工作地点" "工作地" "工作地址" "务工地点"];
    Pay "pay" ["月薪(元)" "月薪" "薪资" "薪资待遇" "月工资(元)"];
    PayMin "pay_min" ["最低月薪" "最低月薪(元)" "月薪下限" "最低工资"];
    PayMax "pay_max" ["最高月薪" "最高月薪(元)" "月薪上限" "最高工资"];
    Schooling "schooling_min" ["学历要求" "学历" "文化程度要求"];
    Certificates "required_certificates" ["证书要求" "持证要求"];
    Ages "age_min" ["年龄要求" "年龄"];
    Hours "hours_per_day" ["每日工时" "每天工时(小时)" "日工作时间(小时)"];
    RestDays "rest_days_per_month" ["每月休息天数" "月休(天)"];
    Keep "board_and_lodging" ["食宿" "食宿情况" "包吃包住"];
    Board "board" ["是否包吃" "包吃"];
    Lodging "lodging" ["是否包住" "包住"];
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
    unread: &["编号", "联系人", "联系电话", "备注"],
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
    /// Whether no good row before it was of the same enterprise.
    pub is_first_of_enterprise: bool,
    present: Present,
}

impl Entry {
    /// The post as it is to be, where it is known already. A column that the file lacks tells
    /// nothing, and what it is about stays; a cell left empty tells that there is no such demand.
    #[must_use]
    pub fn over(&self, known: &Posting) -> Posting {
        let mut now = known.clone();
        let said = &self.posting;
        // What tells one post from another is the same in both.
        now.openings = said.openings;
        (now.pay_min_fen, now.pay_max_fen) = (said.pay_min_fen, said.pay_max_fen);
        let has = |column| self.present.has(column);
        if has(Col::Description) {
            now.description.clone_from(&said.description);
        }
        if has(Col::Schooling) {
            now.schooling_min = said.schooling_min;
        }
        if has(Col::Certificates) {
            now.required_certificates
                .clone_from(&said.required_certificates);
        }
        if has(Col::Ages) {
            (now.age_min, now.age_max) = (said.age_min, said.age_max);
        }
        if has(Col::Hours) {
            now.hours_per_day = said.hours_per_day;
        }
        if has(Col::RestDays) {
            now.rest_days_per_month = said.rest_days_per_month;
        }
        if has(Col::Keep) || has(Col::Board) {
            now.board = said.board;
        }
        if has(Col::Keep) || has(Col::Lodging) {
            now.lodging = said.lodging;
        }
        if has(Col::Insurance) {
            now.social_insurance = said.social_insurance;
        }
        if has(Col::Contract) {
            now.contract_months = said.contract_months;
        }
        if has(Col::Hazards) {
            now.hazards.clone_from(&said.hazards);
        }
        if has(Col::CoupleRooms) {
            now.couple_rooms = said.couple_rooms;
        }
        if has(Col::Mandarin) {
            now.mandarin_needed = said.mandarin_needed;
        }
        if has(Col::StartTo) {
            now.start_to = said.start_to;
        }
        if has(Col::ClosesOn) {
            now.closes_on = said.closes_on;
        }
        now
    }
}

/// For whose posts a sheet may speak.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    /// For those with the workplace in this division.
    pub area: Option<Division>,
    /// For those of these enterprises.
    pub enterprises: HashSet<CreditCode>,
}

impl Reach {
    fn covers(&self, entry: &Entry) -> bool {
        let lies_within = |area: Division| area.contains(entry.posting.workplace);
        self.area.is_some_and(lies_within) || self.enterprises.contains(&entry.credit_code)
    }
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
pub struct Reading<'r> {
    today: NaiveDate,
    reach: Option<&'r Reach>,
    present: Present,
    seen: HashSet<(CreditCode, VacancyKind, String, Trade, Division)>,
    enterprises: HashSet<CreditCode>,
}

impl<'r> Reading<'r> {
    /// A reading that has seen no row yet. No post ends before `today`; without a `reach` the
    /// sheet may speak for any post.
    #[must_use]
    pub fn new(today: NaiveDate, reach: Option<&'r Reach>, header: &Header) -> Self {
        Self {
            today,
            reach,
            present: Present::of(header),
            seen: HashSet::new(),
            enterprises: HashSet::new(),
        }
    }

    /// Reads the next row of the file.
    pub fn examine(&mut self, record: &Record) -> Examined<Entry> {
        let mut row = Row::new(&record.cells, self.present);
        let entry = self.read(record, &mut row);
        row.unreadable();
        let mut entry = entry.filter(|_| row.is_sound());
        if let Some(entry) = &mut entry {
            entry.is_first_of_enterprise = self.enterprises.insert(entry.credit_code.clone());
        }
        Examined {
            entry,
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
            credit_code.clone(),
            posting.kind,
            posting.title.clone(),
            posting.trade,
            posting.workplace,
        );
        if !self.seen.insert(key) {
            row.say(Col::Title, IssueCode::PostDuplicateInFile);
        }
        let entry = Entry {
            row: record.row,
            serial: record.serial,
            credit_code,
            name: name?,
            division: division.unwrap_or(posting.workplace),
            posting,
            is_first_of_enterprise: false,
            present: self.present,
        };
        if self.reach.is_some_and(|reach| !reach.covers(&entry)) {
            row.say(Col::CreditCode, IssueCode::PostOutOfReach);
        }
        Some(entry)
    }
}

/// Says of a posting everything that the rules find.
fn judge(row: &mut Row<Col>, posting: &Posting, today: NaiveDate) {
    for (field, slip) in posting.slips().into_iter().chain(posting.past(None, today)) {
        row.say(column(row, field), code_of_slip(slip));
    }
    for (field, ground) in posting.unlawful() {
        row.say(column(row, field), code_of_ground(ground));
    }
}

/// The column in which a field of a posting is told.
fn column(row: &Row<Col>, field: &str) -> Col {
    if field == "age_max" {
        return Col::Ages;
    }
    let named = Col::ALL.iter().copied().find(|col| col.field() == field);
    match named {
        Some(end @ (Col::PayMin | Col::PayMax)) if !row.has(end) => Col::Pay,
        Some(named) => named,
        None => Col::Title,
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
mod tests;
