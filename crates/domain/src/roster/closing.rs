//! The sheet that closes employments in bulk: who, and the last day.

use super::date::{self, Said};
use super::examine::Examined;
use super::form::ClosingCol as Col;
use super::identity::{self, SeenIds};
use super::row::{Present, Row};
use crate::citizen_id::CitizenId;
use crate::form::{Header, Record};
use crate::issue::IssueCode;
use crate::words::EndReason;
use chrono::NaiveDate;

/// The end of the employment that a person has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    /// Physical row in the file.
    pub row: u32,
    /// The row's own serial number.
    pub serial: Option<i64>,
    /// Whose employment.
    pub citizen_id: CitizenId,
    /// Its last day; the first of the month where only a month was told.
    pub ended_on: NaiveDate,
    /// Why it ended, where a known reason is told.
    pub reason: Option<EndReason>,
}

/// Reads the rows of one [`CLOSINGS`](super::form::CLOSINGS) in their order.
pub struct ClosingReading {
    as_of: NaiveDate,
    present: Present,
    seen: SeenIds,
}

impl ClosingReading {
    /// A reading that has seen no row yet. No employment ends after `as_of`.
    #[must_use]
    pub fn new(as_of: NaiveDate, header: &Header) -> Self {
        Self {
            as_of,
            present: Present::of(header),
            seen: SeenIds::default(),
        }
    }

    /// Reads the next row of the file.
    pub fn examine(&mut self, record: &Record) -> Examined<Closing> {
        let mut row = Row::new(&record.cells, self.present);
        let citizen_id = identity::citizen_id(&mut row, Col::CitizenId, &mut self.seen);
        let ended_on = self.ended_on(&mut row);
        let reason = row.word(Col::Reason, IssueCode::ValueNotKept);
        row.unreadable();
        let closing = citizen_id
            .zip(ended_on)
            .map(|(citizen_id, ended_on)| Closing {
                row: record.row,
                serial: record.serial,
                citizen_id,
                ended_on,
                reason,
            });
        Examined {
            entry: closing.filter(|_| row.is_sound()),
            issues: row.issues(),
        }
    }

    fn ended_on(&self, row: &mut Row<Col>) -> Option<NaiveDate> {
        let ended_on = match date::read(row.cell(Col::EndedOn)) {
            Said::Day(day) => day,
            Said::Month(first) => {
                row.say(Col::EndedOn, IssueCode::DateMonthPrecision);
                first
            }
            Said::Nothing | Said::Unclear => {
                row.say(Col::EndedOn, IssueCode::DateInvalid);
                return None;
            }
        };
        if ended_on > self.as_of {
            row.say(Col::EndedOn, IssueCode::DateInFuture);
        }
        Some(ended_on)
    }
}

#[cfg(test)]
mod tests {
    use super::super::form::CLOSINGS;
    use super::super::trial::person;
    use super::*;
    use crate::form::Cell;
    use crate::issue::IssueCode::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn reading() -> ClosingReading {
        let header = Header {
            row: 1,
            headings: vec![Some(String::new()); CLOSINGS.columns.len()],
            unknown: Vec::new(),
        };
        ClosingReading::new(on("2020-03-31"), &header)
    }

    fn closing(id: &str, ended_on: &str, reason: &str) -> Record {
        Record {
            row: 2,
            serial: Some(1),
            cells: ["张三", id, ended_on, reason]
                .map(|text| Cell::Text(text.to_owned()))
                .to_vec(),
        }
    }

    fn codes(examined: &Examined<Closing>) -> Vec<IssueCode> {
        examined.issues.iter().map(|issue| issue.code).collect()
    }

    #[test]
    fn an_id_and_a_day_close_an_employment() {
        let id = person("522427", "19900101", 998);
        let examined = reading().examine(&closing(&id, "2020年1月20日", "返乡"));
        assert_eq!(codes(&examined), []);
        let closing = examined.entry.expect("a closing");
        assert_eq!(closing.citizen_id.reveal(), id);
        assert_eq!(closing.ended_on, on("2020-01-20"));
        assert_eq!(closing.reason, Some(EndReason::WentHome));
    }

    #[test]
    fn without_a_day_that_has_been_nothing_is_closed() {
        let id = person("522427", "19900101", 998);
        for (ended_on, code) in [
            ("", DateInvalid),
            ("近期", DateInvalid),
            ("2020-04-01", DateInFuture),
        ] {
            let examined = reading().examine(&closing(&id, ended_on, ""));
            assert_eq!(codes(&examined), [code]);
            assert_eq!(examined.entry, None);
        }
        let month = reading().examine(&closing(&id, "2020.1", "不想说"));
        assert_eq!(codes(&month), [DateMonthPrecision, ValueNotKept]);
        assert!(month.entry.is_some());
    }

    #[test]
    fn nobody_is_closed_twice_in_one_file() {
        let mut reading = reading();
        let row = closing(&person("522427", "19900101", 998), "2020-01-20", "");
        assert_eq!(codes(&reading.examine(&row)), []);
        assert_eq!(codes(&reading.examine(&row)), [IdDuplicateInFile]);
    }
}
