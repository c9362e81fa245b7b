//! Keys that are not there, damaged, of another database, or being changed by somebody else.

use super::{AT_ONCE, entries, silent};
use crate::{
    TestApp,
    rosters::{WEINING, take_in},
};
use rengang::{
    app::{App, StartError},
    keys::BadKeys,
    services::key_rotations::{BrokenOff, rotate_data, rotate_indexes},
};
use std::fs;

#[actix_web::test]
async fn nothing_starts_on_keys_that_are_missing_damaged_or_of_another_database() {
    let app = TestApp::start().await;
    take_in(&app, WEINING, "2020-03-31", entries(0..1)).await;
    let folder = app.settings.keys();
    let open = || App::open((*app.settings).clone(), app.clock.clone());
    for name in [
        "seal.key",
        "index.key",
        "digest.key",
        "cursor.key",
        "token.key",
    ] {
        let file = folder.join(name);
        let held = fs::read(&file).expect("a key");

        fs::remove_file(&file).expect("removed");
        let refused = open().await.expect_err("a key is missing");
        // The one that databases older than it have not is made, and found to be another.
        let is_told = matches!(
            refused,
            StartError::Keys(BadKeys::Missing(_)) | StartError::OtherKeys
        );
        assert!(is_told, "{name}: {refused}");

        fs::write(&file, "not a key").expect("written");
        let refused = open().await.expect_err("a key is damaged");
        assert!(
            matches!(refused, StartError::Keys(BadKeys::Damaged(_))),
            "{name}: {refused}"
        );

        if ["seal.key", "index.key", "digest.key"].contains(&name) {
            fs::write(&file, "11".repeat(32)).expect("written");
            let refused = open().await.expect_err("another key");
            assert!(
                matches!(refused, StartError::OtherKeys),
                "{name}: {refused}"
            );
        }
        fs::write(&file, held).expect("brought back");
        open().await.expect("the right keys");
    }
}

#[actix_web::test]
async fn two_commands_do_not_change_keys_at_the_same_time() {
    let app = TestApp::start().await;
    let _changing = app.keys.changing().expect("nobody else");
    let refused = rotate_data(&app, AT_ONCE, &silent).await.expect_err("busy");
    assert!(
        matches!(refused, BrokenOff::Keys(BadKeys::Busy(_))),
        "{refused}"
    );
    let refused = rotate_indexes(&app, AT_ONCE, &silent)
        .await
        .expect_err("busy");
    assert!(
        matches!(refused, BrokenOff::Keys(BadKeys::Busy(_))),
        "{refused}"
    );
}
