//! What becomes of letters when a mail server, or the sender, is in trouble.

use crate::{
    TestApp,
    mailing::{Season, by, send, send_all, taken},
    sink::{Sink, Trouble, silent_port},
};
use chrono::TimeDelta;
use domain::letter::{LetterChannel, LetterFault, LetterState};
use futures_util::future::{join_all, poll_fn};
use rengang::{
    services::letters::{self, Round},
    storage,
};
use std::{
    future::Future,
    pin::pin,
    task::{Context, Poll},
};

#[actix_web::test]
async fn nothing_is_lost_while_the_mail_server_is_down_for_ten_minutes() {
    let port = silent_port();
    let app = TestApp::with(by(port)).await;
    Season::of(&app, 12).await.offer(&app).await;
    for _ in 0..20 {
        assert_eq!(send(&app).await.sent, 0);
        app.clock.pass(TimeDelta::seconds(30));
    }
    let letters = app.letters().await;
    assert!(
        letters
            .iter()
            .all(|letter| letter.state == LetterState::Queued)
    );
    assert!(
        letters
            .iter()
            .all(|letter| letter.fault == Some(LetterFault::Away))
    );
    assert!(
        letters.iter().all(|letter| letter.attempts < 8),
        "with rests"
    );

    let sink = Sink::at(port).await;
    app.clock.pass(TimeDelta::hours(1));
    assert_eq!(send(&app).await.sent, 12);
    assert_eq!(taken(&sink).len(), 12);
}

/// Every trouble but a refusal for good, alone and in a row.
#[actix_web::test]
async fn each_letter_arrives_once_and_twice_only_where_nobody_could_know() {
    let sink = Sink::start().await;
    let quickly = |settings: &mut rengang::config::Settings| {
        by(sink.port)(settings);
        settings.smtp_seconds = 1;
    };
    let app = TestApp::with(quickly).await;
    let season = Season::of(&app, 20).await;
    for _ in 0..5 {
        season.offer(&app).await;
    }
    let all = [
        Trouble::HangUp,
        Trouble::CutAfterDot,
        Trouble::Busy,
        Trouble::NotNow,
        Trouble::CutBeforeDot,
        Trouble::TurnAway,
        Trouble::CloseAfter,
    ];
    for times in 0..7 {
        let shifted = all.iter().cycle().skip(times).take(all.len());
        sink.expect(shifted.copied());
    }
    sink.expect([Trouble::Stall, Trouble::CutAfterDot, Trouble::Stall]);
    send_all(&app).await;

    let letters = app.letters().await;
    assert_eq!(letters.len(), 100);
    assert!(
        letters
            .iter()
            .all(|letter| letter.state == LetterState::Sent)
    );
    let counts = taken(&sink);
    assert_eq!(counts.len(), 100, "nothing is lost");
    let twice: usize = counts.values().map(|times| times - 1).sum();
    assert_eq!(
        twice, 8,
        "as often as the answer to the final dot was cut off"
    );
}

/// A future that is dropped after so many polls, as if its process had been killed.
async fn killed_after<F: Future>(polls: usize, work: F) -> Option<F::Output> {
    let mut work = pin!(work);
    let mut left = polls;
    poll_fn(
        |context: &mut Context<'_>| match work.as_mut().poll(context) {
            Poll::Ready(done) => Poll::Ready(Some(done)),
            Poll::Pending if left == 0 => Poll::Ready(None),
            Poll::Pending => {
                left -= 1;
                Poll::Pending
            }
        },
    )
    .await
}

#[actix_web::test]
async fn a_sender_that_is_killed_again_and_again_loses_nothing() {
    let sink = Sink::start().await;
    let app = TestApp::with(by(sink.port)).await;
    let season = Season::of(&app, 20).await;
    let mut killed = 0;
    for polls in (0..25).cycle() {
        if killed == 100 {
            break;
        }
        let waiting = letters::send_due(&app, LetterChannel::Email);
        match killed_after(polls, waiting).await {
            None => killed += 1,
            Some(round) if round.as_ref().is_ok_and(|round| round.letters > 0) => {}
            Some(_) => drop(season.offer(&app).await),
        }
        // The lease of what it had in hand runs out.
        app.clock.pass(TimeDelta::minutes(5));
    }
    send_all(&app).await;

    let letters = app.letters().await;
    assert!(
        letters
            .iter()
            .all(|letter| letter.state == LetterState::Sent)
    );
    let counts = taken(&sink);
    assert_eq!(counts.len(), letters.len());
    let twice: usize = counts.values().map(|times| times - 1).sum();
    let in_hand = usize::try_from(app.settings.smtp_connections).expect("few");
    assert!(twice <= killed * in_hand, "{twice} of {killed} times");
}

