//! Rules of stability: those that come with the program, and those that offices add.

use super::{
    Problem,
    body::{Body, IfMatch},
    paging::{Listed, Page},
    reply,
    wire::{self, DivisionBody, Faults, Money, VacancyKindCode, Word},
};
use crate::{
    app::App,
    error::{Code, Error},
    gate::Caller,
    services::{self, Permission, stability_rules::NewRule},
    storage::stability_rules::{Filter, Kept},
};
use actix_web::{
    HttpResponse, get, post,
    web::{Data, Path, Query},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    evidence::EvidenceKind,
    id::StabilityRuleId,
    stability_rule::{Counting, Days, NamedRule, Needed, Reach, Rule, Way, shipped},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// A code of [`Counting`].
pub type CountingCode = Word<Counting>;
/// A code of [`Reach`].
pub type ReachCode = Word<Reach>;
/// A code of [`Way`].
pub type WayCode = Word<Way>;
/// A code of [`EvidenceKind`].
pub type EvidenceKindCode = Word<EvidenceKind>;

/// Evidence that a rule asks for.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NeededBody {
    /// Pieces of any of these kinds serve.
    any_of: Vec<EvidenceKindCode>,
    /// In how many different calendar months there must be one.
    in_months: u32,
}

/// A rule to be added. One of the same code and division that goes on ends the day before this begins.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewStabilityRuleBody {
    /// Whose it is: one's own division or one in it; only the national office leaves it out.
    division: Option<String>,
    /// 3 to 40 of a-z 0-9 _, beginning with a letter.
    #[schema(example = "weining_6")]
    code: String,
    #[validate(length(min = 1, max = 200))]
    name: String,
    /// Where it is written.
    #[validate(length(min = 1, max = 500))]
    source: String,
    /// Months to be worked, 1 to 60: of the calendar where consecutive, of thirty days where cumulative.
    months: u32,
    counting: CountingCode,
    /// Of consecutive months: days without work between two jobs that still count as one stretch.
    gap_days: Option<u32>,
    /// Of cumulative months: the days in a row within which they must be worked.
    within_days: Option<u32>,
    /// Whether only days at one and the same employer are taken together.
    #[serde(default)]
    same_employer: bool,
    /// Months for which the contract must be made.
    contract_months: Option<u32>,
    /// Least pay a month.
    pay_floor: Option<Money>,
    /// Least pay over the days counted.
    earned_floor: Option<Money>,
    /// All evidence that must be there.
    #[serde(default)]
    evidence: Vec<NeededBody>,
    reach: Option<ReachCode>,
    way: Option<WayCode>,
    /// Only at posts of this kind.
    post_kind: Option<VacancyKindCode>,
    /// Only work in this division.
    workplace: Option<String>,
    /// First day.
    effective_from: NaiveDate,
}

impl TryFrom<NewStabilityRuleBody> for NewRule {
    type Error = Error;

    fn try_from(body: NewStabilityRuleBody) -> Result<Self, Error> {
        let mut faults = Faults::default();
        let mut place = |pointer: &str, code: Option<&str>| {
            code.and_then(|code| faults.take(pointer, wire::division(code)))
        };
        let division = place("/division", body.division.as_deref());
        let workplace = place("/workplace", body.workplace.as_deref());
        let days = match (body.counting.0, body.gap_days, body.within_days) {
            (Counting::Consecutive, gap_days, None) => Some(Days::Consecutive {
                gap_days: gap_days.unwrap_or(0),
            }),
            (Counting::Cumulative, None, Some(within_days)) => {
                Some(Days::Cumulative { within_days })
            }
            (Counting::Consecutive, _, Some(_)) => {
                faults.add("/within_days", Code::UnknownMember);
                None
            }
            (Counting::Cumulative, Some(_), _) => {
                faults.add("/gap_days", Code::UnknownMember);
                None
            }
            (Counting::Cumulative, None, None) => {
                faults.add("/within_days", Code::Missing);
                None
            }
        };
        let read = days.map(|days| Self {
            division,
            named: NamedRule {
                code: body.code,
                name: body.name,
                source: body.source,
                rule: Rule {
                    months: body.months,
                    days,
                    same_employer: body.same_employer,
                    contract_months: body.contract_months,
                    pay_floor_fen: body.pay_floor.map(|money| money.amount),
                    earned_floor_fen: body.earned_floor.map(|money| money.amount),
                    evidence: body
                        .evidence
                        .into_iter()
                        .map(|needed| Needed {
                            any_of: needed.any_of.into_iter().map(|kind| kind.0).collect(),
                            in_months: needed.in_months,
                        })
                        .collect(),
                    reach: body.reach.map_or(Reach::Anywhere, |word| word.0),
                    way: body.way.map_or(Way::Any, |word| word.0),
                    post_kind: body.post_kind.map(|word| word.0),
                    workplace,
                },
            },
            from: body.effective_from,
        });
        faults.or(read)
    }
}

