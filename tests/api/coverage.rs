//! Walks every operation of the description, whoever added it: nobody gets past the gate without
//! a token, no role past its permissions, no office past its area, and every answer is one that
//! the description tells of.

use crate::{
    TestApp, foreign,
    operations::{Operation, guarded, operations},
};
use actix_web::http::Method;
use domain::{
    coded::Coded,
    division::Division,
    grant::Capacity,
    id::{EnterpriseId, PersonId},
    words::Role,
};
use rengang::{server, services::Permission};
use serde_json::Value;
use std::collections::HashSet;
use uuid::Uuid;

/// Those of them that ask for an object of somebody; what everybody may read belongs to nobody.
fn on_objects() -> Vec<(Operation, Permission)> {
    let mut all = guarded();
    all.retain(|(operation, permission)| {
        operation.is_on_an_object() && *permission != Permission::ReferenceRead
    });
    all
}

pub fn capacity(role: Role) -> Capacity {
    match role {
        Role::National => Capacity::National,
        Role::Province => Capacity::Province(Division::of_six(520_000)),
        Role::CountyWest => Capacity::CountyWest(Division::of_six(520_526)),
        Role::BureauEast => Capacity::BureauEast(Division::of_six(441_900)),
        Role::Enterprise => Capacity::Enterprise(EnterpriseId::fresh()),
        Role::Worker => Capacity::Worker(PersonId::fresh()),
        Role::Sysadmin => Capacity::Sysadmin,
        Role::Auditor => Capacity::Auditor,
    }
}

#[test]
fn whatever_the_description_points_at_is_there_and_open_where_it_is_joined() {
    let description = serde_json::to_value(server::description()).expect("a description");
    let mut within = vec![&description];
    let mut pointers = 0;
    while let Some(value) = within.pop() {
        let told = |value: &Value| -> Option<Value> {
            let to = value.get("$ref")?.as_str()?.trim_start_matches('#');
            let found = description.pointer(to);
            Some(found.unwrap_or_else(|| panic!("{to} is not there")).clone())
        };
        pointers += usize::from(told(value).is_some());
        for part in value["allOf"].as_array().into_iter().flatten() {
            let part = told(part).unwrap_or_else(|| part.clone());
            assert_ne!(
                part["additionalProperties"], false,
                "{value:#} fits nothing"
            );
        }
        match value {
            Value::Object(members) => within.extend(members.values()),
            Value::Array(items) => within.extend(items),
            _ => {}
        }
    }
    assert!(pointers > 100, "{pointers} were looked at");
}

#[test]
fn every_operation_tells_who_may_ask_and_how_it_is_repeated() {
    let mut names = HashSet::new();
    for operation in operations() {
        let id = operation.id();
        assert!(!id.is_empty(), "{} has no operationId", operation.path);
        assert!(
            names.insert(id.to_owned()),
            "{id} stands for two operations"
        );
        let is_public = operation.permission().is_none();
        let is_idempotent = operation.told["x-idempotent"] == true;
        let has_precondition = operation.told["x-precondition"] == "if-match";

        let only_reads = operation.method == Method::GET
            || ["/search", "/reveal"]
                .iter()
                .any(|end| operation.path.ends_with(end));
        if operation.method == Method::POST && !is_public && !only_reads {
            assert!(
                is_idempotent || has_precondition,
                "{id} acts, but takes neither an Idempotency-Key nor an If-Match"
            );
        }
        if operation.method != Method::POST && !only_reads && operation.is_on_an_object() {
            assert!(has_precondition, "{id} changes, but takes no If-Match");
        }
        assert_eq!(operation.takes("Idempotency-Key"), is_idempotent, "{id}");
        assert_eq!(operation.takes("If-Match"), has_precondition, "{id}");
    }
}

#[actix_web::test]
async fn without_a_token_everybody_is_told_to_sign_in() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    for (operation, _) in guarded() {
        let answer = operation.ask(&anonymous, Uuid::now_v7()).await;
        assert_eq!(answer.status, 401, "{}", operation.id());
        assert_eq!(answer.code(), "TOKEN_MISSING", "{}", operation.id());
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
}

#[actix_web::test]
async fn a_role_gets_past_exactly_what_its_permissions_say() {
    let app = TestApp::start().await;
    for (operation, permission) in guarded() {
        for role in Role::ALL.iter().copied() {
            // Signed in anew each time: one of the operations signs out.
            let client = app.acting_as(capacity(role)).await;
            let answer = operation.ask(&client, Uuid::now_v7()).await;
            let is_refused = answer.status == 403;
            assert_eq!(
                is_refused,
                !permission.held_by(role),
                "{} answered a {} {}",
                operation.id(),
                role.code(),
                answer.status
            );
        }
    }
    // What was taken on comes to an end, however empty it was.
    app.work().await;
}

#[actix_web::test]
async fn what_lies_out_of_reach_looks_like_what_is_not_there() {
    let app = TestApp::start().await;
    let local = [
        Role::Province,
        Role::CountyWest,
        Role::BureauEast,
        Role::Enterprise,
        Role::Worker,
    ];
    for (operation, permission) in on_objects() {
        let foreign = foreign::object(&app, operation.noun()).await;
        for role in local.into_iter().filter(|role| permission.held_by(*role)) {
            let client = app.acting_as(capacity(role)).await;
            let absent = operation.ask(&client, Uuid::now_v7()).await;
            let hidden = operation.ask(&client, foreign.id).await;
            let name = format!("{} for a {}", operation.id(), role.code());
            // What is wrong with an empty body may be told first: it says nothing of the object.
            let has_body = operation.told["requestBody"].is_object();
            assert!(
                absent.status == 404 || (has_body && absent.status == 422),
                "{name}: {}",
                absent.status
            );
            assert_eq!(hidden.status, absent.status, "{name}");
            assert_eq!(
                hidden.without_request_id(),
                absent.without_request_id(),
                "{name}"
            );
        }
    }
}

#[actix_web::test]
async fn its_owner_sees_it_and_acts_on_the_version_that_was_read() {
    let app = TestApp::start().await;
    for (operation, permission) in on_objects() {
        let object = foreign::object(&app, operation.noun()).await;
        if !permission.held_by(object.owner.role()) {
            continue;
        }
        let client = app.acting_as(object.owner).await;
        let path = operation.path_of(object.id);
        let id = operation.id();
        if operation.method == Method::GET && operation.path.ends_with('}') {
            let read = client.ask(&Method::GET, &path).await.expect(200);
            let again = client
                .ask(&Method::GET, &path)
                .header("if-none-match", read.header("etag"));
            assert_eq!(again.await.status, 304, "{id}");
        }
        if !operation.told["x-precondition"].is_null() {
            let bare = operation.request(&client, object.id).without("if-match");
            let answer = bare.await;
            // What is wrong with an empty body may be told first.
            let has_body = operation.told["requestBody"].is_object();
            assert!(
                answer.status == 428 || (has_body && answer.status == 422),
                "{id}: {}",
                answer.status
            );
        }
    }
}
