//! The strings that cells of a workbook share.

use crate::Unreadable;

/// What all strings may take in memory, with four bytes each for where they begin.
const HELD_BYTES: usize = 96 << 20;

/// Bytes of text that lie in one piece. Pieces never move: one that grew by doubling would hold everything twice for a while.
const BLOCK: usize = 1 << 20;

/// Places that lie in one piece.
const PLACES: usize = 1 << 18;

/// All strings in large pieces: a string of one character then costs five bytes, not thirty.
#[derive(Debug, Default)]
pub(crate) struct Strings {
    blocks: Vec<String>,
    /// Where each string begins: its block times [`BLOCK`], and its place there.
    begins: Vec<Vec<u32>>,
    count: usize,
    bytes: usize,
}

impl Strings {
    /// Adds a string at the end.
    ///
    /// # Errors
    /// [`Unreadable::TooLarge`] when all strings together take too much memory, or one takes more than a block.
    pub(crate) fn push(&mut self, string: &str) -> Result<(), Unreadable> {
        self.bytes += string.len() + 4;
        if self.bytes > HELD_BYTES || string.len() >= BLOCK {
            return Err(Unreadable::TooLarge);
        }
        let fits = |block: &String| block.len() + string.len() < BLOCK;
        if !self.blocks.last().is_some_and(fits) {
            self.blocks.push(String::with_capacity(BLOCK));
        }
        let at = self.blocks.len() - 1;
        let block = &mut self.blocks[at];
        let begin = u32::try_from(at * BLOCK + block.len()).map_err(|_| Unreadable::TooLarge)?;
        block.push_str(string);
        if self.count.is_multiple_of(PLACES) {
            self.begins.push(Vec::with_capacity(PLACES));
        }
        if let Some(begins) = self.begins.last_mut() {
            begins.push(begin);
        }
        self.count += 1;
        Ok(())
    }

    pub(crate) fn get(&self, index: usize) -> Option<&str> {
        let begin = self.begin(index)?;
        let block = self.blocks.get(begin / BLOCK)?;
        let next = self.begin(index + 1);
        let next = next.filter(|next| next / BLOCK == begin / BLOCK);
        let end = next.map_or(block.len(), |next| next % BLOCK);
        block.get(begin % BLOCK..end)
    }

    fn begin(&self, index: usize) -> Option<usize> {
        let begins = self.begins.get(index / PLACES)?;
        begins.get(index % PLACES).map(|begin| *begin as usize)
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

    #[test]
    fn strings_come_back_from_any_piece_and_too_many_are_refused() {
        let mut strings = Strings::default();
        let of = |at: usize| "乡".repeat(at % 700);
        let many = 300_000;
        for at in 0..many {
            if strings.push(&of(at)).is_err() {
                assert!(at > 90_000, "{at}");
                for before in (0..at).step_by(997).chain([at - 1]) {
                    assert_eq!(strings.get(before), Some(of(before).as_str()), "{before}");
                }
                assert_eq!(strings.get(at), None);
                return;
            }
        }
        unreachable!("more than is held");
    }

    #[test]
    fn empty_strings_are_held_in_number_only() {
        let mut strings = Strings::default();
        for _ in 0..PLACES + 2 {
            strings.push("").unwrap();
        }
        assert_eq!(strings.get(PLACES + 1), Some(""));
        assert_eq!(strings.get(PLACES + 2), None);
    }
}
