//! Setting the service up.

use crate::{app::App, clock::Clock, config::Settings, services};
use clap::Subcommand;
use std::error::Error;

/// Setting the service up.
#[derive(Debug, Subcommand)]
pub enum Admin {
    /// 生成首个管理员的一次性代码 — print the one-time code that makes the first administrator
    Bootstrap,
    /// 升级数据库 — bring the database to this version's schema and end
    Migrate,
}

/// Does it.
///
/// # Errors
/// A sentence for whoever sits at the machine.
pub async fn run(command: &Admin, settings: Settings) -> Result<(), Box<dyn Error>> {
    let app = App::open(settings, Clock::machine()).await?;
    match command {
        Admin::Bootstrap => {
            let code = services::accounts::offer_bootstrap(&app).await?;
            println!(
                "一次性代码（30 分钟内有效，只能使用一次） / one-time code, good for 30 minutes:\n\n  {code}\n"
            );
            println!(
                "POST /api/v1/bootstrap  {{\"code\": \"…\", \"username\": \"…\", \"password\": \"…\"}}"
            );
        }
        Admin::Migrate => println!("数据库已是最新 / the database is up to date"),
    }
    Ok(())
}
