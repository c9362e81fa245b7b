//! A client that knows the API's habits, so that tests need not: where it lies, tokens, keys, JSON.

use actix_web::{
    error::PayloadError,
    http::{
        Method, StatusCode,
        header::{HeaderMap, HeaderName, HeaderValue},
    },
    web::Bytes,
};
use futures_util::{Stream, future::LocalBoxFuture};
use serde_json::Value;
use std::{
    future::IntoFuture,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};
use uuid::Uuid;

/// Whoever asks.
#[derive(Clone)]
pub struct Client {
    http: awc::Client,
    address: String,
    token: Option<String>,
    acts: Acts,
}

/// How many acts the clients of a server were told to be done.
pub type Acts = Arc<AtomicI64>;

impl Client {
    /// A client of the server at an address, with its token.
    pub fn new(address: &str, token: Option<String>, acts: &Acts) -> Self {
        Self {
            acts: Arc::clone(acts),
            // Generous, because a busy machine is no failure.
            http: awc::Client::builder()
                .timeout(Duration::from_mins(1))
                // Shorter than the server keeps a quiet connection: none is used just as it is closed.
                .connector(awc::Connector::new().conn_keep_alive(Duration::from_secs(1)))
                .finish(),
            address: address.to_owned(),
            token,
        }
    }

    /// The token that is shown.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// Reads. Paths begin behind `/api/v1`.
    pub fn get(&self, path: &str) -> Request {
        self.ask(&Method::GET, &format!("/api/v1{path}"))
    }

    /// Creates or acts, under a fresh key.
    pub fn post(&self, path: &str, body: &Value) -> Request {
        self.ask(&Method::POST, &format!("/api/v1{path}"))
            .json(body)
            .key(&Uuid::new_v4().to_string())
    }

    /// Puts something in its place.
    pub fn put(&self, path: &str, body: &Value) -> Request {
        self.ask(&Method::PUT, &format!("/api/v1{path}")).json(body)
    }

    /// Changes.
    pub fn patch(&self, path: &str, body: &Value) -> Request {
        self.ask(&Method::PATCH, &format!("/api/v1{path}"))
            .json(body)
    }

    /// Removes.
    pub fn delete(&self, path: &str) -> Request {
        self.ask(&Method::DELETE, &format!("/api/v1{path}"))
    }

    /// Asks anything; the path is whole.
    pub fn ask(&self, method: &Method, path: &str) -> Request {
        let url = format!("http://{}{path}", self.address);
        let request = self.http.request(method.clone(), url);
        Request {
            inner: match &self.token {
                Some(token) => request.bearer_auth(token),
                None => request,
            },
            body: Vec::new(),
            acts: is_act(method, path).then(|| Arc::clone(&self.acts)),
        }
    }
}

/// Sent like acts, and not counted as such: a session is renewed without a trace, a search and numbers shown in full are looks, and of
/// many answers at once none may be given.
const NO_ACTS: [&str; 5] = [
    "/sessions/renewal",
    "/people/search",
    "/reveal",
    "/offer-answers",
    "/candidate-answers",
];

/// Whether a request, once it is answered well, has left one trace of an act.
fn is_act(method: &Method, path: &str) -> bool {
    *method != Method::GET
        && *method != Method::HEAD
        && !NO_ACTS.iter().any(|end| path.ends_with(end))
}

/// A request to be sent by `.await`.
#[must_use]
pub struct Request {
    inner: awc::ClientRequest,
    body: Vec<u8>,
    /// Where it counts, if it is an act.
    acts: Option<Acts>,
}

impl Request {
    /// Under this key.
    pub fn key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    /// On the version that this answer showed.
    pub fn if_match(self, read: &Answer) -> Self {
        let tag = read.header("etag").to_owned();
        self.header("if-match", &tag)
    }

