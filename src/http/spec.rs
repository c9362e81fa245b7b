//! The API's description, written from the code.

use utoipa::{
    Modify, OpenApi,
    openapi::security::{Http, HttpAuthScheme, SecurityScheme},
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
