//! What the list of a departure holds, as a workbook and as a page.

use crate::{
    Answer, TestApp,
    departures::{accepted, id, made, members},
    rosters::seeker,
};
use domain::{
    form::{Cell, Record},
    roster::form::ROSTER,
};
use sheet::{Limits, Sheet};

const WEINING: u32 = 520_526;
const DONGGUAN: u32 = 441_900;

#[actix_web::test]
async fn lists_hold_texts_and_masked_numbers() {
    let app = TestApp::start().await;
    let run = accepted(&app, &[("=cmd|'/c calc'!A1", 1)]).await;
    let county = app.county(WEINING).await;
    let all = made(&county, &run, 2).await;
    let departure = id(&all[0]).to_owned();
    let there = members(&county, &departure).await;
    let masked = there[0]["citizen_id"].as_str().expect("an id");
    let whole = seeker(1).citizen_id.reveal().to_owned();

    let page = county
        .get(&format!("/departures/{departure}/list.html"))
        .await
        .expect(200);
    let text = String::from_utf8(page.bytes.clone()).expect("a page");
    assert!(text.contains(masked) && !text.contains(&whole), "{text}");
    assert!(
        text.contains("李&#60;b&#62;队长") || text.contains("李&lt;b&gt;队长"),
        "{text}"
    );
    assert!(
        page.header("content-security-policy")
            .contains("default-src 'none'")
    );

    let path = |what: &str| format!("/departures/{departure}/{what}");
    let cells = |answer: Answer| sheet_texts(&answer.expect(200).bytes);
    let list = cells(county.get(&path("list.xlsx")).await);
    assert!(
        list.iter().any(|text| text == masked) && !list.contains(&whole),
        "{list:?}"
    );
    assert!(
        list.iter().any(|text| text.starts_with("=cmd")),
        "kept as the text that it is"
    );
    let tickets = cells(county.get(&path("tickets.xlsx")).await);
    assert!(tickets.contains(&whole));
    let bureau = app.bureau(DONGGUAN).await;
    assert_eq!(bureau.get(&path("tickets.xlsx")).await.status, 403);
    bureau.get(&path("list.xlsx")).await.expect(200);
}

/// Every text of a workbook as our own reader reads it: what a formula holds would not be the text that was written.
fn sheet_texts(bytes: &[u8]) -> Vec<String> {
    let reader = std::io::Cursor::new(bytes.to_vec());
    let mut sheet =
        Sheet::open(reader, &ROSTER, &Limits::default()).expect("a list with names and IDs");
    let mut record = Record {
        row: 0,
        serial: None,
        cells: Vec::new(),
    };
    let mut all = Vec::new();
    while sheet.read_into(&mut record).expect("rows") {
        all.extend(record.cells.iter().filter_map(|cell| match cell {
            Cell::Text(text) => Some(text.clone()),
            _ => None,
        }));
    }
    all
}
