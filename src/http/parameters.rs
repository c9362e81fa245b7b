//! Parameters that an operation does not have are refused, also where it has none: a mistyped filter never widens an answer.

use super::Problem;
use crate::error::{Code, Error};
use actix_web::{
    body::{BoxBody, MessageBody},
    dev::{ResourceDef, ServiceRequest, ServiceResponse},
    http::Method,
    middleware::Next,
    web::Data,
};
use utoipa::openapi::{
    OpenApi, PathItem, RefOr,
    path::{Operation, ParameterIn},
};

/// The names of an operation's parameters.
type Named = (Method, Vec<String>);

/// Which parameters each operation has, path by path.
#[derive(Debug)]
pub struct Parameters(Vec<(ResourceDef, Vec<Named>)>);

impl Parameters {
    /// Those that the description tells of.
    #[must_use]
    pub fn of(description: &OpenApi) -> Self {
        let named = |operation: &Operation| -> Vec<String> {
            let all = operation.parameters.iter().flatten();
            all.filter_map(|parameter| match parameter {
                RefOr::T(own) if own.parameter_in == ParameterIn::Query => Some(own.name.clone()),
                _ => None,
            })
            .collect()
        };
        let of_path = |item: &PathItem| -> Vec<Named> {
            let operations = [
                (Method::GET, &item.get),
                (Method::POST, &item.post),
                (Method::PUT, &item.put),
                (Method::PATCH, &item.patch),
                (Method::DELETE, &item.delete),
            ];
            operations
                .into_iter()
                .filter_map(|(method, own)| Some((method, named(own.as_ref()?))))
                .collect()
        };
        let paths = &description.paths.paths;
        Self(
            paths
                .iter()
                .map(|(path, item)| (ResourceDef::new(path.as_str()), of_path(item)))
                .collect(),
        )
    }

    /// Whether each name in a query is one of the operation's, where there is such an operation.
    fn know(&self, method: &Method, path: &str, query: &str) -> bool {
        // A path without braces outweighs one with.
        let of_path = self.0.iter().filter(|(of, _)| of.is_match(path));
        let mut of_method = of_path
            .flat_map(|(_, operations)| operations)
            .filter(|(of, _)| of == method)
            .peekable();
        let names = query.split('&').filter(|pair| !pair.is_empty());
        let mut names = names.map(|pair| pair.split('=').next().unwrap_or_default());
        of_method.peek().is_none()
            || names.all(|name| {
                of_method
                    .clone()
                    .any(|(_, known)| known.iter().any(|own| own == name))
            })
    }
}

/// Refuses a request with a parameter that its operation does not have.
///
/// # Errors
/// None of its own.
pub async fn known(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let parameters = request.app_data::<Data<Parameters>>();
    let query = request.query_string();
    let is_known = query.is_empty()
        || parameters.is_none_or(|known| known.know(request.method(), request.path(), query));
    if is_known {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let refused = Problem(Error::Malformed(Code::ParameterMalformed));
    Ok(request.error_response(refused))
}
