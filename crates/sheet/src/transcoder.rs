//! Text files: which encoding, and a reader that yields UTF-8 or an error, never mojibake.

use std::io::{self, Read, Seek, SeekFrom};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Decoder, DecoderResult, Encoding, GB18030, UTF_8};

use crate::Unreadable;

/// How much of the file the guesses look at.
const HEAD_BYTES: usize = 64 << 10;

/// The byte order mark in GB18030.
const GB18030_MARK: &[u8] = b"\x84\x31\x95\x33";

/// Stands alone in the last record of the stream, after a line break of its own. No text holds
/// it, so that a parser which finds it elsewhere knows that a quotation mark is still open.
pub(crate) const END_MARK: &str = "\0";

/// A reader of UTF-8 over a reader of an encoded text, followed by [`END_MARK`].
///
/// It must be read into buffers with room for a character at least, as a buffered reader does.
/// Between two calls of [`refill`](Self::refill) it yields at most a piece and a buffer's length.
pub(crate) struct Transcoder<R> {
    inner: R,
    decoder: Decoder,
    raw: Box<[u8]>,
    /// The part of `raw` that is not decoded yet.
    waiting: std::ops::Range<usize>,
    state: State,
    piece: Piece,
    /// What is left of the piece.
    ration: Piece,
    read_bytes: u64,
    has_quotes: bool,
}

/// How much may be yielded at once.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Bytes.
    pub(crate) bytes: usize,
    /// Empty lines besides, which whoever reads passes over.
    pub(crate) empty_lines: usize,
}

impl Piece {
    /// Takes so many bytes out of it, so many of them empty lines.
    fn spend(&mut self, bytes: usize, empty_lines: usize) {
        let free = empty_lines.min(self.empty_lines);
        self.empty_lines -= free;
        self.bytes = self.bytes.saturating_sub(bytes - free);
    }
}

fn empty_lines(text: &[u8]) -> usize {
    text.windows(2).filter(|two| *two == b"\n\n").count()
}

enum State {
    Reading,
    /// The file has ended, the decoder has not.
    Flushing,
    /// What remains of the end mark.
    Ending(&'static [u8]),
}

impl<R: Read + Seek> Transcoder<R> {
    /// Settles the encoding, and returns the decoded head of the file besides.
    ///
    /// # Errors
    /// [`Unreadable::NotATable`] for what is no text.
    pub(crate) fn new(mut inner: R, piece: Piece) -> Result<(Self, String), Unreadable> {
        let mut head = Vec::with_capacity(HEAD_BYTES);
        inner
            .by_ref()
            .take(HEAD_BYTES as u64)
            .read_to_end(&mut head)?;
        let (encoding, bom) = encoding_of(&head)?;
        let (text, _) = encoding.decode_without_bom_handling(&head[bom..]);
        if is_markup(&text) || text.contains(END_MARK) {
            return Err(Unreadable::NotATable);
        }
        inner.seek(SeekFrom::Start(bom as u64))?;
        let transcoder = Self {
            inner,
            decoder: encoding.new_decoder_without_bom_handling(),
            raw: vec![0; HEAD_BYTES].into_boxed_slice(),
            waiting: 0..0,
            state: State::Reading,
            piece,
            ration: piece,
            read_bytes: bom as u64,
            has_quotes: false,
        };
        Ok((transcoder, text.into_owned()))
    }
}

impl<R> Transcoder<R> {
    /// Allows another piece.
    pub(crate) fn refill(&mut self) {
        self.ration = self.piece;
    }

    /// Bytes of the file read so far.
    pub(crate) fn read_bytes(&self) -> u64 {
        self.read_bytes
    }

    /// Whether a quotation mark stood anywhere so far.
    pub(crate) fn has_quotes(&self) -> bool {
        self.has_quotes
    }

    /// Decodes what waits; the number of bytes written.
    fn decode(&mut self, out: &mut [u8]) -> Result<usize, Unreadable> {
        let last = matches!(self.state, State::Flushing);
        let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(
            &self.raw[self.waiting.clone()],
            out,
            last,
        );
        self.waiting.start += read;
        match result {
            DecoderResult::Malformed(..) => return Err(Unreadable::Encoding),
            DecoderResult::InputEmpty if last => self.state = State::Ending(b"\n\0"),
            // A decoder needs room for one character at least.
            DecoderResult::OutputFull if written == 0 => return Err(Unreadable::Broken),
            DecoderResult::InputEmpty | DecoderResult::OutputFull => {}
        }
        if out[..written].contains(&0) {
            return Err(Unreadable::NotATable);
        }
        Ok(written)
    }
}

impl<R: Read> Read for Transcoder<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.ration.bytes == 0 {
            return Err(Unreadable::TooLarge.into());
        }
        loop {
            if let State::Ending(rest) = &mut self.state {
                return rest.read(out);
            }
            if self.waiting.is_empty() && matches!(self.state, State::Reading) {
                let read = self.inner.read(&mut self.raw)?;
                self.waiting = 0..read;
                self.read_bytes += read as u64;
                if read == 0 {
                    self.state = State::Flushing;
                }
            }
            let written = self.decode(out)?;
            if written > 0 {
                let text = &out[..written];
                // Most records end within the first buffer, which is not looked through.
                let is_first = self.ration == self.piece;
                let empty = if is_first { 0 } else { empty_lines(text) };
                self.ration.spend(written, empty);
                self.has_quotes = self.has_quotes || text.contains(&b'"');
                return Ok(written);
            }
        }
    }
}

