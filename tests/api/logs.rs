//! What the service logs in these tests is kept in a file, in which `tests/logs.rs` looks for people afterwards.

use std::{
    fs::{self, File},
    path::Path,
    sync::{Mutex, Once},
};
use tracing_subscriber::EnvFilter;

/// More than any operator is told by the usual setting.
const FILTER: &str = "info,rengang=trace";

/// Keeps everything that is logged from now on.
pub fn keep() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("logs");
        fs::create_dir_all(&folder).expect("a folder");
        let name = format!("api-{}.log", std::process::id());
        let file = File::create(folder.join(name)).expect("a file");
        let filter = EnvFilter::try_new(FILTER).expect("a filter");
        let lines = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_env_filter(filter);
        let kept = lines.with_writer(Mutex::new(file)).try_init();
        kept.expect("nobody else keeps them");
    });
}
