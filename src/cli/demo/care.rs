//! What is done for people at work: they take their rows over, are phoned, are told of by their enterprise, show papers, ask
//! for help, and are put back into the next run.

use super::{county::COUNTIES, desk::Desk};
use crate::{
    app::App,
    cli::import,
    error::Error,
    services::{
        self, Permission, check_ins, claims, contacts::NewContact, evidence, follow_up_sheets,
        rematches::Rematch, rounds,
    },
    storage::{self, people::Change, rounds::Filter},
};
use chrono::{Days, NaiveDate};
use domain::{
    coded::Coded,
    consent::{NOTICE_VERSION, Purpose},
    division::Division,
    evidence::{EvidenceKind, HelpOutcome, HelpReason, Statement},
    follow_up::ContactOutcome,
    id::{ClaimCodeId, EnterpriseId, PersonId},
    job::{ImportKind, ImportMode},
};
use rand::{RngExt, rngs::StdRng};
use std::fs;

/// The county whose people are cared for in detail.
pub const CARING: u32 = COUNTIES[0];

/// People who come to the counter for a printed code, and phone calls of a day.
const AT_THE_COUNTER: u64 = 24;
const CALLS: u64 = 60;

/// Who left within so many days is thought of first.
const LEFT_LATELY: u64 = 60;

fn those(on: NaiveDate, enterprise: Option<EnterpriseId>, undone: bool) -> Filter {
    Filter {
        on,
        state: None,
        undone,
        area: Some(Division::of_six(CARING)),
        enterprise,
        days: None,
    }
}

/// Job seekers take over their rows by codes that the county printed; from then on they are told by text message.
///
/// # Errors
/// Whatever the database says.
pub async fn take_over(app: &App, county: &Desk) -> Result<usize, Error> {
    let by = county.may(app, Permission::ClaimCodePrint).await?;
    let filter = storage::people::Filter {
        area: Some(Division::of_six(CARING)),
        away: Some(false),
    };
    let people = services::people::list(app, &by, filter, None, AT_THE_COUNTER).await?;
    for one in &people {
        let done = claims::print(app, &by, &county.key(), one.0.id).await?;
        let (code, _) = claims::printed(app, ClaimCodeId(done.id)).await?;
        claims::redeem(app, &code, None).await?;
    }
    Ok(people.len())
}

/// Phones those whose round is due: most are at work, some are not reached, one in fifty wants help.
///
/// # Errors
/// Whatever the database says.
pub async fn phone(app: &App, county: &Desk, rng: &mut StdRng) -> Result<usize, Error> {
    let by = county.may(app, Permission::ContactRecord).await?;
    let on = app.clock.today();
    let due = rounds::list(app, &by, &those(on, None, true), None, CALLS).await?;
    let mut calls = Vec::new();
    for (round, _) in due {
        let outcome = match rng.random_range(0..100) {
            0..85 => ContactOutcome::AtWork,
            85..95 => ContactOutcome::NoAnswer,
            _ => ContactOutcome::SwitchedOff,
        };
        let wants = outcome == ContactOutcome::AtWork && rng.random_bool(0.02);
        calls.push(NewContact {
            employment: round.employment,
            on,
            outcome,
            left: None,
            help: wants.then_some(HelpReason::NotAsPromised),
        });
    }
    if !calls.is_empty() {
        services::contacts::record(app, &by, &county.key(), &calls).await?;
    }
    Ok(calls.len())
}

/// An enterprise fetches its sheet of the month and sends it back as it is: all are still there.
///
/// # Errors
/// A sentence for whoever sits at the machine.
pub async fn send_sheet(
    app: &App,
    employer: &Desk,
    id: EnterpriseId,
) -> Result<u64, Box<dyn std::error::Error>> {
    let by = employer.may(app, Permission::FollowUpImport).await?;
    let (month, bytes) = follow_up_sheets::sheet(app, &by, id, None).await?;
    let name = format!("follow_up_{}.xlsx", month.format("%Y_%m"));
    let path = app.settings.data_dir.join("sheets").join(name);
    fs::write(&path, bytes)?;
    let (kind, mode) = (ImportKind::FollowUps, ImportMode::SkipBadRows);
    let today = app.clock.today();
    let counts = import::take_in(app, &by, &path, kind, None, today, mode).await?;
    Ok(counts.get("confirmed").copied().unwrap_or(0).unsigned_abs())
}

