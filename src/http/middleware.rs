//! What holds for every answer: headers, request ids, problems in the caller's language.

use super::problem::{self, Language, Problem};
use crate::{
    app::App,
    error::{Code, Error},
    gate::connections::{Answered, Connection},
};
use actix_web::{
    HttpMessage,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{Method, StatusCode, header},
    middleware::Next,
    web::Data,
};
use tracing::Span;
use tracing_actix_web::{RequestId, RootSpanBuilder};

/// Names a request in the log by its route, never by its query or path: those may tell of people.
#[derive(Debug)]
pub struct Spans;

impl RootSpanBuilder for Spans {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let route = request.match_pattern().unwrap_or_else(|| "unknown".into());
        let id = request
            .extensions()
            .get::<RequestId>()
            .map(ToString::to_string)
            .unwrap_or_default();
        tracing::info_span!("request", method = %request.method(), route, request.id = id, status = tracing::field::Empty)
    }

    fn on_request_end<B: MessageBody>(
        span: Span,
        outcome: &Result<ServiceResponse<B>, actix_web::Error>,
    ) {
        if let Ok(response) = outcome {
            span.record("status", response.status().as_u16());
        }
        span.in_scope(|| tracing::debug!("answered"));
    }
}

/// Holds a request for under way until all of its answer was taken.
///
/// # Errors
/// None of its own.
pub async fn under_way(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let under_way = request.conn_data::<Connection>().map(Connection::begin);
    let response = next.call(request).await?.map_into_boxed_body();
    Ok(response.map_body(|_, body| BoxBody::new(Answered::new(body, under_way))))
}

/// Writes problems out, answers `304` where the caller has the same version, and adds the headers
/// that every answer carries.
///
/// # Errors
/// None of its own.
pub async fn problems(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let said = |name| {
        request
            .headers()
            .get(name)
            .and_then(|v| v.to_str().ok())
            .map(str::to_owned)
    };
    let language = Language::of(said(header::ACCEPT_LANGUAGE).as_deref());
    let known = said(header::IF_NONE_MATCH);
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let id = request
        .extensions()
        .get::<RequestId>()
        .map(ToString::to_string)
        .unwrap_or_default();
    // Behind a proxy of one's own, which ends TLS: nobody is to ask without it again.
    let app = request.app_data::<Data<App>>();
    let is_behind_tls = app.is_some_and(|app| app.settings.proxy_hops > 0);
    let policy = if request.path().starts_with("/docs") {
        DOCUMENTATION
    } else {
        NOTHING
    };
    let mut response = next.call(request).await?.map_into_boxed_body();
    if response.status().is_client_error() || response.status().is_server_error() {
        let written = match response
            .response()
            .error()
            .and_then(|e| e.as_error::<Problem>())
        {
            Some(Problem(error)) => {
                if let Error::Internal(cause) = error {
                    tracing::error!(cause = %cause, "an act failed by a fault of ours");
                }
                Some(problem::write(error, language, &id))
            }
            None if has_body_of_its_own(&response) => None,
            None => Some(problem::write(
                &meaning_of(response.status()),
                language,
                &id,
            )),
        };
        if let Some(written) = written {
            response = response.into_response(written);
        }
    } else if reads && known.is_some() && same_tag(&response, known.as_deref()) {
        let tag = response.headers().get(header::ETAG).cloned();
        let mut unchanged = actix_web::HttpResponse::NotModified().finish();
        if let Some(tag) = tag {
            unchanged.headers_mut().insert(header::ETAG, tag);
        }
        response = response.into_response(unchanged);
    }
    add_headers(&mut response, &id);
    put(&mut response, "content-security-policy", policy);
    if is_behind_tls {
        let year = "max-age=31536000; includeSubDomains";
        put(&mut response, "strict-transport-security", year);
    }
    Ok(response)
}

/// What an answer may load and run where a browser shows it: nothing.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'";

/// The page of documentation loads what comes with it, from the same place.
const DOCUMENTATION: &str = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'";

/// Adds a header that the answer does not have of its own.
fn put(response: &mut ServiceResponse<BoxBody>, name: &'static str, value: &'static str) {
    let name = header::HeaderName::from_static(name);
    let headers = response.headers_mut();
    if !headers.contains_key(&name) {
        headers.insert(name, header::HeaderValue::from_static(value));
    }
}

fn has_body_of_its_own(response: &ServiceResponse<BoxBody>) -> bool {
    response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind == "application/problem+json")
}

fn same_tag(response: &ServiceResponse<BoxBody>, known: Option<&str>) -> bool {
    let tag = response
        .headers()
        .get(header::ETAG)
        .and_then(|v| v.to_str().ok());
    tag.is_some_and(|tag| known.is_some_and(|known| known.split(',').any(|k| k.trim() == tag)))
}

/// What a bare status of the framework means.
fn meaning_of(status: StatusCode) -> Error {
    match status.as_u16() {
        404 => Error::NotFound,
        413 => Error::TooLarge,
        415 => Error::Unsupported,
        _ if status.is_client_error() => Error::Malformed(Code::ParameterMalformed),
        _ => Error::internal(format!("the framework answered {status}")),
    }
}

fn add_headers(response: &mut ServiceResponse<BoxBody>, id: &str) {
    const ALWAYS: [(&str, &str); 5] = [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("vary", "Accept-Language"),
        ("cache-control", "no-store"),
    ];
    for (name, value) in ALWAYS {
        put(response, name, value);
    }
    let headers = response.headers_mut();
    if let Ok(value) = header::HeaderValue::from_str(id) {
        headers.insert(header::HeaderName::from_static("x-request-id"), value);
    }
}
