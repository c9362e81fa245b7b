//! Changing the keys.

use crate::{app::App, clock::Clock, config::Settings, keys::LOOK, services::key_rotations};
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use std::{
    error::Error,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// Changing the keys.
#[derive(Debug, Subcommand)]
pub enum Keys {
    /// 更换登录凭证的签名密钥，已发出的凭证继续有效 — let another key sign tokens; those that are out stay good
    RotateTokens,
    /// 更换加密密钥：证件号码、电话等逐批重新加密，服务照常运行，中断后再次执行即可继续 — seal everything by a new key while services run; given again, it goes on where it was
    RotateData(Online),
    /// 更换检索密钥：按证件号码、电话查人的索引逐批更新，服务照常运行，中断后再次执行即可继续 — find people by a new key while services run; given again, it goes on where it was
    RotateIndex(Online),
}

/// How a key is changed while services run.
#[derive(Debug, Args)]
pub struct Online {
    /// Seconds that services are given before each step to see the new key; less than 2 only where none runs
    #[arg(long, default_value_t = LOOK.as_secs() + 1)]
    patience: u64,
}

/// Where nobody looks at a bar, a line says at each step and each tenth of it how far it has come.
fn tell_in_lines(last: &Mutex<(&'static str, u64)>, what: &'static str, done: u64, all: u64) {
    let now = (what, done * 10 / all.max(1));
    let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
    if *last != now {
        *last = now;
        eprintln!("{what}: {done} / {all}");
    }
}

/// Does it.
///
/// # Errors
/// A sentence for whoever sits at the machine.
pub async fn run(command: &Keys, settings: Settings) -> Result<(), Box<dyn Error>> {
    let app = App::open(settings, Clock::machine()).await?;
    let bar = ProgressBar::new(0).with_style(ProgressStyle::with_template(
        "{msg}: {human_pos} / {human_len} {bar:30} {eta}",
    )?);
    let last = Mutex::new(("", 0));
    let tell = |what: &'static str, done, all| {
        if bar.is_hidden() {
            tell_in_lines(&last, what, done, all);
        }
        bar.set_message(what);
        bar.set_length(all);
        bar.set_position(done);
    };
    match command {
        Keys::RotateTokens => {
            key_rotations::rotate_tokens(&app).await?;
            println!(
                "已更换；运行中的服务在五分钟内改用新密钥 / changed; services that run take it up within five minutes: {}",
                app.keys.tokens().active().id
            );
        }
        Keys::RotateData(online) => {
            let patience = Duration::from_secs(online.patience);
            let done = key_rotations::rotate_data(&app, patience, &tell).await?;
            bar.finish_and_clear();
            println!(
                "已更换：重新加密 {done} 项，旧密钥下剩余 0 项 / changed: {done} texts sealed anew, 0 left by the key before"
            );
        }
        Keys::RotateIndex(online) => {
            let patience = Duration::from_secs(online.patience);
            let done = key_rotations::rotate_indexes(&app, patience, &tell).await?;
            bar.finish_and_clear();
            println!(
                "已更换：更新索引 {done} 次，旧密钥下剩余 0 人 / changed: {done} rows written, 0 people left by the key before"
            );
        }
    }
    if !matches!(command, Keys::RotateTokens) {
        println!(
            "请另行备份密钥目录；更换之前的数据库备份需要更换之前的密钥 / back the folder of the keys up now; backups of the database that are older need the keys that are older"
        );
    }
    Ok(())
}
