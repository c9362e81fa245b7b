//! Where each column stands, and what a row says in it.

use super::Bad;
use crate::spell::Cause;

/// The places of the columns in a record.
pub(super) struct Columns {
    entry: usize,
    exit: usize,
    event: usize,
    group: Option<usize>,
    order: Vec<Column>,
}

#[derive(Clone, Copy)]
enum Column {
    Entry,
    Exit,
    Event,
    Group,
}

const KNOWN: [(&[u8], Column); 4] = [
    (b"entry", Column::Entry),
    (b"exit", Column::Exit),
    (b"event", Column::Event),
    (b"group", Column::Group),
];

/// A row as it was written, its fields read.
pub(super) struct Row<'r> {
    pub entry: f64,
    pub exit: f64,
    pub cause: Option<Cause>,
    pub group: &'r [u8],
}

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

impl Columns {
    /// Reads the line with the names.
    pub fn of(heading: &csv::ByteRecord) -> Result<Self, Bad> {
        let mut found = [None; 4];
        let mut order = Vec::new();
        for (place, name) in heading.iter().enumerate() {
            let name = name
                .strip_prefix(BYTE_ORDER_MARK)
                .filter(|_| place == 0)
                .unwrap_or(name);
            let name = name.trim_ascii().to_ascii_lowercase();
            let which = KNOWN.iter().position(|(known, _)| *known == name);
            let which = which.ok_or(Bad::Heading)?;
            if found[which].replace(place).is_some() {
                return Err(Bad::Heading);
            }
            order.push(KNOWN[which].1);
        }
        let [Some(entry), Some(exit), Some(event), group] = found else {
            return Err(Bad::Heading);
        };
        Ok(Self {
            entry,
            exit,
            event,
            group,
            order,
        })
    }

    pub fn has_groups(&self) -> bool {
        self.group.is_some()
    }

    /// Reads a row's fields. What they say may still be no spell.
    pub fn row<'r>(&self, record: &'r csv::ByteRecord) -> Result<Row<'r>, Bad> {
        if record.len() != self.order.len() {
            return Err(Bad::Fields);
        }
        let entry = record[self.entry].trim_ascii();
        let exit = record[self.exit].trim_ascii();
        if exit.is_empty() {
            return Err(Bad::ExitMissing);
        }
        Ok(Row {
            entry: if entry.is_empty() {
                0.0
            } else {
                number(entry).ok_or(Bad::NotANumber)?
            },
            exit: number(exit).ok_or(Bad::NotANumber)?,
            cause: Cause::new(event(record[self.event].trim_ascii()).ok_or(Bad::Event)?),
            group: self.group.map_or(&[], |group| record[group].trim_ascii()),
        })
    }
}

impl Columns {
    /// The row with which some lines begin, and how long it is with the end of its line; none where it holds anything but
    /// short numbers, a name and commas, or breaks off.
    pub fn plain<'l>(&self, lines: &'l [u8]) -> Option<(Row<'l>, usize)> {
        let mut row = Row {
            entry: 0.0,
            exit: 0.0,
            cause: None,
            group: &[],
        };
        let mut at = 0;
        let last = self.order.len() - 1;
        for (place, column) in self.order.iter().enumerate() {
            if let Column::Group = column {
                let name = lines.get(at..)?;
                let ends = |byte: &u8| matches!(byte, b',' | b'\n' | b'\r');
                let length = name.iter().position(ends)?;
                row.group = name[..length].trim_ascii();
                at += length;
            } else {
                let (value, length) = Short::at(lines, at)?;
                let is_there = length > 0;
                at += length;
                match column {
                    Column::Entry => row.entry = value.days(),
                    Column::Exit => row.exit = is_there.then(|| value.days())?,
                    _ => row.cause = Cause::new(is_there.then(|| value.whole())??),
                }
            }
            if place < last {
                (*lines.get(at)? == b',').then_some(())?;
                at += 1;
            }
        }
        at += usize::from(*lines.get(at)? == b'\r');
        (*lines.get(at)? == b'\n').then_some((row, at + 1))
    }
}

/// A number of up to 15 digits, some of them after a point: both parts of the fraction are floats, and so is, rounded once,
/// the fraction.
#[derive(Clone, Copy)]
struct Short {
    digits: u64,
    decimals: usize,
}

/// The powers of ten that a float holds exactly, as far as they are needed.
const TENS: [f64; 16] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
];

impl Short {
    /// The one that begins at a place, and how many bytes it has; nothing there is nought.
    fn at(lines: &[u8], from: usize) -> Option<(Self, usize)> {
        let (mut digits, mut at, mut point) = (0_u64, from, None);
        loop {
            let byte = *lines.get(at)?;
            let digit = byte.wrapping_sub(b'0');
            if digit < 10 {
                digits = digits.wrapping_mul(10).wrapping_add(u64::from(digit));
            } else if byte == b'.' && point.is_none() && at > from {
                point = Some(at);
            } else {
                break;
            }
            at += 1;
        }
        let length = at - from;
        let decimals = point.map_or(0, |point| at - point - 1);
        (length <= 15).then_some((Self { digits, decimals }, length))
    }

    fn days(self) -> f64 {
        let digits = self.digits as f64;
        match self.decimals {
            0 => digits,
            decimals => digits / TENS[decimals],
        }
    }

    fn whole(self) -> Option<u32> {
        match self.decimals {
            0 => u32::try_from(self.digits).ok(),
            decimals => {
                let ten = 10_u64.pow(u32::try_from(decimals).ok()?);
                let whole = self.digits / ten;
                (whole * ten == self.digits).then(|| u32::try_from(whole).ok())?
            }
        }
    }
}

/// A number as it is usually written; most are whole and short, and need no more than their digits.
fn number(text: &[u8]) -> Option<f64> {
    if let Some(whole) = digits(text) {
        return Some(whole as f64);
    }
    std::str::from_utf8(text).ok()?.parse().ok()
}

/// Up to 15 digits, which a float holds exactly.
fn digits(text: &[u8]) -> Option<u64> {
    if text.is_empty() || text.len() > 15 {
        return None;
    }
    text.iter().try_fold(0, |so_far, byte| {
        let digit = byte.wrapping_sub(b'0');
        (digit < 10).then_some(so_far * 10 + u64::from(digit))
    })
}

/// Other programs write whole numbers with decimals, too: `1.0`.
fn event(text: &[u8]) -> Option<u32> {
    if let Some(whole) = digits(text) {
        return u32::try_from(whole).ok();
    }
    let value = number(text)?;
    let whole = value.fract().abs() <= 0.0 && (0.0..=f64::from(u32::MAX)).contains(&value);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number within the range"
    )]
    whole.then_some(value as u32)
}
