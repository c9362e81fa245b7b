//! A thousand letters: a mail server in every trouble, and a sender that is killed as a process.

use crate::{
    TestApp,
    mailing::{Season, by, send, send_all, taken},
    sink::{Sink, Trouble, silent_port},
};
use chrono::TimeDelta;
use domain::letter::{LetterChannel, LetterState};
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::SliceRandom};
use rengang::{clock::Clock, services::letters, storage::letters::Letter};
use serde_json::json;
use std::{
    collections::HashMap,
    env,
    process::{Child, Command, Stdio},
    time::Duration,
};
use tokio::time::{sleep, timeout};

/// The stable name of a letter.
fn name(letter: &Letter) -> String {
    format!("<{}@rengang.example>", letter.id)
}

fn sent(letters: &[Letter]) -> usize {
    let is_sent = |letter: &&Letter| letter.state == LetterState::Sent;
    letters.iter().filter(is_sent).count()
}

/// How often each trouble comes, at most once a letter's way.
const TROUBLES: [(Trouble, usize); 10] = [
    (Trouble::HangUp, 30),
    (Trouble::Busy, 30),
    (Trouble::TurnAway, 30),
    (Trouble::NotNow, 60),
    (Trouble::NotNowAfterAll, 30),
    (Trouble::Never, 25),
    (Trouble::Stall, 4),
    (Trouble::CutBeforeDot, 40),
    (Trouble::CutAfterDot, 40),
    (Trouble::CloseAfter, 30),
];

fn times(trouble: Trouble) -> usize {
    let of = TROUBLES.iter().find(|(which, _)| *which == trouble);
    of.map_or(0, |(_, times)| *times)
}

#[actix_web::test]
async fn a_thousand_letters_outlast_ten_minutes_without_a_server_and_every_trouble_of_one() {
    let port = silent_port();
    let app = TestApp::with(by(port)).await;
    let season = Season::of(&app, 40).await;
    for _ in 0..25 {
        season.offer(&app).await;
    }
    for _ in 0..60 {
        // As the postman does, who leaves a server alone for ten seconds that is away.
        let round = letters::send_due(&app, LetterChannel::Email).await;
        assert_eq!(round.expect("a round").sent, 0);
        app.clock.pass(TimeDelta::seconds(10));
    }

    let sink = Sink::at(port).await;
    let mut script: Vec<Trouble> = TROUBLES
        .iter()
        .flat_map(|(trouble, times)| vec![*trouble; *times])
        .collect();
    script.shuffle(&mut StdRng::seed_from_u64(9));
    sink.expect(script);
    app.clock.pass(TimeDelta::hours(1));
    send_all(&app).await;
    assert_eq!(sink.troubles_left(), 0, "every trouble came");

    // What was refused for good is seen, and goes out when somebody has mended the address.
    let county = app.sysadmin().await;
    let dead = county
        .get("/letters?state=dead&limit=200")
        .await
        .expect(200);
    let dead = dead.body["items"].as_array().expect("letters").clone();
    assert_eq!(dead.len(), times(Trouble::Never));
    for letter in dead {
        let path = format!("/letters/{}", letter["id"].as_str().expect("an identity"));
        let read = county.get(&path).await.expect(200);
        let again = county.post(&format!("{path}/requeueing"), &json!({}));
        again.if_match(&read).await.expect(200);
    }
    send(&app).await;

    let letters = app.letters().await;
    assert_eq!((letters.len(), sent(&letters)), (1_000, 1_000));
    let counts = taken(&sink);
    assert!(
        letters
            .iter()
            .all(|letter| counts.contains_key(&name(letter))),
        "none is lost"
    );
    assert_eq!(counts.len(), 1_000, "and none has another name");
    let again: usize = counts.values().map(|times| times - 1).sum();
    assert_eq!(
        again,
        times(Trouble::CutAfterDot),
        "twice where nobody could know"
    );
}

/// How often the sender is killed, unless `KILLS` says otherwise: a hundred times take a minute of a processor.
const KILLS: usize = 20;

/// Longer than a sender needs to speak on any machine.
const PATIENCE: Duration = Duration::from_mins(2);

