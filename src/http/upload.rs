//! Multipart uploads: a file streamed to the disk, and short values beside it.

use super::body;
use crate::{
    error::{Code, Error},
    gate::uploads::Upload,
    services::incoming::{Incoming, Spooled},
};
use actix_multipart::{Field, Multipart};
use actix_web::{HttpMessage, HttpRequest, web::Payload};
use futures_util::TryStreamExt;
use std::time::Duration;
use tokio::time::timeout;

/// Longest value of a part other than the file, in bytes.
const VALUE_BYTES: usize = 64;
/// Most parts of an upload.
const PARTS: usize = 16;

/// The parts of an upload as they have come in.
#[derive(Default)]
pub struct Parts {
    /// The part called `file`.
    pub file: Option<Spooled>,
    values: Vec<(String, String)>,
}

impl Parts {
    /// Reads all parts; the file goes where `receive` begins one. Whatever breaks the upload off
    /// leaves nothing behind.
    ///
    /// # Errors
    /// [`Error::Unsupported`], [`Error::TooLarge`], [`Code::MultipartMalformed`]; as [`Upload::take`].
    pub async fn read(
        request: &HttpRequest,
        body: Payload,
        under_way: &mut Upload,
        receive: impl AsyncFn() -> Result<Incoming, Error>,
    ) -> Result<Self, Error> {
        if request.content_type() != "multipart/form-data" || body::is_packed(request) {
            return Err(Error::Unsupported);
        }
        let mut sent = Multipart::new(request.headers(), body);
        let mut parts = Self::default();
        let patience = body::patience(request);
        while let Some(field) = in_time(patience, sent.try_next()).await? {
            let name = field.name().unwrap_or_default().to_owned();
            if name == "file" && parts.file.is_none() {
                parts.file = Some(spool(receive().await?, under_way, field, patience).await?);
            } else if parts.values.len() == PARTS {
                return Err(Error::TooLarge);
            } else {
                let value = value(field, patience).await?;
                parts.values.push((name, value));
            }
        }
        Ok(parts)
    }

    /// Takes the value of a part out.
    pub fn take(&mut self, name: &str) -> Option<String> {
        let at = self.values.iter().position(|(found, _)| found == name)?;
        Some(self.values.swap_remove(at).1)
    }

    /// The names of the parts that nobody took out, cut short.
    pub fn left(&self) -> impl Iterator<Item = String> {
        self.values
            .iter()
            .map(|(name, _)| name.chars().take(32).collect())
    }
}

async fn spool(
    mut file: Incoming,
    under_way: &mut Upload,
    mut field: Field,
    wait: Duration,
) -> Result<Spooled, Error> {
    while let Some(chunk) = in_time(wait, field.try_next()).await? {
        under_way.take(chunk.len() as u64)?;
        file.push(&chunk).await?;
    }
    file.whole().await
}

async fn value(mut field: Field, wait: Duration) -> Result<String, Error> {
    let mut bytes = Vec::new();
    while let Some(chunk) = in_time(wait, field.try_next()).await? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > VALUE_BYTES {
            return Err(Error::TooLarge);
        }
    }
    String::from_utf8(bytes).map_err(|_| Error::Malformed(Code::MultipartMalformed))
}

/// The next piece, if it comes in time.
async fn in_time<T>(
    wait: Duration,
    next: impl Future<Output = Result<T, actix_multipart::MultipartError>>,
) -> Result<T, Error> {
    let next = timeout(wait, next).await;
    next.map_err(|_| Error::Malformed(Code::TooSlow))?
        .map_err(broken)
}

fn broken(_: actix_multipart::MultipartError) -> Error {
    Error::Malformed(Code::MultipartMalformed)
}
