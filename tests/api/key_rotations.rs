//! Changing keys while people are looked for, changed and imported, and broken off at any point.

use crate::{
    TestApp, cast,
    departures::{accepted, made},
    rosters::{WEINING, seeker, take_in},
};
use domain::{citizen_id::CitizenId, enterprise::Particulars, phone::Phone};
use rengang::{
    app::{App, StartError},
    keys::{BadKeys, Indexed},
    services::key_rotations::{BrokenOff, rotate_data, rotate_indexes},
    storage::{
        Scope, enterprises,
        key_rotations::SEALED,
        people::{self, Person, Wanted},
    },
};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::json;
use std::{
    collections::BTreeSet,
    fs,
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
    time::Duration,
};

/// Nobody but the test's own process has to be waited for.
const AT_ONCE: Duration = Duration::ZERO;

fn silent(_: &'static str, _: u64, _: u64) {}

/// Polls a future so often at most, and drops it then, as if the process were killed there.
async fn broken_off<F: Future>(work: F, polls: u32) -> Option<F::Output> {
    let mut work = pin!(work);
    let mut left = polls;
    poll_fn(move |context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        work.as_mut().poll(context).map(Some)
    })
    .await
}

/// A dice of the test's own: whatever it finds is found again.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

async fn find(app: &TestApp, wanted: Wanted) -> Vec<Person> {
    let scope = Scope::job("a test looks for people");
    let found = people::find(&app.db, &app.keys, &scope, &wanted, 1000).await;
    found.expect("an answer")
}

fn citizen(number: u32) -> CitizenId {
    seeker(number).citizen_id
}

/// The telephone that a person is given by the test.
fn phone(number: u32) -> Phone {
    Phone::read(&format!("1380000{number:04}")).expect("a phone")
}

fn entries(numbers: std::ops::Range<u32>) -> Vec<domain::roster::entry::Entry> {
    let with_phone = |number| domain::roster::entry::Entry {
        phone: Some(phone(number)),
        ..seeker(number)
    };
    numbers.map(with_phone).collect()
}

/// Everybody is found by ID and by telephone, and by nothing twice.
async fn everybody_is_found(app: &TestApp, numbers: std::ops::Range<u32>) {
    for number in numbers {
        for wanted in [
            Wanted::CitizenId(citizen(number)),
            Wanted::Phone(phone(number)),
        ] {
            let found = find(app, wanted.clone()).await;
            assert_eq!(found.len(), 1, "{number} by {wanted:?}");
            assert_eq!(found[0].citizen_id.reveal(), citizen(number).reveal());
            let own = found[0].phone.as_ref().expect("a phone");
            assert_eq!(own.reveal(), phone(number).reveal());
        }
    }
}

async fn count(app: &TestApp, what: &str) -> i64 {
    let rows = app.raw(&format!("select count(*) as n from {what}")).await;
    rows[0].try_get("", "n").expect("a number")
}

/// How many texts are sealed by another key than the one with this number.
async fn sealed_otherwise(app: &TestApp, number: u8) -> u64 {
    let mut all = 0;
    for column in SEALED {
        all += column.count_others(&app.db, number).await.expect("a count");
    }
    all
}

