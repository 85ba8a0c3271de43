//! Sample files: tables in, folders and files out, the same ones each time.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use rustix::fs::{AtFlags, CWD, Timespec, Timestamps, utimensat};
use std::fmt::Write as _;
use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::time::SystemTime;

/// What a sample is filled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fill {
    /// A folder.
    Folder,
    /// This many bytes of lines.
    Text(u64),
    /// This many bytes that do not compress.
    Noise(u64),
    /// Looks like so many bytes: a head of noise, then a hole that takes no disk.
    Hole { head: u64, size: u64 },
    /// A symbolic link to this.
    Link(&'static str),
}

/// One row of a table. A folder stands before what is in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    /// Path below the sample folder, `/` between components.
    pub(super) path: &'static str,
    /// The contents.
    pub(super) fill: Fill,
    /// `YYYY-MM-DD HH:MM` in UTC.
    pub(super) modified: &'static str,
    /// Permission bits.
    pub(super) mode: u32,
}

/// A plain file that all may read.
pub(super) const fn file(path: &'static str, fill: Fill, modified: &'static str) -> Sample {
    Sample {
        path,
        fill,
        modified,
        mode: 0o644,
    }
}

/// A folder that all may read.
pub(super) const fn folder(path: &'static str, modified: &'static str) -> Sample {
    Sample {
        path,
        fill: Fill::Folder,
        modified,
        mode: 0o755,
    }
}

/// A symbolic link.
pub(super) const fn link(
    path: &'static str,
    target: &'static str,
    modified: &'static str,
) -> Sample {
    Sample {
        path,
        fill: Fill::Link(target),
        modified,
        mode: 0o777,
    }
}

/// Makes all samples below `root`.
///
/// # Errors
/// One cannot be made, or its row has no readable date.
pub(super) fn make(root: &Path, samples: &[Sample]) -> io::Result<()> {
    let noise = noise();
    for sample in samples {
        let path = root.join(sample.path);
        match sample.fill {
            Fill::Folder => fs::create_dir_all(&path)?,
            Fill::Link(target) => {
                symlink(target, &path)?;
                date_link(&path, instant(sample.modified)?)?;
            }
            _ => {
                let mut made = File::create(&path)?;
                write_fill(&mut made, sample, &noise)?;
                made.set_modified(instant(sample.modified)?)?;
                made.set_permissions(Permissions::from_mode(sample.mode))?;
            }
        }
    }
    // Folders come last and from the bottom up: each file made in one would change its date, and
    // a folder without the write bit takes no more files.
    for sample in samples
        .iter()
        .rev()
        .filter(|sample| sample.fill == Fill::Folder)
    {
        let path = root.join(sample.path);
        File::open(&path)?.set_modified(instant(sample.modified)?)?;
        fs::set_permissions(&path, Permissions::from_mode(sample.mode))?;
    }
    Ok(())
}

/// Dates a link itself, and not what it points to.
fn date_link(path: &Path, at: SystemTime) -> io::Result<()> {
    let since = at.duration_since(SystemTime::UNIX_EPOCH);
    let at = Timespec::try_from(since.map_err(io::Error::other)?).map_err(io::Error::other)?;
    let times = Timestamps {
        last_access: at,
        last_modification: at,
    };
    Ok(utimensat(CWD, path, &times, AtFlags::SYMLINK_NOFOLLOW)?)
}

/// Gives the owner all rights on every folder below `root`, as far as that works.
pub(super) fn make_removable(root: &Path) {
    let _ = fs::set_permissions(root, Permissions::from_mode(0o700));
    let Ok(entries) = fs::read_dir(root) else {
        return;
    };
    for entry in entries.flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            make_removable(&entry.path());
        }
    }
}

fn write_fill(file: &mut File, sample: &Sample, noise: &[u8]) -> io::Result<()> {
    let path = sample.path;
    match sample.fill {
        Fill::Folder | Fill::Link(_) => Ok(()),
        Fill::Text(size) => write_cycled(file, text(path).as_bytes(), size),
        Fill::Noise(size) => write_noise(file, path, noise, size),
        Fill::Hole { head, size } => {
            write_noise(file, path, noise, head)?;
            file.set_len(size)
        }
    }
}

/// Each file begins at another place in the noise, so that no two are alike.
fn write_noise(file: &mut File, path: &str, noise: &[u8], size: u64) -> io::Result<()> {
    let start = path
        .bytes()
        .fold(7_usize, |sum, byte| sum * 31 % 65_521 + usize::from(byte));
    write_cycled(file, noise.get(start..).unwrap_or(noise), size)
}

fn write_cycled(file: &mut File, pattern: &[u8], size: u64) -> io::Result<()> {
    let mut left = size;
    while left > 0 {
        let count = usize::try_from(left)
            .unwrap_or(usize::MAX)
            .min(pattern.len());
        file.write_all(pattern.get(..count).unwrap_or_default())?;
        left -= count as u64;
    }
    Ok(())
}

fn text(path: &str) -> String {
    let mut text = format!("This is {path}, one of the samples of the Twoport demo.\n");
    for number in 1..=60 {
        let _ = writeln!(
            text,
            "{number:02}  The ferry leaves the north quay at half past {number}."
        );
    }
    text
}

/// 256 KiB that look random: xorshift, George Marsaglia 2003.
fn noise() -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut noise = Vec::with_capacity(256 * 1024);
    for _ in 0..32 * 1024 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        noise.extend_from_slice(&state.to_le_bytes());
    }
    noise
}

fn instant(text: &str) -> io::Result<SystemTime> {
    let at = DateTime::strptime("%Y-%m-%d %H:%M", text).map_err(io::Error::other)?;
    Ok(at
        .to_zoned(TimeZone::UTC)
        .map_err(io::Error::other)?
        .timestamp()
        .into())
}

#[cfg(test)]
mod tests {
    use super::super::{local_tree, server_tree};
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_row_is_sound() {
        for table in [local_tree::SAMPLES, server_tree::SAMPLES] {
            let mut folders = HashSet::from([""]);
            let mut seen = HashSet::new();
            for sample in table {
                let parent = sample
                    .path
                    .rsplit_once('/')
                    .map_or("", |(parent, _)| parent);
                assert!(
                    folders.contains(parent),
                    "{} comes before its folder",
                    sample.path
                );
                assert!(seen.insert(sample.path), "{} is there twice", sample.path);
                if sample.fill == Fill::Folder {
                    assert!(folders.insert(sample.path));
                }
                assert!(
                    instant(sample.modified).is_ok(),
                    "{}: {}",
                    sample.path,
                    sample.modified
                );
            }
        }
    }

    #[test]
    fn real_bytes_stay_few() {
        let real: u64 = [local_tree::SAMPLES, server_tree::SAMPLES]
            .into_iter()
            .flatten()
            .map(|sample| match sample.fill {
                Fill::Folder | Fill::Link(_) => 0,
                Fill::Text(size) | Fill::Noise(size) => size,
                Fill::Hole { head, .. } => head,
            })
            .sum();
        assert!(real < 30 * 1024 * 1024, "{real} bytes");
    }

    #[test]
    fn two_files_of_noise_differ() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = ("one.bin", "two.bin");
        let at = "2026-11-22 17:00";
        make(
            folder.path(),
            &[
                file(one, Fill::Noise(300_000), at),
                file(two, Fill::Noise(300_000), at),
            ],
        )
        .unwrap();
        let read = |name| fs::read(folder.path().join(name)).unwrap();
        assert_eq!(read(one).len(), 300_000);
        assert_ne!(read(one), read(two));
    }
}