/// The service as a process of its own, on the test's database, with its keys.
struct Process(Child);

impl Process {
    fn serving(app: &TestApp, sink: &Sink) -> Self {
        let port = sink.port.to_string();
        let settings = [
            ("DATABASE_URL", app.settings.database_url.as_str()),
            ("LISTEN", "127.0.0.1:0"),
            ("WORKERS", "1"),
            ("DOCS", "false"),
            ("LOG", "error"),
            ("SMTP_HOST", "127.0.0.1"),
            ("SMTP_PORT", &port),
            ("SMTP_TLS", "none"),
            ("MAIL_FROM", "人岗 <noreply@rengang.example>"),
        ];
        let mut command = Command::new(env!("CARGO_BIN_EXE_rengang"));
        command
            .arg("serve")
            .arg("--data-dir")
            .arg(&app.settings.data_dir);
        command.current_dir(&app.settings.data_dir);
        for (setting, value) in settings {
            command.env(format!("RENGANG_{setting}"), value);
        }
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        Self(child.expect("the binary runs"))
    }

    /// Ends it as a power cut does: it hears nothing of it.
    fn kill(mut self) {
        self.0.kill().expect("killed");
        self.0.wait().expect("ended");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[actix_web::test]
async fn a_process_that_is_killed_again_and_again_loses_no_letter() {
    let kills = env::var("KILLS").map_or(KILLS, |kills| kills.parse().expect("a number"));
    let seed = env::var("SEED").map_or(4, |seed| seed.parse().expect("a number"));
    println!("SEED={seed}");
    let mut rng = StdRng::seed_from_u64(seed);
    let sink = Sink::start().await;
    let app = TestApp::with(by(sink.port)).await;
    // The process goes by the machine's clock, and finds what is due by it.
    app.clock.pass(Clock::machine().now() - app.clock.now());
    let season = Season::of(&app, 40).await;
    for _ in 0..25 {
        season.offer(&app).await;
    }

    // How often each letter was taken in a life that ended before it could be written down.
    let mut cuts: HashMap<String, usize> = HashMap::new();
    for _ in 0..kills {
        let waiting =
            app.raw("select id from letter where state = 'queued' and leased_until is null");
        if waiting.await.len() < 100 {
            season.offer(&app).await;
        }
        let before = taken(&sink);
        let process = Process::serving(&app, &sink);
        let heard = timeout(PATIENCE, sink.hears(rng.random_range(1..60))).await;
        heard.unwrap_or_else(|_| panic!("the sender does not speak; SEED={seed}"));
        // Anywhere: within a word, or in what is written down after it.
        sleep(Duration::from_micros(rng.random_range(0..4_000))).await;
        process.kill();
        sink.falls_silent().await;

        let after = taken(&sink);
        for letter in app.letters().await {
            let name = name(&letter);
            let times = |taken: &HashMap<String, usize>| taken.get(&name).copied().unwrap_or(0);
            if letter.state != LetterState::Sent && times(&after) > times(&before) {
                *cuts.entry(name).or_default() += 1;
            }
        }
    }
    // What the last ones had in hand is free again after a while.
    app.clock.pass(TimeDelta::hours(1));
    send_all(&app).await;

    let letters = app.letters().await;
    assert_eq!(sent(&letters), letters.len(), "SEED={seed}");
    let counts = taken(&sink);
    assert_eq!(
        counts.len(),
        letters.len(),
        "none is lost, none has another name; SEED={seed}"
    );
    let mut again = 0;
    for letter in &letters {
        let (name, cuts) = (name(letter), cuts.get(&name(letter)).copied().unwrap_or(0));
        let times = counts.get(&name).copied().unwrap_or(0);
        assert!(
            (1..=cuts + 1).contains(&times),
            "{name}: {times} times, {cuts} cuts; SEED={seed}"
        );
        again += times - 1;
    }
    println!(
        "{} letters, killed {kills} times: 0 lost, {again} twice, {} cut between the final dot and the note of it",
        letters.len(),
        cuts.values().sum::<usize>()
    );
}
