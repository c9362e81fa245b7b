//! Whoever asks for a transaction and goes away before it has begun, as a client does that no longer waits.

use crate::TestApp;
use rengang::{
    config::Settings,
    error::Error,
    storage::{begin, begin_reading, connect, keep_key_proofs, key_proofs},
};
use sea_orm::DatabaseConnection;
use std::{future::poll_fn, pin::pin, task::Poll};

/// Gives up where it waits for the next time after it has waited so often; whether it came to its end before.
async fn gives_up_after<T>(waits: u32, work: impl Future<Output = Result<T, Error>>) -> bool {
    let mut work = pin!(work);
    let mut left = waits;
    let ended = poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done.map(drop))),
        Poll::Pending if left == 0 => Poll::Ready(None),
        Poll::Pending => {
            left -= 1;
            Poll::Pending
        }
    });
    let ended = ended.await;
    ended.is_some_and(|done| {
        done.expect("begun");
        true
    })
}

/// What is written without a transaction is there for everybody at once, and stays.
async fn all_is_kept<T>(
    of: &TestApp,
    name: &str,
    ask: impl AsyncFn(&DatabaseConnection) -> Result<T, Error>,
) {
    let settings = Settings {
        database_connections: 1,
        ..Settings::clone(&of.settings)
    };
    let only = connect(&settings).await.expect("one connection");
    let mut waits = 0;
    loop {
        let has_ended = gives_up_after(waits, ask(&only)).await;
        let written = (format!("{name}/{waits}"), vec![1]);
        let kept = keep_key_proofs(&only, vec![written.clone()]).await;
        kept.expect("it is written");
        let seen = key_proofs(&of.db).await.expect("an answer");
        assert_eq!(
            seen.get(&written.0),
            Some(&written.1),
            "given up after {waits}"
        );
        if has_ended {
            return;
        }
        waits += 1;
    }
}

#[actix_web::test]
async fn whoever_goes_away_while_a_transaction_begins_leaves_no_connection_in_it() {
    let app = TestApp::start().await;
    all_is_kept(&app, "writes", async |db| begin(db).await).await;
    all_is_kept(&app, "reads", async |db| begin_reading(db).await).await;
}
