//! Files that are sent to do harm, each made here.

use super::archive::{Entry, archive, overlapping};
use std::io::{Cursor, Write};

/// What a file is called in a failure, and its bytes.
pub type Hostile = (&'static str, Vec<u8>);

const HEADINGS: &str = "姓名,身份证号,联系电话\n";

/// All of them.
pub fn files() -> Vec<Hostile> {
    let mut all = texts();
    all.extend(bombs());
    all.extend(archives());
    all.extend(workbooks());
    all.extend(old_workbooks());
    all.extend(others());
    all
}

fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GBK.encode(text).0.into_owned()
}

fn texts() -> Vec<Hostile> {
    let with = |rest: &[u8]| [HEADINGS.as_bytes(), rest].concat();
    let utf16 = |text: &str, big: bool| -> Vec<u8> {
        let units = text.encode_utf16();
        units
            .flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    };
    let person = "张三,110105194912310021,13800000000\n";
    vec![
        ("nothing", Vec::new()),
        ("a byte order mark and nothing", b"\xEF\xBB\xBF".to_vec()),
        ("a NUL in a cell", with("张\0三,1,2\n".as_bytes())),
        ("nothing but NULs", vec![0; 1 << 20]),
        (
            "a lone lead byte of GBK at the end",
            [gbk(HEADINGS), gbk("张三,"), vec![0xD5]].concat(),
        ),
        (
            "a lone lead byte of GBK in the middle",
            [gbk(HEADINGS), vec![0xD5, b','], gbk(person)].concat(),
        ),
        (
            "UTF-16 without a mark",
            utf16(&format!("{HEADINGS}{person}"), false),
        ),
        (
            "UTF-16 that ends in half a unit",
            [&[0xFF, 0xFE][..], &utf16(HEADINGS, false), &[0x4E]].concat(),
        ),
        (
            "UTF-16 with a lone surrogate",
            [
                &[0xFE, 0xFF][..],
                &utf16(HEADINGS, true),
                &[0xD8, 0x00, 0, b','],
            ]
            .concat(),
        ),
        (
            "UTF-8 and then GBK",
            [with(person.as_bytes()), gbk(&person.repeat(2000))].concat(),
        ),
        (
            "GBK and then UTF-8",
            [
                gbk(HEADINGS),
                gbk(&person.repeat(2000)),
                "张三丰\u{1F600}\n".as_bytes().to_vec(),
            ]
            .concat(),
        ),
        (
            "UTF-8 longer than it need be",
            with(b"\xC0\xAF\xE0\x80\xAF,1,2\n"),
        ),
        (
            "a quotation mark that is never closed",
            with(&[b"\"", &b"x,".repeat(2 << 20)[..]].concat()),
        ),
        ("nothing but quotation marks", vec![b'"'; 5 << 20]),
        ("five million columns", with(&vec![b','; 5 << 20])),
        (
            "five million columns in the header",
            [&vec![b','; 5 << 20], HEADINGS.as_bytes()].concat(),
        ),
        ("a cell of twelve megabytes", with(&vec![b'x'; 12 << 20])),
        (
            "one line of twelve megabytes without a header",
            vec![b'x'; 12 << 20],
        ),
        ("a million empty lines", vec![b'\n'; 1 << 20]),
        (
            "a million rows of nothing but commas",
            with(&b",,\n".repeat(1 << 20)),
        ),
        ("bare carriage returns", with(&b"\r".repeat(1 << 20))),
    ]
}

const ROOT: &str = r#"<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const PARTS: &str = r#"<Relationships><Relationship Id="s" Type="x/worksheet" Target="s.xml"/><Relationship Id="t" Type="x/sharedStrings" Target="t.xml"/></Relationships>"#;
const MAIN: &str = r#"<workbook><sheets><sheet name="A" r:id="s"/></sheets></workbook>"#;
const HEADER: &str = r#"<row r="1"><c r="A1" t="str"><v>姓名</v></c><c r="B1" t="str"><v>身份证号</v></c><c r="C1" t="str"><v>联系电话</v></c></row>"#;
const BEGINS: &str = "<worksheet><sheetData>";
const ENDS: &str = "</sheetData></worksheet>";

