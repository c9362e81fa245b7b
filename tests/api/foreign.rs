//! One object of each noun that belongs to somebody far away, and to nobody else: what those who
//! ask in `coverage` must not be able to tell from nothing, and what its owner does see.

use crate::{TestApp, cast, enterprises, rosters, sign_ups, vacancies};
use chrono::Days;
use domain::{
    division::Division,
    follow_up::Rounds,
    grant::Capacity,
    id::{DepartureId, PinId, RoundPlanId, RunId},
    job::JobKind,
    letter::{LetterChannel, LetterKind},
    roster::entry::{Employment, Entry},
    words::WorkStatus,
};
use rengang::storage::departures::{Departure, Plan};
use rengang::{
    services::{
        self, Actor,
        jobs::{self, NewJob},
        matching::NewRun,
    },
    storage::{
        self, Scope,
        jobs::Unit,
        letters::{Filter as LetterFilter, NewLetter},
        pairings::Filter,
        pins::Pin,
        round_plans::RoundPlan,
        runs::Asked,
    },
};
use serde_json::json;
use uuid::Uuid;

/// 昭通昭阳, in another province than everybody who asks.
const ELSEWHERE: u32 = 530_602;

/// An object and somebody who may see it.
pub struct Foreign {
    pub id: Uuid,
    pub owner: Capacity,
}

/// The object; `noun` is the first part of a path behind the version.
pub async fn object(app: &TestApp, noun: &str) -> Foreign {
    let county = Capacity::CountyWest(Division::of_six(ELSEWHERE));
    let province = Capacity::Province(Division::of_six(530_000));
    let (id, owner) = match noun {
        "letters" => (letter(app, county).await, county),
        "accounts" => (app.session(county).await.0.account.0, county),
        "sessions" => (app.session(county).await.0.id.0, county),
        "jobs" => (job(app).await, county),
        "matching-runs" => (matching_run(app).await, county),
        "pins" => (pin(app).await, county),
        "placements" => (placement(app).await, county),
        "employments" => (away(app).await, county),
        "help-requests" => (help_request(app).await, county),
        "round-plans" => (round_plan(app).await, county),
        "departures" => (departure(app).await, county),
        "evidence" => (evidence(app).await, county),
        "erasures" => (erasure(app).await, county),
        "sign-ups" => (sign_up(app).await, county),
        "enterprises" => (enterprise(app).await, county),
        "vacancies" => (vacancy(app).await, county),
        "people" => (person(app).await, county),
        "parties" => (party(app).await, county),
        "conflicts" => (conflict(app).await, county),
        "pairings" => (pairing(app).await, province),
        "audits" => (audit(app).await, county),
        "stability-rules" => (stability_rule(app).await, county),
        _ => panic!("teach this function to make one of the {noun} that lies out of reach"),
    };
    Foreign { id, owner }
}

