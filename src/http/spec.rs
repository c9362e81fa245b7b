//! The API's description, written from the code.

use utoipa::{
    Modify, OpenApi,
    openapi::{
        PathItem, Ref, RefOr,
        path::{Operation, ParameterIn},
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
    for item in api.paths.paths.values_mut() {
        let PathItem {
            get,
            post,
            put,
            patch,
            delete,
            ..
        } = item;
        for operation in [get, post, put, patch, delete].into_iter().flatten() {
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