/// The entries of a workbook without its sheet and its strings.
fn frame() -> Vec<Entry> {
    vec![
        Entry::of("_rels/.rels", ROOT),
        Entry::of("xl/_rels/workbook.xml.rels", PARTS),
        Entry::of("xl/workbook.xml", MAIN),
    ]
}

fn workbook(sheet: Entry, strings: Entry) -> Vec<u8> {
    let mut entries = frame();
    entries.extend([sheet, strings]);
    archive(&entries)
}

fn sheet(rows: &str) -> Entry {
    Entry::of("xl/s.xml", format!("{BEGINS}{HEADER}{rows}{ENDS}"))
}

fn strings(xml: &str) -> Entry {
    Entry::of("xl/t.xml", xml)
}

fn plain() -> Entry {
    strings("<sst/>")
}

fn bombs() -> Vec<Hostile> {
    let rows = r#"<row><c t="inlineStr"><is><t>x</t></is></c></row>"#.repeat(1000);
    let begins = format!("{BEGINS}{HEADER}");
    let piece = vec![b'x'; 1 << 20];
    let string = Entry::repeated("xl/t.xml", "<sst><si><t>", &piece, 1024, "</t></si></sst>");
    let many = Entry::repeated(
        "xl/t.xml",
        "<sst>",
        "<si><t>x</t></si>".repeat(4096).as_bytes(),
        500,
        "</sst>",
    );
    let empty = Entry::repeated(
        "xl/t.xml",
        "<sst>",
        "<si/>".repeat(10_000).as_bytes(),
        400,
        "</sst>",
    );
    let long = "<si><t>".to_owned() + &"x".repeat(4000) + "</t></si>";
    let heavy = Entry::repeated(
        "xl/t.xml",
        "<sst>",
        long.repeat(200).as_bytes(),
        600,
        "</sst>",
    );
    let comment = Entry::repeated("xl/s.xml", "<worksheet><!--", &piece, 1024, "-->");
    let attribute = Entry::repeated("xl/s.xml", "<worksheet a=\"", &piece, 64, "\"/>");
    let blank = Entry::repeated("xl/s.xml", &begins, &vec![b' '; 1 << 20], 1024, ENDS);
    let inner = archive(&[Entry::repeated("a", "", &piece, 1024, "")]);
    let nested = (0..5).fold(inner, |inner, _| archive(&[Entry::of("a.zip", inner)]));
    vec![
        ("a gigabyte as one string", workbook(sheet(""), string)),
        ("two million strings", workbook(sheet(""), many)),
        ("four million empty strings", workbook(sheet(""), empty)),
        (
            "half a gigabyte of long strings",
            workbook(sheet(""), heavy),
        ),
        ("a gigabyte as one comment", workbook(comment, plain())),
        (
            "an attribute of sixty-four megabytes",
            workbook(attribute, plain()),
        ),
        ("a gigabyte of blanks", workbook(blank, plain())),
        (
            "two hundred thousand rows",
            workbook(
                Entry::repeated("xl/s.xml", &begins, rows.as_bytes(), 200, ENDS),
                plain(),
            ),
        ),
        ("a bomb in an archive in an archive, five deep", nested),
        ("a bomb beside the workbook", {
            let mut entries = frame();
            entries.extend([
                sheet(""),
                plain(),
                Entry::repeated("xl/x.xml", "", &piece, 1024, ""),
            ]);
            archive(&entries)
        }),
        (
            "a bomb in the place of the relations",
            archive(&[Entry::repeated("_rels/.rels", "", &piece, 1024, "")]),
        ),
        (
            "a bomb in the place of the list of sheets",
            archive(&[
                Entry::of("_rels/.rels", ROOT),
                Entry::of("xl/_rels/workbook.xml.rels", PARTS),
                Entry::repeated(
                    "xl/workbook.xml",
                    "<workbook><sheets>",
                    r#"<sheet name="A" r:id="s"/>"#.repeat(1000).as_bytes(),
                    200,
                    "</sheets></workbook>",
                ),
            ]),
        ),
    ]
}

