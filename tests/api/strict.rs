//! What nobody should have to think of: headers of every answer, methods, parameters and members that do not exist, and
//! clients who take their time.

use crate::{TestApp, coverage::capacity, foreign, operations::operations};
use actix_web::http::Method;
use domain::{coded::Coded, grant::Capacity, words::Role};
use rengang::services::Permission;
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};
use uuid::Uuid;

const ALWAYS: [(&str, &str); 5] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cache-control", "no-store"),
    (
        "content-security-policy",
        "default-src 'none'; frame-ancestors 'none'",
    ),
];

#[actix_web::test]
async fn every_answer_carries_the_headers_that_keep_a_browser_in_check() {
    let app = TestApp::start().await;
    let county = app.county(520_526).await;
    for answer in [
        county.get("/me").await.expect(200),
        county.get("/people/x").await.expect(404),
        county.get("/nowhere").await.expect(404),
        county
            .post("/people/search", &json!({ "no": 1 }))
            .await
            .expect(422),
        app.anonymous().get("/me").await.expect(401),
    ] {
        for (name, value) in ALWAYS {
            assert_eq!(answer.header(name), value, "{}", answer.status);
        }
        assert!(!answer.headers.contains_key("strict-transport-security"));
        assert!(!answer.headers.contains_key("server"));
    }
}

#[actix_web::test]
async fn behind_a_proxy_browsers_are_told_to_stay_with_tls() {
    let app = TestApp::with(|settings| settings.proxy_hops = 1).await;
    let answer = app.anonymous().get("/me").await.expect(401);
    let told = answer.header("strict-transport-security");
    assert!(told.starts_with("max-age=31536000"), "{told}");
}

#[actix_web::test]
async fn no_other_site_may_ask_in_somebodys_name() {
    let app = TestApp::start().await;
    let county = app.county(520_526).await;
    let asked = county
        .get("/me")
        .header("origin", "https://elsewhere.example");
    let answer = asked.await.expect(200);
    let preflight = county
        .ask(&Method::OPTIONS, "/api/v1/me")
        .header("origin", "https://elsewhere.example")
        .header("access-control-request-method", "GET");
    let preflight = preflight.await.expect(405);
    for answer in [answer, preflight] {
        let allows = |name: &str| name.starts_with("access-control-allow");
        assert!(!answer.headers.keys().any(|name| allows(name.as_str())));
    }
}

#[actix_web::test]
async fn a_method_that_a_path_does_not_take_is_told_those_that_it_takes() {
    let app = TestApp::start().await;
    let county = app.county(520_526).await;
    let all = operations();
    let tried = [
        Method::TRACE,
        Method::OPTIONS,
        Method::GET,
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
    ];
    for operation in &all {
        let path = operation.path_of(Uuid::now_v7());
        let taken: BTreeSet<&str> = all
            .iter()
            .filter(|other| other.path == operation.path)
            .map(|other| other.method.as_str())
            .collect();
        for method in tried
            .iter()
            .filter(|method| !taken.contains(method.as_str()))
        {
            let answer = county.ask(method, &path).await;
            assert_eq!(answer.status, 405, "{method} {}", operation.path);
            let told: BTreeSet<&str> = answer.header("allow").split(", ").collect();
            assert_eq!(told, taken, "{method} {}", operation.path);
        }
    }
}

/// A role that may ask, signed in where the object is, if it has one.
async fn somebody(
    app: &TestApp,
    permission: Permission,
    noun: &str,
    is_on_an_object: bool,
) -> (Capacity, Uuid) {
    if is_on_an_object && permission != Permission::ReferenceRead {
        let object = foreign::object(app, noun).await;
        if permission.held_by(object.owner.role()) {
            return (object.owner, object.id);
        }
    }
    let role = Role::ALL.iter().find(|role| permission.held_by(**role));
    (capacity(*role.expect("a role")), Uuid::now_v7())
}

#[actix_web::test]
async fn a_parameter_that_an_operation_does_not_have_is_refused_by_every_operation() {
    let app = TestApp::start().await;
    for operation in operations() {
        let client = match operation.permission() {
            Some(permission) => {
                let role = Role::ALL.iter().find(|role| permission.held_by(**role));
                app.acting_as(capacity(*role.expect("a role"))).await
            }
            None => app.anonymous(),
        };
        let path = operation.path_of(Uuid::now_v7());
        for query in ["no_such_parameter=1", "limit_=5", "%00=1", "Area=520526"] {
            let asked = client.ask(&operation.method, &format!("{path}?{query}"));
            let answer = asked.json(&json!({})).await;
            assert_eq!(answer.status, 400, "{} ?{query}", operation.id());
            assert_eq!(answer.code(), "PARAMETER_MALFORMED", "{}", operation.id());
        }
    }
}

