//! Serving the API until told to stop.

use crate::{app::App, clock::Clock, config::Settings, follower, postman, server, worker};
use clap::Args;
use std::{error::Error, net::TcpListener, time::Duration};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// Serves the API.
#[derive(Debug, Args)]
pub struct Serve {
    /// Address and port; port 0 takes a free one
    #[arg(long)]
    listen: Option<String>,
}

/// Serves until a signal to stop, then lets what is under way end.
///
/// # Errors
/// A sentence for whoever sits at the machine.
pub async fn run(command: &Serve, mut settings: Settings) -> Result<(), Box<dyn Error>> {
    if let Some(listen) = &command.listen {
        settings.listen.clone_from(listen);
    }
    let app = App::open(settings, Clock::machine()).await?;
    until_stopped(app).await
}

/// Serves an open app until a signal to stop.
///
/// # Errors
/// The address cannot be listened on.
pub async fn until_stopped(app: App) -> Result<(), Box<dyn Error>> {
    let listen = app.settings.listen.clone();
    let listener =
        TcpListener::bind(&listen).map_err(|e| format!("cannot listen on {listen}: {e}"))?;
    let address = listener.local_addr()?;
    tracing::info!(%address, "serving on http://{address}");
    let stop = CancellationToken::new();
    let working = tokio::spawn(worker::run(app.clone(), stop.clone()));
    let patience = Duration::from_secs(app.settings.shutdown_seconds);
    let carrying = tokio::spawn(postman::run(app.clone(), stop.clone()));
    let following = tokio::spawn(follower::run(app.clone(), stop.clone()));
    let served = server::serve(app, listener)?.await;
    stop.cancel();
    working.await?;
    // A mail server that thinks for a minute does not keep the service from stopping: what it has
    // not taken by then is sent again.
    if let Ok(ended) = timeout(patience, carrying).await {
        ended?;
    }
    following.await?;
    served?;
    tracing::info!("stopped");
    Ok(())
}
