//! The trail of acts: nothing is done without a trace of it, and none can be touched unseen.

use crate::TestApp;
use domain::trace::Act;
use rengang::{
    error::Error,
    services::traces::{self, Broken, Exported, Verdict},
    storage::{self, traces::Trace},
};
use sea_orm::{ConnectionTrait, DbBackend};
use serde_json::{Value, json};

mod glass;
mod looks;
mod tampering;

/// The trace of what a test writes on its own account.
pub fn of_a_test() -> Trace {
    Trace::of_command("a test", Act::DemonstrationMade)
}

fn pairing() -> Value {
    json!({
        "kind": "county_pair", "west": "520526100001", "east": "440106",
        "effective_from": "2019-01-01", "source": "村村结对协议",
    })
}

impl TestApp {
    /// The acts in the trail, in their order.
    async fn acts(&self) -> Vec<String> {
        let rows = self.raw("select act from trace order by sequence").await;
        let act = |row: &sea_orm::QueryResult| row.try_get("", "act").expect("an act");
        rows.iter().map(act).collect()
    }

    async fn verdict(&self) -> Verdict {
        traces::verify(self, None).await.expect("a verdict")
    }

    /// Runs a statement behind the service's back; what the database says against it.
    async fn tamper(&self, sql: &str) -> Result<(), String> {
        let done = self.db.execute_unprepared(sql).await;
        done.map(drop).map_err(|refused| refused.to_string())
    }

    /// From here on the trail takes nothing.
    async fn fill_the_trail(&self) {
        let broken = match self.db.get_database_backend() {
            DbBackend::Postgres => {
                "create trigger trail_is_full before insert on trace for each row execute function trace_stays()"
            }
            _ => {
                "create trigger trail_is_full before insert on trace begin select raise(abort, 'full'); end"
            }
        };
        let filled = self.tamper(broken).await;
        filled.expect("a trail that takes nothing");
    }

    /// Takes the triggers away, as somebody may who owns the database.
    async fn lay_open(&self) {
        let drops: &[&str] = match self.db.get_database_backend() {
            DbBackend::Postgres => &[
                "drop trigger trace_stays on trace",
                "drop trigger trace_person_stays on trace_person",
                "drop trigger trace_head_stays on trace_head",
                "drop trigger trace_head_goes_on on trace_head",
            ],
            _ => &[
                "drop trigger trace_no_update",
                "drop trigger trace_no_delete",
                "drop trigger trace_no_replace",
                "drop trigger trace_person_no_update",
                "drop trigger trace_person_no_delete",
                "drop trigger trace_head_no_delete",
                "drop trigger trace_head_goes_on",
            ],
        };
        for drop in drops {
            self.tamper(drop).await.expect(drop);
        }
    }
}

#[actix_web::test]
async fn an_act_leaves_one_trace_that_says_who_did_what_upon_what() {
    let app = TestApp::start().await;
    let office = app.province(520_000).await;
    let made = office.post("/pairings", &pairing()).await.expect(201);

    assert_eq!(app.acts().await, ["pairing_entered"]);
    let rows = app
        .raw("select who, role, division, account_id, object_id, people from trace")
        .await;
    let row = &rows[0];
    let text = |name| row.try_get::<String>("", name).expect("a word");
    let id = |name| row.try_get::<uuid::Uuid>("", name).expect("an identity");
    assert_eq!(
        (text("who"), text("role")),
        ("account".into(), "province".into())
    );
    assert_eq!(
        row.try_get::<i64>("", "division").expect("a place"),
        520_000_000_000
    );
    assert_eq!(id("object_id").to_string(), made.id());
    assert_eq!(app.verdict().await.faults, 0);
}

#[actix_web::test]
async fn an_act_sent_again_leaves_no_second_trace() {
    let app = TestApp::start().await;
    let office = app.province(520_000).await;
    for _ in 0..3 {
        let again = office.post("/pairings", &pairing()).key("the-same-key");
        again.await;
    }
    assert_eq!(app.acts().await, ["pairing_entered"]);
}

