//! A roster of a million rows through the whole path of an upload, against what the database
//! itself takes for the same rows.
//!
//! `cargo bench --bench import`; `ROWS=100000` shrinks it. SQLite is always measured, PostgreSQL
//! where `TEST_DATABASE_URL` names a server; `psql` must be on the path then.
//!
//! The promise: at most 2.5 times as long as `psql \copy`, or a bulk insert into SQLite, of the
//! prepared rows, and never more than 300 MB of memory.

mod path;
mod postgres;
mod roster;
mod sqlite;

use path::Taken;
use rengang::config::Settings;
use std::{
    env,
    error::Error,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The first argument of the process that goes the path.
const GO: &str = "go";

#[actix_web::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [GO, folder, url, file] = arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        let taken = path::go(settings(folder.into(), url), Path::new(file)).await?;
        println!("{}", serde_json::to_string(&taken)?);
        return Ok(());
    }
    measure().await
}

fn settings(data_dir: PathBuf, url: &str) -> Settings {
    Settings {
        data_dir,
        database_url: url.into(),
        ..Settings::default()
    }
}

async fn measure() -> Result<(), Box<dyn Error>> {
    let rows = match env::var("ROWS") {
        Ok(rows) => rows
            .parse()
            .map_err(|_| format!("ROWS={rows} is no number"))?,
        Err(_) => 1_000_000,
    };
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("roster.csv");
    roster::write(&file, rows)?;
    let bytes = file.metadata()?.len();
    println!(
        "{rows} rows of 35 columns, {} MB of GB18030",
        bytes / 1_000_000
    );

    let own = settings(folder.path().join("sqlite"), "");
    let taken = go(&own, &file)?;
    let baseline = sqlite::inserted(&own, &folder.path().join("twin")).await?;
    println!("\nSQLite");
    tell(rows, &taken, "bulk insert", baseline);

    match env::var("TEST_DATABASE_URL")
        .ok()
        .filter(|url| !url.is_empty())
    {
        Some(server) => {
            let own = postgres::Own::fresh(server)?;
            own.settle()?;
            let taken = go(&settings(folder.path().join("postgres"), &own.url()), &file)?;
            let baseline = own.copied(folder.path())?;
            println!("\nPostgreSQL ({})", own.settings()?);
            tell(rows, &taken, r"psql \copy", baseline);
        }
        None => println!(
            "\nPostgreSQL is left out: name a server in \
             TEST_DATABASE_URL=postgres://user@host/database, whose user may create databases"
        ),
    }
    Ok(())
}

/// Goes the path in a process of its own.
fn go(settings: &Settings, file: &Path) -> Result<Taken, Box<dyn Error>> {
    let done = Command::new(env::current_exe()?)
        .arg(GO)
        .args([
            settings.data_dir.as_os_str(),
            settings.database_url.as_ref(),
            file.as_os_str(),
        ])
        .stderr(Stdio::inherit())
        .output()?;
    if !done.status.success() {
        return Err(format!("the path ended with {}", done.status).into());
    }
    Ok(serde_json::from_slice(&done.stdout)?)
}

fn tell(rows: u64, taken: &Taken, against: &str, baseline: Duration) {
    let seconds =
        |what: &str, time: Duration| println!("  {what:<12} {:8.2} s", time.as_secs_f64());
    let whole = taken.whole();
    seconds("spool", taken.spool);
    seconds("check", taken.check);
    seconds("commit", taken.commit);
    seconds("whole path", whole);
    seconds(against, baseline);
    println!(
        "  {:<12} {:8.0} rows/s, {} people written",
        "speed",
        rows as f64 / whole.as_secs_f64(),
        taken.created
    );
    println!(
        "  {:<12} {:8.2}   (at most 2.5)",
        "RATIO",
        whole.as_secs_f64() / baseline.as_secs_f64()
    );
    println!(
        "  {:<12} {:8.0} MB (at most 300)",
        "peak memory",
        taken.peak_kib as f64 * 1024.0 / 1e6
    );
}
