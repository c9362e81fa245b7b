//! Pairings: what is a workplace to a home, and who may say so.

use crate::{Answer, Client, TestApp};
use rengang::{
    services::{self, Actor},
    storage::{self, pairings},
};
use serde_json::{Value, json};

const BEFORE: &str = "2018-06-01";
const AFTER: &str = "2022-06-01";

async fn resolved(client: &Client, home: &str, workplace: &str, on: &str) -> Answer {
    let path = format!("/pairings/resolve?home={home}&workplace={workplace}&on={on}");
    client.get(&path).await.expect(200)
}

fn easts(answer: &Answer) -> Vec<&str> {
    let partners = answer.body["partners"].as_array().expect("partners");
    partners
        .iter()
        .map(|partner| partner["east"]["code"].as_str().expect("a code"))
        .collect()
}

#[actix_web::test]
async fn the_subtle_homes_and_workplaces_resolve_as_the_pairings_of_their_day_say() {
    let app = TestApp::start().await;
    let county = app.county(520_526).await;
    let cases: &[(&str, &str, &str, &str, &[&str])] = &[
        // 贵阳 has no partner before 2021, then that of its province.
        ("520113", "330100", BEFORE, "other_east", &[]),
        ("520113", "440300", AFTER, "province_pair", &["440000"]),
        // 昭通 has two of equal rank, and the province's behind them; 东莞 has no counties.
        (
            "530602",
            "442000",
            BEFORE,
            "prefecture_pair",
            &["442000", "441900", "310000"],
        ),
        (
            "530602",
            "441900",
            BEFORE,
            "prefecture_pair",
            &["442000", "441900", "310000"],
        ),
        (
            "530602",
            "310115",
            BEFORE,
            "province_pair",
            &["442000", "441900", "310000"],
        ),
        ("530602", "441900", AFTER, "other_east", &["310000"]),
        // 定西 went from 福州 to 青岛; 天津 stays behind either.
        (
            "621102",
            "350102",
            BEFORE,
            "prefecture_pair",
            &["350100", "120000"],
        ),
        (
            "621102",
            "120101",
            BEFORE,
            "province_pair",
            &["350100", "120000"],
        ),
        (
            "621102",
            "350102",
            AFTER,
            "other_east",
            &["370200", "120000", "370000"],
        ),
        (
            "621102",
            "370202",
            AFTER,
            "prefecture_pair",
            &["370200", "120000", "370000"],
        ),
        // 深圳 lies in 广东: partner of 广西 and 甘孜, not of those who have 广州.
        ("451022", "440304", BEFORE, "province_pair", &["440000"]),
        (
            "513301",
            "440304",
            BEFORE,
            "prefecture_pair",
            &["440000", "330000"],
        ),
        ("522701", "440304", BEFORE, "other_east", &["440100"]),
        (
            "522701",
            "440304",
            AFTER,
            "province_pair",
            &["440100", "440000"],
        ),
        // 苏州 is 铜仁's own until 2021, and 陕西's as a part of 江苏.
        ("520602", "320583", BEFORE, "prefecture_pair", &["320500"]),
        ("520602", "320583", AFTER, "other_east", &["440000"]),
        ("610124", "320583", AFTER, "province_pair", &["320000"]),
        // 容城 belongs to 雄安 and, by its code, to 保定.
        ("130629", "110105", BEFORE, "prefecture_pair", &["110000"]),
        ("130629", "110105", AFTER, "other_east", &[]),
    ];
    for (home, workplace, on, tier, partners) in cases {
        let answer = resolved(&county, home, workplace, on).await;
        let case = format!("{home} {workplace} {on}");
        assert_eq!(answer.body["tier"], *tier, "{case}");
        assert_eq!(easts(&answer), *partners, "{case}");
        let partner = tier.ends_with("_pair");
        assert_eq!(answer.body["pairing_id"].is_string(), partner, "{case}");
    }
}

