//! What the program notes down for itself: a file, only when it is asked for, without passwords.

use crate::fs::private;
use crate::model::text::display_safe;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::EnvFilter;

/// The environment variable that turns the log file on: a filter such as `twoport=debug`.
const VARIABLE: &str = "TWOPORT_LOG";

/// What is noted where the user has named a file and no filter: the dialogue.
const DIALOGUE: &str = "twoport=debug";

/// Starts logging to the file that the user has named, or to `twoport.log` in this folder if
/// `TWOPORT_LOG` is set. Keep what it returns until the end: dropping it writes the rest out.
///
/// suppaftp's own records would show passwords; they go through the `log` crate, to which nobody
/// listens here.
///
/// # Errors
/// The system's, where the file that was named cannot be opened.
pub fn start(named: Option<&Path>, folder: Option<PathBuf>) -> io::Result<Option<WorkerGuard>> {
    let filter = std::env::var(VARIABLE)
        .ok()
        .filter(|filter| !filter.is_empty());
    let (file, filter) = match (named, filter) {
        (Some(path), filter) => {
            let filter = filter.unwrap_or_else(|| DIALOGUE.into());
            (private::open_file(path)?, filter)
        }
        (None, Some(filter)) => {
            let opened = folder.and_then(|folder| private::open(&folder.join("twoport.log")).ok());
            let Some(file) = opened else { return Ok(None) };
            (file, filter)
        }
        (None, None) => return Ok(None),
    };
    let (writer, guard) = tracing_appender::non_blocking(Safe(file));
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(filter))
        .with_writer(writer)
        .with_ansi(false)
        .init();
    Ok(Some(guard))
}

/// A file of lines in which nothing is left that a terminal would obey, whoever made them: a log is
/// looked at with `cat` and `tail`.
struct Safe(File);

impl Write for Safe {
    /// A record comes as a whole.
    fn write(&mut self, record: &[u8]) -> io::Result<usize> {
        let line = record.strip_suffix(b"\n").unwrap_or(record);
        let mut text = display_safe(line);
        text.push('\n');
        self.0.write_all(text.as_bytes())?;
        Ok(record.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_one_line_that_no_terminal_obeys() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let mut log = Safe(private::open(&path).unwrap());
        log.write_all(b"one\x1b[2J\rtwo\nthree\n").unwrap();
        log.write_all("f\u{fc}r \u{9b}2J\n".as_bytes()).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text, "one\\x1b[2J\\x0dtwo\\x0athree\nf\u{fc}r \\x9b2J\n");
    }
}
