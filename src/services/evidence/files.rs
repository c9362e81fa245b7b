//! Files given as evidence, and reading them again.

use super::{statements::get, store};
use crate::{
    app::App,
    error::{Code, Error, invalid},
    services::{
        Actor,
        incoming::{self, Incoming, Spooled},
    },
    storage::{
        self,
        evidence_files::EvidenceFile,
        idempotency::{self, RequestKey},
    },
};
use domain::{
    evidence::Media,
    id::{EvidenceFileId, EvidenceId, PersonId},
    trace::Act,
};
use tokio::fs::File;

/// A file given as evidence, by whoever asks.
pub type Given = EvidenceFile;

/// Begins to take a file.
///
/// # Errors
/// Whatever the system says.
pub async fn receive(app: &App) -> Result<Incoming, Error> {
    Incoming::begin(&app.settings.spool(), app.settings.evidence_bytes).await
}

/// Keeps a file that has arrived whole, so that statements may name it within a day.
///
/// # Errors
/// [`Code::MediaUnknown`]; [`Code::IdempotencyKeyReused`], [`Code::SpoolFull`].
pub async fn give(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    file: Spooled,
) -> Result<(Given, bool), Error> {
    let account = by
        .account()
        .ok_or_else(|| Error::internal("evidence from nobody"))?;
    let head = file.head(Media::HEAD).await?;
    let media = Media::of(&head).ok_or_else(|| invalid("/file", Code::MediaUnknown))?;
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        let id = EvidenceFileId(id);
        let known = storage::evidence_files::given_by(&tx, account, id).await?;
        return Ok((known.ok_or(Error::NotFound)?, true));
    }
    incoming::room(app, &tx, by, &file).await?;
    let given = EvidenceFile {
        id: EvidenceFileId::fresh(),
        digest: file.digest,
        bytes: i64::try_from(file.bytes).map_err(Error::internal)?,
        media,
        by: account,
        created_at: app.clock.now(),
    };
    storage::evidence_files::insert(&tx, &given).await?;
    idempotency::keep(&tx, key, given.id.0, given.created_at).await?;
    // First the content, then the row that stands for it: what is known of can be read.
    store::put(app, file).await?;
    tx.commit(
        by.did(Act::EvidenceFileGiven, given.id.0)
            .digesting(given.digest),
        app.clock.now(),
    )
    .await?;
    Ok((given, false))
}

/// The file that shows a statement within reach, opened, and of whose job it speaks.
///
/// # Errors
/// [`Error::NotFound`], also where there is none; [`Code::FileGone`] where its content is lost.
pub async fn read(app: &App, by: &Actor, id: EvidenceId) -> Result<(PersonId, Given, File), Error> {
    let (shown, file) = get(app, by, id).await?;
    let job = storage::employments::spans_of(&app.db, by.scope(), &[shown.employment]).await?;
    let person = job.first().ok_or(Error::NotFound)?.person;
    let file = file.ok_or(Error::NotFound)?;
    let content = store::open(app, &file.digest).await?;
    let content = content.ok_or(Error::Conflict(Code::FileGone))?;
    Ok((person, file, content))
}
