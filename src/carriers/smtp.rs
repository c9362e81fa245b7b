//! Mail by SMTP.
//!
//! The connections come from lettre; keeping them for the next letter is done here. lettre's own
//! pool takes a connection back whose letter was given up half-way, and the next letter would take
//! the late answer to the last one for its own: a letter could count as sent that never was. Here a
//! connection is kept only after it has carried a letter to its end; whatever breaks off, is
//! cancelled or takes too long goes with its connection. That also tells what a server refuses: a
//! letter, or us.

use super::{BadCarrier, Delivery, Mail, secret};
use crate::config::{Settings, SmtpTls};
use lettre::{
    Message,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
    transport::smtp::{
        Error,
        authentication::{Credentials, Mechanism},
        client::{AsyncSmtpConnection, Certificate, TlsParameters},
        extension::ClientId,
    },
};
use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// For how long a connection is kept without a letter: servers hang up after five minutes (RFC
/// 5321, section 4.5.3.2.7).
const KEPT: Duration = Duration::from_mins(1);

/// Hands mail to one server.
pub struct SmtpCarrier {
    host: String,
    port: u16,
    tls: SmtpTls,
    parameters: Option<TlsParameters>,
    credentials: Option<Credentials>,
    sender: Mailbox,
    most: usize,
    patience: Duration,
    kept: Mutex<Vec<(AsyncSmtpConnection, Instant)>>,
}

/// Why mail was not handed over.
enum Failure {
    /// There is no connection.
    Connecting(Error),
    /// The server said no to the letter, or broke off with it.
    Sending(Error),
}

impl SmtpCarrier {
    /// The carrier of the settings; none where no server is named.
    ///
    /// # Errors
    /// [`BadCarrier`].
    pub fn of(settings: &Settings) -> Result<Option<Self>, BadCarrier> {
        if settings.smtp_host.is_empty() {
            return Ok(None);
        }
        let sender = settings
            .mail_from
            .parse()
            .map_err(|_| BadCarrier("setting mail_from is no sender's address".into()))?;
        let password = secret(
            "smtp_password_file",
            &settings.smtp_password_file,
            settings.smtp_password.reveal(),
        )?;
        let credentials = (!settings.smtp_user.is_empty())
            .then(|| Credentials::new(settings.smtp_user.clone(), password));
        let parameters = match settings.smtp_tls {
            SmtpTls::None => None,
            SmtpTls::Wrapped | SmtpTls::Starttls => Some(parameters(settings)?),
        };
        let port = match (settings.smtp_port, settings.smtp_tls) {
            (0, SmtpTls::Wrapped) => 465,
            (0, SmtpTls::Starttls) => 587,
            (0, SmtpTls::None) => 25,
            (port, _) => port,
        };
        Ok(Some(Self {
            host: settings.smtp_host.clone(),
            port,
            tls: settings.smtp_tls,
            parameters,
            credentials,
            sender,
            most: usize::try_from(settings.smtp_connections).unwrap_or(1),
            patience: Duration::from_secs(settings.smtp_seconds),
            kept: Mutex::default(),
        }))
    }

    /// Hands one letter over, or gives up after the settings' time.
    pub async fn send(&self, mail: &Mail<'_>) -> Delivery {
        let Ok(message) = self.message(mail) else {
            return Delivery::Refused("unwritable".into());
        };
        match tokio::time::timeout(self.patience, self.hand_over(&message)).await {
            Ok(Ok(())) => Delivery::Taken,
            Ok(Err(failure)) => failure.meaning(),
            Err(_) => Delivery::Away("no answer in time"),
        }
    }

    async fn hand_over(&self, message: &Message) -> Result<(), Failure> {
        let mut connection = self.connection().await.map_err(Failure::Connecting)?;
        let bytes = message.formatted();
        let sent = connection.send(message.envelope(), &bytes);
        sent.await.map_err(Failure::Sending)?;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < self.most {
            kept.push((connection, Instant::now()));
        }
        Ok(())
    }

