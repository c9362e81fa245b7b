//! PostgreSQL: what `psql \copy` takes for the rows that an import has written, into empty tables
//! with the same columns and indexes.

use std::{
    error::Error,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

/// The tables that a roster fills.
const TABLES: [&str; 2] = ["person", "employment"];

/// A database for one run, on the server of `TEST_DATABASE_URL`.
pub struct Own {
    server: String,
    name: String,
}

impl Own {
    /// Makes it.
    pub fn fresh(server: String) -> Result<Self, Box<dyn Error>> {
        let name = format!("rengang_bench_{}", std::process::id());
        psql(&server, &[format!("create database {name}")])?;
        Ok(Self { server, name })
    }

    /// Its address.
    pub fn url(&self) -> String {
        let (base, rest) = self.server.split_once('?').unwrap_or((&self.server, ""));
        let (host, _) = base.rsplit_once('/').unwrap_or((base, ""));
        format!("{host}/{}?{rest}", self.name)
    }

    /// Lets the server finish what it still has to write, so that nothing of it is counted.
    pub fn settle(&self) -> Result<(), Box<dyn Error>> {
        psql(&self.url(), &["checkpoint".to_owned()])
    }

    /// How the server keeps its promises: what a comparison of times depends on.
    pub fn settings(&self) -> Result<String, Box<dyn Error>> {
        let names =
            "'fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'max_wal_size'";
        let asked = format!(
            "select string_agg(name || '=' || current_setting(name), ' ') from pg_settings where name in ({names})"
        );
        let said = Command::new("psql")
            .args(["-XAtq", "-d", &self.server, "-c", &asked])
            .output()?;
        Ok(String::from_utf8(said.stdout)?.trim().to_owned())
    }

    /// The time of `psql \copy` of all rows.
    pub fn copied(&self, folder: &Path) -> Result<Duration, Box<dyn Error>> {
        let file = |table| folder.join(format!("{table}.txt")).display().to_string();
        let out = TABLES.map(|table| format!(r"\copy {table} to '{}'", file(table)));
        let twins =
            TABLES.map(|table| format!("create table twin_{table} (like {table} including all)"));
        let copy = TABLES.map(|table| format!(r"\copy twin_{table} from '{}'", file(table)));
        psql(&self.url(), &out)?;
        psql(&self.url(), &twins)?;
        self.settle()?;
        let begun = Instant::now();
        psql(&self.url(), &copy)?;
        Ok(begun.elapsed())
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        let drop = format!("drop database {} with (force)", self.name);
        if let Err(cause) = psql(&self.server, &[drop]) {
            eprintln!("{cause}");
        }
    }
}

fn psql(url: &str, commands: &[String]) -> Result<(), Box<dyn Error>> {
    let commands = commands.iter().flat_map(|command| ["-c", command]);
    let status = Command::new("psql")
        .args(["-Xq", "-v", "ON_ERROR_STOP=1", "-d", url])
        .args(commands)
        .status()
        .map_err(|cause| format!("psql: {cause}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("psql ended with {status}").into())
    }
}
