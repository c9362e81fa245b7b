//! What is sealed: in which columns, in which place, and by which key after a change.

use super::{AT_ONCE, count, entries, names_of_proofs, phone, sealed_otherwise, silent};
use crate::{
    TestApp, cast,
    departures::{accepted, made},
    rosters::{WEINING, take_in},
};
use domain::enterprise::Particulars;
use rengang::{
    app::App,
    services::key_rotations::{rotate_data, rotate_indexes},
    storage::{Scope, enterprises, key_rotations::SEALED},
};
use sea_orm::DbBackend;
use serde_json::json;
use std::collections::BTreeSet;

#[actix_web::test]
async fn every_sealed_column_is_one_that_a_change_of_keys_knows() {
    let app = TestApp::start().await;
    let sql = if app.db.get_database_backend() == DbBackend::Postgres {
        "select table_name as held_in, column_name as name from information_schema.columns
         where table_schema = 'public' and column_name like '%_sealed'"
    } else {
        "select m.name as held_in, c.name as name from sqlite_master m join pragma_table_info(m.name) c
         where m.type = 'table' and c.name like '%_sealed'"
    };
    let rows = app.raw(sql).await;
    let there: BTreeSet<(String, String)> = rows
        .iter()
        .map(|row| {
            let of = |column| row.try_get("", column).expect("a name");
            (of("held_in"), of("name"))
        })
        .collect();
    let known = SEALED.map(|column| (column.table.to_owned(), format!("{}_sealed", column.name)));
    assert_eq!(there, BTreeSet::from(known));
}

/// The columns of a person, and those of them whose change counts as one of the market.
async fn columns_of_a_person(app: &TestApp) -> (BTreeSet<String>, BTreeSet<String>) {
    let names = |rows: Vec<sea_orm::QueryResult>| -> BTreeSet<String> {
        let name = |row: &sea_orm::QueryResult| row.try_get("", "name").expect("a name");
        rows.iter().map(name).collect()
    };
    if app.db.get_database_backend() == DbBackend::Postgres {
        let all = "select column_name::text as name from information_schema.columns
                   where table_schema = 'public' and table_name = 'person'";
        let counted = "select event_object_column::text as name from information_schema.triggered_update_columns
                       where trigger_name = 'market_change_person_update'";
        return (names(app.raw(all).await), names(app.raw(counted).await));
    }
    let all = names(
        app.raw("select name from pragma_table_info('person')")
            .await,
    );
    let made = "select sql as name from sqlite_master where name = 'market_change_person_update'";
    let made = names(app.raw(made).await).pop_first().expect("a trigger");
    let (_, listed) = made.split_once("update of ").expect("columns");
    let (listed, _) = listed.split_once(" on person").expect("columns");
    let counted = listed.split(", ").map(str::to_owned).collect();
    (all, counted)
}

#[actix_web::test]
async fn a_change_of_keys_is_no_change_of_the_market_and_every_other_one_is() {
    let app = TestApp::start().await;
    take_in(&app, WEINING, "2020-03-31", entries(0..3)).await;
    let (all, counted) = columns_of_a_person(&app).await;
    let of_keys = |name: &&String| {
        let ends = ["_sealed", "_index", "_index_next", "index_key"];
        ends.iter().any(|end| name.ends_with(end))
    };
    let left: BTreeSet<String> = all.iter().filter(|name| !of_keys(name)).cloned().collect();
    assert_eq!(counted, left);

    let before = moved(&app).await;
    rotate_data(&app, AT_ONCE, &silent).await.expect("changed");
    rotate_indexes(&app, AT_ONCE, &silent)
        .await
        .expect("changed");
    assert_eq!(moved(&app).await, before);
    app.raw("update person set mandarin = not mandarin").await;
    assert!(moved(&app).await > before);
}

/// How often the market was told to have moved.
async fn moved(app: &TestApp) -> i64 {
    let rows = app
        .raw("select cast(sum(number) as bigint) as n from market_change")
        .await;
    rows[0].try_get("", "n").expect("a number")
}

