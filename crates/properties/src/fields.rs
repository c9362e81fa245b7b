//! Single values as people type them: what is read prints, and reads again as the same.

use crate::rows::Rows;
use domain::{
    citizen_id::{CitizenId, age_on},
    coded::Coded,
    credit_code::CreditCode,
    division::Division,
    email::Email,
    form::{Cell, Form, Header, Record},
    pay_account::PayAccount,
    phone::Phone,
    register::register,
    roster::{
        cell::{Plain, is_scientific},
        date,
        form::ROSTER,
    },
    skill::Skill,
    vacancy::sheet::VACANCIES,
    words::{Role, Trade},
};

/// Every line of a text is tried as every value, and as a cell of a row in which it stands at the place that it begins with:
/// `7 一九九〇年`.
pub fn holds(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for line in text.lines() {
        value(line);
    }
    for form in [ROSTER, VACANCIES] {
        row(&text, &form);
    }
}

fn value(text: &str) {
    if let Ok((id, _)) = CitizenId::read(text) {
        assert_eq!(
            CitizenId::read(id.reveal()).map(|(id, _)| id),
            Ok(id.clone())
        );
        assert_eq!(id.reveal().len(), 18);
        assert_eq!(id.masked().len(), 18);
        assert_eq!(
            id.region().to_string(),
            id.reveal()[..6].trim_start_matches('0')
        );
        assert!(age_on(id.born(), crate::rows::AS_OF) <= 121);
        assert!(!id.masked().contains(&id.reveal()[4..14]));
    }
    if let Some(phone) = Phone::read(text) {
        assert_eq!(Phone::read(phone.reveal()), Some(phone.clone()));
        assert!(!phone.masked().contains(phone.reveal()));
    }
    if let Ok(code) = CreditCode::read(text) {
        assert_eq!(CreditCode::read(code.as_str()), Ok(code.clone()));
        assert_eq!(CreditCode::complete(&code.as_str()[..17]), Ok(code));
    }
    if let Some(email) = Email::read(text) {
        assert_eq!(Email::read(email.reveal()), Some(email));
    }
    if let Some(account) = PayAccount::read(text) {
        assert_eq!(PayAccount::read(account.reveal()), Some(account));
    }
    if let Some(division) = Division::parse(text) {
        assert_eq!(Division::parse(&division.to_string()), Some(division));
        assert_eq!(Division::from_widened(division.widened()), Some(division));
        assert!(division.contains(division));
        let _ = register().full_name(division);
    }
    if let Some(skill) = Skill::parse(text) {
        assert_eq!(Skill::parse(&skill.to_string()), Some(skill));
    }
    if let Some(trade) = Trade::from_code(text) {
        assert_eq!(trade.code(), text);
    }
    if let Some(role) = Role::from_code(text) {
        assert_eq!(role.code(), text);
    }
    day(text);
    let plain = Plain::of_text(text).text.into_owned();
    let again = Plain::of_text(&plain).text.into_owned();
    assert!(!plain.contains(char::is_whitespace));
    let _ = (again, is_scientific(&plain));
}

fn day(text: &str) {
    let read = |text: &str| date::read(&Cell::Text(text.to_owned()));
    match read(text) {
        date::Said::Day(day) => {
            assert_eq!(read(&day.to_string()), date::Said::Day(day));
            assert_eq!(date::read(&Cell::Date(day)), date::Said::Day(day));
        }
        date::Said::Month(first) => {
            let month = first.format("%Y-%m").to_string();
            assert_eq!(read(&month), date::Said::Month(first));
        }
        date::Said::Nothing | date::Said::Unclear => {}
    }
}

fn row(text: &str, form: &Form) {
    let mut record = Record {
        row: 2,
        serial: None,
        cells: vec![Cell::Empty; form.columns.len()],
    };
    for line in text.lines() {
        let (place, cell) = line.split_once(' ').unwrap_or(("0", line));
        let place: usize = place.parse().unwrap_or_default();
        let place = place % form.columns.len();
        record.cells[place] = match cell.parse::<f64>() {
            Ok(number) if number.is_finite() && line.ends_with('0') => Cell::Number(number),
            _ if cell.trim().is_empty() => Cell::Empty,
            _ => Cell::Text(cell.to_owned()),
        };
    }
    let header = Header {
        row: 1,
        headings: form
            .columns
            .iter()
            .map(|column| Some(column.field.to_owned()))
            .collect(),
        unknown: Vec::new(),
    };
    let mut rows = Rows::of(form, &header);
    rows.examine(&record);
    record.row = 3;
    rows.examine(&record);
    rows.finish();
}
