//! The sheet of an enterprise and a month, made to be filled in, and the codes that bind its rows.
//!
//! A code is made from the keys, the enterprise, the month and the job, and kept nowhere: whoever
//! reads a sheet makes the codes of all jobs that it may speak of, and looks.

use super::{Actor, enterprises, traces};
use crate::{
    app::App,
    error::Error,
    keys::Keys,
    storage::{self, follow_ups::Line},
};
use chrono::{Datelike, Months, NaiveDate};
use data_encoding::BASE32_NOPAD;
use domain::{
    coded::Coded,
    credit_code::CreditCode,
    follow_up::sheet::{AT_WORK, Codes, LEFT, Reportable, code, last_day},
    id::{EmploymentId, EnterpriseId},
    trace::Act,
    words::EndReason,
};
use rust_xlsxwriter::{Color, DataValidation, Format, FormatAlign, Workbook, XlsxError};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Months back for which a sheet may be made and read.
const MONTHS: u32 = 13;

/// The code of a job in the sheet of an enterprise and a month.
fn code_of(
    keys: &Keys,
    enterprise: EnterpriseId,
    month: NaiveDate,
    employment: EmploymentId,
) -> String {
    let bound = format!("{enterprise}/{month}/{employment}");
    let mac = keys.digest("follow_up", &bound);
    // Twelve letters are sixty bits: two jobs of one enterprise do not share them.
    let tail = BASE32_NOPAD.encode(mac.get(..8).unwrap_or_default());
    code(month, tail.get(..12).unwrap_or_default())
}

type Month = (CreditCode, NaiveDate);

/// The jobs of which somebody's sheets may speak, found by their codes.
pub struct Book {
    keys: Arc<Keys>,
    earliest: NaiveDate,
    firms: HashMap<CreditCode, (EnterpriseId, Vec<Reportable>)>,
    /// Codes of the months that were asked for so far, with the place of each job.
    months: Mutex<HashMap<Month, HashMap<String, usize>>>,
}

impl std::fmt::Debug for Book {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Book(***)")
    }
}

impl Book {
    /// The jobs within reach of which sheets may speak until a day.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn of(app: &App, by: &Actor, until: NaiveDate) -> Result<Self, Error> {
        let earliest = first_of(until)
            .checked_sub_months(Months::new(MONTHS))
            .unwrap_or(until);
        let lines = storage::follow_ups::since(&app.db, by.scope(), earliest).await?;
        let mut firms: HashMap<CreditCode, (EnterpriseId, Vec<Reportable>)> = HashMap::new();
        for line in lines {
            let firm = firms.entry(line.credit_code);
            let (_, jobs) = firm.or_insert_with(|| (line.enterprise, Vec::new()));
            jobs.push(line.job);
        }
        Ok(Self {
            keys: Arc::clone(&app.keys),
            earliest,
            firms,
            months: Mutex::default(),
        })
    }
}

impl Codes for Book {
    fn job(&self, firm: &CreditCode, month: NaiveDate, code: &str) -> Option<&Reportable> {
        let (enterprise, jobs) = self.firms.get(firm)?;
        if month < self.earliest {
            return None;
        }
        let mut months = self.months.lock().unwrap_or_else(PoisonError::into_inner);
        let codes = months.entry((firm.clone(), month)).or_insert_with(|| {
            let coded = jobs.iter().zip(0..).map(|(job, place)| {
                let code = code_of(&self.keys, *enterprise, month, job.employment);
                (code, place)
            });
            coded.collect()
        });
        jobs.get(*codes.get(code)?)
    }
}

