//! The closed lists behind every code of the API, and the lists of other people's forms.

use super::Problem;
use crate::{
    error::{self, Error},
    gate::Caller,
    services::{self, Permission},
    storage,
};
use actix_web::{
    HttpResponse, get,
    http::header::{ContentType, ETAG},
    web::Path,
};
use data_encoding::HEXLOWER;
use domain::{
    code_list::code_lists,
    code_set::{CodeSet, Word, code_sets},
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;
use utoipa::ToSchema;

/// The name of the set that holds the lists of other people's forms.
const FORMS: &str = "forms";

/// A closed list.
#[derive(Serialize, ToSchema)]
pub struct CodeSetBody {
    /// Its name.
    set: String,
    /// Its entries, in the order in which people expect to read them.
    items: Vec<CodeEntryBody>,
}

/// An entry of a list.
#[derive(Default, Serialize, ToSchema)]
pub struct CodeEntryBody {
    /// The stable spelling; some lists of other people's forms have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// What an officer reads.
    zh: String,
    /// The same in English, where it is a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    en: Option<String>,
    /// In `forms`: whose list it is, a standard or a family of forms.
    #[serde(skip_serializing_if = "Option::is_none")]
    scheme: Option<String>,
    /// In `forms`: the list's name there.
    #[serde(skip_serializing_if = "Option::is_none")]
    list: Option<String>,
}

/// The lists that there are.
#[derive(Serialize, ToSchema)]
pub struct CodeSetsBody {
    items: Vec<CodeSetLink>,
}

/// A list to ask for.
#[derive(Clone, Serialize, ToSchema)]
pub struct CodeSetLink {
    /// Its name.
    set: String,
    /// How many entries it has.
    entries: usize,
    /// Where to ask for it.
    href: String,
}

/// Every closed list of the service, by name.
#[must_use]
pub fn sets() -> Vec<CodeSet> {
    let mut sets = code_sets();
    sets.extend([
        CodeSet::of::<matching::compare::Difference>(),
        CodeSet::of::<matching::eligible::HardLimit>(),
        CodeSet::of::<matching::reasons::DecidedBy>(),
        CodeSet::of::<matching::watch::Phase>(),
        CodeSet::of::<matching::watch::Stopped>(),
        CodeSet::of::<matching::score::Unknown>(),
        CodeSet::of::<matching::verdict::Verdict>(),
        CodeSet::of::<stability::judge::Verdict>(),
        CodeSet::of::<stability::traits::Factor>(),
        CodeSet::of::<storage::jobs::Unit>(),
        CodeSet::of::<storage::retention::Kept>(),
        CodeSet::of::<storage::runs::NotOffered>(),
        CodeSet::of::<services::stability::Grouping>(),
        CodeSet {
            name: "error_code",
            words: error::Code::ALL
                .iter()
                .map(|code| Word {
                    code: code.as_str(),
                    zh: code.zh(),
                    en: Some(code.en()),
                })
                .collect(),
        },
    ]);
    sets.sort_by_key(|set| set.name);
    sets
}

fn own(set: CodeSet) -> CodeSetBody {
    let entry = |word: Word| CodeEntryBody {
        code: Some(word.code.to_owned()),
        zh: word.zh.to_owned(),
        en: word.en.map(str::to_owned),
        ..CodeEntryBody::default()
    };
    CodeSetBody {
        set: set.name.to_owned(),
        items: set.words.into_iter().map(entry).collect(),
    }
}

fn forms() -> CodeSetBody {
    let entries = code_lists().iter().map(|entry| CodeEntryBody {
        code: entry.code.clone(),
        zh: entry.label.clone(),
        en: None,
        scheme: Some(entry.scheme.clone()),
        list: Some(entry.list.clone()),
    });
    CodeSetBody {
        set: FORMS.to_owned(),
        items: entries.collect(),
    }
}

/// A list written out, with the tag of its content. The program's own lists never change while it runs.
struct Written {
    link: CodeSetLink,
    tag: String,
    json: String,
}

fn written() -> &'static [Written] {
    static WRITTEN: LazyLock<Vec<Written>> = LazyLock::new(|| {
        let bodies = sets().into_iter().map(own).chain([forms()]);
        bodies.filter_map(|body| write(&body).ok()).collect()
    });
    &WRITTEN
}

fn write(body: &CodeSetBody) -> serde_json::Result<Written> {
    let json = serde_json::to_string(body)?;
    Ok(Written {
        link: CodeSetLink {
            set: body.set.clone(),
            entries: body.items.len(),
            href: format!("/api/v1/codesets/{}", body.set),
        },
        tag: format!("\"{}\"", HEXLOWER.encode(&Sha256::digest(&json)[..8])),
        json,
    })
}

/// List the closed lists.
#[utoipa::path(tag = "reference", operation_id = "list_codesets", security(("token" = [])),
    extensions(("x-permission" = json!("reference_read"))),
    responses(
        (status = 200, description = "the lists that there are", body = CodeSetsBody),
    ))]
#[get("/codesets")]
pub async fn list(caller: Caller) -> Result<HttpResponse, Problem> {
    caller.may(Permission::ReferenceRead)?;
    let items = written().iter().map(|set| set.link.clone()).collect();
    Ok(HttpResponse::Ok().json(CodeSetsBody { items }))
}

/// One closed list.
#[utoipa::path(tag = "reference", operation_id = "get_codeset", security(("token" = [])),
    params(("set" = String, Path, description = "a name from `GET /codesets`"), ("If-None-Match" = Option<String>, Header, description = "the ETag of the copy at hand")),
    extensions(("x-permission" = json!("reference_read"))),
    responses(
        (status = 200, description = "the list", body = CodeSetBody), (status = 304, description = "the copy at hand is still good"),
    ))]
#[get("/codesets/{set}")]
pub async fn get(caller: Caller, set: Path<String>) -> Result<HttpResponse, Problem> {
    caller.may(Permission::ReferenceRead)?;
    let found = written().iter().find(|written| written.link.set == *set);
    let written = found.ok_or(Error::NotFound)?;
    Ok(HttpResponse::Ok()
        .insert_header((ETAG, written.tag.clone()))
        .content_type(ContentType::json())
        .body(written.json.clone()))
}
