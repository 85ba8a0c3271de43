//! What the program notes down for itself: a file, only when it is asked for, without passwords.

use std::path::PathBuf;
use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::EnvFilter;

/// The environment variable that turns the log file on: a filter such as `twoport=debug`.
const VARIABLE: &str = "TWOPORT_LOG";

/// Starts logging to `twoport.log` in this folder if `TWOPORT_LOG` is set. Keep what
/// it returns until the end: dropping it writes the rest out.
///
/// suppaftp's own records would show passwords; they go through the `log` crate, to which nobody
/// listens here.
pub fn start(folder: Option<PathBuf>) -> Option<WorkerGuard> {
    let filter = std::env::var(VARIABLE)
        .ok()
        .filter(|filter| !filter.is_empty())?;
    let folder = folder?;
    std::fs::create_dir_all(&folder).ok()?;
    let (writer, guard) =
        tracing_appender::non_blocking(tracing_appender::rolling::never(folder, "twoport.log"));
    let filter = EnvFilter::new(filter);
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(writer)
        .with_ansi(false)
        .init();
    Some(guard)
}
