//! The list of people to be phoned, as a workbook. Text is written as text: nothing in it is a
//! formula or a link.

use super::{Seen, list};
use crate::{
    app::App,
    error::Error,
    services::{Actor, Permission},
    storage::{self, rounds::Filter},
};
use chrono::NaiveDate;
use domain::{
    coded::Coded,
    follow_up::ContactOutcome,
    register::register,
    trace::{Act, RevealPurpose},
};
use rust_xlsxwriter::{DataValidation, Format, Workbook, XlsxError};

/// Most people on one list; whoever has more phones these first.
const MOST: u64 = 5_000;

const HEADINGS: [(&str, f64); 13] = [
    ("序号", 6.0),
    ("姓名", 12.0),
    ("联系电话", 15.0),
    ("户籍地", 28.0),
    ("用人单位", 28.0),
    ("工种", 12.0),
    ("上岗日期", 12.0),
    ("回访轮次", 12.0),
    ("应回访日期", 12.0),
    ("状态", 10.0),
    ("未联系上次数", 12.0),
    ("最近联系", 12.0),
    ("本次结果", 16.0),
];

/// Where the outcome is chosen.
const OUTCOME: u16 = 12;

/// The people whose round is not done yet, the longest due first, with their telephone numbers: in
/// full for those who may see them so, masked for others.
///
/// # Errors
/// Whatever the database says.
pub async fn phone_list(app: &App, by: &Actor, filter: &Filter) -> Result<Vec<u8>, Error> {
    let filter = Filter {
        undone: true,
        ..*filter
    };
    let rows = list(app, by, &filter, None, MOST).await?;
    let people = rows.iter().map(|(one, _)| one.person);
    let trace = by.saw(Act::PhoneListTaken, people);
    let tx = storage::begin(&app.db).await?;
    tx.commit(trace.for_purpose(RevealPurpose::FollowUp), app.clock.now())
        .await?;
    let in_full = by
        .role()
        .is_none_or(|role| Permission::PhoneReveal.held_by(role));
    let made = tokio::task::spawn_blocking(move || drawn(&rows, in_full));
    made.await
        .map_err(Error::internal)?
        .map_err(Error::internal)
}

fn drawn(rows: &[Seen], in_full: bool) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let text = Format::new().set_num_format("@");
    let sheet = book.add_worksheet().set_name("回访名单")?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, (heading, width)) in (0..).zip(HEADINGS) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(0, column, heading, &bold)?;
    }
    for (row, (one, person)) in (1..).zip(rows) {
        sheet.write_number(row, 0, f64::from(row))?;
        let name = person.as_ref().map_or("", |person| &person.name);
        let phone = person.as_ref().and_then(|person| person.phone.as_ref());
        let phone = phone.map(|phone| {
            if in_full {
                phone.reveal().to_owned()
            } else {
                phone.masked()
            }
        });
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let cells = [
            name.to_owned(),
            phone.unwrap_or_default(),
            register().full_name(one.home),
            one.employer.clone().unwrap_or_default(),
            one.trade.map_or("", Coded::zh).to_owned(),
            one.started_on.to_string(),
            format!("第{}天", one.days),
            one.due_on.to_string(),
            one.state.zh().to_owned(),
            one.tries.to_string(),
            day(one.last_tried_on),
        ];
        for (column, cell) in (1..).zip(cells) {
            sheet.write_string_with_format(row, column, cell, &text)?;
        }
    }
    let outcomes: Vec<&str> = ContactOutcome::ALL.iter().map(|one| one.zh()).collect();
    let last = u32::try_from(rows.len()).unwrap_or(u32::MAX).max(1);
    let choose = DataValidation::new().allow_list_strings(&outcomes)?;
    sheet.add_data_validation(1, OUTCOME, last, OUTCOME, &choose)?;
    book.save_to_buffer()
}
