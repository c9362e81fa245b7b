//! Being forgotten: what goes, what stays, and what keeps it off; and what goes because of its age.

use crate::{
    Answer, Client, TestApp,
    cast::{self, AtWork},
    placements::{count, step},
    rosters::{WEINING, found, seeker, take_in},
};
use domain::{
    coded::Coded,
    id::PersonId,
    roster::entry::Entry,
    words::{LabourAbility, RegisterCategory},
};
use rengang::{
    services::{housekeeping, retention},
    storage::retention::Kept,
};
use serde_json::{Value, json};

mod left_over;

/// What nobody else is called.
const CANARY: &str = "金丝雀";
const VILLAGE: &str = "金丝雀村";

async fn canary(app: &TestApp) -> PersonId {
    let entry = Entry {
        name: CANARY.into(),
        village: Some(VILLAGE.into()),
        household_number: Some("52052600007777".into()),
        category: Some(RegisterCategory::Poor),
        labour_ability: Some(LabourAbility::Ordinary),
        ..seeker(7)
    };
    take_in(app, WEINING, "2020-03-31", vec![entry]).await;
    PersonId(found(&app.county(520_526).await, 7).await)
}

async fn ask(who: &Client, person: PersonId) -> Answer {
    let path = format!("/people/{person}/erasure-requests");
    who.post(&path, &json!({})).await
}

async fn decide(office: &Client, id: &str, said: Value) -> Answer {
    let read = office.get(&format!("/erasures/{id}")).await.expect(200);
    let act = office.post(&format!("/erasures/{id}/decision"), &said);
    act.if_match(&read).await
}

/// The tables in which a text is found, in whatever column.
async fn tables_with(app: &TestApp, text: &str) -> Vec<String> {
    let postgres = app.db.get_database_backend() == sea_orm::DbBackend::Postgres;
    let tables = if postgres {
        "select tablename as name from pg_tables where schemaname = current_schema()"
    } else {
        "select name from sqlite_master where type = 'table'"
    };
    let mut found = Vec::new();
    for table in app.raw(tables).await {
        let table: String = table.try_get("", "name").expect("a name");
        let columns = if postgres {
            format!(
                "select column_name as name from information_schema.columns
                 where table_schema = current_schema() and table_name = '{table}'"
            )
        } else {
            format!("select name from pragma_table_info('{table}')")
        };
        for column in app.raw(&columns).await {
            let column: String = column.try_get("", "name").expect("a name");
            let question = format!(
                "select count(*) as n from \"{table}\" where cast(\"{column}\" as text) like '%{text}%'"
            );
            let rows = app.raw(&question).await;
            if rows[0].try_get::<i64>("", "n").expect("a number") > 0 {
                found.push(format!("{table}.{column}"));
            }
        }
    }
    found
}

#[actix_web::test]
async fn nothing_is_left_that_tells_who_somebody_was() {
    let app = TestApp::start().await;
    let person = canary(&app).await;
    let (county, worker) = (app.county(520_526).await, app.worker(person).await);
    // Said of the person, before and beside.
    let path = format!("/people/{person}");
    let read = county.get(&path).await.expect(200);
    let change = json!({ "phone": "13894451206" });
    county
        .patch(&path, &change)
        .if_match(&read)
        .await
        .expect(200);
    let help = json!({ "person_id": person.0, "reason": "housing" });
    county.post("/help-requests", &help).await.expect(201);
    county
        .post(&format!("{path}/claim-codes"), &json!({}))
        .await
        .expect(201);
    assert!(
        !tables_with(&app, CANARY).await.is_empty(),
        "it is found while it is there"
    );

    let asked = ask(&worker, person).await.expect(201);
    let done = decide(&county, asked.id(), json!({})).await.expect(200);
    assert_eq!(done.body["state"], "done");

    for text in [CANARY, VILLAGE, "52052600007777"] {
        assert_eq!(
            tables_with(&app, text).await,
            Vec::<String>::new(),
            "{text}"
        );
    }
    let own = seeker(7);
    let id = own.citizen_id.reveal();
    let mut indexes = app.keys.sought("citizen_id", id);
    indexes.extend(app.keys.sought("phone", "13894451206"));
    for index in indexes {
        let hex = data_encoding::HEXLOWER.encode(&index);
        let literal = match app.db.get_database_backend() {
            sea_orm::DbBackend::Postgres => format!("'\\x{hex}'"),
            _ => format!("x'{hex}'"),
        };
        let found = format!("person where citizen_id_index = {literal} or phone_index = {literal}");
        assert_eq!(count(&app, &found).await, 0);
    }
    let nobody = county
        .post("/people/search", &json!({ "citizen_id": id }))
        .await;
    assert_eq!(nobody.expect(200).body["items"], json!([]));
    county.get(&path).await.expect(404);
    worker.get("/me").await.expect(401);
    for table in ["person_change", "help_request", "claim_code"] {
        let left = format!("{table} where person_id = (select person_id from erasure)");
        assert_eq!(count(&app, &left).await, 0, "{table}");
    }
}

