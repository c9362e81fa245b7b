//! How far a run has come, told while it goes on.

use crate::{
    app::App,
    error::Error,
    services::{Actor, jobs},
    storage::jobs::{Job, Progress},
    worker,
};
use domain::{coded::Coded, id::JobId};
use matching::watch::Phase;
use std::time::Duration;
use tokio::{select, time::interval};

/// How often is looked whether there is anything to tell: as often as a worker tells the database.
const BEAT: Duration = Duration::from_secs(2);

/// Sees a job through, and tells on the way how far it has come.
///
/// # Errors
/// Whatever the database says.
pub async fn told(app: &App, by: &Actor, id: JobId) -> Result<Job, Error> {
    let mut ends = std::pin::pin!(worker::see_through(app, id));
    let mut beats = interval(BEAT);
    let mut told = Progress::default();
    loop {
        select! {
            job = &mut ends => return job,
            _ = beats.tick() => {
                let progress = jobs::get(app, by, id).await?.progress;
                if let Some(phase) = progress.phase.filter(|_| progress != told) {
                    eprintln!("{}", sentence(progress, phase));
                }
                told = progress;
            }
        }
    }
}

fn sentence(progress: Progress, phase: Phase) -> String {
    let (phase, code) = (phase.zh(), phase.code());
    let gap = progress.gap_ppm.map_or(String::new(), |gap| {
        format!("    差距 / gap {:.4} %", gap as f64 / 10_000.0)
    });
    format!("  {:>3} %  {phase} / {code}{gap}", progress.done)
}
