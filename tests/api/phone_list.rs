//! The list to phone by.

use crate::{TestApp, cast};
use domain::form::{Cell, Column, Form};
use serde_json::json;
use std::io::Cursor;

const WEINING: u32 = 520_526;
const DONGGUAN: u32 = 441_900;

/// Text of every cell of a workbook of ours that is no formula.
pub fn cells(book: &[u8], form: &Form) -> Vec<Vec<Cell>> {
    let file = Cursor::new(book.to_vec());
    let sheet = sheet::Sheet::open(file, form, &sheet::Limits::default()).expect("a sheet");
    sheet.map(|row| row.expect("readable").cells).collect()
}

const PHONE_LIST: Form = Form {
    name: "phone_list",
    columns: &[
        Column {
            field: "name",
            headings: &["姓名"],
            required: true,
        },
        Column {
            field: "phone",
            headings: &["联系电话"],
            required: true,
        },
        Column {
            field: "state",
            headings: &["状态"],
            required: true,
        },
    ],
    unread: &[],
};

#[actix_web::test]
async fn the_phone_list_shows_numbers_to_those_who_call_and_no_formula_to_anybody() {
    let app = TestApp::start().await;
    let (_, job) = cast::one_at_work(&app, WEINING).await;
    let rename = "update person set name = '=HYPERLINK(\"http://x\")'";
    sea_orm::ConnectionTrait::execute_unprepared(&app.db, rename)
        .await
        .expect("renamed");
    let worker = app.worker(job.person).await;
    let path = format!("/people/{}", job.person);
    let read = worker.get(&path).await.expect(200);
    let phone = json!({ "phone": "13800000001" });
    worker
        .patch(&path, &phone)
        .if_match(&read)
        .await
        .expect(200);
    app.clock.advance(7);

    let path = "/rounds/phone-list.xlsx";
    let list = app.county(WEINING).await.get(path).await.expect(200);
    assert!(
        list.header("content-disposition")
            .contains("phone-list-2020-04-08.xlsx")
    );
    let text = |text: &str| Cell::Text(text.to_owned());
    let shown = cells(&list.bytes, &PHONE_LIST);
    let name = text("=HYPERLINK(\"http://x\")");
    assert_eq!(shown, [[name.clone(), text("13800000001"), text("待回访")]]);
    let list = app.bureau(DONGGUAN).await.get(path).await.expect(200);
    let shown = cells(&list.bytes, &PHONE_LIST);
    assert_eq!(shown, [[name, text("138****0001"), text("待回访")]]);
    let list = app.county(520_527).await.get(path).await.expect(200);
    assert!(list.bytes.starts_with(b"PK"));
}
