//! The sheet in which an enterprise tells who is still at work, made to be filled in.

use super::{Problem, imports::WorkbookBody, reply};
use crate::{
    app::App,
    error::{Code, Error},
    gate::Caller,
    services::{self, Permission},
};
use actix_web::{
    HttpResponse, get,
    web::{Data, Path, Query},
};
use chrono::NaiveDate;
use domain::id::EnterpriseId;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

/// Of which month.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct MonthQuery {
    /// Year and month, such as `2020-05`; this month unless told, a year back at most.
    #[param(example = "2020-05")]
    month: Option<String>,
}

/// The sheet of an enterprise for a month: its people at work, filled in as being at work, so that only exceptions
/// need typing. It is sent back as an import of kind `follow_ups`.
#[utoipa::path(tag = "follow-up", operation_id = "get_follow_up_sheet", security(("token" = [])),
    params(("id" = Uuid, Path), MonthQuery), extensions(("x-permission" = json!("follow_up_import")), ("x-trace" = json!("follow_up_sheet_taken"))),
    responses(
        (status = 200, description = "XLSX", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = WorkbookBody),
    ))]
#[get("/enterprises/{id}/follow-up-sheet.xlsx")]
pub async fn sheet(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    query: Query<MonthQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::FollowUpImport)?;
    let month = query.month.as_deref().map(month).transpose()?;
    let (month, book) =
        services::follow_up_sheets::sheet(&app, &by, EnterpriseId(*id), month).await?;
    let name = format!("follow-up-{}.xlsx", month.format("%Y-%m"));
    Ok(reply::workbook(&name, book))
}

fn month(spelt: &str) -> Result<NaiveDate, Error> {
    let first = (spelt.len() == 7).then(|| format!("{spelt}-01").parse().ok());
    first
        .flatten()
        .ok_or(Error::Malformed(Code::ParameterMalformed))
}
