//! What goes out of the house to be opened elsewhere: whatever others have written into it stays text there, and neither
//! acts nor leads away.

use crate::{
    Client, TestApp, cast,
    departures::{accepted, id, made},
    imports::Sheet,
    operations::operations,
};
use sea_orm::ConnectionTrait;
use serde_json::json;
use std::io::{Cursor, Read};

const WEINING: u32 = 520_526;

/// What a spreadsheet or another program may take for a beginning, bare and behind what nobody sees.
const BEGINNINGS: [&str; 24] = [
    "=",
    "+",
    "-",
    "@",
    "\t=",
    "\r=",
    "\n=",
    "＝",
    "＋",
    "－",
    "＠",
    "|",
    "%",
    ";",
    " =",
    "  @",
    "'=",
    "''=",
    "\"=",
    "\u{200b}=",
    "\u{a0}=",
    "\u{3000}=",
    "=cmd|",
    "<b>=",
];

/// What stands behind each: a formula, a link, markup.
const REST: &str = "HYPERLINK(\"http://127.0.0.1:1/\",\"</t><f>1</f>\")&<script>alert(1)</script>";

/// Everything that is answered and is no JSON, and where others' words stand in it.
const EXPORTS: [&str; 9] = [
    "/api/v1/audits/{id}/units.xlsx",
    "/api/v1/departures/{id}/list.html",
    "/api/v1/departures/{id}/list.xlsx",
    "/api/v1/departures/{id}/tickets.xlsx",
    "/api/v1/enterprises/{id}/follow-up-sheet.xlsx",
    "/api/v1/evidence/{id}/file",
    "/api/v1/jobs/{id}/corrected-copy",
    "/api/v1/rounds/phone-list.xlsx",
    "/api/v1/templates/{kind}.xlsx",
];

#[test]
fn what_is_answered_as_a_file_is_one_of_these_exports_and_none_is_csv() {
    let mut found = Vec::new();
    for operation in operations() {
        let answers = operation.told["responses"].as_object().expect("answers");
        let kinds = answers
            .values()
            .filter_map(|answer| answer["content"].as_object());
        let is_file = |kind: &&String| !kind.contains("json");
        if kinds
            .flat_map(serde_json::Map::keys)
            .any(|kind| is_file(&kind))
        {
            found.push(operation.path.clone());
        }
    }
    found.sort();
    assert_eq!(
        found, EXPORTS,
        "what others have written is looked for in each: add it here"
    );
}

/// What a workbook is made of: names of its parts, their content.
fn parts(book: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(book)).expect("a workbook");
    let part = |at| {
        let mut part = archive.by_index(at).expect("a part");
        let mut content = String::new();
        part.read_to_string(&mut content).expect("a text");
        (part.name().expect("a name").to_string(), content)
    };
    (0..book_length(book)).map(part).collect()
}

fn book_length(book: &[u8]) -> usize {
    zip::ZipArchive::new(Cursor::new(book))
        .expect("a workbook")
        .len()
}

/// What acts or leads away in a workbook; none where all is well.
fn acts(book: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for (name, content) in parts(book) {
        let is_foreign = [
            "externalLink",
            "vba",
            "macro",
            "embeddings",
            "connections",
            "customXml",
        ]
        .iter()
        .any(|kind| name.to_lowercase().contains(&kind.to_lowercase()));
        if is_foreign {
            found.push(name.clone());
        }
        for mark in [
            "<f>",
            "<f ",
            "<hyperlink",
            "TargetMode=\"External\"",
            "/hyperlink\"",
            "<ddeLink",
            "<oleLink",
        ] {
            if content.contains(mark) {
                found.push(format!("{mark} in {name}"));
            }
        }
        // Of cells only the kinds that hold texts and numbers are written: `str` is what a formula gave.
        for kind in content
            .split(" t=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
        {
            if name.contains("worksheets/")
                && !["s", "n", "inlineStr"].contains(&kind)
                && !kind.contains("list")
            {
                found.push(format!("a cell of kind {kind} in {name}"));
            }
        }
    }
    found
}

/// Every text of a workbook's cells, as it was written.
fn texts(book: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for (_, content) in parts(book) {
        for begun in content.split("<t").skip(1) {
            let Some((tag, rest)) = begun.split_once('>') else {
                continue;
            };
            if !tag.is_empty() && !tag.starts_with(' ') {
                continue;
            }
            let text = rest.split("</t>").next().unwrap_or_default();
            let plain = text
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"");
            // Carriage returns are spelt by number, as the format has it.
            found.push(plain.replace("&amp;", "&").replace("_x000D_", "\r"));
        }
    }
    found
}

/// A world in which one of each export has something to say.
struct Exports {
    app: TestApp,
    county: Client,
    paths: Vec<String>,
    page: String,
}

impl Exports {
    async fn new() -> Self {
        let app = TestApp::start().await;
        let run = accepted(&app, &[("上寨", 2)]).await;
        let county = app.county(WEINING).await;
        let departures = made(&county, &run, 2).await;
        let departure = format!("/departures/{}", id(&departures[0]));
        let factory = cast::factory(&app).await;
        for number in 100..102 {
            cast::at_work(&app, WEINING, number, factory).await;
        }
        app.clock.advance(8);
        let county = app.county(WEINING).await;
        let asked = json!({ "division": "520526", "seed": 7, "total": 2 });
        let audit = county.post("/audits", &asked).await.expect(201);
        let paths = vec![
            format!("/audits/{}/units.xlsx", audit.id()),
            format!("{departure}/list.xlsx"),
            format!("{departure}/tickets.xlsx"),
            format!("/enterprises/{factory}/follow-up-sheet.xlsx"),
            "/rounds/phone-list.xlsx".to_owned(),
        ];
        Self {
            app,
            county,
            paths,
            page: format!("{departure}/list.html"),
        }
    }

