//! Zip archives put together by hand, so that they may lie in every place (APPNOTE 4.3).

use flate2::{Compress, Compression, Crc, FlushCompress};

/// Stored and deflated, as headers spell them.
pub const STORED: u16 = 0;
pub const DEFLATED: u16 = 8;

/// One entry, as its headers tell of it; what is told need not be true.
#[derive(Clone)]
pub struct Entry {
    pub name: Vec<u8>,
    pub method: u16,
    pub flags: u16,
    pub packed: Vec<u8>,
    pub checksum: u32,
    /// What it is said to inflate to.
    pub bytes: u32,
    /// Attributes of the system on which it is said to have been made.
    pub attributes: u32,
    pub extra: Vec<u8>,
}

impl Entry {
    /// An honest entry.
    pub fn new(name: &str, content: impl AsRef<[u8]>) -> Self {
        Self::repeated(name, b"", content.as_ref(), 1, b"")
    }

    /// An honest entry that holds one piece again and again: it is packed once, whatever it inflates to.
    pub fn repeated(name: &str, before: &[u8], piece: &[u8], times: u32, after: &[u8]) -> Self {
        let packed_piece = deflated(piece, FlushCompress::Full);
        let mut packed = deflated(before, FlushCompress::Full);
        let (mut sum, mut of_piece) = (Crc::new(), Crc::new());
        sum.update(before);
        of_piece.update(piece);
        for _ in 0..times {
            packed.extend_from_slice(&packed_piece);
            sum.combine(&of_piece);
        }
        let mut of_end = Crc::new();
        of_end.update(after);
        sum.combine(&of_end);
        packed.extend(deflated(after, FlushCompress::Finish));
        let length = |bytes: &[u8]| u32::try_from(bytes.len()).expect("a short piece");
        Self {
            name: name.as_bytes().to_vec(),
            method: DEFLATED,
            flags: 0,
            packed,
            checksum: sum.sum(),
            bytes: length(before) + length(piece) * times + length(after),
            attributes: 0,
            extra: Vec::new(),
        }
    }

    /// An honest entry that is not packed.
    pub fn stored(name: &str, content: &[u8]) -> Self {
        let mut sum = Crc::new();
        sum.update(content);
        Self {
            method: STORED,
            packed: content.to_vec(),
            checksum: sum.sum(),
            bytes: u32::try_from(content.len()).expect("a short piece"),
            ..Self::new(name, b"")
        }
    }

    /// The same but for something.
    pub fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }
}

/// What an encoder makes of a text; flushed in full it ends at a byte and refers to nothing before it.
fn deflated(content: &[u8], flush: FlushCompress) -> Vec<u8> {
    let mut packed = Vec::with_capacity(content.len() + content.len() / 16 + 1024);
    if !content.is_empty() || flush == FlushCompress::Finish {
        let mut encoder = Compress::new(Compression::fast(), false);
        encoder
            .compress_vec(content, &mut packed, flush)
            .expect("room for all of it");
    }
    packed
}

/// The trailer of an archive; what it says need not be true.
#[derive(Clone, Copy)]
pub struct Trailer {
    pub entries: u16,
    pub directory_bytes: u32,
    pub directory_at: u32,
}

/// An archive of entries.
pub fn archive(entries: &[Entry]) -> Vec<u8> {
    archive_with(entries, |_| {})
}

/// An archive of entries with a trailer that says something else.
pub fn archive_with(entries: &[Entry], lie: impl FnOnce(&mut Trailer)) -> Vec<u8> {
    let mut file = Vec::new();
    let mut places = Vec::new();
    for entry in entries {
        places.push(length(&file));
        file.extend(local_header(entry));
        file.extend_from_slice(&entry.packed);
    }
    let directory: Vec<u8> = entries
        .iter()
        .zip(&places)
        .flat_map(|(entry, at)| central_header(entry, *at))
        .collect();
    finished(file, &directory, entries.len(), lie)
}

/// An archive in which many entries are one and the same place.
pub fn overlapping(entry: &Entry, names: impl Iterator<Item = String>) -> Vec<u8> {
    let file = [local_header(entry), entry.packed.clone()].concat();
    let called = |name: String| entry.clone().with(|entry| entry.name = name.into_bytes());
    let headers: Vec<Vec<u8>> = names.map(|name| central_header(&called(name), 0)).collect();
    finished(file, &headers.concat(), headers.len(), |_| {})
}

fn finished(
    mut file: Vec<u8>,
    directory: &[u8],
    entries: usize,
    lie: impl FnOnce(&mut Trailer),
) -> Vec<u8> {
    let mut trailer = Trailer {
        entries: u16::try_from(entries).unwrap_or(u16::MAX),
        directory_bytes: length(directory),
        directory_at: length(&file),
    };
    lie(&mut trailer);
    file.extend_from_slice(directory);
    file.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    for entries in [trailer.entries; 2] {
        file.extend(entries.to_le_bytes());
    }
    file.extend(trailer.directory_bytes.to_le_bytes());
    file.extend(trailer.directory_at.to_le_bytes());
    file.extend([0, 0]);
    file
}

fn local_header(entry: &Entry) -> Vec<u8> {
    let mut header = b"PK\x03\x04\x14\x00".to_vec();
    header.extend(described(entry));
    header.extend_from_slice(&entry.name);
    header.extend_from_slice(&entry.extra);
    header
}

fn central_header(entry: &Entry, at: u32) -> Vec<u8> {
    // Made by version 2.0 on Unix: only there attributes may tell of links.
    let mut header = b"PK\x01\x02\x14\x03\x14\x00".to_vec();
    header.extend(described(entry));
    // No comment, the first disk, no text.
    header.extend([0; 6]);
    header.extend(entry.attributes.to_le_bytes());
    header.extend(at.to_le_bytes());
    header.extend_from_slice(&entry.name);
    header.extend_from_slice(&entry.extra);
    header
}

/// What both headers tell.
fn described(entry: &Entry) -> Vec<u8> {
    let mut told = Vec::new();
    told.extend(entry.flags.to_le_bytes());
    told.extend(entry.method.to_le_bytes());
    // Midnight of the first day there is.
    told.extend([0, 0, 0x21, 0]);
    told.extend(entry.checksum.to_le_bytes());
    told.extend(length(&entry.packed).to_le_bytes());
    told.extend(entry.bytes.to_le_bytes());
    for length in [entry.name.len(), entry.extra.len()] {
        told.extend(u16::try_from(length).expect("a short name").to_le_bytes());
    }
    told
}

fn length(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).expect("a small file")
}
