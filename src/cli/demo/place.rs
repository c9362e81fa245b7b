//! Where it is played: a folder and a database of its own.

use crate::{
    config::{SecondFactor, Settings},
    storage,
};
use std::{error::Error, fs, path::Path};

/// A file beside the database that says: this is a demonstration's, and may be made anew.
const MARK: &str = "DEMO";

/// What the command line named.
#[derive(Clone, Copy, Debug)]
pub struct Named<'n> {
    /// The data folder.
    pub data_dir: Option<&'n Path>,
    /// The database.
    pub database_url: Option<&'n str>,
}

/// Of settings that are about this machine only what is no matter of an office's: its database, keys, mail server and gateway are
/// not for invented people, and are used where the command line names them.
pub fn settings(listen: Option<&str>, of: Settings, named: Named<'_>) -> Settings {
    let data_dir = named.data_dir.unwrap_or(Path::new("demo-data"));
    Settings {
        data_dir: data_dir.to_owned(),
        database_url: named.database_url.unwrap_or_default().to_owned(),
        database_connections: of.database_connections,
        listen: listen.map_or(of.listen, str::to_owned),
        workers: of.workers,
        log: of.log,
        log_format: of.log_format,
        // Whoever looks at what is made up has no app set up for it.
        second_factor: SecondFactor::Optional,
        sms_file: data_dir.join("texts.jsonl"),
        ..Settings::default()
    }
}

/// Whether a database that was named has nothing in it; asked before anything is emptied, for the keys of what is there may lie in
/// the folder of an earlier demonstration.
///
/// # Errors
/// Whatever the database says; a database that holds something.
pub async fn look_into(settings: &Settings) -> Result<(), Box<dyn Error>> {
    if settings.database_url.is_empty() {
        return Ok(());
    }
    let db = storage::connect(settings).await?;
    let is_empty = storage::key_proofs(&db).await?.is_empty();
    db.close().await?;
    is_empty.then_some(()).ok_or_else(|| {
        "数据库中已有数据，演示只写入空的数据库 / the database holds something; the demonstration fills an empty one only".into()
    })
}

/// Makes the folder, or empties one that an earlier demonstration made.
///
/// # Errors
/// Whatever the file system says; a folder that holds something else.
pub fn prepare(folder: &Path) -> Result<(), Box<dyn Error>> {
    let mark = folder.join(MARK);
    if folder.exists() && !mark.exists() && fs::read_dir(folder)?.next().is_some() {
        let name = folder.display();
        return Err(format!("{name} 已有其他数据，请用 --data-dir 另选目录 / {name} holds something else; name another folder with --data-dir").into());
    }
    if mark.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    Ok(fs::write(
        mark,
        "made by `rengang demo`; made anew by the next one\n",
    )?)
}
