//! The sheet in which an enterprise tells once a month who is still at work.
//!
//! It comes filled in: everybody is at work. Only exceptions need typing. Each row carries a code
//! that binds it to the enterprise, the month and the job, so that nobody has to write an ID.

mod code;
#[cfg(test)]
mod tests;

pub use code::{Codes, Reportable, code, last_day};

use crate::{
    credit_code::CreditCode,
    form::{Form, Header, Record},
    id::EmploymentId,
    issue::IssueCode,
    pay_account::PayAccount,
    roster::{
        date::{self, Said},
        examine::Examined,
        form::columns,
        money,
        row::{Present, Row},
    },
    words::EndReason,
};
use chrono::NaiveDate;
use code::month_of;
use std::collections::HashSet;

columns! {
    /// A column of the sheet, by its place in the record.
    Col, COLUMNS:
    Code "code" (required) ["回执码"];
    CreditCode "credit_code" (required) ["统一社会信用代码" "信用代码"];
    Name "name" (required) ["姓名" "员工姓名"];
    Standing "standing" (required) ["在岗情况" "是否在岗" "在岗状态"];
    LeftOn "left_on" ["离岗日期" "离职日期" "最后工作日"];
    Reason "end_reason" ["离岗原因" "离职原因"];
    Pay "pay" ["本月工资(元)" "本月工资" "当月工资(元)" "当月工资"];
    Account "pay_account" ["工资账号(选填)" "工资账号" "工资卡号"];
}

/// The sheet in which an enterprise tells who is still at work.
pub const FOLLOW_UPS: Form = Form {
    name: "follow_ups",
    columns: COLUMNS,
    unread: &["岗位", "上岗日期", "企业名称", "月份", "备注"],
};

/// What the sheet says of somebody who is at work; it is filled in beforehand.
pub const AT_WORK: &str = "在岗";
/// What it says of somebody who left.
pub const LEFT: &str = "已离岗";

/// What a row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Physical row in the file.
    pub row: u32,
    /// The row's own serial number.
    pub serial: Option<i64>,
    /// The job; none where nobody knows which jobs there are.
    pub employment: Option<EmploymentId>,
    /// The last day of the month of which it speaks, or the reporting day where that is earlier.
    pub on: NaiveDate,
    /// The first day of that month.
    pub month: NaiveDate,
    /// Last day and reason, where the person left.
    pub left: Option<(NaiveDate, EndReason)>,
    /// Pay of the month, in fen.
    pub pay_fen: Option<i64>,
    /// Into which account it goes.
    pub account: Option<PayAccount>,
}

/// Reads the rows of one [`FOLLOW_UPS`] in their order.
pub struct Reading<'c> {
    as_of: NaiveDate,
    codes: Option<&'c dyn Codes>,
    present: Present,
    seen: HashSet<String>,
}

