//! Importing a sheet from a file, or only telling what is wrong with it.

use crate::{
    app::App,
    clock::Clock,
    config::Settings,
    services::{
        Actor,
        imports::{self, NewImport, Report},
        jobs,
    },
    storage::jobs::{Counts, Failure, Job},
    worker,
};
use chrono::NaiveDate;
use clap::{Args, builder::PossibleValuesParser, builder::TypedValueParser};
use domain::{
    coded::Coded,
    division::Division,
    id::JobId,
    issue::Severity,
    job::{ImportKind, ImportMode, JobState},
};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::{
    error::Error,
    fs::File,
    path::{Path, PathBuf},
};
use tokio::io::AsyncReadExt;

/// Imports a sheet.
#[derive(Debug, Args)]
pub struct Import {
    /// What the sheet holds
    #[arg(value_parser = PossibleValuesParser::new(ImportKind::ALL.iter().map(|kind| kind.code())).try_map(|code| ImportKind::from_code(&code).ok_or("no kind of sheet")))]
    kind: ImportKind,
    /// CSV, XLSX or XLS
    file: PathBuf,
    /// 区划代码 — six digits of the division for whose people or posts the sheet speaks; needed where the sheet has no column for it
    #[arg(long)]
    county: Option<String>,
    /// 填报日期 — the day of which the sheet speaks, as 2020-03-31 (default: today)
    #[arg(long)]
    as_of: Option<NaiveDate>,
    /// 只检查 — only tell what is wrong: no database, no keys, nothing is written
    #[arg(long)]
    dry_run: bool,
    /// 有错即全部不导入 — import nothing where any row is bad
    #[arg(long)]
    all_or_nothing: bool,
    /// Print JSON instead of a table
    #[arg(long)]
    json: bool,
}

/// Imports or checks, and prints what was found.
///
/// # Errors
/// A sentence that says what is wrong with the file, or with the arguments.
pub async fn run(command: &Import, settings: Settings) -> Result<(), Box<dyn Error>> {
    let area = command.county.as_deref().map(county).transpose()?;
    let clock = Clock::machine();
    let as_of = command.as_of.unwrap_or_else(|| clock.today());
    let report = check(command, area, as_of).await?;
    let counts = if command.dry_run {
        None
    } else {
        let app = App::open(settings, clock).await?;
        let mode = if command.all_or_nothing {
            ImportMode::AllOrNothing
        } else {
            ImportMode::SkipBadRows
        };
        let by = Actor::operator("import from the command line");
        Some(take_in(&app, &by, &command.file, command.kind, area, as_of, mode).await?)
    };
    if command.json {
        println!(
            "{}",
            serde_json::to_string_pretty(&ReportBody::of(&report))?
        );
    } else {
        print(&report, counts.as_ref());
    }
    Ok(())
}

fn county(code: &str) -> Result<Division, String> {
    Division::parse(code)
        .filter(|division| domain::register::register().name_of(*division).is_some())
        .ok_or_else(|| format!("没有这个行政区划代码 / {code} is no division code"))
}

pub(super) fn said(failure: &Failure) -> String {
    format!("{} / {}", failure.zh, failure.en)
}

/// Reads the file through on a thread of its own.
async fn check(
    command: &Import,
    area: Option<Division>,
    as_of: NaiveDate,
) -> Result<Report, Box<dyn Error>> {
    let path = command.file.display();
    let file = File::open(&command.file).map_err(|e| format!("{path}: {e}"))?;
    let kind = command.kind;
    // Hidden by itself where standard error is no terminal.
    let bar = ProgressBar::new(1000).with_style(style());
    let watch = {
        let bar = bar.clone();
        move |behind: f64| bar.set_position(thousandths(behind))
    };
    let read = move || imports::report(kind, file, area, as_of, watch);
    let report = tokio::task::spawn_blocking(read).await?;
    bar.finish_and_clear();
    report.map_err(|failure| format!("{path}: {}", said(&failure)).into())
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{spinner} {percent}% {wide_bar} {elapsed}")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 0 and 1000"
)]
fn thousandths(behind: f64) -> u64 {
    (behind.clamp(0.0, 1.0) * 1000.0) as u64
}

/// Imports a file as an upload would be, confirmed at once.
///
/// # Errors
/// What the file as a whole is refused for.
pub(super) async fn take_in(
    app: &App,
    by: &Actor,
    path: &Path,
    kind: ImportKind,
    area: Option<Division>,
    as_of: NaiveDate,
    mode: ImportMode,
) -> Result<Counts, Box<dyn Error>> {
    let mut file = imports::receive(app).await?;
    let mut from = tokio::fs::File::open(path).await?;
    let mut chunk = vec![0; 1 << 16];
    loop {
        match from.read(&mut chunk).await? {
            0 => break,
            read => file.push(&chunk[..read]).await?,
        }
    }
    let new = NewImport {
        kind,
        area,
        as_of: Some(as_of),
        mode,
    };
    let done = imports::take_on(app, by, None, new, file.whole().await?).await?;
    let id = JobId(done.id);
    let mut job = ended(worker::see_through(app, id).await?)?;
    if job.state == JobState::AwaitingConfirmation {
        jobs::confirm(app, by, None, id, job.version).await?;
        job = ended(worker::see_through(app, id).await?)?;
    }
    Ok(job.counts)
}

fn ended(job: Job) -> Result<Job, String> {
    match &job.failure {
        Some(failure) => Err(said(failure)),
        None => Ok(job),
    }
}

/// What `--json` prints.
#[derive(Serialize)]
struct ReportBody<'r> {
    rows_in: i64,
    accepted: i64,
    rejected: i64,
    issues: Vec<IssueBody<'r>>,
}

#[derive(Serialize)]
struct IssueBody<'r> {
    row: u32,
    serial: Option<i64>,
    column: &'r str,
    code: &'static str,
    severity: &'static str,
}

impl<'r> ReportBody<'r> {
    fn of(report: &'r Report) -> Self {
        let issues = report.findings.iter().map(|finding| IssueBody {
            row: finding.row,
            serial: finding.serial,
            column: &finding.heading,
            code: finding.code.code(),
            severity: finding.code.severity().code(),
        });
        Self {
            rows_in: report.rows_in,
            accepted: report.accepted,
            rejected: report.rows_in - report.accepted,
            issues: issues.collect(),
        }
    }
}

fn print(report: &Report, counts: Option<&Counts>) {
    let Report {
        rows_in, accepted, ..
    } = report;
    println!(
        "共 {rows_in} 行，通过 {accepted} 行，退回 {} 行 / {rows_in} rows read, {accepted} accepted, {} rejected",
        rows_in - accepted,
        rows_in - accepted
    );
    for (name, count) in counts.into_iter().flatten() {
        println!("  {name}: {count}");
    }
    for finding in &report.findings {
        let severity: Severity = finding.code.severity();
        println!(
            "第 {} 行  {}  【{}】{}",
            finding.row,
            severity.zh(),
            finding.heading,
            finding.code.zh()
        );
    }
}