/// The encoding of a text by its head, and the length of its byte order mark.
///
/// Without a mark, what is valid UTF-8 so far is UTF-8. The rest is the GBK family, read as
/// GB18030 which contains it, unless the text is clearly Big5: statistics would take a short
/// list of names for Korean or Latin at times, and those do not occur in such a file.
fn encoding_of(head: &[u8]) -> Result<(&'static Encoding, usize), Unreadable> {
    if let Some(marked) = Encoding::for_bom(head) {
        return Ok(marked);
    }
    if head.starts_with(GB18030_MARK) {
        return Ok((GB18030, GB18030_MARK.len()));
    }
    if head.contains(&0) {
        return Err(Unreadable::NotATable);
    }
    let cut_off = head.len() == HEAD_BYTES;
    match std::str::from_utf8(head) {
        Ok(_) => return Ok((UTF_8, 0)),
        Err(error) if error.error_len().is_none() && cut_off => return Ok((UTF_8, 0)),
        Err(_) => {}
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(head, !cut_off);
    let guess = detector.guess(Some(b"cn"), Utf8Detection::Deny);
    Ok((if guess == BIG5 { BIG5 } else { GB18030 }, 0))
}

/// Web pages, XML and RTF are often renamed to `.xls` or `.csv`; PDF happens too.
fn is_markup(text: &str) -> bool {
    let start = text.trim_start();
    ["<", "{\\rtf", "%PDF"]
        .iter()
        .any(|mark| start.starts_with(mark))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;

    fn transcoded(bytes: &[u8]) -> Result<String, Unreadable> {
        let whole = Piece {
            bytes: usize::MAX,
            empty_lines: 0,
        };
        let (mut transcoder, _) = Transcoder::new(Cursor::new(bytes), whole)?;
        let (mut text, mut buffer) = (Vec::new(), [0; 1000]);
        loop {
            match transcoder.read(&mut buffer)? {
                0 => break,
                read => text.extend_from_slice(&buffer[..read]),
            }
        }
        let text = String::from_utf8(text).expect("whatever comes out is UTF-8");
        Ok(text
            .strip_suffix("\n\0")
            .expect("every text ends with the mark")
            .to_owned())
    }

    fn utf16(text: &str, mark: [u8; 2], bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        mark.into_iter()
            .chain(text.encode_utf16().flat_map(bytes))
            .collect()
    }

    #[test]
    fn the_encodings_of_the_offices_are_told_apart() {
        let text = "序号,姓名,县\n1,张𬱖,威宁彝族回族苗族自治县\n";
        let marked = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
        for bytes in [
            text.as_bytes().to_vec(),
            marked,
            GB18030.encode(text).0.into_owned(),
            utf16(text, [0xFF, 0xFE], u16::to_le_bytes),
            utf16(text, [0xFE, 0xFF], u16::to_be_bytes),
        ] {
            assert_eq!(transcoded(&bytes).as_deref(), Ok(text));
        }
    }

    #[test]
    fn a_file_that_changes_its_encoding_is_refused() {
        let mut mixed = "序号,姓名\n".repeat(10_000).into_bytes();
        mixed.extend_from_slice(&GB18030.encode("1,张三\n").0);
        assert_eq!(transcoded(&mixed), Err(Unreadable::Encoding));
    }

    #[test]
    fn a_character_cut_at_the_end_of_the_head_is_no_reason_to_doubt_utf8() {
        for shift in 0..3 {
            let text = "a".repeat(shift) + &"汉".repeat(HEAD_BYTES);
            assert!(
                transcoded(text.as_bytes()) == Ok(text),
                "shifted by {shift}"
            );
        }
    }

    #[test]
    fn a_lone_lead_byte_is_an_encoding_error() {
        let mut bytes = GB18030.encode("序号,姓名\n1,张三").0.into_owned();
        bytes.push(0xD5);
        assert_eq!(transcoded(&bytes), Err(Unreadable::Encoding));
    }

    #[test]
    fn what_is_no_text_is_no_table() {
        for bytes in [
            &b"a,b\0c"[..],
            b"  <html><table>",
            b"%PDF-1.7",
            b"\xEF\xBB\xBF<?xml?>",
        ] {
            assert_eq!(transcoded(bytes), Err(Unreadable::NotATable));
        }
        let late = ["a,b\n".repeat(30_000).as_bytes(), b"\0"].concat();
        assert_eq!(transcoded(&late), Err(Unreadable::NotATable));
    }

    proptest! {
        #[test]
        fn any_bytes_give_text_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
            let _ = transcoded(&bytes);
        }

        #[test]
        fn any_utf8_text_comes_through(text in "[^\0<%{\u{FEFF}]{0,300}") {
            prop_assert_eq!(transcoded(text.as_bytes()), Ok(text));
        }
    }
}
