//! The operations of the description, as the tests that walk all of them see one.

use crate::{Answer, Client, Request};
use actix_web::http::Method;
use rengang::{server, services::Permission};
use serde_json::{Value, json};
use uuid::Uuid;

/// An operation as the description tells of it.
pub struct Operation {
    /// How.
    pub method: Method,
    /// Where; identities in braces.
    pub path: String,
    /// All that the description says of it.
    pub told: Value,
}

/// Every operation of the description.
pub fn operations() -> Vec<Operation> {
    let described = serde_json::to_value(server::description()).expect("a description");
    let paths = described["paths"].as_object().expect("paths");
    let of_path = |(path, item): (&String, &Value)| -> Vec<Operation> {
        let methods = item.as_object().expect("methods").iter();
        let found = methods.filter_map(|(name, told)| {
            let method = name.to_uppercase().parse().ok()?;
            told["responses"].is_object().then(|| Operation {
                method,
                path: path.clone(),
                told: told.clone(),
            })
        });
        found.collect()
    };
    paths.iter().flat_map(of_path).collect()
}

/// Those that ask for a permission, with it.
pub fn guarded() -> Vec<(Operation, Permission)> {
    let all = operations().into_iter();
    all.filter_map(|operation| {
        operation
            .permission()
            .map(|permission| (operation, permission))
    })
    .collect()
}

impl Operation {
    pub fn id(&self) -> &str {
        self.told["operationId"].as_str().unwrap_or_default()
    }

    /// None where anybody may ask.
    pub fn permission(&self) -> Option<Permission> {
        let code = self.told["x-permission"].as_str();
        let code = code.unwrap_or_else(|| panic!("{} has no x-permission", self.id()));
        let found = Permission::ALL.iter().find(|p| p.code() == code).copied();
        assert!(found.is_some() || code == "public", "{}: {code}", self.id());
        found
    }

    pub fn takes(&self, parameter: &str) -> bool {
        let parameters = self.told["parameters"].as_array();
        parameters.is_some_and(|all| all.iter().any(|p| p["name"] == parameter))
    }

    pub fn is_on_an_object(&self) -> bool {
        self.path.contains('{')
    }

    /// The noun: the first part of the path behind the version.
    pub fn noun(&self) -> &str {
        let rest = self.path.trim_start_matches("/api/v1/");
        rest.split('/').next().unwrap_or_default()
    }

    /// The path with one identity in every place that takes one.
    pub fn path_of(&self, id: Uuid) -> String {
        let mut path = String::new();
        for part in self.path.split('/').skip(1) {
            path.push('/');
            match part
                .strip_prefix('{')
                .and_then(|named| named.split_once('}'))
            {
                Some((_, ending)) => path.extend([id.to_string().as_str(), ending]),
                None => path += part,
            }
        }
        path
    }

    /// Asks with everything that is asked of every caller; the answer's status is a told one.
    pub async fn ask(&self, client: &Client, id: Uuid) -> Answer {
        let answer = self.request(client, id).await;
        let status = answer.status.as_str();
        assert!(
            self.told["responses"][status].is_object(),
            "{} answered {status}, which its description does not tell of: {}",
            self.id(),
            answer.body
        );
        answer
    }

    pub fn request(&self, client: &Client, id: Uuid) -> Request {
        let mut request = client.ask(&self.method, &self.path_of(id));
        if self.method != Method::GET && self.method != Method::DELETE {
            request = request.json(&json!({}));
        }
        if self.told["x-idempotent"] == true {
            request = request.key(&Uuid::new_v4().to_string());
        }
        if !self.told["x-precondition"].is_null() {
            request = request.header("if-match", "\"v1\"");
        }
        request
    }
}
