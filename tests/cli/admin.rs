//! What keeps the service: letters after a backup, keys.

use super::{at, said};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use domain::{
    id::AccountId,
    letter::{LetterChannel, LetterKind, LetterState},
};
use rengang::{
    app::App,
    clock::Clock,
    config::Settings,
    mail::{Letter, OfferMade},
    storage::{
        Scope,
        accounts::{self, Account},
        letters::{self, Filter, NewLetter},
    },
};
use std::path::Path;

/// The service on a desk's data, without serving.
async fn opened(desk: &Path) -> App {
    let settings = Settings {
        data_dir: desk.join("data"),
        ..Settings::default()
    };
    App::open(settings, Clock::machine()).await.expect("opened")
}

/// Lays letters about so many offers into the outbox, as if written at an instant.
async fn written(app: &App, occasions: &[&str], at: DateTime<Utc>) {
    let account = AccountId::fresh();
    let row = Account {
        id: account,
        username: format!("u-{account}"),
        display_name: "测试账号".into(),
        disabled_at: None,
        version: 1,
        created_at: at,
        password_due_on: None,
    };
    accounts::insert(&app.db, &row, "none")
        .await
        .expect("an account");
    let facts = Letter::OfferMade(OfferMade::sample())
        .facts()
        .expect("facts");
    let letters = occasions.iter().map(|occasion| NewLetter {
        occasion: (*occasion).to_owned(),
        account,
        channel: LetterChannel::Email,
        kind: LetterKind::OfferMade,
        facts: facts.clone(),
        is_gathered: false,
        run_at: at,
    });
    letters::insert(&app.db, letters.collect(), at)
        .await
        .expect("letters");
}

#[actix_web::test]
async fn letters_that_a_backup_brought_back_are_dropped_by_the_instant_of_its_loss() {
    let desk = tempfile::tempdir().expect("a folder");
    let app = opened(desk.path()).await;
    let lost = app.clock.now() - TimeDelta::hours(1);
    written(&app, &["a", "b"], lost - TimeDelta::minutes(5)).await;
    written(&app, &["c"], lost + TimeDelta::minutes(5)).await;
    app.db.close().await.expect("closed");

    let lost = lost.to_rfc3339_opts(SecondsFormat::Secs, true);
    let drop_letters = ["admin", "drop-letters", "--written-before", &lost];
    assert!(said(desk.path(), &drop_letters).starts_with("已作废 2 封"));
    assert!(said(desk.path(), &drop_letters).starts_with("已作废 0 封"));
    let vague = ["admin", "drop-letters", "--written-before", "yesterday"];
    assert_eq!(at(desk.path(), &vague).status.code(), Some(2));

    let app = opened(desk.path()).await;
    let scope = Scope::job("a test looks at the letters");
    let kept = letters::list(&app.db, &scope, Filter::default(), None, 10).await;
    let of = |state| {
        let states = kept.iter().flatten().map(|letter| letter.state);
        states.filter(|found| *found == state).count()
    };
    assert_eq!((of(LetterState::Dropped), of(LetterState::Queued)), (2, 1));
}

#[actix_web::test]
async fn another_key_signs_tokens_and_the_last_ones_stay_good() {
    let desk = tempfile::tempdir().expect("a folder");
    let app = opened(desk.path()).await;
    let first = app.keys.tokens().active().id.clone();
    let told = said(desk.path(), &["keys", "rotate-tokens"]);

    assert_eq!(
        app.keys.tokens().active().id,
        first,
        "not seen before it looks again"
    );
    app.keys.reread_tokens().expect("read");
    let keys = app.keys.tokens();
    let second = &keys.active().id;
    assert_ne!(*second, first);
    assert!(told.contains(second.as_str()), "{told}");
    assert!(keys.verifying(&first).is_some());

    said(desk.path(), &["keys", "rotate-tokens"]);
    app.keys.reread_tokens().expect("read");
    let keys = app.keys.tokens();
    assert_ne!(keys.active().id, *second);
    assert!(keys.verifying(&first).is_some() && keys.verifying(second).is_some());
}
