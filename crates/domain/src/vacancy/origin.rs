//! Conditions of origin: a place, then 人, 籍 or 户口, limited or preferred.

use super::lawful::{LIMITS, NO_LIMIT, PREFERENCES, begins, ends};
use crate::register::register;

/// What makes a place an origin, longer words before those that they begin with.
const BELONGING: &[&str] = &["户籍", "户口", "籍贯", "籍", "人", "老乡", "居民"];

/// What 人 may begin without meaning people of a place: 人民广场, 人力资源.
const NO_PEOPLE: &[&str] = &[
    "民", "力", "才", "事", "工", "口", "寿", "保", "造", "流", "文", "行",
];

/// People of here and of elsewhere, in words that name no place.
const SOME_PLACE: &[&str] = &[
    "本地",
    "本市",
    "本省",
    "本县",
    "本区",
    "本州",
    "本镇",
    "本乡",
    "本村",
    "当地",
    "外地",
    "外省",
    "外市",
    "外县",
    "农村",
    "农业",
    "非农",
    "非农业",
    "城镇",
    "城市",
    "省内",
    "市内",
    "县内",
    "省外",
];

/// Longest name of a place that is looked for, in characters.
const LONGEST: usize = 12;

/// Whether `rest` begins with a belonging whose place stands at the end of `before`, and which is
/// a condition.
pub(super) fn conditions(before: &str, rest: &str) -> bool {
    let Some(behind) = BELONGING.iter().find_map(|word| rest.strip_prefix(word)) else {
        return false;
    };
    if rest.starts_with('人') && begins(behind, NO_PEOPLE) {
        return false;
    }
    let behind = behind.trim_start_matches(['的', '员', '人', '者']);
    let is_preferred = begins(behind, PREFERENCES);
    place_at_the_end_of(before)
        .is_some_and(|lead| is_preferred || (ends(lead, LIMITS) && !ends(lead, NO_LIMIT)))
}

/// What stands before the place with which a text ends.
fn place_at_the_end_of(text: &str) -> Option<&str> {
    let starts = text.char_indices().rev().take(LONGEST).skip(1);
    starts
        .map(|(at, _)| text.split_at(at))
        .find(|(_, name)| is_place(name))
        .map(|(lead, _)| lead)
}

fn is_place(name: &str) -> bool {
    // Codes of divisions are numbers of people here.
    SOME_PLACE.contains(&name)
        || (name.bytes().all(|b| !b.is_ascii()) && register().place(name).is_some())
}
