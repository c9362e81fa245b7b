//! Records of a BIFF stream, and the numbers and texts in them.

/// Kinds of records, by the names that MS-XLS 2.3.2 gives them.
pub(super) mod kind {
    pub(crate) const FORMULA: u16 = 0x0006;
    pub(crate) const EOF: u16 = 0x000A;
    pub(crate) const DATE_1904: u16 = 0x0022;
    pub(crate) const FILE_PASS: u16 = 0x002F;
    pub(crate) const CONTINUE: u16 = 0x003C;
    pub(crate) const BOUND_SHEET: u16 = 0x0085;
    pub(crate) const MUL_RK: u16 = 0x00BD;
    pub(crate) const XF: u16 = 0x00E0;
    pub(crate) const MERGE_CELLS: u16 = 0x00E5;
    pub(crate) const SST: u16 = 0x00FC;
    pub(crate) const LABEL_SST: u16 = 0x00FD;
    pub(crate) const NUMBER: u16 = 0x0203;
    pub(crate) const LABEL: u16 = 0x0204;
    pub(crate) const BOOL_ERR: u16 = 0x0205;
    pub(crate) const STRING: u16 = 0x0207;
    pub(crate) const RK: u16 = 0x027E;
    pub(crate) const FORMAT: u16 = 0x041E;
    pub(crate) const BOF: u16 = 0x0809;
}

/// A record, and where it begins in the stream.
#[derive(Clone, Copy)]
pub(super) struct Record<'s> {
    pub(super) at: usize,
    pub(super) kind: u16,
    pub(super) data: &'s [u8],
}

/// The records of a stream from some place on; ends where the stream is cut off.
pub(super) struct Records<'s> {
    stream: &'s [u8],
    at: usize,
}

impl<'s> Records<'s> {
    pub(super) fn from(stream: &'s [u8], at: usize) -> Self {
        Self { stream, at }
    }
}

impl<'s> Iterator for Records<'s> {
    type Item = Record<'s>;

    fn next(&mut self) -> Option<Record<'s>> {
        let rest = self.stream.get(self.at..)?;
        let (kind, length) = (u16_at(rest, 0)?, usize::from(u16_at(rest, 2)?));
        let record = Record {
            at: self.at,
            kind,
            data: rest.get(4..4 + length)?,
        };
        self.at += 4 + length;
        Some(record)
    }
}

pub(super) fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    data.get(at..)?
        .first_chunk()
        .map(|bytes| u16::from_le_bytes(*bytes))
}

pub(super) fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    data.get(at..)?
        .first_chunk()
        .map(|bytes| u32::from_le_bytes(*bytes))
}

pub(super) fn f64_at(data: &[u8], at: usize) -> Option<f64> {
    data.get(at..)?
        .first_chunk()
        .map(|bytes| f64::from_le_bytes(*bytes))
}

/// The number in an RK value (MS-XLS 2.5.217): 30 bits of an integer or of a float's head,
/// perhaps times 100.
pub(super) fn rk_number(rk: u32) -> f64 {
    let number = if rk & 2 == 0 {
        f64::from_bits(u64::from(rk & !3) << 32)
    } else {
        f64::from(rk.cast_signed() >> 2)
    };
    if rk & 1 == 0 { number } else { number / 100.0 }
}

/// A text with its length in two bytes and its width in a third (MS-XLS 2.5.294), cut where
/// the record ends.
pub(super) fn text_at(data: &[u8], at: usize) -> Option<String> {
    let length = usize::from(u16_at(data, at)?);
    let wide = data.get(at + 2)? & 1 != 0;
    let mut units = Vec::new();
    take_units(data.get(at + 3..)?, wide, length, &mut units);
    Some(text_of(&units))
}

/// Takes up to `most` characters from the beginning of some bytes; how many bytes they took.
pub(super) fn take_units(data: &[u8], wide: bool, most: usize, units: &mut Vec<u16>) -> usize {
    if wide {
        let pairs = data.as_chunks::<2>().0;
        let taken = most.min(pairs.len());
        units.extend(pairs[..taken].iter().map(|pair| u16::from_le_bytes(*pair)));
        taken * 2
    } else {
        let taken = most.min(data.len());
        units.extend(data[..taken].iter().map(|byte| u16::from(*byte)));
        taken
    }
}

/// The text of UTF-16 units; NUL, which no text holds, is left out.
pub(super) fn text_of(units: &[u16]) -> String {
    char::decode_utf16(units.iter().copied().filter(|unit| *unit != 0))
        .map(|char| char.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rk_values_are_those_of_the_specification() {
        // MS-XLS 2.5.217 and its example: integers, floats, each with or without the factor.
        for (rk, number) in [
            (0x3FF0_0000, 1.0),
            (0x0000_0006, 1.0),
            (0x0000_3039 << 2 | 3, 123.45),
            (0xFFFF_FFFE, -1.0),
        ] {
            assert!((rk_number(rk) - number).abs() < 1e-12, "{rk:x}");
        }
    }
}
