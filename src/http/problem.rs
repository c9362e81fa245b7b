//! From meaning to answer: the one table of status codes, as `application/problem+json` (RFC 9457).

use super::capacities::GrantBody;
use crate::error::{Code, Error};
use actix_web::{
    HttpResponse, ResponseError,
    http::{StatusCode, header},
};
use serde::Serialize;
use utoipa::ToSchema;

/// An [`Error`] on its way out.
#[derive(Debug)]
pub struct Problem(pub Error);

impl<E: Into<Error>> From<E> for Problem {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        Meaning::of(&self.0).status
    }

    /// Only the bare status: the body is written by [`super::middleware::problems`], which knows
    /// the language and the request.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

/// What a caller is told.
#[derive(Serialize, ToSchema)]
pub struct ProblemBody {
    /// `/problems/` and the slug of its meaning.
    #[serde(rename = "type")]
    kind: String,
    /// The meaning, in the caller's language.
    title: String,
    /// Status code.
    status: u16,
    /// The code to decide by; never translated.
    code: String,
    /// A sentence in the caller's language.
    detail: String,
    /// `urn:uuid:` and the request's id, as in the log.
    instance: String,
    /// The version in force, where the caller's was older.
    #[serde(skip_serializing_if = "Option::is_none")]
    current_version: Option<i64>,
    /// Everything that is wrong with the values, at once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FaultBody>,
    /// What the account holds, where one of several is to be chosen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    grants: Vec<GrantBody>,
}

/// One thing that is wrong.
#[derive(Serialize, ToSchema)]
pub struct FaultBody {
    /// JSON pointer into the body, or the name of a parameter or header.
    pointer: String,
    /// The code to decide by.
    code: String,
    /// A sentence in the caller's language.
    detail: String,
}

/// The languages that are spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// 简体中文; the default.
    Zh,
    /// English.
    En,
}

impl Language {
    /// The first language of an `Accept-Language` header that is spoken here.
    #[must_use]
    pub fn of(accepted: Option<&str>) -> Self {
        accepted
            .unwrap_or_default()
            .split(',')
            .find_map(
                |tag| match tag.trim().get(..2)?.to_ascii_lowercase().as_str() {
                    "zh" => Some(Self::Zh),
                    "en" => Some(Self::En),
                    _ => None,
                },
            )
            .unwrap_or(Self::Zh)
    }

    /// As `Content-Language` spells it.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    fn say(self, code: Code) -> &'static str {
        match self {
            Self::Zh => code.zh(),
            Self::En => code.en(),
        }
    }
}

struct Meaning {
    status: StatusCode,
    slug: &'static str,
    code: &'static str,
    zh: &'static str,
    en: &'static str,
}

impl Meaning {
    #[expect(clippy::too_many_lines, reason = "one table, to be read as one")]
    fn of(error: &Error) -> Self {
        let (status, slug, code, zh, en) = match error {
            Error::Malformed(code) => (
                400,
                "malformed",
                code.as_str(),
                "请求无法识别",
                "The request cannot be read",
            ),
            Error::Invalid(_) => (
                422,
                "invalid",
                "INVALID",
                "请求内容有误",
                "The request cannot be accepted",
            ),
            Error::Unauthenticated(code) => (
                401,
                "unauthenticated",
                code.as_str(),
                "请先登录",
                "Sign in first",
            ),
            Error::Forbidden => (
                403,
                "forbidden",
                "FORBIDDEN",
                "您的身份不能执行此操作",
                "Your role may not do this",
            ),
            Error::SetUpFirst(code) => (
                403,
                "set-up-first",
                code.as_str(),
                "请先完成账号设置",
                "Set up your account first",
            ),
            Error::NotFound => (
                404,
                "not-found",
                "NOT_FOUND",
                "没有找到",
                "There is no such thing",
            ),
            Error::Ambiguous(_) => (
                409,
                "conflict",
                Code::GrantAmbiguous.as_str(),
                "请选择以哪个身份登录",
                "Choose in which capacity to sign in",
            ),
            Error::Conflict(code) => (
                409,
                "conflict",
                code.as_str(),
                "现在不能执行此操作",
                "This cannot be done now",
            ),
            Error::WrongMethod(_) => (
                405,
                "wrong-method",
                "METHOD_NOT_ALLOWED",
                "该地址不支持这种请求方法",
                "This address does not take this method",
            ),
            Error::Stale { .. } => (
                412,
                "stale",
                "STALE",
                "内容已被他人修改，请重新读取",
                "It was changed meanwhile; read it again",
            ),
            Error::VersionMissing => (
                428,
                "version-missing",
                "VERSION_MISSING",
                "缺少 If-Match 请求头",
                "The If-Match header is missing",
            ),
            Error::TooLarge => (
                413,
                "too-large",
                "TOO_LARGE",
                "内容太大",
                "The content is too large",
            ),
            Error::Unsupported => (
                415,
                "unsupported",
                "UNSUPPORTED_MEDIA_TYPE",
                "不支持这种格式",
                "This media type is not read here",
            ),
            Error::TooMany(_) => (
                429,
                "too-many",
                "TOO_MANY_REQUESTS",
                "操作太频繁，请稍后再试",
                "Too many requests; try again later",
            ),
            Error::Unavailable => (
                503,
                "unavailable",
                "UNAVAILABLE",
                "服务暂时不可用，请稍后重试",
                "The service is away for a moment; try again",
            ),
            Error::Internal(_) => (
                500,
                "internal",
                "INTERNAL",
                "服务出错，请把请求编号告诉管理员",
                "A fault of ours; tell the administrator the request id",
            ),
        };
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self {
            status,
            slug,
            code,
            zh,
            en,
        }
    }
}