    /// With a header, in place of one of the same name.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name = HeaderName::try_from(name).expect("a header's name");
        let value = HeaderValue::from_bytes(value.as_bytes()).expect("a header's value");
        self.inner.headers_mut().insert(name, value);
        self
    }

    /// Without a header.
    pub fn without(mut self, name: &str) -> Self {
        self.inner.headers_mut().remove(name);
        self
    }

    /// With a JSON body.
    pub fn json(self, body: &Value) -> Self {
        self.raw("application/json", body.to_string())
    }

    /// With any body.
    pub fn raw(mut self, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header("content-type", kind)
    }

    /// Sends it once; none where the server closed the connection instead of answering.
    pub async fn try_send(self) -> Option<Answer> {
        let sent = self.inner.send_body(self.body).await;
        let answer = Answer::read(sent.ok()?).await?;
        count(self.acts.as_ref(), &answer, false);
        Some(answer)
    }

    /// Whether it may be sent again when nothing came back: it changes nothing, or is known again by its key or its version.
    fn may_be_repeated(&self) -> bool {
        let headers = self.inner.headers();
        let is_read = [Method::GET, Method::HEAD].contains(self.inner.get_method());
        is_read || headers.contains_key("idempotency-key") || headers.contains_key("if-match")
    }

    /// Sends it, and again where a connection was closed just as it was used, as every client has to.
    async fn send(self) -> Answer {
        let times = if self.may_be_repeated() { TIMES } else { 1 };
        let request = self.inner.freeze().expect("a request");
        for time in 0..times {
            let sent = request.send_body(self.body.clone()).await;
            let Ok(response) = sent else {
                continue;
            };
            if let Some(answer) = Answer::read(response).await {
                count(self.acts.as_ref(), &answer, time > 0);
                return answer;
            }
        }
        panic!("the server does not answer");
    }
}

/// How often a request is sent at most.
const TIMES: usize = 3;

/// Counts an act that was done. One that was done before is not another one, unless it was its answer that was lost.
fn count(acts: Option<&Acts>, answer: &Answer, was_lost: bool) {
    let is_new = was_lost || !answer.headers.contains_key("idempotency-replayed");
    if let Some(acts) = acts.filter(|_| answer.status.is_success() && is_new) {
        acts.fetch_add(1, Ordering::Relaxed);
    }
}

impl IntoFuture for Request {
    type Output = Answer;
    type IntoFuture = LocalBoxFuture<'static, Answer>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as JSON; null where it is none.
    pub body: Value,
    /// The body as it came.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// Reads all of it; none where it breaks off.
    async fn read<S>(mut response: awc::ClientResponse<S>) -> Option<Self>
    where
        S: Stream<Item = Result<Bytes, PayloadError>> + Unpin,
    {
        let bytes = response.body().limit(64 << 20).await.ok()?;
        Some(Self {
            status: response.status(),
            headers: response.headers().clone(),
            body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
            bytes: bytes.to_vec(),
        })
    }

    /// The same answer, once its status is the expected one.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{:#}", self.body);
        self
    }

    /// The identity of what it shows.
    #[track_caller]
    pub fn id(&self) -> &str {
        self.body["id"].as_str().expect("an identity")
    }

    /// A header, empty where it is not there.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).map(HeaderValue::to_str);
        value.and_then(Result::ok).unwrap_or_default()
    }

    /// A problem's code.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// Pointer and code of everything that a problem finds wrong.
    pub fn faults(&self) -> Vec<(&str, &str)> {
        let errors = self.body["errors"].as_array().map(Vec::as_slice);
        errors
            .unwrap_or_default()
            .iter()
            .map(|fault| {
                let member = |name| fault[name].as_str().unwrap_or_default();
                (member("pointer"), member("code"))
            })
            .collect()
    }

    /// The body without what differs from request to request.
    pub fn without_request_id(&self) -> Value {
        let mut body = self.body.clone();
        if let Some(members) = body.as_object_mut() {
            members.remove("instance");
        }
        body
    }
}
