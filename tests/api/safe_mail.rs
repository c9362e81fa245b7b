//! Mail on a safe connection, and on no other where one was asked for.

use crate::{
    TestApp,
    mailing::{Season, by, send},
    sink::Sink,
};
use domain::letter::LetterState;
use rengang::config::SmtpTls;
use std::{path::PathBuf, sync::Arc};
use tempfile::TempDir;
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, pki_types::PrivateKeyDer},
};

/// A certificate of 127.0.0.1, of an authority of its own.
struct Certified {
    /// What it takes to serve by it.
    tls: TlsAcceptor,
    /// The authority's certificate.
    file: PathBuf,
    _folder: TempDir,
}

fn certified() -> Certified {
    let names = vec!["127.0.0.1".to_owned()];
    let own = rcgen::generate_simple_self_signed(names).expect("a certificate");
    let key = PrivateKeyDer::try_from(own.signing_key.serialize_der()).expect("its key");
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![own.cert.der().clone()], key)
        .expect("a server");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("authority.pem");
    std::fs::write(&file, own.cert.pem()).expect("a file");
    Certified {
        tls: TlsAcceptor::from(Arc::new(config)),
        file,
        _folder: folder,
    }
}

/// Sends one letter, with a password, and says whether it went.
async fn goes(sink: &Sink, tls: SmtpTls, trusted: Option<&PathBuf>) -> bool {
    let app = TestApp::with(|settings| {
        by(sink.port)(settings);
        settings.smtp_tls = tls;
        settings.smtp_user = "rengang".into();
        settings.smtp_password = "a password".into();
        if let Some(file) = trusted {
            settings.smtp_ca_file.clone_from(file);
        }
    })
    .await;
    Season::of(&app, 1).await.offer(&app).await;
    let round = send(&app).await;
    assert_eq!(app.letters().await.len(), 1);
    assert_eq!(round.is_away, round.sent == 0);
    round.sent == 1
}

#[actix_web::test]
async fn mail_goes_by_tls_to_a_server_whose_certificate_is_trusted_and_to_no_other() {
    let own = certified();
    let sink = Sink::safe(own.tls.clone()).await;
    assert!(goes(&sink, SmtpTls::Wrapped, Some(&own.file)).await);
    assert!(!goes(&sink, SmtpTls::Wrapped, None).await);
    assert_eq!(sink.taken().len(), 1);
}

/// The server takes neither password nor letter before the connection is safe.
#[actix_web::test]
async fn mail_goes_after_starttls_to_a_server_whose_certificate_is_trusted_and_to_no_other() {
    let own = certified();
    let sink = Sink::becoming_safe(own.tls.clone()).await;
    assert!(goes(&sink, SmtpTls::Starttls, Some(&own.file)).await);
    assert!(!goes(&sink, SmtpTls::Starttls, None).await);
    assert!(
        !goes(&sink, SmtpTls::None, None).await,
        "the server wants no letter in the clear"
    );
    assert_eq!(sink.taken().len(), 1);
}

#[actix_web::test]
async fn no_letter_goes_in_the_clear_where_starttls_was_asked_for() {
    let sink = Sink::start().await;
    let app = TestApp::with(|settings| {
        by(sink.port)(settings);
        settings.smtp_tls = SmtpTls::Starttls;
    })
    .await;
    Season::of(&app, 1).await.offer(&app).await;
    assert!(send(&app).await.is_away);
    assert_eq!(sink.taken().len(), 0);
    assert_eq!(app.letters().await[0].state, LetterState::Queued);
}
