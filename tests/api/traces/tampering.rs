//! Somebody who owns the database changes the trail behind the service's back: every way of it is found.
//!
//! The triggers are gone, and whoever does it keeps every rule of the tables: places are closed up
//! behind what was taken out, and the database's own head is set to what is there.

use super::of_a_test;
use crate::TestApp;
use chrono::TimeDelta;
use domain::id::PersonId;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use rengang::{
    services::traces::{self, Broken, Exported},
    storage,
};
use sea_orm::DbBackend;

const RECORDS: i64 = 24;
const SEEDS: u64 = 50;
/// Beyond every place: where records wait while others are moved.
const AWAY: i64 = 1_000_000;

/// A trail of some length, laid open, with a copy beside it.
struct Trail {
    app: TestApp,
    head: Exported,
}

impl Trail {
    async fn laid_open() -> Self {
        let app = TestApp::start().await;
        app.tampers();
        let people: Vec<PersonId> = (0..5).map(|_| PersonId::fresh()).collect();
        for number in 0..RECORDS {
            app.clock.pass(TimeDelta::seconds(7));
            let seen = people
                .iter()
                .take(usize::try_from(number % 4).expect("few"));
            let tx = storage::begin(&app.db).await.expect("begun");
            let trace = of_a_test().upon(PersonId::fresh().0).seeing(seen.copied());
            tx.commit(trace, app.clock.now()).await.expect("kept");
        }
        app.lay_open().await;
        for table in TABLES {
            app.tamper(&format!(
                "create table {table}_copy as select * from {table}"
            ))
            .await
            .expect("a copy");
        }
        let head = traces::export(&app).await.expect("a head");
        Self { app, head }
    }

    async fn all(&self, statements: &[String]) {
        for sql in statements {
            self.app.tamper(sql).await.expect(sql);
        }
    }

    /// As it was written.
    async fn restore(&self) {
        for table in TABLES {
            let bring_back = [
                format!("delete from {table}"),
                format!("insert into {table} select * from {table}_copy"),
            ];
            self.all(&bring_back).await;
        }
    }

    /// What is found wrong, without and with the exported head.
    async fn faults(&self) -> (Vec<Broken>, Vec<Broken>) {
        let found = async |head| {
            let verdict = traces::verify(&self.app, head).await.expect("a verdict");
            let broken = verdict.findings.iter().map(|found| found.broken);
            broken.collect::<Vec<_>>()
        };
        (found(None).await, found(Some(&self.head)).await)
    }

    fn fresh_id(&self) -> &'static str {
        match self.app.db.get_database_backend() {
            DbBackend::Postgres => "gen_random_uuid()",
            _ => "randomblob(16)",
        }
    }

    /// A copy of record `of`, put at a place that is free.
    fn copied(&self, of: i64, to: i64) -> String {
        let columns = "at, who, account_id, grant_id, role, division, enterprise_id, work, act, \
            object_id, detail, purpose, things, digest, people, people_digest, hash";
        let id = self.fresh_id();
        format!(
            "insert into trace (sequence, id, {columns}) select {to}, {id}, {columns} from trace where sequence = {of}"
        )
    }

    /// One tampering of each kind, for each seed; every one of them has to be found.
    async fn every_seed(&self, statements: impl Fn(&mut StdRng) -> Vec<String>) {
        for seed in 0..SEEDS {
            let done = statements(&mut StdRng::seed_from_u64(seed));
            self.all(&done).await;
            let (alone, _) = self.faults().await;
            assert!(!alone.is_empty(), "SEED={seed}: {done:#?} was not found");
            self.restore().await;
            assert_eq!(self.faults().await, (vec![], vec![]), "the copy is whole");
        }
    }
}

const TABLES: [&str; 3] = ["trace", "trace_person", "trace_head"];

/// Moves the records of a range of places by so many places.
fn moved(from: i64, to: i64, by: i64) -> [String; 2] {
    [
        format!(
            "update trace set sequence = sequence + {AWAY} where sequence between {from} and {to}"
        ),
        format!(
            "update trace set sequence = sequence - {} where sequence > {AWAY}",
            AWAY - by
        ),
    ]
}

/// The database's own head says that what is there is all.
fn head_follows() -> String {
    "update trace_head set sequence = (select max(sequence) from trace), \
     hash = (select hash from trace order by sequence desc limit 1)"
        .into()
}

fn place(dice: &mut StdRng) -> i64 {
    dice.random_range(1..=RECORDS)
}

