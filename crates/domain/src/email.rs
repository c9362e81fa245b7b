//! Addresses of electronic mail, as far as every mail server takes them: plain ASCII, no comments,
//! no quotes.
//!
//! An address is a secret: it prints as `***`.

/// An address such as `li.na@example.cn`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

/// Longest address that the protocol carries (RFC 5321, section 4.5.3.1.3).
const LONGEST: usize = 254;
/// Longest part before the `@`.
const LONGEST_LOCAL: usize = 64;
/// Longest label of a domain name.
const LONGEST_LABEL: usize = 63;

impl Email {
    /// Reads an address; the domain name comes out in small letters.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (local, domain) = text.rsplit_once('@')?;
        let atom = |part: &str| !part.is_empty() && part.bytes().all(is_atom);
        let fits = text.len() <= LONGEST
            && local.len() <= LONGEST_LOCAL
            && local.split('.').all(atom)
            && domain.contains('.')
            && domain.split('.').all(is_label)
            && domain.bytes().any(|b| b.is_ascii_alphabetic());
        fits.then(|| Self(format!("{local}@{}", domain.to_ascii_lowercase())))
    }

    /// The address, for sealing, for its owner and for the envelope.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// What RFC 5322 calls `atext`.
fn is_atom(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

fn is_label(label: &str) -> bool {
    (1..=LONGEST_LABEL).contains(&label.len())
        && label
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

impl std::fmt::Debug for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_addresses_are_read_and_print_nothing() {
        for text in ["li.na@example.cn", "10086@qq.com", "a+b@xn--fiq228c.cn"] {
            let read = Email::read(text).expect(text);
            assert_eq!(read.reveal(), text);
            assert_eq!(format!("{read:?}"), "***");
        }
        let mixed = Email::read("Li.Na@Example.CN").expect("an address");
        assert_eq!(mixed.reveal(), "Li.Na@example.cn");
    }

    #[test]
    fn nothing_else_is() {
        let long = format!("{}@example.cn", "a".repeat(65));
        for text in [
            "",
            "li.na",
            "@example.cn",
            "li.na@",
            "li.na@localhost",
            "li..na@example.cn",
            ".li@example.cn",
            "li na@example.cn",
            "li@exa mple.cn",
            "li@-example.cn",
            "li@example..cn",
            "li@127.0.0.1",
            "li@example.cn\r\nBcc: x@example.cn",
            "\"li\"@example.cn",
            "<li@example.cn>",
            "李娜@example.cn",
            &long,
        ] {
            assert!(Email::read(text).is_none(), "{text:?}");
        }
    }
}
