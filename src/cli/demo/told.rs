//! What became of departures, rounds, samples and letters, in tables that a person can read.

use super::report::{number, percent, table};
use crate::cli::{
    demo::{care::CARING, desk::Desk},
    learn,
};
use crate::{
    app::App,
    error::Error,
    services::{self, Actor, Permission, audits::Results, departures},
    storage::{self, letters, reuse, rounds, stability_models::StabilityModel},
    worker,
};
use comfy_table::Cell;
use domain::{
    alert::AlertReason,
    coded::Coded,
    departure::DepartureFinding,
    division::Division,
    follow_up::RoundState,
    letter::{LetterKind, LetterState},
    verification::Reuse,
};

/// How many of each word of a list there are, in the order of the list; those of which there is none are left out.
fn counted<T: Coded + PartialEq + 'static>(title: &str, heading: &str, found: &[T]) {
    let mut rows = table(title, &[heading, "件数"]);
    for word in T::ALL {
        let count = found.iter().filter(|one| *one == word).count();
        if count > 0 {
            rows.add_row([Cell::new(word.zh()), number(count)]);
        }
    }
    println!("{rows}\n");
}

/// Who left together, and what does not fit together.
pub fn journeys((count, people, found): (usize, i64, Vec<departures::Finding>)) {
    let what: Vec<DepartureFinding> = found.iter().map(|one| one.what).collect();
    let title = format!(
        "五、出行（威宁县 {count} 批、{people} 人次）/ departures, and what does not fit together"
    );
    counted(&title, "核对问题", &what);
}

/// How rounds stand, and whose jobs may end soon.
///
/// # Errors
/// Whatever the database says.
pub async fn care(app: &App, county: &Desk) -> Result<(), Error> {
    let by = county.may(app, Permission::RoundRead).await?;
    let filter = rounds::Filter {
        on: app.clock.today(),
        state: None,
        undone: false,
        area: Some(Division::of_six(CARING)),
        enterprise: None,
        days: None,
    };
    let seen = services::rounds::list(app, &by, &filter, None, 1_000_000).await?;
    let states: Vec<RoundState> = seen.iter().map(|(round, _)| round.state).collect();
    counted(
        "六、回访（威宁县在岗人员，按最近一轮）/ follow-up rounds",
        "状态",
        &states,
    );
    let by = county.may(app, Permission::AlertRead).await?;
    services::alerts::ask_daily(app).await?;
    worker::work_off(app).await?;
    let filter = storage::alerts::Filter::default();
    let alerts = services::alerts::people(app, &by, &filter, None, 1_000_000).await?;
    let reasons: Vec<AlertReason> = alerts
        .iter()
        .flat_map(|(alert, _)| alert.signs.reasons())
        .collect();
    let title = format!("    预警 {} 人 / early warnings, by reason", alerts.len());
    counted(&title, "原因", &reasons);
    Ok(())
}

/// What a sample found beside what was reported, and what is told of too many.
pub fn checks(results: &Results, reused: &[reuse::Finding]) {
    if let Some(all) = &results.total {
        let mut rows = table(
            "七、抽查（威宁县）/ a random sample, visited",
            &["项目", "数"],
        );
        rows.add_row([Cell::new("上报在岗"), number(all.reported)]);
        rows.add_row([Cell::new("抽中"), number(all.drawn)]);
        for (finding, count) in all.found.iter().filter(|(_, count)| *count > 0) {
            rows.add_row([Cell::new(finding.zh()), number(count)]);
        }
        rows.add_row([Cell::new("上报率"), percent(all.reported_rate)]);
        if let Some(rate) = &all.verified_rate {
            rows.add_row([Cell::new("核实率"), percent(rate.share)]);
            let interval = format!("{:.1}% – {:.1}%", rate.low * 100.0, rate.high * 100.0);
            rows.add_row([Cell::new("  95% 区间"), number(interval)]);
        }
        println!("{rows}\n");
    }
    let kinds: Vec<Reuse> = reused.iter().map(|finding| finding.kind).collect();
    counted(
        "    重复使用的疑点（贵州省）/ told of too many people",
        "疑点",
        &kinds,
    );
}

/// What was learnt, and whether it is worth using.
pub fn learning(model: &StabilityModel) {
    println!("八、学习 / what lasts, learnt and judged on later months");
    learn::print_judgement(model);
    println!();
}

/// What people were told.
///
/// # Errors
/// Whatever the database says.
pub async fn letters(app: &App, by: &Actor) -> Result<(), Error> {
    let filter = letters::Filter::default();
    let all = services::letters::list(app, by, filter, None, 1_000_000).await?;
    let sent = all
        .iter()
        .filter(|letter| letter.state == LetterState::Sent);
    let kinds: Vec<LetterKind> = sent.map(|letter| letter.kind).collect();
    counted(
        "九、通知（短信写入文件 texts.jsonl）/ text messages, written to a file",
        "种类",
        &kinds,
    );
    Ok(())
}
