//! How reliable enterprises are.

use super::{Problem, audits::IntervalBody, stability::ReachWord, wire};
use crate::{
    app::App,
    error::{Code, Error},
    gate::Caller,
    services::{
        self, Permission,
        reliability::{Reliability, Share},
    },
    storage::told::Whose,
};
use actix_web::{
    HttpResponse, get,
    web::{Data, Query},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Whose enterprises, by whose people.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct ReliabilityQuery {
    /// Enterprises in this division; wherever they are unless told.
    area: Option<String>,
    /// By one's own people unless told; the national office is told of all.
    #[param(inline)]
    reach: Option<ReachWord>,
    /// After how many days who stays is asked, 1 to 1830; 90 unless told.
    days: Option<u32>,
}

/// A share of an enterprise's people.
#[derive(Serialize, ToSchema)]
pub struct ShareBody {
    /// Of how many it speaks; of those who stayed, of as many as the curve weighs.
    of: f64,
    /// As it was counted; absent where it speaks of nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    counted: Option<f64>,
    /// Drawn to the mean of all enterprises, the more the fewer were counted, with its 95 % interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    steadied: Option<IntervalBody>,
}

impl From<Share> for ShareBody {
    fn from(share: Share) -> Self {
        Self {
            of: share.of,
            counted: share.counted,
            steadied: share.steadied.map(IntervalBody::from),
        }
    }
}

/// An enterprise.
#[derive(Serialize, ToSchema)]
pub struct ReliabilityBody {
    enterprise_id: Uuid,
    name: String,
    /// Jobs reported to go on that a visit confirmed, of those visited in samples that are closed.
    verified: ShareBody,
    /// People who began, of those whom it had confirmed.
    arrived: ShareBody,
    /// Jobs of which every pay slip shows what was promised.
    paid: ShareBody,
    /// People who stayed for the days asked for.
    stayed: ShareBody,
}

impl From<Reliability> for ReliabilityBody {
    fn from(told: Reliability) -> Self {
        Self {
            enterprise_id: told.enterprise.0,
            name: told.name,
            verified: told.verified.into(),
            arrived: told.arrived.into(),
            paid: told.paid.into(),
            stayed: told.stayed.into(),
        }
    }
}

/// How reliable enterprises are.
#[derive(Serialize, ToSchema)]
pub struct ReliabilitiesBody {
    on: NaiveDate,
    days: u32,
    /// The least reliable first.
    items: Vec<ReliabilityBody>,
    /// Enterprises of which fewer than five people of another area speak.
    hidden_enterprises: usize,
}

/// How reliable enterprises are, the least reliable first.
#[utoipa::path(tag = "audits", operation_id = "list_reliability", security(("token" = [])), params(ReliabilityQuery),
    extensions(("x-permission" = json!("reliability_read"))),
    responses(
        (status = 200, description = "the enterprises that somebody accepted a post of", body = ReliabilitiesBody),
    ))]
#[get("/reliability")]
pub async fn list(
    app: Data<App>,
    caller: Caller,
    query: Query<ReliabilityQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::ReliabilityRead)?;
    let area = wire::division_parameter(query.area.as_deref())?;
    let days = query.days.unwrap_or(90);
    if !(1..=1830).contains(&days) {
        return Err(Error::Malformed(Code::ParameterMalformed).into());
    }
    let whose = query.reach.map_or(Whose::Own, Whose::from);
    let told = services::reliability::of(&app, &by, whose, area, days).await?;
    Ok(HttpResponse::Ok().json(ReliabilitiesBody {
        on: told.on,
        days: told.days,
        items: told.items.into_iter().map(ReliabilityBody::from).collect(),
        hidden_enterprises: told.hidden,
    }))
}
