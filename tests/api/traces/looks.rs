//! Looks at people, and files that are taken out, are in the trail like acts; and the trail can be read.

use crate::{Client, TestApp, foreign, rosters};
use domain::{division::Division, grant::Capacity, id::PersonId};
use rengang::server;
use serde_json::{Value, json};

const WEINING: u32 = 520_526;

/// Operation, path and act of everything that the description says leaves a trace of a look.
fn looks() -> Vec<(String, String, String)> {
    let described = serde_json::to_value(server::description()).expect("a description");
    let paths = described["paths"].as_object().expect("paths").iter();
    paths
        .filter_map(|(path, item)| {
            let told = &item["get"];
            let text = |member: &str| told[member].as_str().map(str::to_owned);
            Some((text("operationId")?, path.clone(), text("x-trace")?))
        })
        .collect()
}

pub async fn a_person(app: &TestApp) -> PersonId {
    let home = Division::of_six(WEINING);
    rosters::take_in(
        app,
        home,
        "2020-04-01",
        vec![rosters::away(1, "广州示例厂")],
    )
    .await;
    let county = app.county(WEINING).await;
    let listed = county.get("/people").await.expect(200);
    let id = listed.body["items"][0]["id"].as_str().expect("somebody");
    PersonId(id.parse().expect("an identity"))
}

async fn items(client: &Client, path: &str) -> Vec<Value> {
    let page = client.get(path).await.expect(200);
    page.body["items"].as_array().expect("items").clone()
}

#[actix_web::test]
async fn every_look_that_the_description_tells_of_leaves_its_trace() {
    let app = TestApp::start().await;
    let county = app.county(WEINING).await;
    let mut seen = 0;
    for (operation, path, act) in looks() {
        let path = path.trim_start_matches("/api/v1");
        let noun = path.trim_start_matches('/').split('/').next();
        let (client, path) = if path.contains("{id}") {
            let object = foreign::object(&app, noun.expect("a noun")).await;
            let owner = app.acting_as(object.owner).await;
            (owner, path.replace("{id}", &object.id.to_string()))
        } else {
            (county.clone(), path.to_owned())
        };
        let before = app.acts().await.len();
        let answer = client.get(&path).await;
        let left = app.acts().await.split_off(before);
        if answer.status.is_success() {
            assert_eq!(left, [act], "{operation}");
            seen += 1;
        } else {
            // A foreign object may lack the part: a statement without a file, a job without bad rows.
            assert_eq!(left, Vec::<String>::new(), "{operation} shows nothing");
        }
    }
    assert!(seen >= 15, "{seen} looks were tried");
}

#[actix_web::test]
async fn a_look_whose_trace_cannot_be_written_shows_nobody() {
    let app = TestApp::start().await;
    let id = a_person(&app).await;
    app.fill_the_trail().await;
    let county = app.county(WEINING).await;
    for path in [format!("/people/{}", id.0), "/people".into()] {
        let answer = county.get(&path).await.expect(500);
        assert!(!answer.bytes.windows(4).any(|w| w == b"name"), "{path}");
    }
}

#[actix_web::test]
async fn a_person_is_told_which_office_saw_them_when_and_for_what() {
    let app = TestApp::start().await;
    let id = a_person(&app).await;
    let county = app.county(WEINING).await;
    county.get(&format!("/people/{}", id.0)).await.expect(200);
    let reveal = format!("/people/{}/reveal", id.0);
    let shown = county.post(&reveal, &json!({"purpose": "contract"})).await;
    assert_eq!(
        shown.expect(200).body["citizen_id"].as_str().map(str::len),
        Some(18)
    );

    let own = app.worker(id).await;
    own.get(&format!("/people/{}", id.0)).await.expect(200);
    let seen = items(&own, &format!("/people/{}/viewers", id.0)).await;
    let acts: Vec<&str> = seen.iter().filter_map(|one| one["act"].as_str()).collect();
    assert_eq!(acts, ["person_revealed", "person_read", "people_listed"]);
    assert_eq!(seen[0]["purpose"], "contract");
    assert_eq!(seen[0]["division"]["code"], "520526");
    assert!(seen.iter().all(|one| one.get("account_id").is_none()));

    let elsewhere = app.county(530_602).await;
    let viewers = format!("/people/{}/viewers", id.0);
    elsewhere.get(&viewers).await.expect(404);
    elsewhere
        .post(&reveal, &json!({"purpose": "contract"}))
        .await
        .expect(404);
}

#[actix_web::test]
async fn numbers_are_read_in_full_for_a_purpose_of_the_list_only() {
    let app = TestApp::start().await;
    let id = a_person(&app).await;
    let county = app.county(WEINING).await;
    let reveal = format!("/people/{}/reveal", id.0);
    for wrong in [
        json!({}),
        json!({"purpose": "curiosity"}),
        json!({"purpose": "contract", "why": "x"}),
    ] {
        county.post(&reveal, &wrong).await.expect(422);
    }
    let province = app.province(520_000).await;
    province
        .post(&reveal, &json!({"purpose": "contract"}))
        .await
        .expect(403);
    assert!(!app.acts().await.contains(&"person_revealed".to_owned()));
}

#[actix_web::test]
async fn an_office_reads_its_own_part_of_the_trail_and_an_auditor_all_of_it() {
    let app = TestApp::start().await;
    for code in [WEINING, 530_602] {
        app.county(code).await.get("/people").await.expect(200);
    }
    let auditor = app.acting_as(Capacity::Auditor).await;
    assert_eq!(items(&auditor, "/traces").await.len(), 2);
    let of_code = |rows: Vec<Value>| -> Vec<String> {
        let code = |row: &Value| row["division"]["code"].as_str().map(str::to_owned);
        rows.iter().filter_map(code).collect()
    };
    for (client, sees) in [
        (app.county(WEINING).await, "520526"),
        (app.province(520_000).await, "520526"),
        (app.province(530_000).await, "530602"),
    ] {
        assert_eq!(of_code(items(&client, "/traces").await), [sees]);
    }
    let first = auditor.get("/traces?limit=1").await.expect(200);
    let next = first.body["next_cursor"].as_str().expect("a second page");
    let second = items(&auditor, &format!("/traces?limit=1&cursor={next}")).await;
    assert_eq!(second[0]["sequence"], 1);
    assert_eq!(items(&auditor, "/traces?kind=change").await.len(), 0);
    assert_eq!(
        items(&auditor, "/traces?act=people_listed&area=530000")
            .await
            .len(),
        1
    );
    assert_eq!(items(&auditor, "/traces?from=2020-04-02").await.len(), 0);
    app.sysadmin().await.get("/traces").await.expect(403);
}
