//! How one wants to be told: on which ways, how often, in which language.

use super::{
    Problem,
    body::{Body, IfMatch},
    patch::Patch,
    reply,
    sessions::Refused,
    wire::{Faults, LanguageCode, LetterChannelCode, RhythmCode, Word, spelt},
};
use crate::{
    app::App,
    error::{Code, Error},
    gate::Caller,
    services::{self, Permission},
    storage::preferences::Preference,
};
use actix_web::{HttpResponse, get, patch, web::Data};
use domain::{coded::Coded, email::Email, letter::LetterChannel, phone::Phone};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// A change of them.
type PreferencesPatch = Patch<PreferencesBody>;

/// How somebody wants to be told.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreferencesBody {
    /// Where letters go; none are written without it. A new one gets a code, and nothing else before `PUT /me/email-code/proof`
    /// has taken that.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "li.na@example.cn")]
    email: Option<String>,
    /// Where text messages go: a mobile number. A job seeker's go to the number in the registry unless another is named here.
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    /// The language of letters and text messages.
    language: LanguageCode,
    /// The ways on which to be told.
    #[validate(length(max = 10))]
    channels: Vec<LetterChannelCode>,
    /// How often by e-mail: `at_once`, or what happened in one letter, `daily` or `weekly`, at eight in the morning in China.
    /// Text messages are sent at once, at night in the morning. `none` ends both.
    rhythm: RhythmCode,
}

/// How somebody is told.
#[derive(Serialize, ToSchema)]
pub struct ToldBody {
    #[serde(flatten)]
    said: PreferencesBody,
    /// Whether the e-mail address is confirmed: before, nothing goes there but the code that confirms it. Absent without an
    /// address.
    #[serde(skip_serializing_if = "Option::is_none")]
    email_confirmed: Option<bool>,
}

impl From<&Preference> for ToldBody {
    fn from(said: &Preference) -> Self {
        let email = said.email.as_ref();
        Self {
            said: said.into(),
            email_confirmed: email.map(|_| said.email_confirmed_at.is_some()),
        }
    }
}

impl From<&Preference> for PreferencesBody {
    fn from(said: &Preference) -> Self {
        Self {
            email: said.email.as_ref().map(|email| email.reveal().to_owned()),
            phone: said.phone.as_ref().map(|phone| phone.reveal().to_owned()),
            language: Word(said.language),
            channels: spelt(&said.channels),
            rhythm: Word(said.rhythm),
        }
    }
}

impl PreferencesBody {
    /// What was sent, to be kept in the place of a version that was read.
    fn read(self, version: i64) -> Result<Preference, Error> {
        let mut faults = Faults::default();
        let email = self.email.map(|email| {
            let read = Email::read(&email).ok_or(Code::EmailInvalid);
            faults.take("/email", read)
        });
        let phone = self.phone.map(|phone| {
            let read = Phone::read(&phone).ok_or(Code::PhoneInvalid);
            let mobile = read.and_then(|phone| {
                let is_mobile = phone.is_mobile();
                is_mobile.then_some(phone).ok_or(Code::MobileNeeded)
            });
            faults.take("/phone", mobile)
        });
        let named = |way: &LetterChannel| self.channels.iter().any(|sent| sent.0 == *way);
        faults.or(Some(Preference {
            email: email.flatten(),
            email_confirmed_at: None,
            email_asked_at: None,
            phone: phone.flatten(),
            language: self.language.0,
            channels: LetterChannel::ALL.iter().copied().filter(named).collect(),
            rhythm: self.rhythm.0,
            version,
        }))
    }
}

/// How am I told?
#[utoipa::path(tag = "sessions", operation_id = "get_preferences", security(("token" = [])),
    extensions(("x-permission" = json!("self_read"))),
    responses(
        (status = 200, description = "how the own account wants to be told", body = ToldBody, headers(("ETag" = String))),
        (status = 304, description = "nothing has changed"),
    ))]
#[get("/me/preferences")]
pub async fn get(app: Data<App>, caller: Caller) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::SelfRead)?;
    let said = services::preferences::get(&app, &by).await?;
    Ok(reply::tagged(said.version, &ToldBody::from(&said)))
}

/// Say how I want to be told.
#[utoipa::path(tag = "sessions", operation_id = "change_preferences", security(("token" = [])), request_body = PreferencesPatch,
    params(("If-Match" = String, Header, description = "the ETag that was read")),
    extensions(("x-permission" = json!("self_write")), ("x-precondition" = json!("if-match"))),
    responses(
        (status = 200, description = "how the own account is told from now on", body = ToldBody),
        (status = 429, response = Refused),
    ))]
#[patch("/me/preferences")]
pub async fn change(
    app: Data<App>,
    caller: Caller,
    if_match: IfMatch,
    body: Body,
) -> Result<HttpResponse, Problem> {
    let by = caller.may(Permission::SelfWrite)?;
    let said = services::preferences::get(&app, &by).await?;
    let version = if_match.version()?;
    if said.version != version {
        return Err(Error::Stale {
            current: said.version,
        }
        .into());
    }
    let sent = body.patched(&PreferencesBody::from(&said))?;
    services::preferences::save(&app, &by, sent.read(version)?).await?;
    let said = services::preferences::get(&app, &by).await?;
    Ok(reply::tagged(said.version, &ToldBody::from(&said)))
}
