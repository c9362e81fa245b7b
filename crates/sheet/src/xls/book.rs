//! What stands in the workbook's own part of the stream: sheets, strings, styles.

use std::collections::HashMap;

use super::record::{Record, Records, kind, take_units, text_at, text_of, u16_at, u32_at};
use crate::Unreadable;
use crate::days::{is_built_in_day, shows_day};
use crate::source::SHEETS_MOST;
use crate::strings::Strings;

/// A workbook without its cells.
#[derive(Debug, Default)]
pub(super) struct Book {
    pub(super) strings: Strings,
    /// For each cell style: whether it shows a number as a day.
    pub(super) day_styles: Vec<bool>,
    /// Whether days are counted from 1904, as on old Macs.
    pub(super) from_1904: bool,
    /// Where in the stream each worksheet begins.
    pub(super) sheets: Vec<usize>,
}

impl Book {
    pub(super) fn read(stream: &[u8]) -> Result<Self, Unreadable> {
        const BIFF8: u16 = 0x0600;
        const WORKSHEET: u8 = 0;
        let mut book = Self::default();
        let (mut formats, mut styles) = (HashMap::new(), Vec::new());
        let mut records = Records::from(stream, 0).peekable();
        if !records
            .peek()
            .is_some_and(|first| first.kind == kind::BOF && u16_at(first.data, 0) == Some(BIFF8))
        {
            return Err(Unreadable::NotATable);
        }
        while let Some(Record { kind, data, .. }) = records.next() {
            match kind {
                kind::FILE_PASS => return Err(Unreadable::Encrypted),
                kind::DATE_1904 => book.from_1904 = u16_at(data, 0) == Some(1),
                kind::FORMAT => {
                    if let (Some(id), Some(code)) = (u16_at(data, 0), text_at(data, 2)) {
                        formats.insert(id, shows_day(&code));
                    }
                }
                kind::XF => styles.push(u16_at(data, 2).unwrap_or(0)),
                kind::BOUND_SHEET if data.get(5) == Some(&WORKSHEET) => {
                    let at = u32_at(data, 0).and_then(|at| usize::try_from(at).ok());
                    let is_new = |at: &usize| !book.sheets.contains(at);
                    let at = at.filter(|at| book.sheets.len() < SHEETS_MOST && is_new(at));
                    book.sheets.extend(at);
                }
                kind::SST => {
                    let mut pieces = vec![data];
                    while let Some(more) = records.next_if(|next| next.kind == kind::CONTINUE) {
                        pieces.push(more.data);
                    }
                    book.strings = shared_strings(&pieces)?;
                }
                kind::EOF => {
                    let is_day = |id: u16| {
                        formats
                            .get(&id)
                            .copied()
                            .unwrap_or(is_built_in_day(id.into()))
                    };
                    book.day_styles = styles.into_iter().map(is_day).collect();
                    return Ok(book);
                }
                _ => {}
            }
        }
        Err(Unreadable::Broken)
    }
}

/// The strings of an SST record with its continuations (MS-XLS 2.4.265, 2.5.293).
fn shared_strings(pieces: &[&[u8]]) -> Result<Strings, Unreadable> {
    const WIDE: u8 = 1;
    const EXTENDED: u8 = 4;
    const RICH: u8 = 8;
    let mut strings = Strings::default();
    let mut text = Continued { pieces, at: 8 };
    let mut units = Vec::new();
    while text.has_more() {
        let (length, flags) = (usize::from(text.u16()?), text.byte()?);
        let runs = if flags & RICH == 0 {
            0
        } else {
            usize::from(text.u16()?)
        };
        let extension = if flags & EXTENDED == 0 {
            0
        } else {
            text.u32()? as usize
        };
        units.clear();
        text.units(length, flags & WIDE != 0, &mut units)?;
        text.skip(4 * runs + extension)?;
        strings.push(&text_of(&units))?;
    }
    Ok(strings)
}

/// A reader over the pieces of a continued record.
struct Continued<'s> {
    pieces: &'s [&'s [u8]],
    at: usize,
}

impl<'s> Continued<'s> {
    /// Moves on to the next piece with anything in it, if this one is used up.
    fn has_more(&mut self) -> bool {
        while let [piece, rest @ ..] = self.pieces {
            if self.at < piece.len() {
                return true;
            }
            self.at -= piece.len();
            self.pieces = rest;
        }
        false
    }

    fn rest(&mut self) -> Result<&'s [u8], Unreadable> {
        if !self.has_more() {
            return Err(Unreadable::Broken);
        }
        Ok(&self.pieces[0][self.at..])
    }

    fn byte(&mut self) -> Result<u8, Unreadable> {
        let byte = self.rest()?[0];
        self.at += 1;
        Ok(byte)
    }

    fn u16(&mut self) -> Result<u16, Unreadable> {
        Ok(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn u32(&mut self) -> Result<u32, Unreadable> {
        Ok(u32::from(self.u16()?) | u32::from(self.u16()?) << 16)
    }

    /// Characters; where they go on in the next piece, that begins with their width.
    fn units(
        &mut self,
        length: usize,
        mut wide: bool,
        units: &mut Vec<u16>,
    ) -> Result<(), Unreadable> {
        while units.len() < length {
            let piece = self.rest()?;
            let taken = take_units(piece, wide, length - units.len(), units);
            self.at += taken;
            if units.len() < length {
                // Half a character can only be damage.
                if taken < piece.len() {
                    return Err(Unreadable::Broken);
                }
                wide = self.byte()? & 1 != 0;
            }
        }
        Ok(())
    }

    fn skip(&mut self, bytes: usize) -> Result<(), Unreadable> {
        self.at += bytes;
        // What is skipped may end with the record, but not beyond.
        if self.has_more() || self.at == 0 {
            Ok(())
        } else {
            Err(Unreadable::Broken)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_go_on_in_another_width_in_the_next_record() {
        let mut first = vec![0; 8];
        first.extend_from_slice(&[3, 0, 0, b'a']); // three narrow characters, one of them here
        let second = [1, 0x11, 0x62, 0x2C, 0x67, 1, 0, 8, 1, 0, b'x', 9, 9]; // 我本, then "x", rich
        let third = [9, 9];
        let strings = shared_strings(&[&first, &second, &third]).unwrap();
        assert_eq!(
            [0, 1, 2].map(|place| strings.get(place)),
            [Some("a我本"), Some("x"), None]
        );
    }

    #[test]
    fn a_string_table_that_is_cut_off_is_broken() {
        let whole = [0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, b'a', b'b', b'c'];
        for end in 9..whole.len() {
            assert_eq!(
                shared_strings(&[&whole[..end]]).unwrap_err(),
                Unreadable::Broken,
                "{end}"
            );
        }
        assert!(shared_strings(&[&whole[..8]]).unwrap().get(0).is_none());
    }
}
