//! Which methods each path takes, to tell a wrong method from a wrong path.

use super::Problem;
use crate::error::Error;
use actix_web::{HttpRequest, HttpResponse, dev::ResourceDef, http::Method, web::Data};
use utoipa::openapi::{OpenApi, PathItem};

/// Every path with the methods that it takes.
pub struct Routes(Vec<Route>);

struct Route {
    path: ResourceDef,
    /// Whether it is one path and no more: `/people/search`, where there is `/people/{id}` too.
    is_literal: bool,
    methods: Vec<Method>,
}

impl Routes {
    /// Those that the description tells of.
    #[must_use]
    pub fn of(description: &OpenApi) -> Self {
        let taken = |item: &PathItem| {
            let methods = [
                (item.get.is_some(), Method::GET),
                (item.post.is_some(), Method::POST),
                (item.put.is_some(), Method::PUT),
                (item.patch.is_some(), Method::PATCH),
                (item.delete.is_some(), Method::DELETE),
            ];
            methods
                .into_iter()
                .filter_map(|(is, method)| is.then_some(method))
                .collect()
        };
        let route = |(path, item): (&String, &PathItem)| Route {
            path: ResourceDef::new(path.as_str()),
            is_literal: !path.contains('{'),
            methods: taken(item),
        };
        Self(description.paths.paths.iter().map(route).collect())
    }

    /// Why nothing answers a request: its path takes other methods, or there is no such path.
    fn refusal(&self, request: &HttpRequest) -> Error {
        let fitting = || {
            let all = self.0.iter();
            all.filter(|route| route.path.is_match(request.path()))
        };
        let is_literal = fitting().any(|route| route.is_literal);
        let taken: Vec<&Method> = fitting()
            .filter(|route| route.is_literal || !is_literal)
            .flat_map(|route| &route.methods)
            .collect();
        if taken.is_empty() || taken.contains(&request.method()) {
            Error::NotFound
        } else {
            Error::WrongMethod(taken.iter().map(ToString::to_string).collect())
        }
    }
}

impl std::fmt::Debug for Routes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Routes")
    }
}

/// Answers what no operation answers.
///
/// # Errors
/// Always.
pub async fn absent(request: HttpRequest, routes: Data<Routes>) -> Result<HttpResponse, Problem> {
    Err(routes.refusal(&request).into())
}

/// What a path means whose identity is none.
pub fn unread(request: &HttpRequest) -> Problem {
    let routes = request.app_data::<Data<Routes>>();
    Problem(routes.map_or(Error::NotFound, |routes| routes.refusal(request)))
}
