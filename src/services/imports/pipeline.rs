//! From the blocking reader to the async writer, in batches, with a bound on what lies between.

use super::reading::{self, Kind, Tally};
use crate::{
    error::Error,
    services::jobs::{InHand, Stopped},
    storage::{
        BulkTransaction,
        imports::Finding,
        jobs::{Counts, Failure},
    },
};
use sea_orm::DatabaseConnection;
use std::{fs::File, path::PathBuf, sync::Arc};
use tokio::{
    sync::mpsc::{Receiver, Sender, channel},
    task::{JoinHandle, spawn_blocking},
};

/// Rows that are written together.
const BATCH: usize = 4000;
/// Batches that may wait for the writer.
const WAITING: usize = 2;

/// What becomes of the rows of a kind of sheet.
pub trait Effect: Send + Sync + 'static {
    /// How the sheet is read.
    type Sheet<'s>: Kind<Entry = Self::Entry>
    where
        Self: 's;
    /// What a good row says.
    type Entry;
    /// A good row made ready to be written.
    type Ready: Send;

    /// How the sheet is read.
    fn sheet(&self) -> Self::Sheet<'_>;

    /// Makes a row ready, away from the async threads.
    ///
    /// # Errors
    /// Whatever sealing says.
    fn ready(&self, entry: Self::Entry) -> Result<Self::Ready, Error>;

    /// What would become of some rows.
    fn preview(
        &self,
        db: &DatabaseConnection,
        rows: Vec<Self::Ready>,
    ) -> impl Future<Output = Result<Counts, Error>> + Send;

    /// Writes some rows, and tells what became of them.
    fn write(
        &self,
        tx: &BulkTransaction,
        rows: Vec<Self::Ready>,
    ) -> impl Future<Output = Result<Counts, Error>> + Send;
}

/// Rows that were read, and what is to be said about them.
#[derive(Debug)]
pub struct Batch<T> {
    /// Good rows, ready to be written.
    pub rows: Vec<T>,
    /// What is to be said.
    pub findings: Vec<Finding>,
}

impl<T> Default for Batch<T> {
    fn default() -> Self {
        Self {
            rows: Vec::with_capacity(BATCH),
            findings: Vec::new(),
        }
    }
}

/// Why a file was not read to its end.
#[derive(Debug)]
pub enum Broken {
    /// It is refused as a whole.
    Refused(Failure),
    /// Something else: the job was stopped, the writer gave up, a fault of ours.
    Off(Error),
}

impl From<Failure> for Broken {
    fn from(failure: Failure) -> Self {
        Self::Refused(failure)
    }
}

impl<E: Into<Error>> From<E> for Broken {
    fn from(cause: E) -> Self {
        Self::Off(cause.into())
    }
}

/// A file being read.
pub struct Flow<T> {
    batches: Receiver<Batch<T>>,
    end: JoinHandle<Result<Tally, Broken>>,
}

impl<T: Send + 'static> Flow<T> {
    /// Begins to read a file on a thread of its own.
    pub fn begin<E: Effect<Ready = T>>(effect: Arc<E>, path: PathBuf, hand: InHand) -> Self {
        let (to, batches) = channel(WAITING);
        let end = spawn_blocking(move || pour(&*effect, &path, &hand, &to));
        Self { batches, end }
    }

    /// The next batch, or `None` where no more will come; whether that is the file's end, or
    /// whether the reading broke off, is for [`Flow::end`] to say.
    pub async fn next(&mut self) -> Option<Batch<T>> {
        self.batches.recv().await
    }

    /// How the reading ended. Nothing may be committed before this was asked.
    ///
    /// # Errors
    /// The file was not read to its end.
    pub async fn end(self) -> Result<Tally, Broken> {
        drop(self.batches);
        self.end.await.map_err(Error::internal)?
    }
}

fn pour<E: Effect>(
    effect: &E,
    path: &PathBuf,
    hand: &InHand,
    to: &Sender<Batch<E::Ready>>,
) -> Result<Tally, Broken> {
    let total = hand.job.counts.get("rows_in").copied();
    let mut batch = Batch::default();
    let mut done = 0;
    let mut read = 0;
    let tally = reading::read(&effect.sheet(), File::open(path)?, |line| {
        read += 1;
        done += 1;
        batch.findings.extend(line.findings);
        if let Some(entry) = line.entry {
            batch.rows.push(effect.ready(entry)?);
        }
        if read == BATCH {
            read = 0;
            hand.tell(done, total);
            hand.go_on()?;
            send(to, std::mem::take(&mut batch))?;
        }
        Ok::<(), Broken>(())
    })?;
    hand.tell(done, Some(done));
    hand.go_on()?;
    send(to, batch)?;
    Ok(tally)
}

/// Waits for the writer; that it has gone is its own to explain.
fn send<T>(to: &Sender<Batch<T>>, batch: Batch<T>) -> Result<(), Stopped> {
    to.blocking_send(batch).map_err(|_| Stopped)
}
