//! The whole path of an upload, as the API and the command go it, in a process of its own: the
//! peak of its memory is that of the path and of nothing else.

use crate::roster::AS_OF;
use domain::{
    id::JobId,
    job::{ImportKind, ImportMode, JobState},
};
use rengang::{
    app::App,
    clock::Clock,
    config::Settings,
    services::{
        Actor,
        imports::{self, NewImport},
        jobs,
    },
    storage::jobs::Job,
    worker,
};
use serde::{Deserialize, Serialize};
use std::{
    error::Error,
    path::Path,
    time::{Duration, Instant},
};
use tokio::io::AsyncReadExt;

/// What the path took.
#[derive(Debug, Serialize, Deserialize)]
pub struct Taken {
    /// The file arrives in the spool and is taken on.
    pub spool: Duration,
    /// It is read through and checked against the registry.
    pub check: Duration,
    /// Once confirmed, it is read again and written.
    pub commit: Duration,
    /// Rows that were written.
    pub created: i64,
    /// The most memory that the process held at a time, in KiB.
    pub peak_kib: u64,
}

impl Taken {
    /// All phases together.
    pub fn whole(&self) -> Duration {
        self.spool + self.check + self.commit
    }
}

/// Goes the path with a file.
pub async fn go(settings: Settings, file: &Path) -> Result<Taken, Box<dyn Error>> {
    let app = App::open(settings, Clock::machine()).await?;
    let by = Actor::operator("the benchmark");

    let begun = Instant::now();
    let id = upload(&app, &by, file).await?;
    let spool = begun.elapsed();

    let begun = Instant::now();
    let job = ended_in(
        JobState::AwaitingConfirmation,
        worker::see_through(&app, id).await?,
    )?;
    let check = begun.elapsed();

    let begun = Instant::now();
    jobs::confirm(&app, &by, None, id, job.version).await?;
    let job = ended_in(JobState::Succeeded, worker::see_through(&app, id).await?)?;
    let commit = begun.elapsed();

    Ok(Taken {
        spool,
        check,
        commit,
        created: job.counts.get("created").copied().unwrap_or_default(),
        peak_kib: peak_kib()?,
    })
}

async fn upload(app: &App, by: &Actor, file: &Path) -> Result<JobId, Box<dyn Error>> {
    let mut incoming = imports::receive(app).await?;
    let mut from = tokio::fs::File::open(file).await?;
    let mut chunk = vec![0; 1 << 16];
    loop {
        match from.read(&mut chunk).await? {
            0 => break,
            read => incoming.push(&chunk[..read]).await?,
        }
    }
    let new = NewImport {
        kind: ImportKind::Roster,
        area: None,
        as_of: Some(AS_OF),
        mode: ImportMode::SkipBadRows,
    };
    let done = imports::take_on(app, by, None, new, incoming.whole().await?).await?;
    Ok(JobId(done.id))
}

fn ended_in(state: JobState, job: Job) -> Result<Job, String> {
    if job.state == state {
        Ok(job)
    } else {
        Err(format!(
            "the import ended as {:?}: {:?}",
            job.state, job.failure
        ))
    }
}

/// `VmHWM`, as Linux counts it.
fn peak_kib() -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    Ok(number.ok_or("no VmHWM in /proc/self/status")?.parse()?)
}
