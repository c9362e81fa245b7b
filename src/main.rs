//! The binary: reads its arguments and settings, and does what they say.

use clap::Parser;
use rengang::{
    cli::{self, Cli, Command},
    config::{LogFormat, Settings},
};
use std::{error::Error, process::ExitCode};
use tracing_subscriber::EnvFilter;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let ended = match &cli.command {
        // Starts nothing but itself: no settings, no log, no runtime.
        Command::Solve(command) => cli::solve::run(command),
        _ => actix_web::rt::System::new().block_on(Box::pin(run(&cli))),
    };
    match ended {
        Ok(code) => code,
        Err(error) => {
            eprintln!("rengang: {}", cli::refusals::told(&*error));
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: &Cli) -> Result<ExitCode, Box<dyn Error>> {
    let settings = cli.settings()?;
    log(&settings, matches!(cli.command, Command::Serve(_)))?;
    // Boxed: what a matching holds while it waits is too much for the stack of its caller.
    match &cli.command {
        Command::Serve(command) => cli::serve::run(command, settings).await?,
        Command::Import(command) => cli::import::run(command, settings).await?,
        Command::Match(command) => Box::pin(cli::matching::run(command, settings)).await?,
        Command::Learn(command) => cli::learn::run(command, settings).await?,
        Command::Solve(command) => return cli::solve::run(command),
        Command::Survival(command) => return cli::survival::run(command).await,
        Command::Demo(command) => {
            Box::pin(cli::demo::run(command, settings, cli.named())).await?;
        }
        Command::Admin(command) => cli::admin::run(command, settings).await?,
        Command::Audit(command) => return cli::audit::run(command, settings).await,
        Command::Retention(command) => cli::retention::run(command, settings).await?,
        Command::Keys(command) => cli::keys::run(command, settings).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Logs go to standard error: what a command prints stays clean. Commands that end say what
/// they did in print; unless asked, they log warnings only.
fn log(settings: &Settings, serves: bool) -> Result<(), Box<dyn Error>> {
    let unasked = settings.log == Settings::default().log;
    let wanted = if unasked && !serves {
        "warn"
    } else {
        &settings.log
    };
    let filter = EnvFilter::try_new(wanted).map_err(|e| format!("setting log: {e}"))?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match settings.log_format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().init(),
    }
    Ok(())
}
