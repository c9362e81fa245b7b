//! Changes that are killed behind each answer of the database, and given again: how far one comes does not depend on the
//! machine.

use super::{
    AT_ONCE, citizen, count, each_is_found, entries, names_of_proofs, sealed_otherwise, silent,
};
use crate::{
    TestApp,
    rosters::{WEINING, take_in},
};
use rengang::{
    app::App,
    keys::Indexed,
    services::key_rotations::{BrokenOff, rotate_data, rotate_indexes},
};
use sea_orm::{ConnectionTrait, Statement};
use std::{
    collections::BTreeSet,
    future::poll_fn,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::Poll,
};

type Change = Result<u64, BrokenOff>;

/// Drops a change where it next waits for something once the database has answered it so often, as if the process were
/// killed there.
async fn killed_behind(
    app: &App,
    answers: u64,
    change: impl AsyncFnOnce(&App) -> Change,
) -> Option<Change> {
    let heard = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&heard);
    let mut app = app.clone();
    app.db.set_metric_callback(move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
    });
    let mut work = pin!(change(&app));
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending if heard.load(Ordering::Relaxed) >= answers => Poll::Ready(None),
        Poll::Pending => Poll::Pending,
    })
    .await
}

async fn data(app: &App) -> Change {
    rotate_data(app, AT_ONCE, &silent).await
}

async fn indexes(app: &App) -> Change {
    rotate_indexes(app, AT_ONCE, &silent).await
}

/// Behind how many answers the next change is killed: one more each time, and none again at each step that is reached, so
/// that it is killed at every place of each step and comes to its end all the same.
#[derive(Default)]
struct Patience<S> {
    answers: u64,
    at: Option<S>,
}

impl<S: PartialEq> Patience<S> {
    fn next(&mut self, at: S) -> u64 {
        let is_there = self.at.as_ref() == Some(&at);
        self.answers = if is_there { self.answers + 1 } else { 0 };
        self.at = Some(at);
        assert!(self.answers < 100, "it does not come to its end");
        self.answers
    }
}

#[actix_web::test]
async fn both_keys_are_changed_under_load_broken_off_again_and_again() {
    let app = TestApp::start().await;
    let mut known = 40;
    take_in(&app, WEINING, "2020-03-01", entries(0..known)).await;
    let mut patience = Patience::default();
    let (mut breaks, mut is_sealed, mut is_indexed) = (0, false, false);
    while !is_indexed {
        let answers = patience.next((is_sealed, app.keys.index_step()));
        let change = async {
            if is_sealed {
                killed_behind(&app, answers, indexes).await
            } else {
                killed_behind(&app, answers, data).await
            }
        };
        // Meanwhile a roster tells, now and then, of new people and of some that are known.
        let first = known - 7;
        let is_told = breaks % 4 == 0 && known < 100;
        let new = if is_told { 3 } else { 0 };
        let as_of = format!("2020-03-{:02}", 2 + breaks / 4 % 20);
        let import = async {
            if is_told {
                take_in(&app, WEINING, &as_of, entries(first..known + new)).await;
            }
            each_is_found(&app, [0, first, known - 1]).await;
        };
        let (changed, ()) = futures_util::future::join(change, import).await;
        known += new;
        match changed {
            None => breaks += 1,
            Some(done) => {
                done.expect("changed");
                is_indexed = is_sealed;
                is_sealed = true;
            }
        }
        each_is_found(&app, [1, known / 2, known - 1]).await;
    }
    assert!(breaks > 25, "it was broken off {breaks} times only");
    assert_eq!(sealed_otherwise(&app, 2).await, 0);
    assert_eq!(count(&app, "person").await, i64::from(known));
    assert_eq!(count(&app, "person where index_key <> 2").await, 0);
    let second = "person where citizen_id_index_next is not null or phone_index_next is not null";
    assert_eq!(count(&app, second).await, 0);
    let proofs = ["digest", "index/2", "seal/2"].map(str::to_owned);
    assert_eq!(names_of_proofs(&app).await, BTreeSet::from(proofs));
    each_is_found(&app, 0..known).await;
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
    let mut patience = Patience::default();
    let mut steps = BTreeSet::new();
    let mut now = app.keys.indexed("citizen_id", citizen(0).reveal());
    let mut behind = now.clone();
    loop {
        let answers = patience.next(app.keys.index_step());
        let done = killed_behind(&app, answers, indexes).await;
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
        if let Some(done) = done {
            done.expect("changed");
            break;
        }
    }
    assert_eq!(steps.len(), 4, "{steps:?}");
    assert_eq!(count(&app, "person").await, 20);
}
