//! The bank account into which somebody is paid, as a sheet writes it.
//!
//! It is never kept: whoever reads it keeps a keyed digest, which tells only whether two are the same. It prints as `***`.

/// An account's number in plain digits.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PayAccount(String);

impl PayAccount {
    /// Reads 8 to 32 digits, with spaces or hyphens between groups of them.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let digits: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .collect();
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        (is_number && (8..=32).contains(&digits.len())).then_some(Self(digits))
    }

    /// The digits, for the digest alone.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for PayAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_one_however_it_is_spaced_and_prints_nothing() {
        let plain = PayAccount::read("6228480402564890018").expect("an account");
        assert_eq!(
            PayAccount::read("6228 4804-0256 4890 018"),
            Some(plain.clone())
        );
        assert_eq!(format!("{plain:?}"), "***");
        for text in [
            "",
            "1234567",
            "6.22848040256489E+18",
            "工行6228480402564890018",
        ] {
            assert_eq!(PayAccount::read(text), None, "{text}");
        }
    }
}
