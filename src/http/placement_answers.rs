//! Many answers in one request.

use super::{
    Problem,
    body::Body,
    problem,
    wire::{RefusalReasonCode, StageCode, Word},
};
use crate::{
    app::App,
    error::{Code, Error, Fault},
    gate::Caller,
    services::{
        self, Actor, Permission,
        placements::{Answer, Given},
    },
};
use actix_web::{HttpResponse, post, web::Data};
use chrono::NaiveDate;
use domain::{id::PlacementId, placement::Step, words::RefusalReason};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// One answer.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerBody {
    placement_id: Uuid,
    /// The version that was read.
    version: i64,
    /// Whether it is a yes.
    yes: bool,
    /// Why not; with a no, and only there.
    reason: Option<RefusalReasonCode>,
    /// The day on which it was said; today unless told.
    on: Option<NaiveDate>,
}

/// Answers, each for itself.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswersBody {
    #[validate(length(min = 1, max = 200), nested)]
    items: Vec<AnswerBody>,
}

/// What became of one answer.
#[derive(Serialize, ToSchema)]
pub struct GivenBody {
    placement_id: Uuid,
    /// Whether it was taken in.
    given: bool,
    /// Whether that was by an earlier request under the same key.
    replayed: bool,
    /// The code of the problem, where it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// The version in force, where another one was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    current_version: Option<i64>,
    /// The stage after it, where it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<StageCode>,
    /// The version after it, where it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<i64>,
}

/// What became of the answers, in the order in which they were sent.
#[derive(Serialize, ToSchema)]
pub struct GivenAnswersBody {
    /// How many were taken in.
    given: usize,
    /// How many were not.
    refused: usize,
    items: Vec<GivenBody>,
}

/// Reads the answers; `no` makes the step of a no.
fn read(body: AnswersBody, yes: Step, no: fn(RefusalReason) -> Step) -> Result<Vec<Answer>, Error> {
    let mut faults = Vec::new();
    let mut answers = Vec::with_capacity(body.items.len());
    for (at, item) in body.items.into_iter().enumerate() {
        let pointer = format!("/items/{at}/reason");
        let step = match (item.yes, item.reason) {
            (true, None) => yes,
            (false, Some(why)) => no(why.0),
            (true, Some(_)) => {
                faults.push(Fault::at(pointer, Code::UnknownMember));
                continue;
            }
            (false, None) => {
                faults.push(Fault::at(pointer, Code::Missing));
                continue;
            }
        };
        answers.push(Answer {
            placement: PlacementId(item.placement_id),
            version: item.version,
            step,
            on: item.on,
        });
    }
    if faults.is_empty() {
        Ok(answers)
    } else {
        Err(Error::Invalid(faults))
    }
}

async fn answer(
    app: &App,
    by: &Actor,
    body: Body,
    yes: Step,
    no: fn(RefusalReason) -> Step,
) -> Result<HttpResponse, Problem> {
    let (key, sent) = body.keyed::<AnswersBody>(by)?;
    let answers = read(sent, yes, no)?;
    let given = services::placements::answer(app, by, &key, &answers).await?;
    let mut items = Vec::with_capacity(given.len());
    for one in given {
        items.push(told(app, by, one).await?);
    }
    let taken = items.iter().filter(|item| item.given).count();
    Ok(HttpResponse::Ok().json(GivenAnswersBody {
        given: taken,
        refused: items.len() - taken,
        items,
    }))
}

async fn told(app: &App, by: &Actor, (id, outcome): Given) -> Result<GivenBody, Problem> {
    let mut body = GivenBody {
        placement_id: id.0,
        given: outcome.is_ok(),
        replayed: outcome.as_ref().is_ok_and(|done| done.replayed),
        code: None,
        current_version: None,
        stage: None,
        version: None,
    };
    match outcome {
        Ok(_) => {
            let kept = services::placements::get(app, by, id).await?;
            body.stage = Some(Word(kept.placement.life.stage()));
            body.version = Some(kept.version);
        }
        Err(refusal) => {
            if let Error::Stale { current } = refusal {
                body.current_version = Some(current);
            }
            body.code = Some(problem::code(&refusal).to_owned());
        }
    }
    Ok(body)
}

/// Answer many offers for their people, at the counter. Each answer stands for itself: what hinders one is told of it, and
/// hinders no other.
#[utoipa::path(tag = "placements", operation_id = "answer_offers", security(("token" = [])), request_body = AnswersBody,
    params(("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("offer_answer")), ("x-idempotent" = json!(true))),
    responses((status = 200, description = "what became of each", body = GivenAnswersBody)))]
#[post("/offer-answers")]
pub async fn offers(app: Data<App>, caller: Caller, body: Body) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::OfferAnswer)?;
    answer(&app, &by, body, Step::Accept, Step::Decline).await
}

/// Answer many candidates who have accepted. Each answer stands for itself: what hinders one is told of it, and hinders no
/// other.
#[utoipa::path(tag = "placements", operation_id = "answer_candidates", security(("token" = [])), request_body = AnswersBody,
    params(("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("candidate_answer")), ("x-idempotent" = json!(true))),
    responses((status = 200, description = "what became of each", body = GivenAnswersBody)))]
#[post("/candidate-answers")]
pub async fn candidates(
    app: Data<App>,
    caller: Caller,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::CandidateAnswer)?;
    answer(&app, &by, body, Step::Confirm, Step::Refuse).await
}
