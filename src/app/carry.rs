//! The keyboard drag: pick up, walk, drop.

use super::TabId;
use crate::engine::{Place, Source};
use crate::model::{EntryKind, Operation, Shore};

/// What is carried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carry {
    /// The shore it was picked up on.
    pub shore: Shore,
    /// The directory it was picked up in.
    pub from: Place,
    /// That directory, safe to show.
    pub from_title: String,
    /// The items; never empty.
    pub items: Vec<Source>,
    /// Copy or move.
    pub operation: Operation,
    /// The tab it was picked up in, if that is another one.
    pub tab: Option<TabId>,
}

/// What a drop here would be, judged from memory alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// It can be dropped.
    Ok {
        /// How many of the names are taken in the listing shown.
        conflicts: usize,
    },
    /// It can not, and why: `same place`, `into itself`, `not connected` ….
    No(String),
}

impl Carry {
    /// Bytes carried, as far as listed: directories count as nothing.
    pub fn bytes(&self) -> u64 {
        let files = self.items.iter().filter(|item| item.kind != EntryKind::Dir);
        files.filter_map(|item| item.size).sum()
    }
}
