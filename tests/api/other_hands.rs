//! What nobody does alone, once more: going round the service, the database refuses it by itself.

use crate::{
    TestApp,
    audit_findings::brought_to_work,
    audits::{drawn, units},
    enterprises::{entered, verified},
};
use domain::grant::Capacity;
use sea_orm::ConnectionTrait;
use serde_json::json;

const DONGGUAN: u32 = 441_900;

impl TestApp {
    /// A statement that a rule of this name keeps from being done.
    async fn is_refused(&self, rule: &str, sql: &str) {
        let done = self.db.execute_unprepared(sql).await;
        let refused = done.expect_err(sql).to_string();
        assert!(refused.contains(rule), "{sql}: {refused}");
    }
}

#[actix_web::test]
async fn whoever_entered_an_enterprise_does_not_verify_it() {
    let app = TestApp::start().await;
    entered(&app, DONGGUAN).await;
    let own = "update enterprise set verified_on = '2020-04-01', verified_by = entered_by";
    app.is_refused("enterprise_of_two", own).await;
    let copy = "insert into enterprise (id, credit_code, name, division, version, created_at, updated_at, entered_by,
          verified_on, verified_by)
        select entered_by, 'X', name, division, 1, created_at, created_at, entered_by, '2020-04-01', entered_by
        from enterprise";
    app.is_refused("enterprise_of_two", copy).await;
}

#[actix_web::test]
async fn a_verification_does_not_stay_with_another_name_or_place() {
    let app = TestApp::start().await;
    verified(&app, DONGGUAN).await;
    for change in ["name = '另一家厂'", "division = 440300000000"] {
        let sql = format!("update enterprise set {change}");
        app.is_refused("enterprise_verified_as_found", &sql).await;
        let lapsed = format!("{sql}, verified_on = null, verified_by = null");
        let done = app.db.execute_unprepared(&lapsed).await;
        done.expect("the verification lapses with it");
        let again = "update enterprise set verified_on = '2020-04-01'";
        let done = app.db.execute_unprepared(again).await;
        done.expect("verified anew");
    }
}

#[actix_web::test]
async fn nobody_gives_confirms_or_takes_away_a_role_of_their_own() {
    let app = TestApp::start().await;
    app.session(Capacity::Sysadmin).await;
    for by in ["granted_by", "confirmed_by", "ended_by"] {
        let own = format!("update role_grant set {by} = account_id");
        app.is_refused("role_grant_by_another", &own).await;
    }
    let own = "insert into role_grant (id, account_id, role, valid_from, granted_by, created_at)
        select account_id, account_id, 'auditor', valid_from, account_id, created_at from role_grant";
    app.is_refused("role_grant_by_another", own).await;
}

#[actix_web::test]
async fn whoever_had_a_word_in_a_job_does_not_verify_it() {
    let app = TestApp::start().await;
    brought_to_work(&app).await;
    let other = app.bureau(DONGGUAN).await;
    let audit = drawn(&other, json!({ "division": "441900", "total": 1 })).await;
    let job = units(&other, audit.id()).await.remove(0);
    let found = |by: &str| {
        format!(
            "update audit_unit set finding = 'confirmed', found_on = '2020-04-01', recorded_at = '2020-04-01T01:00:00Z',
              found_role = 'county_west', found_by = ({by}) where place is not null"
        )
    };
    // Whoever reported that it began told a step of it, too: two rules speak of them.
    let reporter = found("reported_by");
    app.is_refused("audit_unit_", &reporter).await;
    // The person, the enterprise and the county have told a step each.
    let teller = |place: usize| {
        format!(
            "select account_id from placement_event where account_id is not null
               and account_id not in (select reported_by from audit_unit where reported_by is not null)
             order by id limit 1 offset {place}"
        )
    };
    for place in 0..3 {
        app.is_refused("audit_unit_no_own_word", &found(&teller(place)))
            .await;
    }
    let late = app.county(520_526).await;
    let said = json!({ "employment_ids": [job], "kind": "call", "on": "2020-04-01" });
    late.post("/evidence", &said).await.expect(201);
    let witness = found("select account_id from evidence");
    app.is_refused("audit_unit_no_own_word", &witness).await;
}
