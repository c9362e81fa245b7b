//! Tables that are built into the program as CSV text.
//!
//! A row that cannot be read is told as a [`Fault`] instead of stopping the
//! program; the tests assert that no shipped table has one.

use csv::{ReaderBuilder, StringRecord};

/// A line of an embedded table that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file's name.
    pub file: &'static str,
    /// The line in it, the heading being line 1.
    pub line: u64,
}

/// The rows of one table that could be read, in the file's order, and the lines that could not.
pub(crate) struct Table<T> {
    pub(crate) rows: Vec<T>,
    pub(crate) faults: Vec<Fault>,
}

/// Reads a table whose heading must be `columns`, each row by `row`, which gives
/// `None` for one that makes no sense.
pub(crate) fn read<const N: usize, T>(
    file: &'static str,
    text: &str,
    columns: [&str; N],
    row: impl Fn([&str; N]) -> Option<T>,
) -> Table<T> {
    let mut table = Table {
        rows: Vec::new(),
        faults: Vec::new(),
    };
    let mut lines = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    for (at, record) in lines.records().enumerate() {
        let record = record.ok();
        let line = record
            .as_ref()
            .and_then(StringRecord::position)
            .map_or(at as u64 + 1, csv::Position::line);
        let cells = record.as_ref().and_then(cells);
        if at == 0 {
            if cells != Some(columns) {
                table.faults.push(Fault { file, line });
            }
            continue;
        }
        match cells.and_then(&row) {
            Some(row) => table.rows.push(row),
            None => table.faults.push(Fault { file, line }),
        }
    }
    table
}

/// The cells of a record that has exactly `N` of them.
fn cells<const N: usize>(record: &StringRecord) -> Option<[&str; N]> {
    let cells: Vec<&str> = record.iter().collect();
    cells.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_numbers(text: &str) -> Table<u32> {
        read("numbers.csv", text, ["of", "number"], |[_, number]| {
            number.parse().ok()
        })
    }

    #[test]
    fn a_broken_row_is_named_and_costs_only_itself() {
        let table = read_numbers("of,number\na,1\nb,x\nc\nd,4\n");
        assert_eq!(table.rows, [1, 4]);
        assert_eq!(
            table.faults.iter().map(|f| f.line).collect::<Vec<_>>(),
            [3, 4]
        );
    }

    #[test]
    fn another_heading_is_a_fault() {
        assert_eq!(read_numbers("number,of\n1,a\n").faults[0].line, 1);
    }
}
