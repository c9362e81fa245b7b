//! Jobs one by one: told of, ended, followed by another, told otherwise; and one life in one list.

use super::{
    Problem,
    body::{Body, IfMatch},
    people::body::{All, EmploymentBody},
    placements::{EndingBody, KnownQuery},
    reply,
    wire::{
        self, ChannelCode, CorrectionReasonCode, DivisionBody, EndReasonCode, Faults, Money,
        RoleCode, TradeCode, Word,
    },
};
use crate::{
    app::App,
    error::{Code, Error},
    gate::Caller,
    services::{
        self, Actor, Done, Permission,
        employments::{Amendment, NewJob},
        history::{Entry, Of},
    },
    storage::idempotency::RequestKey,
};
use actix_web::{
    HttpResponse, get, post,
    web::{Data, Path, Query},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    id::{EmploymentId, PersonId},
    trace::Act,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// A job that a person has found.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEmploymentBody {
    /// For whom.
    #[validate(length(min = 1, max = 200))]
    employer: String,
    /// Division of the workplace.
    workplace: String,
    trade: Option<TradeCode>,
    /// Least pay; with the most.
    pay_min: Option<Money>,
    /// Most pay; with the least.
    pay_max: Option<Money>,
    /// How the person came to it.
    channel: ChannelCode,
    /// First day.
    started_on: NaiveDate,
}

/// Most pay that is told of, in fen a month: a million yuan.
const MOST_PAY_FEN: i64 = 100_000_000;

impl TryFrom<NewEmploymentBody> for NewJob {
    type Error = Error;

    fn try_from(body: NewEmploymentBody) -> Result<Self, Error> {
        let mut faults = Faults::default();
        let workplace = faults.take("/workplace", wire::division(&body.workplace));
        let mut fen = |pointer, pay: Option<Money>| {
            let pay = pay?;
            let fits = (1..=MOST_PAY_FEN).contains(&pay.amount);
            faults.take(pointer, fits.then_some(pay.amount).ok_or(Code::OutOfRange))
        };
        let pay = (
            fen("/pay_min/amount", body.pay_min),
            fen("/pay_max/amount", body.pay_max),
        );
        let pay_fen = match pay {
            (Some(least), Some(most)) if most < least => {
                faults.add("/pay_max/amount", Code::PayOrder);
                None
            }
            (Some(least), most) => Some((least, most.unwrap_or(least))),
            (None, most) => most.map(|most| (most, most)),
        };
        faults.or(workplace.map(|workplace| Self {
            employer: body.employer,
            workplace,
            trade: body.trade.map(|word| word.0),
            pay_fen,
            channel: body.channel.0,
            started_on: body.started_on,
        }))
    }
}

/// The job that follows on the one before, which ends on its first day.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NextEmploymentBody {
    /// Why the one before ended.
    end_reason: EndReasonCode,
    /// The next one.
    #[validate(nested)]
    next: NewEmploymentBody,
}

/// A job told otherwise; what is absent stays as it was told.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EmploymentCorrectionBody {
    started_on: Option<NaiveDate>,
    /// Of a job that has ended.
    ended_on: Option<NaiveDate>,
    /// Of a job that has ended.
    end_reason: Option<EndReasonCode>,
    /// Why it is told otherwise.
    why: CorrectionReasonCode,
}

/// Something taken back.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakenBackBody {
    /// Why.
    why: CorrectionReasonCode,
}

/// One job.
#[utoipa::path(tag = "employments", operation_id = "get_employment", security(("token" = [])), params(("id" = Uuid, Path)),
    extensions(("x-permission" = json!("employment_read"))),
    responses((status = 200, description = "the job", body = EmploymentBody)))]
#[get("/employments/{id}")]
pub async fn get(app: Data<App>, caller: Caller, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::EmploymentRead)?;
    let job = services::employments::get(&app, &by, EmploymentId(*id)).await?;
    Ok(reply::tagged(job.version, &EmploymentBody::from(job)))
}

/// Write down a job that a person has found elsewhere: their history goes on, and what they were offered is taken back.
#[utoipa::path(tag = "employments", operation_id = "report_employment", security(("token" = [])), request_body = NewEmploymentBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("employment_write")), ("x-idempotent" = json!(true))),
    responses((status = 201, description = "the job", body = EmploymentBody)))]
