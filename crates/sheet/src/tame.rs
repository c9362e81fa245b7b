//! Characters in a cell that only deceive whoever reads it later, on a screen or in a spreadsheet.

use domain::form::Cell;

/// Takes them out of a cell: control characters but line ends and tabs, marks that turn the direction of writing, and the
/// quotation mark by which spreadsheets are kept from taking a text for a formula: it is theirs and no part of the text.
pub(crate) fn tame(cell: &mut Cell) {
    let Cell::Text(text) = cell else {
        return;
    };
    if text.chars().any(deceives) {
        text.retain(|c| !deceives(c));
    }
    let quoted = text.strip_prefix('\'');
    if quoted.is_some_and(|rest| rest.starts_with(BEGINS_A_FORMULA)) {
        text.remove(0);
    }
    if text.trim().is_empty() {
        *cell = Cell::Empty;
    }
}

/// What a spreadsheet may take for the beginning of a formula, in either width.
const BEGINS_A_FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

fn deceives(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_deceives_is_taken_out_and_what_is_said_stays() {
        for (before, after) in [
            ("张三", "张三"),
            ("张\0三\u{1}\u{7f}", "张三"),
            ("abc\u{202e}gpj.exe", "abcgpj.exe"),
            ("\u{feff}张三\u{200f}", "张三"),
            ("'=1+1", "=1+1"),
            ("'@x", "@x"),
            ("'＝x", "＝x"),
            ("'张三", "'张三"),
            ("=HYPERLINK(\"http://x\")", "=HYPERLINK(\"http://x\")"),
            ("第一行\n第二行\t完", "第一行\n第二行\t完"),
        ] {
            let mut cell = Cell::Text(before.to_owned());
            tame(&mut cell);
            assert_eq!(cell, Cell::Text(after.to_owned()), "{before:?}");
        }
        let mut cell = Cell::Text("\u{202e}\0 ".to_owned());
        tame(&mut cell);
        assert_eq!(cell, Cell::Empty);
    }
}
