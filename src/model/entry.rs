//! One row of a listing, local or remote.

use super::Name;
use jiff::Timestamp;
use std::sync::Arc;

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EntryKind {
    /// A plain file.
    File,
    /// A directory.
    Dir,
    /// A symbolic link, or what the server calls one.
    Link,
    /// A device, socket, pipe or something the listing does not explain.
    Other,
}

/// How exact a listed time is. LIST often gives a minute or only a day; MLSD gives seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// Only the day is known.
    Day,
    /// The minute is known.
    Minute,
    /// The second (or better) is known.
    Second,
}

impl Precision {
    /// The moment without what is finer than this.
    pub fn truncate(self, at: Timestamp) -> Timestamp {
        let step = match self {
            Self::Day => 86_400,
            Self::Minute => 60,
            Self::Second => 1,
        };
        let seconds = at.as_second();
        Timestamp::from_second(seconds - seconds.rem_euclid(step)).unwrap_or(at)
    }
}

/// When an entry was last modified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Modified {
    /// The instant, in UTC.
    pub at: Timestamp,
    /// How exact it is.
    pub precision: Precision,
}

/// One entry of a directory. Fields that the listing does not tell are `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name, one component.
    pub name: Name,
    /// What it is.
    pub kind: EntryKind,
    /// Size in bytes. `None` for most directories.
    pub size: Option<u64>,
    /// Time of last modification.
    pub modified: Option<Modified>,
    /// Permission bits (octal 0 to 7777).
    pub mode: Option<u32>,
    /// Of a directory: whether files may be made in it, where the server says so for this user.
    pub takes_files: Option<bool>,
    /// Where a link points.
    pub link_target: Option<Vec<u8>>,
    /// Owner, as listed.
    pub owner: Option<Arc<str>>,
    /// Group, as listed.
    pub group: Option<Arc<str>>,
}

impl Entry {
    /// An entry of which only name and kind are known.
    pub fn new(name: Name, kind: EntryKind) -> Self {
        Self {
            name,
            kind,
            size: None,
            modified: None,
            mode: None,
            takes_files: None,
            link_target: None,
            owner: None,
            group: None,
        }
    }

    /// Whether the entry is a directory.
    pub fn is_dir(&self) -> bool {
        self.kind == EntryKind::Dir
    }
}
