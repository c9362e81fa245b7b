//! When two headings are the same, and when one resembles the other.

use unicode_normalization::UnicodeNormalization;

/// Longer texts are no headings; the bound keeps hostile headers cheap to compare.
const LONGEST: usize = 64;

/// The heading of the column that numbers the rows.
pub(crate) const SERIAL: &str = "序号";

/// What is compared: NFKC (which makes brackets and letters half width), no white space,
/// no `*` before or after. Empty for a text too long to be a heading.
pub(crate) fn key(heading: &str) -> String {
    if heading.chars().nth(LONGEST).is_some() {
        return String::new();
    }
    let folded: String = heading
        .nfkc()
        .filter(|char| !char.is_whitespace())
        .collect();
    folded.trim_matches('*').to_owned()
}

/// What is shown to people: without the white space and the `*` around it.
pub(crate) fn shown(heading: &str) -> String {
    let around = |char: char| char.is_whitespace() || matches!(char, '*' | '＊');
    heading.trim_matches(around).to_owned()
}

/// The known heading that an unknown one was probably meant to be: the one at the least
/// edit distance, if fewer characters differ than agree. Both sides are keys.
pub(crate) fn meant<'k>(unknown: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    known
        .map(|candidate| (distance(unknown, candidate), candidate))
        .filter(|(distance, candidate)| {
            2 * distance <= candidate.chars().count().min(unknown.chars().count())
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's distance in characters, by the usual two-row table.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (above, char) in left.chars().enumerate() {
        let mut diagonal = above;
        row[0] = above + 1;
        for (column, other) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(char != *other);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_space_and_asterisks_make_no_difference() {
        assert_eq!(key(" 月收入（元） ＊"), key("月收入(元)*"));
        assert_eq!(key("身份\n证号**"), "身份证号");
        assert_eq!(key(&"很".repeat(65)), "");
        assert_eq!(shown(" 身份证号＊ "), "身份证号");
    }

    #[test]
    fn a_slip_of_the_pen_is_recognised_and_a_stranger_is_not() {
        let known = ["姓名", "身份证号", "联系电话"];
        assert_eq!(meant("身分证号", known.into_iter()), Some("身份证号"));
        assert_eq!(meant("姓明", known.into_iter()), Some("姓名"));
        assert_eq!(meant("血型", known.into_iter()), None);
    }

    #[test]
    fn distance_counts_what_must_be_changed() {
        for (left, right, expected) in [
            ("", "", 0),
            ("", "ab", 2),
            ("kitten", "sitting", 3),
            ("证号", "证件号码", 2),
        ] {
            assert_eq!(distance(left, right), expected, "{left} {right}");
            assert_eq!(distance(right, left), expected, "{right} {left}");
        }
    }
}