#[actix_web::test]
async fn a_member_that_cannot_be_written_is_refused_by_every_operation_that_takes_a_body() {
    let app = TestApp::start().await;
    let mut tried = 0;
    let mut missed = Vec::new();
    let mut told_first = BTreeSet::new();
    for operation in operations() {
        if operation.told["requestBody"]["content"]["multipart/form-data"].is_object()
            || !operation.told["requestBody"].is_object()
        {
            continue;
        }
        let (client, id) = match operation.permission() {
            Some(permission) => {
                let of = operation.noun().to_owned();
                let (capacity, id) =
                    somebody(&app, permission, &of, operation.is_on_an_object()).await;
                (app.acting_as(capacity).await, id)
            }
            None => (app.anonymous(), Uuid::now_v7()),
        };
        for member in ["no_such_member", "version", "created_at"] {
            if names(&operation.told["requestBody"], member) {
                continue;
            }
            tried += 1;
            let body = json!({ member: 1 });
            let answer = operation.request(&client, id).json(&body).await;
            let told = answer.body["errors"]
                .as_array()
                .cloned()
                .unwrap_or_default();
            let is_told = told.iter().any(|fault| {
                fault["code"] == "UNKNOWN_MEMBER" && fault["pointer"] == format!("/{member}")
            });
            // Where the object is another's, or another version was read, that may be told first.
            let is_refused = match answer.status.as_u16() {
                422 => is_told,
                404 | 412 => {
                    told_first.insert(operation.id().to_owned());
                    true
                }
                _ => false,
            };
            if !is_refused {
                missed.push(format!(
                    "{} {member}: {} {}",
                    operation.id(),
                    answer.status,
                    answer.code()
                ));
            }
        }
    }
    assert!(tried > 150, "{tried}");
    assert!(told_first.len() < 6, "{told_first:?}");
    assert_eq!(missed, Vec::<String>::new());
}

/// Whether the schema that a body refers to has a member.
fn names(body: &Value, member: &str) -> bool {
    let described = serde_json::to_value(rengang::server::description()).expect("a description");
    let schema = &body["content"]["application/json"]["schema"];
    let name = schema["$ref"]
        .as_str()
        .unwrap_or_default()
        .rsplit('/')
        .next();
    let schema = &described["components"]["schemas"][name.unwrap_or_default()];
    !schema["properties"][member].is_null()
}

/// What a server says to somebody who sends this and then nothing more, until it closes the connection.
fn told(address: &str, sent: &[u8]) -> String {
    let mut connection = TcpStream::connect(address).expect("a connection");
    let patience = Some(Duration::from_secs(30));
    connection.set_read_timeout(patience).expect("a limit");
    connection.write_all(sent).expect("sent");
    let mut answer = Vec::new();
    connection
        .read_to_end(&mut answer)
        .expect("the server closes the connection before this test loses patience");
    String::from_utf8_lossy(&answer).into_owned()
}

#[actix_web::test]
async fn whoever_sends_slowly_is_not_waited_for() {
    let app = TestApp::with(|settings| settings.request_seconds = 1).await;
    let county = app.county(520_526).await;
    let head = |path: &str, kind: &str| {
        let token = county.token().expect("a token");
        format!(
            "POST /api/v1{path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\nidempotency-key: 0123456789\r\n\
             connection: close\r\ncontent-type: {kind}\r\ncontent-length: 1000\r\n\r\n"
        )
    };
    let form = "--b\r\ncontent-disposition: form-data; name=\"file\"\r\n\r\nhalf";
    let sent = [
        (
            "half a head",
            "GET /api/v1/me HTTP/1.1\r\nhost: x\r\nx-slow: ".to_owned(),
            "408",
        ),
        (
            "half a body",
            head("/people/search", "application/json") + "{\"citizen_id",
            "400",
        ),
        (
            "half a file",
            head("/imports", "multipart/form-data; boundary=b") + form,
            "400",
        ),
        (
            "half a head behind a whole request",
            "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\nGET /api/v1/me HTTP/1.1\r\nx-slow: "
                .to_owned(),
            "200",
        ),
        (
            "half of what nobody reads",
            "POST /api/v1/people/search HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\
             content-type: application/json\r\n\r\n5\r\n{\"nam"
                .to_owned(),
            "401",
        ),
    ];
    for (what, bytes, status) in sent {
        let address = app.address().to_owned();
        let answer = actix_web::web::block(move || told(&address, bytes.as_bytes()))
            .await
            .expect("an answer");
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{what}: {answer}"
        );
    }
    assert_eq!(
        std::fs::read_dir(app.settings.spool())
            .expect("the spool")
            .count(),
        0
    );
    // Many of them at once take nothing away from those who ask properly.
    let slow: Vec<TcpStream> = (0..200)
        .map(|_| {
            let mut connection = TcpStream::connect(app.address()).expect("a connection");
            connection
                .write_all(b"GET /api/v1/me HTTP/1.1\r\n")
                .expect("sent");
            connection
        })
        .collect();
    for _ in 0..20 {
        county.get("/me").await.expect(200);
    }
    drop(slow);
}
