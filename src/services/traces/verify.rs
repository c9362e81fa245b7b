//! Whether the trail is as it was written: every record in its place, none missing, none added.

use crate::{
    app::App,
    error::Error,
    storage::{
        self,
        traces::{self, Link},
    },
};
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::PathBuf;
use uuid::Uuid;

/// Records that are looked at together. They, and as many people, are all that is ever in memory.
const PAGE: u64 = 500;
const PEOPLE: u64 = 10_000;

/// Findings that are told one by one; of more only their number is.
const TOLD: usize = 100;

/// The head of the trail as it is kept away from the database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exported {
    /// How many records there were.
    pub sequence: i64,
    /// The hash of the last one, in hexadecimal; empty where there was none.
    pub hash: String,
    /// When it was taken.
    pub at: DateTime<Utc>,
}

/// What is wrong at one place of the trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Broken {
    /// The record does not continue the one before it: it, or one before it, was changed, moved, or put in.
    Chain,
    /// A place is skipped: records were taken out.
    Gap,
    /// The people recorded for it are not those whom it has shown.
    People,
    /// The last record is not the one that the database's own head names.
    Head,
    /// The trail is shorter than the head that was exported.
    Cut,
    /// The record at the exported place is another one.
    ExportedHead,
    /// People are recorded for records that are not there.
    StrayPeople,
}

/// Something that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// At which place of the trail.
    pub sequence: i64,
    /// What.
    pub broken: Broken,
}

/// What came of looking the trail through.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// How many records were looked at.
    pub records: u64,
    /// The hash of the last one, in hexadecimal.
    pub hash: String,
    /// How many things are wrong.
    pub faults: u64,
    /// The first of them.
    pub findings: Vec<Finding>,
}

impl Verdict {
    fn find(&mut self, sequence: i64, broken: Broken) {
        self.faults += 1;
        if self.findings.len() < TOLD {
            self.findings.push(Finding { sequence, broken });
        }
    }
}

/// Looks the whole trail through, as it is at one moment, in memory that does not grow with it.
///
/// A tail that was cut off together with the database's own head is only found against a head
/// that was exported before.
///
/// # Errors
/// Whatever the database says. What is wrong with the trail is in the verdict.
pub async fn verify(app: &App, exported: Option<&Exported>) -> Result<Verdict, Error> {
    let tx = storage::begin_reading(&app.db).await?;
    let mut verdict = Verdict::default();
    let mut last: Option<(i64, Vec<u8>)> = None;
    let mut people = 0;
    loop {
        let after = last.as_ref().map(|(sequence, _)| *sequence);
        let page = traces::links(&tx, after, PAGE).await?;
        if page.is_empty() {
            break;
        }
        check_people(&tx, &page, &mut verdict).await?;
        for link in page {
            let (before, hash) = match &last {
                Some((sequence, hash)) => (*sequence, Some(hash.as_slice())),
                None => (0, None),
            };
            if link.sequence != before + 1 {
                verdict.find(link.sequence, Broken::Gap);
            }
            if link.hash != link.hash_behind(hash) {
                verdict.find(link.sequence, Broken::Chain);
            }
            if let Some(exported) = exported
                && exported.sequence == link.sequence
                && exported.hash != HEXLOWER.encode(&link.hash)
            {
                verdict.find(link.sequence, Broken::ExportedHead);
            }
            verdict.records += 1;
            people += link.people;
            last = Some((link.sequence, link.hash));
        }
    }
    let (sequence, hash) = last.map_or((0, None), |(sequence, hash)| (sequence, Some(hash)));
    let head = traces::head(&tx).await?;
    if head.is_none_or(|head| (head.sequence, &head.hash) != (sequence, &hash)) {
        verdict.find(sequence, Broken::Head);
    }
    if exported.is_some_and(|exported| exported.sequence > sequence) {
        verdict.find(sequence, Broken::Cut);
    }
    if i64::try_from(traces::people_recorded(&tx).await?) != Ok(people) {
        verdict.find(sequence, Broken::StrayPeople);
    }
    tx.commit().await?;
    verdict.hash = hash.map(|hash| HEXLOWER.encode(&hash)).unwrap_or_default();
    Ok(verdict)
}

/// Checks whom the records of a page have shown against what is recorded beside them.
async fn check_people(
    tx: &impl ConnectionTrait,
    page: &[Link],
    verdict: &mut Verdict,
) -> Result<(), Error> {
    let ids: Vec<Uuid> = page.iter().map(|link| link.id).collect();
    let mut seen: BTreeMap<Uuid, (i64, Sha256)> = BTreeMap::new();
    let mut after = None;
    loop {
        let some = traces::people_of(tx, &ids, after, PEOPLE).await?;
        for (trace, person) in &some {
            let (count, digest) = seen.entry(*trace).or_default();
            *count += 1;
            digest.update(person.as_bytes());
        }
        after = some.last().copied();
        if some.len() < usize::try_from(PEOPLE).unwrap_or(usize::MAX) {
            break;
        }
    }
    for link in page {
        let (count, digest) = seen.remove(&link.id).unwrap_or_default();
        let digest = (count > 0).then(|| digest.finalize().to_vec());
        if (count, &digest) != (link.people, &link.people_digest) {
            verdict.find(link.sequence, Broken::People);
        }
    }
    Ok(())
}

/// The head of the trail, to be kept elsewhere.
///
/// # Errors
/// Whatever the database says.
pub async fn export(app: &App) -> Result<Exported, Error> {
    let head = traces::head(&app.db).await?;
    let head = head.ok_or_else(|| Error::internal("the trail has no head"))?;
    Ok(Exported {
        sequence: head.sequence,
        hash: head
            .hash
            .map(|hash| HEXLOWER.encode(&hash))
            .unwrap_or_default(),
        at: app.clock.now(),
    })
}

/// Writes the head of the trail into the folder of heads, once a day, and says it in the log; where.
///
/// # Errors
/// Whatever the database or the system says.
pub async fn export_daily(app: &App) -> Result<PathBuf, Error> {
    let folder = app.settings.heads();
    let file = folder.join(format!("{}.json", app.clock.today()));
    if tokio::fs::try_exists(&file)
        .await
        .map_err(Error::internal)?
    {
        return Ok(file);
    }
    let head = export(app).await?;
    let text = serde_json::to_vec(&head).map_err(Error::internal)?;
    tokio::fs::create_dir_all(&folder)
        .await
        .map_err(Error::internal)?;
    // Under another name first: half a file would stand in the way of a whole one.
    let draft = file.with_extension("draft");
    tokio::fs::write(&draft, text)
        .await
        .map_err(Error::internal)?;
    tokio::fs::rename(&draft, &file)
        .await
        .map_err(Error::internal)?;
    let (sequence, hash) = (head.sequence, head.hash);
    tracing::info!(trace.sequence = sequence, trace.hash = %hash, "the trail has {sequence} records, the last one with the hash {hash}");
    Ok(file)
}
