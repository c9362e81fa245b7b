//! Learning how long pairs last, over HTTP: whoever asks for it, what it is judged by, and which runs are scored with it.

use crate::{
    Answer, Client, TestApp, cast,
    matching_runs::{county_of, items},
};
use chrono::{Days, NaiveDate};
use domain::id::{EmploymentId, EnterpriseId, PersonId, PlacementId, VacancyId};
use rengang::{
    services,
    storage::{self, Scope},
};
use sea_orm::{ConnectionTrait, DbBackend, Statement, TransactionTrait, Value as Bound};
use serde_json::{Value, json};
use uuid::Uuid;

const WEINING: u32 = 520_526;

/// Adds a row as no route does.
async fn add(db: &impl ConnectionTrait, table: &str, row: Vec<(&str, Bound)>) {
    let backend = db.get_database_backend();
    let mark = |at: usize| match backend {
        DbBackend::Postgres => format!("${at}"),
        _ => "?".to_owned(),
    };
    let marks: Vec<String> = (1..=row.len()).map(mark).collect();
    let (names, values): (Vec<&str>, Vec<Bound>) = row.into_iter().unzip();
    let sql = format!(
        "insert into {table} ({}) values ({})",
        names.join(", "),
        marks.join(", ")
    );
    let statement = Statement::from_sql_and_values(backend, sql, values);
    db.execute_raw(statement).await.expect("a row");
}

/// A job of somebody at a post, from its offer to its end.
struct Ended {
    person: PersonId,
    enterprise: EnterpriseId,
    vacancy: VacancyId,
    began: NaiveDate,
    days: u64,
}

impl Ended {
    async fn add(&self, app: &TestApp, db: &impl ConnectionTrait) {
        let placement = PlacementId::fresh().0;
        let last = self.began + Days::new(self.days - 1);
        let now = app.clock.now();
        let home = domain::division::Division::of_six(WEINING).widened();
        let workplace = domain::division::Division::of_six(441_900).widened();
        let row = vec![
            ("id", placement.into()),
            ("person_id", self.person.0.into()),
            ("vacancy_id", self.vacancy.0.into()),
            ("enterprise_id", self.enterprise.0.into()),
            ("home", home.into()),
            ("workplace", workplace.into()),
            ("tier", "other_east".into()),
            ("stage", "ended".into()),
            ("offered_on", self.began.into()),
            ("expires_on", self.began.into()),
            ("accepted_on", self.began.into()),
            ("started_on", self.began.into()),
            ("closed_on", last.into()),
            ("end_reason", "went_home".into()),
            ("version", 1i64.into()),
            ("created_at", now.into()),
            ("updated_at", now.into()),
        ];
        add(db, "placement", row).await;
        let row = vec![
            ("id", Uuid::now_v7().into()),
            ("person_id", self.person.0.into()),
            ("placement_id", placement.into()),
            ("workplace", workplace.into()),
            ("trade", "manufacturing".into()),
            ("started_on", self.began.into()),
            ("start_precision", "day".into()),
            ("known_from", self.began.into()),
            ("ended_on", last.into()),
            ("end_reason", "went_home".into()),
            ("version", 1i64.into()),
            ("created_at", now.into()),
        ];
        add(db, "employment", row).await;
    }
}

/// Two years of jobs at eight enterprises. `lasts` is how many days they last, by the number of the enterprise.
async fn history(app: &TestApp, people: &[PersonId], lasts: impl Fn(u64) -> u64) -> Vec<VacancyId> {
    let first: NaiveDate = "2018-04-01".parse().expect("a day");
    let mut posts = Vec::new();
    for _ in 0..8 {
        let enterprise = cast::factory(app).await;
        posts.push((enterprise, cast::post(app, enterprise, 5).await));
    }
    let tx = app.db.begin().await.expect("begun");
    for (number, (enterprise, vacancy)) in (0..).zip(&posts) {
        for job in 0..40u64 {
            let who = usize::try_from(job).expect("small") % people.len();
            let ended = Ended {
                person: people[who],
                enterprise: *enterprise,
                vacancy: *vacancy,
                began: first + Days::new(job * 14 + number),
                // The same sequence of short and long jobs at each, stretched by how long jobs last there.
                days: 1 + lasts(number) * (1 + (job * 7 + number * 3) % 10) / 5,
            };
            ended.add(app, &tx).await;
        }
    }
    tx.commit().await.expect("committed");
    posts.into_iter().map(|(_, vacancy)| vacancy).collect()
}

