//! Sums and counts as rosters write them.

/// What a cell says of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Said<T> {
    Nothing,
    Value(T),
    Unclear,
}

impl<T> Said<T> {
    pub(crate) fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Nothing | Self::Unclear => None,
        }
    }
}

/// Monthly pay, in fen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pay {
    /// The lower end.
    pub least: i64,
    /// The upper end; the same where only one sum was written.
    pub most: i64,
}

/// More a month than this, in yuan, is a slip of the keyboard.
const MOST_YUAN: i64 = 1_000_000;

/// Reads yuan: `4000`, `4,000元`, `3000-4000`, `3000~4000元/月`. Kept in fen.
pub(crate) fn pay(text: &str) -> Said<Pay> {
    if text.is_empty() {
        return Said::Nothing;
    }
    let text = ["元/月", "/月", "元"]
        .iter()
        .find_map(|unit| text.strip_suffix(unit))
        .unwrap_or(text);
    let (least, most) = text
        .split_once(['-', '~', '至', '—', '–'])
        .unwrap_or((text, text));
    match (fen(least), fen(most)) {
        (Some(least), Some(most)) if least <= most => Said::Value(Pay { least, most }),
        _ => Said::Unclear,
    }
}

fn fen(yuan: &str) -> Option<i64> {
    let yuan = yuan.strip_suffix('元').unwrap_or(yuan).replace(',', "");
    let (whole, cents) = yuan.split_once('.').unwrap_or((&yuan, "0"));
    let digits =
        |text: &str| (1..=9).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(cents) {
        return None;
    }
    let whole: i64 = whole.parse().ok().filter(|whole| *whole <= MOST_YUAN)?;
    let cents: i64 = format!("{cents:0<2}").get(..2)?.parse().ok()?;
    Some(whole * 100 + cents)
}

/// Reads months: `8`, `8个月`, `3.5`.
pub(crate) fn months(text: &str) -> Said<f64> {
    if text.is_empty() {
        return Said::Nothing;
    }
    let text = text.strip_suffix('月').unwrap_or(text);
    let text = text.strip_suffix('个').unwrap_or(text);
    // Letters would let `inf` and `nan` through.
    match text.parse() {
        Ok(months) if !text.contains(char::is_alphabetic) => Said::Value(months),
        _ => Said::Unclear,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(least: i64, most: i64) -> Said<Pay> {
        Said::Value(Pay { least, most })
    }

    #[test]
    fn pay_is_read_in_yuan_and_kept_in_fen() {
        assert_eq!(pay("4000"), sum(400_000, 400_000));
        assert_eq!(pay("4,000元/月"), sum(400_000, 400_000));
        assert_eq!(pay("3999.5"), sum(399_950, 399_950));
        assert_eq!(pay(""), Said::Nothing);
    }

    #[test]
    fn a_range_keeps_both_ends() {
        for text in ["3000-4000", "3000~4000元", "3000元至4000元"] {
            assert_eq!(pay(text), sum(300_000, 400_000), "{text}");
        }
    }

    #[test]
    fn words_and_slips_are_no_sums() {
        for text in [
            "四千",
            "-4000",
            "4000-3000",
            "面议",
            "4.5.6",
            "99999999999",
            "元",
            "4千",
            "1e5",
        ] {
            assert_eq!(pay(text), Said::Unclear, "{text}");
        }
    }

    #[test]
    fn months_are_plain_numbers() {
        assert_eq!(months("8个月"), Said::Value(8.0));
        assert_eq!(months("14"), Said::Value(14.0));
        assert_eq!(months("-1"), Said::Value(-1.0));
        assert_eq!(months("半年"), Said::Unclear);
        assert_eq!(months("inf"), Said::Unclear);
    }
}
