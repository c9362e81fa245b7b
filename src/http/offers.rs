//! Offers made by hand, outside any run.

use super::{Problem, body::Body, placements::PlacementBody, reply};
use crate::{
    app::App,
    gate::Caller,
    services::{self, Permission},
};
use actix_web::{HttpResponse, post, web::Data};
use domain::id::{PersonId, PlacementId, VacancyId};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// A post for a person.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOfferBody {
    /// Somebody of one's own county.
    person_id: Uuid,
    /// An open post.
    vacancy_id: Uuid,
}

/// Offer a post to a person outside any run. What forbids a pair to a run forbids it here, all of it is told at once, and an opening
/// that is taken or offered already is not offered again. The offer stands as long as those of a run.
#[utoipa::path(tag = "placements", operation_id = "make_offer", security(("token" = [])), request_body = NewOfferBody,
    params(("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("offer_make")), ("x-idempotent" = json!(true))),
    responses(
        (status = 201, description = "offered", body = PlacementBody),
    ))]
#[post("/placements")]
pub async fn make(app: Data<App>, caller: Caller, body: Body) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::OfferMake)?;
    let (key, sent) = body.keyed::<NewOfferBody>(&by)?;
    let (person, vacancy) = (PersonId(sent.person_id), VacancyId(sent.vacancy_id));
    let done = services::placements::offer(&app, &by, &key, person, vacancy).await?;
    let kept = services::placements::get(&app, &by, PlacementId(done.id)).await?;
    let location = format!("/api/v1/placements/{}", kept.placement.id);
    let version = kept.version;
    Ok(reply::made(
        &location,
        version,
        done.replayed,
        &PlacementBody::from(kept),
    ))
}
