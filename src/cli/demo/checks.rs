//! What is reported is looked at: a random sample is visited, what is told of too many is found, and what lasts is learnt.

use super::{care::CARING, desk::Desk};
use crate::{
    app::App,
    error::Error,
    services::{
        self, Actor, Permission,
        audits::{NewAudit, Results},
        stability_rules::NewRule,
    },
    storage::{
        audits::{UnitFilter, Visit, Wanted},
        reuse,
        stability_models::StabilityModel,
    },
    worker,
};
use domain::{
    division::Division,
    id::{AuditId, JobId},
    stability_rule::{Days, NamedRule, Reach, Rule, Way},
    verification::Finding,
};
use rand::{RngExt, rngs::StdRng};

/// A province says what it calls stable, beside the rules that come with the program.
///
/// # Errors
/// Whatever the database says.
pub async fn enter_rule(app: &App, province: &Desk) -> Result<(), Error> {
    let by = province.may(app, Permission::StabilityRuleManage).await?;
    let rule = Rule {
        months: 3,
        days: Days::Consecutive { gap_days: 15 },
        same_employer: true,
        contract_months: None,
        pay_floor_fen: None,
        earned_floor_fen: None,
        evidence: Vec::new(),
        reach: Reach::OutOfProvince,
        way: Way::Organised,
        post_kind: None,
        workplace: None,
    };
    let new = NewRule {
        division: Some(Division::of_six(520_000)),
        named: NamedRule {
            code: "demo_guizhou".into(),
            name: "演示口径：组织出省，同一单位连续满3个月（间断不超过15天）".into(),
            source: "演示数据，并非任何文件的规定".into(),
            rule,
        },
        from: app.clock.today(),
    };
    services::stability_rules::enter(app, &by, &province.key(), new).await?;
    Ok(())
}

/// A sample of the jobs of a county, drawn by the province, visited by people of the county who reported none of them, and
/// closed.
///
/// # Errors
/// Whatever the database says.
pub async fn audit(
    app: &App,
    (province, visitors): (&Desk, &Desk),
    seed: u64,
    rng: &mut StdRng,
) -> Result<Results, Error> {
    let by = province.may(app, Permission::AuditManage).await?;
    let new = NewAudit {
        division: Division::of_six(CARING),
        side: None,
        on: None,
        since: None,
        seed: u32::try_from(seed & u64::from(u32::MAX)).ok(),
        wanted: Wanted::Total(60),
    };
    let id = AuditId(
        services::audits::draw(app, &by, &province.key(), new)
            .await?
            .id,
    );
    let visiting = visitors.may(app, Permission::AuditVisit).await?;
    let filter = UnitFilter { is_found: None };
    let drawn = services::audits::work_list(app, &visiting, id, filter, None, 1_000).await?;
    let on = app.clock.today();
    let mut visits = Vec::new();
    for unit in drawn {
        let finding = match rng.random_range(0..100) {
            0..88 => Finding::Confirmed,
            88..93 => Finding::LeftBefore,
            93..95 => Finding::WrongData,
            _ => Finding::Unreachable,
        };
        let job = unit.job;
        visits.push(Visit { job, finding, on });
    }
    services::audits::tell(app, &visiting, &visitors.key(), id, &visits).await?;
    let audit = services::audits::get(app, &by, id).await?;
    services::audits::close(app, &by, &province.key(), id, audit.version).await?;
    let audit = services::audits::get(app, &by, id).await?;
    services::audits::results(app, &by, &audit).await
}

/// What is told of too many people, as the province sees it.
///
/// # Errors
/// Whatever the database says.
pub async fn reused(app: &App, province: &Desk) -> Result<Vec<reuse::Finding>, Error> {
    let by = province.may(app, Permission::ReuseRead).await?;
    let held = services::reuse_thresholds::on(app, &by, app.clock.today()).await?;
    let kinds: Vec<_> = held.iter().map(|held| (held.kind, held.least)).collect();
    services::reuse::list(app, &by, &kinds, None, 1_000).await
}

/// Learns how long pairs last, and judges it on later months.
///
/// # Errors
/// Whatever the database says.
pub async fn learn(app: &App, by: &Actor) -> Result<StabilityModel, Error> {
    let id = services::stability_models::request_here(app, by, None).await?;
    worker::see_through(app, JobId(id.0)).await?;
    services::stability_models::get(app, id).await
}
