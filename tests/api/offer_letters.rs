//! What people hear of offers that end, and of the day on which they leave.

use crate::{
    TestApp,
    departures::{accepted, id, made},
    mailing::{Season, WEINING, by, reached_by, send, step},
    sink::Sink,
};
use domain::{
    id::PersonId,
    letter::{LetterKind, LetterState},
};
use rengang::services::placements;
use serde_json::{Value, json};

/// To whom letters of a kind went, with what they say.
async fn told(app: &TestApp, kind: LetterKind) -> Vec<Value> {
    let letters = app.letters().await;
    let of_kind = letters.into_iter().filter(|letter| letter.kind == kind);
    of_kind
        .inspect(|letter| assert_eq!(letter.state, LetterState::Sent))
        .map(|letter| letter.facts)
        .collect()
}

#[actix_web::test]
async fn who_had_said_yes_to_it_hears_that_an_offer_was_taken_back_and_so_do_those_who_waited_for_them()
 {
    let sink = Sink::start().await;
    let app = TestApp::with(by(sink.port)).await;
    let season = Season::of(&app, 2).await;
    let (county, bureau) = (app.county(WEINING).await, app.bureau(441_900).await);
    let employer = app.enterprise(season.factory).await;
    for (name, who) in [("bureau", &bureau), ("employer", &employer)] {
        let wish = json!({ "email": format!("{name}@office.example"), "rhythm": "at_once" });
        reached_by(&app, who, wish).await;
    }
    let offers = season.offer(&app).await;
    step(&season.workers[0], offers[0], "acceptance", json!({})).await;
    send(&app).await;
    let before = sink.taken().len();
    for offer in offers {
        step(
            &county,
            offer,
            "withdrawal",
            json!({ "reason": "post_cancelled" }),
        )
        .await;
    }
    send(&app).await;
    let mut to: Vec<String> = sink.taken().drain(before..).map(|taken| taken.to).collect();
    to.sort();
    let all = [
        "<bureau@office.example>",
        "<employer@office.example>",
        "<seeker0@post.example>",
        "<seeker1@post.example>",
    ];
    assert_eq!(to, all);
    let facts = json!({ "workplace": 441_900_000_000_i64, "on": "2020-04-01" });
    assert_eq!(told(&app, LetterKind::OfferWithdrawn).await, vec![facts; 4]);
}

#[actix_web::test]
async fn an_offer_that_nobody_answered_is_told_to_the_person_and_counted_for_the_county() {
    let sink = Sink::start().await;
    let app = TestApp::with(by(sink.port)).await;
    let season = Season::of(&app, 3).await;
    let county = app.county(WEINING).await;
    let wish = json!({ "email": "office@county.example", "rhythm": "at_once" });
    reached_by(&app, &county, wish).await;
    let offers = season.offer(&app).await;
    step(
        &season.workers[2],
        offers[2],
        "refusal",
        json!({ "reason": "too_far" }),
    )
    .await;
    let expire = async || placements::expire_offers(&app).await.expect("asked");
    app.clock.advance(14);
    assert_eq!(expire().await, 0, "the last day");
    app.clock.advance(1);
    assert_eq!((expire().await, expire().await), (2, 0));
    send(&app).await;
    let person = json!({ "workplace": 441_900_000_000_i64, "answer_by": "2020-04-15" });
    assert_eq!(told(&app, LetterKind::OfferExpired).await, vec![person; 2]);
    let office = json!({ "on": "2020-04-16", "offers": 2 });
    assert_eq!(told(&app, LetterKind::OffersUnanswered).await, [office]);
}

#[actix_web::test]
async fn who_is_called_to_a_departure_hears_of_its_day_and_of_another_day() {
    let sink = Sink::start().await;
    let app = TestApp::with(by(sink.port)).await;
    let run = accepted(&app, &[("甲村", 2)]).await;
    let county = app.county(WEINING).await;
    let listed = county.get("/placements").await.expect(200);
    for (number, placement) in listed.body["items"]
        .as_array()
        .expect("two")
        .iter()
        .enumerate()
    {
        let person = placement["person_id"].as_str().expect("an identity");
        let worker = app
            .worker(PersonId(person.parse().expect("an identity")))
            .await;
        let wish =
            json!({ "email": format!("traveller{number}@post.example"), "channels": ["email"] });
        reached_by(&app, &worker, wish).await;
    }
    let departures = made(&county, &run, 10).await;
    send(&app).await;
    let on = |day: &str| json!({ "workplace": 441_900_000_000_i64, "leaves_on": day });
    assert_eq!(
        told(&app, LetterKind::DepartureCall).await,
        vec![on("2020-04-03"); 2]
    );

    let path = format!("/departures/{}", id(&departures[0]));
    for change in [
        json!({ "leaves_on": "2020-04-05" }),
        json!({ "leader_name": "王队长" }),
    ] {
        let read = county.get(&path).await.expect(200);
        county
            .patch(&path, &change)
            .if_match(&read)
            .await
            .expect(200);
    }
    send(&app).await;
    let calls = told(&app, LetterKind::DepartureCall).await;
    assert_eq!(
        calls[2..],
        vec![on("2020-04-05"); 2],
        "another day is told, another leader is not"
    );
    let mut to: Vec<String> = sink.taken().into_iter().map(|taken| taken.to).collect();
    to.dedup();
    assert!(to.iter().all(|to| to.starts_with("<traveller")), "{to:?}");
}
