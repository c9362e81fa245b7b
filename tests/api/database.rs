//! A database for each test: a copy of one that was brought to the present schema once.

use migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use std::{
    path::Path,
    sync::atomic::{AtomicU32, Ordering},
    thread,
};
use tokio::sync::OnceCell;

/// Everything that tests make on a server begins so.
const PREFIX: &str = "rengang_test_";

/// A database that belongs to one test and goes with it.
pub struct Own {
    url: String,
    on_server: Option<(Server, String)>,
}

impl Own {
    /// An up-to-date database without a row; as a file it lies in `folder`.
    pub async fn fresh(folder: &Path) -> Self {
        static ON_SERVER: OnceCell<Template> = OnceCell::const_new();
        static AS_FILE: OnceCell<Vec<u8>> = OnceCell::const_new();
        if let Some(server) = Server::named() {
            let template = ON_SERVER.get_or_init(|| Template::on(&server)).await;
            Self::on(server, &format!("template {}", template.name)).await
        } else {
            let template = AS_FILE.get_or_init(template_file).await;
            let file = folder.join("rengang.db");
            std::fs::write(&file, template).expect("a copy of the template");
            Self {
                url: file_url(&file),
                on_server: None,
            }
        }
    }

    /// A database without a table.
    pub async fn empty(folder: &Path) -> Self {
        match Server::named() {
            Some(server) => Self::on(server, "").await,
            None => Self {
                url: file_url(&folder.join("rengang.db")),
                on_server: None,
            },
        }
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// How many rows of a table fit, asked where nothing can be awaited.
    pub fn count(&self, what: &str) -> i64 {
        let url = match &self.on_server {
            Some((server, name)) => server.url_of(name),
            None => self.url.clone(),
        };
        let sql = format!("select count(*) as n from {what}");
        let asking = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime");
            runtime.block_on(async {
                let db = connected(&url).await;
                let statement = sea_orm::Statement::from_string(db.get_database_backend(), sql);
                let row = db.query_one_raw(statement).await.expect("an answer");
                row.expect("a row").try_get("", "n").expect("a number")
            })
        });
        asking.join().expect("an answer")
    }

    async fn on(server: Server, how: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("{PREFIX}{}_{number}", std::process::id());
        server.run(&format!("create database {name} {how}")).await;
        Self {
            url: server.url_of(&name),
            on_server: Some((server, name)),
        }
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        let Some((server, name)) = self.on_server.take() else {
            return;
        };
        // A drop cannot wait for the runtime that it stands in.
        let dropping = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime");
            runtime.block_on(server.run(&format!("drop database {name} with (force)")));
        });
        assert!(
            dropping.join().is_ok() || thread::panicking(),
            "the database stayed"
        );
    }
}

fn file_url(file: &Path) -> String {
    format!("sqlite://{}?mode=rwc", file.display())
}

async fn template_file() -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("template.db");
    migrated(&file_url(&file)).await;
    std::fs::read(file).expect("the template")
}

async fn migrated(url: &str) {
    let db = connected(url).await;
    Migrator::up(&db, None).await.expect("the schema");
    db.close().await.expect("closed");
}

/// One quiet connection.
pub async fn connected(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.expect("the test database")
}

/// The PostgreSQL server of `TEST_DATABASE_URL`.
struct Server(String);

impl Server {
    fn named() -> Option<Self> {
        let url = std::env::var("TEST_DATABASE_URL").ok();
        url.filter(|url| !url.is_empty()).map(Self)
    }

    /// The same server, another database.
    fn url_of(&self, name: &str) -> String {
        let (base, rest) = self.0.split_once('?').unwrap_or((&self.0, ""));
        let (server, _) = base
            .rsplit_once('/')
            .filter(|(server, _)| !server.ends_with('/'))
            .expect("TEST_DATABASE_URL names a database, as in postgres://user@host/postgres");
        format!("{server}/{name}?{rest}")
    }

    async fn run(&self, statement: &str) {
        let db = connected(&self.0).await;
        db.execute_unprepared(statement).await.expect(statement);
        db.close().await.expect("closed");
    }
}

/// The template of a run, and the run's claim to the server.
///
/// Nothing tells a test binary that its last test has ended, so the template stays until the next
/// run replaces it. Runs wait for each other: the claim is a lock that the server keeps for as
/// long as this connection is open.
struct Template {
    name: String,
    _claim: DatabaseConnection,
}

impl Template {
    async fn on(server: &Server) -> Self {
        let claim = connected(&server.0).await;
        let lock = "select pg_advisory_lock(hashtext('rengang tests'))";
        claim.execute_unprepared(lock).await.expect("the claim");
        let left = sea_orm::Statement::from_string(
            sea_orm::DbBackend::Postgres,
            format!("select datname from pg_database where datname like '{PREFIX}%'"),
        );
        for row in claim.query_all_raw(left).await.expect("what is left") {
            let name: String = row.try_get("", "datname").expect("a name");
            server
                .run(&format!("drop database {name} with (force)"))
                .await;
        }
        let name = format!("{PREFIX}template");
        server.run(&format!("create database {name}")).await;
        migrated(&server.url_of(&name)).await;
        Self {
            name,
            _claim: claim,
        }
    }
}
