//! The work list of a sample, as a workbook to be taken along. Cells are texts and numbers, never formulae or links.

use super::get;
use crate::{
    app::App,
    error::Error,
    services::{Actor, traces},
    storage::{
        self,
        audits::{Audit, Listed, UnitFilter},
    },
};
use domain::{coded::Coded, id::AuditId, register::register, trace::Act, verification::Finding};
use rust_xlsxwriter::{DataValidation, Format, FormatAlign, FormatBorder, Workbook, XlsxError};

const HEADINGS: [(&str, f64); 10] = [
    ("序号", 6.0),
    ("姓名", 10.0),
    ("户籍地", 28.0),
    ("用人单位", 28.0),
    ("工作地点", 26.0),
    ("上报上岗日期", 13.0),
    ("抽样层", 8.0),
    ("层内抽取序号", 12.0),
    ("核查结论", 12.0),
    ("核查日期", 12.0),
];

/// Where the finding is chosen.
const FINDING: u16 = 8;

/// Most rows of a page of the list that is read.
const PAGE: u64 = 5_000;

/// The drawn jobs of a sample within reach, by employer, then in the order of the draw.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn workbook(app: &App, by: &Actor, id: AuditId) -> Result<Vec<u8>, Error> {
    let audit = get(app, by, id).await?;
    let mut units: Vec<Listed> = Vec::new();
    loop {
        let after = units.last().map(|unit| unit.job);
        let filter = UnitFilter::default();
        let (scope, of) = (by.scope(), &audit);
        let page = storage::audits::list_units(&app.db, scope, of, filter, after, PAGE).await?;
        let is_last = (page.len() as u64) < PAGE;
        units.extend(page);
        if is_last {
            break;
        }
    }
    let people: Vec<_> = units.iter().map(|unit| unit.person).collect();
    traces::saw(app, by, Act::AuditListTaken, Some(id.0), people).await?;
    let made = tokio::task::spawn_blocking(move || drawn(&audit, units));
    made.await
        .map_err(Error::internal)?
        .map_err(Error::internal)
}

fn drawn(audit: &Audit, mut units: Vec<Listed>) -> Result<Vec<u8>, XlsxError> {
    units.sort_by(|a, b| {
        let key = |unit: &Listed| (unit.stratum, unit.place);
        (&a.employer, a.workplace, key(a)).cmp(&(&b.employer, b.workplace, key(b)))
    });
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("抽查名单")?;
    sheet.set_landscape();
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
    let title = Format::new()
        .set_bold()
        .set_font_size(16)
        .set_align(FormatAlign::Center);
    let head = Format::new().set_bold().set_border(FormatBorder::Thin);
    let cell = Format::new()
        .set_border(FormatBorder::Thin)
        .set_num_format("@");
    let last = u16::try_from(HEADINGS.len() - 1).unwrap_or(0);
    sheet.merge_range(0, 0, 0, last, "稳定就业抽查名单", &title)?;
    let told = format!(
        "地区：{}    上报截止：{}    随机种子：{}    名单人数：{}",
        register().full_name(audit.division),
        audit.on,
        audit.seed,
        units.len()
    );
    sheet.write_string(1, 0, told)?;
    for (column, (heading, width)) in (0..).zip(HEADINGS) {
        sheet.write_string_with_format(2, column, heading, &head)?;
        sheet.set_column_width(column, width)?;
    }
    sheet.set_repeat_rows(2, 2)?;
    for (row, unit) in (3..).zip(&units) {
        sheet.write_number_with_format(row, 0, f64::from(row - 2), &cell)?;
        for (column, text) in (1..).zip(texts(unit)) {
            sheet.write_string_with_format(row, column, text, &cell)?;
        }
    }
    let findings: Vec<&str> = Finding::ALL.iter().map(|finding| finding.zh()).collect();
    let choose = DataValidation::new().allow_list_strings(&findings)?;
    let end = u32::try_from(units.len()).unwrap_or(u32::MAX).max(1) + 2;
    sheet.add_data_validation(3, FINDING, end, FINDING, &choose)?;
    book.save_to_buffer()
}

/// The cells of a row behind its number.
fn texts(unit: &Listed) -> [String; 9] {
    let found = unit.found;
    [
        unit.name.clone(),
        register().full_name(unit.home),
        unit.employer.clone().unwrap_or_default(),
        unit.workplace
            .map_or_else(String::new, |at| register().full_name(at)),
        unit.started_on.to_string(),
        unit.stratum.to_string(),
        unit.place.to_string(),
        found.map_or("", |found| found.finding.zh()).to_owned(),
        found.map_or_else(String::new, |found| found.on.to_string()),
    ]
}
