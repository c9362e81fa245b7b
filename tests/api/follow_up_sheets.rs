//! The monthly sheet of an enterprise: made, filled in, sent back.

use crate::{
    Answer, Client, TestApp, cast,
    imports::{Sheet, confirmed, rows},
};
use domain::{follow_up::sheet::FOLLOW_UPS, form::Cell, id::EnterpriseId};
use std::io::Cursor;

const WEINING: u32 = 520_526;
const DONGGUAN: u32 = 441_900;

pub async fn fetched(by: &Client, enterprise: EnterpriseId, query: &str) -> Answer {
    by.get(&format!(
        "/enterprises/{enterprise}/follow-up-sheet.xlsx{query}"
    ))
    .await
}

/// The rows of a sheet as text: code, firm, name, standing, last day, reason, pay, account.
pub fn lines(book: &[u8]) -> Vec<Vec<String>> {
    let file = Cursor::new(book.to_vec());
    let sheet = sheet::Sheet::open(file, &FOLLOW_UPS, &sheet::Limits::default());
    let read = sheet.expect("a sheet").map(|row| row.expect("readable"));
    read.map(|row| {
        let cells = row.cells.iter().map(|cell| match cell {
            Cell::Text(text) => text.clone(),
            Cell::Empty => String::new(),
            other => panic!("{other:?}"),
        });
        cells.collect()
    })
    .collect()
}

/// The rows as an office would save them.
pub fn saved(lines: &[Vec<String>]) -> Vec<u8> {
    let mut text =
        "回执码,统一社会信用代码,姓名,在岗情况,离岗日期,离岗原因,本月工资(元),工资账号\n"
            .to_owned();
    for line in lines {
        text += &line.join(",");
        text += "\n";
    }
    text.into_bytes()
}

pub fn sent(file: &[u8], as_of: &str) -> Sheet {
    Sheet::of("follow_ups", file).with("as_of", as_of)
}

#[actix_web::test]
async fn a_sheet_goes_out_filled_in_and_comes_back_with_exceptions() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    for number in 1..4 {
        cast::at_work(&app, WEINING, number, factory).await;
    }
    cast::at_work(&app, WEINING, 9, cast::factory(&app).await).await;
    app.clock.advance(20);
    let employer = app.enterprise(factory).await;
    let sheet = fetched(&employer, factory, "").await.expect(200);
    assert!(
        sheet
            .header("content-disposition")
            .contains("follow-up-2020-04.xlsx")
    );
    let mut own = lines(&sheet.bytes);
    assert_eq!(own.len(), 3, "its own people, nobody else's");
    assert!(
        own.iter()
            .all(|line| line[3] == "在岗" && line[4..].iter().all(String::is_empty))
    );

    // As it came: everybody is at work.
    let seen = sent(&sheet.bytes, "2020-04-21")
        .reviewed(&app, &employer, "as-it-came")
        .await;
    assert_eq!(seen.body["counts"]["confirmed"], 3, "{:#}", seen.body);
    assert_eq!(
        rows(&app, "evidence").await,
        0,
        "nothing before confirmation"
    );
    confirmed(&app, &employer, &seen).await;
    assert_eq!(
        rows(
            &app,
            "evidence where kind = 'employer_report' and role = 'enterprise'"
        )
        .await,
        3
    );

    // The same twice does nothing twice.
    let again = sent(&sheet.bytes, "2020-04-21")
        .reviewed(&app, &employer, "once-more")
        .await;
    assert_eq!(again.body["counts"]["unchanged"], 3, "{:#}", again.body);
    confirmed(&app, &employer, &again).await;
    assert_eq!(rows(&app, "evidence").await, 3);

    // With exceptions: one left, one was paid.
    "已离岗".clone_into(&mut own[0][3]);
    "2020-04-18".clone_into(&mut own[0][4]);
    "返乡".clone_into(&mut own[0][5]);
    "4321.50".clone_into(&mut own[1][6]);
    let file = saved(&own);
    let seen = sent(&file, "2020-04-21")
        .reviewed(&app, &employer, "exceptions")
        .await;
    let counts = &seen.body["counts"];
    assert_eq!(
        (&counts["left"], &counts["corrected"], &counts["unchanged"]),
        (&1.into(), &1.into(), &1.into()),
        "{counts}"
    );
    let done = confirmed(&app, &employer, &seen).await;
    assert_eq!(done.body["state"], "SUCCEEDED", "{:#}", done.body);
    assert_eq!(
        rows(
            &app,
            "employment where ended_on = '2020-04-18' and end_reason = 'went_home'"
        )
        .await,
        1
    );
    assert_eq!(
        rows(
            &app,
            "placement_event where kind = 'ended' and role = 'enterprise'"
        )
        .await,
        1
    );
    assert_eq!(
        rows(
            &app,
            "evidence where pay_fen = 432150 and withdrawn_at is null"
        )
        .await,
        1
    );
    assert_eq!(
        rows(&app, "evidence where withdrawn_at is not null").await,
        1
    );
    let twice = sent(&file, "2020-04-21")
        .reviewed(&app, &employer, "exceptions-again")
        .await;
    assert_eq!(twice.body["counts"]["unchanged"], 3, "{:#}", twice.body);
    let done = confirmed(&app, &employer, &twice).await;
    assert_eq!(done.body["state"], "SUCCEEDED");
    assert_eq!(rows(&app, "placement_event where kind = 'ended'").await, 1);
    let two = fetched(&employer, factory, "").await.expect(200);
    assert_eq!(
        lines(&two.bytes).len(),
        2,
        "whoever left is not asked for again"
    );
}

