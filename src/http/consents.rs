//! What people agree to, purpose by purpose.

use super::{
    Problem,
    body::Body,
    reply,
    wire::{PurposeCode, RoleCode, Word},
};
use crate::{
    app::App,
    error::{Code, invalid},
    gate::Caller,
    services::{self, Permission, consents::Answers},
};
use actix_web::{
    HttpResponse, get, post,
    web::{Data, Path},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    coded::Coded,
    consent::{self, Consent, NOTICE_VERSION, Purpose},
    id::PersonId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// What is to be shown before somebody is asked.
#[derive(Serialize, ToSchema)]
pub struct NoticeBody {
    /// Sent with the answers.
    version: String,
    items: Vec<NoticeItem>,
}

/// What is told of one purpose.
#[derive(Serialize, ToSchema)]
pub struct NoticeItem {
    purpose: PurposeCode,
    zh: String,
    en: String,
}

/// Read the notice that is shown before somebody is asked.
#[utoipa::path(tag = "consents", operation_id = "read_consent_notice", security(("token" = [])),
    extensions(("x-permission" = json!("self_read"))),
    responses((status = 200, description = "the notice in force", body = NoticeBody),))]
#[get("/consent-notice")]
pub async fn notice(caller: Caller) -> Result<HttpResponse, Problem> {
    caller.may(Permission::SelfRead)?;
    let item = |purpose: &Purpose| {
        let (zh, en) = consent::notice(*purpose);
        NoticeItem {
            purpose: Word(*purpose),
            zh: zh.into(),
            en: en.into(),
        }
    };
    Ok(HttpResponse::Ok().json(NoticeBody {
        version: NOTICE_VERSION.into(),
        items: Purpose::ALL.iter().map(item).collect(),
    }))
}

/// How a person stands to each purpose.
#[derive(Serialize, ToSchema)]
pub struct ConsentsBody {
    /// One a purpose.
    items: Vec<StandingBody>,
    /// Everything that was said, first said first.
    history: Vec<ConsentFact>,
}

/// How a person stands to one purpose.
#[derive(Serialize, ToSchema)]
pub struct StandingBody {
    purpose: PurposeCode,
    /// The last word; absent where nobody has asked yet, and what the county has on paper holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    given: Option<bool>,
    /// Since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<NaiveDate>,
    /// Whether the notice that was shown is the one in force.
    is_current: bool,
}

/// A yes or a no.
#[derive(Serialize, ToSchema)]
pub struct ConsentFact {
    id: Uuid,
    purpose: PurposeCode,
    given: bool,
    /// The day on which it was said.
    on: NaiveDate,
    /// The notice that was shown.
    notice_version: String,
    /// Who told the service: the person, or the office at the counter.
    #[serde(skip_serializing_if = "Option::is_none")]
    told_by: Option<RoleCode>,
    /// When the service was told.
    recorded_at: DateTime<Utc>,
}

impl From<Vec<Consent>> for ConsentsBody {
    fn from(told: Vec<Consent>) -> Self {
        let standing = |purpose: &Purpose| {
            let last = consent::last_word(&told, *purpose);
            StandingBody {
                purpose: Word(*purpose),
                given: last.map(|said| said.given),
                on: last.map(|said| said.on),
                is_current: last.is_some_and(|said| said.notice_version == NOTICE_VERSION),
            }
        };
        let items = Purpose::ALL.iter().map(standing).collect();
        let fact = |said: Consent| ConsentFact {
            id: said.id.0,
            purpose: Word(said.purpose),
            given: said.given,
            on: said.on,
            notice_version: said.notice_version,
            told_by: said.role.map(Word),
            recorded_at: said.recorded_at,
        };
        Self {
            items,
            history: told.into_iter().map(fact).collect(),
        }
    }
}

/// Yes or no to some purposes; what is absent stays as it is.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentAnswersBody {
    /// The version of the notice that was shown.
    #[validate(length(min = 1, max = 32))]
    notice_version: String,
    /// Be matched with posts. A no takes back what the person has not left for.
    matching: Option<bool>,
    /// Be told of to the employer of a post that the person accepts. A no takes back what was accepted and not left for.
    sharing: Option<bool>,
    /// Be telephoned when at work.
    follow_up: Option<bool>,
    /// Have the household's category and the labour ability seen by the county and the province.
    sensitive: Option<bool>,
}

impl ConsentAnswersBody {
    fn answers(&self) -> Answers {
        let told = [
            (Purpose::Matching, self.matching),
            (Purpose::Sharing, self.sharing),
            (Purpose::FollowUp, self.follow_up),
            (Purpose::Sensitive, self.sensitive),
        ];
        told.into_iter()
            .filter_map(|(purpose, given)| Some((purpose, given?)))
            .collect()
    }
}

/// What a person agreed to, and when.
#[utoipa::path(tag = "consents", operation_id = "list_consents", security(("token" = [])), params(("id" = Uuid, Path)),
    extensions(("x-permission" = json!("consent_read"))),
    responses((status = 200, description = "how the person stands to each purpose", body = ConsentsBody),))]
#[get("/people/{id}/consents")]
pub async fn list(app: Data<App>, caller: Caller, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::ConsentRead)?;
    let told = services::consents::list(&app, &by, PersonId(*id)).await?;
    Ok(HttpResponse::Ok().json(ConsentsBody::from(told)))
}

/// Say yes or no to purposes, as the person or at the counter. A no holds from the answer on.
#[utoipa::path(tag = "consents", operation_id = "answer_consents", security(("token" = [])), request_body = ConsentAnswersBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, description = "8 to 64 of A-Z a-z 0-9 _ -")),
    extensions(("x-permission" = json!("consent_answer")), ("x-idempotent" = json!(true))),
    responses((status = 201, description = "how the person stands to each purpose", body = ConsentsBody),))]
#[post("/people/{id}/consents")]
pub async fn answer(
    app: Data<App>,
    caller: Caller,
    id: Path<Uuid>,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::ConsentAnswer)?;
    let (key, sent) = body.keyed::<ConsentAnswersBody>(&by)?;
    let answers = sent.answers();
    if answers.is_empty() {
        return Err(invalid("", Code::NothingAnswered).into());
    }
    let person = PersonId(*id);
    let version = &sent.notice_version;
    let done = services::consents::answer(&app, &by, &key, person, version, &answers).await?;
    let told = services::consents::list(&app, &by, person).await?;
    Ok(reply::created(done.replayed, &ConsentsBody::from(told)))
}