/// What a rule says.
#[derive(Serialize, ToSchema)]
pub struct RuleBody {
    code: String,
    name: String,
    /// Where it is written.
    source: String,
    months: u32,
    counting: CountingCode,
    #[serde(skip_serializing_if = "Option::is_none")]
    gap_days: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    within_days: Option<u32>,
    same_employer: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    contract_months: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pay_floor: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    earned_floor: Option<Money>,
    evidence: Vec<NeededBody>,
    reach: ReachCode,
    way: WayCode,
    #[serde(skip_serializing_if = "Option::is_none")]
    post_kind: Option<VacancyKindCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    workplace: Option<DivisionBody>,
}

impl From<NamedRule> for RuleBody {
    fn from(named: NamedRule) -> Self {
        let rule = named.rule;
        let (gap_days, within_days) = match rule.days {
            Days::Consecutive { gap_days } => (Some(gap_days), None),
            Days::Cumulative { within_days } => (None, Some(within_days)),
        };
        Self {
            code: named.code,
            name: named.name,
            source: named.source,
            months: rule.months,
            counting: Word(rule.days.counting()),
            gap_days,
            within_days,
            same_employer: rule.same_employer,
            contract_months: rule.contract_months,
            pay_floor: rule.pay_floor_fen.map(Money::monthly),
            earned_floor: rule.earned_floor_fen.map(Money::monthly),
            evidence: rule
                .evidence
                .iter()
                .map(|needed| NeededBody {
                    any_of: needed.any_of.iter().map(Word).collect(),
                    in_months: needed.in_months,
                })
                .collect(),
            reach: Word(rule.reach),
            way: Word(rule.way),
            post_kind: rule.post_kind.map(Word),
            workplace: rule.workplace.map(DivisionBody::from),
        }
    }
}

/// A rule that an office added.
#[derive(Serialize, ToSchema)]
pub struct StabilityRuleBody {
    id: Uuid,
    /// Whose it is; absent: the national office's.
    #[serde(skip_serializing_if = "Option::is_none")]
    division: Option<DivisionBody>,
    /// Which of the rules of its code, from 1.
    number: u32,
    #[serde(flatten)]
    rule: RuleBody,
    effective_from: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    effective_to: Option<NaiveDate>,
    created_at: DateTime<Utc>,
    version: i64,
}

impl From<Kept> for StabilityRuleBody {
    fn from(kept: Kept) -> Self {
        Self {
            id: kept.id.0,
            division: kept.division.map(DivisionBody::from),
            number: kept.number,
            rule: kept.named.into(),
            effective_from: kept.from,
            effective_to: kept.to,
            created_at: kept.created_at,
            version: kept.version,
        }
    }
}

/// Which rules to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct StabilityRuleQuery {
    /// Those that hold in this division: its own, those above it, the national office's.
    area: Option<String>,
    /// In force on this day.
    on: Option<NaiveDate>,
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// The rules that come with the program.
#[derive(Serialize, ToSchema)]
pub struct ShippedRulesBody {
    items: Vec<RuleBody>,
}

/// List the rules that come with the program, each with its source.
#[utoipa::path(tag = "stability", operation_id = "list_shipped_stability_rules", security(("token" = [])),
    extensions(("x-permission" = json!("reference_read"))),
    responses(
        (status = 200, description = "the rules that sources tell of", body = ShippedRulesBody),
    ))]
