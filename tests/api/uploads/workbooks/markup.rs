//! Workbooks whose XML is none, or too much.

use super::{
    super::{
        archive::Entry,
        hostile::{HARMLESS, Hostile, much},
    },
    book::{Book, PARTS, STRINGS},
};
use domain::job::ImportKind;

/// XML that is none, or too much.
#[expect(clippy::too_many_lines, reason = "one list, to be read as one")]
pub fn markup(kind: ImportKind) -> Vec<Hostile> {
    let book = || Book::of(kind);
    let strings = |text: &str| book().with(Entry::new("xl/t.xml", text)).file();
    let of = |name: &str, bytes: Vec<u8>, ends: &[&'static str]| Hostile::new(name, bytes, ends);
    let twice = |at: u32| format!("<!ENTITY a{at} \"&a{0};&a{0};\">", at - 1);
    let entities: Vec<String> = (1..30).map(twice).collect();
    let laughs = [
        r#"<!DOCTYPE l [<!ENTITY a0 "ha">"#,
        &entities.concat(),
        "]><sst><si><t>&a29;</t></si></sst>",
    ];
    let laughs = laughs.concat();
    let long = "x".repeat(2 << 20);
    let attributes: Vec<String> = (0..200_000).map(|at| format!(" a{at}=\"\"")).collect();
    let attributes = attributes.concat();
    let wide: Vec<u8> = STRINGS.encode_utf16().flat_map(u16::to_le_bytes).collect();
    vec![
        of("a billion laughs", strings(&laughs), &["BROKEN"]),
        of(
            "an entity from a file",
            strings(
                r#"<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><sst><si><t>&a;</t></si></sst>"#,
            ),
            &["BROKEN"],
        ),
        of(
            "an entity from the network",
            strings(r#"<!DOCTYPE l SYSTEM "http://127.0.0.1:1/x.dtd"><sst/>"#),
            &["BROKEN"],
        ),
        of(
            "an entity that nobody declared",
            strings("<sst><si><t>&lol;</t></si></sst>"),
            &["BROKEN"],
        ),
        of(
            "elements a million deep",
            strings(&format!("<sst>{}", "<a>".repeat(much(1 << 20) as usize))),
            &["BROKEN"],
        ),
        of(
            "two hundred thousand attributes",
            book().rows(&format!("<row r=\"2\"{attributes}/>")).file(),
            &["TOO_LARGE"],
        ),
        of(
            "an attribute of two megabytes",
            book().rows(&format!("<row r=\"2\" x=\"{long}\"/>")).file(),
            &["TOO_LARGE"],
        ),
        of(
            "a comment of two megabytes",
            book().rows(&format!("<!--{long}-->")).file(),
            &["TOO_LARGE"],
        ),
        of(
            "an instruction of two megabytes",
            book().rows(&format!("<?x {long}?>")).file(),
            &["TOO_LARGE"],
        ),
        of(
            "a text of two megabytes",
            book()
                .rows(&format!(
                    "<row r=\"2\"><c t=\"str\"><v>{long}</v></c></row>"
                ))
                .file(),
            &["TOO_LARGE"],
        ),
        of(
            "a name of two megabytes",
            book().rows(&format!("<{long}/>")).file(),
            &["TOO_LARGE"],
        ),
        of(
            "a tag that is never closed",
            book().rows("<row r=\"2\"><c").file(),
            &["BROKEN"],
        ),
        of(
            "elements that close each other",
            book().rows("<row r=\"2\"><c></row></c>").file(),
            &["BROKEN"],
        ),
        of(
            "strings in UTF-16",
            book()
                .with(Entry::new("xl/t.xml", [b"\xff\xfe", &wide[..]].concat()))
                .file(),
            &["BROKEN", HARMLESS],
        ),
        of(
            "bytes that are no UTF-8",
            book()
                .with(Entry::new(
                    "xl/t.xml",
                    b"<sst><si><t>\xff\xc0\x80</t></si></sst>",
                ))
                .file(),
            &["BROKEN", "ENCODING"],
        ),
        of(
            "half a character by number",
            strings("<sst><si><t>&#xD800;</t></si></sst>"),
            &["BROKEN"],
        ),
        of(
            "NUL by number",
            strings("<sst><si><t>&#0;</t></si></sst>"),
            &["BROKEN"],
        ),
        of(
            "no XML at all",
            strings("MZ\u{90}\0"),
            &["BROKEN", HARMLESS],
        ),
        of(
            "relations that lead away",
            book()
                .with(Entry::new(
                    "xl/_rels/workbook.xml.rels",
                    PARTS.replace("s.xml", "http://127.0.0.1:1/s.xml"),
                ))
                .file(),
            &["BROKEN", "NOT_A_TABLE"],
        ),
        of(
            "relations that climb out",
            book()
                .with(Entry::new(
                    "xl/_rels/workbook.xml.rels",
                    PARTS.replace("s.xml", "../../../../etc/passwd"),
                ))
                .file(),
            &["BROKEN", "NOT_A_TABLE"],
        ),
        of(
            "relations that lead to themselves",
            book()
                .with(Entry::new(
                    "xl/_rels/workbook.xml.rels",
                    PARTS.replace("s.xml", "_rels/workbook.xml.rels"),
                ))
                .file(),
            &["HEADER_NOT_FOUND", "BROKEN"],
        ),
    ]
}
