//! A reader that gives no more than it was told to, whatever a file declares about itself.

use std::io::{self, Read};

use crate::Unreadable;

/// Fails with [`Unreadable::TooLarge`] after `left` bytes in all, or `ration` bytes
/// since the last [`refill`](Self::refill).
///
/// The ration bounds what a parser can pile up for a single piece, such as one text node.
pub(crate) struct Metered<R> {
    inner: R,
    left: u64,
    piece: u64,
    ration: u64,
}

impl<R> Metered<R> {
    pub(crate) fn new(inner: R, most: u64, piece: u64) -> Self {
        Self {
            inner,
            left: most,
            piece,
            ration: piece,
        }
    }

    /// Allows another piece.
    pub(crate) fn refill(&mut self) {
        self.ration = self.piece;
    }

    pub(crate) fn get_ref(&self) -> &R {
        &self.inner
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let allowed = self.left.min(self.ration);
        if allowed == 0 && !out.is_empty() {
            // A file that ends right at the limit is fine.
            return match self.inner.read(&mut [0])? {
                0 => Ok(0),
                _ => Err(Unreadable::TooLarge.into()),
            };
        }
        let most = usize::try_from(allowed).map_or(out.len(), |allowed| allowed.min(out.len()));
        let read = self.inner.read(&mut out[..most])?;
        self.left -= read as u64;
        self.ration -= read as u64;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_exactly_what_it_may() {
        let mut text = String::new();
        assert_eq!(
            Metered::new(&b"abc"[..], 3, 9)
                .read_to_string(&mut text)
                .unwrap(),
            3
        );
        let error = Metered::new(&b"abcd"[..], 3, 9)
            .read_to_string(&mut text)
            .unwrap_err();
        assert_eq!(Unreadable::from(error), Unreadable::TooLarge);
    }

    #[test]
    fn a_piece_is_bounded_until_the_next_refill() {
        let mut metered = Metered::new(&b"abcdef"[..], 100, 2);
        let mut out = [0; 8];
        assert_eq!(metered.read(&mut out).unwrap(), 2);
        assert!(metered.read(&mut out).is_err());
        metered.refill();
        assert_eq!(metered.read(&mut out).unwrap(), 2);
    }
}
