//! The names that are marked.

use super::{Row, Rows};
use crate::model::measured::total;
use crate::model::{EntryKind, Name};
use std::cell::Cell;
use std::collections::BTreeSet;
use std::ops::{Deref, DerefMut};

/// The names that are marked, and what they come to, counted once for each change.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    names: BTreeSet<Name>,
    bytes: Cell<Option<u64>>,
}

impl Marks {
    /// The bytes of the marked rows as far as listed: directories count as nothing.
    pub(super) fn bytes(&self, rows: &Rows) -> u64 {
        if self.names.is_empty() {
            return 0;
        }
        if let Some(bytes) = self.bytes.get() {
            return bytes;
        }
        let files = rows.iter().filter(|row| row.entry.kind != EntryKind::Dir);
        let marked = files.filter(|row| self.names.contains(&row.entry.name));
        let bytes = total(marked.filter_map(|row| row.entry.size));
        self.bytes.set(Some(bytes));
        bytes
    }

    /// Marks a row, or takes its mark away: the others are not counted again.
    pub(in crate::app) fn turn(&mut self, row: &Row, marked: bool) {
        let name = &row.entry.name;
        let turned = if marked {
            self.names.insert(name.clone())
        } else {
            self.names.remove(name)
        };
        let counts = turned && row.entry.kind != EntryKind::Dir;
        if let Some(size) = row.entry.size.filter(|_| counts) {
            let change = if marked {
                u64::checked_add
            } else {
                u64::checked_sub
            };
            let all = self.bytes.get().filter(|all| *all < u64::MAX);
            self.bytes.set(all.and_then(|all| change(all, size)));
        }
    }

    /// Keeps those that there are; the sizes may be other ones now.
    pub(in crate::app) fn keep_those_of(&mut self, rows: &Rows) {
        if !self.names.is_empty() {
            let names = rows.iter().map(|row| &row.entry.name);
            *self = names.filter(|name| self.contains(name)).cloned().collect();
        }
    }
}

impl Deref for Marks {
    type Target = BTreeSet<Name>;

    fn deref(&self) -> &BTreeSet<Name> {
        &self.names
    }
}

impl DerefMut for Marks {
    fn deref_mut(&mut self) -> &mut BTreeSet<Name> {
        self.bytes.set(None);
        &mut self.names
    }
}

impl FromIterator<Name> for Marks {
    fn from_iter<T: IntoIterator<Item = Name>>(names: T) -> Self {
        Self {
            names: names.into_iter().collect(),
            bytes: Cell::new(None),
        }
    }
}

impl From<BTreeSet<Name>> for Marks {
    fn from(names: BTreeSet<Name>) -> Self {
        Self {
            names,
            bytes: Cell::new(None),
        }
    }
}
