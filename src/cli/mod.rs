//! The commands of the binary.

pub mod admin;
pub mod audit;
pub mod demo;
pub mod import;
pub mod keys;
pub mod learn;
pub mod matching;
pub mod refusals;
pub mod retention;
pub mod serve;
pub mod solve;
pub mod survival;

use crate::config::{BadSettings, Settings};
use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// 人岗 Rengang: 东西部劳务协作服务 — organised labour cooperation between western and eastern China.
#[derive(Debug, Parser)]
#[command(name = "rengang", version, about, arg_required_else_help = true)]
pub struct Cli {
    /// Settings file (default: rengang.toml where it is there)
    #[arg(long, global = true, env = "RENGANG_CONFIG")]
    config: Option<PathBuf>,
    /// Folder of everything that the service keeps
    #[arg(long, global = true)]
    data_dir: Option<PathBuf>,
    /// `sqlite://FILE` or `postgres://…`
    #[arg(long, global = true)]
    database_url: Option<String>,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// What the binary does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 启动服务 — serve the API
    Serve(serve::Serve),
    /// 导入 — import a sheet, or tell what is wrong with it
    Import(import::Import),
    /// 匹配 — match people to posts, and make offers where it is wished
    Match(matching::Match),
    /// 学习 — learn from past jobs how long pairs last, and judge it on later ones
    Learn(learn::Learn),
    /// 求解 — solve an assignment from a file, with a proven bound
    Solve(solve::Solve),
    /// 稳定统计 — how long spells last, from a file
    Survival(survival::Survival),
    /// 演示 — show the main job from end to end, on invented people
    Demo(demo::Demo),
    /// 管理 — set the service up
    #[command(subcommand)]
    Admin(admin::Admin),
    /// 留痕 — look whether the trail of acts is whole
    #[command(subcommand)]
    Audit(audit::Audit),
    /// 保存期限 — let go what is old enough, or tell what would go
    Retention(retention::Retention),
    /// 密钥 — change the keys
    #[command(subcommand)]
    Keys(keys::Keys),
}

impl Cli {
    /// What a demonstration may use.
    pub fn named(&self) -> demo::place::Named<'_> {
        demo::place::Named {
            data_dir: self.data_dir.as_deref(),
            database_url: self.database_url.as_deref(),
        }
    }

    /// The settings after file, environment and flags.
    ///
    /// # Errors
    /// A sentence that names the setting.
    pub fn settings(&self) -> Result<Settings, BadSettings> {
        let mut settings = Settings::read(self.config.as_deref())?;
        if let Some(folder) = &self.data_dir {
            settings.data_dir.clone_from(folder);
        }
        if let Some(url) = &self.database_url {
            settings.database_url.clone_from(url);
        }
        settings.checked()
    }
}
