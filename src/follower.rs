//! Keeps what is held in memory up to the database, whoever changed it: this process, a command, another server.

use crate::{app::App, services::matching};
use std::time::Duration;
use tokio::{
    select,
    time::{Instant, sleep},
};
use tokio_util::sync::CancellationToken;

/// How often the database is asked whether anything has changed.
const PAUSE: Duration = Duration::from_millis(250);

/// Follows until it is told to stop.
pub async fn run(app: App, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let begun = Instant::now();
        if let Err(cause) = matching::catch_up(&app).await {
            tracing::warn!(%cause, "reading the market failed and is tried again");
        }
        // Where everything changes all the time, half of it is rest.
        let rest = begun.elapsed().max(PAUSE);
        select! {
            () = stop.cancelled() => {}
            () = sleep(rest) => {}
        }
    }
}
