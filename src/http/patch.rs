//! Changes by JSON Merge Patch (RFC 7396): what is not mentioned stays, `null` clears.

use super::body::{Body, into};
use crate::error::{Code, Error};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use std::{borrow::Cow, marker::PhantomData};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};
use validator::Validate;

/// A change of a `T`, for the description: its members, none of them required.
pub struct Patch<T>(PhantomData<T>);

impl<T: ToSchema> PartialSchema for Patch<T> {
    fn schema() -> RefOr<Schema> {
        let mut schema = T::schema();
        if let RefOr::T(Schema::Object(object)) = &mut schema {
            object.required.clear();
        }
        schema
    }
}

impl<T: ToSchema> ToSchema for Patch<T> {
    fn name() -> Cow<'static, str> {
        format!("{}Patch", T::name()).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        T::schemas(schemas);
    }
}

impl Body {
    /// What becomes of `current` by the change that was sent.
    ///
    /// # Errors
    /// As [`Body::read`] of the whole that comes out.
    pub fn patched<T>(&self, current: &T) -> Result<T, Error>
    where
        T: Serialize + DeserializeOwned + Validate,
    {
        let patch = self.value()?;
        let mut whole = serde_json::to_value(current).map_err(Error::internal)?;
        merge(&mut whole, patch);
        into(whole)
    }
}

/// The algorithm of RFC 7396, section 2. How deep bodies nest is bounded where they are read.
fn merge(target: &mut Value, patch: Value) {
    let Value::Object(changes) = patch else {
        *target = patch;
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    if let Value::Object(members) = target {
        for (name, change) in changes {
            if change.is_null() {
                members.remove(&name);
            } else {
                merge(members.entry(name).or_insert(Value::Null), change);
            }
        }
    }
}

/// Refuses to change what is set once.
///
/// # Errors
/// [`Code::UnknownMember`].
pub fn unchanged<T: PartialEq>(before: &T, after: &T) -> Result<(), Code> {
    if before == after {
        Ok(())
    } else {
        Err(Code::UnknownMember)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// The examples of RFC 7396, appendix A, that have an object on both sides.
    #[test]
    fn merges_as_the_standard_prints_it() {
        for (target, patch, result) in [
            (json!({"a":"b"}), json!({"a":"c"}), json!({"a":"c"})),
            (json!({"a":"b"}), json!({"b":"c"}), json!({"a":"b","b":"c"})),
            (json!({"a":"b"}), json!({"a":null}), json!({})),
            (
                json!({"a":"b","b":"c"}),
                json!({"a":null}),
                json!({"b":"c"}),
            ),
            (json!({"a":["b"]}), json!({"a":"c"}), json!({"a":"c"})),
            (json!({"a":"c"}), json!({"a":["b"]}), json!({"a":["b"]})),
            (
                json!({"a":{"b":"c"}}),
                json!({"a":{"b":"d","c":null}}),
                json!({"a":{"b":"d"}}),
            ),
            (json!({"a":[{"b":"c"}]}), json!({"a":[1]}), json!({"a":[1]})),
            (json!({"e":null}), json!({"a":1}), json!({"e":null,"a":1})),
            (
                json!({}),
                json!({"a":{"bb":{"ccc":null}}}),
                json!({"a":{"bb":{}}}),
            ),
        ] {
            let mut merged = target;
            merge(&mut merged, patch);
            assert_eq!(merged, result);
        }
    }
}
