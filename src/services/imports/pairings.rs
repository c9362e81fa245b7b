//! Sheets of pairings.

use super::{pipeline::Effect, reading::Kind};
use crate::{
    app::App,
    error::Error,
    storage::{
        self, BulkTransaction,
        jobs::{Counts, Failure},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    division::Division,
    form::{Form, Header, Record},
    grant::Capacity,
    id::AccountId,
    pairing::Pairing,
    pairing_sheet::{PAIRINGS, PairingReading},
    roster::examine::{Examined, Late},
    words::PairingKind,
};
use sea_orm::DatabaseConnection;
use std::collections::HashSet;

/// How a sheet of pairings is read.
#[derive(Clone, Copy, Debug)]
pub struct PairingSheet {
    /// In which capacity it was sent; whoever sits at the machine may enter any pairing.
    pub by: Option<Capacity>,
}

impl Kind for PairingSheet {
    type Entry = Pairing;
    type Reading = PairingReading;

    const FORM: Form = PAIRINGS;

    fn begin(&self, header: &Header) -> Result<PairingReading, Failure> {
        Ok(PairingReading::new(self.by, header))
    }

    fn examine(&self, reading: &mut PairingReading, record: &Record) -> Examined<Pairing> {
        reading.examine(record)
    }

    fn finish(&self, _: PairingReading) -> Vec<Late> {
        Vec::new()
    }
}

/// Sheets of pairings against those that are known.
pub struct Pairings {
    by: Option<Capacity>,
    account: Option<AccountId>,
    now: DateTime<Utc>,
    known: HashSet<Key>,
}

/// What makes two pairings one.
type Key = (PairingKind, Division, Division, NaiveDate);

fn key(pairing: &Pairing) -> Key {
    (pairing.kind, pairing.east, pairing.west, pairing.from)
}

impl Pairings {
    /// A sheet that somebody sent in a capacity.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn of(
        app: &App,
        by: Option<Capacity>,
        account: Option<AccountId>,
    ) -> Result<Self, Error> {
        let book = app.pairings().await?;
        let known = (0..).map_while(|at| book.pairings().get(at)).map(key);
        Ok(Self {
            by,
            account,
            now: app.clock.now(),
            known: known.collect(),
        })
    }
}

impl Effect for Pairings {
    type Sheet<'s> = PairingSheet;
    type Entry = Pairing;
    type Ready = Pairing;

    fn sheet(&self) -> PairingSheet {
        PairingSheet { by: self.by }
    }

    fn ready(&self, entry: Pairing) -> Result<Pairing, Error> {
        Ok(entry)
    }

    async fn preview(&self, _: &DatabaseConnection, rows: Vec<Pairing>) -> Result<Counts, Error> {
        let new = rows.iter().filter(|row| !self.known.contains(&key(row)));
        Ok(counted(new.count(), rows.len()))
    }

    async fn write(&self, tx: &BulkTransaction, rows: Vec<Pairing>) -> Result<Counts, Error> {
        let new = storage::pairings::insert_new(tx, &rows, self.account, self.now).await?;
        Ok(counted(
            usize::try_from(new).unwrap_or(rows.len()),
            rows.len(),
        ))
    }
}

fn counted(new: usize, all: usize) -> Counts {
    super::counted([("created", new as u64), ("unchanged", (all - new) as u64)])
}