#[actix_web::test]
async fn a_letter_is_in_one_senders_hands_only() {
    let sink = Sink::start().await;
    let app = TestApp::with(by(sink.port)).await;
    let season = Season::of(&app, 10).await;
    season.offer(&app).await;
    season.offer(&app).await;
    let senders = (0..8).map(|_| async {
        let mut sent = 0;
        loop {
            match letters::send_due(&app, LetterChannel::Email).await {
                Ok(Round { letters: 0, .. }) => return sent,
                Ok(round) => sent += round.sent,
                Err(cause) => panic!("{cause}"),
            }
        }
    });
    let sent: usize = join_all(senders).await.into_iter().sum();
    assert_eq!(sent, 20);
    assert_eq!(taken(&sink).len(), 20);
    assert_eq!(sink.taken().len(), 20);
    assert!(
        app.letters()
            .await
            .iter()
            .all(|letter| letter.attempts == 1)
    );
}

#[actix_web::test]
async fn a_sender_that_was_taken_for_dead_can_no_longer_end_a_letter() {
    let sink = Sink::start().await;
    let app = TestApp::with(by(sink.port)).await;
    Season::of(&app, 1).await.offer(&app).await;
    let take = async || {
        let (now, until) = (app.clock.now(), app.clock.now() + TimeDelta::minutes(1));
        let taken = storage::letters::claim(&app.db, LetterChannel::Email, 4, now, until).await;
        taken.expect("asked").pop()
    };
    let dead = take().await.expect("a letter");
    assert!(take().await.is_none(), "it is leased");
    app.clock.pass(TimeDelta::minutes(1));
    let living = take().await.expect("the letter");
    assert_eq!((living.id, living.attempts), (dead.id, 2));

    let end = async |letter| {
        let (state, now) = (LetterState::Sent, app.clock.now());
        let held = storage::letters::over(&app.db, letter, state, None, None, now).await;
        held.expect("asked")
    };
    let again = app.clock.now();
    let later = storage::letters::later(&app.db, &dead, LetterFault::Away, None, again).await;
    assert!(!later.expect("asked"));
    assert!(!end(&dead).await);
    assert!(end(&living).await);
    assert_eq!(app.letters().await[0].state, LetterState::Sent);
}

#[actix_web::test]
async fn a_letter_is_given_up_after_three_days_and_rests_an_hour_at_most() {
    let app = TestApp::with(by(silent_port())).await;
    Season::of(&app, 1).await.offer(&app).await;
    let begun = app.clock.now();
    let mut last = begun;
    loop {
        send(&app).await;
        let letter = app.letters().await.remove(0);
        if letter.state == LetterState::Dead {
            assert_eq!(letter.fault, Some(LetterFault::GaveUp));
            break;
        }
        let rest = letter.run_at - app.clock.now();
        assert!(
            rest >= TimeDelta::seconds(30) && rest <= TimeDelta::hours(1),
            "{rest}"
        );
        last = letter.run_at;
        app.clock.pass(rest);
    }
    let tried = last - begun;
    assert!(
        tried > TimeDelta::hours(71) && tried <= TimeDelta::hours(72),
        "{tried}"
    );
}

/// The server hangs up as soon as it has taken a letter: the next one finds its connection gone.
#[actix_web::test]
async fn a_kept_connection_that_was_closed_costs_no_attempt() {
    let sink = Sink::start().await;
    let app = TestApp::with(by(sink.port)).await;
    let season = Season::of(&app, 1).await;
    sink.expect([Trouble::CloseAfter, Trouble::CloseAfter]);
    for _ in 0..3 {
        season.offer(&app).await;
        send(&app).await;
    }
    let letters = app.letters().await;
    assert!(letters.iter().all(|letter| letter.attempts == 1));
    assert_eq!(sink.taken().len(), 3);
}

/// A letter that was given up while its server was thinking leaves no answer behind that the next
/// one could take for its own: that one would count as sent, and nobody took it.
#[actix_web::test]
async fn a_late_answer_is_nobodys() {
    let sink = Sink::start().await;
    let app = TestApp::with(|settings| {
        by(sink.port)(settings);
        settings.smtp_seconds = 1;
        settings.smtp_connections = 1;
    })
    .await;
    let season = Season::of(&app, 1).await;
    season.offer(&app).await;
    season.offer(&app).await;
    sink.expect([Trouble::Late, Trouble::NotNowAfterAll]);
    let round = async || {
        let round = letters::send_due(&app, LetterChannel::Email).await;
        round.expect("a round")
    };
    assert!(round().await.is_away, "the first is given up");
    sink.answer();
    assert_eq!(round().await.sent, 0, "the second is wanted later");
    assert_eq!(app.letters().await[1].fault, Some(LetterFault::NotNow));

    send_all(&app).await;
    for letter in app.letters().await {
        let name = format!("<{}@rengang.example>", letter.id);
        assert!(
            taken(&sink).contains_key(&name),
            "counts as sent, and was not"
        );
    }
}

#[actix_web::test]
async fn a_wrong_password_kills_no_letter() {
    let sink = Sink::start().await;
    let app = TestApp::with(|settings| {
        by(sink.port)(settings);
        settings.smtp_user = "rengang".into();
        settings.smtp_password = "an old password".into();
    })
    .await;
    Season::of(&app, 1).await.offer(&app).await;
    sink.expect([Trouble::WrongPassword]);
    assert!(send(&app).await.is_away);
    app.clock.pass(TimeDelta::minutes(2));
    assert_eq!(send(&app).await.sent, 1);
    assert_eq!(app.letters().await[0].attempts, 2);
}
