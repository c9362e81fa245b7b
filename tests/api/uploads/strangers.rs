//! Hostile old workbooks, and files of quite another kind.

use super::hostile::{Hostile, much};
use std::io::{Cursor, Write};

/// A record of an old workbook.
fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).expect("a short record");
    [&kind.to_le_bytes(), &length.to_le_bytes()[..], data].concat()
}

/// A compound file with one stream.
fn compound(stream: &str, content: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("a file");
    let mut stream = file.create_stream(stream).expect("a stream");
    stream.write_all(content).expect("written");
    drop(stream);
    file.into_inner().into_inner()
}

/// Compound files: bombs, cut off, of another kind.
pub fn old_workbooks() -> Vec<Hostile> {
    let of = |name: &str, bytes: Vec<u8>, ends: &[&'static str]| Hostile::new(name, bytes, ends);
    let begin = || record(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0]);
    let end = || record(0x000a, b"");
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
pub fn strangers() -> Vec<Hostile> {
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