async fn names_of_proofs(app: &TestApp) -> BTreeSet<String> {
    let rows = app.raw("select name from key_check").await;
    let names = rows
        .iter()
        .map(|row| row.try_get("", "name").expect("a name"));
    names.collect()
}

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
async fn nothing_starts_on_keys_that_are_missing_damaged_or_of_another_database() {
    let app = TestApp::start().await;
    take_in(&app, WEINING, "2020-03-31", entries(0..1)).await;
    let folder = app.settings.keys();
    let open = || App::open((*app.settings).clone(), app.clock.clone());
    for name in [
        "seal.key",
        "index.key",
        "digest.key",
        "cursor.key",
        "token.key",
    ] {
        let file = folder.join(name);
        let held = fs::read(&file).expect("a key");

        fs::remove_file(&file).expect("removed");
        let refused = open().await.expect_err("a key is missing");
        // The one that databases older than it have not is made, and found to be another.
        let is_told = matches!(
            refused,
            StartError::Keys(BadKeys::Missing(_)) | StartError::OtherKeys
        );
        assert!(is_told, "{name}: {refused}");

        fs::write(&file, "not a key").expect("written");
        let refused = open().await.expect_err("a key is damaged");
        assert!(
            matches!(refused, StartError::Keys(BadKeys::Damaged(_))),
            "{name}: {refused}"
        );

        if ["seal.key", "index.key", "digest.key"].contains(&name) {
            fs::write(&file, "11".repeat(32)).expect("written");
            let refused = open().await.expect_err("another key");
            assert!(
                matches!(refused, StartError::OtherKeys),
                "{name}: {refused}"
            );
        }
        fs::write(&file, held).expect("brought back");
        open().await.expect("the right keys");
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

#[actix_web::test]
async fn both_keys_are_changed_under_load_broken_off_again_and_again() {
    let app = TestApp::start().await;
    let mut dice = Dice(20_200_401);
    let mut known = 40;
    take_in(&app, WEINING, "2020-03-01", entries(0..known)).await;
    let (mut breaks, mut is_sealed, mut is_indexed) = (0, false, false);
    for day in 1..60 {
        // Short at first, and in the end long enough.
        let polls = u32::try_from(dice.throw(4 + day + day * day / 8)).expect("few");
        // Meanwhile a roster tells of new people and of some that are known.
        let as_of = format!("2020-03-{:02}", 2 + day / 3);
        let first = known - u32::try_from(dice.throw(20)).expect("few");
        let import = async {
            if known < 120 {
                take_in(&app, WEINING, &as_of, entries(first..known + 3)).await;
            }
            everybody_is_found(&app, first..known).await;
        };
        let change = async {
            if is_sealed {
                let done = broken_off(rotate_indexes(&app, AT_ONCE, &silent), polls).await;
                done.map(|done| ("index", done))
            } else {
                let done = broken_off(rotate_data(&app, AT_ONCE, &silent), polls).await;
                done.map(|done| ("seal", done))
            }
        };
        let (changed, ()) = futures_util::future::join(change, import).await;
        known = if known < 120 { known + 3 } else { known };
        match changed {
            None => breaks += 1,
            Some((what, done)) => {
                done.expect("changed");
                is_indexed = what == "index";
                is_sealed = true;
            }
        }
        everybody_is_found(&app, 0..known).await;
        if is_indexed {
            break;
        }
    }
    assert!(is_indexed, "it was never given enough time");
    assert!(breaks > 5, "it was broken off {breaks} times only");
    assert_eq!(sealed_otherwise(&app, 2).await, 0);
    assert_eq!(count(&app, "person").await, i64::from(known));
    assert_eq!(count(&app, "person where index_key <> 2").await, 0);
    let second = "person where citizen_id_index_next is not null or phone_index_next is not null";
    assert_eq!(count(&app, second).await, 0);
    let proofs = ["digest", "index/2", "seal/2"].map(str::to_owned);
    assert_eq!(names_of_proofs(&app).await, BTreeSet::from(proofs));
    everybody_is_found(&app, 0..known).await;
    let again = take_in(&app, WEINING, "2020-03-31", entries(0..known)).await;
    assert_eq!(
        again.unchanged,
        u64::from(known),
        "nothing was told otherwise"
    );
}

/// What the database says to a second row with these indexes: another row is given them.
async fn given_to_another(app: &TestApp, indexed: &Indexed) -> Result<u64, sea_orm::DbErr> {
    let other = app.keys.indexed("citizen_id", citizen(1).reveal()).index;
    let statement = Statement::from_sql_and_values(
        app.db.get_database_backend(),
        "update person set citizen_id_index = $1, citizen_id_index_next = $2
         where citizen_id_index = $3 or citizen_id_index_next = $3",
        [
            indexed.index.clone().into(),
            indexed.next.clone().into(),
            other.into(),
        ],
    );
    let done = app.db.execute_raw(statement).await?;
    Ok(done.rows_affected())
}

#[actix_web::test]
async fn nobody_enters_twice_at_any_step_not_even_by_a_process_that_is_a_step_behind() {
    let app = TestApp::start().await;
    take_in(&app, WEINING, "2020-03-01", entries(0..20)).await;
    let mut dice = Dice(7);
    let mut steps = BTreeSet::new();
    let mut now = app.keys.indexed("citizen_id", citizen(0).reveal());
    let mut behind = now.clone();
    for _ in 0..400 {
        let polls = u32::try_from(1 + dice.throw(12)).expect("few");
        let done = broken_off(rotate_indexes(&app, AT_ONCE, &silent), polls).await;
        steps.insert(format!("{:?}", app.keys.index_step()));
        let next = app.keys.indexed("citizen_id", citizen(0).reveal());
        if next != now {
            behind = std::mem::replace(&mut now, next);
        }
        for indexed in [&behind, &now] {
            let done = given_to_another(&app, indexed).await;
            done.expect_err("a second row of one person");
        }
        let told = take_in(&app, WEINING, "2020-03-02", entries(0..20)).await;
        assert_eq!((told.added, told.unchanged), (0, 20));
        if done.is_some() {
            break;
        }
    }
    assert_eq!(steps.len(), 4, "{steps:?}");
    assert_eq!(count(&app, "person").await, 20);
}

#[actix_web::test]
async fn two_commands_do_not_change_keys_at_the_same_time() {
    let app = TestApp::start().await;
    let _changing = app.keys.changing().expect("nobody else");
    let refused = rotate_data(&app, AT_ONCE, &silent).await.expect_err("busy");
    assert!(
        matches!(refused, BrokenOff::Keys(BadKeys::Busy(_))),
        "{refused}"
    );
    let refused = rotate_indexes(&app, AT_ONCE, &silent)
        .await
        .expect_err("busy");
    assert!(
        matches!(refused, BrokenOff::Keys(BadKeys::Busy(_))),
        "{refused}"
    );
}
