//! Reading a place as people write it: 山东省青岛市黄岛区, 贵州毕节, 上海, a code.
//!
//! Every division in force stands in a dictionary for each division above it, with
//! its official and short names; a text is read from the left, the longest name
//! first, descending at each step into the dictionary of what was found. A reading
//! costs a few dozen look-ups whatever the text.

use super::{Register, aliases};
use crate::division::{Division, Level};
use std::collections::HashMap;

/// Names that changed since this year-end are still read.
const OLDEST_NAMES: i32 = 2012;

/// What one name means inside one division.
#[derive(Clone, Copy)]
struct Meaning {
    /// `None` when several places bear the name.
    division: Option<Division>,
    /// An official name may be followed by anything (a street); a short one only by another name.
    official: bool,
    /// Names in force beat those given up.
    in_force: bool,
}

/// What a text turned out to be.
enum Reading {
    Nothing,
    Unclear,
    Found(Division),
}

/// The names that may stand at one point of a text.
#[derive(Default)]
struct Dictionary {
    meanings: HashMap<String, Meaning>,
    longest: usize,
}

/// The dictionaries: of the whole country under `None`, then of each division that has others under it.
#[derive(Default)]
pub(super) struct Places(HashMap<Option<Division>, Dictionary>);

impl Places {
    pub(super) fn index(register: &Register) -> Self {
        let mut places = Self::default();
        // Higher divisions come first, see `Meaning::joined`.
        for level in [Level::Province, Level::Prefecture, Level::County] {
            for entry in register
                .all()
                .filter(|entry| entry.division.level() == level)
            {
                places.add(register, entry.division, &entry.name, true);
            }
        }
        for (division, past) in register.pasts() {
            let given_up_lately = past.to_year.is_some_and(|to| to > OLDEST_NAMES);
            if let (true, Some(now)) = (given_up_lately, register.current(division)) {
                places.add(register, now, &past.name, false);
            }
        }
        places
    }

    fn add(&mut self, register: &Register, division: Division, name: &str, in_force: bool) {
        let meaning = |official| Meaning {
            division: Some(division),
            official,
            in_force,
        };
        let mut above = register.parent_of(division);
        loop {
            let dictionary = self.0.entry(above).or_default();
            dictionary.add(name.to_owned(), meaning(true));
            for alias in aliases::of(division, name) {
                dictionary.add(alias, meaning(false));
            }
            match above {
                Some(over) => above = register.parent_of(over),
                None => return,
            }
        }
    }

    /// Reads `text` as names inside `within`, from the left.
    fn read(&self, within: Option<Division>, text: &str) -> Reading {
        let Some(dictionary) = self.0.get(&within) else {
            return Reading::Nothing;
        };
        for (meaning, rest) in dictionary.beginnings(text) {
            // 贵州省外 is everywhere but 贵州省.
            if rest.starts_with('外') || rest.starts_with("以外") {
                return Reading::Unclear;
            }
            let deeper = match meaning.division {
                Some(division) => self.read(Some(division), without_filler(rest)),
                None => Reading::Nothing,
            };
            match (deeper, meaning.division) {
                (Reading::Nothing, here) if meaning.official || rest.is_empty() => {
                    return here.map_or(Reading::Unclear, Reading::Found);
                }
                (Reading::Nothing, _) => {}
                (read, _) => return read,
            }
        }
        Reading::Nothing
    }
}

impl Dictionary {
    fn add(&mut self, name: String, meaning: Meaning) {
        self.longest = self.longest.max(name.chars().count());
        self.meanings
            .entry(name)
            .and_modify(|known| *known = known.joined(meaning))
            .or_insert(meaning);
    }

    /// The names with which `text` begins, longest first, each with what follows it.
    fn beginnings<'a>(&self, text: &'a str) -> impl Iterator<Item = (Meaning, &'a str)> {
        let mut ends: Vec<usize> = text
            .char_indices()
            .take(self.longest)
            .map(|(at, letter)| at + letter.len_utf8())
            .collect();
        ends.reverse();
        ends.into_iter().filter_map(|end| {
            let (name, rest) = text.split_at(end);
            self.meanings.get(name).map(|meaning| (*meaning, rest))
        })
    }
}

impl Meaning {
    /// What a name means that has two meanings: a name in force beats one given up, a
    /// province beats all (吉林), and a division beats those under it (喀什: the
    /// region, not its city). Otherwise it is unclear.
    fn joined(self, other: Self) -> Self {
        let stays = match (self.division, other.division) {
            _ if self.in_force && !other.in_force => true,
            (Some(known), Some(new)) => known.level() == Level::Province || known.contains(new),
            _ => false,
        };
        if stays {
            Self {
                official: self.official || (self.division == other.division && other.official),
                ..self
            }
        } else {
            Self {
                division: None,
                official: self.official || other.official,
                in_force: self.in_force,
            }
        }
    }
}

/// The made-up prefectures that statistical tables and forms put under a province.
fn without_filler(rest: &str) -> &str {
    ["省直辖县级行政区划", "自治区直辖县级行政区划", "市辖区"]
        .iter()
        .find_map(|filler| rest.strip_prefix(filler))
        .unwrap_or(rest)
}

impl Register {
    /// The deepest division that a text names; the current one where its code was given up.
    ///
    /// Understands official and short names one after the other, with or without
    /// what lies between or above (广东省东莞市, 毕节威宁, 昆山市, 贵州), names given up since
    /// 2012, codes of 6, 9 or 12 digits, and paths of names or codes with slashes. What
    /// follows an official name, such as a street, is left aside. `None` when the
    /// text names nothing, several places, or the outside of one (贵州省外).
    #[must_use]
    pub fn place(&self, text: &str) -> Option<Division> {
        let text = text.trim().trim_end_matches(['/', '\\']);
        let last = text.rsplit(['/', '\\']).next().unwrap_or(text).trim();
        if last.bytes().all(|b| b.is_ascii_digit()) {
            return if last.len() >= 6 {
                self.place_coded(last)
            } else {
                None
            };
        }
        let joined;
        let names = if text.contains(is_separator) {
            joined = text.replace(is_separator, "");
            &joined
        } else {
            text
        };
        match self.places.read(None, names) {
            Reading::Found(division) => Some(division),
            Reading::Nothing | Reading::Unclear => None,
        }
    }

    fn place_coded(&self, code: &str) -> Option<Division> {
        let division = Division::parse(code)?;
        self.current(division)
            .or_else(|| self.current(division.up_to(Level::County)))
    }
}

fn is_separator(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '/' | '\\' | '-' | '－' | '·' | ',' | '，' | '>')
}
