//! What goes because of its age.

use crate::{app::App, clock::Clock, config::Settings, services};
use clap::Args;
use domain::coded::Coded;
use std::error::Error;

/// What goes because of its age.
#[derive(Debug, Args)]
pub struct Retention {
    /// 只列出将删除的数量，不删除 — tell what would go, and let nothing go
    #[arg(long)]
    dry_run: bool,
}

/// Lets it go, or tells what would.
///
/// # Errors
/// A sentence for whoever sits at the machine.
pub async fn run(command: &Retention, settings: Settings) -> Result<(), Box<dyn Error>> {
    let app = App::open(settings, Clock::machine()).await?;
    for (what, many) in services::retention::keep(&app, command.dry_run).await? {
        let (hours, event) = services::retention::rule(what);
        let after = match hours % 24 {
            0 => format!("{} 天 / days", hours / 24),
            _ => format!("{hours} 小时 / hours"),
        };
        println!(
            "{many:>8}  {:<20} {}  ({event} + {after})",
            what.code(),
            what.zh()
        );
    }
    Ok(())
}
