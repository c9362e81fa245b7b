//! The lines of a file, one at a time, through a buffer of fixed size.
//!
//! However long a line or a number is, memory stays the same: nothing is ever gathered.

use super::malformed::{Fault, Malformed, Unread};
use std::io::{self, Read};

/// How much is read at a time, in bytes.
const PIECE: usize = 1 << 16;

/// A byte in each of eight.
const EACH: u64 = u64::from_ne_bytes([1; 8]);

/// What a line says; groups and places are numbered from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// `p assign GROUPS PLACES`
    Problem { groups: u32, places: u32 },
    /// `v PLACE CAPACITY`
    Place { place: u32, capacity: u32 },
    /// `g GROUP SIZE`
    Group { group: u32, size: u32 },
    /// `e GROUP PLACE SCORE`
    Pair { group: u32, place: u32, score: u32 },
}

pub(super) struct Lines<R> {
    input: R,
    buffer: Vec<u8>,
    at: usize,
    end: usize,
    ended: bool,
    /// The number of the line that was read last.
    line: u64,
}

impl<R: Read> Lines<R> {
    pub(super) fn new(input: R) -> Self {
        Self {
            input,
            buffer: vec![0; PIECE],
            at: 0,
            end: 0,
            ended: false,
            line: 0,
        }
    }

    /// A fault of the line that was read last.
    pub(super) fn malformed(&self, fault: Fault) -> Malformed {
        Malformed {
            line: self.line.max(1),
            fault,
        }
    }

    /// The next line that says something: comments and empty lines are passed over.
    pub(super) fn next(&mut self) -> Result<Option<Line>, Unread> {
        loop {
            self.line += 1;
            if let Some(pair) = self.plain_pair() {
                return Ok(Some(pair));
            }
            self.skip_blanks()?;
            let first = match self.take()? {
                b'\r' if self.peek()? == b'\n' => self.take()?,
                first => first,
            };
            if first == b'\n' {
                if self.ended {
                    self.line -= 1;
                    return Ok(None);
                }
                continue;
            }
            if !matches!(self.peek()?, b' ' | b'\t' | b'\r' | b'\n') {
                return Err(self.malformed(Fault::UnknownLine).into());
            }
            let line = match first {
                b'c' => {
                    while self.take()? != b'\n' {}
                    continue;
                }
                b'p' => {
                    self.word(b"assign")?;
                    Line::Problem {
                        groups: self.number()?,
                        places: self.number()?,
                    }
                }
                b'v' => Line::Place {
                    place: self.name(Fault::NoSuchPlace)?,
                    capacity: self.number()?,
                },
                b'g' => Line::Group {
                    group: self.name(Fault::NoSuchGroup)?,
                    size: self.number()?,
                },
                b'e' => Line::Pair {
                    group: self.name(Fault::NoSuchGroup)?,
                    place: self.name(Fault::NoSuchPlace)?,
                    score: self.number()?,
                },
                _ => return Err(self.malformed(Fault::UnknownLine).into()),
            };
            self.end_of_line()?;
            return Ok(Some(line));
        }
    }

    fn word(&mut self, word: &[u8]) -> Result<(), Unread> {
        self.skip_blanks()?;
        for letter in word {
            if self.peek()? != *letter {
                return Err(self.malformed(Fault::NotAssign).into());
            }
            self.at += 1;
        }
        if matches!(self.peek()?, b' ' | b'\t') {
            Ok(())
        } else {
            Err(self.malformed(Fault::NotAssign).into())
        }
    }

    /// The number of a group or a place, which the file counts from 1 on.
    fn name(&mut self, fault: Fault) -> Result<u32, Unread> {
        let number = self.number()?;
        let name = number.checked_sub(1);
        name.ok_or_else(|| self.malformed(fault).into())
    }

