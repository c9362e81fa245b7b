//! Changing keys while people are looked for, changed and imported, and broken off at any point.

use crate::{TestApp, rosters::seeker};
use domain::{citizen_id::CitizenId, phone::Phone, roster::entry::Entry};
use rengang::storage::{
    Scope,
    key_rotations::SEALED,
    people::{self, Person, Wanted},
};
use std::{collections::BTreeSet, ops::Range, time::Duration};

mod killed;
mod sealed;
mod starting;

/// Nobody but the test's own process has to be waited for.
const AT_ONCE: Duration = Duration::ZERO;

fn silent(_: &'static str, _: u64, _: u64) {}

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

fn entries(numbers: Range<u32>) -> Vec<Entry> {
    let with_phone = |number| Entry {
        phone: Some(phone(number)),
        ..seeker(number)
    };
    numbers.map(with_phone).collect()
}

/// Each of them is found by ID and by telephone, and by nothing twice.
async fn each_is_found(app: &TestApp, numbers: impl IntoIterator<Item = u32>) {
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
