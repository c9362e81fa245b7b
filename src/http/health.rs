//! Whether the process lives, and whether it can serve.

use super::Problem;
use crate::{app::App, storage};
use actix_web::{HttpResponse, get, web::Data};

/// The process lives.
#[utoipa::path(tag = "health", operation_id = "healthz", extensions(("x-permission" = json!("public"))), responses((status = 200, description = "alive")))]
#[get("/healthz")]
pub async fn healthz() -> HttpResponse {
    HttpResponse::Ok().body("ok")
}

/// The process can serve: its database answers.
#[utoipa::path(tag = "health", operation_id = "readyz", extensions(("x-permission" = json!("public"))), responses(
    (status = 200, description = "ready"),
    (status = 503, description = "the database is away", body = super::problem::ProblemBody, content_type = "application/problem+json"),
))]
#[get("/readyz")]
pub async fn readyz(app: Data<App>) -> Result<HttpResponse, Problem> {
    storage::ready(&app.db).await?;
    Ok(HttpResponse::Ok().body("ready"))
}
