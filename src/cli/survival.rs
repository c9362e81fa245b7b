//! Survival statistics of any spells, from a file.

mod answer;
mod told;

use ::survival::{
    Curve, Level, LogRank, RiskTable, Tally,
    read::{self, Unread},
};
use clap::Args;
use std::{
    error::Error,
    fs::File,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

/// What a file with bad rows ends with.
const MALFORMED: u8 = 2;

/// Times of the table that people read, unless they name others.
const ROUNDS: [f64; 4] = [30.0, 90.0, 180.0, 365.0];

/// The longest time that may be asked for, in days.
const LONGEST: f64 = 1e9;

/// Tells how long spells last.
#[derive(Debug, Args)]
#[command(after_help = "\
文件格式 — the file, CSV in UTF-8 or GB 18030:
  entry,exit,event[,group]   首行为列名 — the first line names the columns
  entry   开始观察的时间（天），空白为 0 — when watching began, in days; empty is 0
  exit    结束或最后一次观察的时间 — when it ended or was last seen
  event   0 仍在岗，否则为离岗原因的编号 — 0 still going on, else the number of the cause
  group   分组，可省略 — group, may be left out
  在时间 t 处于观察之中：entry < t ≤ exit — at risk at t: entry < t ≤ exit

结果 — the answer, with 95 % intervals; --json without --times tells every time:
  survival    Kaplan–Meier，Greenwood 方差，log-log 区间 — Greenwood's variance, log-log intervals
  cif         Aalen–Johansen，按离岗原因 — by cause
  hazard      Nelson–Aalen 累积风险 — cumulative hazard
  rmst        限制平均在岗天数，截至 --times 的最大值，否则截至各组都有观察的最后一天
              — mean days worked until the last of --times, else until the last time known of all groups
  logrank     各组比较，少于两组则无 — the groups compared; null with fewer than two
  在 --times 所列时间，events 和 censored 为上一时间之后的合计；之后无人观察则为 null
  — at named times, events and censored are those since the time before; null where nobody was watched as long

退出码 — exit code: 0 已计算 computed, 2 文件有误 bad rows, each named by line, 1 其他错误 any other fault")]
pub struct Survival {
    /// 文件 — spells as CSV; see below for its columns
    file: PathBuf,
    /// 时间（天），以逗号分隔 — days at which to tell the figures, separated by commas
    #[arg(long, value_delimiter = ',', value_parser = days)]
    times: Vec<f64>,
    /// Print JSON instead of tables
    #[arg(long)]
    json: bool,
}

fn days(text: &str) -> Result<f64, String> {
    let days: f64 = text
        .trim()
        .parse()
        .map_err(|_| "应为天数 / a number of days".to_owned())?;
    let possible = (0.0..=LONGEST).contains(&days);
    possible
        .then_some(days)
        .ok_or_else(|| format!("天数应在 0 到 {LONGEST} 之间 / days from 0 to {LONGEST}"))
}

/// Reads, reckons, and prints the answer.
///
/// # Errors
/// A sentence for whoever sits at the machine. Bad rows are told here and are no error, but an exit code.
pub async fn run(command: &Survival) -> Result<ExitCode, Box<dyn Error>> {
    let path = command.file.clone();
    let reckoned = tokio::task::spawn_blocking(move || reckoned(&path)).await?;
    let file = command.file.display();
    match reckoned {
        Ok(reckoned) => {
            let mut out = BufWriter::new(io::stdout().lock());
            let mut times = command.times.clone();
            times.sort_by(f64::total_cmp);
            times.dedup();
            if command.json {
                answer::print(&mut out, &reckoned, &times)?;
            } else {
                let times = if times.is_empty() {
                    &ROUNDS
                } else {
                    &times[..]
                };
                told::print(&mut out, &reckoned, times)?;
            }
            out.flush()?;
            Ok(ExitCode::SUCCESS)
        }
        Err(Unread::Faulty { told, all }) => {
            for fault in &told {
                eprintln!("rengang: {file}: {fault}");
            }
            let more = all - told.len() as u64;
            if more > 0 {
                eprintln!("rengang: {file}: 另有 {more} 行有误 / {more} more bad rows");
            }
            Ok(ExitCode::from(MALFORMED))
        }
        Err(Unread::Io(error)) => Err(format!("{file}: {error}").into()),
    }
}

/// Groups with their curves, and how they compare.
struct Reckoned {
    groups: Vec<Group>,
    log_rank: Option<LogRank>,
}

struct Group {
    name: Option<String>,
    /// Spells in the file.
    spells: usize,
    curve: Curve,
}

fn reckoned(path: &Path) -> Result<Reckoned, Unread> {
    let groups = read::read::<Tally>(File::open(path)?)?;
    let groups: Vec<Group> = groups
        .into_iter()
        .map(|group| Group {
            name: group.name,
            spells: group.spells.spells(),
            curve: Curve::over(group.spells.table(), Level::P95),
        })
        .collect();
    let tables: Vec<&RiskTable> = groups.iter().map(|group| group.curve.risk()).collect();
    let log_rank = LogRank::of(&tables);
    Ok(Reckoned { groups, log_rank })
}

impl Reckoned {
    /// Until when days worked are counted: the last of the times asked for, or else the last that is known
    /// of every group, so that groups can be compared.
    fn until(&self, times: &[f64]) -> Option<f64> {
        if let Some(last) = times.last() {
            return Some(*last);
        }
        let lasts = || {
            self.groups
                .iter()
                .filter_map(|group| group.curve.table().last())
        };
        // Where all have ended nothing can change any more.
        let known = lasts()
            .filter(|last| last.survival > 0.0)
            .map(|last| last.time);
        known
            .reduce(f64::min)
            .or_else(|| lasts().map(|last| last.time).reduce(f64::max))
    }
}

/// A row of a group's table.
struct Row {
    time: f64,
    at_risk: usize,
    /// Since the row before.
    events: usize,
    /// Since the row before.
    censored: usize,
    /// Survival, standard error and interval, where they are known.
    figures: Option<[f64; 4]>,
}

/// A group's table at these times, rising; at every time at which a spell was left where none are named.
fn rows<'r>(curve: &'r Curve, times: &'r [f64]) -> Box<dyn Iterator<Item = Row> + 'r> {
    if times.is_empty() {
        return Box::new(curve.table().iter().map(|point| Row {
            time: point.time,
            at_risk: point.at_risk,
            events: point.events,
            censored: point.censored,
            figures: Some([point.survival, point.std_error, point.low, point.high]),
        }));
    }
    let mut left = curve.table().iter().peekable();
    Box::new(times.iter().map(move |&time| {
        let (mut events, mut censored) = (0, 0);
        while let Some(point) = left.next_if(|point| point.time <= time) {
            events += point.events;
            censored += point.censored;
        }
        let at = curve.at(time);
        Row {
            time,
            at_risk: curve.risk().at_risk(time),
            events,
            censored,
            figures: at.map(|at| [at.survival, at.std_error, at.low, at.high]),
        }
    }))
}
