//! Cursors: each has one spelling, and nobody but the service can write one.

use ring::hmac;
use signed::cursor::{self, Mac};

/// The first line is taken for what a cursor is bound to, the second for the key in it, the third for a cursor that is brought.
pub fn holds(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.splitn(3, '\n');
    let mut line = || lines.next().unwrap_or_default();
    let (bound_to, key, brought) = (line(), line(), line());

    let ours = cursor::written(key, mac(bound_to, key));
    let read = |cursor: &str, bound_to: &str| cursor::read(cursor, |key| mac(bound_to, key));
    assert_eq!(read(&ours, bound_to).as_deref(), Some(key));
    assert_eq!(
        read(&ours, &format!("{bound_to}x")),
        None,
        "of another list"
    );
    if let Some(key) = read(brought, bound_to) {
        assert_eq!(cursor::written(&key, mac(bound_to, &key)), brought);
    }
}

fn mac(bound_to: &str, key: &str) -> Mac {
    let secret = hmac::Key::new(hmac::HMAC_SHA256, b"of the tests");
    let tag = hmac::sign(&secret, format!("{bound_to}\n{key}").as_bytes());
    let mut mac = Mac::default();
    mac.copy_from_slice(&tag.as_ref()[..size_of::<Mac>()]);
    mac
}
