//! Reads the settings, and refuses what cannot be meant.

use super::{choices::SmtpTls, settings::Settings};
use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
use std::path::Path;

/// Why the settings cannot be used: one sentence that names the setting.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct BadSettings(String);

impl Settings {
    /// Reads the file where it is there, then the environment.
    ///
    /// # Errors
    /// A name that is no setting, a value of the wrong kind or out of range, a file that was
    /// asked for by name and is not there.
    pub fn read(file: Option<&Path>) -> Result<Self, BadSettings> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        figment = match file {
            Some(path) if !path.is_file() => {
                return Err(BadSettings(format!(
                    "settings file {} is not there",
                    path.display()
                )));
            }
            Some(path) => figment.merge(Toml::file_exact(path)),
            None => figment.merge(Toml::file("rengang.toml")),
        };
        let settings: Self = figment
            .merge(Env::prefixed("RENGANG_").ignore(&["config"]))
            .extract()
            .map_err(|cause| BadSettings(format!("settings: {cause}")))?;
        settings.checked()
    }

    /// The same settings, once every value is within its range.
    ///
    /// # Errors
    /// The first setting out of range, with the range.
    pub fn checked(self) -> Result<Self, BadSettings> {
        let ranges = [
            ("token_minutes", whole(self.token_minutes), 1..=60),
            ("session_hours", whole(self.session_hours), 1..=72),
            ("idle_minutes", whole(self.idle_minutes), 10..=240),
            (
                "worker_session_days",
                whole(self.worker_session_days),
                1..=180,
            ),
            ("worker_idle_days", whole(self.worker_idle_days), 1..=90),
            ("proxy_hops", whole(self.proxy_hops), 0..=5),
            (
                "database_connections",
                whole(self.database_connections),
                1..=200,
            ),
            (
                "sign_in_attempts",
                whole(self.sign_in_attempts),
                1..=1_000_000,
            ),
            ("offer_days", whole(self.offer_days), 1..=90),
            (
                "evidence_bytes",
                whole(self.evidence_bytes),
                1 << 10..=100 << 20,
            ),
            ("reuse_households", whole(self.reuse_households), 2..=1000),
            (
                "reuse_households_an_account",
                whole(self.reuse_households_an_account),
                2..=1000,
            ),
            (
                "reuse_people_a_file",
                whole(self.reuse_people_a_file),
                2..=1000,
            ),
            ("reuse_starters", whole(self.reuse_starters), 2..=1000),
            ("jobs_per_account", whole(self.jobs_per_account), 1..=1000),
            (
                "uploads_per_account",
                whole(self.uploads_per_account),
                1..=100,
            ),
            (
                "spool_bytes_per_account",
                whole(self.spool_bytes_per_account),
                1 << 20..=1 << 44,
            ),
            ("spool_days", whole(self.spool_days), 1..=30),
            ("request_seconds", whole(self.request_seconds), 1..=600),
            ("shutdown_seconds", whole(self.shutdown_seconds), 1..=600),
            ("smtp_connections", whole(self.smtp_connections), 1..=50),
            ("smtp_seconds", whole(self.smtp_seconds), 1..=600),
            ("sms_seconds", whole(self.sms_seconds), 1..=600),
        ];
        for (name, value, range) in ranges {
            if !range.contains(&value) {
                let (low, high) = (range.start(), range.end());
                return Err(BadSettings(format!(
                    "setting {name} is {value}, but takes {low} to {high}"
                )));
            }
        }
        let url = &self.database_url;
        if !(url.is_empty()
            || url.starts_with("sqlite:")
            || url.starts_with("postgres:")
            || url.starts_with("postgresql:"))
        {
            return Err(BadSettings(
                "setting database_url begins with sqlite: or postgres:".into(),
            ));
        }
        self.letters_fit()?;
        Ok(self)
    }

    /// Whether the settings of letters fit together.
    fn letters_fit(&self) -> Result<(), BadSettings> {
        let web =
            |url: &str| url.is_empty() || url.starts_with("https://") || url.starts_with("http://");
        let said = if !web(&self.public_url) {
            "setting public_url begins with https:// or http://"
        } else if !web(&self.sms_url) {
            "setting sms_url begins with https:// or http://"
        } else if !self.smtp_host.is_empty() && self.mail_from.is_empty() {
            "setting smtp_host needs mail_from: who the letters are from"
        } else if !self.smtp_user.is_empty() && self.smtp_tls == SmtpTls::None {
            "setting smtp_user needs smtp_tls wrapped or starttls: a password does not travel in the clear"
        } else {
            return Ok(());
        };
        Err(BadSettings(said.into()))
    }
}

/// A number of whatever width, for a range that it is far within or out of.
fn whole(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_out_of_range_is_named() {
        let wrong = Settings {
            token_minutes: 0,
            ..Settings::default()
        };
        let said = wrong.checked().expect_err("zero minutes").to_string();
        assert_eq!(said, "setting token_minutes is 0, but takes 1 to 60");
    }

    #[test]
    fn the_defaults_are_in_range() {
        assert!(Settings::default().checked().is_ok());
    }
}
