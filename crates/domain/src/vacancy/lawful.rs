//! Conditions that no post may state, in the wordings in which people state them.
//!
//! A finding is a word for a group of people (男性, 汉族, 未婚) together with what makes it a
//! condition: a limit before it (仅限, 只招, 不要) or a preference or refusal behind it (优先, 勿扰).
//! 男装 and 回民街 name no people, and 男女不限 limits nobody. The look-out is for usual wordings,
//! not for cunning ones: an officer still reads every post. One pass, a fixed number of
//! comparisons a character.

mod wordings;

use super::origin;
use unicode_normalization::UnicodeNormalization;
pub(super) use wordings::{LIMITS, NO_LIMIT, PREFERENCES};
use wordings::{WORDINGS, Wording};

/// By what people may not be told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ground {
    /// 性别: 就业促进法 art. 27, 人力资源市场暂行条例 art. 24.
    Sex,
    /// 民族: 就业促进法 art. 28, 人力资源市场暂行条例 art. 24.
    Ethnicity,
    /// 宗教信仰: 就业促进法 art. 3, 人力资源市场暂行条例 art. 24.
    Religion,
    /// 户籍、地域: 就业促进法 art. 31, 网络招聘服务管理规定 art. 15.
    Origin,
    /// 婚育: 就业促进法 art. 27.
    Marriage,
    /// 传染病病原携带者: 就业促进法 art. 30.
    Carrier,
}

/// Work that begins like the name of a thing: 女装卸工 loads, 女装工 sews.
const WORK: &[&str] = &["装卸", "装配", "装修", "包装"];

/// The grounds on which a text sets conditions, each once.
#[must_use]
pub fn grounds(text: &str) -> Vec<Ground> {
    found(text, false)
}

/// The same of a post's title, in which a sex before or behind the work is a condition too:
/// 女普工, 保安(男).
#[must_use]
pub fn grounds_of_title(title: &str) -> Vec<Ground> {
    found(title, true)
}

fn found(text: &str, is_title: bool) -> Vec<Ground> {
    let text: String = text.nfkc().filter(|c| !is_joint(*c)).collect();
    let mut grounds = Vec::new();
    for (at, _) in text.char_indices() {
        let (before, rest) = text.split_at(at);
        let by_words = WORDINGS
            .iter()
            .filter(|wording| wording.conditions(before, rest, is_title))
            .map(|wording| wording.ground);
        grounds.extend(by_words);
        if origin::conditions(before, rest) {
            grounds.push(Ground::Origin);
        }
    }
    grounds.sort_unstable();
    grounds.dedup();
    grounds
}

/// What stands within a condition without ending it: 性别：男, 限 (男).
fn is_joint(letter: char) -> bool {
    letter.is_whitespace() || "::/、()[]{}【】「」“”\"'*_-~·<>《》".contains(letter)
}

/// Whether a text begins with one of some words.
pub(super) fn begins(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.starts_with(word))
}

/// Whether a text ends with one of some words.
pub(super) fn ends(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.ends_with(word))
}

impl Wording {
    /// Whether `rest` begins with a word of the group that is a condition where it stands.
    fn conditions(&self, before: &str, rest: &str, is_title: bool) -> bool {
        let Some(behind) = self.words.iter().find_map(|word| rest.strip_prefix(word)) else {
            return false;
        };
        let names_a_thing = begins(behind, self.unless_after) && !begins(behind, WORK);
        let is_both = self.ground == Ground::Sex && begins(behind, &["男", "女"]);
        if names_a_thing || is_both || ends(before, self.unless_before) {
            return false;
        }
        let at_an_end = before.is_empty() || behind.is_empty();
        self.alone
            || begins(behind, self.after)
            || (ends(before, self.before) && !ends(before, NO_LIMIT))
            || (is_title && self.ground == Ground::Sex && at_an_end)
    }
}

#[cfg(test)]
mod tests;
