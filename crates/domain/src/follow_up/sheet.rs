//! The sheet in which an enterprise tells once a month who is still at work.
//!
//! It comes filled in: everybody is at work. Only exceptions need typing. Each row carries a code
//! that binds it to the enterprise, the month and the job, so that nobody has to write an ID.

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
use chrono::{Datelike, Months, NaiveDate};
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

/// A job of which the sheet may speak.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reportable {
    /// The job.
    pub employment: EmploymentId,
    /// The person's name.
    pub name: String,
    /// First day.
    pub started_on: NaiveDate,
    /// Last day, where it has ended.
    pub ended_on: Option<NaiveDate>,
}

/// Who knows which job a code stands for, in the sheet of an enterprise and a month.
pub trait Codes {
    /// The job, if the code was given for it.
    fn job(&self, enterprise: &CreditCode, month: NaiveDate, code: &str) -> Option<&Reportable>;
}

/// A code: the month, and what binds it to enterprise and job.
#[must_use]
pub fn code(month: NaiveDate, tail: &str) -> String {
    format!("{:04}{:02}-{tail}", month.year(), month.month())
}

/// The month that a code speaks of, by its first day, and what comes behind it.
fn month_of(code: &str) -> Option<(NaiveDate, &str)> {
    let (month, tail) = code.split_once('-')?;
    let digits = month.len() == 6 && month.bytes().all(|b| b.is_ascii_digit());
    let year = month.get(..4).filter(|_| digits)?.parse().ok()?;
    let month = month.get(4..)?.parse().ok()?;
    Some((NaiveDate::from_ymd_opt(year, month, 1)?, tail))
}

/// The last day of the month that begins on a day.
#[must_use]
pub fn last_day(first: NaiveDate) -> NaiveDate {
    let next = first.checked_add_months(Months::new(1));
    next.and_then(|next| next.pred_opt()).unwrap_or(first)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Cell;
    use crate::issue::IssueCode::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    struct One(Reportable);

    impl Codes for One {
        fn job(
            &self,
            enterprise: &CreditCode,
            month: NaiveDate,
            said: &str,
        ) -> Option<&Reportable> {
            let known = enterprise.as_str() == firm() && said == code(month, "ABC");
            known.then_some(&self.0)
        }
    }

    fn firm() -> String {
        let code = CreditCode::complete("91441900000000010").expect("a code");
        code.as_str().to_owned()
    }

    fn one() -> One {
        One(Reportable {
            employment: EmploymentId(uuid::Uuid::nil()),
            name: "阿依古丽".into(),
            started_on: on("2020-04-10"),
            ended_on: None,
        })
    }

    /// What is said of one row: code, firm, name, standing, last day, reason, pay.
    fn said(cells: [&str; 7]) -> (Vec<IssueCode>, Option<Entry>) {
        let codes = one();
        let header = Header {
            row: 1,
            headings: vec![Some(String::new()); FOLLOW_UPS.columns.len()],
            unknown: Vec::new(),
        };
        let mut reading = Reading::new(on("2020-05-20"), Some(&codes), &header);
        let record = Record {
            row: 2,
            serial: Some(1),
            cells: cells
                .into_iter()
                .chain(["6228 4804 0256 4890 018"])
                .map(|text| Cell::Text(text.to_owned()))
                .collect(),
        };
        let examined = reading.examine(&record);
        let issues = examined.issues.iter().map(|issue| issue.code).collect();
        (issues, examined.entry)
    }

    #[test]
    fn a_row_left_as_it_came_says_that_the_person_is_at_work() {
        let (issues, entry) = said(["202004-ABC", &firm(), "阿依古丽", AT_WORK, "", "", ""]);
        assert_eq!(issues, []);
        let entry = entry.expect("an entry");
        assert_eq!(
            (entry.on, entry.left, entry.pay_fen),
            (on("2020-04-30"), None, None)
        );
        assert!(entry.account.is_some());
        // Of a month that goes on it speaks until the reporting day.
        let (_, entry) = said(["202005-abc", &firm(), "阿依古丽", "是", "", "", "4,800元"]);
        let entry = entry.expect("an entry");
        assert_eq!((entry.on, entry.pay_fen), (on("2020-05-20"), Some(480_000)));
    }

    #[test]
    fn whoever_left_has_a_last_day_and_may_have_a_reason() {
        let (issues, entry) = said([
            "202005-ABC",
            &firm(),
            "阿依古丽",
            LEFT,
            "2020-05-18",
            "返乡",
            "",
        ]);
        assert_eq!(issues, []);
        let left = entry.expect("an entry").left;
        assert_eq!(left, Some((on("2020-05-18"), EndReason::WentHome)));
    }

    #[test]
    fn a_row_that_was_changed_or_sorted_apart_is_refused() {
        for (cells, expected) in [
            (
                ["202006-ABC", "", "阿依古丽", AT_WORK, "", "", ""],
                &[SheetCodeUnknown, CreditCodeInvalid][..],
            ),
            (
                ["202005-ABD", "F", "阿依古丽", AT_WORK, "", "", ""],
                &[SheetCodeUnknown],
            ),
            (
                ["=1+1", "F", "阿依古丽", AT_WORK, "", "", ""],
                &[SheetCodeUnknown],
            ),
            (
                ["202005-ABC", "F", "买买提", AT_WORK, "", "", ""],
                &[NameMismatch],
            ),
            (
                ["202005-ABC", "F", "阿依古丽", "", "", "", "x"],
                &[ValueMissing, PayInvalid],
            ),
            (
                ["202005-ABC", "F", "阿依古丽", "请假", "", "", "3000-4000"],
                &[EnumUnknown, PayInvalid],
            ),
            (
                ["202005-ABC", "F", "阿依古丽", LEFT, "", "", ""],
                &[ValueMissing],
            ),
            (
                ["202005-ABC", "F", "阿依古丽", LEFT, "五月", "", ""],
                &[DateInvalid],
            ),
            (
                ["202005-ABC", "F", "阿依古丽", LEFT, "2020-05-21", "", ""],
                &[DateInFuture],
            ),
            (
                ["202005-ABC", "F", "阿依古丽", LEFT, "2020-04-09", "", ""],
                &[LeftTooEarly],
            ),
            (
                ["202005-ABC", "F", "阿依古丽", AT_WORK, "2020-05-01", "", ""],
                &[StatusConflict],
            ),
            (
                ["202003-ABC", "F", "阿依古丽", AT_WORK, "", "", ""],
                &[SheetCodeUnknown],
            ),
        ] {
            let firm = firm();
            let mut own = cells;
            if own[1] == "F" {
                own[1] = &firm;
            }
            let (issues, entry) = said(own);
            assert_eq!(issues, expected, "{cells:?}");
            assert_eq!(entry, None);
        }
    }
}
