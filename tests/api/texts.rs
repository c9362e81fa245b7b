//! Text messages: the second way behind the same outbox, to a file or to a gateway.

use crate::{
    TestApp,
    mailing::{Season, preferring},
};
use chrono::TimeDelta;
use data_encoding::HEXLOWER;
use domain::letter::{LetterChannel, LetterFault, LetterState};
use hmac::{Hmac, KeyInit, Mac};
use rengang::services::letters::{self, Round};
use serde_json::{Value, json};
use sha2::Sha256;
use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

const KEY: &str = "a key of the tests";

/// A request as a gateway hears it.
struct Heard {
    headers: HashMap<String, String>,
    body: String,
}

/// A gateway on a real socket that answers by its script, and then 200.
struct Gateway {
    port: u16,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Gateway {
    /// Answers with these statuses; 0 is no answer at all.
    async fn answering(script: &[u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("its address").port();
        let heard = Arc::<Mutex<Vec<Heard>>>::default();
        let shared = Arc::clone(&heard);
        let mut script: VecDeque<u16> = script.iter().copied().collect();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let status = script.pop_front().unwrap_or(200);
                tokio::spawn(answer(stream, status, Arc::clone(&shared)));
            }
        });
        Self { port, heard }
    }
}

async fn answer(
    stream: TcpStream,
    status: u16,
    heard: Arc<Mutex<Vec<Heard>>>,
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            if line.trim_end().is_empty() {
                break;
            }
            continue;
        };
        headers.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    let length = headers.get("content-length").and_then(|n| n.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).await?;
    let body = String::from_utf8(body).expect("text");
    heard
        .lock()
        .expect("the list")
        .push(Heard { headers, body });
    if status == 0 {
        return std::future::pending().await;
    }
    let answer = format!(
        "HTTP/1.1 {status} so\r\nlocation: /elsewhere\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(answer.as_bytes()).await
}

/// A service whose text messages go to this gateway.
async fn told_by(gateway: &Gateway) -> TestApp {
    TestApp::with(|settings| {
        settings.sms_url = format!("http://127.0.0.1:{}/send", gateway.port);
        settings.sms_key = KEY.into();
        settings.sms_seconds = 2;
    })
    .await
}

async fn send(app: &TestApp) -> Round {
    let round = letters::send_due(app, LetterChannel::Sms).await;
    round.expect("a round")
}

#[actix_web::test]
async fn a_job_seeker_is_told_at_the_number_in_the_registry_unless_another_is_named() {
    let gateway = Gateway::answering(&[]).await;
    let app = told_by(&gateway).await;
    let season = Season::of(&app, 1).await;
    // Digests are for e-mail.
    let wish = json!({ "channels": ["email", "sms"], "rhythm": "weekly", "language": "en" });
    preferring(&season.workers[0], wish).await;
    season.offer(&app).await;
    assert_eq!(send(&app).await.sent, 1);
    preferring(
        &season.workers[0],
        json!({ "phone": "13800138000", "language": "zh-CN" }),
    )
    .await;
    season.offer(&app).await;
    assert_eq!(send(&app).await.sent, 1);

    let letters = app.letters().await;
    let heard = gateway.heard.lock().expect("the list");
    let bodies: Vec<Value> = heard
        .iter()
        .map(|heard| serde_json::from_str(&heard.body).expect("JSON"))
        .collect();
    assert!(
        bodies[0]["text"]
            .as_str()
            .expect("a text")
            .starts_with("A post")
    );
    assert_eq!(bodies[1]["to"], "13800138000");
    assert_eq!(
        bodies[1]["text"],
        "您有新的岗位推荐（广东省东莞市），请于4月15日前登录平台答复。"
    );
    assert_ne!(bodies[0]["to"], bodies[1]["to"]);
    assert_eq!(bodies[1]["id"], letters[1].id.to_string());
    for heard in heard.iter() {
        let mut mac = Hmac::<Sha256>::new_from_slice(KEY.as_bytes()).expect("a key");
        let at = &heard.headers["x-rengang-timestamp"];
        mac.update(format!("{at}.{}", heard.body).as_bytes());
        let signature = HEXLOWER.encode(&mac.finalize().into_bytes());
        assert_eq!(
            heard.headers["x-rengang-signature"],
            format!("v1={signature}")
        );
    }
}

#[actix_web::test]
async fn a_gateway_in_trouble_is_asked_again_with_the_same_key_and_one_that_says_no_is_not() {
    let gateway = Gateway::answering(&[500, 302, 429, 0]).await;
    let app = told_by(&gateway).await;
    let season = Season::of(&app, 1).await;
    preferring(&season.workers[0], json!({ "channels": ["sms"] })).await;
    season.offer(&app).await;
    for fault in ["500", "302", "429", ""] {
        send(&app).await;
        let letter = app.letters().await.remove(0);
        assert_eq!(letter.state, LetterState::Queued);
        assert_eq!(letter.reply.unwrap_or_default(), fault);
        app.clock.pass(TimeDelta::hours(1));
    }
    assert_eq!(send(&app).await.sent, 1);
    {
        let heard = gateway.heard.lock().expect("the list");
        let keys = heard.iter().map(|heard| &heard.headers["idempotency-key"]);
        let keys: std::collections::HashSet<_> = keys.collect();
        assert_eq!((heard.len(), keys.len()), (5, 1));
    }

    let gateway = Gateway::answering(&[422]).await;
    let app = told_by(&gateway).await;
    let season = Season::of(&app, 1).await;
    preferring(&season.workers[0], json!({ "channels": ["sms"] })).await;
    season.offer(&app).await;
    send(&app).await;
    let letter = app.letters().await.remove(0);
    assert_eq!(
        (letter.state, letter.fault, letter.reply.as_deref()),
        (LetterState::Dead, Some(LetterFault::Refused), Some("422"))
    );
}

#[actix_web::test]
async fn messages_in_a_file_stand_one_a_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("texts.jsonl");
    let app = TestApp::with(|settings| settings.sms_file.clone_from(&file)).await;
    let season = Season::of(&app, 3).await;
    for worker in &season.workers {
        preferring(worker, json!({ "channels": ["sms"] })).await;
    }
    season.offer(&app).await;
    assert_eq!(send(&app).await.sent, 3);
    let text = std::fs::read_to_string(&file).expect("the file");
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines.len(), 3);
    let letters = app.letters().await;
    assert!(
        letters
            .iter()
            .all(|letter| letter.state == LetterState::Sent)
    );
}

#[actix_web::test]
async fn no_text_message_goes_at_night_not_even_one_that_was_due_by_day() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("texts.jsonl");
    let app = TestApp::with(|settings| settings.sms_file.clone_from(&file)).await;
    let season = Season::of(&app, 1).await;
    preferring(&season.workers[0], json!({ "channels": ["sms"] })).await;
    // Due at nine in the morning; its sender comes to it in the night only.
    season.offer(&app).await;
    app.clock.pass(TimeDelta::hours(12));
    assert_eq!(send(&app).await, Round::default(), "nine in the evening");
    season.offer(&app).await;
    app.clock.pass(TimeDelta::minutes(659));
    assert_eq!(send(&app).await, Round::default(), "a minute to eight");
    app.clock.pass(TimeDelta::minutes(1));
    assert_eq!(send(&app).await.sent, 2);
    assert_eq!(app.letters().await.len(), 2);
}
