//! Directory listings as text: `ls -l` lines, bare names, and the facts of RFC 3659 section 7.

use crate::model::clock;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::fs::{self, Metadata};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// The facts offered, in the order they are sent.
pub(super) const FACTS: [&str; 6] = ["type", "size", "modify", "perm", "unique", "UNIX.mode"];

/// `ls` shows the time of day for half a mean Gregorian year and the year beyond.
const RECENT: SignedDuration = SignedDuration::from_secs(31_556_952 / 2);

/// How a directory is written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// `ls -l`; `hidden` also shows dot files, `.` and `..`.
    Long {
        /// Whether `-a` was asked for.
        hidden: bool,
    },
    /// Names, each behind this prefix.
    Names {
        /// The directory as the client named it, with its slash.
        prefix: Vec<u8>,
    },
    /// MLSD with these facts.
    Facts(Vec<&'static str>),
}

/// The whole listing of `path`, whose parent is `above`, CR LF after each line. A file lists itself under `LIST` and `NLST`.
///
/// # Errors
/// `path` cannot be read, or MLSD was asked of something that is no directory.
pub(super) fn render(path: &Path, above: &Path, format: &Format) -> io::Result<Vec<u8>> {
    let metadata = fs::metadata(path)?;
    let mut text = Vec::new();
    let name = path.file_name().unwrap_or_default().as_bytes();
    if !metadata.is_dir() {
        return match format {
            Format::Facts(_) => Err(io::ErrorKind::NotADirectory.into()),
            Format::Names { prefix } => {
                text.extend_from_slice(prefix.strip_suffix(b"/").unwrap_or(name));
                text.extend_from_slice(b"\r\n");
                Ok(text)
            }
            Format::Long { .. } => {
                long_line(&mut text, name, &metadata, None);
                Ok(text)
            }
        };
    }
    own_lines(&mut text, &metadata, &fs::metadata(above)?, format);
    let mut entries: Vec<_> = fs::read_dir(path)?.collect::<io::Result<_>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        // An entry that went away since it was read is simply not there.
        let Ok(metadata) = entry.metadata() else {
            continue;
        };
        let name = entry.file_name();
        // A line end in a name would end its line, and cannot be asked for either.
        if name
            .as_bytes()
            .iter()
            .any(|byte| matches!(byte, b'\r' | b'\n'))
        {
            continue;
        }
        let target = metadata
            .is_symlink()
            .then(|| fs::read_link(entry.path()).ok())
            .flatten();
        let target = target
            .as_deref()
            .map(|target| target.as_os_str().as_bytes());
        entry_line(&mut text, name.as_bytes(), &metadata, target, format);
    }
    Ok(text)
}

/// The lines for the directory itself and the one above.
fn own_lines(text: &mut Vec<u8>, metadata: &Metadata, above: &Metadata, format: &Format) {
    match format {
        Format::Long { hidden: true } => {
            long_line(text, b".", metadata, None);
            long_line(text, b"..", above, None);
        }
        Format::Facts(wanted) => {
            facts_line(text, b".", &facts(metadata, b"cdir", wanted));
            facts_line(text, b"..", &facts(above, b"pdir", wanted));
        }
        _ => {}
    }
}

fn entry_line(
    text: &mut Vec<u8>,
    name: &[u8],
    metadata: &Metadata,
    target: Option<&[u8]>,
    format: &Format,
) {
    let is_hidden = name.first() == Some(&b'.');
    match format {
        Format::Long { hidden } if *hidden || !is_hidden => long_line(text, name, metadata, target),
        Format::Names { prefix } if !is_hidden => {
            text.extend_from_slice(prefix);
            text.extend_from_slice(name);
            text.extend_from_slice(b"\r\n");
        }
        Format::Facts(wanted) => {
            facts_line(
                text,
                name,
                &facts(metadata, &kind(metadata, target), wanted),
            );
        }
        _ => {}
    }
}

/// One line of facts without its name, each fact with its semicolon; used by MLST too.
pub(super) fn facts(metadata: &Metadata, kind: &[u8], wanted: &[&'static str]) -> Vec<u8> {
    let mut line = Vec::new();
    let mut fact = |name: &'static str, value: &[u8]| {
        if wanted.contains(&name) {
            line.extend_from_slice(name.as_bytes());
            line.push(b'=');
            line.extend_from_slice(value);
            line.push(b';');
        }
    };
    fact("type", kind);
    if metadata.is_file() {
        fact("size", metadata.len().to_string().as_bytes());
    }
    fact("modify", stamp(modified(metadata)).as_bytes());
    fact("perm", permitted(metadata).as_bytes());
    fact(
        "unique",
        format!("{:x}g{:x}", metadata.dev(), metadata.ino()).as_bytes(),
    );
    fact(
        "UNIX.mode",
        format!("{:04o}", metadata.mode() & 0o7777).as_bytes(),
    );
    line
}

