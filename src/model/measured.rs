//! How much is in folders.

use super::text::{grouped, plural, size};

/// What sizes come to. What a server tells of them need not be true: it ends at the largest number.
pub fn total(sizes: impl IntoIterator<Item = u64>) -> u64 {
    sizes.into_iter().fold(0, u64::saturating_add)
}

/// What has been counted in folders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    /// Files, and whatever else is no folder.
    pub files: u64,
    /// Folders.
    pub folders: u64,
    /// Bytes of the files, as far as told.
    pub bytes: u64,
    /// Folders that could not be read.
    pub unread: u64,
    /// Whether counting was given up since there is too much.
    pub more: bool,
}

impl Measured {
    /// More entries than these are not counted.
    pub const MOST: u64 = 1_000_000;

    /// Counts one thing that is no folder.
    pub fn add_file(&mut self, bytes: Option<u64>) {
        self.files += 1;
        self.bytes = self.bytes.saturating_add(bytes.unwrap_or(0));
        self.more |= self.files + self.folders >= Self::MOST;
    }

    /// `1 204 bytes (1.18 KiB) in 2 files and 1 folder`
    pub fn summary(&self) -> String {
        let count = |number: u64, thing: &str| {
            let number = usize::try_from(number).unwrap_or(usize::MAX);
            plural(number, thing)
        };
        let mut text = format!(
            "{} bytes ({}) in {} and {}",
            grouped(self.bytes),
            size(self.bytes),
            count(self.files, "file"),
            count(self.folders, "folder")
        );
        if self.more {
            text = format!("more than {text}");
        }
        if self.unread > 0 {
            let unread = count(self.unread, "folder");
            text = format!("{text}; {unread} could not be read");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_is_said_in_one_line() {
        let mut measured = Measured {
            folders: 1,
            ..Measured::default()
        };
        measured.add_file(Some(1_200));
        measured.add_file(Some(4));
        let text = "1 204 bytes (1.18 KiB) in 2 files and 1 folder";
        assert_eq!(measured.summary(), text);
        measured.unread = 2;
        assert!(
            measured
                .summary()
                .ends_with("; 2 folders could not be read")
        );
    }
}
