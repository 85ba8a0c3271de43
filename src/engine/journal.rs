//! The journal: the queue on the disk, written before anything is done about it (`SQLite`,
//! write-ahead log). A thread of its own writes; what waits to be written meanwhile goes in together.
//!
//! Programs share it. Each holds a lock as long as it lives; what a program leaves behind when it
//! dies belongs to whoever takes it over: the next screen all of it, a headless run what it is asked
//! to move itself.

mod adopting;
mod columns;
mod opening;
mod orphans;
mod peeking;
mod rows;
mod schema;
mod site_record;
mod superseding;
mod writer;

pub(crate) use adopting::{Kept, KeptDrop};
pub(crate) use orphans::{Orphan, Same};
pub use peeking::{Contents, Listed, Unread, peek};
pub(crate) use rows::{DropRow, ItemRow, TransferRow, WalkRow};
pub(crate) use writer::{Journal, Op, Report};

use std::path::PathBuf;

/// How a run uses the journal.
#[derive(Clone, Debug, Default)]
pub struct JournalOptions {
    /// Its file; `None` keeps the queue in memory only.
    pub file: Option<PathBuf>,
    /// Take over whatever dead runs have left. Otherwise only what is queued again is taken over.
    pub adopt: bool,
}

/// Why the journal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The data base refused.
    #[error("{0}")]
    Sql(#[from] rusqlite::Error),
    /// The file system refused.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// A newer program has written it.
    #[error("it was written by a newer version of this program (format {0})")]
    Newer(i64),
}

impl JournalError {
    /// Whether the file is damaged: it is of no use any more, and can be put aside.
    fn is_damage(&self) -> bool {
        matches!(
            self,
            Self::Sql(rusqlite::Error::SqliteFailure(failure, _))
                if matches!(
                    failure.code,
                    rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase
                )
        )
    }
}

#[cfg(test)]
mod tests;
