//! Answers with their headers.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
    web::Bytes,
};
use futures_util::Stream;
use serde::Serialize;

/// An object with its version.
pub fn tagged(version: i64, body: &impl Serialize) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::ETAG, format!("\"v{version}\"")))
        .json(body)
}

/// What an act made, where it is, and whether it was made earlier under the same key.
pub fn made(location: &str, version: i64, replayed: bool, body: &impl Serialize) -> HttpResponse {
    with_status(StatusCode::CREATED, location, version, replayed, body)
}

/// Several things that an act made, and where they are listed.
pub fn listed_as_made(location: &str, replayed: bool, body: &impl Serialize) -> HttpResponse {
    let mut reply = HttpResponse::Created()
        .insert_header((header::LOCATION, location))
        .json(body);
    mark(&mut reply, replayed);
    reply
}

/// Work that was taken on and goes on in the background.
pub fn taken_on(
    location: &str,
    version: i64,
    replayed: bool,
    body: &impl Serialize,
) -> HttpResponse {
    let mut reply = with_status(StatusCode::ACCEPTED, location, version, replayed, body);
    reply
        .headers_mut()
        .insert(header::RETRY_AFTER, header::HeaderValue::from_static("2"));
    reply
}

/// What an act made, where it has no address of its own.
pub fn created(replayed: bool, body: &impl Serialize) -> HttpResponse {
    let mut reply = HttpResponse::Created().json(body);
    mark(&mut reply, replayed);
    reply
}

/// A file to be saved, never shown in place, under a name that the server makes.
pub fn download<S, E>(name: &str, mime: &str, content: S) -> HttpResponse
where
    S: Stream<Item = Result<Bytes, E>> + 'static,
    E: Into<Box<dyn std::error::Error>> + 'static,
{
    HttpResponse::Ok()
        .content_type(mime)
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ))
        .insert_header((
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox",
        ))
        .streaming(content)
}

/// A workbook to be saved, under a name that the server makes.
pub fn workbook(name: &str, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ))
        .body(bytes)
}

/// An object after an act on it.
pub fn acted(version: i64, replayed: bool, body: &impl Serialize) -> HttpResponse {
    let mut reply = tagged(version, body);
    mark(&mut reply, replayed);
    reply
}

fn with_status(
    status: StatusCode,
    location: &str,
    version: i64,
    replayed: bool,
    body: &impl Serialize,
) -> HttpResponse {
    let mut reply = HttpResponse::build(status)
        .insert_header((header::LOCATION, location))
        .insert_header((header::ETAG, format!("\"v{version}\"")))
        .json(body);
    mark(&mut reply, replayed);
    reply
}

fn mark(reply: &mut HttpResponse, replayed: bool) {
    if replayed {
        let name = header::HeaderName::from_static("idempotency-replayed");
        reply
            .headers_mut()
            .insert(name, header::HeaderValue::from_static("true"));
    }
}
