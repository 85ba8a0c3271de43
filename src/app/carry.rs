//! The keyboard drag: pick up, walk, drop.

use super::TabId;
use super::stamp::Stamp;
use crate::engine::{Place, Source};
use crate::model::measured::total;
use crate::model::{EntryKind, Name, Operation, Shore};
use std::collections::HashSet;
use std::ops::Deref;

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
    pub items: Items,
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

/// Items of one directory, each name once. What a frame asks of them does not depend on how many there
/// are.
#[derive(Clone, Debug, Default)]
pub struct Items {
    list: Vec<Source>,
    names: HashSet<Name>,
    bytes: u64,
    stamp: Stamp,
}

impl Items {
    /// Whether this name is among them.
    pub fn has(&self, name: &Name) -> bool {
        self.names.contains(name)
    }

    /// Their bytes, as far as listed: directories count as nothing.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The same as long as the items are.
    pub(super) fn stamp(&self) -> Stamp {
        self.stamp
    }

    /// Takes it in, where its name is not among them.
    pub fn add(&mut self, item: Source) {
        if self.names.insert(item.name.clone()) {
            self.bytes = self.bytes.saturating_add(bytes_of(&item));
            self.list.push(item);
            self.stamp = Stamp::new();
        }
    }

    /// Takes this name out, if it is there.
    pub fn take_out(&mut self, name: &Name) {
        if self.names.remove(name) {
            self.list.retain(|item| item.name != *name);
            self.stamp = Stamp::new();
            self.bytes = total(self.list.iter().map(bytes_of));
        }
    }

    /// The items, in the order they were picked up.
    pub fn into_list(self) -> Vec<Source> {
        self.list
    }
}

impl PartialEq for Items {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
    }
}

impl Eq for Items {}

impl Deref for Items {
    type Target = [Source];

    fn deref(&self) -> &[Source] {
        &self.list
    }
}

impl FromIterator<Source> for Items {
    fn from_iter<T: IntoIterator<Item = Source>>(list: T) -> Self {
        let mut items = Self::default();
        for item in list {
            items.add(item);
        }
        items
    }
}

/// A size that a server lists may be any number.
pub(super) fn bytes_of(item: &Source) -> u64 {
    let size = item.size.filter(|_| item.kind != EntryKind::Dir);
    size.unwrap_or(0)
}
