//! The corrected copy: the file's bad rows, with what is wrong written beside them and at the
//! cells, to be mended and sent again.
//!
//! It holds what the cells hold, so it is made when it is asked for and kept nowhere. Only columns
//! that the form reads are in it. Text is written as text: nothing in it is a formula or a link.

use super::{
    reading::{self, Kind, Line},
    sheets::{Terms, WithSheet, with_sheet},
    spool, upload, vacancies,
};
use crate::{
    app::App,
    error::{Code, Error},
    services::{Actor, follow_up_sheets::Book, jobs},
    storage::{self, imports::Finding, jobs::Failure},
};
use domain::{
    coded::Coded,
    form::{Cell, Header},
    id::JobId,
    issue::Severity,
    job::{ImportKind, JobKind},
};
use rust_xlsxwriter::{Color, Format, Note, Workbook, Worksheet, XlsxError};
use std::fs::File;

/// Bad rows of one copy at most; whoever has more mends these first.
const MOST_ROWS: u32 = 20_000;
/// Heading of the column that says what is wrong.
const FAULTS: &str = "错误说明";

/// The bad rows of an import within reach, as XLSX.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Forbidden`] for those who may read counts but not people;
/// [`Code::FileGone`] once the file is kept no longer.
pub async fn corrected_copy(app: &App, by: &Actor, id: JobId) -> Result<Vec<u8>, Error> {
    let job = jobs::get(app, by, id).await?;
    if job.kind != JobKind::Import {
        return Err(Error::NotFound);
    }
    let import = storage::imports::get(&app.db, id)
        .await?
        .ok_or(Error::NotFound)?;
    upload::may(by, import.kind)?;
    let name = import.spool_name.ok_or(Error::Conflict(Code::FileGone))?;
    let file = File::open(spool::path(app, &name))?;
    let book = app.pairings().await?;
    let reach = match import.kind {
        ImportKind::Vacancies => vacancies::reach(app, by.capacity(), job.division).await?,
        ImportKind::Roster
        | ImportKind::Closings
        | ImportKind::Pairings
        | ImportKind::FollowUps => None,
    };
    let jobs = match import.kind {
        ImportKind::FollowUps => Some(Book::of(app, by, import.as_of).await?),
        _ => None,
    };
    let (area, sender) = (job.division, by.capacity());
    let made = tokio::task::spawn_blocking(move || {
        let terms = Terms {
            as_of: import.as_of,
            area,
            by: sender,
            reach: reach.as_ref(),
            book: jobs.as_ref(),
            pairings: book.pairings(),
        };
        with_sheet(import.kind, terms, Copying(file))
    });
    made.await.map_err(Error::internal)?.map_err(Error::from)
}

/// Why no copy was made.
enum Unmade {
    /// The file is refused as a whole: there are no rows to be mended.
    Refused,
    /// There are as many rows as a copy takes.
    Full,
    /// The library refuses.
    Workbook(XlsxError),
}

impl From<Failure> for Unmade {
    fn from(_: Failure) -> Self {
        Self::Refused
    }
}

impl From<XlsxError> for Unmade {
    fn from(cause: XlsxError) -> Self {
        Self::Workbook(cause)
    }
}

impl From<Unmade> for Error {
    fn from(cause: Unmade) -> Self {
        match cause {
            Unmade::Refused | Unmade::Full => Self::Conflict(Code::NotInThisState),
            Unmade::Workbook(cause) => Self::internal(cause),
        }
    }
}

struct Copying(File);

impl WithSheet for Copying {
    type Out = Result<Vec<u8>, Unmade>;

    fn with<K: Kind>(self, sheet: &K) -> Self::Out {
        let mut book = Workbook::new();
        let mut copy = Copy::on(book.add_worksheet_with_constant_memory()?);
        let read = reading::read(sheet, self.0, |line: Line<K::Entry>| copy.take(&line));
        match read {
            Ok(_) | Err(Unmade::Full) => Ok(book.save_to_buffer()?),
            Err(cause) => Err(cause),
        }
    }
}

/// A sheet being written.
struct Copy<'b> {
    sheet: &'b mut Worksheet,
    /// The next row.
    row: u32,
    bold: Format,
    wrong: Format,
    doubtful: Format,
}

impl<'b> Copy<'b> {
    fn on(sheet: &'b mut Worksheet) -> Self {
        Self {
            sheet,
            row: 0,
            bold: Format::new().set_bold(),
            wrong: Format::new().set_background_color(Color::RGB(0x00FF_C7CE)),
            doubtful: Format::new().set_background_color(Color::RGB(0x00FF_EB9C)),
        }
    }

    fn take<T>(&mut self, line: &Line<T>) -> Result<(), Unmade> {
        if line.entry.is_some() {
            return Ok(());
        }
        if self.row > MOST_ROWS {
            return Err(Unmade::Full);
        }
        if self.row == 0 {
            self.header(line.header)?;
        }
        let row = self.row;
        self.row += 1;
        // Each row has a number, for a row without one would be taken for a note.
        self.sheet
            .write(row, 0, line.record.serial.unwrap_or(row.into()))?;
        let mut column = 1;
        for (cell, heading) in line.record.cells.iter().zip(&line.header.headings) {
            if let Some(heading) = heading {
                self.cell(column, cell, heading, &line.findings)?;
                column += 1;
            }
        }
        let faults: Vec<String> = line.findings.iter().map(sentence).collect();
        self.sheet.write_string(row, column, faults.join("；"))?;
        Ok(())
    }

    fn header(&mut self, header: &Header) -> Result<(), XlsxError> {
        let own = header.headings.iter().flatten().map(String::as_str);
        let all = ["序号"].into_iter().chain(own).chain([FAULTS]);
        for (column, heading) in (0..).zip(all) {
            self.sheet
                .write_string_with_format(0, column, heading, &self.bold)?;
        }
        self.row = 1;
        Ok(())
    }

    fn cell(
        &mut self,
        column: u16,
        cell: &Cell,
        heading: &str,
        findings: &[Finding],
    ) -> Result<(), XlsxError> {
        let row = self.row - 1;
        let own: Vec<&Finding> = findings
            .iter()
            .filter(|finding| &*finding.heading == heading)
            .collect();
        let is_wrong = own
            .iter()
            .any(|finding| finding.code.severity() == Severity::Error);
        let format = match (own.is_empty(), is_wrong) {
            (false, true) => self.wrong.clone(),
            (false, false) => self.doubtful.clone(),
            (true, _) => Format::new(),
        };
        let format = &format;
        match cell {
            Cell::Empty | Cell::Unreadable => self.sheet.write_blank(row, column, format)?,
            Cell::Text(text) => self
                .sheet
                .write_string_with_format(row, column, text, format)?,
            Cell::Number(number) => self
                .sheet
                .write_number_with_format(row, column, *number, format)?,
            Cell::Date(day) => {
                self.sheet
                    .write_string_with_format(row, column, day.to_string(), format)?
            }
        };
        if !own.is_empty() {
            let said: Vec<&str> = own.iter().map(|finding| finding.code.zh()).collect();
            self.sheet
                .insert_note(row, column, &Note::new(said.join("；")))?;
        }
        Ok(())
    }
}

fn sentence(finding: &Finding) -> String {
    format!("【{}】{}", finding.heading, finding.code.zh())
}
