//! Matching people to posts from the command line.

use crate::{
    app::App,
    clock::Clock,
    config::Settings,
    error::Error,
    http::matching_runs::RunBody,
    services::{
        Actor,
        matching::{self, NewRun, Summary},
    },
    storage::runs::{Figures, Run},
};
use chrono::NaiveDate;
use clap::Args;
use domain::{
    coded::Coded,
    division::Division,
    id::{JobId, RunId},
    job::JobState,
    register::register,
};
pub(super) use options::Aim;
use options::Options;
use serde::Serialize;

mod options;
mod progress;
mod results;

/// Matches people to posts.
#[derive(Debug, Args)]
pub struct Match {
    /// 区划代码 — whose people are matched (default: those of every county that has any, one run each)
    #[arg(long)]
    area: Option<String>,
    /// 匹配日期 — the day for which they are matched, as 2020-03-31 (default: today)
    #[arg(long)]
    on: Option<NaiveDate>,
    #[command(flatten)]
    options: Options,
    /// 提交 — make offers of what is proposed; each county's before the next is matched
    #[arg(long, conflicts_with = "what_if_of")]
    commit: bool,
    /// Print JSON instead of tables
    #[arg(long)]
    json: bool,
}

/// What `--json` prints.
#[derive(Serialize)]
struct Report {
    runs: Vec<RunBody>,
}

/// Matches, and prints what came of it.
///
/// # Errors
/// A sentence for whoever sits at the machine.
pub async fn run(command: &Match, settings: Settings) -> Result<(), Box<dyn std::error::Error>> {
    let area = command.area.as_deref().map(area).transpose()?;
    let app = App::open(settings, Clock::machine()).await?;
    let by = Actor::operator("matching from the command line");
    let areas = match area {
        Some(area) => vec![area],
        None => matching::counties(&app, &by).await?,
    };
    let mut runs = Vec::new();
    for area in areas {
        let new = NewRun {
            area,
            on: command.on,
            asked: command.options.asked(),
            season: None,
        };
        let (run, summary) = Box::pin(matched(&app, &by, new, command.commit)).await?;
        if !command.json {
            print(&run, summary.as_ref());
        }
        runs.push(RunBody::of(run, summary));
    }
    if command.json {
        println!("{}", serde_json::to_string_pretty(&Report { runs })?);
    } else if runs.is_empty() {
        println!("没有可匹配的人员 / there is nobody to match");
    }
    Ok(())
}

fn area(code: &str) -> Result<Division, String> {
    Division::parse(code)
        .filter(|division| register().name_of(*division).is_some())
        .ok_or_else(|| format!("没有这个行政区划代码 / {code} is no division code"))
}

/// Runs, and commits where it is wished.
async fn matched(
    app: &App,
    by: &Actor,
    new: NewRun,
    commit: bool,
) -> Result<(Run, Option<Summary>), Box<dyn std::error::Error>> {
    let id = matching::request_here(app, by, new).await?;
    let job = Box::pin(progress::told(app, by, JobId(id.0))).await?;
    if job.state != JobState::Succeeded {
        let why = job
            .failure
            .map_or(String::new(), |why| format!("{} / {}", why.zh, why.en));
        return Err(format!("匹配未完成 / the run did not end well: {why}").into());
    }
    if commit {
        let run = matching::get(app, by, id).await?;
        matching::commit_here(app, by, id, run.version).await?;
    }
    Ok(read(app, by, id).await?)
}

async fn read(app: &App, by: &Actor, id: RunId) -> Result<(Run, Option<Summary>), Error> {
    let run = matching::get(app, by, id).await?;
    let summary = matching::summary(app, &run).await?;
    Ok((run, summary))
}

/// Prints a run as tables.
pub fn print(run: &Run, summary: Option<&Summary>) {
    let area = register().full_name(run.area);
    let objective = run.asked.objective.zh();
    println!("\n{area}  {}  {objective}  {}", run.on, run.id);
    let Some(figures) = &run.figures else { return };
    totals(figures);
    results::print(run, figures);
    let Some(summary) = summary else { return };
    let tiers = summary.by_tier.iter().map(|(tier, n)| (tier.zh(), *n));
    table("已安排，按结对关系 / placed by tier", tiers);
    let reasons = summary.by_verdict.iter().map(|(why, n)| (why.zh(), *n));
    table("未安排，按原因 / not placed, by reason", reasons);
    if run.committed_at.is_some() {
        let missing = summary.not_offered.iter().map(|(why, n)| (why.zh(), *n));
        let lost: i64 = missing.clone().map(|(_, n)| n).sum();
        println!("  已发出邀约 / offers made: {}", figures.placed - lost);
        table("未发出邀约 / no offer", missing);
    }
}

fn totals(figures: &Figures) {
    let Figures {
        people,
        posts,
        openings,
        placed,
        score,
        bound,
        duration_ms,
        ..
    } = figures;
    println!("  人员 / people {people}    岗位 / posts {posts}    名额 / openings {openings}");
    println!(
        "  已安排 / placed {placed}    总分 / score {score}    上界 / bound {bound}    差距 / gap {:.4} %    {duration_ms} ms",
        figures.gap_ppm() as f64 / 10_000.0
    );
}

fn table<'a>(title: &str, rows: impl Iterator<Item = (&'a str, i64)>) {
    let mut rows = rows.peekable();
    if rows.peek().is_some() {
        println!("  {title}");
    }
    for (name, people) in rows {
        println!("  {people:>8}  {name}");
    }
}
