//! Unified social credit codes, GB 32100-2015: eighteen characters, the last a check.

/// A checked credit code of an employer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CreditCode(String);

/// Why a text is no credit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadCreditCode {
    /// Not eighteen characters.
    #[error("has not 18 characters")]
    Length,
    /// A character outside the standard's thirty-one.
    #[error("has a character that no credit code has")]
    Character,
    /// The last character does not follow from the others.
    #[error("fails its check character")]
    Checksum,
}

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// The check character of the first seventeen: weights are powers of three, modulo 31.
fn check(body: &[usize]) -> usize {
    let mut weight = 1;
    let mut sum = 0;
    for value in body {
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    (31 - sum % 31) % 31
}

impl CreditCode {
    /// Reads a code; small letters are taken as capitals.
    ///
    /// # Errors
    /// The first thing that is wrong, in the order length, character, checksum.
    pub fn read(text: &str) -> Result<Self, BadCreditCode> {
        let code = text.to_ascii_uppercase();
        if code.chars().count() != 18 {
            return Err(BadCreditCode::Length);
        }
        let values: Option<Vec<usize>> = code
            .bytes()
            .map(|b| ALPHABET.iter().position(|a| *a == b))
            .collect();
        let values = values.ok_or(BadCreditCode::Character)?;
        if check(&values[..17]) != values[17] {
            return Err(BadCreditCode::Checksum);
        }
        Ok(Self(code))
    }

    /// The code of a made-up employer, for samples: the standard's check behind seventeen characters.
    ///
    /// # Errors
    /// As [`CreditCode::read`] says of the seventeen.
    pub fn complete(seventeen: &str) -> Result<Self, BadCreditCode> {
        let values: Option<Vec<usize>> = seventeen
            .bytes()
            .map(|b| ALPHABET.iter().position(|a| *a == b))
            .collect();
        let values = values.ok_or(BadCreditCode::Character)?;
        if values.len() != 17 {
            return Err(BadCreditCode::Length);
        }
        Ok(Self(format!(
            "{seventeen}{}",
            char::from(ALPHABET[check(&values)])
        )))
    }

    /// The eighteen characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_code_passes_and_its_neighbours_do_not() {
        // The Ministry of Civil Affairs publishes this one for itself.
        let code = "11100000000013338W";
        assert_eq!(CreditCode::read(code).expect("a known code").as_str(), code);
        assert_eq!(
            CreditCode::read("11100000000013339W"),
            Err(BadCreditCode::Checksum)
        );
        assert_eq!(
            CreditCode::read("11100000000013338"),
            Err(BadCreditCode::Length)
        );
        assert_eq!(
            CreditCode::read("1110000000001333IW"),
            Err(BadCreditCode::Character)
        );
    }

    proptest::proptest! {
        #[test]
        fn a_completed_code_is_a_code(body in "[0-9A-HJ-NPQRTUWXY]{17}") {
            let code = CreditCode::complete(&body).expect("characters of the alphabet");
            proptest::prop_assert_eq!(CreditCode::read(code.as_str()), Ok(code));
        }
    }
}