fn archives() -> Vec<Hostile> {
    let with = |sheet: Entry| workbook(sheet, plain());
    let honest = with(sheet("<row/>"));
    let twice = |second: Entry| {
        let mut entries = frame();
        entries.extend([sheet(""), plain(), second]);
        archive(&entries)
    };
    let mut many = frame();
    many.extend((0..20_000).map(|at| Entry::of(&format!("xl/{at}"), "")));
    let cut = |at: usize| honest[..at].to_vec();
    let mut overlong = frame();
    overlong.push(Entry::of(&"x/".repeat(30_000), ""));
    vec![
        (
            "names that climb",
            archive(&[
                Entry::of("../../../../etc/passwd", "x"),
                Entry::of("/etc/passwd", "x"),
            ]),
        ),
        ("a workbook whose sheet climbs", {
            let mut entries = frame();
            entries[1] = Entry::of(
                "xl/_rels/workbook.xml.rels",
                PARTS.replace("s.xml", "../../../../../etc/passwd"),
            );
            archive(&entries)
        }),
        ("a workbook whose sheet lies elsewhere", {
            let mut entries = frame();
            let elsewhere = PARTS.replace(
                "Target=\"s.xml\"",
                "Target=\"http://127.0.0.1:9/s.xml\" TargetMode=\"External\"",
            );
            entries[1] = Entry::of("xl/_rels/workbook.xml.rels", elsewhere);
            archive(&entries)
        }),
        (
            "a NUL in a name",
            twice(Entry::of("x", "").named(b"xl/s.xml\0.txt")),
        ),
        (
            "a name that is no text",
            twice(Entry::of("x", "").named(b"\xFF\xFE\xC0")),
        ),
        ("a name of sixty thousand letters", archive(&overlong)),
        ("one entry twice", twice(sheet("<row r=\"7\"/>"))),
        ("twenty thousand entries", archive(&many)),
        (
            "one entry named fifty thousand times",
            overlapping(&frame(), &[&[0, 1, 2][..], &vec![2; 50_000]].concat()),
        ),
        (
            "an entry that says to be small",
            with(sheet(&"<row/>".repeat(100_000)).declaring(10)),
        ),
        (
            "an entry that says to be four gigabytes",
            with(sheet("").declaring(u32::MAX)),
        ),
        (
            "an entry that is said to be packed into four gigabytes",
            with(sheet("").declaring_packed(u32::MAX - 1)),
        ),
        ("an entry with another checksum", with(sheet("").damaged())),
        (
            "an entry packed in a way that nobody knows",
            with(sheet("").with_method(99)),
        ),
        (
            "an entry said to be stored that is packed",
            with(sheet("").with_method(0)),
        ),
        ("an encrypted entry", with(sheet("").encrypted())),
        ("cut off in the middle", cut(honest.len() / 2)),
        ("cut off at the last byte", cut(honest.len() - 1)),
        ("a directory that lies beyond the end", {
            let mut bytes = honest.clone();
            let at = bytes.len() - 6;
            bytes[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
            bytes
        }),
        (
            "a signature and noise",
            [&b"PK\x03\x04"[..], &noise(1 << 20)].concat(),
        ),
        (
            "an archive with a program before it",
            [&b"MZ\x90\0"[..], &noise(512), &honest].concat(),
        ),
    ]
}

fn workbooks() -> Vec<Hostile> {
    let with = |rows: &str| workbook(sheet(rows), plain());
    let of_strings = |xml: &str| {
        workbook(
            sheet(r#"<row r="2"><c t="s"><v>0</v></c></row>"#),
            strings(xml),
        )
    };
    let raw = |xml: String| workbook(Entry::of("xl/s.xml", xml), plain());
    let laughs = (1..10).fold(String::from(r#"<!ENTITY l0 "ha">"#), |all, level| {
        let inner = format!("&l{};", level - 1).repeat(10);
        format!("{all}<!ENTITY l{level} \"{inner}\">")
    });
    let merges = |each: &str, count: usize| {
        let merge = format!("<mergeCell ref=\"{each}\"/>").repeat(count);
        format!("{BEGINS}{HEADER}</sheetData><mergeCells>{merge}</mergeCells></worksheet>")
    };
    let macros = archive(&[
        Entry::of(
            "[Content_Types].xml",
            r#"<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>"#,
        ),
        Entry::of("_rels/.rels", ROOT),
        Entry::of("xl/_rels/workbook.xml.rels", PARTS),
        Entry::of("xl/workbook.xml", MAIN),
        Entry::of("xl/vbaProject.bin", noise(4096)),
        sheet(""),
        plain(),
    ]);
    vec![
        (
            "two cells at the ends of a sheet",
            with(
                r#"<row r="2"><c r="A2"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#,
            ),
        ),
        (
            "a row with the highest number there is",
            with(r#"<row r="4294967295"><c r="A4294967295"><v>1</v></c></row>"#),
        ),
        (
            "a row with a number beyond that",
            with(r#"<row r="18446744073709551616"/>"#),
        ),
        (
            "a column with no end",
            with(&format!(
                r#"<row r="2"><c r="{}2"/></row>"#,
                "Z".repeat(10_000)
            )),
        ),
        (
            "a string with a number that is not there",
            with(r#"<row r="2"><c t="s"><v>4000000000</v></c></row>"#),
        ),
        (
            "a number with a thousand digits",
            with(&format!(
                r#"<row r="2"><c><v>{}e99999</v></c></row>"#,
                "9".repeat(1000)
            )),
        ),
        (
            "a day in the year ninety thousand",
            with(r#"<row r="2"><c t="d"><v>90000-01-01</v></c></row>"#),
        ),
        (
            "a count of strings that is a lie",
            of_strings(r#"<sst count="4294967295" uniqueCount="18446744073709551615"><si/></sst>"#),
        ),
        (
            "a billion laughs",
            of_strings(&format!(
                "<!DOCTYPE l [{laughs}]><sst><si><t>&l9;</t></si></sst>"
            )),
        ),
        (
            "an entity from elsewhere",
            of_strings(
                r#"<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><sst><si><t>&x;</t></si></sst>"#,
            ),
        ),
        (
            "a parameter entity from elsewhere",
            of_strings(r#"<!DOCTYPE l [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x">%x;]><sst/>"#),
        ),
        (
            "a character that XML does not have",
            of_strings("<sst><si><t>&#0;&#xFFFFFFFF;</t></si></sst>"),
        ),
        (
            "three hundred thousand elements deep",
            raw(format!("{BEGINS}{}", "<a>".repeat(300_000))),
        ),
        (
            "one element that is never closed",
            raw(format!("{BEGINS}<row><c><v>{}", "1".repeat(3 << 20))),
        ),
        (
            "XML in an encoding that is not the declared one",
            raw("<?xml version=\"1.0\" encoding=\"UTF-16\"?><worksheet/>".to_owned()),
        ),
        (
            "a merge of the whole sheet, a million times",
            raw(merges("A1:XFD1048576", 100_000)),
        ),
        (
            "a merge that ends before it begins",
            raw(merges("C3:A1", 10)),
        ),
        ("a workbook with macros", macros),
        (
            "a binary workbook",
            archive(&[
                Entry::of("_rels/.rels", ROOT.replace("workbook.xml", "workbook.bin")),
                Entry::of("xl/workbook.bin", noise(4096)),
            ]),
        ),
        ("a workbook of no sheet", archive(&frame())),
    ]
}

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).expect("short");
    [&kind.to_le_bytes(), &length.to_le_bytes(), data].concat()
}

/// The stream of an old workbook: strings, a list of one sheet, the sheet.
fn stream(strings: &[u8], cells: &[u8]) -> Vec<u8> {
    let begins = record(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let end = record(0x000A, &[]);
    let before = [begins.clone(), strings.to_vec()].concat();
    let at = u32::try_from(before.len() + 13 + end.len()).expect("small");
    let bound = record(
        0x0085,
        &[&at.to_le_bytes()[..], &[0, 0, 1, 0, b'A']].concat(),
    );
    [before, bound, end.clone(), begins, cells.to_vec(), end].concat()
}

fn compound(stream: &[u8], name: &str) -> Vec<u8> {
    let empty = Cursor::new(Vec::new());
    let mut file = cfb::CompoundFile::create_with_version(cfb::Version::V3, empty).expect("a file");
    let mut part = file.create_stream(name).expect("a stream");
    part.write_all(stream).expect("written");
    part.flush().expect("written");
    drop(part);
    file.flush().expect("written");
    file.into_inner().into_inner()
}

fn old_workbooks() -> Vec<Hostile> {
    let old = |strings: &[u8], cells: &[u8]| compound(&stream(strings, cells), "Workbook");
    let table = |data: &[u8]| record(0x00FC, data);
    let cell = |row: u16, column: u16, string: u16| {
        let fields = [row, column, 0, string, 0];
        record(0x00FD, &fields.map(u16::to_le_bytes).concat())
    };
    let heading = |text: &str| {
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = u16::try_from(units.len() / 2).expect("short");
        [&length.to_le_bytes()[..], &[1], &units].concat()
    };
    let headings = [
        vec![0; 8],
        heading("姓名"),
        heading("身份证号"),
        heading("联系电话"),
    ]
    .concat();
    let header: Vec<u8> = (0..3).flat_map(|at| cell(0, at, at)).collect();
    let whole = old(&table(&headings), &[header.clone(), cell(1, 0, 0)].concat());
    let flipped = |every: usize| {
        let mut bytes = whole.clone();
        bytes
            .iter_mut()
            .skip(600)
            .step_by(every)
            .for_each(|byte| *byte ^= 0x55);
        bytes
    };
    let loops = {
        // Every sector of the table of sectors says that the next one is itself.
        let mut bytes = whole.clone();
        let table = 512..1024;
        for at in table.step_by(4) {
            let own = u32::try_from((at - 512) / 4).expect("small");
            bytes[at..at + 4].copy_from_slice(&own.to_le_bytes());
        }
        bytes
    };
    vec![
        (
            "an old workbook with every seventh byte flipped",
            flipped(7),
        ),
        (
            "an old workbook with every hundredth byte flipped",
            flipped(101),
        ),
        ("an old workbook whose sectors go in circles", loops),
        (
            "an old workbook cut off",
            whole[..whole.len() - 700].to_vec(),
        ),
        ("an old workbook of its first sector", whole[..512].to_vec()),
        (
            "an old workbook with a string that is longer than the file",
            old(
                &table(&[&[0; 8][..], &[0xFF, 0xFF, 1, 1, 0]].concat()),
                &header,
            ),
        ),
        (
            "an old workbook with a count of strings that is a lie",
            old(&table(&[&[0xFF; 8][..], &headings[8..]].concat()), &header),
        ),
        (
            "an old workbook with strings that are not there",
            old(
                &table(&headings),
                &[header.clone(), cell(1, 0, 60_000)].concat(),
            ),
        ),
        (
            "an old workbook with a cell in the last column",
            old(
                &table(&headings),
                &[header.clone(), cell(65_535, 65_535, 0)].concat(),
            ),
        ),
        (
            "an old workbook with a record that runs beyond the end",
            compound(
                &[
                    stream(&table(&headings), &header),
                    vec![0xFD, 0, 0xFF, 0xFF],
                ]
                .concat(),
                "Workbook",
            ),
        ),
        (
            "an old workbook of endless continuations",
            old(
                &[table(&headings), record(0x003C, &[0; 100]).repeat(50_000)].concat(),
                &header,
            ),
        ),
        (
            "an old workbook of two million cells in one row",
            old(&table(&headings), &cell(1, 0, 0).repeat(800_000)),
        ),
        (
            "an encrypted old workbook",
            old(
                &[record(0x002F, &[1, 0, 1, 0]), table(&headings)].concat(),
                &header,
            ),
        ),
        (
            "an encrypted package",
            compound(&noise(8192), "EncryptedPackage"),
        ),
        ("an old document", compound(&noise(8192), "WordDocument")),
        (
            "a compound file and noise",
            [&b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"[..], &noise(1 << 20)].concat(),
        ),
    ]
}

fn others() -> Vec<Hostile> {
    vec![
        (
            "a page named as a workbook",
            b"<html><script>alert(1)</script><table><tr><td>\xE5\xA7\x93</td></tr></table></html>"
                .to_vec(),
        ),
        (
            "XML of a spreadsheet",
            b"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook/>"
                .to_vec(),
        ),
        (
            "a picture with a program in it",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(),
        ),
        ("a program", [&b"MZ\x90\0"[..], &noise(4096)].concat()),
        ("a shell script", b"#!/bin/sh\nrm -rf /\n".to_vec()),
        ("gzip", b"\x1F\x8B\x08\0\0\0\0\0\0\x03".to_vec()),
        ("RAR", b"Rar!\x1A\x07\x01\0".to_vec()),
        ("noise", noise(1 << 20)),
    ]
}

/// Bytes without a pattern, the same each time.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 7_u64;
    let next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        state.to_be_bytes()[0]
    };
    std::iter::repeat_with(next).take(length).collect()
}
