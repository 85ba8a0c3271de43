//! One pane: a directory's entries, what of them is shown, the cursor and the marks.

mod cursor;
mod fill;
mod order;

pub(super) use cursor::moved;
pub(super) use fill::{Arrival, Listing};
pub use order::natural;

use super::bookmarks::Trail;
use super::comparison::Verdict;
use super::search::Results;
use crate::engine::{Place, RequestId};
use crate::model::{Entry, Name, Shore};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// An entry with the text that is shown for it, made once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The entry.
    pub entry: Entry,
    /// Its name, safe to show.
    pub text: String,
}

/// What a pane is sorted by. Directories always come first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortKey {
    /// By name, numbers in their natural order, case folded.
    #[default]
    Name,
    /// By size.
    Size,
    /// By time of last modification.
    Modified,
    /// By extension, then name.
    Extension,
}

impl SortKey {
    /// The key after this one when `s` is pressed.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Name => Self::Size,
            Self::Size => Self::Modified,
            Self::Modified => Self::Extension,
            Self::Extension => Self::Name,
        }
    }

    /// Whether one mostly wants the largest or newest first.
    fn begins_descending(self) -> bool {
        matches!(self, Self::Size | Self::Modified)
    }
}

/// How a pane is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub key: SortKey,
    /// Largest, newest or last first.
    pub descending: bool,
}

impl Sort {
    /// The order after this one when a key is asked for: the same key again turns it round.
    #[must_use]
    pub fn by(self, key: SortKey) -> Self {
        let descending = if key == self.key {
            !self.descending
        } else {
            key.begins_descending()
        };
        Self { key, descending }
    }
}

/// One pane.
#[derive(Debug)]
pub struct Pane {
    /// Which shore it shows.
    pub shore: Shore,
    /// The directory shown; `None` while the remote pane has never been connected.
    pub place: Option<Place>,
    /// The directory as text for the title, safe to show; home as `~` on the local side.
    pub title: String,
    /// All entries, in the order they were listed.
    pub rows: Vec<Row>,
    /// Indices into `rows`: what is shown, in order.
    pub shown: Vec<usize>,
    /// Whether a `../` row stands above them (not at the root).
    pub has_parent: bool,
    /// The line of the cursor: 0 is `../` where there is one, then `shown` in order.
    pub cursor: usize,
    /// The first line on the screen.
    pub top: usize,
    /// Names that are marked.
    pub marks: BTreeSet<Name>,
    /// The row on which a range of marks has begun.
    pub range_from: Option<Name>,
    /// What a search has found: then the rows are its results, named by their way from the folder.
    pub results: Option<Box<Results>>,
    /// What the rows are, held against the other pane.
    pub verdicts: Option<BTreeMap<Name, Verdict>>,
    /// The order.
    pub sort: Sort,
    /// Whether names that begin with a dot are shown.
    pub show_hidden: bool,
    /// What has been typed to find a name, while it is being typed; the cursor is on the first
    /// match.
    pub find: Option<String>,
    /// What was typed last, for `n` and `N`.
    pub found: String,
    /// The listing that is under way.
    pub loading: Option<RequestId>,
    /// When the entries were listed.
    pub listed_at: Option<Timestamp>,
    /// The verb they were listed with (remote): `MLSD`, `LIST`.
    pub verb: Option<&'static str>,
    /// Bytes free there (local).
    pub free: Option<u64>,
    /// Why the last listing failed; the entries of before stay.
    pub error: Option<String>,
    /// Where it has been.
    pub(super) trail: Trail,
    /// Where the cursor is to go when the listing that is under way arrives.
    pub(super) arrival: Arrival,
    /// The line of the cursor when finding began.
    pub(super) find_from: usize,
}

/// A line of a pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaneLine<'a> {
    /// The `../` row.
    Parent,
    /// An entry.
    Row(&'a Row),
}

impl Pane {
    /// An empty pane.
    pub fn new(shore: Shore) -> Self {
        Self {
            shore,
            place: None,
            title: String::new(),
            rows: Vec::new(),
            shown: Vec::new(),
            has_parent: false,
            cursor: 0,
            top: 0,
            marks: BTreeSet::new(),
            range_from: None,
            results: None,
            verdicts: None,
            sort: Sort::default(),
            show_hidden: false,
            find: None,
            found: String::new(),
            loading: None,
            listed_at: None,
            verb: None,
            free: None,
            error: None,
            trail: Trail::default(),
            arrival: Arrival::Stay,
            find_from: 0,
        }
    }

    /// How many lines there are: the `../` row, where there is one, and what is shown.
    pub fn line_count(&self) -> usize {
        usize::from(self.has_parent) + self.shown.len()
    }

    /// The line with this number, from 0.
    pub fn line(&self, number: usize) -> Option<PaneLine<'_>> {
        let index = match (self.has_parent, number) {
            (true, 0) => return Some(PaneLine::Parent),
            (true, _) => number - 1,
            (false, _) => number,
        };
        let row = self.rows.get(*self.shown.get(index)?)?;
        Some(PaneLine::Row(row))
    }

    /// The entry under the cursor; `None` on `../` and in an empty pane.
    pub fn current(&self) -> Option<&Row> {
        match self.line(self.cursor)? {
            PaneLine::Parent => None,
            PaneLine::Row(row) => Some(row),
        }
    }

    /// What is shown, in order.
    pub fn rows_shown(&self) -> impl Iterator<Item = &Row> {
        self.shown.iter().filter_map(|index| self.rows.get(*index))
    }

    /// How many rows are marked, and their bytes as far as listed: directories count as nothing.
    pub fn marked(&self) -> (usize, u64) {
        if self.marks.is_empty() {
            return (0, 0);
        }
        let marked = self.marked_rows();
        let bytes = marked.iter().filter_map(|row| row.entry.size).sum();
        (marked.len(), bytes)
    }

    /// The rows an operation is for: the marked ones, or else the one under the cursor.
    pub fn chosen(&self) -> Vec<&Row> {
        let marked = self.marked_rows();
        if marked.is_empty() {
            self.current().into_iter().collect()
        } else {
            marked
        }
    }

    fn marked_rows(&self) -> Vec<&Row> {
        let is_marked = |row: &&Row| self.marks.contains(&row.entry.name);
        self.rows_shown().filter(is_marked).collect()
    }

    /// Whether the directory has an entry of this name, shown or not.
    pub fn contains(&self, name: &Name) -> bool {
        self.rows.iter().any(|row| row.entry.name == *name)
    }
}
