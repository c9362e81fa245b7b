use super::*;
use crate::form::Cell;
use crate::issue::IssueCode::*;

fn on(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

struct One(Reportable);

impl Codes for One {
    fn job(&self, enterprise: &CreditCode, month: NaiveDate, said: &str) -> Option<&Reportable> {
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
