use std::io::{Cursor, Write};

use encoding_rs::GB18030;
use proptest::prelude::*;
use rust_xlsxwriter::Workbook;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::forms::{ROSTER, fault, open, read};

const ROOT: &str = r#"<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const PARTS: &str = r#"<Relationships><Relationship Id="s" Type="x/worksheet" Target="s.xml"/><Relationship Id="t" Type="x/sharedStrings" Target="t.xml"/></Relationships>"#;
const MAIN: &str = r#"<workbook><sheets><sheet name="A" r:id="s"/></sheets></workbook>"#;
const HEADER: &str =
    r#"<row r="1"><c r="A1" t="str"><v>姓名</v></c><c r="B1" t="str"><v>身份证号</v></c></row>"#;

/// An XLSX of a worksheet and a string table, as they stand.
fn package(sheet: &str, strings: &str) -> Vec<u8> {
    archive(&[
        ("_rels/.rels", ROOT),
        ("xl/_rels/workbook.xml.rels", PARTS),
        ("xl/workbook.xml", MAIN),
        ("xl/s.xml", sheet),
        ("xl/t.xml", strings),
    ])
}

fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn sheet(rows: &str) -> String {
    format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
}

fn honest() -> Vec<u8> {
    package(
        &sheet(&format!(r#"{HEADER}<row><c t="s"><v>0</v></c></row>"#)),
        "<sst><si><t>张三</t></si></sst>",
    )
}

#[test]
fn two_cells_at_the_ends_of_a_sheet_cost_nothing() {
    let corners = r#"<row r="2"><c r="A2"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#;
    assert_eq!(
        fault(package(&sheet(&format!("{HEADER}{corners}")), "<sst/>")),
        "TOO_MANY_COLUMNS"
    );
    let mut workbook = Workbook::new();
    let worksheet = workbook.add_worksheet();
    worksheet.write(0, 0, 1).unwrap();
    worksheet.write(1_048_575, 16_383, 1).unwrap();
    assert_eq!(
        fault(workbook.save_to_buffer().unwrap()),
        "TOO_MANY_COLUMNS"
    );
}

#[test]
fn one_endless_string_is_refused_long_before_it_is_read() {
    let endless = "x".repeat(8 << 20);
    let bomb = package(
        &sheet(HEADER),
        &format!("<sst><si><t>{endless}</t></si></sst>"),
    );
    assert!(bomb.len() < 1 << 20, "it packs well");
    assert_eq!(fault(bomb), "TOO_LARGE");
}

#[test]
fn a_part_that_inflates_beyond_its_limit_is_refused() {
    let limits = sheet::Limits {
        inflated_bytes: 1 << 20,
        ..sheet::Limits::default()
    };
    let rows = "<row/>".repeat(200_000);
    let bomb = package(&sheet(&format!("{HEADER}{rows}")), "<sst/>");
    let opened = sheet::Sheet::open(Cursor::new(bomb), &ROSTER, &limits);
    assert_eq!(opened.err().map(|fault| fault.code()), Some("TOO_LARGE"));
}

#[test]
fn declared_counts_and_entities_of_ones_own_are_not_believed() {
    let counted = package(
        &sheet(HEADER),
        r#"<sst uniqueCount="99999999999999"><si/></sst>"#,
    );
    assert_eq!(read(counted), Ok(Vec::new()));
    let laughs =
        r#"<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>"#;
    assert_eq!(fault(package(&sheet(HEADER), laughs)), "BROKEN");
    let outside = r#"<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><sst/>"#;
    assert_eq!(fault(package(&sheet(HEADER), outside)), "BROKEN");
    assert_eq!(
        fault(package(&sheet(HEADER), "<sst><si><t>&b;</t></si></sst>")),
        "BROKEN"
    );
}

#[test]
fn nonsense_in_a_sheet_is_an_error() {
    for rows in [
        r#"<row r="0"/>"#,
        r#"<row r="1"/><row r="1"/>"#,
        r#"<row r="x"/>"#,
        r#"<row r="1"><c r="1A"/></row>"#,
        r#"<row r="1"><c t="s"><v>7</v></c></row>"#,
        r#"<row r="1"><c><v>&#0;</v></c></row>"#,
        "<row>",
    ] {
        assert_eq!(fault(package(&sheet(rows), "<sst/>")), "BROKEN", "{rows}");
    }
    assert_eq!(
        fault(package(&sheet(r#"<row r="4000000000"/>"#), "<sst/>")),
        "TOO_MANY_ROWS"
    );
}

#[test]
fn an_archive_that_is_cut_off_or_holds_something_else_is_refused() {
    let whole = honest();
    assert_eq!(read(whole.clone()).map(|records| records.len()), Ok(1));
    for end in [4, whole.len() / 2, whole.len() - 1] {
        assert_eq!(fault(&whole[..end]), "BROKEN", "cut at {end}");
    }
    let document = [
        ("_rels/.rels", ROOT),
        ("xl/_rels/workbook.xml.rels", "<Relationships/>"),
        ("xl/workbook.xml", "<document/>"),
    ];
    let binary = ROOT.replace("workbook.xml", "workbook.bin");
    for parts in [
        &[("../../evil.txt", "")][..],
        &document,
        &[("_rels/.rels", &binary)],
    ] {
        assert_eq!(fault(archive(parts)), "NOT_A_TABLE", "{parts:?}");
    }
}

#[test]
fn text_that_is_no_table_is_refused() {
    for (bytes, code) in [
        (
            &b"<html><table><tr><td>\xE5\xA7\x93\xE5\x90\x8D</td></tr></table>"[..],
            "NOT_A_TABLE",
        ),
        (b"a\0b", "NOT_A_TABLE"),
        (b"%PDF-1.7", "NOT_A_TABLE"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1garbage", "BROKEN"),
        (b"PK\x03\x04garbage", "BROKEN"),
        (b"\x89PNG\r\n\x1a\n\0\0", "NOT_A_TABLE"),
    ] {
        assert_eq!(fault(bytes), code, "{bytes:?}");
    }
    let cut = [&GB18030.encode("姓名,身份证号\n张三,").0[..], b"\xD5"].concat();
    assert_eq!(fault(cut), "ENCODING");
    assert_eq!(
        fault(format!("姓名,身份证号{}x\n", ",".repeat(10_000))),
        "TOO_MANY_COLUMNS"
    );
    assert_eq!(fault("姓名,身份证号\n张三,\"1\n李四,2\n"), "UNCLOSED_QUOTE");
}

#[test]
fn after_a_fault_there_is_nothing_more() {
    let rows = "张三,7\n".repeat(30);
    let mut sheet = open(format!("姓名,身份证号\n{rows}李四,\"1\n王五,2\n")).unwrap();
    assert_eq!(sheet.by_ref().filter(Result::is_err).count(), 1);
    assert!(sheet.next().is_none());
}

#[test]
fn what_cells_share_or_are_merged_over_is_said_anew_by_each() {
    let text = "龘".repeat(4000);
    let strings = format!("<sst><si><t>{text}</t></si></sst>");
    let row = format!("<row>{}</row>", r#"<c t="s"><v>0</v></c>"#.repeat(50));
    let shared = package(&sheet(&format!("{HEADER}{}", row.repeat(50))), &strings);
    assert!(shared.len() < 10_000, "it packs well");
    assert_eq!(fault(shared), "TOO_LARGE");
    let columns = ["C", "D", "E", "F", "G", "H", "I", "J"];
    let merged = columns.map(|at| format!(r#"<mergeCell ref="{at}2:{at}9999"/>"#));
    let first = format!("<row>{}</row>", r#"<c t="s"><v>0</v></c>"#.repeat(10));
    let below = r#"<row><c t="str"><v>张三</v></c></row>"#.repeat(200);
    let sheet = format!(
        "<worksheet><sheetData>{HEADER}{first}{below}</sheetData><mergeCells>{}</mergeCells></worksheet>",
        merged.concat()
    );
    assert_eq!(fault(package(&sheet, &strings)), "TOO_LARGE");
}

#[test]
fn a_part_is_what_the_directory_says_of_it() {
    let whole = honest();
    let directory = whole
        .windows(4)
        .rposition(|window| window == b"PK\x01\x02")
        .expect("a directory");
    // Of the last part, its checksum, and what it is said to inflate to.
    for (place, code) in [(16, "BROKEN"), (24, "BROKEN")] {
        let mut bent = whole.clone();
        bent[directory + place] ^= 1;
        assert_eq!(fault(bent), code, "byte {place}");
    }
    let mut swollen = whole;
    swollen[directory + 24..directory + 28].copy_from_slice(&(1_u32 << 30).to_le_bytes());
    assert_eq!(fault(swollen), "TOO_LARGE", "before anything is unpacked");
}

#[test]
fn elements_stand_in_each_other_so_deep_and_no_deeper() {
    let deep = |depth: usize| {
        let open = "<a>".repeat(depth);
        let close = "</a>".repeat(depth);
        package(&sheet(&format!("{HEADER}{open}{close}")), "<sst/>")
    };
    assert_eq!(read(deep(50)), Ok(Vec::new()));
    assert_eq!(fault(deep(1_000_000)), "BROKEN");
}

#[test]
fn a_text_without_line_ends_is_told_so() {
    let row = format!("姓名,身份证号\n{}", "1".repeat(2 << 20));
    assert_eq!(fault(row), "ROW_TOO_LONG");
    assert_eq!(fault(vec![b'x'; 2 << 20]), "ROW_TOO_LONG");
}

#[test]
fn no_flipped_byte_makes_a_workbook_panic() {
    let file = honest();
    for at in 0..file.len() {
        for flipped in [0x00, 0xFF] {
            let mut bytes = file.clone();
            bytes[at] = flipped;
            let _ = read(bytes);
        }
    }
}

proptest! {
    #[test]
    fn random_bytes_never_panic(
        magic in prop::sample::select(vec![&b""[..], b"PK\x03\x04", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", b"\xFF\xFE"]),
        bytes in prop::collection::vec(any::<u8>(), 0..3000),
    ) {
        let _ = read([magic, &bytes].concat());
    }

    #[test]
    fn random_xml_in_a_sheet_never_panics(rows in "(<(row|c|v|f|is|t|/c|/row|/v)( r=\"[A-Z]{0,4}[0-9]{0,11}\")?( t=\"(s|e|b|d|n|str)\")?/?>|[0-9姓&;#x.]{0,9}){0,40}") {
        let _ = read(package(&sheet(&rows), "<sst><si><t>姓名</t></si></sst>"));
    }

    #[test]
    fn random_text_never_panics(text in "(姓名|身份证号|序号|[,;\t\"\r\n=1合计]){0,200}") {
        let _ = read(text);
    }
}