fn first_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// The sheet of an enterprise within reach for a month, by its first day; this month unless told.
/// In it stand the people at work there whom the caller may see.
///
/// # Errors
/// [`Error::NotFound`], also for a month that is yet to come or more than a year past.
pub async fn sheet(
    app: &App,
    by: &Actor,
    id: EnterpriseId,
    month: Option<NaiveDate>,
) -> Result<(NaiveDate, Vec<u8>), Error> {
    let enterprise = enterprises::get(app, by, id).await?;
    let today = app.clock.today();
    let this = first_of(today);
    let month = month.unwrap_or(this);
    let earliest = this.checked_sub_months(Months::new(MONTHS));
    if month > this || earliest.is_some_and(|earliest| month < earliest) {
        return Err(Error::NotFound);
    }
    let day = last_day(month).min(today);
    let lines = storage::follow_ups::at_work(&app.db, by.scope(), id, day).await?;
    let jobs: Vec<EmploymentId> = lines.iter().map(|line| line.job.employment).collect();
    let spans = storage::employments::spans_of(&app.db, by.scope(), &jobs).await?;
    let people = spans.iter().map(|span| span.person);
    traces::saw(app, by, Act::FollowUpSheetTaken, Some(id.0), people).await?;
    let keys = Arc::clone(&app.keys);
    let name = enterprise.particulars.name;
    let made = tokio::task::spawn_blocking(move || drawn(&keys, &name, month, &lines));
    let book = made.await.map_err(Error::internal)?;
    Ok((month, book.map_err(Error::internal)?))
}

const HEADINGS: [(&str, f64); 11] = [
    ("序号", 6.0),
    ("回执码", 22.0),
    ("统一社会信用代码", 22.0),
    ("姓名", 12.0),
    ("岗位", 20.0),
    ("上岗日期", 12.0),
    ("在岗情况*", 12.0),
    ("离岗日期", 12.0),
    ("离岗原因", 16.0),
    ("本月工资(元)", 14.0),
    ("工资账号(选填)", 24.0),
];
/// Where something is typed: standing, last day, reason, pay, account.
const TYPED: std::ops::RangeInclusive<u16> = 6..=10;

fn drawn(keys: &Keys, name: &str, month: NaiveDate, lines: &[Line]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold().set_align(FormatAlign::Center);
    let text = Format::new().set_num_format("@");
    let typed = Format::new()
        .set_num_format("@")
        .set_background_color(Color::RGB(0x00FF_F2CC));
    let sheet = book.add_worksheet().set_name("在岗月报")?;
    sheet.set_freeze_panes(2, 0)?;
    let title = format!(
        "{name} {}年{}月务工人员在岗月报（默认均在岗，只需填写离岗人员和工资）",
        month.year(),
        month.month()
    );
    let last = u16::try_from(HEADINGS.len()).unwrap_or(1) - 1;
    sheet.merge_range(0, 0, 0, last, &title, &bold)?;
    for (column, (heading, width)) in (0..).zip(HEADINGS) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(1, column, heading, &bold)?;
    }
    for (row, line) in (2..).zip(lines) {
        sheet.write_number(row, 0, f64::from(row - 1))?;
        let cells = [
            code_of(keys, line.enterprise, month, line.job.employment),
            line.credit_code.as_str().to_owned(),
            line.job.name.clone(),
            line.title.clone(),
            line.job.started_on.to_string(),
            AT_WORK.to_owned(),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
        ];
        for (column, cell) in (1..).zip(cells) {
            let format = if TYPED.contains(&column) {
                &typed
            } else {
                &text
            };
            sheet.write_string_with_format(row, column, cell, format)?;
        }
    }
    let end = u32::try_from(lines.len()).unwrap_or(u32::MAX - 1).max(1) + 1;
    let standing = DataValidation::new().allow_list_strings(&[AT_WORK, LEFT])?;
    sheet.add_data_validation(2, 6, end, 6, &standing)?;
    let reasons: Vec<&str> = EndReason::ALL.iter().map(|why| why.zh()).collect();
    let reason = DataValidation::new().allow_list_strings(&reasons)?;
    sheet.add_data_validation(2, 8, end, 8, &reason)?;
    book.save_to_buffer()
}