#[actix_web::test]
async fn a_code_given_up_resolves_as_what_it_became() {
    let app = TestApp::start().await;
    let county = app.county(520_526).await;

    let answer = resolved(&county, "522427", "440106", BEFORE).await;

    assert_eq!(answer.body["home"]["code"], "520526");
    assert_eq!(answer.body["tier"], "prefecture_pair");
}

#[actix_web::test]
async fn loading_the_shipped_pairings_again_changes_nothing() {
    let app = TestApp::start().await;
    let national = app.national().await;
    let first = national.get("/pairings?limit=1").await.expect(200);
    let id = first.body["items"][0]["id"].as_str().expect("an identity");
    let path = format!("/pairings/{id}");
    let read = national.get(&path).await.expect(200);
    let end = json!({"effective_to": "2020-06-30"});
    national
        .post(&format!("{path}/ending"), &end)
        .if_match(&read)
        .await
        .expect(200);
    let before = listed(&national, "").await;

    pairings::load_shipped(&app.db, app.clock.now())
        .await
        .expect("loaded");

    assert_eq!(listed(&national, "").await, before);
    assert_eq!(before.len(), 148);
    assert_eq!(before[0]["effective_to"], "2020-06-30");
}

/// Every row of the list, page by page.
async fn listed(client: &Client, filter: &str) -> Vec<Value> {
    let mut rows = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/pairings?limit=60{filter}{cursor}");
        let page = client.get(&path).await.expect(200);
        rows.extend(page.body["items"].as_array().expect("a list").clone());
        match page.body["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return rows,
        }
    }
}

fn village() -> Value {
    json!({
        "kind": "county_pair", "west": "520526100001", "east": "440106",
        "effective_from": "2019-01-01", "source": "村村结对协议",
    })
}

#[actix_web::test]
async fn a_village_pair_that_was_entered_beats_the_rest_in_its_village_only() {
    let app = TestApp::start().await;
    let province = app.province(520_000).await;
    let before = resolved(&province, "520526100001", "440106", "2020-04-01").await;
    assert_eq!(before.body["tier"], "prefecture_pair");

    let entered = province.post("/pairings", &village()).await.expect(201);

    let inside = resolved(&province, "520526100001", "440106", "2020-04-01").await;
    assert_eq!(inside.body["tier"], "village_pair");
    assert_eq!(inside.body["pairing_id"], entered.id());
    assert_eq!(easts(&inside), ["440106", "440100"]);
    let beside = resolved(&province, "520526100002", "440106", "2020-04-01").await;
    assert_eq!(beside.body["tier"], "prefecture_pair");
    let earlier = resolved(&province, "520526100001", "440106", "2018-12-31").await;
    assert_eq!(earlier.body["tier"], "prefecture_pair");
}

#[actix_web::test]
async fn a_pairing_is_entered_once_however_often_it_is_sent() {
    let app = TestApp::start().await;
    let province = app.province(520_000).await;
    let entered = province
        .post("/pairings", &village())
        .key("village-1")
        .await
        .expect(201);

    let again = province
        .post("/pairings", &village())
        .key("village-1")
        .await
        .expect(201);
    assert_eq!(again.id(), entered.id());
    assert_eq!(again.header("idempotency-replayed"), "true");

    let other_key = province.post("/pairings", &village()).await.expect(409);
    assert_eq!(other_key.code(), "ALREADY_EXISTS");
}

#[actix_web::test]
async fn a_province_pairs_its_own_divisions_and_a_county_none() {
    let app = TestApp::start().await;

    let foreign = app
        .province(530_000)
        .await
        .post("/pairings", &village())
        .await
        .expect(422);
    assert_eq!(foreign.faults(), [("/west", "DIVISION_OUT_OF_REACH")]);
    app.county(520_526)
        .await
        .post("/pairings", &village())
        .await
        .expect(403);
    app.province(440_000)
        .await
        .post("/pairings", &village())
        .await
        .expect(201);
}

