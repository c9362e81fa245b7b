//! The neighbours that carry letters: a mail server, a gateway of text messages.
//!
//! They know addresses and texts for as long as they hand them over. Nothing of either is logged,
//! and of what a neighbour answers only its code is kept: its words often repeat the address.

mod sms;
mod smtp;

use crate::config::Settings;
use chrono::{DateTime, Utc};
use domain::{email::Email, letter::LetterChannel, phone::Phone};

pub use self::sms::SmsCarrier;
pub use self::smtp::SmtpCarrier;

/// Mail as it goes out.
#[derive(Debug)]
pub struct Mail<'a> {
    /// Identity of the letter: the same however often it is sent.
    pub id: uuid::Uuid,
    /// When it was written.
    pub date: DateTime<Utc>,
    /// To whom.
    pub to: &'a Email,
    /// Its subject.
    pub subject: &'a str,
    /// As plain text.
    pub text: &'a str,
    /// As a page.
    pub html: &'a str,
}

/// A text message as it goes out.
#[derive(Debug)]
pub struct Sms<'a> {
    /// Identity of the letter: the same however often it is sent.
    pub id: uuid::Uuid,
    /// To whom.
    pub to: &'a Phone,
    /// What it says.
    pub text: &'a str,
}

/// What a neighbour made of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It took it over.
    Taken,
    /// It wants it later, with its code.
    NotNow(String),
    /// It never wants it, with its code.
    Refused(String),
    /// It is away, breaks off, or does not know us. Nothing is wrong with the letter.
    Away(&'static str),
}

/// The carriers that the settings name.
#[derive(Debug, Default)]
pub struct Carriers {
    /// For e-mail.
    pub smtp: Option<SmtpCarrier>,
    /// For text messages.
    pub sms: Option<SmsCarrier>,
}

/// The settings of a carrier cannot be used: one sentence that names the setting.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct BadCarrier(String);

impl Carriers {
    /// The carriers of the settings; connects to nobody yet.
    ///
    /// # Errors
    /// [`BadCarrier`].
    pub fn of(settings: &Settings) -> Result<Self, BadCarrier> {
        Ok(Self {
            smtp: SmtpCarrier::of(settings)?,
            sms: SmsCarrier::of(settings)?,
        })
    }

    /// Whether letters can go on this way.
    #[must_use]
    pub fn serve(&self, channel: LetterChannel) -> bool {
        match channel {
            LetterChannel::Email => self.smtp.is_some(),
            LetterChannel::Sms => self.sms.is_some(),
        }
    }
}

/// A secret of the settings: from the file that is named, or as it is.
fn secret(name: &str, file: &std::path::Path, plain: &str) -> Result<String, BadCarrier> {
    if file.as_os_str().is_empty() {
        return Ok(plain.to_owned());
    }
    let read = std::fs::read_to_string(file);
    read.map(|text| text.trim_end_matches(['\r', '\n']).to_owned())
        .map_err(|cause| BadCarrier(format!("setting {name}: the file cannot be read: {cause}")))
}
