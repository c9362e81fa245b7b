//! The zip container: where its parts are, and readers over them.

use std::collections::HashMap;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Take};

use flate2::Crc;
use flate2::read::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use super::xml::Xml;
use crate::metered::Metered;
use crate::{Limits, Unreadable};

/// More parts than any honest workbook has; each costs memory before it is looked at.
const PARTS_MOST: u16 = 8192;

/// What may be read before anything is unpacked: the directory, and a header for each part.
const DIRECTORY_BYTES: u64 = 4 << 20;

/// How far from the end the directory's trailer may lie: its own size and the longest comment.
const TRAILER_BYTES: u64 = 22 + u16::MAX as u64;

/// What a parser may take in for one piece of XML.
const PIECE_BYTES: u64 = 1 << 20;

#[derive(Clone, Copy, Debug)]
struct Place {
    start: u64,
    packed_bytes: u64,
    /// What the directory says that it inflates to.
    bytes: u64,
    checksum: u32,
    deflated: bool,
}

/// The parts of a package by lower-case name, without the leading slash.
#[derive(Debug)]
pub(super) struct Package {
    places: HashMap<String, Place>,
}

/// A part as it comes out of the container, held against what the directory says of it.
pub(super) struct Unpacked<R> {
    packed: Packed<R>,
    told: Place,
    bytes: u64,
    sum: Crc,
}

enum Packed<R> {
    Stored(Take<R>),
    Deflated(Box<DeflateDecoder<Take<R>>>),
}

impl Package {
    pub(super) fn open<R: Read + Seek>(
        reader: &mut R,
        limits: &Limits,
    ) -> Result<Self, Unreadable> {
        let length = reader.seek(SeekFrom::End(0))?;
        if length > limits.xlsx_bytes {
            return Err(Unreadable::TooLarge);
        }
        check_directory(reader)?;
        reader.rewind()?;
        let fenced = Fenced {
            inner: reader,
            left: DIRECTORY_BYTES,
        };
        let mut archive = ZipArchive::new(fenced).map_err(|_| Unreadable::Broken)?;
        let mut places = HashMap::new();
        let mut room = limits.room(length);
        for index in 0..archive.len() {
            let file = archive
                .by_index_raw(index)
                .map_err(|_| Unreadable::Broken)?;
            if file.encrypted() {
                return Err(Unreadable::Encrypted);
            }
            room = room.checked_sub(file.size()).ok_or(Unreadable::TooLarge)?;
            let deflated = match file.compression() {
                CompressionMethod::Stored => false,
                CompressionMethod::Deflated => true,
                _ => continue,
            };
            let (Some(start), Ok(name)) = (file.data_start(), file.name()) else {
                continue;
            };
            let name = name
                .replace('\\', "/")
                .trim_start_matches('/')
                .to_lowercase();
            places.insert(
                name,
                Place {
                    start,
                    packed_bytes: file.compressed_size(),
                    bytes: file.size(),
                    checksum: file.crc32(),
                    deflated,
                },
            );
        }
        Ok(Self { places })
    }

    /// A reader over one part that inflates to `most` bytes at most, if there is such a part.
    pub(super) fn part<R: Read + Seek>(
        &self,
        mut reader: R,
        name: &str,
        most: u64,
    ) -> Result<Option<Xml<Unpacked<R>>>, Unreadable> {
        let Some(place) = self.places.get(&name.to_lowercase()) else {
            return Ok(None);
        };
        reader.seek(SeekFrom::Start(place.start))?;
        let packed = reader.take(place.packed_bytes);
        let packed = if place.deflated {
            Packed::Deflated(Box::new(DeflateDecoder::new(packed)))
        } else {
            Packed::Stored(packed)
        };
        let unpacked = Unpacked {
            packed,
            told: *place,
            bytes: 0,
            sum: Crc::new(),
        };
        Ok(Some(Xml::new(BufReader::new(Metered::new(
            unpacked,
            most,
            PIECE_BYTES,
        )))))
    }

    /// The size of a part in the container.
    pub(super) fn packed_bytes(&self, name: &str) -> u64 {
        self.places
            .get(&name.to_lowercase())
            .map_or(0, |place| place.packed_bytes)
    }
}

impl<R> Unpacked<R> {
    /// Bytes of the container that are still to be read.
    pub(super) fn packed_left(&self) -> u64 {
        match &self.packed {
            Packed::Stored(packed) => packed.limit(),
            Packed::Deflated(decoder) => decoder.get_ref().limit(),
        }
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.packed {
            Packed::Stored(packed) => packed.read(out)?,
            Packed::Deflated(decoder) => decoder.read(out)?,
        };
        self.sum.update(&out[..read]);
        self.bytes += read as u64;
        let is_at_its_end = read == 0 && !out.is_empty();
        let is_as_told = self.bytes == self.told.bytes && self.sum.sum() == self.told.checksum;
        if self.bytes > self.told.bytes || (is_at_its_end && !is_as_told) {
            return Err(Unreadable::Broken.into());
        }
        Ok(read)
    }
}

/// A reader that gives up after so many bytes, wherever in the file they stand.
struct Fenced<'r, R> {
    inner: &'r mut R,
    left: u64,
}

impl<R: Read> Read for Fenced<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(out)?;
        let left = self.left.checked_sub(read as u64);
        self.left = left.ok_or(Unreadable::TooLarge)?;
        Ok(read)
    }
}

impl<R: Seek> Seek for Fenced<'_, R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

/// Refuses a directory of too many parts before any room is made for it.
fn check_directory<R: Read + Seek>(reader: &mut R) -> Result<(), Unreadable> {
    let end = reader.seek(SeekFrom::End(0))?;
    reader.seek(SeekFrom::Start(end.saturating_sub(TRAILER_BYTES)))?;
    let mut tail = Vec::new();
    reader.by_ref().take(TRAILER_BYTES).read_to_end(&mut tail)?;
    let counts = tail
        .windows(12)
        .filter(|window| window.starts_with(b"PK\x05\x06"));
    let most = counts
        .map(|trailer| u16::from_le_bytes([trailer[10], trailer[11]]))
        .max();
    match most {
        None => Err(Unreadable::Broken),
        Some(parts) if parts > PARTS_MOST => Err(Unreadable::TooLarge),
        Some(_) => Ok(()),
    }
}
