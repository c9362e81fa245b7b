//! Telephone numbers of the mainland: mobiles, and the landlines that rosters carry instead.
//!
//! A number is a secret: it prints as `***`.

/// A telephone number in plain digits.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

impl Phone {
    /// Reads a mobile (11 digits from 13 to 19) or a landline (area code, then 7 or 8 digits).
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(|c| *c != '-').collect();
        let number = Self(digits);
        let hyphens = text.matches('-').count();
        let known = (number.is_mobile() && hyphens == 0) || (number.is_landline() && hyphens <= 1);
        known.then_some(number)
    }

    /// Whether messages reach it.
    #[must_use]
    pub fn is_mobile(&self) -> bool {
        let b = self.0.as_bytes();
        b.len() == 11 && b.iter().all(u8::is_ascii_digit) && b[0] == b'1' && b[1] >= b'3'
    }

    fn is_landline(&self) -> bool {
        let b = self.0.as_bytes();
        (10..=12).contains(&b.len()) && b.iter().all(u8::is_ascii_digit) && b[0] == b'0'
    }

    /// The digits, for sealing and for the one who may see them.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// First three and last four digits: `154****1206`.
    #[must_use]
    pub fn masked(&self) -> String {
        let keep = self.0.len() - 4;
        format!("{}****{}", &self.0[..3], &self.0[keep..])
    }
}

impl std::fmt::Debug for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mobiles_and_landlines_are_numbers() {
        let mobile = Phone::read("15494451206").expect("a mobile");
        assert!(mobile.is_mobile());
        assert_eq!(
            (mobile.masked().as_str(), format!("{mobile:?}").as_str()),
            ("154****1206", "***")
        );
        assert!(!Phone::read("0857-6222333").expect("a landline").is_mobile());
    }

    #[test]
    fn nothing_else_is() {
        for text in [
            "",
            "12345678901",
            "1549445120",
            "0857622233",
            "010",
            "1549445１206",
            "154-9445-1206",
        ] {
            // Ten digits from 0 are a landline of a three-digit area code.
            assert_eq!(
                Phone::read(text).is_some(),
                text == "0857622233",
                "{text:?}"
            );
        }
    }
}
