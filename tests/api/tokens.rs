//! Tokens that somebody forged or stretched: none of them passes.

use crate::TestApp;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use domain::grant::Capacity;
use rengang::storage::sessions::Session;
use ring::{hmac, rand::SystemRandom, signature::Ed25519KeyPair};
use serde_json::{Value, json};
use std::collections::HashSet;

fn part(value: &Value) -> String {
    BASE64URL_NOPAD.encode(value.to_string().as_bytes())
}

fn signed(key: &Ed25519KeyPair, header: &Value, claims: &Value) -> String {
    let message = format!("{}.{}", part(header), part(claims));
    let signature = BASE64URL_NOPAD.encode(key.sign(message.as_bytes()).as_ref());
    format!("{message}.{signature}")
}

/// The parts of a good token, to be spoilt one at a time.
struct Mint {
    key: Ed25519KeyPair,
    public: Vec<u8>,
    header: Value,
    claims: Value,
}

impl Mint {
    fn of(app: &TestApp, session: &Session) -> Self {
        let keys = app.keys.tokens();
        let key = keys.active();
        let now = app.clock.now().timestamp();
        Self {
            key: Ed25519KeyPair::from_pkcs8(&key.private).expect("the key"),
            public: key.public.clone(),
            header: json!({ "typ": "at+jwt", "alg": "EdDSA", "kid": key.id }),
            claims: json!({
                "iss": "rengang", "aud": "rengang-api",
                "sub": session.account.0, "gid": session.grant.0, "sid": session.id.0,
                "iat": now, "nbf": now, "exp": now + 600,
            }),
        }
    }

    fn good(&self) -> String {
        signed(&self.key, &self.header, &self.claims)
    }

    /// With a member of the header changed; null takes it away.
    fn header(&self, name: &str, value: Value) -> String {
        signed(&self.key, &changed(&self.header, name, value), &self.claims)
    }

    /// With a claim changed; null takes it away.
    fn claim(&self, name: &str, value: Value) -> String {
        signed(&self.key, &self.header, &changed(&self.claims, name, value))
    }

    fn forgeries(&self) -> Vec<String> {
        let now = self.claims["iat"].as_i64().expect("an instant");
        let mut all = Vec::new();
        for alg in [
            "none", "None", "nOnE", "HS256", "RS256", "ES256", "eddsa", "",
        ] {
            all.push(self.header("alg", json!(alg)));
        }
        for typ in ["JWT", "rt+jwt", "AT+JWT", ""] {
            all.push(self.header("typ", json!(typ)));
        }
        for kid in ["other", "../../keys/token.key", "' or 1=1 --", ""] {
            all.push(self.header("kid", json!(kid)));
        }
        for name in ["crit", "jku", "jwk", "x5u", "x5c", "zip"] {
            all.push(self.header(name, json!(["exp"])));
        }
        for name in ["typ", "alg", "kid"] {
            all.push(self.header(name, Value::Null));
        }
        for name in ["iss", "aud", "sub", "gid", "sid", "iat", "nbf", "exp"] {
            all.push(self.claim(name, Value::Null));
            all.push(self.claim(name, json!(["rengang", "rengang-api"])));
            all.push(self.claim(name, json!("other")));
        }
        all.push(self.claim("iss", json!(7)));
        all.push(self.claim("aud", json!(["rengang-api", "another"])));
        all.push(self.claim("role", json!("sysadmin")));
        all.push(self.claim("sid", json!(uuid::Uuid::now_v7())));
        for exp in [now - 31, 0, -1, i64::MIN] {
            all.push(self.claim("exp", json!(exp)));
        }
        all.push(self.claim("exp", json!((now + 600).to_string())));
        all.push(self.claim("exp", json!(f64::MAX)));
        all.push(self.claim("nbf", json!(now + 31)));
        all.push(self.claim("exp", json!(now + 7 * 86_400)));
        all.push(self.claim("exp", json!(i64::MAX)));
        all.push(self.claim("iat", json!(i64::MIN)));
        all.extend(self.twice());
        all.extend(self.bent());
        all
    }

    /// With members that are there twice: which of the two counts is a matter of the parser, so neither does.
    fn twice(&self) -> Vec<String> {
        let again = |of: &Value, name: &str, value: &str| {
            let text = of.to_string();
            let open = text.trim_end_matches('}');
            BASE64URL_NOPAD.encode(format!("{open},\"{name}\":{value}}}").as_bytes())
        };
        let put_together = |header: String, claims: String| {
            let message = format!("{header}.{claims}");
            let signature = BASE64URL_NOPAD.encode(self.key.sign(message.as_bytes()).as_ref());
            format!("{message}.{signature}")
        };
        let (header, claims) = (part(&self.header), part(&self.claims));
        let mut all = Vec::new();
        for (name, value) in [
            ("alg", "\"none\""),
            ("kid", "\"other\""),
            ("typ", "\"at+jwt\""),
        ] {
            all.push(put_together(
                again(&self.header, name, value),
                claims.clone(),
            ));
        }
        for (name, value) in [
            ("sid", "\"x\""),
            ("exp", "4000000000"),
            ("iss", "\"rengang\""),
        ] {
            all.push(put_together(
                header.clone(),
                again(&self.claims, name, value),
            ));
        }
        for text in ["null", "[]", "\"x\"", "{", "\u{feff}{}", ""] {
            let odd = BASE64URL_NOPAD.encode(text.as_bytes());
            all.push(put_together(odd.clone(), claims.clone()));
            all.push(put_together(header.clone(), odd));
        }
        all
    }

