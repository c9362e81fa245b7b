//! Codes that people read and type: letters of a keyed digest, so that none lies in the database.

/// Crockford's Base32, which has no letters that look alike.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// So many letters of a digest.
pub(super) fn spelt(digest: &[u8], letters: usize) -> String {
    let bytes = digest.iter().take(letters);
    bytes
        .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
        .collect()
}

/// A code as people type it: small letters, spaces and dashes, and the letters that are taken for digits.
pub(super) fn as_typed(code: &str) -> String {
    let letters = code.chars().filter(char::is_ascii_alphanumeric);
    letters
        .map(|letter| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        assert_eq!(as_typed("o1il-2abc-9xyz"), "01112ABC9XYZ");
        assert!(LETTERS.iter().all(|letter| !b"ILOU".contains(letter)));
    }
}
