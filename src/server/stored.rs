//! A file that is being stored, with the limits of the server that stores it.

use super::state::ServerState;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// A file under way.
#[derive(Debug)]
pub(super) struct Stored {
    file: File,
    /// How many bytes there is room for; `None` is no limit.
    room: Option<u64>,
}

impl Stored {
    /// Stores into `file` as much as the server has room for.
    pub(super) fn new(file: File, state: &ServerState) -> Self {
        let taken = || used(&state.options.root);
        let room = state
            .options
            .trouble
            .quota
            .map(|quota| quota.saturating_sub(taken()));
        Self { file, room }
    }
}

impl Write for Stored {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(room) = &mut self.room else {
            return self.file.write(bytes);
        };
        let fits = usize::try_from(*room).unwrap_or(usize::MAX);
        if fits == 0 && !bytes.is_empty() {
            return Err(io::ErrorKind::QuotaExceeded.into());
        }
        let count = self
            .file
            .write(bytes.get(..fits.min(bytes.len())).unwrap_or_default())?;
        *room -= count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The bytes of all files below a folder. What cannot be read does not count.
fn used(folder: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(folder) else {
        return 0;
    };
    let sizes = entries.flatten().filter_map(|entry| {
        let metadata = entry.metadata().ok()?;
        Some(if metadata.is_dir() {
            used(&entry.path())
        } else {
            metadata.len()
        })
    });
    sizes.sum()
}
