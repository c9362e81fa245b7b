//! Loads: large bodies and slow senders keep nobody else waiting.

use super::often::often;
use crate::TestApp;
use futures_util::future::{join, join_all};
use serde_json::json;
use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    time::Duration,
};

const WEINING: u32 = 520_526;

#[actix_web::test]
async fn large_bodies_of_many_are_refused_and_others_are_answered_meanwhile() {
    let app = TestApp::start().await;
    let county = app.county(WEINING).await;
    let large = vec![b' '; (1 << 20) + 1];
    let crowd = (0..often(400)).map(|_| {
        let asked = app.anonymous().post("/sessions", &json!({}));
        let asked = asked.raw("application/json", large.clone());
        async move {
            asked
                .try_send()
                .await
                .map_or(413, |answer| answer.status.as_u16())
        }
    });
    let honest = async {
        for _ in 0..20 {
            county.get("/me").await.expect(200);
        }
    };
    let (answers, ()) = join(join_all(crowd), honest).await;
    assert!(answers.iter().all(|answer| *answer == 413), "{answers:?}");
}

#[actix_web::test]
async fn a_thousand_that_send_slowly_keep_nobody_waiting() {
    let app = TestApp::with(|settings| settings.request_seconds = 10).await;
    let county = app.county(WEINING).await;
    let token = county.token().expect("a token").to_owned();
    let body = format!(
        "POST /api/v1/people/search HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: 100000\r\n\r\n{{\"name"
    );
    let mut slow: Vec<TcpStream> = Vec::new();
    for at in 0..often(10_000) {
        // Each takes three of the files that the process may open; ten thousand want `ulimit -n 40000`.
        let connection = TcpStream::connect(app.address());
        let mut connection = connection.expect("a connection, within `ulimit -n`");
        let sent = if at % 2 == 0 {
            "GET /api/v1/me HTTP/1.1\r\nx: "
        } else {
            &body
        };
        // Those that came first may have been given up by now.
        if connection.write_all(sent.as_bytes()).is_ok() {
            slow.push(connection);
        }
        // The system queues no more than 128 that the service has not taken, and forgets some of those beyond.
        if at % 100 == 99 {
            app.anonymous().get("/me").await.expect(401);
        }
    }
    for _ in 0..20 {
        county.get("/me").await.expect(200);
    }
    println!("{} slow connections", slow.len());
    // Nobody waits for them for ever: each is told so, or closed.
    let patience = Some(Duration::from_mins(3));
    let ends = actix_web::web::block(move || {
        for mut connection in slow {
            connection.set_read_timeout(patience)?;
            let mut told = Vec::new();
            match connection.read_to_end(&mut told) {
                Err(cause) if cause.kind() == ErrorKind::WouldBlock => return Err(cause),
                _ => {}
            }
        }
        Ok(())
    });
    ends.await.expect("they end").expect("in time");
    county.get("/me").await.expect(200);
}
