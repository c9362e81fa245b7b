//! What goes because of its age, told and done at the desk.

use super::{at, said};
use chrono::TimeDelta;
use rengang::{app::App, clock::Clock, config::Settings};
use sea_orm::{ConnectionTrait, Statement, Value};
use std::path::Path;
use uuid::Uuid;

async fn opened(desk: &Path) -> App {
    let settings = Settings {
        data_dir: desk.join("data"),
        ..Settings::default()
    };
    App::open(settings, Clock::machine()).await.expect("opened")
}

async fn count(desk: &Path, what: &str) -> i64 {
    let app = opened(desk).await;
    let sql = format!("select count(*) as n from {what}");
    let asked = Statement::from_string(app.db.get_database_backend(), sql);
    let row = app.db.query_one_raw(asked).await.expect("an answer");
    let n = row.expect("a row").try_get("", "n").expect("a number");
    app.db.close().await.expect("closed");
    n
}

/// So many wishes for an account that nobody has looked at since the days of their age.
async fn forgotten(desk: &Path, many: usize, days: i64) {
    let app = opened(desk).await;
    let at = app.clock.now() - TimeDelta::days(days);
    for _ in 0..many {
        let binds: [Value; 2] = [Uuid::now_v7().into(), at.into()];
        let statement = Statement::from_sql_and_values(
            app.db.get_database_backend(),
            "insert into sign_up (id, credit_code, name, division, username, password_hash, version, created_at)
             values ($1, '91520526MA6DNPJ58E', '示例厂', 520526000000, 'firm', 'none', 1, $2)",
            binds,
        );
        app.db.execute_raw(statement).await.expect("kept");
    }
    app.db.close().await.expect("closed");
}

#[actix_web::test]
async fn what_would_go_is_told_and_what_goes_leaves_a_trace() {
    let desk = tempfile::tempdir().expect("a folder");
    forgotten(desk.path(), 3, 91).await;
    forgotten(desk.path(), 1, 89).await;
    let line = |told: &str| {
        let own = told
            .lines()
            .find(|line| line.contains("forgotten_sign_ups"));
        own.expect("a rule").trim().to_owned()
    };
    let told = said(desk.path(), &["retention", "--dry-run"]);
    assert!(
        line(&told).starts_with("3 ") && line(&told).contains("90 天"),
        "{told}"
    );
    assert_eq!(count(desk.path(), "sign_up").await, 4, "only told");
    assert_eq!(count(desk.path(), "trace").await, 0);

    let done = said(desk.path(), &["retention"]);
    assert_eq!(done, told, "what was told is what goes");
    assert_eq!(count(desk.path(), "sign_up").await, 1);
    let kept =
        "trace where act = 'retention_kept' and detail = 'forgotten_sign_ups' and things = 3";
    assert_eq!(count(desk.path(), kept).await, 1);

    let again = said(desk.path(), &["retention"]);
    assert!(line(&again).starts_with("0 "), "{again}");
    assert_eq!(
        at(desk.path(), &["retention", "--now"]).status.code(),
        Some(2)
    );
}
