//! Uploads that do not end, lie about their length, or are no forms: none costs much, nothing stays behind.

mod archive;
mod child;
mod doors;
mod forms;
mod hostile;
mod strangers;
mod texts;
mod workbooks;

use crate::TestApp;
use child::Process;
use domain::{division::Division, grant::Capacity};
use std::{iter, path::Path};
use uuid::Uuid;

const WEINING: Division = Division::of_six(520_526);

/// What any file may cost.
const KIBIBYTES: u64 = 150 << 10;

/// The largest upload of these tests.
const UPLOAD_BYTES: usize = 16 << 20;

/// The boundary of parts: none of the files holds it.
const BOUNDARY: &str = "7d93f0e2c1a54b6d8e0f";

fn part(name: &str, more: &str, content: &[u8]) -> Vec<u8> {
    let head =
        format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n");
    [head.as_bytes(), content, b"\r\n"].concat()
}

fn form(file: &[u8], values: &[(&str, &str)]) -> Vec<u8> {
    let name = "; filename=\"../../../../etc/cron.d/x\\0.xlsx\"";
    let mut body = part("file", name, file);
    for (name, value) in values {
        body.extend(part(name, "", value.as_bytes()));
    }
    body.extend(format!("--{BOUNDARY}--\r\n").bytes());
    body
}

fn files_below(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).expect("a folder").flatten();
    entries
        .map(|entry| {
            if entry.path().is_dir() {
                files_below(&entry.path())
            } else {
                1
            }
        })
        .sum()
}

#[actix_web::test]
async fn what_does_not_end_is_cut_off_and_what_is_no_form_is_refused() {
    let app = TestApp::start().await;
    let upload_bytes = UPLOAD_BYTES.to_string();
    let settings = [("RENGANG_UPLOAD_BYTES", upload_bytes.as_str())];
    let mut service = Process::serving(&app, &settings);
    let (session, _) = app.session(Capacity::CountyWest(WEINING)).await;
    let there = (*app).clone().with_clock(rengang::clock::Clock::machine());
    let (token, _) = rengang::gate::token::issue(&there, &session).expect("a token");
    service.forget_peak();
    let before = service.peak();

    let head = |more: &str| {
        format!(
            "POST /api/v1/imports HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\
             idempotency-key: {}\r\ncontent-type: multipart/form-data; boundary={BOUNDARY}\r\n{more}\r\n",
            Uuid::new_v4()
        )
        .into_bytes()
    };
    let chunk = |data: &[u8]| {
        let length = format!("{:x}\r\n", data.len());
        [length.as_bytes(), data, b"\r\n"].concat()
    };
    let begins = {
        let whole = form(b"", &[]);
        let at = whole
            .windows(4)
            .position(|w| w == b"\r\n\r\n")
            .expect("a head")
            + 4;
        whole[..at].to_vec()
    };
    let rows = "张三,110105194912310021,13800000000\n".repeat(2000);
    let line = chunk(rows.as_bytes());

    // A CSV without a length and, as far as one can tell, without an end.
    let endless = [head("transfer-encoding: chunked\r\n"), chunk(&begins)]
        .into_iter()
        .chain(iter::repeat_n(line, 4000));
    let answer = service.converse(endless);
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(answer.contains("TOO_LARGE"), "{answer}");

    // A length that is a lie, one way and the other.
    let body = form(b"x", &[("kind", "roster"), ("mode", "skip_bad_rows")]);
    let short = head(&format!("content-length: {}\r\n", body.len() - 9));
    let answer = service.converse([short, body.clone()].into_iter());
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    let both = head(&format!(
        "content-length: {}\r\ntransfer-encoding: chunked\r\n",
        body.len()
    ));
    let answer = service.converse([both, body.clone()].into_iter());
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");

    // Forms that are none.
    let values = |count: usize| -> Vec<u8> {
        let parts = (0..count).flat_map(|at| part(&format!("v{at}"), "", b"1"));
        parts
            .chain(format!("--{BOUNDARY}--\r\n").into_bytes())
            .collect()
    };
    let long = part("kind", "", &vec![b'x'; 1 << 20]);
    let headers = part("file", &format!("\r\nx: {}", "y".repeat(1 << 20)), b"x");
    let nameless = format!("--{BOUNDARY}\r\n\r\nx\r\n--{BOUNDARY}--\r\n").into_bytes();
    let bad_chunk = b"ffffffffffffffff\r\nx".to_vec();
    for (name, body) in [
        ("a hundred parts", values(100)),
        ("a value without end", long),
        ("a header without end", headers),
        ("a part without a name", nameless),
        ("no part at all", b"nothing of this kind".to_vec()),
    ] {
        let length = head(&format!("content-length: {}\r\n", body.len()));
        let answer = service.converse([length, body].into_iter());
        assert!(answer.starts_with("HTTP/1.1 4"), "{name}: {answer}");
    }
    let answer = service.converse([head("transfer-encoding: chunked\r\n"), bad_chunk].into_iter());
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 4"),
        "{answer}"
    );

    assert!(service.is_alive());
    assert_eq!(service.complaints(), Vec::<String>::new());
    assert_eq!(files_below(&app.settings.spool()), 0);
    if let (Some(before), Some(peak)) = (before, service.peak()) {
        assert!(peak < before + KIBIBYTES, "{before} KiB grew to {peak} KiB");
    }
}
