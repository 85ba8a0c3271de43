//! The rows that are marked.

use super::row_set::{Ranks, RowSet};
use super::{Pane, Row, Rows};
use crate::model::measured::total;
use crate::model::{EntryKind, Name};
use std::cell::Cell;
use std::collections::HashSet;

/// The rows of a listing that are marked, and what they come to, counted once for each change.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    rows: RowSet,
    bytes: Cell<Option<u64>>,
}

/// Marks that are taken off a pane, with the listing they belong to: the pane may have another one
/// when they come back.
#[derive(Clone, Debug, Default)]
pub(in crate::app) struct KeptMarks {
    marks: Marks,
    of: Rows,
}

impl Marks {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether nothing is marked.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether a row is marked.
    pub fn has(&self, row: &Row) -> bool {
        self.rows.has(row.index())
    }

    /// Which one of the marked rows a row is.
    pub(super) fn ranks(&self) -> Ranks<'_> {
        self.rows.ranks()
    }

    /// The marked rows, as they were listed.
    pub fn rows<'a>(&'a self, rows: &'a Rows) -> impl Iterator<Item = &'a Row> {
        self.rows.of(rows)
    }

    /// The bytes of the marked rows as far as listed: directories count as nothing.
    pub(super) fn bytes(&self, rows: &Rows) -> u64 {
        if self.is_empty() {
            return 0;
        }
        if let Some(bytes) = self.bytes.get() {
            return bytes;
        }
        let files = self
            .rows(rows)
            .filter(|row| row.entry.kind != EntryKind::Dir);
        let bytes = total(files.filter_map(|row| row.entry.size));
        self.bytes.set(Some(bytes));
        bytes
    }

    /// Marks a row, or takes its mark away: the others are not counted again.
    pub fn turn(&mut self, row: &Row, marked: bool) {
        let turned = self.rows.put(row.index(), marked);
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

    /// Marks these rows, or takes their marks away. How many were changed.
    pub(in crate::app) fn turn_all(
        &mut self,
        indices: impl IntoIterator<Item = u32>,
        marked: bool,
    ) -> usize {
        self.bytes.set(None);
        let mut changed = 0;
        for index in indices {
            changed += usize::from(self.rows.put(index, marked));
        }
        changed
    }

    /// Turns these rows round.
    pub(super) fn invert(&mut self, indices: &[u32]) {
        self.bytes.set(None);
        for index in indices {
            self.rows.put(*index, !self.rows.has(*index));
        }
    }

    /// Keeps the marks of rows that are wanted.
    pub(super) fn keep(&mut self, rows: &Rows, is_wanted: impl Fn(&Row) -> bool) {
        let unwanted = self.rows.of(rows).filter(|row| !is_wanted(row));
        let unwanted: Vec<u32> = unwanted.map(Row::index).collect();
        if !unwanted.is_empty() {
            self.turn_all(unwanted, false);
        }
    }

    /// Takes all marks off.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// The marks on the same names in another listing. What has come to stand where it stood is found
    /// without a look at the others.
    pub(super) fn moved(&self, from: &Rows, to: &Rows) -> Self {
        if self.is_empty() || from.stamp() == to.stamp() {
            return self.clone();
        }
        let pairs = from.iter().zip(to.iter());
        let same = pairs.take_while(|(one, other)| one.entry.name == other.entry.name);
        let same = u32::try_from(same.count()).unwrap_or(u32::MAX);
        let mut rows: RowSet = self
            .rows(from)
            .map(Row::index)
            .take_while(|index| *index < same)
            .collect();
        let others = self.rows(from).filter(|row| row.index() >= same);
        let names: HashSet<&Name> = others.map(|row| &row.entry.name).collect();
        if !names.is_empty() {
            let others = to.iter().filter(|row| row.index() >= same);
            for row in others.filter(|row| names.contains(&row.entry.name)) {
                rows.put(row.index(), true);
            }
        }
        Self {
            rows,
            // The sizes may be other ones now.
            bytes: Cell::new(None),
        }
    }

    pub(in crate::app) fn kept(self, of: Rows) -> KeptMarks {
        KeptMarks { marks: self, of }
    }
}

impl From<RowSet> for Marks {
    fn from(rows: RowSet) -> Self {
        Self {
            rows,
            bytes: Cell::new(None),
        }
    }
}

impl KeptMarks {
    /// Whether nothing is marked.
    pub(in crate::app) fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// Whether a pane has the same names marked, and no others.
    pub(in crate::app) fn are_all_of(&self, pane: &Pane) -> bool {
        self.marks.len() == pane.marks.len() && self.on(&pane.rows).rows == pane.marks.rows
    }

    /// The marks on what of it is in a listing.
    pub(super) fn on(&self, rows: &Rows) -> Marks {
        self.marks.moved(&self.of, rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Entry, NameCoding};

    fn listing(names: &str) -> Rows {
        let row = |name: &str| {
            let mut entry = Entry::new(Name::from(name), EntryKind::File);
            entry.size = Some(1);
            Row::new(entry, NameCoding::default())
        };
        names.split_whitespace().map(row).collect()
    }

    fn names(marks: &Marks, rows: &Rows) -> Vec<String> {
        marks.rows(rows).map(|row| row.text().to_owned()).collect()
    }

    #[test]
    fn marks_go_with_their_names_to_another_listing() {
        let before = listing("a b c d e");
        let mut marks = Marks::default();
        marks.turn_all([0, 2, 3, 4], true);
        for (after, marked) in [
            ("a b c d e", "a c d e"),
            ("a b x d c", "a d c"),
            ("d c b a", "d c a"),
            ("b", ""),
            ("a b c d e f", "a c d e"),
        ] {
            let after = listing(after);
            let marked: Vec<&str> = marked.split_whitespace().collect();
            let moved = marks.moved(&before, &after);
            assert_eq!(names(&moved, &after), marked);
            assert_eq!(moved.bytes(&after), u64::try_from(marked.len()).unwrap());
        }
    }

    #[test]
    fn what_they_come_to_is_kept_up_to_date() {
        let rows = listing("a b .c");
        let mut marks = Marks::default();
        assert_eq!(marks.turn_all(0..3, true), 3);
        assert_eq!((marks.len(), marks.bytes(&rows)), (3, 3));
        marks.keep(&rows, |row| !row.entry.name.is_hidden());
        assert_eq!((marks.len(), marks.bytes(&rows)), (2, 2));
        marks.invert(&[0, 2]);
        assert_eq!(names(&marks, &rows), ["b", ".c"]);
        marks.turn(rows.get(1).unwrap(), false);
        assert_eq!((marks.len(), marks.bytes(&rows)), (1, 1));
    }
}
