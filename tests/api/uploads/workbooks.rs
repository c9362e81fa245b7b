//! Hostile workbooks.

use super::{
    archive::{Entry, archive, archive_with, overlapping},
    hostile::{HARMLESS, Hostile, headings, much},
};
use domain::job::ImportKind;

const ROOT: &str = r#"<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const PARTS: &str = r#"<Relationships><Relationship Id="s" Type="x/worksheet" Target="s.xml"/><Relationship Id="t" Type="x/sharedStrings" Target="t.xml"/><Relationship Id="f" Type="x/styles" Target="f.xml"/></Relationships>"#;
const MAIN: &str = r#"<workbook><sheets><sheet name="A" r:id="s"/></sheets></workbook>"#;
const STRINGS: &str = "<sst><si><t>x</t></si></sst>";
const STYLES: &str = "<styleSheet/>";

/// What surrounds the rows of a sheet.
const BEGIN: &str = "<worksheet><sheetData>";
const END: &str = "</sheetData></worksheet>";

/// A workbook part by part; the kind of sheet says what heads its columns.
struct Book {
    heads: String,
    parts: Vec<Entry>,
}

impl Book {
    fn of(kind: ImportKind) -> Self {
        let head =
            |(at, heading)| format!(r#"<c r="{}1" t="str"><v>{heading}</v></c>"#, letters(at));
        let cells: String = headings(kind).into_iter().enumerate().map(head).collect();
        let heads = format!(r#"<row r="1">{cells}</row>"#);
        let sheet = format!("{BEGIN}{heads}{END}");
        let parts = [
            ("_rels/.rels", ROOT),
            ("xl/_rels/workbook.xml.rels", PARTS),
            ("xl/workbook.xml", MAIN),
            ("xl/s.xml", &sheet),
            ("xl/t.xml", STRINGS),
            ("xl/f.xml", STYLES),
        ];
        let parts = parts.map(|(name, content)| Entry::new(name, content));
        Self {
            heads,
            parts: parts.into(),
        }
    }

    /// With another part in the place of the one of this name, or beside the others.
    fn with(mut self, part: Entry) -> Self {
        match self.parts.iter_mut().find(|known| known.name == part.name) {
            Some(known) => *known = part,
            None => self.parts.push(part),
        }
        self
    }

    /// With what stands below the heads.
    fn rows(self, rows: &str) -> Self {
        let sheet = format!("{BEGIN}{}{rows}{END}", self.heads);
        self.with(Entry::new("xl/s.xml", sheet))
    }

    /// With something below the heads again and again, and something behind it.
    fn many(self, before: &str, piece: &str, times: u32, after: &str) -> Self {
        let before = format!("{BEGIN}{}{before}", self.heads);
        // Pieces are packed in lots, or most of the archive would be the seams between them.
        let lot = u32::try_from(65_536 / piece.len().max(1))
            .expect("small")
            .clamp(1, times);
        let after = format!("{after}{END}");
        self.with(Entry::repeated(
            "xl/s.xml",
            before.as_bytes(),
            piece.repeat(lot as usize).as_bytes(),
            times / lot,
            after.as_bytes(),
        ))
    }

    /// With a part of this name that has been changed.
    fn change(mut self, name: &str, change: impl FnOnce(&mut Entry)) -> Self {
        let part = self
            .parts
            .iter_mut()
            .find(|part| part.name == name.as_bytes());
        change(part.expect("such a part"));
        self
    }

    fn file(&self) -> Vec<u8> {
        archive(&self.parts)
    }
}

/// A column's letters, the first being 0.
fn letters(column: usize) -> String {
    let letter = |at: usize| char::from(b'A' + u8::try_from(at).expect("a letter"));
    match column / 26 {
        0 => letter(column).to_string(),
        before => format!("{}{}", letter(before - 1), letter(column % 26)),
    }
}

/// All of them, made for one kind of sheet.
pub fn workbooks(kind: ImportKind) -> Vec<Hostile> {
    let mut all = containers(kind);
    all.extend(damaged(kind));
    all.extend(markup(kind));
    all.extend(large(kind));
    all.extend(cells(kind));
    all.extend(others(kind));
    all
}

/// Archives that are bombs, or lie about what they hold.
fn containers(kind: ImportKind) -> Vec<Hostile> {
    let book = || Book::of(kind);
    let of = |name: &str, bytes: Vec<u8>, ends: &[&'static str]| Hostile::new(name, bytes, ends);
    let zeros = Entry::repeated("xl/media/0.bin", b"", &[0; 1 << 16], 1 << 15, b"");
    let mut nested = archive(&[zeros.clone()]);
    for depth in 0..5 {
        nested = archive(&[Entry::stored(&format!("{depth}.zip"), &nested)]);
    }
    let small = Entry::new("a", b"a");
    vec![
        of(
            "two gibibytes of zeros beside the sheet",
            book().with(zeros).file(),
            &["TOO_LARGE"],
        ),
        of(
            "a gibibyte of rows",
            book().many("", "<row/>", 178_956_970, "").file(),
            &["TOO_LARGE"],
        ),
        of(
            "a gibibyte of rows that is said to be small",
            book()
                .many("", "<row/>", 178_956_970, "")
                .change("xl/s.xml", |part| part.bytes = 1000)
                .file(),
            &["BROKEN"],
        ),
        of(
            "an archive in an archive in an archive",
            nested.clone(),
            &["NOT_A_TABLE"],
        ),
        of(
            "such a nest beside the sheet",
            book().with(Entry::stored("xl/media/0.zip", &nested)).file(),
            &[HARMLESS],
        ),
        of(
            "ten thousand members",
            archive(
                &(0..10_000)
                    .map(|at| {
                        small
                            .clone()
                            .with(|part| part.name = at.to_string().into_bytes())
                    })
                    .collect::<Vec<_>>(),
            ),
            &["TOO_LARGE"],
        ),
        of(
            "ten thousand members, of which one is told",
            archive_with(&vec![small.clone(); 10_000], |trailer| trailer.entries = 1),
            &["NOT_A_TABLE", "BROKEN"],
        ),
        of(
            "one member, of which eight thousand are told",
            archive_with(std::slice::from_ref(&small), |trailer| {
                trailer.entries = 8000
            }),
            &["BROKEN"],
        ),
        of(
            "eight thousand names of one bomb",
            overlapping(
                &Entry::repeated("x", b"", &[b' '; 1 << 16], 256, b""),
                (0..8000).map(|at| format!("xl/{at}.xml")),
            ),
            &["TOO_LARGE"],
        ),
        of(
            "names of sixty kilobytes",
            archive(
                &(0..100)
                    .map(|at| {
                        small
                            .clone()
                            .with(|part| part.name = format!("{at:060000}").into_bytes())
                    })
                    .collect::<Vec<_>>(),
            ),
            &["BROKEN"],
        ),
        of(
            "a directory that begins beyond the end",
            archive_with(&book().parts, |trailer| {
                trailer.directory_at = 4_000_000_000
            }),
            &["BROKEN"],
        ),
        of(
            "a directory of four gibibytes",
            archive_with(&book().parts, |trailer| trailer.directory_bytes = u32::MAX),
            &["BROKEN", HARMLESS],
        ),
        of(
            "a part that is said to be longer than it is",
            book().change("xl/s.xml", |part| part.bytes += 1).file(),
            &["BROKEN"],
        ),
        of(
            "a part that is said to be four gibibytes",
            book()
                .change("xl/s.xml", |part| part.bytes = u32::MAX - 1)
                .file(),
            &["TOO_LARGE", "BROKEN"],
        ),
        of(
            "a sum that does not fit the sheet",
            book().change("xl/s.xml", |part| part.checksum ^= 1).file(),
            &["BROKEN"],
        ),
        of(
            "a sum that does not fit the strings",
            book().change("xl/t.xml", |part| part.checksum ^= 1).file(),
            &["BROKEN"],
        ),
        of(
            "sixty-four bit sizes that are lies",
            book()
                .change("xl/s.xml", |part| {
                    part.extra =
                        [&[1, 0, 16, 0][..], &[0xff; 7], &[0x7f], &[0xff; 7], &[0x7f]].concat();
                    part.bytes = u32::MAX;
                })
                .file(),
            &["TOO_LARGE", "BROKEN"],
        ),
        of(
            "a member that is encrypted",
            book().change("xl/s.xml", |part| part.flags = 1).file(),
            &["ENCRYPTED"],
        ),
        of(
            "a sheet packed in a way that nobody knows",
            book().change("xl/s.xml", |part| part.method = 99).file(),
            &["BROKEN", "ENCRYPTED"],
        ),
        of("names that climb out", climbing(kind), &[HARMLESS]),
        of(
            "a name with NUL",
            book().with(Entry::new("xl/s.xml\0.exe", b"x")).file(),
            &[HARMLESS],
        ),
        of(
            "the sheet twice",
            archive(&[book().parts, vec![Entry::new("XL/S.XML", b"x")]].concat()),
            &["BROKEN"],
        ),
        of(
            "a link in the place of the sheet",
            book()
                .with(
                    Entry::new("xl/s.xml", b"/etc/passwd")
                        .with(|part| part.attributes = 0o120_777 << 16),
                )
                .file(),
            &["BROKEN"],
        ),
        of("an archive of nothing", archive(&[]), &["NOT_A_TABLE"]),
    ]
}

fn climbing(kind: ImportKind) -> Vec<u8> {
    let names = [
        "../../../../etc/cron.d/x",
        "/etc/passwd",
        r"..\..\x.exe",
        r"C:\x",
        "xl/../../x",
        "~/.ssh/authorized_keys",
    ];
    let parts = names.iter().map(|name| Entry::new(name, b"x"));
    parts.fold(Book::of(kind), Book::with).file()
}

/// A good workbook, cut off at every kind of place.
fn damaged(kind: ImportKind) -> Vec<Hostile> {
    let whole = Book::of(kind)
        .rows(r#"<row r="2"><c r="A2"><v>1</v></c></row>"#)
        .file();
    let directory = whole
        .windows(4)
        .position(|window| window == b"PK\x01\x02")
        .expect("a directory");
    let places = [
        ("behind the first four bytes", 4),
        ("in the first header", 20),
        ("in the first name", 32),
        ("in the first part", 60),
        ("half way", whole.len() / 2),
        ("before the directory", directory),
        ("in the directory", directory + 30),
        ("before the trailer", whole.len() - 22),
        ("in the trailer", whole.len() - 8),
        ("before the last byte", whole.len() - 1),
    ];
    let cut = places.map(|(name, at)| {
        Hostile::new(
            format!("a workbook cut off {name}"),
            whole[..at].to_vec(),
            &["BROKEN"],
        )
    });
    let mut all = Vec::from(cut);
    let mut flipped = whole.clone();
    let sheet = whole.len() / 3;
    flipped[sheet..sheet + 40].fill(0xff);
    all.push(Hostile::new(
        "a workbook with a hole",
        flipped,
        &["BROKEN", "NOT_A_TABLE"],
    ));
    let behind = [&whole[..], &[b'x'; 100_000]].concat();
    all.push(Hostile::new(
        "a workbook before a hundred kilobytes of something else",
        behind,
        &["BROKEN"],
    ));
    all
}

/// XML that is none, or too much.
fn markup(kind: ImportKind) -> Vec<Hostile> {
    let book = || Book::of(kind);
    let strings = |text: &str| book().with(Entry::new("xl/t.xml", text)).file();
    let of = |name: &str, bytes: Vec<u8>, ends: &[&'static str]| Hostile::new(name, bytes, ends);
    let mut laughs = String::from(r#"<!DOCTYPE l [<!ENTITY a0 "ha">"#);
    for at in 1..30 {
        laughs += &format!("<!ENTITY a{at} \"&a{0};&a{0};\">", at - 1);
    }
    laughs += "]><sst><si><t>&a29;</t></si></sst>";
    let long = "x".repeat(2 << 20);
    let attributes: String = (0..200_000).map(|at| format!(" a{at}=\"\"")).collect();
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

/// Much of something.
fn large(kind: ImportKind) -> Vec<Hostile> {
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
    let merges = |times| {
        let merged = part("", "", "<mergeCell ref=\"A2:A9\"/>", times, "");
        let (before, after) = (
            format!("{BEGIN}{}</sheetData><mergeCells>", book().heads),
            "</mergeCells></worksheet>",
        );
        let piece = "<mergeCell ref=\"A2:A9\"/>".repeat(2500);
        drop(merged);
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
    let merged: String = (0..26)
        .map(|at| format!("<mergeCell ref=\"{0}2:{0}1000000\"/>", letters(at)))
        .collect();
    let fifty = |cell: &str| cell.repeat(50);
    vec![
        of("a million styles", book().with(styles(much(1_000_000))), &[HARMLESS]),
        of("ten million styles", book().with(styles(10_000_000)), &["TOO_LARGE"]).dear(),
        of("a quarter of a million merged cells, each over the others", book().with(merges(much(250_000))), &[HARMLESS]),
        of("a million merged cells", book().with(merges(1_000_000)), &[HARMLESS]).dear(),
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
fn cells(kind: ImportKind) -> Vec<Hostile> {
    let rows = |name: &str, rows: &str, ends: &[&'static str]| {
        Hostile::new(name, Book::of(kind).rows(rows).file(), ends)
    };
    let one = r#"<v>1</v></c></row>"#;
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
fn others(kind: ImportKind) -> Vec<Hostile> {
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
