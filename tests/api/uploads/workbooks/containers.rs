//! Workbooks whose archive is a bomb, lies, or is damaged.

use super::{
    super::{
        archive::{Entry, archive, archive_with, overlapping},
        hostile::{HARMLESS, Hostile},
    },
    book::Book,
};
use domain::job::ImportKind;

/// Archives that are bombs, or lie about what they hold.
#[expect(clippy::too_many_lines, reason = "one list, to be read as one")]
pub fn containers(kind: ImportKind) -> Vec<Hostile> {
    let book = || Book::of(kind);
    let of = |name: &str, bytes: Vec<u8>, ends: &[&'static str]| Hostile::new(name, bytes, ends);
    let zeros = Entry::repeated("xl/media/0.bin", b"", &vec![0; 1 << 16], 1 << 12, b"");
    let mut nested = archive(std::slice::from_ref(&zeros));
    for depth in 0..5 {
        nested = archive(&[Entry::stored(&format!("{depth}.zip"), &nested)]);
    }
    let small = Entry::new("a", b"a");
    vec![
        of(
            "a quarter of a gibibyte of zeros beside the sheet",
            book().with(zeros).file(),
            &["TOO_LARGE"],
        ),
        of(
            "a quarter of a gibibyte of rows",
            book().many("", "<row/>", 44_739_242, "").file(),
            &["TOO_LARGE"],
        ),
        of(
            "a quarter of a gibibyte of rows that is said to be small",
            book()
                .many("", "<row/>", 44_739_242, "")
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
                trailer.entries = 8000;
            }),
            &["BROKEN"],
        ),
        of(
            "eight thousand names of one bomb",
            overlapping(
                &Entry::repeated("x", b"", &vec![b' '; 1 << 16], 256, b""),
                (0..8000).map(|at| format!("xl/{at}.xml")),
            ),
            &["TOO_LARGE"],
        ),
        of(
            "names of sixty kilobytes",
            archive(
                &(0..70)
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
                trailer.directory_at = 4_000_000_000;
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
pub fn damaged(kind: ImportKind) -> Vec<Hostile> {
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
    let behind = [&whole[..], &vec![b'x'; 100_000]].concat();
    all.push(Hostile::new(
        "a workbook before a hundred kilobytes of something else",
        behind,
        &["BROKEN"],
    ));
    all
}
