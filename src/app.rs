//! What lives as long as the process: database, clock, keys, settings.

use crate::{
    carriers::{BadCarrier, Carriers},
    clock::Clock,
    config::Settings,
    error::Error,
    keys::{BadKeys, Keys},
    mail::Outbox,
    storage::{
        self,
        market::Latest,
        pairings::{Book, Shelf},
    },
};
use domain::{coded::Coded, letter::LetterChannel};
use sea_orm::DatabaseConnection;
use std::{collections::HashMap, sync::Arc};

/// Handles that every use case is given.
#[derive(Clone, Debug)]
pub struct App {
    /// The database.
    pub db: DatabaseConnection,
    /// The hour.
    pub clock: Clock,
    /// The keys.
    pub keys: Arc<Keys>,
    /// The settings.
    pub settings: Arc<Settings>,
    /// Those that carry letters.
    pub carriers: Arc<Carriers>,
    /// Who and what is there to be matched, in memory.
    pub market: Arc<Latest>,
    pairings: Arc<Shelf>,
}

impl App {
    /// The same service by another clock.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// Opens the data directory and the database, brings schema and reference data
    /// up to date, and checks that the keys are those of this database.
    ///
    /// # Errors
    /// A sentence for whoever starts the service.
    pub async fn open(settings: Settings, clock: Clock) -> Result<Self, StartError> {
        for folder in [&settings.data_dir, &settings.spool(), &settings.evidence()] {
            std::fs::create_dir_all(folder)
                .map_err(|e| StartError::Folder(folder.display().to_string(), e))?;
        }
        let carriers = Carriers::of(&settings)?;
        let db = storage::connect(&settings)
            .await
            .map_err(StartError::Database)?;
        let known = storage::key_proofs(&db)
            .await
            .map_err(StartError::Database)?;
        let keys = Keys::open(&settings.keys(), known.is_empty())?;
        let proven = proven(&keys, &settings, known)?;
        storage::keep_key_proofs(&db, keys.proofs())
            .await
            .map_err(StartError::Database)?;
        storage::forget_key_proofs(&db, &proven)
            .await
            .map_err(StartError::Database)?;
        storage::pairings::load_shipped(&db, clock.now())
            .await
            .map_err(StartError::Database)?;
        Ok(Self {
            db,
            clock,
            keys: Arc::new(keys),
            settings: Arc::new(settings),
            carriers: Arc::new(carriers),
            market: Arc::default(),
            pairings: Arc::default(),
        })
    }

    /// The outbox as it is now: what happens is told from here, in the transaction in which it
    /// happens.
    #[must_use]
    pub fn outbox(&self) -> Outbox {
        let ways = LetterChannel::ALL.iter().copied();
        let served = ways.filter(|way| self.carriers.serve(*way)).collect();
        Outbox::new(self.clock.now(), self.clock.today(), served)
    }

    /// All pairings that are committed. Ask before a transaction begins, not within it.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn pairings(&self) -> Result<Arc<Book>, Error> {
        self.pairings.book(&self.db).await
    }
}

/// The name of the one proof that databases kept before keys had numbers.
const FIRST: &str = "keys";

/// Whether the keys are those that a database was written with; which of its proofs are no longer needed.
fn proven(
    keys: &Keys,
    settings: &Settings,
    known: HashMap<String, Vec<u8>>,
) -> Result<Vec<String>, StartError> {
    let ours: HashMap<String, Vec<u8>> = keys.proofs().into_iter().collect();
    let first = keys.first_proof();
    for (name, proof) in &known {
        let own = if name == FIRST {
            first.as_ref()
        } else {
            ours.get(name)
        };
        match own {
            None => return Err(BadKeys::Missing(settings.keys().display().to_string()).into()),
            Some(own) if own != proof => return Err(StartError::OtherKeys),
            Some(_) => {}
        }
    }
    Ok(known.into_keys().filter(|name| name == FIRST).collect())
}

/// Why the service does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A folder cannot be made.
    #[error("folder {0} cannot be made: {1}")]
    Folder(String, std::io::Error),
    /// The database cannot be opened or brought up to date.
    #[error("the database cannot be used: {0}")]
    Database(Error),
    /// A carrier of letters cannot be used as it is set.
    #[error(transparent)]
    Carrier(#[from] BadCarrier),
    /// The keys cannot be read.
    #[error(transparent)]
    Keys(#[from] BadKeys),
    /// The keys are those of another database.
    #[error("the keys in the key folder belong to another database; bring back the right ones")]
    OtherKeys,
}
