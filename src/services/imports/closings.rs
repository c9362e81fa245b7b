//! Sheets that end jobs in bulk.

use super::{pipeline::Effect, reading::Kind};
use crate::{
    app::App,
    error::Error,
    services::{Actor, placements},
    storage::{
        BulkTransaction,
        jobs::{Counts, Failure},
        people::{self, Origin},
    },
};
use chrono::NaiveDate;
use domain::{
    form::{Form, Header, Record},
    roster::{
        closing::{Closing, ClosingReading},
        examine::{Examined, Late},
        form::CLOSINGS,
    },
};
use sea_orm::DatabaseConnection;

/// How a closing sheet is read.
#[derive(Clone, Copy, Debug)]
pub struct ClosingSheet {
    /// The reporting day: nothing ends after it.
    pub as_of: NaiveDate,
}

impl Kind for ClosingSheet {
    type Entry = Closing;
    type Reading = ClosingReading;

    const FORM: Form = CLOSINGS;

    fn begin(&self, header: &Header) -> Result<ClosingReading, Failure> {
        Ok(ClosingReading::new(self.as_of, header))
    }

    fn examine(&self, reading: &mut ClosingReading, record: &Record) -> Examined<Closing> {
        reading.examine(record)
    }

    fn finish(&self, _: ClosingReading) -> Vec<Late> {
        Vec::new()
    }
}

/// Closing sheets against the registry.
pub struct Closings {
    app: App,
    origin: Origin,
}

impl Closings {
    /// A closing sheet of this origin.
    pub fn of(app: &App, origin: Origin) -> Self {
        Self {
            app: app.clone(),
            origin,
        }
    }
}

impl Effect for Closings {
    type Sheet<'s> = ClosingSheet;
    type Entry = Closing;
    type Ready = Closing;

    fn sheet(&self) -> ClosingSheet {
        ClosingSheet {
            as_of: self.origin.as_of,
        }
    }

    fn ready(&self, entry: Closing) -> Result<Closing, Error> {
        Ok(entry)
    }

    async fn preview(&self, db: &DatabaseConnection, rows: Vec<Closing>) -> Result<Counts, Error> {
        let plan = people::plan_closings(db, &self.app.keys, &self.origin, &rows).await?;
        Ok(counted(&plan))
    }

    async fn write(&self, tx: &BulkTransaction, rows: Vec<Closing>) -> Result<Counts, Error> {
        let plan = people::plan_closings(tx, &self.app.keys, &self.origin, &rows).await?;
        let counts = counted(&plan);
        // A job that a placement became ends with its placement, which frees the opening, too.
        let by = Actor::operator("a closing sheet ends placements");
        placements::end_each(&self.app, tx, &by, &plan.placed).await?;
        people::close(tx, plan).await?;
        Ok(counts)
    }
}

fn counted(plan: &people::Closings) -> Counts {
    super::counted([
        ("closed", plan.closed),
        ("unknown", plan.unknown),
        ("without_job", plan.idle),
        ("too_early", plan.too_early),
    ])
}