/// Pay slips come to the county's desk: each a file of its own, but for one that is shown for several people; some tell of
/// less than was promised.
///
/// # Errors
/// Whatever the database says.
pub async fn show_pay(app: &App, county: &Desk) -> Result<usize, Error> {
    let by = county.may(app, Permission::EvidenceRecord).await?;
    let on = app.clock.today();
    let shown = rounds::list(app, &by, &those(on, None, false), None, 12).await?;
    for (number, (round, _)) in shown.iter().enumerate() {
        // The last four bring the same piece of paper.
        let paper = number.min(8);
        let mut file = evidence::receive(app).await?;
        let text = format!("%PDF-1.4\n% 示例工资条 {paper} {}\n", app.settings.listen);
        file.push(text.as_bytes()).await?;
        let file = file.whole().await?;
        let (given, _) = evidence::give(app, &by, &county.key(), file).await?;
        let pay_fen = if number % 3 == 0 { 180_000 } else { 900_000 };
        let new = evidence::NewEvidence {
            employments: vec![round.employment],
            statement: Statement {
                kind: EvidenceKind::PaySlip,
                on,
                since: None,
                pay_fen: Some(pay_fen),
                contract_months: None,
            },
            file: Some(given.id),
        };
        evidence::state(app, &by, &county.key(), &new).await?;
    }
    Ok(shown.len())
}

/// Somebody at work checks in by one tap and asks for help; the county settles what was asked before, if anything was.
///
/// # Errors
/// Whatever the database says.
pub async fn ask_for_help(
    app: &App,
    (worker, person): (&Desk, PersonId),
    county: &Desk,
) -> Result<(), Error> {
    let by = county.may(app, Permission::HelpClose).await?;
    let open = storage::help_requests::Filter {
        open: Some(true),
        ..Default::default()
    };
    for asked in services::help_requests::list(app, &by, &open, None, 1).await? {
        let (key, read) = (county.key(), (asked.id, asked.version));
        let settled = HelpOutcome::Settled;
        services::help_requests::close(app, &by, &key, read, settled, None).await?;
    }
    // Who signs in for the first time is asked what may be done with what is known of them.
    let own = worker.may(app, Permission::ConsentAnswer).await?;
    let answers = Purpose::ALL
        .iter()
        .map(|purpose| (*purpose, true))
        .collect();
    let key = worker.key();
    services::consents::answer(app, &own, &key, person, NOTICE_VERSION, &answers).await?;
    let own = worker.may(app, Permission::SelfCheckIn).await?;
    let why = Some(HelpReason::WagesUnpaid);
    check_ins::check_in(app, &own, &worker.key(), None, why).await?;
    Ok(())
}

/// Those who left and still want to work are put back into the next run; how many.
///
/// # Errors
/// Whatever the database says.
pub async fn put_back(app: &App, county: &Desk) -> Result<usize, Error> {
    let by = county.may(app, Permission::Rematch).await?;
    let since = app.clock.today() - Days::new(LEFT_LATELY);
    let which = (since, Some(Division::of_six(CARING)));
    let mut back = 0;
    for left in services::rematches::list(app, &by, which, None, 30).await? {
        let again = Rematch {
            person: left.person,
            change: Change::default(),
        };
        match services::rematches::put_back(app, &by, &county.key(), &[again]).await {
            Ok(_) => back += 1,
            // Who does not consent any more, or does not want to, is left alone.
            Err(Error::Invalid(_)) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(back)
}
