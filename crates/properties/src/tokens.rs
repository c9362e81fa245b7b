//! Access tokens: whatever is brought, nobody gets in but whom we let in.

use data_encoding::BASE64URL_NOPAD;
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::{Map, Value, json};
use signed::token::{self, Bearer};
use std::sync::LazyLock;
use uuid::Uuid;

/// The second at which everything here happens.
const NOW: i64 = 1_585_616_400;

/// What our key is called.
const KID: &str = "0123456789abcdef";

/// Made of a seed that everybody can read.
static KEY: LazyLock<(Vec<u8>, Ed25519KeyPair)> = LazyLock::new(|| {
    let seed = [7; 32];
    let pair = Ed25519KeyPair::from_seed_unchecked(&seed).expect("a seed");
    // RFC 5958, with the public key at the end.
    let head = b"\x30\x51\x02\x01\x01\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20";
    let public = pair.public_key().as_ref();
    let private = [&head[..], &seed, b"\x81\x21\x00", public].concat();
    (private, pair)
});

/// The first byte says what is tried with the rest: as a token; as header and claims, parted by the first line's end, which
/// our own key signs; as a session and the place at which its good token is bent.
pub fn holds(bytes: &[u8]) {
    match bytes.split_first() {
        Some((way, rest)) if way % 3 == 0 => stranger(rest),
        Some((way, rest)) if way % 3 == 1 => spelt(rest),
        Some((_, rest)) => bent(rest),
        None => {}
    }
}

fn read(token: &str, now: i64) -> Option<Bearer> {
    let public = KEY.1.public_key().as_ref();
    token::read(token, now, |kid| (kid == KID).then(|| public.to_vec()))
}

/// Whoever has not the key is let in by nothing.
fn stranger(token: &[u8]) {
    let token = String::from_utf8_lossy(token);
    assert_eq!(read(&token, NOW), None);
}

/// Even our own signature makes no token of what is not spelt like one of ours.
fn spelt(parts: &[u8]) {
    let at = parts.iter().position(|byte| *byte == b'\n');
    let (header, claims) = at.map_or((parts, &[][..]), |at| (&parts[..at], &parts[at + 1..]));
    let message = [header, claims].map(|part| BASE64URL_NOPAD.encode(part));
    let message = message.join(".");
    let signature = BASE64URL_NOPAD.encode(KEY.1.sign(message.as_bytes()).as_ref());
    if let Some(bearer) = read(&format!("{message}.{signature}"), NOW) {
        let header = members(header);
        assert_eq!(
            header,
            json!({ "typ": "at+jwt", "alg": "EdDSA", "kid": KID })
        );
        let claims = members(claims);
        let hour = |name: &str| claims[name].as_i64().expect("a whole number");
        let (iat, nbf, exp) = (hour("iat"), hour("nbf"), hour("exp"));
        assert!(nbf <= NOW + 30 && NOW < exp + 30 && exp - iat <= 3600);
        let whole = json!({
            "iss": "rengang", "aud": "rengang-api", "sub": claims["sub"], "gid": claims["gid"], "sid": claims["sid"],
            "iat": iat, "nbf": nbf, "exp": exp,
        });
        assert_eq!(claims, whole);
        let id = |name: &str| {
            claims[name]
                .as_str()
                .and_then(|id| Uuid::parse_str(id).ok())
        };
        assert_eq!(id("sub"), Some(bearer.account));
        assert_eq!(id("gid"), Some(bearer.grant));
        assert_eq!(id("sid"), Some(bearer.session));
    }
}

/// An object; a member that is told twice is told apart, so that it equals nothing of ours.
fn members(json: &[u8]) -> Value {
    let read: Map<String, Value> = serde_json::from_slice(json).expect("JSON");
    let mut names = 0;
    let mut depth = 0;
    let mut is_text = false;
    let mut bytes = json.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' if is_text => drop(bytes.next()),
            b'"' => is_text = !is_text,
            b'{' | b'[' if !is_text => depth += 1,
            b'}' | b']' if !is_text => depth -= 1,
            b':' if !is_text && depth == 1 => names += 1,
            _ => {}
        }
    }
    assert_eq!(names, read.len(), "each member once");
    Value::Object(read)
}

/// A good token is good until it is over, and no other text is.
fn bent(bytes: &[u8]) {
    let mut all = [0; 56];
    for (to, from) in all.iter_mut().zip(bytes) {
        *to = *from;
    }
    let id = |from: usize| Uuid::from_slice(&all[from..from + 16]).expect("sixteen bytes");
    let of = Bearer {
        account: id(0),
        grant: id(16),
        session: id(32),
    };
    let life = i64::from(u16::from_le_bytes([all[48], all[49]])) % 3600 + 1;
    let token = token::issue(of, (KID, &KEY.0), NOW, NOW + life).expect("a token");
    assert_eq!(read(&token, NOW), Some(of));
    assert_eq!(read(&token, NOW + life + 29), Some(of));
    assert_eq!(read(&token, NOW + life + 30), None, "over");
    assert_eq!(read(&token, NOW - 31), None, "not yet");
    let at = usize::from(u16::from_le_bytes([all[50], all[51]])) % token.len();
    let put = char::from(all[52] & 0x7f);
    let mut other = token.clone();
    match all[53] % 4 {
        0 => other.replace_range(at..=at, &put.to_string()),
        1 => other.insert(at, put),
        2 => drop(other.remove(at)),
        _ => other.truncate(at),
    }
    if other != token {
        assert_eq!(read(&other, NOW), None, "bent");
    }
}