fn two_places(dice: &mut StdRng) -> (i64, i64) {
    let one = dice.random_range(1..RECORDS);
    (one, dice.random_range(one + 1..=RECORDS))
}

#[actix_web::test]
async fn a_record_that_was_edited_is_found() {
    let trail = Trail::laid_open().await;
    let changes = [
        "act = act || 'x'",
        "at = (select at from trace_copy where sequence = trace.sequence % 24 + 1)",
        "work = work || ' '",
        "role = 'auditor'",
        "division = coalesce(division, 0) + 1",
        "account_id = id",
        "object_id = id",
        "enterprise_id = id",
        "detail = coalesce(detail, '') || 'x'",
        "purpose = 'other'",
        "things = coalesce(things, 0) + 1",
        "digest = hash",
        "hash = (select hash from trace_copy where sequence = trace.sequence % 24 + 1)",
    ];
    trail
        .every_seed(|dice| {
            let change = changes[dice.random_range(0..changes.len())];
            let at = place(dice);
            vec![
                format!("update trace set {change} where sequence = {at}"),
                head_follows(),
            ]
        })
        .await;
}

#[actix_web::test]
async fn a_record_that_was_taken_out_is_found() {
    let trail = Trail::laid_open().await;
    trail
        .every_seed(|dice| {
            let at = dice.random_range(1..RECORDS);
            let mut done = vec![format!("delete from trace where sequence = {at}")];
            if dice.random_bool(0.5) {
                done.extend(moved(at + 1, RECORDS, -1));
                done.push(head_follows());
            }
            done
        })
        .await;
}

#[actix_web::test]
async fn records_that_changed_places_are_found() {
    let trail = Trail::laid_open().await;
    trail
        .every_seed(|dice| {
            let (one, other) = two_places(dice);
            let away = |from: i64, to: i64| {
                format!("update trace set sequence = {to} where sequence = {from}")
            };
            vec![
                away(one, AWAY),
                away(other, one),
                away(AWAY, other),
                head_follows(),
            ]
        })
        .await;
}

#[actix_web::test]
async fn a_record_that_was_put_in_is_found() {
    let trail = Trail::laid_open().await;
    trail
        .every_seed(|dice| {
            let at = place(dice);
            let mut done = moved(at, RECORDS, 1).to_vec();
            let model = if at == RECORDS { 1 } else { RECORDS + 1 };
            done.push(trail.copied(model, at));
            done.push(head_follows());
            done
        })
        .await;
}

#[actix_web::test]
async fn a_record_that_was_replayed_is_found() {
    let trail = Trail::laid_open().await;
    trail
        .every_seed(|dice| vec![trail.copied(place(dice), RECORDS + 1), head_follows()])
        .await;
}

#[actix_web::test]
async fn a_tail_that_was_cut_off_is_found_against_the_exported_head() {
    let trail = Trail::laid_open().await;
    for seed in 0..SEEDS {
        let kept = StdRng::seed_from_u64(seed).random_range(1..RECORDS);
        let cut = [
            format!(
                "delete from trace_person where trace_id in (select id from trace where sequence > {kept})"
            ),
            format!("delete from trace where sequence > {kept}"),
            head_follows(),
        ];
        trail.all(&cut).await;
        let (alone, against) = trail.faults().await;
        assert_eq!(alone, [], "what is left is a whole chain");
        assert_eq!(against, [Broken::Cut], "SEED={seed}");
        trail.restore().await;
    }
    // Cut off without touching the head, it is found at once.
    trail
        .all(&[format!("delete from trace where sequence = {RECORDS}")])
        .await;
    assert!(trail.faults().await.0.contains(&Broken::Head));
}

#[actix_web::test]
async fn who_was_seen_cannot_be_changed_either() {
    let trail = Trail::laid_open().await;
    trail
        .every_seed(|dice| {
            // Every fourth record has shown nobody.
            let at = dice.random_range(0..RECORDS / 4) * 4 + dice.random_range(2..=4);
            let of = format!("trace_id = (select id from trace where sequence = {at})");
            vec![match dice.random_range(0..3) {
                0 => format!("delete from trace_person where {of}"),
                1 => format!(
                    "insert into trace_person (person_id, trace_id) select {}, id from trace where sequence = {at}",
                    trail.fresh_id()
                ),
                _ => format!(
                    "update trace_person set person_id = {} where {of}",
                    trail.fresh_id()
                ),
            }]
        })
        .await;
}