/// One to an account of the county, which nobody could deliver.
async fn letter(app: &TestApp, county: Capacity) -> Uuid {
    let (session, _) = app.session(county).await;
    let now = app.clock.now();
    let new = NewLetter {
        occasion: "round_due/30".into(),
        account: session.account,
        channel: LetterChannel::Email,
        kind: LetterKind::RoundDue,
        facts: json!({}),
        is_gathered: true,
        run_at: now + chrono::Duration::days(1),
    };
    let written = storage::letters::insert(&app.db, vec![new], now).await;
    written.expect("a letter");
    let all = Scope::job("a test");
    let listed = storage::letters::list(&app.db, &all, LetterFilter::default(), None, 1).await;
    listed.expect("a list").first().expect("the letter").id.0
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

/// A sample of somebody whose home and work lie elsewhere.
async fn audit(app: &TestApp) -> Uuid {
    let home = Division::of_six(ELSEWHERE);
    let mut entry = at_home(home, rosters::unused());
    entry.employment = rosters::away(1, "昆明示例厂")
        .employment
        .map(|job| Employment {
            place: None,
            division: Division::parse("530102"),
            ..job
        });
    entry.status = Some(WorkStatus::Away);
    rosters::take_in(app, home, "2020-04-01", vec![entry]).await;
    let office = app.county(ELSEWHERE).await;
    let body = json!({ "division": ELSEWHERE.to_string(), "total": 10 });
    let made = office.post("/audits", &body).await.expect(201);
    made.id().parse().expect("an identity")
}

async fn stability_rule(app: &TestApp) -> Uuid {
    let office = app.county(ELSEWHERE).await;
    let body = json!({
        "division": ELSEWHERE.to_string(), "code": format!("rule_{}", rosters::unused()), "name": "口径", "source": "通知",
        "months": 3, "counting": "consecutive", "effective_from": "2020-01-01",
    });
    let made = office.post("/stability-rules", &body).await.expect(201);
    made.id().parse().expect("an identity")
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

/// One who was not there before.
async fn person(app: &TestApp) -> Uuid {
    let number = rosters::unused();
    let home = Division::of_six(ELSEWHERE);
    rosters::take_in(app, home, "2020-04-01", vec![at_home(home, number)]).await;
    let office = app.county(ELSEWHERE).await;
    rosters::found(&office, number).await
}

async fn help_request(app: &TestApp) -> Uuid {
    let office = app.county(ELSEWHERE).await;
    let body = json!({ "person_id": person(app).await, "reason": "housing" });
    let made = office.post("/help-requests", &body).await.expect(201);
    made.id().parse().expect("an identity")
}

/// For one day to come, each for another.
async fn round_plan(app: &TestApp) -> Uuid {
    let day = app.clock.today() + Days::new(rosters::unused().into());
    let plan = RoundPlan {
        id: RoundPlanId::fresh(),
        division: Division::of_six(ELSEWHERE),
        rounds: Rounds::usual(),
        from: day,
        to: Some(day),
        by: None,
        version: 1,
        created_at: app.clock.now(),
    };
    let added = storage::round_plans::insert(&app.db, &plan).await;
    added.expect("a plan");
    plan.id.0
}

/// The job of somebody who was away before the registry knew.
async fn away(app: &TestApp) -> Uuid {
    let number = rosters::unused();
    let home = Division::of_six(ELSEWHERE);
    let entry = Entry {
        home,
        ..rosters::away(number, "海润示例纺织有限公司")
    };
    rosters::take_in(app, home, "2020-04-01", vec![entry]).await;
    let office = app.county(ELSEWHERE).await;
    let person = rosters::found(&office, number).await;
    let path = format!("/people/{person}/employments");
    let jobs = office.get(&path).await.expect(200);
    let id = jobs.body["items"][0]["id"].as_str();
    id.expect("a job").parse().expect("an identity")
}

async fn party(app: &TestApp) -> Uuid {
    let members = [person(app).await, person(app).await];
    let office = app.county(ELSEWHERE).await;
    let body = json!({ "members": members, "closeness": "city" });
    let made = office.post("/parties", &body).await.expect(201);
    made.id().parse().expect("an identity")
}

async fn conflict(app: &TestApp) -> Uuid {
    let number = rosters::unused();
    for county in [ELSEWHERE, 530_621] {
        let home = Division::of_six(county);
        rosters::take_in(app, home, "2020-04-01", vec![at_home(home, number)]).await;
    }
    let office = app.county(530_621).await;
    let listed = office.get("/conflicts?limit=200").await.expect(200);
    let last = listed.body["items"]
        .as_array()
        .and_then(|items| items.last());
    let id = last.and_then(|conflict| conflict["id"].as_str());
    id.expect("a conflict").parse().expect("an identity")
}

fn at_home(home: Division, number: u32) -> Entry {
    Entry {
        home,
        ..rosters::seeker(number)
    }
}

async fn placement(app: &TestApp) -> Uuid {
    let factory = cast::factory(app).await;
    let post = cast::post(app, factory, 1).await;
    let number = app.clock.now().timestamp_subsec_micros() % 1_000;
    let person = cast::people(app, ELSEWHERE, number..number + 1).await[0];
    cast::offer(app, ELSEWHERE, person, factory, post).await.0
}

/// About somebody away already, whom no bureau has received.
async fn evidence(app: &TestApp) -> Uuid {
    let office = app.county(ELSEWHERE).await;
    let job = away(app).await;
    let body = json!({ "employment_ids": [job], "kind": "contract" });
    let made = office.post("/evidence", &body).await.expect(201);
    let id = made.body["items"][0]["id"].as_str();
    id.expect("evidence").parse().expect("an identity")
}

/// Nobody has verified it, so that only the offices of its place see it.
async fn enterprise(app: &TestApp) -> Uuid {
    enterprises::entered(app, ELSEWHERE).await
}

async fn erasure(app: &TestApp) -> Uuid {
    let office = app.county(ELSEWHERE).await;
    let path = format!("/people/{}/erasure-requests", person(app).await);
    let made = office.post(&path, &json!({})).await.expect(201);
    made.id().parse().expect("an identity")
}

async fn sign_up(app: &TestApp) -> Uuid {
    let name = format!("firm-{}", rosters::unused());
    let asked = sign_ups::wish(ELSEWHERE, &name);
    let taken = app.anonymous().post("/sign-ups", &asked).await.expect(202);
    taken.id().parse().expect("an identity")
}

async fn vacancy(app: &TestApp) -> Uuid {
    let enterprise = enterprise(app).await;
    let county = app.county(ELSEWHERE).await;
    let post = vacancies::sewing(enterprise, ELSEWHERE);
    let made = county.post("/vacancies", &post).await.expect(201);
    made.id().parse().expect("an identity")
}

async fn matching_run(app: &TestApp) -> Uuid {
    let new = NewRun {
        area: Division::of_six(ELSEWHERE),
        on: None,
        asked: Asked::default(),
        season: None,
    };
    let by = Actor::operator("a test");
    let asked = services::matching::request_here(app, &by, new).await;
    asked.expect("a run").0
}

async fn pin(app: &TestApp) -> Uuid {
    let factory = cast::factory(app).await;
    let vacancy = cast::post(app, factory, 1).await;
    let pin = Pin {
        id: PinId::fresh(),
        person: cast::people(app, ELSEWHERE, 0..1).await[0],
        vacancy,
        excluded: true,
        reason: None,
        home: Division::of_six(ELSEWHERE),
        by: None,
        created_at: app.clock.now(),
    };
    let added = storage::pins::insert(&app.db, &pin).await;
    added.expect("a pin");
    pin.id.0
}

/// One that nobody is of yet.
async fn departure(app: &TestApp) -> Uuid {
    let departure = Departure {
        id: DepartureId::fresh(),
        run: RunId(matching_run(app).await),
        origin: Division::of_six(ELSEWHERE),
        destination: Division::of_six(441_900),
        plan: Plan {
            capacity: 50,
            leaves_on: app.clock.today(),
            gathers_at: None,
            gathering_point: None,
            transport: None,
            transport_detail: None,
            leader_name: None,
            leader_phone: None,
        },
        departed_on: None,
        arrived_on: None,
        cancelled_on: None,
        version: 1,
        created_at: app.clock.now(),
    };
    storage::departures::insert(&app.db, &app.keys, &departure, None)
        .await
        .expect("a departure");
    departure.id.0
}
