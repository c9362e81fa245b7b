//! Where each column stands, and what a row says in it.

use super::Bad;
use crate::spell::Cause;

/// The places of the columns in a record.
pub(super) struct Columns {
    entry: usize,
    exit: usize,
    event: usize,
    group: Option<usize>,
    number: usize,
}

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
        for (place, name) in heading.iter().enumerate() {
            let name = name
                .strip_prefix(BYTE_ORDER_MARK)
                .filter(|_| place == 0)
                .unwrap_or(name);
            let name = name.trim_ascii().to_ascii_lowercase();
            let known = ["entry", "exit", "event", "group"];
            let which = known
                .iter()
                .position(|known| known.as_bytes() == name)
                .ok_or(Bad::Heading)?;
            if found[which].replace(place).is_some() {
                return Err(Bad::Heading);
            }
        }
        let [Some(entry), Some(exit), Some(event), group] = found else {
            return Err(Bad::Heading);
        };
        Ok(Self {
            entry,
            exit,
            event,
            group,
            number: heading.len(),
        })
    }

    pub fn has_groups(&self) -> bool {
        self.group.is_some()
    }

    /// Reads a row's fields. What they say may still be no spell.
    pub fn row<'r>(&self, record: &'r csv::ByteRecord) -> Result<Row<'r>, Bad> {
        if record.len() != self.number {
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
