//! The closed lists behind every code.

use crate::TestApp;
use serde_json::json;

#[actix_web::test]
async fn every_list_is_there_and_a_good_copy_is_not_sent_again() {
    let app = TestApp::start().await;
    let county = app.county(520_526).await;
    let sets = county.get("/codesets").await.expect(200);
    for set in sets.body["items"].as_array().expect("a list") {
        let href = set["href"].as_str().expect("an address");
        let path = href.strip_prefix("/api/v1").expect("below the API");
        let read = county.get(path).await.expect(200);
        let items = read.body["items"].as_array().expect("entries");
        assert_eq!(json!(items.len()), set["entries"], "{href}");
        assert!(items.iter().all(|item| item["zh"].is_string()), "{href}");
        county
            .get(path)
            .header("if-none-match", read.header("etag"))
            .await
            .expect(304);
    }
    let tiers = county.get("/codesets/tier").await.expect(200);
    assert!(
        tiers.body["items"]
            .as_array()
            .expect("tiers")
            .iter()
            .any(|tier| tier["code"] == "village_pair")
    );
    county.get("/codesets/nonsense").await.expect(404);
}