#[post("/people/{id}/employments")]
pub async fn report(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::EmploymentWrite)?;
    let person = PersonId(*id);
    services::people::get(&app, &by, person).await?;
    let (key, sent) = body.keyed::<NewEmploymentBody>(&by)?;
    let job = sent.try_into()?;
    let done = services::employments::report(&app, &by, &key, person, &job).await?;
    made(&app, &by, done).await
}

type Sent = (Path<Uuid>, IfMatch, Body);

/// Reads the request of an act: out of reach is absent, whatever else is wrong with it.
async fn asked<B: DeserializeOwned + Validate>(
    app: &App,
    by: &Actor,
    (id, if_match, body): Sent,
) -> Result<((EmploymentId, i64), RequestKey, B), Problem> {
    let id = EmploymentId(*id);
    services::employments::get(app, by, id).await?;
    let version = if_match.version()?;
    let (key, body) = body.keyed(by)?;
    Ok(((id, version), key, body))
}

async fn acted(app: &App, by: &Actor, done: Done) -> Result<HttpResponse, Problem> {
    let job = services::employments::get(app, by, EmploymentId(done.id)).await?;
    let version = job.version;
    Ok(reply::acted(
        version,
        done.replayed,
        &EmploymentBody::from(job),
    ))
}

async fn made(app: &App, by: &Actor, done: Done) -> Result<HttpResponse, Problem> {
    let job = services::employments::get(app, by, EmploymentId(done.id)).await?;
    let location = format!("/api/v1/employments/{}", done.id);
    let version = job.version;
    let body = EmploymentBody::from(job);
    Ok(reply::made(&location, version, done.replayed, &body))
}

/// A job ended; where a placement became it, the placement ends.
#[utoipa::path(tag = "employments", operation_id = "end_employment", security(("token" = [])), request_body = EndingBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("work_record")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses((status = 200, description = "the job", body = EmploymentBody)))]
#[post("/employments/{id}/ending")]
pub async fn end(app: Data<App>, caller: Caller, sent: Sent) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::WorkRecord)?;
    let (read, key, body) = asked::<EndingBody>(&app, &by, sent).await?;
    let why = body.reason.0;
    let done = services::employments::end(&app, &by, &key, read, body.on, why).await?;
    acted(&app, &by, done).await
}

/// A job is followed by another one, at the same place or elsewhere.
#[utoipa::path(tag = "employments", operation_id = "change_employment", security(("token" = [])), request_body = NextEmploymentBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("employment_write")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses((status = 201, description = "the next job", body = EmploymentBody)))]
#[post("/employments/{id}/next")]
pub async fn follow(app: Data<App>, caller: Caller, sent: Sent) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::EmploymentWrite)?;
    let (read, key, body) = asked::<NextEmploymentBody>(&app, &by, sent).await?;
    let next = body.next.try_into()?;
    let why = body.end_reason.0;
    let done = services::employments::change_job(&app, &by, &key, read, why, &next).await?;
    made(&app, &by, done).await
}

async fn amend<B: DeserializeOwned + Validate>(
    app: &App,
    caller: &Caller,
    sent: Sent,
    read_body: impl FnOnce(B) -> (Amendment, CorrectionReasonCode),
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::EmploymentWrite)?;
    let (read, key, body) = asked::<B>(app, &by, sent).await?;
    let (how, why) = read_body(body);
    let done = services::employments::amend(app, &by, &key, read, how, why.0).await?;
    acted(app, &by, done).await
}

/// Tell a job that no placement became with other days or another reason; what it said is kept.
#[utoipa::path(tag = "employments", operation_id = "correct_employment", security(("token" = [])), request_body = EmploymentCorrectionBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("employment_write")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses((status = 200, description = "the job", body = EmploymentBody)))]
#[post("/employments/{id}/corrections")]
pub async fn correct(app: Data<App>, caller: Caller, sent: Sent) -> Result<HttpResponse, Problem> {
    let read = |body: EmploymentCorrectionBody| {
        let how = Amendment::Correction {
            started_on: body.started_on,
            ended_on: body.ended_on,
            end_reason: body.end_reason.map(|word| word.0),
        };
        (how, body.why)
    };
    amend(&app, &caller, sent, read).await
}