#[get("/shipped-stability-rules")]
pub async fn list_shipped(caller: Caller) -> Result<HttpResponse, Problem> {
    caller.may(Permission::ReferenceRead)?;
    let items = shipped().iter().cloned().map(RuleBody::from).collect();
    Ok(HttpResponse::Ok().json(ShippedRulesBody { items }))
}

/// List the rules that offices added, those entered first first.
#[utoipa::path(tag = "stability", operation_id = "list_stability_rules", security(("token" = [])), params(StabilityRuleQuery),
    extensions(("x-permission" = json!("reference_read"))),
    responses(
        (status = 200, description = "rules", body = Listed<StabilityRuleBody>),
    ))]
#[get("/stability-rules")]
pub async fn list(
    app: Data<App>,
    caller: Caller,
    query: Query<StabilityRuleQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::ReferenceRead)?;
    let filter = Filter {
        area: wire::division_parameter(query.area.as_deref())?,
        on: wire::day_parameter(query.on)?,
    };
    let spelt = format!("stability rules {filter:?}");
    let page = Page::read(&app, &by, &spelt, query.limit, query.cursor.as_deref())?;
    let after = page.after_id()?.map(StabilityRuleId);
    let rows = services::stability_rules::list(&app, filter, after, page.fetch()).await?;
    let listed = page.listed(
        &app,
        rows,
        |row| row.id.to_string(),
        StabilityRuleBody::from,
    );
    Ok(HttpResponse::Ok().json(listed))
}

/// Add a rule, or the next number of one.
#[utoipa::path(tag = "stability", operation_id = "enter_stability_rule", security(("token" = [])), request_body = NewStabilityRuleBody,
    params(("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("stability_rule_manage")), ("x-idempotent" = json!(true))),
    responses(
        (status = 201, description = "added", body = StabilityRuleBody),
    ))]
#[post("/stability-rules")]
pub async fn enter(app: Data<App>, caller: Caller, body: Body) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::StabilityRuleManage)?;
    let (key, sent) = body.keyed::<NewStabilityRuleBody>(&by)?;
    wire::day_member("/effective_from", sent.effective_from)?;
    let done = services::stability_rules::enter(&app, &by, &key, sent.try_into()?).await?;
    let kept = services::stability_rules::get(&app, StabilityRuleId(done.id)).await?;
    let location = format!("/api/v1/stability-rules/{}", kept.id);
    Ok(reply::made(
        &location,
        kept.version,
        done.replayed,
        &StabilityRuleBody::from(kept),
    ))
}

/// One rule that an office added.
#[utoipa::path(tag = "stability", operation_id = "get_stability_rule", security(("token" = [])), params(("id" = Uuid, Path)),
    extensions(("x-permission" = json!("reference_read"))),
    responses(
        (status = 200, description = "the rule", body = StabilityRuleBody),
    ))]
#[get("/stability-rules/{id}")]
pub async fn get(app: Data<App>, caller: Caller, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    caller.may(Permission::ReferenceRead)?;
    let kept = services::stability_rules::get(&app, StabilityRuleId(*id)).await?;
    Ok(reply::tagged(kept.version, &StabilityRuleBody::from(kept)))
}

/// The end of a rule.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleEndingBody {
    /// Its last day.
    effective_to: NaiveDate,
}

/// Set the last day of a rule that goes on.
#[utoipa::path(tag = "stability", operation_id = "end_stability_rule", security(("token" = [])), request_body = RuleEndingBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"),
        ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("stability_rule_manage")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses(
        (status = 200, description = "ended", body = StabilityRuleBody),
    ))]
#[post("/stability-rules/{id}/ending")]
pub async fn end(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::StabilityRuleManage)?;
    let id = StabilityRuleId(*id);
    services::stability_rules::to_end(&app.db, &by, id).await?;
    let version = if_match.version()?;
    let (key, sent) = body.keyed::<RuleEndingBody>(&by)?;
    wire::day_member("/effective_to", sent.effective_to)?;
    let last = sent.effective_to;
    let done = services::stability_rules::end(&app, &by, &key, id, version, last).await?;
    let kept = services::stability_rules::get(&app, id).await?;
    Ok(reply::acted(
        kept.version,
        done.replayed,
        &StabilityRuleBody::from(kept),
    ))
}
