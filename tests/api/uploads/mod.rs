//! Files that are sent to do harm: each is answered at once, none costs much, nothing stays behind.

mod archive;
mod child;
mod hostile;

use crate::{Answer, Client, TestApp};
use child::Process;
use domain::{division::Division, grant::Capacity};
use hostile::files;
use serde_json::{Value, json};
use std::{
    iter,
    path::Path,
    time::{Duration, Instant},
};
use uuid::Uuid;

const WEINING: Division = Division::of_six(520_526);
const DONGGUAN: Division = Division::of_six(441_900);

/// What any file may cost.
const AT_MOST: Duration = Duration::from_secs(5);
const KIBIBYTES: u64 = 150 << 10;

/// The largest upload of these tests.
const UPLOAD_BYTES: usize = 16 << 20;

/// How a file as a whole may be refused: by no other code.
const REFUSALS: [&str; 15] = [
    "NOT_A_TABLE",
    "ENCRYPTED",
    "BROKEN",
    "ENCODING",
    "UNCLOSED_QUOTE",
    "TOO_LARGE",
    "TOO_MANY_ROWS",
    "TOO_MANY_COLUMNS",
    "CELL_TOO_LONG",
    "HEADER_NOT_FOUND",
    "COLUMN_MISSING",
    "COLUMN_TWICE",
    "AREA_NEEDED",
    "BAD_ROWS",
    "NOTHING_TO_IMPORT",
];

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

async fn send(by: &Client, path: &str, file: &[u8], values: &[(&str, &str)]) -> Answer {
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let key = Uuid::new_v4().to_string();
    // A connection that lay idle may be closed just as it is used again: it is sent once more, under the same key.
    for _ in 0..3 {
        let asked = by.post(path, &json!({})).raw(&kind, form(file, values));
        if let Some(answer) = asked.key(&key).try_send().await {
            return answer;
        }
    }
    panic!("no answer to {} bytes at {path}", file.len())
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

/// The state of a job once nobody works on it any more.
async fn ended(by: &Client, (name, job): (&str, &str)) -> Value {
    let begun = Instant::now();
    let mut beats = tokio::time::interval(Duration::from_millis(50));
    loop {
        beats.tick().await;
        // A connection that lay idle may be closed just as it is used again.
        let asked = by.get(&format!("/jobs/{job}"));
        let Some(read) = asked.try_send().await else {
            assert!(
                begun.elapsed() < Duration::from_mins(3),
                "nobody answers about {name}"
            );
            continue;
        };
        let read = read.expect(200);
        let state = read.body["state"].as_str().expect("a state").to_owned();
        if !["QUEUED", "RUNNING", "COMMITTING"].contains(&state.as_str()) {
            return read.body;
        }
        assert!(
            begun.elapsed() < Duration::from_mins(3),
            "the job of {name} is {state} still"
        );
    }
}

#[actix_web::test]
async fn every_hostile_file_is_answered_at_once_costs_little_and_leaves_nothing() {
    let app = TestApp::start().await;
    let upload_bytes = UPLOAD_BYTES.to_string();
    let settings = [
        ("RENGANG_UPLOAD_BYTES", upload_bytes.as_str()),
        ("RENGANG_EVIDENCE_BYTES", upload_bytes.as_str()),
    ];
    let mut service = Process::serving(&app, &settings);
    let county = service.acting_as(&app, Capacity::CountyWest(WEINING)).await;
    let bureau = service
        .acting_as(&app, Capacity::BureauEast(DONGGUAN))
        .await;
    let province = service
        .acting_as(&app, Capacity::Province(Division::of_six(520_000)))
        .await;
    // Whoever may send a kind of sheet; in turn, after the rosters.
    let doors = [
        (&county, "closings"),
        (&bureau, "vacancies"),
        (&province, "pairings"),
        (&bureau, "follow_ups"),
    ];
    let told = |kind| {
        [
            ("kind", kind),
            ("mode", "skip_bad_rows"),
            ("as_of", "2020-03-31"),
        ]
    };

    let sample = include_bytes!("../../data/roster_sample.xlsx");
    let warm = send(&county, "/imports", sample, &told("roster"))
        .await
        .expect(202);
    ended(&county, ("the sample", warm.id())).await;
    let confirmed_later = files_below(&app.settings.spool());
    service.forget_peak();
    let before = service.peak();

    let all = files();
    assert!(all.len() >= 40, "{} files", all.len());
    let mut taken_on = Vec::new();
    let mut in_turn = doors.iter().cycle();
    let mut slowest = (Duration::ZERO, "");
    for (name, file) in &all {
        let (other, kind) = in_turn.next().expect("a door");
        for (by, path, values) in [
            (&county, "/imports", told("roster").to_vec()),
            (*other, "/imports", told(kind).to_vec()),
            (&county, "/evidence-files", Vec::new()),
        ] {
            let begun = Instant::now();
            let answer = send(by, path, file, &values).await;
            let took = begun.elapsed();
            assert!(took < AT_MOST, "{name}: {took:?}");
            if took > slowest.0 {
                slowest = (took, name);
            }
            if path == "/evidence-files" {
                assert_eq!(answer.status, 422, "{name}: {}", answer.body);
                assert_eq!(answer.faults(), [("/file", "MEDIA_UNKNOWN")], "{name}");
            } else {
                assert_eq!(answer.status, 202, "{name}: {}", answer.body);
                taken_on.push((*name, by, answer.id().to_owned()));
            }
        }
    }
    let mut refused = 0;
    for (name, by, job) in &taken_on {
        let job = ended(by, (name, job)).await;
        match job["state"].as_str() {
            Some("FAILED") => {
                let code = job["error"]["code"].as_str().unwrap_or_default();
                assert!(REFUSALS.contains(&code), "{name}: {job:#}");
                refused += 1;
            }
            // Nothing but rows, all of them told to be bad, or none at all: somebody sees it before anything is kept.
            Some("AWAITING_CONFIRMATION") => {
                assert_eq!(
                    job["counts"]["created"].as_i64().unwrap_or(0),
                    0,
                    "{name}: {job:#}"
                );
            }
            other => panic!("{name}: {other:?}"),
        }
    }
    assert!(
        refused * 10 >= taken_on.len() * 8,
        "{refused} of {} refused",
        taken_on.len()
    );

    assert!(service.is_alive());
    assert_eq!(service.complaints(), Vec::<String>::new());
    if let (Some(before), Some(peak)) = (before, service.peak()) {
        eprintln!(
            "{} files at three doors each; slowest answer {slowest:?}; {} KiB above {before} KiB",
            all.len(),
            peak.saturating_sub(before)
        );
        assert!(peak < before + KIBIBYTES, "{before} KiB grew to {peak} KiB");
    }
    let waiting = app
        .raw("select id from job where state = 'AWAITING_CONFIRMATION'")
        .await
        .len();
    let spool = files_below(&app.settings.spool());
    assert!(
        spool <= waiting + confirmed_later,
        "{spool} files, of which {waiting} wait"
    );
    assert_eq!(files_below(&app.settings.evidence()), 0);
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
