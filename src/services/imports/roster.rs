//! Rosters of people.

use super::{pipeline::Effect, reading::Kind};
use crate::{
    app::App,
    error::{Code, Error},
    storage::{
        BulkTransaction,
        jobs::{Counts, Failure},
        pairings::Book,
        people::{self, Origin, Prepared},
    },
};
use chrono::NaiveDate;
use domain::{
    division::{Division, Level},
    form::{Form, Header, Record},
    issue::{Issue, IssueCode},
    pairing::Pairings,
    roster::{
        entry::{Entry, USUAL_AGES},
        examine::{Examined, Late, Reading, Terms},
        form::{ROSTER, tells_counties},
    },
};
use sea_orm::DatabaseConnection;
use std::sync::Arc;

/// How a roster is read.
#[derive(Clone, Copy, Debug)]
pub struct RosterSheet<'p> {
    /// The reporting day.
    pub as_of: NaiveDate,
    /// For whose people it speaks; where none is told, each row names its county.
    pub area: Option<Division>,
    /// Which counties are western ones.
    pub pairings: &'p Pairings,
}

impl<'p> Kind for RosterSheet<'p> {
    type Entry = Entry;
    type Reading = Reading<'p>;

    const FORM: Form = ROSTER;

    fn begin(&self, header: &Header) -> Result<Reading<'p>, Failure> {
        let county = self.area.filter(|area| area.level() == Level::County);
        if county.is_none() && !tells_counties(header) {
            return Err(Code::AreaNeeded.into());
        }
        let terms = Terms {
            as_of: self.as_of,
            county,
            ages: USUAL_AGES,
        };
        Ok(Reading::new(terms, header, self.pairings))
    }

    fn examine(&self, reading: &mut Reading<'p>, record: &Record) -> Examined<Entry> {
        let mut examined = reading.examine(record);
        let beyond = |entry: &Entry| self.area.is_some_and(|area| !area.contains(entry.home));
        if examined.entry.as_ref().is_some_and(beyond) {
            examined.entry = None;
            examined.issues.push(Issue {
                field: "county",
                code: IssueCode::DivisionOutOfReach,
            });
        }
        examined
    }

    fn finish(&self, reading: Reading<'p>) -> Vec<Late> {
        reading.finish()
    }
}

/// Rosters against the registry.
pub struct Roster {
    app: App,
    origin: Origin,
    book: Arc<Book>,
}

impl Roster {
    /// A roster of this origin.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn of(app: &App, origin: Origin) -> Result<Self, Error> {
        Ok(Self {
            app: app.clone(),
            origin,
            book: app.pairings().await?,
        })
    }
}

impl Effect for Roster {
    type Sheet<'s> = RosterSheet<'s>;
    type Entry = Entry;
    type Ready = Prepared;

    fn sheet(&self) -> RosterSheet<'_> {
        RosterSheet {
            as_of: self.origin.as_of,
            area: self.origin.area,
            pairings: self.book.pairings(),
        }
    }

    fn ready(&self, entry: Entry) -> Result<Prepared, Error> {
        people::prepare(&self.app.keys, &self.origin, entry)
    }

    async fn preview(&self, db: &DatabaseConnection, rows: Vec<Prepared>) -> Result<Counts, Error> {
        let plan = people::plan(db, &self.app.keys, &self.origin, rows).await?;
        Ok(counted(plan.counts()))
    }

    async fn write(&self, tx: &BulkTransaction, rows: Vec<Prepared>) -> Result<Counts, Error> {
        let plan = people::plan(tx, &self.app.keys, &self.origin, rows).await?;
        let counts = counted(plan.counts());
        people::carry_out(tx, &self.origin, plan).await?;
        Ok(counts)
    }
}

fn counted(counts: people::Counts) -> Counts {
    super::counted([
        ("created", counts.added),
        ("changed", counts.changed),
        ("unchanged", counts.unchanged),
        ("outdated", counts.outdated),
        ("claimed", counts.claimed),
    ])
}
