//! The strings that cells of a workbook share.

use crate::Unreadable;

/// What all strings may take in memory, with four bytes each for where they end.
const HELD_BYTES: usize = 128 << 20;

/// All strings in one piece: a string of one character then costs five bytes, not thirty.
#[derive(Debug, Default)]
pub(crate) struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    /// Adds a string at the end.
    ///
    /// # Errors
    /// [`Unreadable::TooLarge`] when all strings together take too much memory.
    pub(crate) fn push(&mut self, string: &str) -> Result<(), Unreadable> {
        let end = self.text.len() + string.len();
        if end + 4 * (self.ends.len() + 1) > HELD_BYTES {
            return Err(Unreadable::TooLarge);
        }
        self.text.push_str(string);
        self.ends
            .push(u32::try_from(end).map_err(|_| Unreadable::TooLarge)?);
        Ok(())
    }

    pub(crate) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)? as usize;
        let start = index
            .checked_sub(1)
            .map_or(0, |before| self.ends[before] as usize);
        self.text.get(start..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_come_back_by_their_place() {
        let mut strings = Strings::default();
        for string in ["姓名", "", "x"] {
            strings.push(string).unwrap();
        }
        assert_eq!(
            [0, 1, 2, 3].map(|place| strings.get(place)),
            [Some("姓名"), Some(""), Some("x"), None]
        );
    }
}
