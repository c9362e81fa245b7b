//! The service as a test sees it: a real server on a free port, a database of its own, a clock
//! that stands until it is moved.

use crate::{
    alone,
    client::{Acts, Client},
    database::Own,
    logs,
};
use actix_web::{dev::ServerHandle, rt::System};
use chrono::Days;
use domain::{
    coded::Coded,
    consent::{Consent, NOTICE_VERSION, Purpose, last_word},
    division::Division,
    grant::{Capacity, Grant},
    id::{AccountId, ConsentId, EnterpriseId, GrantId, PersonId, SessionId},
    letter::LetterChannel,
    trace::{Act, ActKind},
};
use rengang::{
    app::App,
    clock::Clock,
    config::{SecondFactor, Settings},
    gate::token,
    server,
    storage::{
        self, Scope,
        accounts::Account,
        letters::{self, Letter},
        sessions::Session,
    },
    worker,
};
use sea_orm::{ConnectionTrait, QueryResult, Statement};
use std::{
    net::TcpListener,
    ops::Deref,
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread::{self, JoinHandle},
};
use tempfile::TempDir;

/// When every test begins, unless it moves the clock: nine in the morning in China.
const BEGINNING: &str = "2020-04-01T01:00:00Z";

/// A running service. It ends, and its database goes, with the value.
///
/// What every use case is given stands behind it: `app.clock`, `app.db`, `app.keys`.
pub struct TestApp {
    app: App,
    address: String,
    server: ServerHandle,
    thread: Option<JoinHandle<()>>,
    /// Whether the test looked at the letters that the service wrote.
    looked: AtomicBool,
    /// How many acts the test was told to be done.
    acts: Acts,
    /// Whether the test tampers with the trail.
    tampers: AtomicBool,
    // Dropped in this order, after the server has ended.
    database: Own,
    _folder: TempDir,
}

impl TestApp {
    /// Starts the service.
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// Starts the service with other settings.
    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        logs::keep();
        let folder = tempfile::tempdir().expect("a folder");
        // The template, and the claim to the server, are those of the process that started this one.
        let database = if alone::is_alone() {
            Own::empty(folder.path()).await
        } else {
            Own::fresh(folder.path()).await
        };
        let mut settings = Settings {
            data_dir: folder.path().into(),
            database_url: database.url().into(),
            // Requests meet where they wait, so one worker will do; each makes all routes ready anew, which is what a short test
            // spends most of its time on.
            workers: 1,
            // Enough for two at once to meet, no more: tests run side by side.
            database_connections: 4,
            sign_in_attempts: 1000,
            docs: false,
            // Those who test it ask for it; the others have no telephone at hand.
            second_factor: SecondFactor::Optional,
            ..Settings::default()
        };
        change(&mut settings);
        let clock = Clock::standing_at(BEGINNING.parse().expect("an instant"));
        let app = App::open(settings, clock).await.expect("the service opens");

        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("its address").to_string();
        let (tell, told) = mpsc::channel();
        let served = app.clone();
        let thread = thread::spawn(move || {
            System::new().block_on(async {
                let running = server::serve(served, listener).expect("the server starts");
                tell.send(running.handle()).expect("the test waits");
                running.await.expect("the server serves");
            });
        });
        Self {
            app,
            address,
            server: told.recv().expect("the server started"),
            thread: Some(thread),
            looked: AtomicBool::new(false),
            acts: Acts::default(),
            tampers: AtomicBool::new(false),
            database,
            _folder: folder,
        }
    }

    /// Where it listens.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Somebody who has not signed in.
    pub fn anonymous(&self) -> Client {
        Client::new(&self.address, None, &self.acts)
    }

    /// Somebody who shows this token.
    pub fn bearer(&self, token: &str) -> Client {
        Client::new(&self.address, Some(token.to_owned()), &self.acts)
    }

    /// The system's administrator.
    pub async fn sysadmin(&self) -> Client {
        self.acting_as(Capacity::Sysadmin).await
    }

    /// A province's office, by its six digits.
    pub async fn province(&self, code: u32) -> Client {
        self.acting_as(Capacity::Province(Division::of_six(code)))
            .await
    }

    /// The national office.
    pub async fn national(&self) -> Client {
        self.acting_as(Capacity::National).await
    }

    /// A western county's labour bureau, by its six digits.
    pub async fn county(&self, code: u32) -> Client {
        self.acting_as(Capacity::CountyWest(Division::of_six(code)))
            .await
    }

    /// An eastern labour bureau, by its six digits.
    pub async fn bureau(&self, code: u32) -> Client {
        self.acting_as(Capacity::BureauEast(Division::of_six(code)))
            .await
    }

    /// An employer.
    pub async fn enterprise(&self, id: EnterpriseId) -> Client {
        self.acting_as(Capacity::Enterprise(id)).await
    }

    /// A job seeker.
    pub async fn worker(&self, id: PersonId) -> Client {
        self.acting_as(Capacity::Worker(id)).await
    }

    /// A fresh account in a capacity, signed in. Its rows are written directly: hashing a
    /// password takes longer than most tests.
    pub async fn acting_as(&self, capacity: Capacity) -> Client {
        let (session, _) = self.session(capacity).await;
        self.bearer(&self.token(&session))
    }

    /// A fresh account in a capacity, with a session in force.
    pub async fn session(&self, capacity: Capacity) -> (Session, Grant) {
        let now = self.clock.now();
        let account = AccountId::fresh();
        let row = Account {
            id: account,
            username: format!("u-{account}"),
            display_name: "测试账号".into(),
            disabled_at: None,
            version: 1,
            created_at: now,
            password_due_on: None,
        };
        let grant = Grant {
            id: GrantId::fresh(),
            account,
            capacity,
            from: self.clock.today(),
            to: None,
        };
        let session = Session {
            id: SessionId::fresh(),
            account,
            grant: grant.id,
            created_at: now,
            // Tests move the clock by months and go on.
            expires_at: now + Days::new(3650),
            device: None,
            renewed_at: None,
        };
        let no_password = "$no$password";
        if let Capacity::Worker(person) = capacity {
            self.answered(person).await;
        }
        storage::accounts::insert(&self.db, &row, no_password)
            .await
            .expect("an account");
        storage::accounts::insert_grant(&self.db, &grant, None, now)
            .await
            .expect("a grant");
        storage::sessions::insert(&self.db, &session)
            .await
            .expect("a session");
        (session, grant)
    }

    /// Somebody of the registry who has said yes to everything, unless something was said before. Those who test the asking
    /// sign in by a code.
    async fn answered(&self, person: PersonId) {
        let asked = storage::consents::is_asked(&self.db, person, NOTICE_VERSION).await;
        if !asked.expect("an answer") {
            return;
        }
        let told = storage::consents::of(&self.db, person).await;
        let told = told.expect("an answer");
        let unasked = |purpose: &&Purpose| last_word(&told, **purpose).is_none();
        for purpose in Purpose::ALL.iter().filter(unasked) {
            let said = Consent {
                id: ConsentId::fresh(),
                person,
                purpose: *purpose,
                given: true,
                on: self.clock.today(),
                notice_version: NOTICE_VERSION.into(),
                account: None,
                role: None,
                recorded_at: self.clock.now(),
            };
            let kept = storage::consents::insert(&self.db, &said).await;
            kept.expect("kept");
        }
    }

    /// Does every job that is due, and those that they leave behind.
    pub async fn work(&self) {
        worker::work_off(&self.app).await.expect("the jobs end");
    }

    /// Every letter that was written so far, the oldest first.
    pub async fn letters(&self) -> Vec<Letter> {
        self.looked.store(true, Ordering::Relaxed);
        let all = Scope::job("a test looks at the letters");
        let listed =
            storage::letters::list(&self.db, &all, letters::Filter::default(), None, 100_000);
        let mut letters = listed.await.expect("letters");
        letters.reverse();
        letters
    }

    /// The rows of a question in plain SQL.
    pub async fn raw(&self, sql: &str) -> Vec<QueryResult> {
        let backend = self.db.get_database_backend();
        let rows = self.db.query_all_raw(Statement::from_string(backend, sql));
        rows.await.expect("rows")
    }

    /// A token for a session.
    pub fn token(&self, session: &Session) -> String {
        token::issue(&self.app, session).expect("a token").0
    }
}

