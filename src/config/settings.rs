//! What can be set, and to what unless it is.

use super::choices::{LogFormat, OutboxDoor, PasswordProfile, SecondFactor, Secret, SmtpTls};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// All settings, with their defaults in [`Settings::default`].
///
/// In the file (`rengang.toml`) a setting stands under its own name; in the environment
/// as `RENGANG_` and the name in capitals, such as `RENGANG_DATABASE_URL`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Folder of everything that the service keeps: the SQLite file, keys, spool. Made when absent.
    pub data_dir: PathBuf,
    /// `sqlite://FILE` or `postgres://…`. Empty: a SQLite file in `data_dir`.
    pub database_url: String,
    /// Connections to the database at most, 1 to 200.
    pub database_connections: u32,
    /// Folder of the keys. Empty: `keys` in `data_dir`. Keep its backup apart from the database's.
    pub keys_dir: PathBuf,
    /// Where the API listens. Port 0 takes a free one.
    pub listen: String,
    /// Threads that answer requests; 0: one a core.
    pub workers: usize,
    /// Whether the API's description and its page are served.
    pub docs: bool,
    /// `text` for people, `json` for machines.
    pub log_format: LogFormat,
    /// Which messages are logged, as in `info,rengang=debug`.
    pub log: String,
    /// Minutes for which a token is good, 1 to 60.
    pub token_minutes: i64,
    /// Hours after which one must sign in again, 1 to 72.
    pub session_hours: i64,
    /// Minutes without a renewal after which a sign-in is over, 10 to 240.
    pub idle_minutes: i64,
    /// Days after which a job seeker must sign in again, 1 to 180.
    pub worker_session_days: i64,
    /// Days without a renewal after which a job seeker's sign-in is over, 1 to 90.
    pub worker_idle_days: i64,
    /// Whether offices and enterprises need a second factor: `required` or `optional`.
    pub second_factor: SecondFactor,
    /// What passwords must be like: `asvs`, or `mlps3` for those bound by GB/T 22239 (kinds of characters, 90 days).
    pub password_profile: PasswordProfile,
    /// How many proxies of one's own stand before the service, 0 to 5; each adds an address to `X-Forwarded-For`.
    pub proxy_hops: usize,
    /// Sign-in attempts per account in a quarter of an hour, at least 1.
    pub sign_in_attempts: u32,
    /// Days for which an offer stands, 1 to 90.
    pub offer_days: u64,
    /// Largest upload in bytes.
    pub upload_bytes: u64,
    /// Largest file given as evidence, in bytes, 1 KiB to 100 MiB.
    pub evidence_bytes: u64,
    /// Households that share a phone from which on it is told, 2 to 1000.
    pub reuse_households: u32,
    /// Households whose wages go to one account from which on it is told, 2 to 1000.
    pub reuse_households_an_account: u32,
    /// People of whom one file is given as evidence from which on it is told, 2 to 1000.
    pub reuse_people_a_file: u32,
    /// People who start on one day where there are fewer openings, from which on it is told, 2 to 1000.
    pub reuse_starters: u32,
    /// Jobs of one account that are not over, 1 to 1000: queued, under way, or waiting for their confirmation.
    pub jobs_per_account: u32,
    /// Files that one account may be sending at once, 1 to 100.
    pub uploads_per_account: u32,
    /// Bytes that files of one account may take which are being sent, or wait: sheets for their confirmation, evidence for a
    /// statement that names it.
    pub spool_bytes_per_account: u64,
    /// Days for which an uploaded file waits for its confirmation, 1 to 30.
    pub spool_days: u64,
    /// Seconds that are waited for the head of a request, and for the next piece of its body.
    pub request_seconds: u64,
    /// Seconds that requests under way may take after the signal to stop.
    pub shutdown_seconds: u64,
    /// Where people sign in, as letters tell them. Empty: letters name no address.
    pub public_url: String,
    /// Whether letters are sent. `paused` keeps them until it is `open` again: for a database that
    /// comes from a backup, whose letters were sent before.
    pub outbox: OutboxDoor,
    /// The mail server. Empty: no e-mail is written.
    pub smtp_host: String,
    /// Its port; 0: 465, 587 or 25, as `smtp_tls` says.
    pub smtp_port: u16,
    /// How the connection is kept safe: `wrapped`, `starttls` (never without), or `none`.
    pub smtp_tls: SmtpTls,
    /// A file of certificates (PEM) of a private authority that the mail server's is of.
    pub smtp_ca_file: PathBuf,
    /// Sign-in name at the mail server. Empty: none is needed.
    pub smtp_user: String,
    /// Its password; better in `smtp_password_file`.
    pub smtp_password: Secret,
    /// A file that holds the password and nothing else.
    pub smtp_password_file: PathBuf,
    /// Letters under way at the same time, 1 to 50.
    pub smtp_connections: u32,
    /// Seconds after which the mail server's answer to a letter is not waited for, 1 to 600.
    pub smtp_seconds: u64,
    /// The sender: an address, or a name and the address in angle brackets.
    pub mail_from: String,
    /// A file to which text messages are written, a JSON object a line, for a gateway that reads
    /// files. Takes precedence over `sms_url`.
    pub sms_file: PathBuf,
    /// The address of a gateway of text messages. Empty, and no `sms_file`: none are written.
    pub sms_url: String,
    /// The key with which requests to the gateway are signed; better in `sms_key_file`.
    pub sms_key: Secret,
    /// A file that holds the key and nothing else.
    pub sms_key_file: PathBuf,
    /// Seconds after which the gateway's answer is not waited for, 1 to 600.
    pub sms_seconds: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            data_dir: "data".into(),
            database_url: String::new(),
            database_connections: 8,
            keys_dir: PathBuf::new(),
            listen: "127.0.0.1:8080".into(),
            workers: 0,
            docs: true,
            log_format: LogFormat::Text,
            log: "info,sea_orm_migration=warn,actix_server=warn".into(),
            token_minutes: 10,
            session_hours: 12,
            idle_minutes: 30,
            worker_session_days: 90,
            worker_idle_days: 30,
            second_factor: SecondFactor::Required,
            password_profile: PasswordProfile::Asvs,
            proxy_hops: 0,
            sign_in_attempts: 10,
            offer_days: 14,
            upload_bytes: 1 << 30,
            evidence_bytes: 10 << 20,
            // Villages lend each other a phone; more than three households rarely do.
            reuse_households: 4,
            reuse_households_an_account: 2,
            reuse_people_a_file: 2,
            reuse_starters: 5,
            jobs_per_account: 20,
            uploads_per_account: 4,
            spool_bytes_per_account: 4 << 30,
            spool_days: 7,
            request_seconds: 30,
            shutdown_seconds: 15,
            public_url: String::new(),
            outbox: OutboxDoor::Open,
            smtp_host: String::new(),
            smtp_port: 0,
            smtp_tls: SmtpTls::Wrapped,
            smtp_ca_file: PathBuf::new(),
            smtp_user: String::new(),
            smtp_password: Secret::default(),
            smtp_password_file: PathBuf::new(),
            smtp_connections: 4,
            smtp_seconds: 60,
            mail_from: String::new(),
            sms_file: PathBuf::new(),
            sms_url: String::new(),
            sms_key: Secret::default(),
            sms_key_file: PathBuf::new(),
            sms_seconds: 20,
        }
    }
}

impl Settings {
    /// The database in use.
    #[must_use]
    pub fn database(&self) -> String {
        if self.database_url.is_empty() {
            format!(
                "sqlite://{}?mode=rwc",
                self.data_dir.join("rengang.db").display()
            )
        } else {
            self.database_url.clone()
        }
    }

    /// The folder of the keys in use.
    #[must_use]
    pub fn keys(&self) -> PathBuf {
        if self.keys_dir.as_os_str().is_empty() {
            self.data_dir.join("keys")
        } else {
            self.keys_dir.clone()
        }
    }

    /// The folder of the files given as evidence.
    #[must_use]
    pub fn evidence(&self) -> PathBuf {
        self.data_dir.join("evidence")
    }

    /// The folder where the head of the trail is written once a day.
    #[must_use]
    pub fn heads(&self) -> PathBuf {
        self.data_dir.join("heads")
    }

    /// The folder where uploads wait.
    #[must_use]
    pub fn spool(&self) -> PathBuf {
        self.data_dir.join("spool")
    }
}
