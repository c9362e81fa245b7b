//! Changing the keys.

use crate::{app::App, clock::Clock, config::Settings};
use clap::Subcommand;
use std::error::Error;

/// Changing the keys.
#[derive(Debug, Subcommand)]
pub enum Keys {
    /// 更换登录凭证的签名密钥，已发出的凭证继续有效 — let another key sign tokens; those that are out stay good
    RotateTokens,
}

/// Does it.
///
/// # Errors
/// A sentence for whoever sits at the machine.
pub async fn run(command: &Keys, settings: Settings) -> Result<(), Box<dyn Error>> {
    let app = App::open(settings, Clock::machine()).await?;
    match command {
        Keys::RotateTokens => {
            app.keys.rotate_tokens(app.clock.now())?;
            println!(
                "已更换；运行中的服务在五分钟内改用新密钥 / changed; services that run take it up within five minutes: {}",
                app.keys.tokens().active().id
            );
        }
    }
    Ok(())
}
