//! A county's people matched to posts, from the database to stored proposals.
//!
//! `cargo bench --bench matching`; `PEOPLE=1000 POSTS=50` makes it smaller. SQLite is always
//! measured, PostgreSQL where `TEST_DATABASE_URL` names a server.
//!
//! The promise for 10,000 people and 500 posts: about three seconds in all, of which the engine
//! takes well under one.

mod county;
#[path = "../../tests/api/database.rs"]
#[expect(dead_code, reason = "tests of the schema begin without a table")]
mod database;

use chrono::{DateTime, Utc};
use county::WEINING;
use domain::id::{JobId, RunId};
use rengang::{
    app::App,
    clock::Clock,
    config::Settings,
    services::{
        Actor, jobs,
        matching::{self as runs, NewRun},
    },
    storage::runs::Asked,
};
use std::{
    env,
    error::Error,
    path::Path,
    time::{Duration, Instant},
};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The first run warms caches and prepares statements; all of them count.
const RUNS: usize = 3;

#[actix_web::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (people, posts) = (number("PEOPLE", 10_000)?, number("POSTS", 500)?);
    let folder = tempfile::tempdir()?;
    println!("{people} people x {posts} posts");

    println!("\nSQLite");
    measure(&folder.path().join("sqlite"), "", people, posts).await?;

    if env::var("TEST_DATABASE_URL").is_ok_and(|url| !url.is_empty()) {
        println!("\nPostgreSQL");
        let own = database::Own::fresh(folder.path()).await;
        measure(&folder.path().join("postgres"), own.url(), people, posts).await?;
    } else {
        println!(
            "\nPostgreSQL is left out: name a server in \
             TEST_DATABASE_URL=postgres://user@host/database, whose user may create databases"
        );
    }
    Ok(())
}

fn number(name: &str, usual: u32) -> Result<u32, String> {
    env::var(name).map_or(Ok(usual), |text| {
        text.parse()
            .map_err(|_| format!("{name}={text} is no number"))
    })
}

async fn measure(
    data_dir: &Path,
    database_url: &str,
    people: u32,
    posts: u32,
) -> Result<(), Box<dyn Error>> {
    let settings = Settings {
        data_dir: data_dir.into(),
        database_url: database_url.into(),
        ..Settings::default()
    };
    let now: DateTime<Utc> = "2026-06-01T01:00:00Z".parse()?;
    let app = App::open(settings, Clock::standing_at(now)).await?;
    county::settle(&app, people, posts).await?;
    println!("      look    solve (engine)     keep      all   look/solve  keep/solve");
    for _ in 0..RUNS {
        println!("{}", go(&app).await?);
    }
    Ok(())
}

/// One run, from being asked for to its stored proposals.
async fn go(app: &App) -> Result<Taken, Box<dyn Error>> {
    let by = Actor::operator("the benchmark");
    let new = NewRun {
        area: WEINING,
        on: None,
        asked: Asked::default(),
        season: None,
    };
    let id = runs::request_here(app, &by, new).await?;
    let hand = jobs::take(app, Some(JobId(id.0)))
        .await?
        .ok_or("the job was taken by another")?;

    let begun = Instant::now();
    let task = runs::look(app, id).await?;
    let look = begun.elapsed();

    let begun = Instant::now();
    let solving = hand.clone();
    let solved = tokio::task::spawn_blocking(move || runs::solve(task, &solving)).await??;
    let solve = begun.elapsed();

    let begun = Instant::now();
    runs::keep(app, &hand, solved).await?;
    let keep = begun.elapsed();

    Taken::read(app, &by, id, [look, solve, keep]).await
}

/// What a run took.
struct Taken {
    phases: [Duration; 3],
    engine: Duration,
    placed: i64,
    people: i64,
    pairs: i64,
}

impl Taken {
    async fn read(
        app: &App,
        by: &Actor,
        id: RunId,
        phases: [Duration; 3],
    ) -> Result<Self, Box<dyn Error>> {
        let run = runs::get(app, by, id).await?;
        let figures = run.figures.ok_or("the run has no figures")?;
        Ok(Self {
            phases,
            engine: Duration::from_millis(figures.duration_ms.try_into()?),
            placed: figures.placed,
            people: figures.people,
            pairs: figures.eligible_pairs,
        })
    }
}

impl std::fmt::Display for Taken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [look, solve, keep] = self.phases.map(|time| time.as_secs_f64());
        let Self {
            placed,
            people,
            pairs,
            ..
        } = self;
        write!(
            f,
            "  {look:6.3} s  {solve:6.3} s ({:5.3} s)  {keep:6.3} s  {:6.3} s  {:9.2}  {:10.2}   placed {placed} of {people}, {pairs} pairs",
            self.engine.as_secs_f64(),
            look + solve + keep,
            look / solve,
            keep / solve,
        )
    }
}