/// Asks for a model and reads it when it is done.
async fn learnt(app: &TestApp, national: &Client) -> Answer {
    let job = national
        .post(
            "/stability-models",
            &json!({ "learnt_until": "2019-04-01" }),
        )
        .await
        .expect(202);
    app.work().await;
    let done = national
        .get(&format!("/jobs/{}", job.id()))
        .await
        .expect(200);
    assert_eq!(done.body["state"], "SUCCEEDED", "{:#}", done.body);
    let href = done.body["result_href"].as_str().expect("where it is");
    national
        .get(href.trim_start_matches("/api/v1"))
        .await
        .expect(200)
}

async fn run(app: &TestApp, county: &Client, more: Value) -> Answer {
    let mut asked = json!({ "division": WEINING.to_string() });
    for (name, value) in more.as_object().expect("members") {
        asked[name] = value.clone();
    }
    let job = county.post("/matching-runs", &asked).await.expect(202);
    app.work().await;
    county
        .get(&format!("/matching-runs/{}", job.id()))
        .await
        .expect(200)
}

/// Who begins where people leave soon is likelier to leave than who begins where they stay, and the model says so.
async fn warnings_follow_the_model(app: &TestApp, vacancies: &[VacancyId], model: &Answer) {
    let (all, today) = (Scope::job("a test"), app.clock.today());
    let mut jobs = Vec::new();
    for (number, vacancy) in (900..).zip(&vacancies[..2]) {
        let post = storage::vacancies::get(&app.db, &all, today, *vacancy).await;
        let enterprise = post.expect("an answer").expect("a post").enterprise;
        let at_work = cast::at_work(app, WEINING, number, enterprise).await;
        jobs.push(at_work.employment);
    }
    services::alerts::ask_daily(app).await.expect("asked for");
    app.work().await;
    let county = app.county(WEINING).await;
    let listed = county.get("/alerts?reason=likely_to_end").await.expect(200);
    let share = |job: EmploymentId| {
        let mut alerts = listed.body["items"].as_array().expect("items").iter();
        let alert = alerts.find(|one| one["employment_id"] == json!(job.0));
        let alert = alert.expect("an alert");
        assert_eq!(alert["stability_model_id"], model.body["id"]);
        alert["ends_within_90_days_bp"].as_u64().expect("a share")
    };
    let [short, long] = [share(jobs[0]), share(jobs[1])];
    assert!(short > long, "{short} {long}");
}

#[actix_web::test]
async fn what_was_learnt_and_held_up_is_one_part_of_the_score_unless_a_run_does_without() {
    let app = TestApp::start().await;
    let (county, people) = county_of(&app, 20).await;
    let vacancies = history(
        &app,
        &people,
        |number| if number % 2 == 0 { 10 } else { 80 },
    )
    .await;
    let never = "update employment set voided = true where id in (select id from employment order by id limit 1)";
    app.db.execute_unprepared(never).await.expect("voided");
    let national = app.national().await;
    let model = learnt(&app, &national).await;
    let card = &model.body["card"];
    assert_eq!(
        (&card["verdict"], &model.body["in_use"]),
        (&json!("better"), &json!(true)),
        "{card:#}"
    );
    assert!(card["gain"]["ci_low"].as_f64().expect("an end") > 0.0);
    assert!(card["concordance"].as_f64().expect("a share") > 0.55);
    assert_eq!(card["held_out"]["enterprises"], 8);
    let both = ["learnt", "held_out"].map(|period| card[period]["ended"].as_u64().expect("ends"));
    assert_eq!(
        both.iter().sum::<u64>(),
        319,
        "each end taught or judged, but that of a job that never was"
    );

    let scored = run(&app, &county, json!({})).await;
    assert_eq!(scored.body["stability_model"], model.body["id"]);
    let proposals = items(&county, &scored, "proposals").await;
    assert_eq!(proposals.len(), 20);
    let lasting: Vec<Value> = vacancies
        .iter()
        .skip(1)
        .step_by(2)
        .map(|id| json!(id.0))
        .collect();
    for proposal in &proposals {
        assert!(lasting.contains(&proposal["vacancy"]["id"]), "{proposal:#}");
        let unknown = proposal["unknown"].as_array().expect("a list");
        assert!(!unknown.contains(&json!("stability")));
    }

    let expected = async |vacancy: VacancyId| {
        let person = people[0];
        let href = format!("/people/{person}/expected-stability?vacancy={vacancy}");
        county.get(&href).await.expect(200).body
    };
    let [short, long] = [expected(vacancies[0]).await, expected(vacancies[1]).await];
    let figure = |of: &Value, name: &str| of[name].as_f64().expect("a figure");
    assert!(
        figure(&short, "share") < figure(&long, "share"),
        "{short:#} {long:#}"
    );
    for pair in [&short, &long] {
        assert!(
            figure(pair, "ci_low") <= figure(pair, "share")
                && figure(pair, "share") <= figure(pair, "ci_high")
        );
        assert_eq!(pair["effects"].as_array().map(Vec::len), Some(7));
    }
    tops_follow_the_model(&app, &county, people[0], &lasting, &model).await;
    warnings_follow_the_model(&app, &vacancies, &model).await;

    let foreign = VacancyId::fresh();
    let nowhere = format!("/people/{}/expected-stability?vacancy={foreign}", people[0]);
    county.get(&nowhere).await.expect(404);

    let without = run(&app, &county, json!({ "learnt_stability": false })).await;
    assert_eq!(without.body["stability_model"], Value::Null);
    for proposal in items(&county, &without, "proposals").await {
        assert_eq!(proposal["parts"]["stability"], 500);
        assert!(
            proposal["unknown"]
                .as_array()
                .expect("a list")
                .contains(&json!("stability"))
        );
    }
}

