//! Text messages by a gateway: a line in a file, or a signed request.
//!
//! The request is `POST` with `{"id","to","text"}`. `X-Rengang-Signature` is `v1=` and the
//! HMAC-SHA256, in hexadecimal, of the value of `X-Rengang-Timestamp` (seconds since 1970), a full
//! stop and the body. `Idempotency-Key` is the letter's identity: a gateway that knows it again
//! sends nothing twice.

use super::{BadCarrier, Delivery, Sms, secret};
use crate::config::Settings;
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;
use std::{
    fs::OpenOptions,
    io::Write,
    path::{Path, PathBuf},
    time::Duration,
};

/// Hands text messages over.
pub struct SmsCarrier {
    way: Way,
}

#[derive(Clone)]
enum Way {
    File(PathBuf),
    Webhook {
        agent: ureq::Agent,
        url: String,
        key: Vec<u8>,
    },
}

/// Shortest key with which requests are signed.
const KEY_BYTES: usize = 16;

impl SmsCarrier {
    /// The carrier of the settings; none where neither a file nor a gateway is named.
    ///
    /// # Errors
    /// [`BadCarrier`].
    pub fn of(settings: &Settings) -> Result<Option<Self>, BadCarrier> {
        if !settings.sms_file.as_os_str().is_empty() {
            let way = Way::File(settings.sms_file.clone());
            return Ok(Some(Self { way }));
        }
        if settings.sms_url.is_empty() {
            return Ok(None);
        }
        let key = secret(
            "sms_key_file",
            &settings.sms_key_file,
            settings.sms_key.reveal(),
        )?;
        if key.len() < KEY_BYTES {
            return Err(BadCarrier(format!(
                "setting sms_key (or the file of sms_key_file) takes at least {KEY_BYTES} characters"
            )));
        }
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(settings.sms_seconds)))
            // What was signed for one address is not sent to another.
            .max_redirects(0)
            .http_status_as_error(false)
            .user_agent("rengang")
            .build()
            .into();
        let way = Way::Webhook {
            agent,
            url: settings.sms_url.clone(),
            key: key.into_bytes(),
        };
        Ok(Some(Self { way }))
    }

    /// Hands one message over.
    pub async fn send(&self, sms: &Sms<'_>, now: DateTime<Utc>) -> Delivery {
        let body = json!({ "id": sms.id, "to": sms.to.reveal(), "text": sms.text }).to_string();
        let (way, id) = (self.way.clone(), sms.id);
        let handed = tokio::task::spawn_blocking(move || match way {
            Way::File(path) => written(&path, &body),
            Way::Webhook { agent, url, key } => posted(&agent, &url, &key, id, &body, now),
        });
        handed.await.unwrap_or(Delivery::Away("broke off"))
    }
}

fn written(path: &Path, body: &str) -> Delivery {
    let line = format!("{body}\n");
    let file = OpenOptions::new().create(true).append(true).open(path);
    match file.and_then(|mut file| file.write_all(line.as_bytes())) {
        Ok(()) => Delivery::Taken,
        Err(_) => Delivery::Away("the file cannot be written"),
    }
}

fn posted(
    agent: &ureq::Agent,
    url: &str,
    key: &[u8],
    id: uuid::Uuid,
    body: &str,
    now: DateTime<Utc>,
) -> Delivery {
    let at = now.timestamp().to_string();
    let answer = agent
        .post(url)
        .header("content-type", "application/json")
        .header("idempotency-key", id.to_string())
        .header("x-rengang-timestamp", &at)
        .header("x-rengang-signature", signature(key, &at, body))
        .send(body);
    match answer.map(|answer| answer.status().as_u16()) {
        Ok(200..=299) => Delivery::Taken,
        // Of a redirection, a bad signature or haste the message is not guilty.
        Ok(code @ (401 | 403 | 404 | 408 | 425 | 429)) => Delivery::NotNow(code.to_string()),
        Ok(code @ 400..=499) => Delivery::Refused(code.to_string()),
        Ok(code) => Delivery::NotNow(code.to_string()),
        Err(ureq::Error::Timeout(_)) => Delivery::Away("no answer in time"),
        Err(_) => Delivery::Away("no connection"),
    }
}

fn signature(key: &[u8], at: &str, body: &str) -> String {
    // HMAC takes keys of any length, so the error cannot happen.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return String::new();
    };
    mac.update(at.as_bytes());
    mac.update(b".");
    mac.update(body.as_bytes());
    format!("v1={}", HEXLOWER.encode(&mac.finalize().into_bytes()))
}

impl std::fmt::Debug for SmsCarrier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.way {
            Way::File(_) => "SmsCarrier(file)",
            Way::Webhook { .. } => "SmsCarrier(webhook)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By `printf '1585702800.{}' | openssl dgst -sha256 -hmac 0123456789abcdef`.
    #[test]
    fn a_gateway_can_check_the_signature_with_common_tools() {
        assert_eq!(
            signature(b"0123456789abcdef", "1585702800", "{}"),
            "v1=740bc0d22b62556fe2498d2d7a2eaf59c782bb5d36047ca17f87a2152ca88150"
        );
    }
}
