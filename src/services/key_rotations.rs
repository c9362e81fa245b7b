//! Changing the keys of what is sealed and of the indexes while services run, so that nobody notices.
//!
//! A change goes on where it was broken off: what is still by the key before is what is left to do. Each time that one is
//! begun or gone on with leaves a trace before anything is touched, and its end another one with what was done.

use crate::{
    app::App,
    error::Error,
    keys::{BadKeys, Changing, Step},
    storage::{
        self,
        key_rotations::{self, SEALED},
        traces::Trace,
    },
};
use domain::trace::Act;
use std::time::Duration;
use tokio::time::sleep;
use uuid::Uuid;

/// Is told how many rows are done, and of how many.
pub type Tell<'t> = &'t (dyn Fn(&'static str, u64, u64) + Sync);

/// Why a change of keys was broken off. It goes on when the command is given again.
#[derive(Debug, thiserror::Error)]
pub enum BrokenOff {
    /// The folder of the keys.
    #[error(transparent)]
    Keys(#[from] BadKeys),
    /// The database.
    #[error("the database: {0}")]
    Database(#[from] Error),
}

/// Which key a trace tells of.
const TOKENS: &str = "tokens";
const DATA: &str = "data";
const INDEX: &str = "index";

/// Lets the next key sign tokens from now on; those that are out stay good.
///
/// # Errors
/// See [`BrokenOff`].
pub async fn rotate_tokens(app: &App) -> Result<(), BrokenOff> {
    begun(app, TOKENS).await?;
    app.keys.rotate_tokens(app.clock.now())?;
    let tx = storage::begin(&app.db).await?;
    tx.commit(trace(Act::KeyChanged, TOKENS), app.clock.now())
        .await?;
    Ok(())
}

/// Seals everything by a new key, and retires the one before. Services are given `patience` to look at the folder of the
/// keys again. How many texts were sealed anew.
///
/// # Errors
/// See [`BrokenOff`].
pub async fn rotate_data(app: &App, patience: Duration, tell: Tell<'_>) -> Result<u64, BrokenOff> {
    let changing = app.keys.changing()?;
    begun(app, DATA).await?;
    let number = app.keys.begin_sealing(&changing)?;
    storage::keep_key_proofs(&app.db, app.keys.proofs()).await?;
    let mut left = key_rotations::count_past(&app.db).await?;
    for column in SEALED {
        left += column.count_others(&app.db, number).await?;
    }
    let mut done = 0;
    loop {
        // Whoever sealed by the key before has written it by then.
        sleep(patience).await;
        key_rotations::settled(&app.db).await?;
        let before = done;
        for column in SEALED {
            let mut after = Uuid::nil();
            while let Some((some, last)) = column.reseal(&app.db, &app.keys, number, after).await? {
                after = last;
                done += some;
                tell("sealed anew", done, left.max(done));
            }
        }
        let mut after = (Uuid::nil(), 0);
        while let Some((some, last)) =
            key_rotations::reseal_past(&app.db, &app.keys, number, after).await?
        {
            after = last;
            done += some;
        }
        if done == before {
            break;
        }
    }
    retire(app, ("seal", number.into()), DATA, done).await?;
    app.keys.end_sealing(&changing, app.clock.now())?;
    Ok(done)
}

/// Finds everything by a new key, and retires the one before. Services are given `patience` to look at the folder of the
/// keys again. How many times a person's indexes were written.
///
/// # Errors
/// See [`BrokenOff`].
pub async fn rotate_indexes(
    app: &App,
    patience: Duration,
    tell: Tell<'_>,
) -> Result<u64, BrokenOff> {
    let changing = app.keys.changing()?;
    begun(app, INDEX).await?;
    let (number, from) = app.keys.begin_indexing(&changing)?;
    storage::keep_key_proofs(&app.db, app.keys.proofs()).await?;
    let mut done = 0;
    for step in [Step::Filling, Step::Turning, Step::Clearing] {
        if step < from {
            continue;
        }
        app.keys.step_indexing(&changing, step)?;
        done += go_through(app, &changing, (number, step), patience, tell).await?;
    }
    retire(app, ("index", number), INDEX, done).await?;
    app.keys.end_indexing(&changing, app.clock.now())?;
    Ok(done)
}

/// Brings all people to a step, until nobody is found who was left behind.
async fn go_through(
    app: &App,
    _: &Changing,
    (number, step): (i64, Step),
    patience: Duration,
    tell: Tell<'_>,
) -> Result<u64, BrokenOff> {
    let what = match step {
        Step::Filling => "second index written",
        Step::Turning => "first index by the new key",
        Step::Clearing => "second index taken away",
    };
    let people = key_rotations::count_people(&app.db).await?;
    let mut done = 0;
    loop {
        sleep(patience).await;
        key_rotations::settled(&app.db).await?;
        let before = done;
        let mut after = Uuid::nil();
        while let Some((some, last)) =
            key_rotations::reindex(&app.db, &app.keys, (number, step), after).await?
        {
            after = last;
            done += some;
            tell(what, done, people.max(done));
        }
        if done == before {
            return Ok(done);
        }
    }
}

/// Lets the database forget the keys of a purpose before the one with this number, and says how much was done.
async fn retire(
    app: &App,
    (purpose, number): (&str, i64),
    which: &'static str,
    done: u64,
) -> Result<(), Error> {
    let names: Vec<String> = (1..number).map(|old| format!("{purpose}/{old}")).collect();
    let tx = storage::begin(&app.db).await?;
    storage::forget_key_proofs(&tx, &names).await?;
    let done = usize::try_from(done).unwrap_or(usize::MAX);
    let trace = trace(Act::KeyChanged, which).counting(done);
    tx.commit(trace, app.clock.now()).await
}

/// Leaves the trace that a key is about to be changed, or that its change goes on.
async fn begun(app: &App, which: &'static str) -> Result<(), Error> {
    let tx = storage::begin(&app.db).await?;
    tx.commit(trace(Act::KeyChangeBegun, which), app.clock.now())
        .await
}

fn trace(act: Act, which: &'static str) -> Trace {
    Trace::of_command("keys are changed", act).saying(which)
}
