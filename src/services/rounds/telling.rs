//! Counties are told of the rounds of their people that have become due.

use crate::{
    app::App,
    error::Error,
    mail::RoundDue,
    storage::{self, Scope, rounds::Filter, traces::Trace},
};
use chrono::{Days, NaiveDate};
use domain::{
    division::{Division, Level},
    follow_up::{RoundState, Stretch, stretches},
    id::EmploymentId,
    trace::Act,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Days for which rounds are told of that became due while the service did not run.
const DAYS_BACK: u64 = 3;

/// Rows a question.
const ROWS: u64 = 10_000;

/// Tells each county, once, how many of its people are to be followed up in a round that became
/// due today or, if nobody was told then, in the days before. How many rounds were found.
///
/// # Errors
/// Whatever the database says.
pub async fn tell_due(app: &App) -> Result<usize, Error> {
    if !app.outbox().writes() {
        return Ok(0);
    }
    let today = app.clock.today();
    let plans = storage::round_plans::in_force(&app.db, today).await?;
    let parted = stretches(&plans);
    let due = due(app, &parted, today).await?;
    let rounds: Vec<(Division, RoundDue)> = due
        .into_iter()
        .map(|((county, days, last), people)| {
            let round = RoundDue {
                after_days: days,
                due_on: last,
                people,
            };
            (county, round)
        })
        .collect();
    if !rounds.is_empty() {
        let tx = storage::begin(&app.db).await?;
        app.outbox().rounds_due(&tx, &rounds).await?;
        tx.commit(
            Trace::of_work("counties are told of rounds", None, Act::RoundsTold)
                .counting(rounds.len()),
            app.clock.now(),
        )
        .await?;
    }
    Ok(rounds.len())
}

/// People whose round is due: by county, round, and the last day on which it is not late.
async fn due(
    app: &App,
    parted: &[Stretch],
    today: NaiveDate,
) -> Result<BTreeMap<(Division, u32, NaiveDate), u64>, Error> {
    let scope = Scope::job("counties are told of rounds that have become due");
    let filter = Filter {
        on: today,
        state: Some(RoundState::Due),
        undone: true,
        area: None,
        enterprise: None,
        days: None,
    };
    let before = today.checked_sub_days(Days::new(DAYS_BACK));
    let mut after = before.map(|day| (day, EmploymentId(Uuid::max())));
    let mut due = BTreeMap::new();
    loop {
        let rows = storage::rounds::list(&app.db, &scope, parted, &filter, after, ROWS).await?;
        for row in &rows {
            let county = row.home.up_to(Level::County);
            let days = u32::try_from(row.days).unwrap_or(0);
            let last = row
                .due_on
                .checked_add_days(Days::new(grace(parted, row.home)));
            let last = last.unwrap_or(row.due_on);
            *due.entry((county, days, last)).or_default() += 1;
        }
        match rows.last() {
            Some(last) if rows.len() as u64 == ROWS => {
                after = Some((last.due_on, last.employment));
            }
            _ => return Ok(due),
        }
    }
}

/// For how many days a round is due at a home.
fn grace(parted: &[Stretch], home: Division) -> u64 {
    let number = home.widened();
    let own = parted
        .iter()
        .find(|stretch| (stretch.homes.0..=stretch.homes.1).contains(&number));
    own.map_or(0, |stretch| stretch.rounds.grace().into())
}
