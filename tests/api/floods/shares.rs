//! Shares: what one account may take at once, so that there is some left for others.

use crate::{TestApp, evidence::given, imports::Sheet};
use domain::{division::Division, grant::Capacity};
use serde_json::json;
use std::{
    io::Write,
    net::TcpStream,
    time::{Duration, Instant},
};
use uuid::Uuid;

const WEINING: u32 = 520_526;

#[actix_web::test]
async fn one_account_has_so_many_jobs_and_those_of_others_do_not_wait_for_all_of_them() {
    let app = TestApp::with(|settings| settings.jobs_per_account = 5).await;
    let (many, other) = (app.county(WEINING).await, app.county(520_527).await);
    let sheet = || Sheet::roster("姓名,身份证号\n张三,1\n".as_bytes());
    let mut first = Vec::new();
    for _ in 0..5 {
        first.push(
            sheet()
                .send(&many, &Uuid::new_v4().to_string())
                .await
                .expect(202),
        );
    }
    let one_more = sheet()
        .send(&many, &Uuid::new_v4().to_string())
        .await
        .expect(409);
    assert_eq!(one_more.code(), "TOO_MANY_JOBS");
    app.clock.pass(chrono::Duration::seconds(1));
    let of_another = sheet().send(&other, "of-another").await.expect(202);

    // Taken one by one: the other county's is the second, whoever came before.
    let mut order = Vec::new();
    while let Some(hand) = rengang::services::jobs::take(&app, None)
        .await
        .expect("a job or none")
    {
        order.push(hand.job.id.to_string());
    }
    assert_eq!(order.len(), 6);
    assert_eq!(order[1], of_another.id(), "{order:?}");

    // Room again, once one is over.
    let path = format!("/jobs/{}/cancellation", first[4].id());
    many.post(&path, &json!({})).await.expect(200);
}

#[actix_web::test]
async fn one_account_sends_so_many_files_at_once_and_another_sends_meanwhile() {
    let app = TestApp::with(|settings| {
        settings.uploads_per_account = 2;
        settings.request_seconds = 600;
    })
    .await;
    let (many, other) = (app.county(WEINING).await, app.county(520_527).await);
    let token = many.token().expect("a token");
    let half_sent = |at: usize| {
        let head = format!(
            "POST /api/v1/imports HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\nidempotency-key: begun-{at:08}\r\n\
             content-type: multipart/form-data; boundary=b\r\ncontent-length: 100000\r\n\r\n\
             --b\r\ncontent-disposition: form-data; name=\"file\"\r\n\r\nhalf"
        );
        let mut connection = TcpStream::connect(app.address()).expect("a connection");
        connection.write_all(head.as_bytes()).expect("sent");
        connection
    };
    let mut under_way = Vec::new();
    let sheet = || Sheet::roster("姓名,身份证号\n张三,1\n".as_bytes());
    // Until two have begun, one more may be taken.
    let began = Instant::now();
    let refused = loop {
        under_way.push(half_sent(under_way.len()));
        let answer = sheet().send(&many, &Uuid::new_v4().to_string()).await;
        if answer.status == 429 {
            break answer;
        }
        assert!(began.elapsed() < Duration::from_mins(5), "{}", answer.body);
        let path = format!("/jobs/{}/cancellation", answer.id());
        many.post(&path, &json!({})).await.expect(200);
    };
    assert!(!refused.header("retry-after").is_empty());
    sheet().send(&other, "of-another").await.expect(202);
    drop(under_way);
    // Those that broke off take no place.
    let began = Instant::now();
    while sheet()
        .send(&many, &Uuid::new_v4().to_string())
        .await
        .status
        == 429
    {
        assert!(began.elapsed() < Duration::from_mins(5), "room again");
    }
}

#[actix_web::test]
async fn files_of_one_account_take_so_much_room_while_they_wait_and_those_of_others_have_their_own()
{
    let app = TestApp::with(|settings| settings.spool_bytes_per_account = 100_000).await;
    let county = Capacity::CountyWest(Division::of_six(WEINING));
    let (session, _) = app.session(county).await;
    let (many, other) = (app.bearer(&app.token(&session)), app.county(520_527).await);
    let text = "姓名,身份证号\n".to_owned() + &"张三,1\n".repeat(6_000);
    let sheet = || Sheet::roster(text.as_bytes());
    let spooled = || {
        std::fs::read_dir(app.settings.spool())
            .expect("the spool")
            .count()
    };
    let waiting = sheet().send(&many, "the-first").await.expect(202);
    for _ in 0..3 {
        let key = Uuid::new_v4().to_string();
        let one_more = sheet().send(&many, &key).await.expect(409);
        assert_eq!(one_more.code(), "SPOOL_FULL");
        assert_eq!(spooled(), 1, "nothing of it stays");
    }
    sheet().send(&other, "of-another").await.expect(202);

    // Evidence that no statement names waits, too.
    let path = format!("/jobs/{}/cancellation", waiting.id());
    many.post(&path, &json!({})).await.expect(200);
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    png.resize(60_000, 0);
    given(&many, &png).await;
    let one_more = sheet().send(&many, "beside-evidence").await.expect(409);
    assert_eq!(one_more.code(), "SPOOL_FULL");
    app.clock
        .pass(chrono::Duration::days(1) + chrono::Duration::seconds(1));
    let many = app.bearer(&app.token(&session));
    sheet().send(&many, "a-day-later").await.expect(202);
}
