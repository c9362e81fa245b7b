//! Settings that are one of a few words, and those that are shown to nobody.

use serde::{Deserialize, Serialize};

/// A setting that is shown to nobody.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// The value, for whoever signs in with it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Secret {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// Whether letters leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OutboxDoor {
    /// They are sent.
    Open,
    /// They are kept.
    Paused,
}

/// How the connection to the mail server is kept safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmtpTls {
    /// TLS from the first byte.
    Wrapped,
    /// TLS before anything of a letter is said, or no letter.
    Starttls,
    /// In the clear: for a server on the same machine.
    None,
}

/// Whether one-time codes are asked of offices and enterprises, beside the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SecondFactor {
    /// Whoever has none sets one up before anything else.
    Required,
    /// Of those who have set one up.
    Optional,
}

/// Which rules a password follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PasswordProfile {
    /// Long, and hard to guess (OWASP ASVS 5.0, 6.2).
    Asvs,
    /// Besides: three kinds of characters, another one every 90 days (GB/T 22239-2019, level 3).
    Mlps3,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}
