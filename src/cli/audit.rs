//! The trail of acts, looked through from outside the service.

use crate::{
    app::App,
    clock::Clock,
    config::Settings,
    services::traces::{self, Broken, Exported, Verdict},
};
use clap::Subcommand;
use std::{error::Error, path::PathBuf, process::ExitCode};

/// The trail of acts.
#[derive(Debug, Subcommand)]
pub enum Audit {
    /// 核验留痕：修改、删除、调换、插入、重放 — find what was changed in the trail: edits, deletions, moves, insertions, replays
    Verify {
        /// A head that was exported before: finds a tail that was cut off as well
        #[arg(long)]
        head: Option<PathBuf>,
        /// Print the verdict as JSON
        #[arg(long)]
        json: bool,
    },
    /// 导出留痕的末端，请存放在别处 — print the head of the trail, to be kept elsewhere
    Head,
}

/// Does it; it ends with 1 where the trail is not as it was written.
///
/// # Errors
/// A sentence for whoever sits at the machine.
pub async fn run(command: &Audit, settings: Settings) -> Result<ExitCode, Box<dyn Error>> {
    let app = App::open(settings, Clock::machine()).await?;
    match command {
        Audit::Verify { head, json } => {
            let exported = head.as_ref().map(read).transpose()?;
            let verdict = traces::verify(&app, exported.as_ref()).await?;
            if *json {
                println!("{}", serde_json::to_string(&verdict)?);
            } else {
                tell(&verdict);
            }
            Ok(if verdict.faults == 0 {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            })
        }
        Audit::Head => {
            println!("{}", serde_json::to_string(&traces::export(&app).await?)?);
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn read(file: &PathBuf) -> Result<Exported, Box<dyn Error>> {
    let text = std::fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
    serde_json::from_str(&text).map_err(|e| format!("{}: {e}", file.display()).into())
}

fn tell(verdict: &Verdict) {
    for found in &verdict.findings {
        println!("#{}: {}", found.sequence, sentence(found.broken));
    }
    let (records, faults) = (verdict.records, verdict.faults);
    if faults == 0 {
        println!("留痕完整，共 {records} 条 / the trail is whole: {records} records");
        println!("{}", verdict.hash);
    } else {
        println!(
            "留痕不完整：{records} 条中发现 {faults} 处问题 / the trail is not as it was written: {faults} faults in {records} records"
        );
    }
}

fn sentence(broken: Broken) -> &'static str {
    match broken {
        Broken::Chain => {
            "与前一条不衔接，被修改、调换或插入 / does not continue the record before it"
        }
        Broken::Gap => "序号不连续，有记录被删除 / a place is skipped",
        Broken::People => "所见人员与记录不符 / the people recorded are not those who were seen",
        Broken::Head => {
            "末条与数据库所记末端不符 / the last record is not the one that the head names"
        }
        Broken::Cut => "比导出的末端短，尾部被删除 / is shorter than the head that was exported",
        Broken::ExportedHead => {
            "与导出的末端不符 / is another record than the one that was exported"
        }
        Broken::StrayPeople => {
            "有人员记录不属于任何一条 / people are recorded for records that are not there"
        }
    }
}
