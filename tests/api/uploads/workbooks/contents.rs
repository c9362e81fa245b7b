//! Workbooks that hold too much, or what acts.

use super::{
    super::{
        archive::{Entry, archive},
        hostile::{HARMLESS, Hostile, much},
    },
    book::{BEGIN, Book, END, ROOT, letters},
};
use domain::job::ImportKind;

/// Much of something.
pub fn large(kind: ImportKind) -> Vec<Hostile> {
    let book = || Book::of(kind);
    let of = |name: &str, book: Book, ends: &[&'static str]| Hostile::new(name, book.file(), ends);
    let part = |name: &str, before: &str, piece: &str, times: u32, after: &str| {
        let lot = u32::try_from(65_536 / piece.len())
            .expect("small")
            .clamp(1, times);
        let piece = piece.repeat(lot as usize);
        Entry::repeated(
            name,
            before.as_bytes(),
            piece.as_bytes(),
            times / lot,
            after.as_bytes(),
        )
    };
    let styles = |times| {
        part(
            "xl/f.xml",
            "<styleSheet><cellXfs>",
            "<xf/>",
            times,
            "</cellXfs></styleSheet>",
        )
    };
    let overlaid = |times| {
        let (before, after) = (
            format!("{BEGIN}{}</sheetData><mergeCells>", book().heads),
            "</mergeCells></worksheet>",
        );
        let piece = "<mergeCell ref=\"A2:A9\"/>".repeat(2500);
        Entry::repeated(
            "xl/s.xml",
            before.as_bytes(),
            piece.as_bytes(),
            times / 2500,
            after.as_bytes(),
        )
    };
    let sheets = "<sheet r:id=\"s\"/>".repeat(much(100_000) as usize);
    let text = "龘".repeat(4000);
    let shared = format!("<sst><si><t>{text}</t></si></sst>");
    let said = format!("<row>{}</row>", "<c t=\"s\"><v>0</v></c>".repeat(50));
    let merged: Vec<String> = (0..26)
        .map(|at| format!("<mergeCell ref=\"{0}2:{0}1000000\"/>", letters(at)))
        .collect();
    let merged = merged.concat();
    let fifty = |cell: &str| cell.repeat(50);
    vec![
        of("a million styles", book().with(styles(much(1_000_000))), &[HARMLESS]),
        of("ten million styles", book().with(styles(10_000_000)), &["TOO_LARGE"]).dear(),
        of("a quarter of a million merged cells, each over the others", book().with(overlaid(much(250_000))), &[HARMLESS]),
        of("a million merged cells", book().with(overlaid(1_000_000)), &[HARMLESS]).dear(),
        of("a million empty strings", book().with(part("xl/t.xml", "<sst>", "<si/>", much(1_000_000), "</sst>")), &[HARMLESS]),
        of("three hundred megabytes of strings", book().with(part("xl/t.xml", "<sst>", &format!("<si><t>{}</t></si>", "x".repeat(1000)), 300_000, "</sst>")), &["TOO_LARGE"]).dear(),
        of("a count of strings that is a lie", book().with(Entry::new("xl/t.xml", r#"<sst count="4294967295" uniqueCount="99999999999999"><si/></sst>"#)), &[HARMLESS]),
        of(
            "one long string in every cell",
            book().with(Entry::new("xl/t.xml", shared.clone())).many("", &said, 400, ""),
            &["TOO_LARGE", HARMLESS],
        ),
        of(
            "long strings merged over all rows",
            book().with(Entry::new("xl/t.xml", shared)).with(Entry::new(
                "xl/s.xml",
                format!(
                    "{BEGIN}{}<row>{}</row>{}</sheetData><mergeCells>{merged}</mergeCells></worksheet>",
                    book().heads,
                    "<c t=\"s\"><v>0</v></c>".repeat(26),
                    "<row><c/><c><v>1</v></c></row>".repeat(500),
                ),
            )),
            &["TOO_LARGE", HARMLESS],
        ),
        of("a million rows of nothing", book().many("", "<row/>", much(1_200_000), ""), &[HARMLESS]),
        of("cells of nothing", book().many("<row r=\"2\">", "<c r=\"A2\"/>", much(700_000), "</row>"), &[HARMLESS]),
        of("elements of nothing", book().many("", "<x/>", much(2_000_000), ""), &[HARMLESS]),
        of("many rows that say nothing right", book().many("", &format!("<row>{}</row>", fifty("<c><v>7</v></c>")), 8_000, ""), &["ROWS_MOSTLY_WRONG", HARMLESS]).dear(),
        of("a sheet that is named a hundred thousand times", book().with(Entry::new("xl/workbook.xml", format!("<workbook><sheets>{sheets}</sheets></workbook>"))), &[HARMLESS]),
        of("a size that is a lie", book().with(Entry::new("xl/s.xml", format!("<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData>{}{END}", book().heads))), &[HARMLESS]),
    ]
}

/// Cells and rows in places that there are not, and cells that would act where a spreadsheet opened them.
pub fn cells(kind: ImportKind) -> Vec<Hostile> {
    let rows = |name: &str, rows: &str, ends: &[&'static str]| {
        Hostile::new(name, Book::of(kind).rows(rows).file(), ends)
    };
    let one = "<v>1</v></c></row>";
    let mut all: Vec<Hostile> = [
        ("row 1048577", "1048577", HARMLESS),
        ("row four thousand million", "4000000000", "TOO_MANY_ROWS"),
        ("row 2^32", "4294967296", "BROKEN"),
        ("row nought", "0", "BROKEN"),
        ("row minus one", "-1", "BROKEN"),
        ("row one and a half", "1.5", "BROKEN"),
        ("a row that is there already", "1", "BROKEN"),
    ]
    .into_iter()
    .map(|(name, row, end)| rows(name, &format!("<row r=\"{row}\"><c>{one}"), &[end]))
    .collect();
    let columns = [
        ("column XFD", "XFD2", "TOO_MANY_COLUMNS"),
        ("column ZZZ", "ZZZ2", "TOO_MANY_COLUMNS"),
        ("column ZZZZ", "ZZZZ2", "BROKEN"),
        ("a cell that is nowhere", "中2", "BROKEN"),
    ];
    all.extend(columns.into_iter().map(|(name, cell, end)| {
        rows(name, &format!("<row r=\"2\"><c r=\"{cell}\">{one}"), &[end])
    }));
    let filled = |cell: &str| format!("<row r=\"2\">{}</row>", cell.repeat(3));
    let long = format!("<c t=\"str\"><v>{}</v></c>", "字".repeat(5000));
    let contents = [
        (
            "a string that is not there",
            "<c t=\"s\"><v>4294967295</v></c>",
            "BROKEN",
        ),
        (
            "a string before the first",
            "<c t=\"s\"><v>-1</v></c>",
            "BROKEN",
        ),
        (
            "a number beyond all numbers",
            "<c><v>1e999</v></c><c><v>NaN</v></c><c><v>-0</v></c>",
            HARMLESS,
        ),
        (
            "a day a million years from now",
            "<c t=\"d\"><v>999999-99-99</v></c><c s=\"0\"><v>2958466</v></c>",
            HARMLESS,
        ),
        ("a text that is too long", &long, "CELL_TOO_LONG"),
        (
            "formulas",
            "<c t=\"str\"><f>HYPERLINK(\"http://127.0.0.1:1/\",A1)</f><v>=1+1</v></c><c><f>A1:XFD1048576</f></c>",
            HARMLESS,
        ),
        (
            "orders to other programs",
            "<c t=\"str\"><f>cmd|'/c calc'!A0</f><v>=cmd|'/c calc'!A0</v></c><c t=\"str\"><v>@SUM(1)</v></c>",
            HARMLESS,
        ),
        (
            "texts that turn around",
            "<c t=\"str\"><v>\u{202e}gpj.exe\u{200b}\u{2066}\u{feff}</v></c>",
            HARMLESS,
        ),
    ];
    all.extend(
        contents
            .into_iter()
            .map(|(name, cell, end)| rows(name, &filled(cell), &[end])),
    );
    all
}

/// What comes with a workbook, or only looks like one.
pub fn others(kind: ImportKind) -> Vec<Hostile> {
    let book = || Book::of(kind);
    let of = |name: &str, bytes: Vec<u8>, ends: &[&'static str]| Hostile::new(name, bytes, ends);
    let external = r#"<externalLink><externalBook r:id="e"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalBook></externalLink>"#;
    let away = r#"<Relationships><Relationship Id="e" Type="x/externalLinkPath" Target="file://127.0.0.1/c$/x.xlsx" TargetMode="External"/></Relationships>"#;
    let main = |root: &str| {
        archive(&[
            Entry::new("_rels/.rels", ROOT.replace("workbook.xml", root)),
            Entry::new(&format!("xl/{root}"), b"x"),
        ])
    };
    let document = archive(&[
        Entry::new("_rels/.rels", ROOT),
        Entry::new("xl/_rels/workbook.xml.rels", "<Relationships/>"),
        Entry::new("xl/workbook.xml", "<document/>"),
    ]);
    vec![
        of(
            "macros",
            book()
                .with(Entry::new(
                    "xl/vbaProject.bin",
                    b"\xd0\xcf\x11\xe0Attribut\0e VB_Name",
                ))
                .file(),
            &[HARMLESS],
        ),
        of(
            "links to other workbooks",
            book()
                .with(Entry::new("xl/externalLinks/externalLink1.xml", external))
                .with(Entry::new(
                    "xl/externalLinks/_rels/externalLink1.xml.rels",
                    away,
                ))
                .file(),
            &[HARMLESS],
        ),
        of("a binary workbook", main("workbook.bin"), &["NOT_A_TABLE"]),
        of("a document", document, &["NOT_A_TABLE"]),
        of(
            "an OpenDocument sheet",
            archive(&[
                Entry::stored(
                    "mimetype",
                    b"application/vnd.oasis.opendocument.spreadsheet",
                ),
                Entry::new("content.xml", "<x/>"),
            ]),
            &["NOT_A_TABLE"],
        ),
        of(
            "a Java archive",
            archive(&[
                Entry::new("META-INF/MANIFEST.MF", "Main-Class: X"),
                Entry::new("X.class", b"\xca\xfe\xba\xbe"),
            ]),
            &["NOT_A_TABLE"],
        ),
        of(
            "a picture with a workbook behind it",
            [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", &book().file()[..]].concat(),
            &["NOT_A_TABLE"],
        )
        .evidence(),
    ]
}