/// The end of a job that no placement became was told by mistake: it goes on.
#[utoipa::path(tag = "employments", operation_id = "reopen_employment", security(("token" = [])), request_body = TakenBackBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("employment_write")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses((status = 200, description = "the job", body = EmploymentBody)))]
#[post("/employments/{id}/reopening")]
pub async fn reopen(app: Data<App>, caller: Caller, sent: Sent) -> Result<HttpResponse, Problem> {
    let read = |body: TakenBackBody| (Amendment::Reopening, body.why);
    amend(&app, &caller, sent, read).await
}

/// A job that no placement became was told of by mistake: it is kept, and counts nowhere.
#[utoipa::path(tag = "employments", operation_id = "void_employment", security(("token" = [])), request_body = TakenBackBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("employment_write")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses((status = 200, description = "the job", body = EmploymentBody)))]
#[post("/employments/{id}/retraction")]
pub async fn void(app: Data<App>, caller: Caller, sent: Sent) -> Result<HttpResponse, Problem> {
    let read = |body: TakenBackBody| (Amendment::Voiding, body.why);
    amend(&app, &caller, sent, read).await
}

/// Something that was told of a person.
#[derive(Serialize, ToSchema)]
pub struct HistoryBody {
    /// The day on which it happened.
    on: NaiveDate,
    /// What: as among the events of a placement, or `job_started`, `job_ended`, `job_corrected`, `job_reopened`, `job_voided`
    /// for jobs that no placement became.
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    correction_reason: Option<CorrectionReasonCode>,
    /// Whether it stands: neither corrected nor taken back since.
    stands: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    placement_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vacancy_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    employment_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    employer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    workplace: Option<DivisionBody>,
    /// In which role it was told; absent where a sheet or the service did.
    #[serde(skip_serializing_if = "Option::is_none")]
    told_by: Option<RoleCode>,
    recorded_at: DateTime<Utc>,
}

impl From<Entry> for HistoryBody {
    fn from(entry: Entry) -> Self {
        let mut body = Self {
            on: entry.on,
            kind: entry.kind,
            reason: entry.reason,
            correction_reason: entry.correction_reason.map(Word),
            stands: entry.stands,
            placement_id: None,
            event_id: None,
            vacancy_id: None,
            employment_id: None,
            employer: None,
            workplace: None,
            told_by: entry.role.map(Word),
            recorded_at: entry.recorded_at,
        };
        match entry.of {
            Of::Placement {
                id,
                vacancy,
                workplace,
                event,
            } => {
                body.placement_id = Some(id.0);
                body.event_id = Some(event.0);
                body.vacancy_id = Some(vacancy.0);
                body.workplace = Some(workplace.into());
            }
            Of::Job {
                id,
                employer,
                workplace,
            } => {
                body.employment_id = Some(id.0);
                body.employer = employer;
                body.workplace = workplace.map(Into::into);
            }
        }
        body
    }
}

/// One life in one list: everything that was told of a person's placements and of their other jobs, by the day on which it
/// happened.
#[utoipa::path(tag = "people", operation_id = "person_history", security(("token" = [])), params(("id" = Uuid, Path), KnownQuery),
    extensions(("x-permission" = json!("employment_read")), ("x-trace" = json!("person_history_read"))),
    responses((status = 200, description = "what was told", body = All<HistoryBody>)))]
#[get("/people/{id}/history")]
pub async fn history(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    query: Query<KnownQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::EmploymentRead)?;
    let day = wire::day_parameter(query.known_on)?;
    let id = PersonId(*id);
    let told = services::history::of_person(&app, &by, id, day).await?;
    services::traces::saw(&app, &by, Act::PersonHistoryRead, Some(id.0), [id]).await?;
    let items: Vec<HistoryBody> = told.into_iter().map(Into::into).collect();
    Ok(HttpResponse::Ok().json(All { items }))
}