/// The `type` fact of an entry; `target` is where a link leads.
pub(super) fn kind(metadata: &Metadata, target: Option<&[u8]>) -> Vec<u8> {
    let kind = metadata.file_type();
    match target {
        // A semicolon would end the fact.
        Some(target) if !target.contains(&b';') => [b"OS.unix=slink:", target].concat(),
        _ if kind.is_symlink() => b"OS.unix=symlink".to_vec(),
        _ if kind.is_dir() => b"dir".to_vec(),
        _ if kind.is_file() => b"file".to_vec(),
        _ => b"OS.unix=special".to_vec(),
    }
}

/// The `perm` fact, RFC 3659 section 7.5.5.
fn permitted(metadata: &Metadata) -> &'static str {
    let writable = metadata.mode() & 0o200 != 0;
    match (metadata.is_dir(), writable) {
        (true, true) => "cdeflmp",
        (true, false) => "el",
        (false, true) => "adfrw",
        (false, false) => "r",
    }
}

fn facts_line(text: &mut Vec<u8>, name: &[u8], facts: &[u8]) {
    text.extend_from_slice(facts);
    text.push(b' ');
    text.extend_from_slice(name);
    text.extend_from_slice(b"\r\n");
}

fn long_line(text: &mut Vec<u8>, name: &[u8], metadata: &Metadata, target: Option<&[u8]>) {
    let line = format!(
        "{} {:>3} ftp      ftp      {:>12} {} ",
        mode_letters(metadata),
        metadata.nlink(),
        metadata.len(),
        ls_date(modified(metadata), clock::now()),
    );
    text.extend_from_slice(line.as_bytes());
    text.extend_from_slice(name);
    if let Some(target) = target {
        text.extend_from_slice(b" -> ");
        text.extend_from_slice(target);
    }
    text.extend_from_slice(b"\r\n");
}

fn mode_letters(metadata: &Metadata) -> String {
    let kind = metadata.file_type();
    let mode = metadata.mode();
    let mut letters = String::with_capacity(10);
    letters.push(match () {
        () if kind.is_dir() => 'd',
        () if kind.is_symlink() => 'l',
        () if kind.is_file() => '-',
        () => 's',
    });
    for (shift, special, mark) in [(6, 0o4000, 's'), (3, 0o2000, 's'), (0, 0o1000, 't')] {
        let bits = mode >> shift;
        letters.push(if bits & 4 == 0 { '-' } else { 'r' });
        letters.push(if bits & 2 == 0 { '-' } else { 'w' });
        letters.push(match (bits & 1 != 0, mode & special != 0) {
            (true, true) => mark,
            (false, true) => mark.to_ascii_uppercase(),
            (true, false) => 'x',
            (false, false) => '-',
        });
    }
    letters
}

fn ls_date(at: Timestamp, now: Timestamp) -> String {
    let age = now.duration_since(at);
    let recent = !age.is_negative() && age < RECENT;
    let pattern = if recent { "%b %e %H:%M" } else { "%b %e  %Y" };
    at.to_zoned(TimeZone::UTC).strftime(pattern).to_string()
}

/// When a file was last modified; the epoch where the system does not say.
pub(super) fn modified(metadata: &Metadata) -> Timestamp {
    metadata
        .modified()
        .ok()
        .and_then(|time| Timestamp::try_from(time).ok())
        .unwrap_or_default()
}

/// `YYYYMMDDHHMMSS` in UTC, RFC 3659 section 2.3.
pub(super) fn stamp(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC)
        .strftime("%Y%m%d%H%M%S")
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_and_future_dates_show_the_year() {
        let now: Timestamp = "2026-11-22T17:00:00Z".parse().unwrap();
        let shown = |text: &str| ls_date(text.parse().unwrap(), now);
        assert_eq!(shown("2026-11-22T16:30:00Z"), "Nov 22 16:30");
        assert_eq!(shown("2026-11-03T06:05:59Z"), "Nov  3 06:05");
        assert_eq!(shown("2024-05-05T05:05:00Z"), "May  5  2024");
        assert_eq!(shown("2026-12-01T00:00:00Z"), "Dec  1  2026");
    }

    #[test]
    fn stamps_are_in_utc_and_to_the_second() {
        assert_eq!(
            stamp("2026-11-22T17:03:05.9Z".parse().unwrap()),
            "20261122170305"
        );
    }
}
