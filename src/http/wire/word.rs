//! A word of a closed list, and a member of a patch that may be cleared.

use domain::coded::Coded;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::borrow::Cow;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        ObjectBuilder, RefOr, Schema,
        schema::{SchemaType, Type},
    },
};

/// A word of a closed list, spelt by its code. `GET /codesets/{set}` gives the labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<T>(pub T);

impl<T: Coded> Serialize for Word<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.code())
    }
}

impl<'de, T: Coded> Deserialize<'de> for Word<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = Cow::<'de, str>::deserialize(deserializer)?;
        // `body` tells this sentence from a wrong type; the value is not repeated.
        T::from_code(&code)
            .map(Self)
            .ok_or_else(|| de::Error::custom("unknown code"))
    }
}

impl<T: Coded> PartialSchema for Word<T> {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::new(Type::String))
            .enum_values(Some(T::ALL.iter().map(|word| word.code())))
            .into()
    }
}

impl<T: Coded> ToSchema for Word<T> {
    fn name() -> Cow<'static, str> {
        let camel: String = T::SET
            .split('_')
            .map(|part| part[..1].to_uppercase() + &part[1..])
            .collect();
        camel.into()
    }
}

/// Words as the wire spells them.
pub fn spelt<T: Coded>(list: &[T]) -> Vec<Word<T>> {
    list.iter().copied().map(Word).collect()
}

/// Words without their spelling.
pub fn unspelt<T>(list: Vec<Word<T>>) -> Vec<T> {
    list.into_iter().map(|word| word.0).collect()
}

/// Reads a member of a merge patch: told, and told to be cleared, are two things.
///
/// # Errors
/// Whatever is wrong with the value.
pub fn told<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}