    /// A pair written as plainly as nearly all of them are, if its line and some bytes more are in the buffer.
    #[inline]
    fn plain_pair(&mut self) -> Option<Line> {
        let rest = self.buffer[..self.end].get(self.at..)?;
        let rest = rest.strip_prefix(b"e ")?;
        let (group, rest) = short_number(rest, b' ')?;
        let (place, rest) = short_number(rest, b' ')?;
        let (score, rest) = short_number(rest, b'\n')?;
        let (group, place) = (group.checked_sub(1)?, place.checked_sub(1)?);
        self.at = self.end - rest.len();
        Some(Line::Pair {
            group,
            place,
            score,
        })
    }

    fn number(&mut self) -> Result<u32, Unread> {
        self.skip_blanks()?;
        let mut number = match self.peek()? {
            digit @ b'0'..=b'9' => u32::from(digit - b'0'),
            b'\r' | b'\n' => return Err(self.malformed(Fault::NumberMissing).into()),
            _ => return Err(self.malformed(Fault::NotANumber).into()),
        };
        self.at += 1;
        loop {
            match self.peek()? {
                digit @ b'0'..=b'9' => {
                    number = number
                        .checked_mul(10)
                        .and_then(|number| number.checked_add(u32::from(digit - b'0')))
                        .ok_or_else(|| self.malformed(Fault::NumberTooLarge))?;
                    self.at += 1;
                }
                b' ' | b'\t' | b'\r' | b'\n' => return Ok(number),
                _ => return Err(self.malformed(Fault::NotANumber).into()),
            }
        }
    }

    fn end_of_line(&mut self) -> Result<(), Unread> {
        self.skip_blanks()?;
        let last = match self.take()? {
            b'\r' => self.take()?,
            last => last,
        };
        if last == b'\n' {
            Ok(())
        } else {
            Err(self.malformed(Fault::Trailing).into())
        }
    }

    fn skip_blanks(&mut self) -> io::Result<()> {
        while matches!(self.peek()?, b' ' | b'\t') {
            self.at += 1;
        }
        Ok(())
    }

    fn take(&mut self) -> io::Result<u8> {
        let byte = self.peek()?;
        if !self.ended {
            self.at += 1;
        }
        Ok(byte)
    }

    /// The next byte; at the end of the file there is always one more end of line.
    #[inline]
    fn peek(&mut self) -> io::Result<u8> {
        if let Some(byte) = self.buffer[..self.end].get(self.at) {
            return Ok(*byte);
        }
        self.refill()
    }

    #[cold]
    fn refill(&mut self) -> io::Result<u8> {
        self.at = 0;
        self.end = loop {
            match self.input.read(&mut self.buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        self.ended = self.end == 0;
        Ok(self.buffer[..self.end].first().copied().unwrap_or(b'\n'))
    }
}

/// A number of one to eight digits with a certain byte behind it, the digits read at once; and what comes then.
#[inline]
fn short_number(text: &[u8], behind: u8) -> Option<(u32, &[u8])> {
    let digits = u64::from_le_bytes(*text.first_chunk()?) ^ (EACH * u64::from(b'0'));
    // Half a byte is set where there is no digit; what a sum carries over comes behind that.
    let others = (digits.wrapping_add(EACH * 6) | digits) & (EACH * 0xF0);
    let length = others.trailing_zeros() as usize / 8;
    if length == 0 || *text.get(length)? != behind {
        return None;
    }
    // The last digit moves to the last byte; then neighbours are joined: tens, hundreds, ten thousands.
    let ones = digits << (64 - 8 * length);
    let tens = (ones * 10 + (ones >> 8)) & 0x00FF_00FF_00FF_00FF;
    let hundreds = (tens * 100 + (tens >> 16)) & 0x0000_FFFF_0000_FFFF;
    let number = (hundreds * 10_000 + (hundreds >> 32)) & 0xFFFF_FFFF;
    Some((u32::try_from(number).ok()?, &text[length + 1..]))
}
