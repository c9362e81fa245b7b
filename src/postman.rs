//! Sends what lies in the outbox until it is told to stop.
//!
//! How many there are, in how many processes, makes no difference to a letter: its lease and the
//! number of its attempt keep a second one away from it.

use crate::{app::App, config::OutboxDoor, services::letters};
use domain::letter::LetterChannel;
use std::time::Duration;
use tokio::{join, select, time::sleep};
use tokio_util::sync::CancellationToken;

/// How soon a new letter is seen.
const PAUSE: Duration = Duration::from_secs(1);
/// How long a carrier that is away is left alone, so that not every letter in turn waits for it.
const PATIENCE: Duration = Duration::from_secs(10);

/// Sends until it is told to stop; letters in hand are handed over first. One way does not wait
/// for the other.
pub async fn run(app: App, stop: CancellationToken) {
    if app.settings.outbox == OutboxDoor::Paused {
        tracing::warn!("the outbox is paused: letters are kept and none is sent");
        return;
    }
    join!(
        serve(&app, LetterChannel::Email, &stop),
        serve(&app, LetterChannel::Sms, &stop)
    );
}

async fn serve(app: &App, channel: LetterChannel, stop: &CancellationToken) {
    while app.carriers.serve(channel) && !stop.is_cancelled() {
        let rest = match round(app, channel).await {
            Ok(round) if round.is_away => PATIENCE,
            Ok(round) if round.letters > 0 => continue,
            Ok(_) => PAUSE,
            Err(cause) => {
                tracing::warn!(%cause, "sending letters failed and is tried again");
                PAUSE
            }
        };
        select! {
            () = stop.cancelled() => {}
            () = sleep(rest) => {}
        }
    }
}

async fn round(app: &App, channel: LetterChannel) -> Result<letters::Round, crate::error::Error> {
    if channel == LetterChannel::Email {
        letters::gather_digests(app).await?;
    }
    letters::send_due(app, channel).await
}
