//! What became of letters: never what they say, nor where they went.

use super::{
    Problem,
    body::{Body, Empty, IfMatch},
    paging::{Listed, Page},
    reply,
    wire::{LetterChannelCode, LetterFaultCode, LetterKindCode, LetterStateCode, Word},
};
use crate::{
    app::App,
    error::{Code, Error},
    gate::Caller,
    services::{self, Permission},
    storage::letters::{Filter, Letter},
};
use actix_web::{
    HttpResponse, get, post,
    web::{Data, Path, Query},
};
use chrono::{DateTime, Utc};
use domain::{coded::Coded, id::LetterId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A letter on its way.
#[derive(Serialize, ToSchema)]
pub struct LetterBody {
    id: Uuid,
    /// To whom.
    account_id: Uuid,
    kind: LetterKindCode,
    channel: LetterChannelCode,
    state: LetterStateCode,
    /// How often it was tried.
    attempts: i64,
    /// Why it has not arrived, or not at the last attempt.
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<LetterFaultCode>,
    /// The code that the other side gave, such as `550`.
    #[serde(skip_serializing_if = "Option::is_none")]
    reply: Option<String>,
    created_at: DateTime<Utc>,
    /// When it is sent or tried again, at the earliest; absent once nothing more happens to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_at: Option<DateTime<Utc>>,
    /// When it was sent, or nothing more happened to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_at: Option<DateTime<Utc>>,
    version: i64,
}

impl From<Letter> for LetterBody {
    fn from(letter: Letter) -> Self {
        Self {
            id: letter.id.0,
            account_id: letter.account.0,
            kind: Word(letter.kind),
            channel: Word(letter.channel),
            state: Word(letter.state),
            attempts: letter.attempts,
            fault: letter.fault.map(Word),
            reply: letter.reply,
            created_at: letter.created_at,
            due_at: (!letter.state.is_over()).then_some(letter.run_at),
            closed_at: letter.closed_at,
            version: letter.version,
        }
    }
}

/// Which letters to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct LetterQuery {
    /// Of this state, such as `dead`.
    state: Option<String>,
    /// On this way.
    channel: Option<String>,
    /// Of this kind.
    kind: Option<String>,
    /// Rows a page, 50 unless told, 200 at most.
    limit: Option<i64>,
    /// Where the page before ended.
    cursor: Option<String>,
}

impl LetterQuery {
    fn filter(&self) -> Result<Filter, Error> {
        fn read<T: Coded>(code: Option<&String>) -> Result<Option<T>, Error> {
            let word = |code: &String| {
                T::from_code(code).ok_or(Error::Malformed(Code::ParameterMalformed))
            };
            code.map(word).transpose()
        }
        Ok(Filter {
            state: read(self.state.as_ref())?,
            channel: read(self.channel.as_ref())?,
            kind: read(self.kind.as_ref())?,
        })
    }
}

/// List letters to the accounts within reach, the newest first.
#[utoipa::path(tag = "letters", operation_id = "list_letters", security(("token" = [])), params(LetterQuery),
    extensions(("x-permission" = json!("letter_manage"))),
    responses(
        (status = 200, description = "letters within reach", body = Listed<LetterBody>),
    ))]
#[get("/letters")]
pub async fn list(
    app: Data<App>,
    caller: Caller,
    query: Query<LetterQuery>,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::LetterManage)?;
    let filter = query.filter()?;
    let shape = format!("letters\n{filter:?}");
    let page = Page::read(&app, &by, &shape, query.limit, query.cursor.as_deref())?;
    let before = page.after_id()?.map(LetterId);
    let rows = services::letters::list(&app, &by, filter, before, page.fetch()).await?;
    let listed = page.listed(&app, rows, |letter| letter.id.to_string(), LetterBody::from);
    Ok(HttpResponse::Ok().json(listed))
}

/// What became of a letter.
#[utoipa::path(tag = "letters", operation_id = "get_letter", security(("token" = [])), params(("id" = Uuid, Path)),
    extensions(("x-permission" = json!("letter_manage"))),
    responses(
        (status = 200, description = "the letter", body = LetterBody, headers(("ETag" = String))),
        (status = 304, description = "nothing has changed"),
    ))]
#[get("/letters/{id}")]
pub async fn get(app: Data<App>, caller: Caller, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::LetterManage)?;
    let letter = services::letters::get(&app, &by, LetterId(*id)).await?;
    Ok(reply::tagged(letter.version, &LetterBody::from(letter)))
}

/// Have a dead letter sent again. It is tried for as long as a new one.
#[utoipa::path(tag = "letters", operation_id = "requeue_letter", security(("token" = [])), request_body = Empty,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -"), ("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("letter_manage")), ("x-idempotent" = json!(true)), ("x-precondition" = json!("if-match"))),
    responses(
        (status = 200, description = "it is sent again", body = LetterBody),
    ))]
#[post("/letters/{id}/requeueing")]
pub async fn requeue(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::LetterManage)?;
    let id = LetterId(*id);
    services::letters::get(&app, &by, id).await?;
    let version = if_match.version()?;
    let (key, Empty {}) = body.keyed(&by)?;
    let done = services::letters::requeue(&app, &by, &key, id, version).await?;
    let letter = services::letters::get(&app, &by, id).await?;
    Ok(reply::acted(
        letter.version,
        done.replayed,
        &LetterBody::from(letter),
    ))
}
