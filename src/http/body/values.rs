//! From JSON to a body that keeps its own rules, and what is wrong with it otherwise.

use crate::error::{Code, Error, Fault};
use serde::de::DeserializeOwned;
use serde_json::Value;
use unicode_normalization::{UnicodeNormalization, is_nfc};
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

/// Longest string that is read, in bytes.
const STRING_BYTES: usize = 4096;

/// Puts every string into NFC and refuses characters that only deceive readers.
pub fn clean(value: &mut Value, pointer: &str, faults: &mut Vec<Fault>) {
    match value {
        Value::String(text) => {
            if text.len() > STRING_BYTES {
                faults.push(Fault::at(pointer, Code::TooLong));
            } else if text.chars().any(deceives) {
                faults.push(Fault::at(pointer, Code::ForbiddenCharacter));
            } else if !is_nfc(text) {
                *text = text.nfc().collect();
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                clean(item, &format!("{pointer}/{index}"), faults);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                clean(member, &format!("{pointer}/{}", escaped(name)), faults);
            }
        }
        _ => {}
    }
}

/// Control characters but line ends and tabs, and marks that turn the direction of writing or hide a text.
fn deceives(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn escaped(name: &str) -> String {
    name.chars()
        .take(64)
        .collect::<String>()
        .replace('~', "~0")
        .replace('/', "~1")
}

/// A value as what it is meant to be.
///
/// # Errors
/// The member that does not fit, or every rule that the value breaks.
pub fn into<T: DeserializeOwned + Validate>(value: Value) -> Result<T, Error> {
    let read: T = serde_path_to_error::deserialize(value).map_err(|error| {
        let said = error.inner().to_string();
        let mut pointer = String::new();
        for segment in error.path() {
            pointer.push('/');
            pointer.push_str(escaped(&segment.to_string()).trim_matches(['[', ']']));
        }
        // The path ends above a missing member, at an unknown one.
        let missing = said
            .strip_prefix("missing field `")
            .and_then(|rest| rest.split('`').next());
        let code = if let Some(name) = missing {
            pointer = format!("{pointer}/{}", escaped(name));
            Code::Missing
        } else if said.starts_with("unknown field") {
            Code::UnknownMember
        } else if said.starts_with("unknown code") || said.starts_with("unknown variant") {
            Code::UnknownCode
        } else {
            Code::WrongType
        };
        Error::Invalid(vec![Fault::at(pointer, code)])
    })?;
    validated(read)
}

/// A value that was read, once it keeps its own rules.
///
/// # Errors
/// Every rule that it breaks.
pub fn validated<T: Validate>(read: T) -> Result<T, Error> {
    read.validate().map_err(|errors| {
        let mut faults = Vec::new();
        gather(&errors, "", &mut faults);
        faults.sort_by(|a, b| a.pointer.cmp(&b.pointer));
        Error::Invalid(faults)
    })?;
    Ok(read)
}

/// The library's findings as ours: which member, which rule; never the value, which it also holds.
fn gather(errors: &ValidationErrors, pointer: &str, faults: &mut Vec<Fault>) {
    for (field, kind) in errors.errors() {
        let at = format!("{pointer}/{field}");
        match kind {
            ValidationErrorsKind::Struct(inner) => gather(inner, &at, faults),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    gather(inner, &format!("{at}/{index}"), faults);
                }
            }
            ValidationErrorsKind::Field(found) => {
                faults.extend(
                    found
                        .iter()
                        .map(|error| Fault::at(at.clone(), code_of(error))),
                );
            }
        }
    }
}

fn code_of(error: &validator::ValidationError) -> Code {
    match &*error.code {
        "length" => {
            let size = |name| error.params.get(name).and_then(Value::as_u64);
            let is_long = size("max").is_some_and(|max| match error.params.get("value") {
                Some(Value::String(text)) => text.chars().count() as u64 > max,
                Some(Value::Array(items)) => items.len() as u64 > max,
                _ => false,
            });
            if is_long {
                Code::TooLong
            } else {
                Code::TooShort
            }
        }
        "range" => Code::OutOfRange,
        named => Code::ALL
            .iter()
            .copied()
            .find(|code| code.as_str() == named)
            .unwrap_or(Code::WrongType),
    }
}
