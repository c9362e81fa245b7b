//! How long people stay at work.

mod bodies;

use self::bodies::StabilityBody;
use super::{
    Problem,
    wire::{self, Word},
};
use crate::{
    app::App,
    error::{Code, Error},
    gate::Caller,
    services::{
        self, Permission,
        stability::{Asked, Grouping, Joining},
    },
    storage::told::Whose,
};
use actix_web::{
    HttpResponse, get,
    web::{Data, Query},
};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// A code of [`Grouping`].
pub type GroupingCode = Word<Grouping>;

/// Whose jobs.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReachWord {
    /// Of the people within one's own area.
    Own,
    /// Of all; figures of fewer than five people of other areas are hidden.
    All,
}

impl From<ReachWord> for Whose {
    fn from(word: ReachWord) -> Self {
        match word {
            ReachWord::Own => Self::Own,
            ReachWord::All => Self::All,
        }
    }
}

/// Whose jobs at one employer are one spell, or whose at any.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EmployerWord {
    /// Each employer by itself.
    Same,
    /// Jobs at different employers are joined.
    Any,
}

/// Whose stability, when, and how it is told apart.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct StabilityQuery {
    /// Homes in this division; everything within reach unless told.
    area: Option<String>,
    /// Of one's own people, unless told; the national office is told of all.
    #[param(inline)]
    reach: Option<ReachWord>,
    /// Months of employment, separated by commas; `1,3,6,12` unless told, twelve figures at most.
    months: Option<String>,
    /// As of this day; unless told `known_on`, or today.
    on: Option<NaiveDate>,
    /// As it was known at the end of this day; as it is known now unless told.
    known_on: Option<NaiveDate>,
    /// By what groups are told apart and compared.
    #[param(inline)]
    by: Option<GroupingCode>,
    /// Jobs at one employer, unless told, or at any.
    #[param(inline)]
    employer: Option<EmployerWord>,
    /// Days without work between two jobs that still count as one spell, 92 at most; unless told none at one employer,
    /// and 7 at any.
    gap_days: Option<u32>,
    /// Rules by their codes, separated by commas; all that hold unless told, none for `-`.
    rules: Option<String>,
}

/// How long people stay: Kaplan–Meier with delayed entry, Aalen–Johansen by cause, restricted mean, log-rank between
/// groups, and how many each rule calls stable.
#[utoipa::path(tag = "stability", operation_id = "stability", security(("token" = [])), params(StabilityQuery),
    extensions(("x-permission" = json!("stability_read"))),
    responses(
        (status = 200, description = "the curve and its figures", body = StabilityBody),
    ))]
#[get("/stability")]
pub async fn read(
    app: Data<App>,
    caller: Caller,
    query: Query<StabilityQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::StabilityRead)?;
    let malformed = || Error::Malformed(Code::ParameterMalformed);
    let area = wire::division_parameter(query.area.as_deref())?;
    let across_employers = matches!(query.employer, Some(EmployerWord::Any));
    let gap_days = query
        .gap_days
        .unwrap_or(if across_employers { 7 } else { 0 });
    if gap_days > 92 {
        return Err(malformed().into());
    }
    let asked = Asked {
        area,
        whose: query.reach.map_or(Whose::Own, Whose::from),
        on: wire::day_parameter(query.on)?,
        known_on: wire::day_parameter(query.known_on)?,
        months: months(query.months.as_deref().unwrap_or("1,3,6,12"))?,
        joining: Joining {
            across_employers,
            gap_days,
        },
        by: query.by.map(|by| by.0),
        rules: query.rules.as_deref().map(|list| {
            let codes = list.split(',').map(str::trim);
            codes.map(str::to_owned).collect()
        }),
    };
    let told = services::stability::of(&app, &by, asked.clone()).await?;
    Ok(HttpResponse::Ok().json(StabilityBody::of(&asked, &told)))
}

fn months(list: &str) -> Result<Vec<u32>, Error> {
    let figures: Option<Vec<u32>> = list
        .split(',')
        .map(|part| part.trim().parse().ok())
        .collect();
    figures
        .filter(|months| months.len() <= 12 && months.iter().all(|m| (1..=600).contains(m)))
        .ok_or(Error::Malformed(Code::ParameterMalformed))
}
