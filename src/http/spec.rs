//! The API's description, written from the code.

use std::collections::BTreeMap;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        Content, Object, ObjectBuilder, PathItem, Ref, RefOr, Required, Schema,
        path::{Operation, Parameter, ParameterIn},
        schema::{AdditionalProperties, ArrayItems, SchemaType, Type},
        security::{Http, HttpAuthScheme, SecurityScheme},
    },
};

/// The parts of the description that stand above single operations.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Rengang 人岗",
        description = "Organised labour cooperation between western and eastern China: rosters, vacancies, matching, placements, stability. Conventions: api-spec/README.md.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    components(responses(super::sessions::Refused)),
    modifiers(&Token),
)]
pub struct Description;

struct Token;

impl Modify for Token {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let components = api.components.get_or_insert_default();
        let scheme = SecurityScheme::Http(
            Http::builder()
                .scheme(HttpAuthScheme::Bearer)
                .bearer_format("JWT")
                .build(),
        );
        components.add_security_scheme("token", scheme);
    }
}

/// Writes down what every operation of a kind may be refused for, so that no operation has to:
/// whoever needs a token may lack it, whatever takes a body may be sent a bad one.
///
/// An operation names only what is its own beyond that.
pub fn imply_refusals(api: &mut utoipa::openapi::OpenApi) {
    for operation in operations(api) {
        for status in implied(operation) {
            let refused = RefOr::Ref(Ref::from_response_name("Refused"));
            operation
                .responses
                .responses
                .entry(status.to_owned())
                .or_insert(refused);
        }
    }
}

/// Writes down how the headers are spelt that many operations take, so that no operation has to.
pub fn spell_headers(api: &mut utoipa::openapi::OpenApi) {
    for operation in operations(api) {
        for parameter in operation.parameters.iter_mut().flatten() {
            let RefOr::T(parameter) = parameter else {
                continue;
            };
            if let Some(pattern) = spelling(parameter) {
                let text = ObjectBuilder::new()
                    .schema_type(SchemaType::new(Type::String))
                    .pattern(Some(pattern));
                parameter.schema = Some(text.into());
            }
        }
    }
}

/// Says of a body of which nothing is needed that it may be left out: none at all is read as `{}`.
pub fn let_bodies_lack(api: &mut utoipa::openapi::OpenApi) {
    let schemas = api.components.clone().unwrap_or_default().schemas;
    let needs_nothing = |content: &Content| {
        let schema = match &content.schema {
            Some(RefOr::Ref(to)) => named(to).and_then(|name| schemas.get(name)),
            schema => schema.as_ref(),
        };
        matches!(schema, Some(RefOr::T(Schema::Object(body))) if body.required.is_empty())
    };
    for operation in operations(api) {
        let Some(RefOr::T(body)) = &mut operation.request_body else {
            continue;
        };
        let mut contents = body.content.values();
        if contents.all(|content| matches!(content, RefOr::T(content) if needs_nothing(content))) {
            body.required = Some(Required::False);
        }
    }
}

/// The name of the schema that is pointed at.
fn named(to: &Ref) -> Option<&str> {
    to.ref_location.rsplit('/').next()
}

/// Opens what is closed where it is joined with more. A body that takes no members but its own may be part of an answer that
/// has more of them; said as it is, no answer would fit.
pub fn open_what_is_joined(api: &mut utoipa::openapi::OpenApi) {
    let schemas = &mut api.components.get_or_insert_default().schemas;
    let opened = |(name, schema): (&String, &RefOr<Schema>)| match schema {
        RefOr::T(Schema::Object(closed)) if is_closed(closed) => {
            let mut open = closed.clone();
            open.additional_properties = None;
            Some((name.clone(), open))
        }
        _ => None,
    };
    let opened: BTreeMap<String, Object> = schemas.iter().filter_map(opened).collect();
    for schema in schemas.values_mut() {
        open_within(schema, &opened);
    }
}

fn open_within(schema: &mut RefOr<Schema>, opened: &BTreeMap<String, Object>) {
    let RefOr::T(schema) = schema else {
        return;
    };
    match schema {
        Schema::Object(object) => {
            for member in object.properties.values_mut() {
                open_within(member, opened);
            }
        }
        Schema::Array(array) => {
            if let ArrayItems::RefOrSchema(item) = &mut array.items {
                open_within(item, opened);
            }
        }
        Schema::AllOf(joined) => {
            for part in &mut joined.items {
                let name = match part {
                    RefOr::Ref(to) => named(to),
                    RefOr::T(_) => None,
                };
                if let Some(open) = name.and_then(|name| opened.get(name)) {
                    *part = open.clone().into();
                }
                open_within(part, opened);
            }
        }
        _ => {}
    }
}

fn is_closed(object: &Object) -> bool {
    let more = object.additional_properties.as_deref();
    matches!(more, Some(AdditionalProperties::FreeForm(false)))
}

fn spelling(parameter: &Parameter) -> Option<&'static str> {
    let name = match parameter.parameter_in {
        ParameterIn::Header => parameter.name.as_str(),
        _ => return None,
    };
    match name {
        // Bare, or as the draft of the header has it, in quotation marks.
        "Idempotency-Key" => Some(r#"^([A-Za-z0-9_-]{8,64}|"[A-Za-z0-9_-]{8,64}")$"#),
        "If-Match" => Some(r#"^"v[0-9]{1,18}"$"#),
        _ => None,
    }
}

fn operations(api: &mut utoipa::openapi::OpenApi) -> impl Iterator<Item = &mut Operation> {
    api.paths.paths.values_mut().flat_map(|item| {
        let PathItem {
            get,
            post,
            put,
            patch,
            delete,
            ..
        } = item;
        [get, post, put, patch, delete]
            .into_iter()
            .filter_map(Option::as_mut)
    })
}

fn implied(operation: &Operation) -> Vec<&'static str> {
    let parameters = operation.parameters.as_deref().unwrap_or_default();
    let takes = |place: ParameterIn, name: &str| {
        parameters.iter().any(|parameter| match parameter {
            RefOr::T(p) => p.parameter_in == place && (name.is_empty() || p.name == name),
            RefOr::Ref(_) => false,
        })
    };
    let kinds: [(bool, &[&str]); 6] = [
        (operation.security.is_some(), &["401", "403", "503"]),
        // Parameters that it does not have, at least.
        (true, &["400"]),
        (takes(ParameterIn::Path, ""), &["404"]),
        (
            operation.request_body.is_some(),
            &["400", "413", "415", "422", "503"],
        ),
        (
            takes(ParameterIn::Header, "Idempotency-Key"),
            &["400", "404", "409", "422"],
        ),
        (
            takes(ParameterIn::Header, "If-Match"),
            &["400", "409", "412", "428"],
        ),
    ];
    kinds
        .into_iter()
        .filter(|(is, _)| *is)
        .flat_map(|(_, statuses)| statuses.iter().copied())
        .collect()
}
