//! Solving a neutral instance: any capacitated assignment, written in lines of text.

use crate::cli::matching::Aim;
use clap::Args;
use domain::words::Objective;
use indicatif::{ProgressBar, ProgressStyle};
use matching::{
    groups::Placed,
    neutral::{self, Neutral, Unread},
    watch::{Phase, Progress, Watch},
};
use rustix::time::{ClockId, clock_gettime};
use serde::Serialize;
use signal_hook::{consts::SIGINT, flag};
use std::{
    error::Error,
    fs::{self, File},
    io::{self, BufWriter, Cursor, IsTerminal, Read, Seek, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{Arc, atomic::AtomicBool},
    time::{Duration, Instant},
};

/// What a malformed file ends with.
const MALFORMED: u8 = 2;

/// What a second Ctrl-C ends with: 128 and the number of the signal.
const INTERRUPTED: i32 = 130;

/// Solves an assignment from a file.
#[derive(Debug, Args)]
#[command(after_help = "\
文件格式 — the file, line by line:
  c ...             注释 — comment
  p assign G V      组数、地点数，在以下各行之前 — number of groups and of places, before the lines below
  v J CAP           地点 J 可容纳 CAP 人（无 v 行则为 0）— place J takes CAP people (none without a v line)
  g I SIZE          组 I 有 SIZE 人（无 g 行则为 1）— group I has SIZE people (one without a g line)
  e I J SCORE       组 I 可整组去地点 J，得 SCORE 分 — group I may go, whole, to place J, for SCORE points

退出码 — exit code: 0 已求解 solved, 2 文件格式有误 malformed file, 1 其他错误 any other fault")]
pub struct Solve {
    /// 文件 — the instance; see below for its lines
    file: PathBuf,
    /// 目标 — what is strived for first
    #[arg(long, value_enum, default_value = "people-first")]
    objective: Aim,
    /// 线程数 — threads to work on; the answer does not depend on it (default: one a processor)
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Print JSON instead of a summary
    #[arg(long)]
    json: bool,
    /// 列出分配 — print who goes where, too: group and place, both counted from 1
    #[arg(long)]
    assignment: bool,
    /// 时限（秒）— answer the best found by then, with its proven gap
    #[arg(long, value_name = "SECONDS")]
    time_limit: Option<u32>,
}

/// Solves, and prints the answer.
///
/// # Errors
/// A sentence for whoever sits at the machine. A malformed file is told here and is no error, but an exit code.
pub fn run(command: &Solve) -> Result<ExitCode, Box<dyn Error>> {
    let limit = command.time_limit.map(u64::from).map(Duration::from_secs);
    let ends = limit.and_then(|limit| Instant::now().checked_add(limit));
    let stop = stopped_by_hand()?;
    let solved = solved(command, &stop, ends);
    let file = command.file.display();
    match solved {
        Ok(solved) => {
            let mut out = BufWriter::new(io::stdout().lock());
            if command.json {
                let answer = Answer::of(&solved, command.objective, command.assignment);
                serde_json::to_writer(&mut out, &answer)?;
                writeln!(out)?;
            } else {
                print(&mut out, &solved, command.assignment)?;
            }
            out.flush()?;
            Ok(ExitCode::SUCCESS)
        }
        Err(Unread::Malformed(fault)) => {
            eprintln!("rengang: {file}: {fault}");
            Ok(ExitCode::from(MALFORMED))
        }
        Err(Unread::Io(error)) => Err(format!("{file}: {error}").into()),
    }
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Becomes true at Ctrl-C; at the next one everything ends.
fn stopped_by_hand() -> io::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    // In this order: what was not told to stop is told now, and ends the next time.
    flag::register_conditional_shutdown(SIGINT, INTERRUPTED, Arc::clone(&stop))?;
    flag::register(SIGINT, Arc::clone(&stop))?;
    Ok(stop)
}

/// An instance with its answer, and what both took.
struct Solved {
    neutral: Neutral,
    placed: Placed,
    read_seconds: f64,
    /// Wall and processor time of the solver alone.
    seconds: f64,
    cpu_seconds: f64,
    peak_rss_bytes: Option<u64>,
}

fn solved(command: &Solve, stop: &AtomicBool, ends: Option<Instant>) -> Result<Solved, Unread> {
    let begun = Instant::now();
    let neutral = read(&command.file)?;
    let read_seconds = begun.elapsed().as_secs_f64();
    let (begun, cpu) = (Instant::now(), cpu_seconds());
    let is_watched = io::stderr().is_terminal();
    let bar = is_watched.then(|| ProgressBar::new_spinner().with_style(style()));
    let mut tell = |progress: Progress| {
        if let Some(bar) = &bar {
            bar.set_message(told(progress));
        }
    };
    let mut watch = Watch::new(stop, &mut tell);
    if let Some(ends) = ends {
        watch.end_at(ends);
    }
    let threads = command.threads.map_or_else(processors, usize::from);
    let placed = neutral.solve(command.objective.into(), threads, &mut watch);
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    Ok(Solved {
        placed,
        read_seconds,
        seconds: begun.elapsed().as_secs_f64(),
        cpu_seconds: cpu_seconds() - cpu,
        peak_rss_bytes: peak_rss_bytes(),
        neutral,
    })
}

/// Reads a file. What can be read only once, such as a pipe, is held in memory meanwhile: the line of a pair that is told
/// twice is looked for from the beginning.
fn read(path: &Path) -> Result<Neutral, Unread> {
    let mut file = File::open(path)?;
    if file.stream_position().is_ok() {
        return neutral::read(&mut file);
    }
    let mut whole = Vec::new();
    file.read_to_end(&mut whole)?;
    neutral::read(&mut Cursor::new(whole))
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{spinner} {elapsed} {msg}")
        .unwrap_or_else(|_| ProgressStyle::default_spinner())
}

fn told(progress: Progress) -> String {
    let gap = progress.gap;
    let gap = gap.map_or(String::new(), |gap| format!("  差距 / gap {gap:.1e}"));
    let phase = match progress.phase {
        Phase::Headcount => "人数 / headcount",
        Phase::Parties => "多人组 / groups",
        _ => "求解 / solving",
    };
    format!("{phase}{gap}")
}

/// The processor time of this process so far, on all threads.
fn cpu_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// The most memory that this process ever had, where the system tells.
fn peak_rss_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// What `--json` prints.
#[derive(Serialize)]
struct Answer {
    objective: String,
    people_placed: u64,
    /// People first: no assignment places more.
    #[serde(skip_serializing_if = "Option::is_none")]
    people_bound: Option<u64>,
    /// People first: whether as many are placed as can be.
    #[serde(skip_serializing_if = "Option::is_none")]
    people_proven: Option<bool>,
    groups_placed: usize,
    score: u64,
    bound: u64,
    gap: f64,
    /// Whether time or a signal ended the search.
    stopped: bool,
    /// Of the solver alone, by the clock on the wall.
    seconds: f64,
    /// Of the solver alone, on all processors.
    cpu_seconds: f64,
    read_seconds: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    peak_rss_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assignment: Option<Vec<(usize, u32)>>,
}

impl Answer {
    fn of(solved: &Solved, aim: Aim, assignment: bool) -> Self {
        let placed = &solved.placed;
        let counts_people = Objective::from(aim) == Objective::PeopleFirst;
        Self {
            objective: aim.name(),
            people_placed: placed.people,
            people_bound: counts_people.then_some(placed.people_bound),
            people_proven: counts_people.then_some(placed.people == placed.people_bound),
            groups_placed: placed.assignment().count(),
            score: placed.score,
            bound: placed.bound,
            gap: placed.gap(),
            stopped: placed.stopped,
            seconds: solved.seconds,
            cpu_seconds: solved.cpu_seconds,
            read_seconds: solved.read_seconds,
            peak_rss_bytes: solved.peak_rss_bytes,
            assignment: assignment.then(|| from_one(placed).collect()),
        }
    }
}

/// Who goes where, groups and places counted from 1 as in the file.
fn from_one(placed: &Placed) -> impl Iterator<Item = (usize, u32)> {
    placed
        .assignment()
        .map(|(group, place)| (group + 1, place + 1))
}

fn print(out: &mut impl Write, solved: &Solved, assignment: bool) -> io::Result<()> {
    let Solved {
        neutral, placed, ..
    } = solved;
    writeln!(
        out,
        "组 / groups {}    地点 / places {}    可去 / pairs {}",
        neutral.groups,
        neutral.places,
        neutral.pairs()
    )?;
    writeln!(
        out,
        "已安排 / placed: 组 / groups {}    人 / people {}",
        placed.assignment().count(),
        placed.people
    )?;
    if placed.people < placed.people_bound {
        let most = placed.people_bound;
        writeln!(
            out,
            "未证明人数最多，上界 {most} 人 / more people may fit, at most {most}"
        )?;
    }
    writeln!(
        out,
        "总分 / score {}    上界 / bound {}    差距 / gap {:.4} %    {:.2} s",
        placed.score,
        placed.bound,
        placed.gap() * 100.0,
        solved.seconds
    )?;
    if placed.stopped {
        writeln!(
            out,
            "未算完即停止，以上为当时最好的结果 / stopped early: the best found so far"
        )?;
    }
    if assignment {
        for (group, place) in from_one(placed) {
            writeln!(out, "{group} {place}")?;
        }
    }
    Ok(())
}
