//! Accounts of colleagues.

use crate::TestApp;

#[actix_web::test]
async fn a_county_sees_the_accounts_of_its_own_division_only() {
    let app = TestApp::start().await;
    let weining = app.county(520_526).await;
    app.county(520_526).await;
    app.county(520_527).await;
    app.bureau(441_900).await;

    let seen = weining.get("/accounts").await.expect(200);

    assert_eq!(seen.body["items"].as_array().expect("a list").len(), 2);
}
