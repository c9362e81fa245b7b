//! ZIP, written entry by entry with whatever lies are wanted (APPNOTE 6.3.10).

use flate2::{Compression, Crc, FlushCompress, write::DeflateEncoder};
use std::io::Write;

/// One entry.
#[derive(Clone)]
pub struct Entry {
    name: Vec<u8>,
    packed: Vec<u8>,
    method: u16,
    flags: u16,
    crc: u32,
    size: u32,
    declared_packed: Option<u32>,
}

impl Entry {
    /// An honest one.
    pub fn of(name: &str, content: impl AsRef<[u8]>) -> Self {
        let content = content.as_ref();
        let mut deflate = DeflateEncoder::new(Vec::new(), Compression::fast());
        deflate.write_all(content).expect("packed");
        let mut crc = Crc::new();
        crc.update(content);
        Self {
            name: name.as_bytes().to_vec(),
            packed: deflate.finish().expect("packed"),
            method: 8,
            flags: 0,
            crc: crc.sum(),
            size: u32::try_from(content.len()).expect("small"),
            declared_packed: None,
        }
    }

    /// A bomb: what stands before, one piece again and again, what stands behind. The piece is packed once.
    pub fn repeated(name: &str, before: &str, piece: &[u8], times: usize, behind: &str) -> Self {
        let mut packed = Vec::new();
        let mut crc = Crc::new();
        let mut size = 0;
        for (content, times) in [
            (before.as_bytes(), 1),
            (piece, times),
            (behind.as_bytes(), 1),
        ] {
            let block = block(content);
            let mut own = Crc::new();
            own.update(content);
            for _ in 0..times {
                packed.extend_from_slice(&block);
                crc.combine(&own);
                size += content.len();
            }
        }
        // An empty last block.
        packed.extend([3, 0]);
        Self {
            packed,
            crc: crc.sum(),
            size: u32::try_from(size).unwrap_or(u32::MAX),
            ..Self::of(name, "")
        }
    }

    pub fn named(self, name: &[u8]) -> Self {
        Self {
            name: name.to_vec(),
            ..self
        }
    }

    /// Says to be of another size when unpacked.
    pub fn declaring(self, size: u32) -> Self {
        Self { size, ..self }
    }

    /// Says to be of another size as it is.
    pub fn declaring_packed(self, size: u32) -> Self {
        Self {
            declared_packed: Some(size),
            ..self
        }
    }

    pub fn with_method(self, method: u16) -> Self {
        Self { method, ..self }
    }

    pub fn encrypted(self) -> Self {
        Self { flags: 1, ..self }
    }

    pub fn damaged(self) -> Self {
        Self {
            crc: !self.crc,
            ..self
        }
    }

    fn fields(&self) -> Vec<u8> {
        let packed = u32::try_from(self.packed.len()).expect("small");
        let name = u16::try_from(self.name.len()).expect("a name");
        [
            &20_u16.to_le_bytes()[..],
            &self.flags.to_le_bytes(),
            &self.method.to_le_bytes(),
            &[0, 0, 0x21, 0x50],
            &self.crc.to_le_bytes(),
            &self.declared_packed.unwrap_or(packed).to_le_bytes(),
            &self.size.to_le_bytes(),
            &name.to_le_bytes(),
            &[0, 0],
        ]
        .concat()
    }
}

/// Deflated by itself and flushed, so that blocks can follow each other.
fn block(content: &[u8]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(content.len() / 64 + 1024);
    let mut deflate = flate2::Compress::new(Compression::best(), false);
    let mut at = 0;
    loop {
        packed.reserve(4096);
        let before = deflate.total_in();
        deflate
            .compress_vec(&content[at..], &mut packed, FlushCompress::Sync)
            .expect("packed");
        at += usize::try_from(deflate.total_in() - before).expect("small");
        if at == content.len() && packed.len() < packed.capacity() {
            return packed;
        }
    }
}

/// An archive of these entries.
pub fn archive(entries: &[Entry]) -> Vec<u8> {
    let places: Vec<usize> = (0..entries.len()).collect();
    overlapping(entries, &places)
}

/// An archive whose directory names, in this order, the entries at these places: one may be named often.
pub fn overlapping(entries: &[Entry], named: &[usize]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut offsets = Vec::new();
    for entry in entries {
        offsets.push(u32::try_from(out.len()).expect("small"));
        out.extend(b"PK\x03\x04");
        out.extend(entry.fields());
        out.extend(&entry.name);
        out.extend(&entry.packed);
    }
    let begins = u32::try_from(out.len()).expect("small");
    for place in named {
        let entry = &entries[*place];
        out.extend(b"PK\x01\x02\x14\x00");
        out.extend(entry.fields());
        out.extend([0; 10]);
        out.extend(offsets[*place].to_le_bytes());
        out.extend(&entry.name);
    }
    let length = u32::try_from(out.len()).expect("small") - begins;
    let count = u16::try_from(named.len()).unwrap_or(u16::MAX);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
    out.extend(length.to_le_bytes());
    out.extend(begins.to_le_bytes());
    out.extend([0, 0]);
    out
}
