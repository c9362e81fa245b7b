//! How a word of a closed list is found in what a roster writes.
//!
//! Cells have been read to half width and without white space before.

use crate::coded::Coded;

/// A closed list with the spellings that count as one of its words.
pub trait Spelled: Coded {
    /// Spellings besides the official label.
    const BESIDE: &'static [(&'static str, Self)];

    /// A last attempt, where spellings follow a pattern.
    #[must_use]
    fn by_pattern(_text: &str) -> Option<Self> {
        None
    }
}

/// The word that a text spells.
#[must_use]
pub fn spelled<T: Spelled>(text: &str) -> Option<T> {
    if text.is_empty() {
        return None;
    }
    let beside = || T::BESIDE.iter().find(|(spelling, _)| *spelling == text);
    T::from_zh(text)
        .or_else(|| beside().map(|(_, word)| *word))
        .or_else(|| T::by_pattern(text))
}

/// The words of a list such as `餐饮类、家政类`, and whether any part of it was none.
pub(super) fn several<T: Spelled>(text: &str) -> (Vec<T>, bool) {
    if let Some(word) = spelled(text) {
        return (vec![word], false);
    }
    let mut words = Vec::new();
    let mut unknown = false;
    for part in parts(text).flat_map(|part| part.split('/')) {
        match spelled(part) {
            Some(word) if !words.contains(&word) => words.push(word),
            Some(_) => {}
            None => unknown = true,
        }
    }
    (words, unknown)
}

/// The members of an enumeration in one cell.
pub(crate) fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(['、', ',', ';', '。'])
        .filter(|part| !part.is_empty())
}

/// Yes or no, as the Mandarin column and the school column say it.
pub(crate) fn yes_or_no(text: &str) -> Option<bool> {
    match text {
        "是" | "会" | "能" | "有" | "1" | "Y" | "y" | "√" => Some(true),
        "否" | "不会" | "不能" | "无" | "0" | "N" | "n" | "×" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::cell::Plain;
    use crate::words::{
        Channel, EndReason, LabourAbility, PairingKind, RegisterCategory, Schooling, Sex, Trade,
        TrainingWish, Willingness, WorkStatus,
    };

    fn no_spelling_is_ambiguous_or_unreachable<T: Spelled + std::fmt::Debug>() {
        for (at, (spelling, word)) in T::BESIDE.iter().enumerate() {
            assert_eq!(
                Plain::of_text(spelling).text,
                *spelling,
                "reads differently"
            );
            assert_eq!(T::from_zh(spelling), None, "{spelling} is a label");
            let before = &T::BESIDE[..at];
            assert!(
                before.iter().all(|(other, _)| other != spelling),
                "{spelling} twice"
            );
            assert_eq!(spelled::<T>(spelling), Some(*word));
        }
        for word in T::ALL {
            assert_eq!(spelled::<T>(&Plain::of_text(word.zh()).text), Some(*word));
        }
    }

    #[test]
    fn every_spelling_leads_to_one_word() {
        no_spelling_is_ambiguous_or_unreachable::<Sex>();
        no_spelling_is_ambiguous_or_unreachable::<PairingKind>();
        no_spelling_is_ambiguous_or_unreachable::<Schooling>();
        no_spelling_is_ambiguous_or_unreachable::<LabourAbility>();
        no_spelling_is_ambiguous_or_unreachable::<WorkStatus>();
        no_spelling_is_ambiguous_or_unreachable::<Willingness>();
        no_spelling_is_ambiguous_or_unreachable::<RegisterCategory>();
        no_spelling_is_ambiguous_or_unreachable::<Channel>();
        no_spelling_is_ambiguous_or_unreachable::<Trade>();
        no_spelling_is_ambiguous_or_unreachable::<TrainingWish>();
        no_spelling_is_ambiguous_or_unreachable::<EndReason>();
    }

    #[test]
    fn numbers_of_schooling_are_read_by_their_first_digit() {
        assert_eq!(spelled("71"), Some(Schooling::JuniorMiddle));
        assert_eq!(spelled("21"), Some(Schooling::Bachelor));
        assert_eq!(spelled::<Schooling>("90"), None);
        assert_eq!(spelled::<Schooling>("7"), None);
    }

    #[test]
    fn several_trades_stand_in_one_cell() {
        assert_eq!(
            several("餐饮、家政类；电焊"),
            (vec![Trade::Catering], true),
            "cells are read to half width before"
        );
        assert_eq!(
            several("餐饮,家政类/销售"),
            (
                vec![Trade::Catering, Trade::Housekeeping, Trade::Retail],
                false
            )
        );
        assert_eq!(several("销售/零售业"), (vec![Trade::Retail], false));
    }

    #[test]
    fn a_whole_labourer_is_no_word_of_the_list() {
        assert_eq!(spelled::<LabourAbility>("全劳动力"), None);
        assert_eq!(spelled("弱劳动力"), Some(LabourAbility::Weak));
    }
}