#[actix_web::test]
async fn what_is_refused_leaves_no_trace() {
    let app = TestApp::start().await;
    let office = app.province(520_000).await;
    let mut wrong = pairing();
    wrong["effective_to"] = json!("2018-01-01");
    office.post("/pairings", &wrong).await.expect(422);
    assert_eq!(app.acts().await, Vec::<String>::new());
}

#[actix_web::test]
async fn an_act_whose_trace_cannot_be_written_is_not_done() {
    let app = TestApp::start().await;
    let office = app.province(520_000).await;
    app.fill_the_trail().await;

    let before = app.raw("select id from pairing").await.len();
    office.post("/pairings", &pairing()).await.expect(500);
    assert_eq!(app.raw("select id from pairing").await.len(), before);
    assert_eq!(app.raw("select * from idempotency").await.len(), 0);
}

#[actix_web::test]
async fn the_database_itself_refuses_to_change_the_trail() {
    let app = TestApp::start().await;
    let office = app.province(520_000).await;
    office.post("/pairings", &pairing()).await.expect(201);
    let mut refused = vec![
        "update trace set act = 'signed_in'",
        "delete from trace",
        "update trace_person set person_id = trace_id",
        "delete from trace_person where 1 = 1",
        "delete from trace_head",
        "update trace_head set sequence = 0, hash = null",
    ];
    if app.db.get_database_backend() == DbBackend::Postgres {
        refused.extend([
            "truncate trace",
            "truncate trace_person",
            "truncate trace_head",
        ]);
    } else {
        refused.push("insert or replace into trace select * from trace");
        // A trigger for rows has nothing to say where there is none.
        refused.retain(|sql| !sql.contains("trace_person"));
    }
    for sql in refused {
        let said = app.tamper(sql).await.expect_err(sql);
        assert!(
            said.contains("trace") || said.contains("trail"),
            "{sql}: {said}"
        );
    }
    assert_eq!(
        app.verdict().await,
        Verdict {
            faults: 0,
            ..app.verdict().await
        }
    );
}

#[actix_web::test]
async fn acts_at_the_same_time_stand_in_one_chain() {
    let app = TestApp::start().await;
    let all = (0..24).map(|_| async {
        let tx = storage::begin(&app.db).await?;
        tx.commit(of_a_test(), app.clock.now()).await
    });
    let done: Vec<Result<(), Error>> = futures_util::future::join_all(all).await;
    assert!(done.iter().all(Result::is_ok), "{done:?}");
    let verdict = app.verdict().await;
    assert_eq!((verdict.records, verdict.faults), (24, 0));
}

#[actix_web::test]
async fn signing_in_and_out_is_in_the_trail() {
    let app = TestApp::start().await;
    let (session, _) = app.session(domain::grant::Capacity::Sysadmin).await;
    let who = app.bearer(&app.token(&session));
    who.delete("/sessions/current").await.expect(204);
    assert_eq!(app.acts().await, ["session_ended"]);
}

#[actix_web::test]
async fn the_head_is_exported_once_a_day() {
    let app = TestApp::start().await;
    let office = app.province(520_000).await;
    office.post("/pairings", &pairing()).await.expect(201);
    let file = traces::export_daily(&app).await.expect("written");
    assert!(file.ends_with("heads/2020-04-01.json"));
    let text = std::fs::read(&file).expect("a file");
    let head: Exported = serde_json::from_slice(&text).expect("a head");
    assert_eq!(head.sequence, 1);

    let session = office.delete("/sessions/current");
    session.await.expect(204);
    assert_eq!(traces::export_daily(&app).await.expect("kept"), file);
    assert_eq!(
        std::fs::read(&file).expect("a file"),
        text,
        "the day has one"
    );
    let whole = traces::verify(&app, Some(&head)).await.expect("a verdict");
    assert_eq!(whole.faults, 0);
    let other = Exported {
        hash: "00".repeat(32),
        ..head
    };
    let verdict = traces::verify(&app, Some(&other)).await.expect("a verdict");
    assert_eq!(verdict.findings[0].broken, Broken::ExportedHead);
}