    /// Puts a text wherever somebody outside may write one that is exported, whatever stood there.
    async fn say(&self, text: &str) {
        let quoted = text.replace('\'', "''");
        // No two posts of one enterprise have the same title.
        for (number, title) in (0..).zip(self.app.raw("select title from vacancy").await) {
            let title: String = title.try_get("", "title").expect("a title");
            let statement = format!(
                "update vacancy set title = '{quoted}{number}' where title = '{}'",
                title.replace('\'', "''")
            );
            self.app
                .db
                .execute_unprepared(&statement)
                .await
                .expect("said");
        }
        // A verified enterprise keeps its name: it is verified again under the new one.
        let on = self.app.clock.today();
        for statement in [
            format!("update enterprise set verified_on = null, name = '{quoted}'"),
            format!("update enterprise set verified_on = '{on}'"),
        ] {
            let said = self.app.db.execute_unprepared(&statement).await;
            said.expect("said");
        }
        for (table, columns) in [
            ("person", &["name", "township", "village"][..]),
            (
                "departure",
                &["gathering_point", "transport_detail", "leader_name"],
            ),
        ] {
            let sets: Vec<String> = columns
                .iter()
                .map(|column| format!("{column} = '{quoted}'"))
                .collect();
            let statement = format!("update {table} set {}", sets.join(", "));
            self.app
                .db
                .execute_unprepared(&statement)
                .await
                .expect("said");
        }
    }
}

#[actix_web::test]
async fn whatever_others_have_written_is_text_in_every_workbook_and_on_every_page() {
    let world = Exports::new().await;
    let mut looked_at = 0;
    for beginning in BEGINNINGS {
        let text = format!("{beginning}{REST}");
        world.say(&text).await;
        for path in &world.paths {
            let book = world.county.get(path).await.expect(200);
            assert_eq!(
                acts(&book.bytes),
                Vec::<String>::new(),
                "{path} {beginning:?}"
            );
            let all = texts(&book.bytes);
            let kept = all.iter().any(|cell| cell.contains(&text));
            assert!(kept, "{path} holds {text:?} as it was written: {all:?}");
            assert!(
                book.header("content-disposition").starts_with("attachment"),
                "{path}"
            );
            looked_at += 1;
        }
        let page = world.county.get(&world.page).await.expect(200);
        let shown = String::from_utf8(page.bytes.clone()).expect("a page");
        for mark in ["<script", "<b>=", "</t>", "HYPERLINK(\"", "src=", "href="] {
            assert!(!shown.contains(mark), "{mark} {beginning:?}");
        }
        assert!(shown.contains("HYPERLINK("), "it is shown, though");
        looked_at += 1;
    }
    println!("{} beginnings in {looked_at} exports", BEGINNINGS.len());
}

#[actix_web::test]
async fn the_corrected_copy_of_a_hostile_sheet_acts_no_more_than_the_sheet() {
    let app = TestApp::start().await;
    let county = app.county(WEINING).await;
    let mut text = String::from("姓名,身份证号,乡镇,村,备注,就业状态\n");
    let quoted = |cell: String| format!("\"{}\"", cell.replace('"', "\"\""));
    for beginning in BEGINNINGS {
        let cell = quoted(format!("{beginning}{REST}"));
        text += &vec![cell; 6].join(",");
        text += "\n";
    }
    let seen = Sheet::roster(text.as_bytes())
        .reviewed(&app, &county, "full-of-formulas")
        .await;
    assert_eq!(
        seen.body["counts"]["rejected"],
        BEGINNINGS.len(),
        "{:#}",
        seen.body
    );
    let copy = county
        .get(&format!("/jobs/{}/corrected-copy", seen.id()))
        .await
        .expect(200);
    assert_eq!(acts(&copy.bytes), Vec::<String>::new());
    let all = texts(&copy.bytes);
    let holds = all.iter().filter(|cell| cell.contains(REST)).count();
    assert!(holds >= BEGINNINGS.len(), "{holds}: {all:?}");
    // Sent again, it says the same: nothing was added to keep a text from acting that would be read as part of it.
    let again = Sheet::roster(&copy.bytes)
        .reviewed(&app, &county, "not-mended")
        .await;
    assert_eq!(
        again.body["counts"]["rejected"],
        BEGINNINGS.len(),
        "{:#}",
        again.body
    );
}

#[actix_web::test]
async fn templates_hold_neither_formulae_nor_links() {
    let app = TestApp::start().await;
    let county = app.county(WEINING).await;
    for kind in ["roster", "closings", "vacancies", "pairings", "follow_ups"] {
        let book = county
            .get(&format!("/templates/{kind}.xlsx"))
            .await
            .expect(200);
        assert_eq!(acts(&book.bytes), Vec::<String>::new(), "{kind}");
    }
}
