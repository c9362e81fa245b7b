//! One object of each noun that belongs to an office far away, and to nobody else: what those who
//! ask in `coverage` must not be able to tell from nothing.

use crate::TestApp;
use domain::{division::Division, grant::Capacity, job::JobKind};
use rengang::{
    services::{
        Actor,
        jobs::{self, NewJob},
    },
    storage::{self, jobs::Unit, pairings::Filter},
};
use uuid::Uuid;

/// 昭通昭阳, in another province than everybody who asks.
const ELSEWHERE: u32 = 530_602;

/// The object; `noun` is the first part of a path behind the version.
pub async fn object(app: &TestApp, noun: &str) -> Uuid {
    match noun {
        "accounts" => account(app).await,
        "jobs" => job(app).await,
        "pairings" => pairing(app).await,
        _ => panic!("teach this function to make one of the {noun} that lies out of reach"),
    }
}

async fn account(app: &TestApp) -> Uuid {
    let county = Capacity::CountyWest(Division::of_six(ELSEWHERE));
    app.session(county).await.0.account.0
}

/// Everybody may read it; to end it is another's.
async fn pairing(app: &TestApp) -> Uuid {
    let there = Filter {
        west: Some(Division::of_six(ELSEWHERE)),
        ..Filter::default()
    };
    let found = storage::pairings::list(&app.db, there, None, 1).await;
    found.expect("a list").first().expect("a pairing").id.0
}

async fn job(app: &TestApp) -> Uuid {
    let new = NewJob {
        kind: JobKind::Import,
        unit: Unit::Rows,
        division: Some(Division::of_six(ELSEWHERE)),
        enterprise: None,
    };
    let by = Actor::operator("a test");
    let job = jobs::enqueue(app, &app.db, &by, new).await;
    job.expect("a job").id.0
}
