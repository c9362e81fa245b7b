//! Divisions: what each code is, was and became.

use crate::{Answer, TestApp};

#[actix_web::test]
async fn divisions_are_listed_as_they_stood() {
    let app = TestApp::start().await;
    let county = app.county(520_526).await;
    let names = |answer: &Answer| -> Vec<String> {
        let rows = answer.body["items"].as_array().expect("a list").iter();
        rows.map(|row| {
            format!(
                "{} {}",
                row["code"].as_str().unwrap_or_default(),
                row["name"].as_str().unwrap_or_default()
            )
        })
        .collect()
    };

    let now = county
        .get("/divisions?parent=520300&name=%E6%92%AD%E5%B7%9E")
        .await
        .expect(200);
    assert_eq!(names(&now), ["520304 播州区"]);
    let of_2015 = county
        .get("/divisions?parent=520300&on=2015&name=%E9%81%B5%E4%B9%89")
        .await
        .expect(200);
    assert_eq!(names(&of_2015), ["520321 遵义县"]);
    let on_a_day = county
        .get("/divisions?parent=520300&on=2015-05-01&name=%E9%81%B5%E4%B9%89")
        .await
        .expect(200);
    assert_eq!(on_a_day.body, of_2015.body);
    let provinces = county.get("/divisions?level=province").await.expect(200);
    assert_eq!(names(&provinces).len(), 34);

    let first = county
        .get("/divisions?level=province&limit=20")
        .await
        .expect(200);
    let cursor = first.body["next_cursor"].as_str().expect("a second page");
    let second = county
        .get(&format!(
            "/divisions?level=province&limit=20&cursor={cursor}"
        ))
        .await
        .expect(200);
    assert_eq!([names(&first), names(&second)].concat(), names(&provinces));
    let other = county
        .get(&format!("/divisions?limit=20&cursor={cursor}"))
        .await
        .expect(400);
    assert_eq!(other.code(), "CURSOR_MISMATCH");
    county.get("/divisions?on=lately").await.expect(400);
}

#[actix_web::test]
async fn a_division_tells_what_it_was_and_became() {
    let app = TestApp::start().await;
    let county = app.county(520_526).await;

    let weining = county.get("/divisions/522427").await.expect(200);

    assert_eq!(weining.body["in_force"], false);
    assert_eq!(weining.body["successor"]["code"], "520526");
    assert!(
        !weining.body["history"]
            .as_array()
            .expect("a history")
            .is_empty()
    );
    let now = county.get("/divisions/520526").await.expect(200);
    assert_eq!(now.body["full_name"], "贵州省毕节市威宁彝族回族苗族自治县");
    assert_eq!(now.body["parent"]["code"], "520500");
    assert_eq!(now.body["children_href"], "/api/v1/divisions?parent=520526");
    county.get("/divisions/990101").await.expect(404);
    county.get("/divisions/x").await.expect(404);
}
