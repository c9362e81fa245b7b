//! Bid prices of runs: how they are asked for, and what an opening was worth to those who come later.

use super::people::PostBody;
use crate::{
    app::App,
    error::Code,
    gate::Caller,
    http::{
        Problem,
        paging::{Listed, Page},
    },
    services::{
        Permission,
        season::{self, BidPrice},
    },
    storage::runs::Season,
};
use actix_web::{
    HttpResponse, get,
    web::{Data, Path, Query},
};
use domain::id::{RunId, VacancyId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// The most people who may be expected.
const MOST_EXPECTED: u32 = 10_000_000;

/// Where bid prices come from: one of the two.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeasonBody {
    /// The run learns them for so many people who are still to come after those it matches, 1 to
    /// 10,000,000, from those of its province who came in the year before.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 10_000_000)]
    expected_arrivals: Option<u32>,
    /// They are those of this earlier run; a post that is new costs what posts like it cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    prices_of: Option<Uuid>,
}

impl TryFrom<SeasonBody> for Season {
    type Error = Code;

    fn try_from(body: SeasonBody) -> Result<Self, Code> {
        match (body.expected_arrivals, body.prices_of) {
            (Some(1..=MOST_EXPECTED), None) => {
                Ok(Self::Expected(body.expected_arrivals.unwrap_or_default()))
            }
            (Some(_), None) => Err(Code::OutOfRange),
            (None, Some(run)) => Ok(Self::Of(RunId(run))),
            _ => Err(Code::SeasonAmbiguous),
        }
    }
}

impl From<Season> for SeasonBody {
    fn from(season: Season) -> Self {
        let (expected_arrivals, prices_of) = match season {
            Season::Expected(people) => (Some(people), None),
            Season::Of(run) => (None, Some(run.0)),
        };
        Self {
            expected_arrivals,
            prices_of,
        }
    }
}

/// The bid price of a post in a run.
#[derive(Serialize, ToSchema)]
pub struct BidPriceBody {
    vacancy: PostBody,
    /// What an opening is worth to those who come later, in points of score; in people first, with 10,000
    /// where it decides whether one person more is placed.
    points: u32,
}

impl From<BidPrice> for BidPriceBody {
    fn from(price: BidPrice) -> Self {
        Self {
            vacancy: PostBody::of(price.vacancy, price.post),
            points: price.points,
        }
    }
}

/// Which part of the list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct BidPriceQuery {
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// List the bid prices at which a run matched, in the order of the posts; none where it had none.
#[utoipa::path(tag = "matching", operation_id = "list_bid_prices", security(("token" = [])), params(("id" = Uuid, Path), BidPriceQuery),
    extensions(("x-permission" = json!("match_read"))),
    responses(
        (status = 200, description = "bid prices", body = Listed<BidPriceBody>),
    ))]
#[get("/matching-runs/{id}/bid-prices")]
pub async fn bid_prices(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    query: Query<BidPriceQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::MatchRead)?;
    let spelt = format!("bid-prices {id}");
    let page = Page::read(&app, &by, &spelt, query.limit, query.cursor.as_deref())?;
    let after = page.after_id()?.map(VacancyId);
    let rows = season::list(&app, &by, RunId(*id), after, page.fetch()).await?;
    let listed = page.listed(
        &app,
        rows,
        |row| row.vacancy.to_string(),
        BidPriceBody::from,
    );
    Ok(HttpResponse::Ok().json(listed))
}