impl Deref for TestApp {
    type Target = App;

    fn deref(&self) -> &App {
        &self.app
    }
}

impl TestApp {
    /// How many letters wait that no test looked at. Nothing is asked where none can be written.
    fn unseen(&self) -> i64 {
        let writes = LetterChannel::ALL
            .iter()
            .any(|way| self.carriers.serve(*way));
        if !writes || self.looked.load(Ordering::Relaxed) || thread::panicking() {
            return 0;
        }
        self.database
            .count("letter where state in ('queued', 'gathered')")
    }
}

impl TestApp {
    /// The test does to the trail what the service never does.
    pub fn tampers(&self) {
        self.tampers.store(true, Ordering::Relaxed);
    }

    /// How many acts were told to be done, and how many the trail knows.
    fn acts_and_traces(&self) -> (i64, i64) {
        let acts = self.acts.load(Ordering::Relaxed);
        if self.tampers.load(Ordering::Relaxed) || thread::panicking() {
            return (acts, acts);
        }
        let looks = Act::ALL.iter().filter(|act| {
            let looks = matches!(act.kind(), ActKind::Read | ActKind::Export);
            // A theft that is found is refused and acted upon; so is who looks for somebody who is not there.
            let refused = [
                Act::PlacementsAnswered,
                Act::SessionBurnt,
                Act::GlassRefused,
            ];
            looks || refused.contains(act)
        });
        let looks: Vec<String> = looks.map(|act| format!("'{}'", act.code())).collect();
        let traces = self.database.count(&format!(
            "trace where who in ('account', 'visitor') and act not in ({})",
            looks.join(", ")
        ));
        (acts, traces)
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        let unseen = self.unseen();
        let (acts, traces) = self.acts_and_traces();
        // The command is sent at once; the thread's end is the answer.
        drop(self.server.stop(false));
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            assert!(ended.is_ok() || thread::panicking(), "the server panicked");
        }
        assert_eq!(unseen, 0, "letters wait that this test never looked at");
        assert_eq!(traces, acts, "each act leaves one trace");
    }
}
