//! Divisions: what each code is called, was called and became.

use super::{
    Problem,
    paging::{Listed, Page},
    wire::{self, DivisionBody, LevelCode, Word},
};
use crate::{
    app::App,
    error::{Code, Error},
    gate::Caller,
    services::Permission,
};
use actix_web::{
    HttpResponse, get,
    web::{Data, Path, Query},
};
use chrono::{Datelike, NaiveDate};
use domain::{
    division::Division,
    register::{Past, register},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Longest part of a name that is looked for.
const NAME_LETTERS: usize = 64;

/// A division in a list.
#[derive(Serialize, ToSchema)]
pub struct DivisionRow {
    /// Six digits.
    #[schema(example = "520526")]
    code: String,
    /// Its own name, without those above it.
    #[schema(example = "威宁彝族回族苗族自治县")]
    name: String,
    level: LevelCode,
    /// The code of what it lies in directly; a county may lie in its province.
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<String>,
}

/// Which divisions to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct DivisionQuery {
    /// Directly under this one.
    parent: Option<String>,
    /// `province`, `prefecture` or `county`.
    level: Option<LevelCode>,
    /// A year or a day: as they stood at the end of that year. Otherwise those in force.
    on: Option<String>,
    /// Whose name holds this.
    name: Option<String>,
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// A division, as it stood in a year or stands now.
type Standing = (Division, &'static str, Option<Division>);

impl DivisionQuery {
    fn year(&self) -> Result<Option<i32>, Error> {
        let Some(on) = self.on.as_deref() else {
            return Ok(None);
        };
        let year = match on.parse::<NaiveDate>() {
            Ok(day) => Some(day.year()),
            Err(_) => on.parse::<u16>().ok().map(i32::from),
        };
        year.map(Some)
            .ok_or(Error::Malformed(Code::ParameterMalformed))
    }

    /// Everything that shapes the list, for the cursor.
    fn filter(&self, year: Option<i32>) -> String {
        let level = self.level.map(|level| level.0);
        format!(
            "divisions {:?} {level:?} {year:?} {:?}",
            self.parent, self.name
        )
    }
}

/// List divisions, by code.
#[utoipa::path(tag = "reference", operation_id = "list_divisions", security(("token" = [])), params(DivisionQuery),
    extensions(("x-permission" = json!("reference_read"))),
    responses(
        (status = 200, description = "divisions from province to county", body = Listed<DivisionRow>),
    ))]
#[get("/divisions")]
pub async fn list(
    app: Data<App>,
    caller: Caller,
    query: Query<DivisionQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::ReferenceRead)?;
    let parent = wire::division_parameter(query.parent.as_deref())?;
    let year = query.year()?;
    let name = query.name.as_deref().unwrap_or_default();
    if name.chars().count() > NAME_LETTERS {
        return Err(Error::Malformed(Code::ParameterMalformed).into());
    }
    let page = Page::read(
        &app,
        &by,
        &query.filter(year),
        query.limit,
        query.cursor.as_deref(),
    )?;
    let after = page.after.as_deref().and_then(Division::parse);
    let wanted = |(division, called, above): &Standing| {
        after.is_none_or(|after| *division > after)
            && parent.is_none_or(|parent| *above == Some(parent))
            && query.level.is_none_or(|level| division.level() == level.0)
            && called.contains(name)
    };
    let fetch = usize::try_from(page.fetch()).unwrap_or(usize::MAX);
    let rows: Vec<Standing> = match year {
        Some(year) => stood(year).filter(wanted).take(fetch).collect(),
        None => standing().filter(wanted).take(fetch).collect(),
    };
    let listed = page.listed(
        &app,
        rows,
        |(division, ..)| division.to_string(),
        |(division, name, parent)| DivisionRow {
            code: division.to_string(),
            name: name.to_owned(),
            level: Word(division.level()),
            parent: parent.map(|parent| parent.to_string()),
        },
    );
    Ok(HttpResponse::Ok().json(listed))
}

fn standing() -> impl Iterator<Item = Standing> {
    let entries = register().all();
    entries.map(|entry| (entry.division, entry.name.as_str(), entry.parent))
}

fn stood(year: i32) -> impl Iterator<Item = Standing> {
    let stood = register().at_end_of(year);
    stood.map(move |(division, name)| (division, name, register().parent_at_end_of(division, year)))
}

/// A division with its history.
#[derive(Serialize, ToSchema)]
pub struct DivisionDetail {
    /// Six digits.
    #[schema(example = "522427")]
    code: String,
    /// Its own name at present, or the last one that it bore.
    name: String,
    /// With the names above it.
    full_name: String,
    level: LevelCode,
    /// Whether the code is in force.
    in_force: bool,
    /// What it lies in directly, while in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<DivisionBody>,
    /// What it is now, where the code was given up and that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    successor: Option<DivisionBody>,
    /// The names that the code has borne, the latest last.
    history: Vec<PastBody>,
    /// Where to ask for the divisions directly under it.
    children_href: String,
}

/// A name that a code has borne.
#[derive(Serialize, ToSchema)]
pub struct PastBody {
    name: String,
    /// The first year at whose end it was in force; absent before 1981.
    #[serde(skip_serializing_if = "Option::is_none")]
    from_year: Option<i32>,
    /// The first year at whose end it no longer was; absent while in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    to_year: Option<i32>,
    /// What took its place, where one is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    successor: Option<DivisionBody>,
}

impl From<&Past> for PastBody {
    fn from(past: &Past) -> Self {
        Self {
            name: past.name.clone(),
            from_year: past.from_year,
            to_year: past.to_year,
            successor: past.successor.map(DivisionBody::from),
        }
    }
}

/// One division, in force or given up, from province to county.
#[utoipa::path(tag = "reference", operation_id = "get_division", security(("token" = [])), params(("code" = String, Path, description = "2, 4 or 6 digits")),
    extensions(("x-permission" = json!("reference_read"))),
    responses(
        (status = 200, description = "the division", body = DivisionDetail),
    ))]
#[get("/divisions/{code}")]
pub async fn get(caller: Caller, code: Path<String>) -> Result<HttpResponse, Problem> {
    caller.may(Permission::ReferenceRead)?;
    let division = Division::parse(&code).ok_or(Error::NotFound)?;
    let name = register().name_of(division).ok_or(Error::NotFound)?;
    let in_force = register().in_force(division);
    Ok(HttpResponse::Ok().json(DivisionDetail {
        code: division.to_string(),
        name: name.to_owned(),
        full_name: register().full_name(division),
        level: Word(division.level()),
        in_force,
        parent: register().parent_of(division).map(DivisionBody::from),
        successor: register()
            .current(division)
            .filter(|_| !in_force)
            .map(DivisionBody::from),
        history: register()
            .history_of(division)
            .iter()
            .map(PastBody::from)
            .collect(),
        children_href: format!("/api/v1/divisions?parent={division}"),
    }))
}
