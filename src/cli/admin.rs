//! Setting the service up.

use crate::{app::App, clock::Clock, config::Settings, services};
use chrono::{DateTime, FixedOffset};
use clap::Subcommand;
use domain::id::GrantId;
use std::error::Error;

/// Setting the service up.
#[derive(Debug, Subcommand)]
pub enum Admin {
    /// 生成首个管理员的一次性代码 — print the one-time code that makes the first administrator
    Bootstrap,
    /// 以机器管理员身份确认一项待第二人确认的授权 — confirm, as whoever sits at the machine, a grant that waits for a second person
    ConfirmGrant {
        /// Its identity
        grant: uuid::Uuid,
    },
    /// 作废此前写下而未发出的通知（从备份恢复之后用） — drop letters that were written before an instant and not sent, after a backup was brought back
    DropLetters {
        /// An instant such as 2026-11-29T08:00:00+08:00: the last at which the outbox was open
        #[arg(long)]
        written_before: DateTime<FixedOffset>,
    },
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
        Admin::ConfirmGrant { grant } => {
            services::grants::confirm_here(&app, GrantId(*grant)).await?;
            println!("已确认 / confirmed");
        }
        Admin::DropLetters { written_before } => {
            let dropped = services::letters::drop_written(&app, written_before.to_utc()).await?;
            println!("已作废 {dropped} 封 / {dropped} letters dropped");
        }
        Admin::Migrate => println!("数据库已是最新 / the database is up to date"),
    }
    Ok(())
}