#[actix_web::test]
async fn figures_are_the_same_before_and_after() {
    let app = TestApp::start().await;
    let factory = cast::factory(&app).await;
    let mut jobs = Vec::new();
    for number in 1..9 {
        jobs.push(cast::at_work(&app, 520_526, number, factory).await);
    }
    app.clock.advance(40);
    let county = app.county(520_526).await;
    for AtWork { placement, .. } in &jobs[..3] {
        let end = json!({ "reason": "family" });
        step(&county, *placement, "ending", end).await.expect(200);
    }
    app.clock.advance(60);
    let county = app.county(520_526).await;
    let figures = async || {
        let path = "/stability?area=520526&months=1,2,3&by=enterprise";
        county.get(path).await.expect(200).body
    };
    let (placements, before) = (count(&app, "placement").await, figures().await);
    let asked = ask(&app.worker(jobs[0].person).await, jobs[0].person).await;
    decide(&county, asked.expect(201).id(), json!({}))
        .await
        .expect(200);
    assert_eq!(figures().await, before);
    assert_eq!(count(&app, "placement").await, placements);
    // Whoever is at work is not forgotten yet.
    let asked = ask(&app.worker(jobs[5].person).await, jobs[5].person).await;
    let asked = asked.expect(201);
    let refused = decide(&county, asked.id(), json!({})).await;
    assert_eq!(refused.expect(409).code(), "WORK_GOES_ON");
    let no = json!({ "refusal": "work_goes_on" });
    let told = decide(&county, asked.id(), no).await.expect(200);
    assert_eq!(told.body["refusal"], "work_goes_on");
}

#[actix_web::test]
async fn what_must_be_kept_is_kept_until_it_is_released() {
    let app = TestApp::start().await;
    let person = canary(&app).await;
    let county = app.county(520_526).await;
    let holds = format!("/people/{person}/legal-holds");
    let court = json!({ "reason": "court" });
    let set = county.post(&holds, &court).await.expect(201);
    let twice = county.post(&holds, &court).await.expect(409);
    assert_eq!(twice.code(), "ALREADY_EXISTS");
    app.county(520_527)
        .await
        .post(&holds, &court)
        .await
        .expect(404);
    let asked = ask(&app.worker(person).await, person).await.expect(201);
    let refused = decide(&county, asked.id(), json!({})).await;
    assert_eq!(refused.expect(409).code(), "LEGAL_HOLD");
    let hold = set.body["items"][0]["id"].as_str().expect("a hold");
    let release = format!("{holds}/{hold}/release");
    let province = app.province(520_000).await;
    let released = province.post(&release, &json!({})).await.expect(201);
    assert!(released.body["items"][0]["released_at"].is_string());
    decide(&county, asked.id(), json!({})).await.expect(200);
}

#[actix_web::test]
async fn whoever_asks_for_somebody_else_does_not_decide() {
    let app = TestApp::start().await;
    let person = canary(&app).await;
    let (one, other) = (app.county(520_526).await, app.county(520_526).await);
    let asked = ask(&one, person).await.expect(201);
    assert_eq!(
        ask(&other, person).await.expect(409).code(),
        "ALREADY_EXISTS"
    );
    let refused = decide(&one, asked.id(), json!({})).await;
    assert_eq!(refused.expect(409).code(), "RECUSED");
    decide(&other, asked.id(), json!({})).await.expect(200);
    let again = decide(&other, asked.id(), json!({})).await;
    assert_eq!(again.expect(409).code(), "NOT_IN_THIS_STATE");
}

#[actix_web::test]
async fn what_would_go_is_told_before_it_goes() {
    let app = TestApp::start().await;
    let county = app.county(520_526).await;
    let person = canary(&app).await;
    let path = format!("/people/{person}/claim-codes");
    county.post(&path, &json!({})).await.expect(201);
    let factory = cast::factory(&app).await;
    let post = cast::post(&app, factory, 1).await;
    cast::offer(&app, 520_526, person, factory, post).await;
    app.clock.advance(20);
    housekeeping::run(&app).await.expect("kept");
    assert_eq!(count(&app, "placement where stage = 'expired'").await, 1);
    let would = async |what: Kept| {
        let told = retention::keep(&app, true).await.expect("told");
        let found = told.into_iter().find(|(kept, _)| *kept == what);
        found.expect("a rule").1
    };
    assert_eq!(would(Kept::VainOffers).await, 0);
    app.clock.advance(731);
    assert_eq!(would(Kept::VainOffers).await, 1);
    assert_eq!(would(Kept::ClaimCodes).await, 1);
    assert_eq!(count(&app, "placement").await, 1, "only told");
    let told = retention::keep(&app, true).await.expect("told");
    let done = retention::keep(&app, false).await.expect("done");
    assert_eq!(told, done, "what was told is what goes");
    assert_eq!(count(&app, "placement").await, 0);
    assert_eq!(count(&app, "claim_code").await, 0);
    assert_eq!(Kept::ALL.len(), done.len());
}
