//! For how long what is kept: one table of rules, counted from what happened, not from when somebody looks.

use crate::{
    app::App,
    error::Error,
    storage::{self, retention::Kept, traces::Trace},
};
use chrono::Duration;
use domain::{coded::Coded, trace::Act};

/// Hours after which what the rule names goes, and from what they are counted.
#[must_use]
pub fn rule(what: Kept) -> (i64, &'static str) {
    const DAY: i64 = 24;
    match what {
        // Field phones go offline for days.
        Kept::RequestKeys => (72, "发出请求 / sent"),
        Kept::Letters => (90 * DAY, "了结 / sent or given up"),
        Kept::ImportFindings => (90 * DAY, "导入结束 / import over"),
        Kept::ClaimCodes => (30 * DAY, "失效 / no longer good"),
        Kept::ForgottenSignUps => (90 * DAY, "申请 / asked"),
        Kept::DecidedSignUps => (365 * DAY, "审核 / decided"),
        Kept::Sessions => (180 * DAY, "结束 / over"),
        Kept::KnownAddresses => (90 * DAY, "最近一次登录 / last signed in from"),
        Kept::ClosedAccounts => (365 * DAY, "停用 / closed"),
        // A no binds later runs for a year.
        Kept::VainOffers => (730 * DAY, "了结 / over"),
    }
}

/// Lets go what is old enough; how many of each. Only counts them, where it is asked what would go.
///
/// # Errors
/// Whatever the database says.
pub async fn keep(app: &App, only_count: bool) -> Result<Vec<(Kept, u64)>, Error> {
    let now = app.clock.now();
    let mut told = Vec::new();
    for what in Kept::ALL {
        let before = now - Duration::hours(rule(*what).0);
        let tx = storage::begin(&app.db).await?;
        let many = storage::retention::keep(&tx, *what, before, now, only_count).await?;
        told.push((*what, many));
        if only_count || many == 0 {
            continue;
        }
        let count = usize::try_from(many).unwrap_or(usize::MAX);
        let trace = Trace::of_work("what is old enough goes", None, Act::RetentionKept);
        tx.commit(trace.saying(what.code()).counting(count), now)
            .await?;
    }
    Ok(told)
}
