//! A file that is being stored, with the limits and the mistakes of the server that stores it.

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
    /// What comes first is written twice.
    doubles: bool,
}

impl Stored {
    /// Stores into `file` what the trouble of the server lets it. `appends` is APPE.
    pub(super) fn new(file: File, state: &ServerState, appends: bool) -> Self {
        let trouble = &state.options.trouble;
        let taken = || used(&state.options.root);
        let room = trouble.quota.map(|quota| quota.saturating_sub(taken()));
        let doubles = appends && trouble.append_doubles;
        Self {
            file,
            room,
            doubles,
        }
    }
}

impl Write for Stored {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(room) = &mut self.room else {
            if std::mem::take(&mut self.doubles) {
                self.file.write_all(bytes)?;
            }
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