#[actix_web::test]
async fn every_fault_of_a_pairing_is_told_at_once() {
    let app = TestApp::start().await;
    let national = app.national().await;
    let mut sent = village();
    sent["east"] = json!("990101");
    sent["west"] = json!("abc");
    let unknown = national.post("/pairings", &sent).await.expect(422);
    assert_eq!(
        unknown.faults(),
        [("/east", "DIVISION_UNKNOWN"), ("/west", "DIVISION_UNKNOWN")]
    );

    let mut sent = village();
    sent["east"] = json!("520500");
    sent["effective_to"] = json!("0001-01-01");
    let senseless = national.post("/pairings", &sent).await.expect(422);
    assert_eq!(
        senseless.faults(),
        [
            ("/west", "PAIRING_SIDES_OVERLAP"),
            ("/effective_to", "OUT_OF_RANGE"),
            ("/effective_to", "DATE_ORDER"),
        ]
    );
}

#[actix_web::test]
async fn a_pairing_ends_for_those_who_saw_its_last_version() {
    let app = TestApp::start().await;
    let national = app.national().await;
    let entered = national.post("/pairings", &village()).await.expect(201);
    let ending = format!("/pairings/{}/ending", entered.id());
    let last = json!({"effective_to": "2020-03-31"});

    let yunnan = app.province(530_000).await;
    yunnan
        .post(&ending, &last)
        .if_match(&entered)
        .await
        .expect(404);
    national.post(&ending, &last).await.expect(428);
    let early = json!({"effective_to": "2018-12-31"});
    let early = national
        .post(&ending, &early)
        .if_match(&entered)
        .await
        .expect(422);
    assert_eq!(early.faults(), [("/effective_to", "DATE_ORDER")]);

    let ended = national
        .post(&ending, &last)
        .if_match(&entered)
        .await
        .expect(200);
    assert_eq!(ended.body["effective_to"], "2020-03-31");
    national
        .post(&ending, &last)
        .if_match(&entered)
        .await
        .expect(412);
    let over = national
        .post(&ending, &last)
        .if_match(&ended)
        .await
        .expect(409);
    assert_eq!(over.code(), "NOT_IN_THIS_STATE");
    let today = resolved(&national, "520526100001", "440106", "2020-04-01").await;
    assert_eq!(today.body["tier"], "prefecture_pair");
}

#[actix_web::test]
async fn pairings_are_found_by_what_they_touch_and_when() {
    let app = TestApp::start().await;
    let national = app.national().await;
    let found = |rows: Vec<Value>| -> Vec<String> {
        let pair = |row: &Value| format!("{} {}", row["west"]["code"], row["east"]["code"]);
        rows.iter()
            .map(pair)
            .map(|pair| pair.replace('"', ""))
            .collect()
    };

    let weining = listed(&national, "&west=520526&on=2018-06-01").await;
    assert_eq!(found(weining), ["520500 440100"]);
    let bijie_later = listed(&national, "&west=520526&on=2022-06-01").await;
    assert_eq!(found(bijie_later), ["520000 440000", "520500 440100"]);
    let dalian = listed(&national, "&east=210200&kind=east_west").await;
    assert_eq!(found(dalian), ["520200 210200"]);
    national.get("/pairings?on=99999-01-01").await.expect(400);
    national.get("/pairings?west=990101").await.expect(400);
}

#[actix_web::test]
async fn a_sheet_enters_what_is_not_there_yet() {
    let app = TestApp::start().await;
    let shipped = domain::pairing::shipped();
    let mut new = shipped[0].clone();
    new.from = "2017-01-01".parse().expect("a day");
    let sheet = [shipped[0].clone(), new];
    let by = Actor::operator("a test");

    for expected in [1, 0] {
        let tx = storage::begin(&app.db).await.expect("a transaction");
        let entered = services::pairings::import(&tx, &by, &sheet, app.clock.now()).await;
        tx.commit(crate::traces::of_a_test(), app.clock.now())
            .await
            .expect("committed");
        assert_eq!(entered.expect("imported"), expected);
    }
}