impl<'c> Reading<'c> {
    /// A reading that has seen no row yet. Nobody left after `as_of`. Without `codes` it is not
    /// asked which job a code stands for.
    #[must_use]
    pub fn new(as_of: NaiveDate, codes: Option<&'c dyn Codes>, header: &Header) -> Self {
        Self {
            as_of,
            codes,
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
        let code = row.text(Col::Code).text.to_uppercase();
        let month = month_of(&code).map(|(first, _)| first);
        let month = month.filter(|first| *first <= self.as_of);
        if month.is_none() {
            row.say(Col::Code, IssueCode::SheetCodeUnknown);
        } else if !self.seen.insert(code.clone()) {
            row.say(Col::Code, IssueCode::SheetCodeDuplicate);
        }
        let enterprise = CreditCode::read(&row.text(Col::CreditCode).text).ok();
        if enterprise.is_none() {
            row.say(Col::CreditCode, IssueCode::CreditCodeInvalid);
        }
        let name = row.text(Col::Name).kept();
        if name.is_none() {
            row.say(Col::Name, IssueCode::NameMissing);
        }
        let standing = self.standing(row);
        let pay_fen = pay(row);
        let account = account(row);
        let month = month?;
        let left = match standing? {
            Standing::AtWork => None,
            Standing::Left(day, why) => Some((day, why)),
        };
        let on = last_day(month).min(self.as_of);
        let job = match self.codes {
            None => None,
            Some(codes) => {
                let job = codes.job(&enterprise?, month, &code);
                if job.is_none() {
                    row.say(Col::Code, IssueCode::SheetCodeUnknown);
                }
                Some(job?)
            }
        };
        if let Some(job) = job {
            compare(row, job, name.as_deref(), left, on);
        }
        Some(Entry {
            row: record.row,
            serial: record.serial,
            employment: job.map(|job| job.employment),
            on,
            month,
            left,
            pay_fen,
            account,
        })
    }

    /// Whether the person is at work; none where the row does not tell.
    fn standing(&self, row: &mut Row<Col>) -> Option<Standing> {
        let standing = match &*row.text(Col::Standing).text {
            "在岗" | "仍在岗" | "是" => Some(false),
            "已离岗" | "离岗" | "已离职" | "离职" | "否" => Some(true),
            "" => {
                row.say(Col::Standing, IssueCode::ValueMissing);
                None
            }
            _ => {
                row.say(Col::Standing, IssueCode::EnumUnknown);
                None
            }
        };
        let reason = row.word(Col::Reason, IssueCode::ValueNotKept);
        let day = match date::read(row.cell(Col::LeftOn)) {
            Said::Nothing => None,
            Said::Day(day) => Some(day),
            Said::Month(_) | Said::Unclear => {
                row.say(Col::LeftOn, IssueCode::DateInvalid);
                return None;
            }
        };
        match (standing?, day) {
            (false, None) => Some(Standing::AtWork),
            (false, Some(_)) => {
                row.say(Col::Standing, IssueCode::StatusConflict);
                None
            }
            (true, None) => {
                row.say(Col::LeftOn, IssueCode::ValueMissing);
                None
            }
            (true, Some(day)) => {
                if day > self.as_of {
                    row.say(Col::LeftOn, IssueCode::DateInFuture);
                }
                Some(Standing::Left(day, reason.unwrap_or(EndReason::Unknown)))
            }
        }
    }
}

/// What a row says of somebody.
#[derive(Clone, Copy)]
enum Standing {
    AtWork,
    Left(NaiveDate, EndReason),
}

/// One sum; a range is no pay of a month.
fn pay(row: &mut Row<Col>) -> Option<i64> {
    match money::pay(&row.text(Col::Pay).text) {
        money::Said::Nothing => None,
        money::Said::Value(pay) if pay.least == pay.most && pay.least > 0 => Some(pay.least),
        money::Said::Value(_) | money::Said::Unclear => {
            row.say(Col::Pay, IssueCode::PayInvalid);
            None
        }
    }
}

/// The account, where one is told; what is none is let pass with a remark.
fn account(row: &mut Row<Col>) -> Option<PayAccount> {
    let text = row.text(Col::Account).text;
    if text.is_empty() {
        return None;
    }
    let account = PayAccount::read(&text);
    if account.is_none() {
        row.say(Col::Account, IssueCode::ValueNotKept);
    }
    account
}

/// Compares what a row says with the job that its code stands for.
fn compare(
    row: &mut Row<Col>,
    job: &Reportable,
    name: Option<&str>,
    left: Option<(NaiveDate, EndReason)>,
    on: NaiveDate,
) {
    let bare = |name: &str| name.split_whitespace().collect::<String>();
    if name.is_some_and(|name| bare(name) != bare(&job.name)) {
        row.say(Col::Name, IssueCode::NameMismatch);
    }
    match left {
        Some((day, _)) if day < job.started_on => row.say(Col::LeftOn, IssueCode::LeftTooEarly),
        None if job.ended_on.is_some_and(|end| end < on) => {
            row.say(Col::Standing, IssueCode::JobOver);
        }
        None if on < job.started_on => row.say(Col::Code, IssueCode::SheetCodeUnknown),
        _ => {}
    }
}