/// The code to decide by; of several faults the first one's.
pub fn code(error: &Error) -> &'static str {
    match error {
        Error::Invalid(faults) => faults
            .first()
            .map_or_else(|| Meaning::of(error).code, |fault| fault.code.as_str()),
        _ => Meaning::of(error).code,
    }
}

/// Writes an error out for one caller.
pub fn write(error: &Error, language: Language, request_id: &str) -> HttpResponse {
    let meaning = Meaning::of(error);
    let title = match language {
        Language::Zh => meaning.zh,
        Language::En => meaning.en,
    };
    let faults: Vec<FaultBody> = match error {
        Error::Invalid(faults) => faults
            .iter()
            .take(100)
            .map(|fault| FaultBody {
                pointer: fault.pointer.clone(),
                code: fault.code.as_str().into(),
                detail: language.say(fault.code).into(),
            })
            .collect(),
        _ => Vec::new(),
    };
    let detail = match error {
        Error::Malformed(code)
        | Error::Unauthenticated(code)
        | Error::SetUpFirst(code)
        | Error::Conflict(code) => language.say(*code),
        Error::Ambiguous(_) => language.say(Code::GrantAmbiguous),
        _ => title,
    };
    let body = ProblemBody {
        kind: format!("/problems/{}", meaning.slug),
        title: title.into(),
        status: meaning.status.as_u16(),
        code: meaning.code.into(),
        detail: detail.into(),
        instance: format!("urn:uuid:{request_id}"),
        current_version: match error {
            Error::Stale { current } => Some(*current),
            _ => None,
        },
        errors: faults,
        grants: match error {
            Error::Ambiguous(grants) => grants.iter().map(GrantBody::from).collect(),
            _ => Vec::new(),
        },
    };
    let mut reply = HttpResponse::build(meaning.status);
    reply
        .insert_header((header::CONTENT_TYPE, "application/problem+json"))
        .insert_header((header::CONTENT_LANGUAGE, language.tag()));
    match error {
        Error::Unauthenticated(_) => {
            reply.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        Error::WrongMethod(allowed) => {
            reply.insert_header((header::ALLOW, allowed.join(", ")));
        }
        Error::TooMany(seconds) => {
            reply.insert_header((header::RETRY_AFTER, seconds.to_string()));
        }
        Error::Unavailable | Error::Conflict(Code::Busy) => {
            reply.insert_header((header::RETRY_AFTER, "1"));
        }
        _ => {}
    }
    reply.body(serde_json::to_vec(&body).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_that_is_spoken_wins() {
        assert_eq!(Language::of(None), Language::Zh);
        assert_eq!(Language::of(Some("fr, en-GB;q=0.8")), Language::En);
        assert_eq!(Language::of(Some("zh-CN,zh;q=0.9,en;q=0.8")), Language::Zh);
        assert_eq!(Language::of(Some("汉, x")), Language::Zh);
    }
}