#[actix_web::test]
async fn a_sheet_of_another_enterprise_says_nothing() {
    let app = TestApp::start().await;
    let (one, two) = (cast::factory(&app).await, cast::factory(&app).await);
    cast::at_work(&app, WEINING, 1, one).await;
    cast::at_work(&app, WEINING, 2, two).await;
    let (employer, rival) = (app.enterprise(one).await, app.enterprise(two).await);
    let sheet = fetched(&employer, one, "").await.expect(200);
    fetched(&rival, one, "").await.expect(404);
    fetched(&app.province(520_000).await, one, "")
        .await
        .expect(403);

    let stolen = sent(&sheet.bytes, "2020-04-01")
        .reviewed(&app, &rival, "of-another")
        .await;
    assert_eq!(stolen.body["counts"]["rejected"], 1, "{:#}", stolen.body);
    let path = format!("/jobs/{}/row-errors", stolen.id());
    let errors = rival.get(&path).await.expect(200);
    assert_eq!(errors.body["items"][0]["code"], "SHEET_CODE_UNKNOWN");
    assert_eq!(errors.body["items"][0]["column"], "回执码");
    assert_eq!(errors.body["items"][0]["row"], 3);

    // Rows that were sorted apart, codes of another month's making, its own firm in another's code.
    let mut own = lines(&sheet.bytes);
    let theirs = lines(&fetched(&rival, two, "").await.expect(200).bytes);
    own[0][2] = theirs[0][2].clone() + "某";
    own.push({
        let mut line = own[0].clone();
        line[0] = theirs[0][0].clone();
        line
    });
    own.push({
        let mut line = own[0].clone();
        line[0] = line[0].replace("202004-", "202003-");
        line
    });
    let seen = sent(&saved(&own), "2020-04-01")
        .reviewed(&app, &employer, "mixed-up")
        .await;
    assert_eq!(seen.body["counts"]["rejected"], 3, "{:#}", seen.body);
    let errors = employer
        .get(&format!("/jobs/{}/row-errors", seen.id()))
        .await
        .expect(200);
    let codes: Vec<&str> = errors.body["items"]
        .as_array()
        .expect("items")
        .iter()
        .filter_map(|one| one["code"].as_str())
        .collect();
    assert_eq!(
        codes,
        ["NAME_MISMATCH", "SHEET_CODE_UNKNOWN", "SHEET_CODE_UNKNOWN"]
    );
    let copy = employer
        .get(&format!("/jobs/{}/corrected-copy", seen.id()))
        .await
        .expect(200);
    assert_eq!(lines(&copy.bytes).len(), 3);
    assert_eq!(rows(&app, "evidence").await, 0);
}

#[actix_web::test]
async fn an_office_sees_its_own_people_in_the_sheet_and_sends_it_for_the_enterprise() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    cast::at_work(&app, WEINING, 1, factory).await;
    cast::at_work(&app, 520_527, 2, factory).await;
    app.clock.advance(40);
    let (county, bureau) = (app.county(WEINING).await, app.bureau(DONGGUAN).await);
    let own = fetched(&county, factory, "?month=2020-04")
        .await
        .expect(200);
    assert_eq!(lines(&own.bytes).len(), 1);
    let all = fetched(&bureau, factory, "?month=2020-04")
        .await
        .expect(200);
    assert_eq!(lines(&all.bytes).len(), 2);
    let seen = sent(&all.bytes, "2020-05-11")
        .reviewed(&app, &bureau, "from-paper")
        .await;
    assert_eq!(seen.body["counts"]["confirmed"], 2, "{:#}", seen.body);
    confirmed(&app, &bureau, &seen).await;
    assert_eq!(
        rows(
            &app,
            "evidence where on_day = '2020-04-30' and role = 'bureau_east'"
        )
        .await,
        2
    );
    // The county has no say about the other county's people.
    let seen = sent(&all.bytes, "2020-05-11")
        .reviewed(&app, &county, "not-all-ours")
        .await;
    assert_eq!(seen.body["counts"]["rejected"], 1, "{:#}", seen.body);
    fetched(&bureau, factory, "?month=2020-06")
        .await
        .expect(404);
    fetched(&bureau, factory, "?month=2019-01")
        .await
        .expect(404);
    for month in ["2020-13", "2020-5", "may", "2020-05-01", "%27"] {
        fetched(&bureau, factory, &format!("?month={month}"))
            .await
            .expect(400);
    }
}
