//! The parts of a workbook, put into a container that is sound: what random bytes rarely get to.

use crate::sheets;
use std::io::{Cursor, Write};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// What parts a workbook's; the last may lack. First the sheet, then the strings, the styles, the workbook.
const BETWEEN: &[u8] = b"\n--\n";

const ROOT: &str = r#"<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const PARTS: &str = r#"<Relationships><Relationship Id="s" Type="x/worksheet" Target="s.xml"/><Relationship Id="t" Type="x/sharedStrings" Target="t.xml"/><Relationship Id="y" Type="x/styles" Target="y.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<workbook><sheets><sheet name="A" r:id="s"/></sheets></workbook>"#;

/// What [`sheets::holds`] says, of a workbook of these parts.
pub fn holds(parts: &[u8]) {
    sheets::holds(&workbook(parts));
}

fn workbook(parts: &[u8]) -> Vec<u8> {
    let (sheet, rest) = split(parts);
    let (strings, rest) = split(rest);
    let (styles, workbook) = split(rest);
    let workbook = if workbook.is_empty() {
        WORKBOOK.as_bytes()
    } else {
        workbook
    };
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in [
        ("_rels/.rels", ROOT.as_bytes()),
        ("xl/_rels/workbook.xml.rels", PARTS.as_bytes()),
        ("xl/workbook.xml", workbook),
        ("xl/s.xml", sheet),
        ("xl/t.xml", strings),
        ("xl/y.xml", styles),
    ] {
        if content.is_empty() {
            continue;
        }
        zip.start_file(name, stored).expect("memory");
        zip.write_all(content).expect("memory");
    }
    zip.finish().expect("memory").into_inner()
}

fn split(bytes: &[u8]) -> (&[u8], &[u8]) {
    let at = bytes
        .windows(BETWEEN.len())
        .position(|window| window == BETWEEN);
    at.map_or((bytes, &[]), |at| {
        (&bytes[..at], &bytes[at + BETWEEN.len()..])
    })
}