/// Outside any run the same part decides, until somebody asks without it.
async fn tops_follow_the_model(
    app: &TestApp,
    county: &Client,
    person: PersonId,
    lasting: &[Value],
    model: &Answer,
) {
    rengang::services::matching::catch_up(app)
        .await
        .expect("the market");
    let href = format!("/people/{person}/top-posts");
    let tops = county.get(&href).await.expect(200);
    assert_eq!(tops.body["stability_model"], model.body["id"]);
    let items = tops.body["items"].as_array().expect("a list");
    let (first, last) = items.split_at(lasting.len());
    for (best, short) in first.iter().zip(last) {
        assert!(lasting.contains(&best["vacancy"]["id"]), "{best:#}");
        let [more, less] = [best, short].map(|item| item["parts"]["stability"].as_u64());
        assert!(more > less, "{best:#} {short:#}");
    }
    let without = county
        .get(&format!("{href}?learnt_stability=false"))
        .await
        .expect(200);
    assert_eq!(without.body["stability_model"], Value::Null);
    for item in without.body["items"].as_array().expect("a list") {
        assert_eq!(item["parts"]["stability"], 500);
    }
    let vacancy = lasting[0].as_str().expect("an identity");
    let people = county
        .get(&format!("/vacancies/{vacancy}/top-people"))
        .await
        .expect(200);
    assert_eq!(people.body["stability_model"], model.body["id"]);
    let wrong = county
        .get(&format!("{href}?learnt_stability=perhaps"))
        .await
        .expect(400);
    assert_eq!(wrong.code(), "PARAMETER_MALFORMED");
}

#[actix_web::test]
async fn where_posts_do_not_differ_nothing_is_gained_and_nothing_is_used() {
    let app = TestApp::start().await;
    let (county, people) = county_of(&app, 20).await;
    history(&app, &people, |_| 40).await;
    let national = app.national().await;
    let model = learnt(&app, &national).await;
    assert_eq!(
        (&model.body["card"]["verdict"], &model.body["in_use"]),
        (&json!("not_better"), &json!(false))
    );
    let scored = run(&app, &county, json!({})).await;
    assert_eq!(scored.body["stability_model"], Value::Null);
    for proposal in items(&county, &scored, "proposals").await {
        assert_eq!(proposal["parts"]["stability"], 500);
    }
}

#[actix_web::test]
async fn too_little_is_told_as_such_and_everybody_may_read_the_card() {
    let app = TestApp::start().await;
    let national = app.national().await;
    let model = learnt(&app, &national).await;
    assert_eq!(model.body["card"]["verdict"], "too_few");
    assert_eq!(model.body["card"]["gain"]["ci_low"], Value::Null);
    let county = app.county(WEINING).await;
    let listed = county.get("/stability-models").await.expect(200);
    assert_eq!(listed.body["items"][0]["id"], model.body["id"]);
}

#[actix_web::test]
async fn a_model_is_learnt_until_a_day_that_is_past() {
    let app = TestApp::start().await;
    let national = app.national().await;
    for day in ["2020-04-01", "2031-01-01", "1999-01-01"] {
        let refused = national
            .post("/stability-models", &json!({ "learnt_until": day }))
            .await
            .expect(422);
        assert_eq!(refused.faults(), [("/learnt_until", "LEARNT_UNTIL_UNFIT")]);
    }
    national
        .post(
            "/stability-models",
            &json!({ "learnt_until": "2020-03-31" }),
        )
        .await
        .expect(202);
}
