//! The code lists of other people's forms, for whoever has to read or fill them.
//!
//! Our own closed lists stand in [words](crate::words); nothing here decides anything.

use crate::embedded::{Table, read};
use std::sync::LazyLock;

/// One entry of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeEntry {
    /// Whose list: a standard (`GB/T 3304`) or a family of forms (`national`, `shaanxi-hr`).
    pub scheme: String,
    /// The list's name there, such as 民族.
    pub list: String,
    /// The code, where the list has codes.
    pub code: Option<String>,
    /// The label.
    pub label: String,
    /// Where the entry was found.
    pub source: String,
}

/// All entries, list by list, each in the list's own order.
#[must_use]
pub fn code_lists() -> &'static [CodeEntry] {
    static ENTRIES: LazyLock<Vec<CodeEntry>> = LazyLock::new(|| table().rows);
    &ENTRIES
}

fn table() -> Table<CodeEntry> {
    read(
        "code_lists.csv",
        include_str!("../data/code_lists.csv"),
        ["scheme", "list", "code", "label", "source"],
        |[scheme, list, code, label, source]| {
            (!label.is_empty()).then(|| CodeEntry {
                scheme: scheme.to_owned(),
                list: list.to_owned(),
                code: (!code.is_empty()).then(|| code.to_owned()),
                label: label.to_owned(),
                source: source.to_owned(),
            })
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_lists_are_sound_and_whole() {
        assert_eq!(table().faults, []);
        assert_eq!(code_lists().len(), 279);
    }

    #[test]
    fn the_national_standard_numbers_fifty_six_peoples() {
        let peoples = code_lists()
            .iter()
            .filter(|entry| entry.scheme == "GB/T 3304");
        assert_eq!(peoples.filter(|entry| entry.code.is_some()).count(), 56);
    }
}