    /// Good parts, put together wrongly.
    fn bent(&self) -> Vec<String> {
        let good = self.good();
        let (message, signature) = good.rsplit_once('.').expect("three parts");
        let other = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).expect("a key");
        let other = Ed25519KeyPair::from_pkcs8(other.as_ref()).expect("a key");
        // The public key taken for a shared secret.
        let shared = changed(&self.header, "alg", json!("HS256"));
        let shared = format!("{}.{}", part(&shared), part(&self.claims));
        let tag = hmac::sign(
            &hmac::Key::new(hmac::HMAC_SHA256, &self.public),
            shared.as_bytes(),
        );
        let tag = BASE64URL_NOPAD.encode(tag.as_ref());
        let other_claims = self.claim("exp", json!(i64::from(i32::MAX)));
        let other_claims = other_claims.rsplit_once('.').expect("three parts").0;
        vec![
            signed(&other, &self.header, &self.claims),
            format!("{shared}.{tag}"),
            message.to_owned(),
            format!("{message}."),
            format!("{message}.{}", HEXLOWER.encode(&[0; 64])),
            format!("{other_claims}.{signature}"),
            format!("{good}.{signature}"),
            format!("{good}="),
            format!(".{good}"),
            "..".to_owned(),
            "x".to_owned(),
        ]
    }
}

fn changed(of: &Value, name: &str, value: Value) -> Value {
    let mut members = of.as_object().cloned().expect("an object");
    if value.is_null() {
        members.remove(name);
    } else {
        members.insert(name.to_owned(), value);
    }
    Value::Object(members)
}

#[actix_web::test]
async fn no_forged_or_stretched_token_passes() {
    let app = TestApp::start().await;
    let (session, _) = app.session(Capacity::Sysadmin).await;
    let mint = Mint::of(&app, &session);
    app.bearer(&mint.good()).get("/me").await.expect(200);

    let forgeries = mint.forgeries();
    let distinct: HashSet<&String> = forgeries.iter().collect();
    assert!(distinct.len() >= 40, "{} tokens", distinct.len());
    eprintln!("{} forged tokens", distinct.len());
    for token in &forgeries {
        let answer = app.bearer(token).get("/me").await;
        assert_eq!(answer.status, 401, "{token}");
        assert_eq!(answer.code(), "TOKEN_INVALID", "{token}");
    }
}

#[actix_web::test]
async fn what_is_good_elsewhere_is_no_access_token_here() {
    let app = TestApp::start().await;
    let (session, _) = app.session(Capacity::Sysadmin).await;
    let other = TestApp::start().await;
    let (there, _) = other.session(Capacity::Sysadmin).await;
    let refresh = BASE64URL_NOPAD.encode(&[7; 32]);
    // Another environment's token, for its own session and for ours; a token of another kind.
    for token in [other.token(&there), other.token(&session), refresh] {
        let answer = app.bearer(&token).get("/me").await.expect(401);
        assert_eq!(answer.code(), "TOKEN_INVALID");
    }
    // A session that is not there, rightly signed.
    let gone = app.bearer(&app.token(&there)).get("/me").await.expect(401);
    assert_eq!(gone.code(), "TOKEN_INVALID");
}

#[actix_web::test]
async fn a_key_that_is_retired_for_hours_signs_nothing_that_passes() {
    let app = TestApp::start().await;
    let (session, _) = app.session(Capacity::Sysadmin).await;
    let mint = Mint::of(&app, &session);
    app.keys
        .rotate_tokens(app.clock.now())
        .expect("another key");
    app.bearer(&mint.good()).get("/me").await.expect(200);
    app.clock.pass(chrono::TimeDelta::hours(3));
    app.keys
        .rotate_tokens(app.clock.now())
        .expect("another key");
    let now = app.clock.now().timestamp();
    let mut claims = mint.claims.clone();
    for (name, at) in [("iat", now), ("nbf", now), ("exp", now + 600)] {
        claims = changed(&claims, name, json!(at));
    }
    let fresh = signed(&mint.key, &mint.header, &claims);
    let answer = app.bearer(&fresh).get("/me").await.expect(401);
    assert_eq!(answer.code(), "TOKEN_INVALID");
}

#[actix_web::test]
async fn an_endless_token_is_not_read() {
    let app = TestApp::start().await;
    let long = format!("{0}.{0}.{0}", "A".repeat(20_000));
    app.bearer(&long).get("/me").await.expect(401);

    // What no header line may hold is refused before anybody reads it; the server lives on.
    let endless = app.bearer(&"A".repeat(1 << 20)).get("/me").try_send().await;
    assert!(endless.is_none_or(|answer| answer.status.is_client_error()));
    app.anonymous().get("/me").await.expect(401);
}

#[actix_web::test]
async fn only_the_bearer_scheme_is_read() {
    let app = TestApp::start().await;
    let (session, _) = app.session(Capacity::Sysadmin).await;
    let token = app.token(&session);

    for value in ["", "Bearer", &token, &format!("Basic {token}")] {
        let asked = app.anonymous().get("/me").header("authorization", value);
        asked.await.expect(401);
    }
    let spelt = format!("bearer {token}");
    let asked = app.anonymous().get("/me").header("authorization", &spelt);
    asked.await.expect(200);
}