    /// A connection that answers: a kept one, or a new one.
    async fn connection(&self) -> Result<AsyncSmtpConnection, Error> {
        while let Some((mut connection, since)) = self.take_kept() {
            // It may have been hung up meanwhile; that is no failure of the letter.
            if since.elapsed() < KEPT && connection.test_connected().await {
                return Ok(connection);
            }
        }
        let name = ClientId::default();
        let wrapped = self.parameters.clone();
        let wrapped = wrapped.filter(|_| self.tls == SmtpTls::Wrapped);
        let server = (self.host.as_str(), self.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, Some(self.patience), &name, wrapped, None)
                .await?;
        if self.tls == SmtpTls::Starttls
            && let Some(parameters) = self.parameters.clone()
        {
            connection.starttls(parameters, &name).await?;
        }
        if let Some(credentials) = &self.credentials {
            let ways = [Mechanism::Plain, Mechanism::Login];
            connection.auth(&ways, credentials).await?;
        }
        Ok(connection)
    }

    fn take_kept(&self) -> Option<(AsyncSmtpConnection, Instant)> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.pop()
    }

    fn message(&self, mail: &Mail<'_>) -> Result<Message, Box<dyn std::error::Error>> {
        let to = Mailbox::new(None, mail.to.reveal().parse()?);
        let id = format!("<{}@{}>", mail.id, self.sender.email.domain());
        // No answering machine answers, and no out-of-office note comes back (RFC 3834).
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        let automatic = HeaderValue::new(automatic, "auto-generated".into());
        Ok(Message::builder()
            .message_id(Some(id))
            .date(mail.date.into())
            .from(self.sender.clone())
            .to(to)
            .subject(mail.subject)
            .raw_header(automatic)
            .multipart(MultiPart::alternative_plain_html(
                mail.text.to_owned(),
                mail.html.to_owned(),
            ))?)
    }
}

fn parameters(settings: &Settings) -> Result<TlsParameters, BadCarrier> {
    let mut builder = TlsParameters::builder(settings.smtp_host.clone());
    if !settings.smtp_ca_file.as_os_str().is_empty() {
        let wrong =
            |cause: &dyn std::fmt::Display| BadCarrier(format!("setting smtp_ca_file: {cause}"));
        let pem = std::fs::read(&settings.smtp_ca_file).map_err(|cause| wrong(&cause))?;
        builder = builder
            .add_root_certificate(Certificate::from_pem(&pem).map_err(|cause| wrong(&cause))?);
    }
    builder
        .build()
        .map_err(|cause| BadCarrier(format!("setting smtp_host: {cause}")))
}

impl Failure {
    /// A server that refuses *us*, for our password or our address, has said nothing of the letter.
    fn meaning(self) -> Delivery {
        match self {
            Self::Connecting(cause) => {
                tracing::warn!(
                    why = said(&cause),
                    "the mail server cannot be used: {}",
                    said(&cause)
                );
                Delivery::Away(said(&cause))
            }
            Self::Sending(cause) => match cause.status() {
                Some(code) if cause.is_permanent() && !is_about_us(&code.to_string()) => {
                    Delivery::Refused(code.to_string())
                }
                Some(code) => Delivery::NotNow(code.to_string()),
                None => Delivery::Away("broke off"),
            },
        }
    }
}

/// Codes that say something of our sign-in rather than of a letter (RFC 4954, section 6).
fn is_about_us(code: &str) -> bool {
    ["530", "534", "535", "538"].contains(&code)
}

/// Why there is no connection, without a server's words.
fn said(cause: &Error) -> &'static str {
    if cause.is_tls() {
        "no safe connection"
    } else if cause.is_permanent() {
        "it turns us away"
    } else if cause.is_transient() {
        "it is busy"
    } else if cause.is_timeout() {
        "no answer in time"
    } else {
        "no connection"
    }
}

impl std::fmt::Debug for SmtpCarrier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SmtpCarrier({}:{})", self.host, self.port)
    }
}
