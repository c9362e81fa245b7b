//! Cursors: where a page of a list ended, behind a code of sixteen bytes that proves where it comes from.

use data_encoding::BASE64URL_NOPAD;

/// What proves a cursor.
pub type Mac = [u8; 16];

/// A cursor of the key at which a page ended; `mac` is of that key and whatever else the cursor is bound to.
#[must_use]
pub fn written(key: &str, mac: Mac) -> String {
    BASE64URL_NOPAD.encode(&[&mac[..], key.as_bytes()].concat())
}

/// The key in a cursor, if `mac` says of it what stands before it. Each key has one spelling.
pub fn read(cursor: &str, mac: impl FnOnce(&str) -> Mac) -> Option<String> {
    let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).ok()?;
    let (proof, key) = bytes.split_at_checked(size_of::<Mac>())?;
    let key = std::str::from_utf8(key).ok()?;
    (*proof == mac(key)).then(|| key.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_by_whoever_wrote_it_and_by_nobody_else() {
        let cursor = written("2020-03-31 a", [7; 16]);
        assert_eq!(read(&cursor, |_| [7; 16]).as_deref(), Some("2020-03-31 a"));
        assert_eq!(read(&cursor, |_| [8; 16]), None);
        assert_eq!(read(&cursor[..20], |_| [7; 16]), None, "cut off");
        assert_eq!(read(&format!("{cursor}="), |_| [7; 16]), None, "padded");
        assert_eq!(read("", |_| [7; 16]), None);
    }
}
