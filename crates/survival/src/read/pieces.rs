//! A file in large pieces that end with a line.

use std::io::{self, Cursor, ErrorKind, Read};

/// Bytes a piece, as long as lines are shorter.
const PIECE: usize = 1 << 18;

pub(super) struct Pieces<R> {
    input: R,
    buffer: Vec<u8>,
    /// Where the piece that was given last ends.
    given: usize,
    /// Where what was read ends.
    filled: usize,
}

impl<R: Read> Pieces<R> {
    pub fn of(input: R) -> Self {
        Self {
            input,
            buffer: vec![0; PIECE],
            given: 0,
            filled: 0,
        }
    }

    /// The next piece; it ends with a line, or where the file ends.
    pub fn next(&mut self) -> io::Result<Option<&[u8]>> {
        self.buffer.copy_within(self.given..self.filled, 0);
        self.filled -= self.given;
        self.given = 0;
        loop {
            if self.filled == self.buffer.len() {
                self.buffer.resize(2 * self.filled, 0);
            }
            let more = match self.input.read(&mut self.buffer[self.filled..]) {
                Err(broken) if broken.kind() == ErrorKind::Interrupted => continue,
                more => more?,
            };
            let fresh = self.filled;
            self.filled += more;
            if more == 0 {
                self.given = self.filled;
            } else if let Some(end) = memchr::memrchr(b'\n', &self.buffer[fresh..self.filled]) {
                self.given = fresh + end + 1;
            } else {
                continue;
            }
            return Ok(Some(&self.buffer[..self.given]).filter(|piece| !piece.is_empty()));
        }
    }

    /// The piece that was given last, and all that follows it.
    pub fn rest(self) -> impl Read {
        let mut read = self.buffer;
        read.truncate(self.filled);
        Cursor::new(read).chain(self.input)
    }
}
