//! What a person's earlier noes bind later runs to.

use super::{
    Problem,
    people::body::All,
    wire::{HeedCode, Money, RefusalReasonCode, TradeCode, WillingnessCode, Word},
};
use crate::{
    app::App,
    gate::Caller,
    services::{self, Permission},
    storage::placements::Heeded,
};
use actix_web::{
    HttpResponse, get,
    web::{Data, Path},
};
use chrono::NaiveDate;
use domain::{
    heed::{Heed, binds_until},
    id::PersonId,
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// An earlier no, and what it binds later runs to.
#[derive(Serialize, ToSchema)]
pub struct HeedBody {
    placement_id: Uuid,
    /// The post that was refused; it is never proposed again.
    vacancy_id: Uuid,
    /// Why it was refused.
    reason: RefusalReasonCode,
    /// The day on which it was.
    said_on: NaiveDate,
    /// What it does beyond that.
    heed: HeedCode,
    /// The last day on which it does.
    until: NaiveDate,
    /// `nearer`: no farther than this.
    #[serde(skip_serializing_if = "Option::is_none")]
    reach: Option<WillingnessCode>,
    /// `better_paid`: the pay wish is this at least.
    #[serde(skip_serializing_if = "Option::is_none")]
    pay: Option<Money>,
    /// `closed_trade`: none of this trade; `other_trade`: others come first, and none of it at this employer.
    #[serde(skip_serializing_if = "Option::is_none")]
    trade: Option<TradeCode>,
}

impl From<Heeded> for HeedBody {
    fn from(heeded: Heeded) -> Self {
        let mut body = Self {
            placement_id: heeded.placement.0,
            vacancy_id: heeded.vacancy.0,
            reason: Word(heeded.reason),
            said_on: heeded.said_on,
            heed: Word(heeded.heed.kind()),
            until: binds_until(heeded.said_on),
            reach: None,
            pay: None,
            trade: None,
        };
        match heeded.heed {
            Heed::Nearer(reach) => body.reach = Some(Word(reach)),
            Heed::BetterPaid(fen) => body.pay = Some(Money::monthly(fen)),
            Heed::ClosedTrade(trade) | Heed::OtherTrade(trade) => body.trade = Some(Word(trade)),
            Heed::Pair => {}
        }
        body
    }
}

/// What a person's earlier noes bind later runs to, the latest first. Correcting the reason of a no lifts what it bound.
#[utoipa::path(tag = "people", operation_id = "list_heeds", security(("token" = [])), params(("id" = Uuid, Path)),
    extensions(("x-permission" = json!("placement_read"))),
    responses((status = 200, description = "what binds", body = All<HeedBody>)))]
#[get("/people/{id}/heeds")]
pub async fn list(app: Data<App>, caller: Caller, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::PlacementRead)?;
    let found = services::placements::heeds(&app, &by, PersonId(*id)).await?;
    let items: Vec<HeedBody> = found.into_iter().map(Into::into).collect();
    Ok(HttpResponse::Ok().json(All { items }))
}
