//! Hostile texts.

use super::hostile::{HARMLESS, Hostile, headings, much};
use domain::job::ImportKind;
use encoding_rs::GB18030;

/// All of them, made for one kind of sheet.
pub fn texts(kind: ImportKind) -> Vec<Hostile> {
    let mut all = encodings(kind);
    all.extend(shapes(kind));
    all.extend(cells(kind));
    all
}

/// Heads of all columns, and a line with one word in it.
fn head(kind: ImportKind) -> String {
    format!("{}\n", headings(kind).join(","))
}

fn wide(text: &str, bytes: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

/// Texts that are no text, or not the same one throughout.
fn encodings(kind: ImportKind) -> Vec<Hostile> {
    let of = |name: &str, bytes: Vec<u8>, ends: &[&'static str]| Hostile::new(name, bytes, ends);
    let text = format!("{}张三,1\n", head(kind));
    let gbk = GB18030.encode(&text).0.into_owned();
    let little = wide(&text, u16::to_le_bytes);
    let big = wide(&text, u16::to_be_bytes);
    let wider: Vec<u8> = text
        .chars()
        .flat_map(|c| u32::from(c).to_le_bytes())
        .collect();
    let padding = "\n".repeat(70_000);
    vec![
        of(
            "UTF-8 with its mark",
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            &[HARMLESS],
        ),
        of(
            "two marks",
            [b"\xef\xbb\xbf\xef\xbb\xbf", text.as_bytes()].concat(),
            &[HARMLESS, "COLUMN_MISSING", "HEADER_NOT_FOUND"],
        ),
        of(
            "GB18030 with its mark",
            [b"\x84\x31\x95\x33", &gbk[..]].concat(),
            &[HARMLESS],
        ),
        of(
            "UTF-16 with its mark",
            [b"\xff\xfe", &little[..]].concat(),
            &[HARMLESS],
        ),
        of(
            "UTF-16 the other way",
            [b"\xfe\xff", &big[..]].concat(),
            &[HARMLESS],
        ),
        of("UTF-16 without a mark", little.clone(), &["NOT_A_TABLE"]),
        of(
            "UTF-16 of an odd number of bytes",
            [b"\xff\xfe", &little[..little.len() - 1]].concat(),
            &["ENCODING"],
        ),
        of(
            "half a character in UTF-16",
            [b"\xff\xfe", &little[..], b"\x00\xd8x\0"].concat(),
            &["ENCODING"],
        ),
        of(
            "UTF-32 with its mark",
            [b"\xff\xfe\0\0", &wider[..]].concat(),
            &["NOT_A_TABLE"],
        ),
        of("UTF-32 without a mark", wider, &["NOT_A_TABLE"]),
        of(
            "half a character in UTF-8",
            [text.as_bytes(), b"\xed\xa0\x80,1\n"].concat(),
            &["ENCODING", "HEADER_NOT_FOUND", "COLUMN_MISSING"],
        ),
        of(
            "bytes that are no UTF-8 far below",
            [text.as_bytes(), padding.as_bytes(), b"\xff\xfe\xfd,1\n"].concat(),
            &["ENCODING"],
        ),
        of(
            "GBK below UTF-8",
            [text.as_bytes(), padding.as_bytes(), &gbk[..]].concat(),
            &["ENCODING"],
        ),
        of(
            "the first half of a character at the end",
            [&gbk[..], b"\xd5"].concat(),
            &["ENCODING"],
        ),
        of(
            "NUL in a cell",
            format!("{text}李\0四,2\n").into_bytes(),
            &["NOT_A_TABLE"],
        ),
        of(
            "NUL far below",
            format!("{text}{padding}李\0四,2\n").into_bytes(),
            &["NOT_A_TABLE"],
        ),
        of("nothing but NUL", vec![0; 1 << 20], &["NOT_A_TABLE"]),
        of(
            "an escape into another character set",
            [b"\x1b$B", text.as_bytes()].concat(),
            &[HARMLESS, "COLUMN_MISSING", "HEADER_NOT_FOUND"],
        ),
    ]
}

/// Texts without an end of some kind.
fn shapes(kind: ImportKind) -> Vec<Hostile> {
    let head = head(kind);
    let of = |name: &str, bytes: Vec<u8>, ends: &[&'static str]| Hostile::new(name, bytes, ends);
    let below = |text: &str| format!("{head}{text}").into_bytes();
    let million = much(8 << 20) as usize;
    let unknown: Vec<String> = (0..400).map(|at| format!("{at:0>60}号")).collect();
    vec![
        of("nothing", Vec::new(), &["HEADER_NOT_FOUND"]),
        of("one byte", b"\x01".to_vec(), &["HEADER_NOT_FOUND"]),
        of(
            "a line without an end",
            vec![b'x'; million.max(2 << 20)],
            &["ROW_TOO_LONG"],
        ),
        of(
            "a row without an end",
            below(&"1".repeat(million.max(2 << 20))),
            &["ROW_TOO_LONG"],
        ),
        of(
            "a million columns of nothing",
            below(&",".repeat(1_000_000)),
            &[HARMLESS],
        ),
        of(
            "two million columns of nothing",
            below(&",".repeat(2_000_000)),
            &["ROW_TOO_LONG"],
        ),
        of(
            "half a million columns",
            below(&"1,".repeat(500_000)),
            &["TOO_MANY_COLUMNS"],
        ),
        of(
            "a mark of quotation that is never closed",
            below(&format!("\"{}", "x,\n".repeat(million / 3))),
            &["UNCLOSED_QUOTE"],
        ),
        of(
            "nothing but marks of quotation",
            below(&"\"".repeat(million + 1)),
            &["UNCLOSED_QUOTE"],
        ),
        of(
            "a million rows of nothing",
            below(&"\n".repeat(million)),
            &[HARMLESS, "TOO_MANY_ROWS"],
        ),
        of(
            "rows that end as on an old Macintosh",
            head.replace('\n', "\r").into_bytes(),
            &[HARMLESS, "COLUMN_MISSING", "HEADER_NOT_FOUND"],
        ),
        of(
            "a cell of five thousand characters",
            below(&"字".repeat(5000)),
            &["CELL_TOO_LONG"],
        ),
        of(
            "four hundred unknown columns",
            format!("{},{}", head.trim_end(), unknown.join(",")).into_bytes(),
            &[HARMLESS],
        ),
        of(
            "nothing but unknown columns",
            unknown.join(",").into_bytes(),
            &["HEADER_NOT_FOUND"],
        ),
        of(
            "every column twice",
            format!("{0},{0}\n", head.trim_end()).into_bytes(),
            &["COLUMN_TWICE"],
        ),
        of(
            "the head a thousand times",
            head.repeat(1000).into_bytes(),
            &[HARMLESS],
        ),
        of(
            "six thousand rows that say nothing right",
            below(&"?,?,?,?\n".repeat(6000)),
            &["ROWS_MOSTLY_WRONG", HARMLESS],
        ),
    ]
}

/// Cells that would act where somebody opened them, or look like others.
fn cells(kind: ImportKind) -> Vec<Hostile> {
    let row = |name: &str, cell: &str| {
        let cells = vec![format!("\"{}\"", cell.replace('"', "\"\"")); 4].join(",");
        Hostile::new(
            name,
            format!("{}{cells}\n", head(kind)).into_bytes(),
            &[HARMLESS],
        )
    };
    let marks = "\u{200e}\u{200f}\u{202a}\u{202e}\u{2066}\u{2069}\u{feff}";
    vec![
        row("a formula", "=1+1"),
        row("a link", "=HYPERLINK(\"http://127.0.0.1:1/?\"&A1,\"张三\")"),
        row("an order to another program", "=cmd|'/c calc'!A0"),
        row("an order that looks like a number", "+1-1|cmd|'/c calc'!A0"),
        row("a function", "@SUM(1+1)*cmd|'/c calc'!A0"),
        row("a formula behind a tab", "\t=1+1"),
        row("a formula in the other width", "＝1＋1"),
        row("a text that turns around", "\u{202e}gpj.exe"),
        row("marks that nobody sees", &format!("张{marks}三")),
        row("marks that join", "张\u{200b}\u{200c}\u{200d}\u{2060}三"),
        row("marks upon marks", &format!("a{}", "\u{301}".repeat(2000))),
        row(
            "one character that becomes eighteen",
            &"\u{fdfa}".repeat(4000),
        ),
        row(
            "markup",
            "<script>alert(1)</script><img src=x onerror=alert(1)>",
        ),
        row("a template", "{{7*7}}${7*7}#{7*7}%s%n{0}"),
        row("a question to the database", "'; drop table person; --"),
        row("a path", "../../../../etc/passwd"),
        row("line ends", "a\r\nSet-Cookie: x=1\r\n\r\nb"),
    ]
}