#[actix_web::test]
async fn a_ciphertext_that_was_moved_does_not_open() {
    let app = TestApp::start().await;
    take_in(&app, WEINING, "2020-03-31", entries(0..2)).await;
    let county = app.county(520_526).await;
    let ids: Vec<String> = {
        let listed = county.get("/people").await.expect(200);
        let items = listed.body["items"].as_array().expect("people").clone();
        items
            .iter()
            .map(|one| one["id"].as_str().expect("an id").to_owned())
            .collect()
    };
    let moves = [
        (
            "another row's telephone",
            "phone_sealed = (select o.phone_sealed from kept o where o.id <> person.id)",
        ),
        (
            "another row's ID",
            "citizen_id_sealed = (select o.citizen_id_sealed from kept o where o.id <> person.id)",
        ),
        (
            "its own ID as telephone",
            "phone_sealed = citizen_id_sealed",
        ),
        (
            "its own telephone as ID",
            "citizen_id_sealed = phone_sealed",
        ),
    ];
    for (what, set) in moves {
        app.raw("create table kept as select id, citizen_id_sealed, phone_sealed from person")
            .await;
        app.raw(&format!("update person set {set}")).await;
        for id in &ids {
            let answer = county.get(&format!("/people/{id}")).await;
            assert_eq!(answer.status, 500, "{what}");
            assert!(!answer.body.to_string().contains("sealed"), "{what}");
        }
        app.raw(
            "update person set citizen_id_sealed = (select k.citizen_id_sealed from kept k where k.id = person.id),
             phone_sealed = (select k.phone_sealed from kept k where k.id = person.id)",
        )
        .await;
        app.raw("drop table kept").await;
        county.get(&format!("/people/{}", ids[0])).await.expect(200);
    }
}

#[actix_web::test]
async fn everything_that_is_sealed_is_sealed_anew_and_the_key_before_is_retired() {
    let app = TestApp::start().await;
    let run = accepted(&app, &[("联合村", 2)]).await;
    let county = app.county(520_526).await;
    let departure = made(&county, &run, 10).await[0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let scope = Scope::job("a test");
    let factory = cast::factory(&app).await;
    let mut enterprise = enterprises::get(&app.db, &app.keys, &scope, factory)
        .await
        .expect("an answer")
        .expect("an enterprise");
    enterprise.particulars = Particulars {
        contact_phone: Some(phone(7)),
        ..enterprise.particulars
    };
    enterprises::save(&app.db, &app.keys, &scope, &enterprise)
        .await
        .expect("saved");
    let wish = crate::sign_ups::wish(520_526, "firm-of-weining");
    let wished = app.anonymous().post("/sign-ups", &wish).await.expect(202);
    let unsaid = county.get("/me/preferences").await.expect(200);
    let said = json!({ "email": "li.na@example.cn", "phone": "15494451206" });
    county
        .patch("/me/preferences", &said)
        .if_match(&unsaid)
        .await
        .expect(200);
    county
        .put("/me/second-factor", &json!({}))
        .await
        .expect(200);
    let people = county.get("/people").await.expect(200);
    let path = format!(
        "/people/{}",
        people.body["items"][0]["id"].as_str().expect("an id")
    );
    let person = county.get(&path).await.expect(200);
    let change = json!({ "phone": "13894451206" });
    county
        .patch(&path, &change)
        .if_match(&person)
        .await
        .expect(200);

    let reads = [
        path.as_str(),
        &format!("/departures/{departure}"),
        &format!("/enterprises/{factory}"),
        &format!("/sign-ups/{}", wished.id()),
        "/me/preferences",
        "/me/second-factor",
    ];
    let mut before = Vec::new();
    for read in reads {
        before.push(county.get(read).await.expect(200).body);
    }
    for column in SEALED {
        let what = format!("{} where {}_sealed is not null", column.table, column.name);
        assert!(count(&app, &what).await > 0, "nothing is in {what}");
    }
    let past =
        "person_change where cast(was as text) like '%\"AQE%' or cast(was as text) like '%\"AQF%'
        or cast(was as text) like '%\"AQG%' or cast(was as text) like '%\"AQH%'";
    assert_eq!(count(&app, past).await, 1);
    let all = sealed_otherwise(&app, 2).await;

    let done = rotate_data(&app, AT_ONCE, &silent).await.expect("changed");

    assert_eq!(done, all + 1, "one of them in what a row said before");
    assert_eq!(sealed_otherwise(&app, 2).await, 0);
    assert_eq!(count(&app, past).await, 0);
    for (read, before) in reads.into_iter().zip(before) {
        assert_eq!(county.get(read).await.expect(200).body, before, "{read}");
    }
    let proofs = ["digest", "index/1", "seal/2"].map(str::to_owned);
    assert_eq!(names_of_proofs(&app).await, BTreeSet::from(proofs));
    App::open((*app.settings).clone(), app.clock.clone())
        .await
        .expect("it starts on them");
}
