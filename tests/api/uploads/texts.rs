//! Hostile texts, old workbooks, and files of quite another kind.

use super::hostile::{HARMLESS, Hostile, headings, much};
use domain::job::ImportKind;
use encoding_rs::GB18030;
use std::io::{Cursor, Write};

/// All of them, made for one kind of sheet.
pub fn texts(kind: ImportKind) -> Vec<Hostile> {
    let mut all = encodings(kind);
    all.extend(shapes(kind));
    all.extend(cells(kind));
    all.extend(old_workbooks());
    all.extend(strangers());
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
            &[HARMLESS],
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

/// Compound files: bombs, cut off, of another kind.
fn old_workbooks() -> Vec<Hostile> {
    let of = |name: &str, bytes: Vec<u8>, ends: &[&'static str]| Hostile::new(name, bytes, ends);
    let record = |kind: u16, data: &[u8]| {
        let length = u16::try_from(data.len()).expect("a short record");
        [&kind.to_le_bytes(), &length.to_le_bytes()[..], data].concat()
    };
    let begin = || record(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0]);
    let end = || record(0x000a, b"");
    let compound = |stream: &str, content: &[u8]| {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("a file");
        let mut stream = file.create_stream(stream).expect("a stream");
        stream.write_all(content).expect("written");
        drop(stream);
        file.into_inner().into_inner()
    };
    let sheet_at = |at: u32| {
        record(
            0x0085,
            &[&at.to_le_bytes()[..], &[0, 0, 1, 0, b'A']].concat(),
        )
    };
    let sheets = sheet_at(0).repeat(much(200_000) as usize);
    let strings = [&[0xff; 8][..], &[0, 0, 0].repeat(2000)].concat();
    let whole = compound("/Workbook", &[begin(), end()].concat());
    let looped = {
        // Each sector of the table says that the next one is itself.
        let mut bytes = compound("/Workbook", &vec![0; 100_000]);
        for at in 0..120_u32 {
            let at = usize::try_from(at).expect("small");
            let place = 512 + at * 4;
            bytes[place..place + 4]
                .copy_from_slice(&u32::try_from(at).expect("small").to_le_bytes());
        }
        bytes
    };
    vec![
        of(
            "an old document",
            compound("/WordDocument", b"x"),
            &["NOT_A_TABLE"],
        ),
        of(
            "a workbook behind a password",
            compound("/EncryptedPackage", &[0; 64]),
            &["ENCRYPTED"],
        ),
        of(
            "an old workbook behind a password",
            compound(
                "/Workbook",
                &[begin(), record(0x002f, &[0; 6]), end()].concat(),
            ),
            &["ENCRYPTED"],
        ),
        of(
            "an old workbook without a sheet",
            whole.clone(),
            &["HEADER_NOT_FOUND"],
        ),
        of(
            "an old workbook cut off",
            whole[..whole.len() / 2].to_vec(),
            &["BROKEN"],
        ),
        of(
            "an old workbook of the signature alone",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(),
            &["BROKEN"],
        ),
        of(
            "an old workbook that never ends",
            compound("/Workbook", &begin().repeat(1000)),
            &["BROKEN"],
        ),
        of(
            "an old workbook whose table bites its tail",
            looped,
            &["BROKEN", "NOT_A_TABLE"],
        ),
        of(
            "two hundred thousand sheets that are one",
            compound("/Workbook", &[begin(), sheets, end()].concat()),
            &["HEADER_NOT_FOUND"],
        ),
        of(
            "a count of old strings that is a lie",
            compound(
                "/Workbook",
                &[begin(), record(0x00fc, &strings), end()].concat(),
            ),
            &["HEADER_NOT_FOUND"],
        ),
        of(
            "old strings that end too soon",
            compound(
                "/Workbook",
                &[
                    begin(),
                    record(0x00fc, &[0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 1, 0]),
                    end(),
                ]
                .concat(),
            ),
            &["BROKEN"],
        ),
        of(
            "a workbook of Excel 5",
            compound("/Book", &record(0x0809, &[0, 5, 5, 0, 0, 0, 0, 0])),
            &["NOT_A_TABLE"],
        ),
    ]
}

/// What is no sheet at all, whatever it is called.
fn strangers() -> Vec<Hostile> {
    let of =
        |name: &str, bytes: &[u8], ends: &[&'static str]| Hostile::new(name, bytes.to_vec(), ends);
    let none = &["NOT_A_TABLE"][..];
    let no_head = &["HEADER_NOT_FOUND", "NOT_A_TABLE", "ENCODING"][..];
    let big = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\x7f\xff\xff\xff\x7f\xff\xff\xff\x08\x06\0\0\0";
    vec![
        of(
            "a web page that is called a workbook",
            "<html><table><tr><td>姓名</td></tr></table></html>".as_bytes(),
            none,
        ),
        of(
            "a picture with a script in it",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            none,
        ),
        of("rich text", b"{\\rtf1\\ansi{\\object\\objocx}}", none),
        of("a program", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff", none),
        of(
            "a program of another system",
            b"\x7fELF\x02\x01\x01\0",
            none,
        ),
        of("a script", b"#!/bin/sh\nrm -rf /\n", no_head),
        of(
            "a script for the other system",
            b"@echo off\r\ndel /q *\r\n",
            no_head,
        ),
        of(
            "an archive of another kind",
            b"7z\xbc\xaf\x27\x1c\0\x04",
            none,
        ),
        of(
            "a packed text",
            b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x4b\x04\0",
            none,
        ),
        of("a moving picture", b"GIF89a\x01\0\x01\0\0\0\0;", none),
        of(
            "a document that acts",
            b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj",
            none,
        )
        .evidence(),
        of(
            "a picture of four thousand million squared points",
            big,
            none,
        )
        .evidence(),
        of(
            "a picture and a web page",
            b"\xff\xd8\xff\xfe\0\x20<script>alert(1)</script>\xff\xd9",
            no_head,
        )
        .evidence(),
        of(
            "a picture and an archive",
            b"\x89PNG\r\n\x1a\n\0PK\x03\x04PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
            none,
        )
        .evidence(),
        of(
            "a picture that is nothing but its first bytes",
            b"RIFF\xff\xff\xff\xffWEBP",
            no_head,
        )
        .evidence(),
        of("a picture one byte short", b"\x89PNG\r\n\x1a", no_head),
    ]
}
