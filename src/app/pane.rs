//! One pane: a directory's entries, what of them is shown, the cursor and the marks.

mod arranging;
mod cursor;
mod fill;
mod filter;
mod filtering;
mod finding;
mod marks;
mod natural;
mod order;
mod row_set;
mod rows;

pub(super) use cursor::moved;
pub(super) use fill::{Arrival, Listing};
pub(super) use filter::contains_folded;
pub use filter::{Filter, Matcher};
pub(super) use marks::KeptMarks;
pub use marks::Marks;
pub use natural::natural;
pub use order::Arrangement;
pub(super) use row_set::RowSet;
pub use rows::{Row, Rows};

use super::bookmarks::Trail;
use super::comparison::Verdicts;
use super::search::Results;
use crate::engine::{Place, RequestId};
use crate::model::settings::SortKey;
use crate::model::{Name, Shore};
use arranging::Arranging;
use fill::Incoming;
use finding::Found;
use jiff::Timestamp;
use std::sync::Arc;

/// How a pane is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub key: SortKey,
    /// Largest, newest or last first.
    pub descending: bool,
    /// Directories stand among the files, and not before them.
    pub mixed: bool,
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
        Self {
            key,
            descending,
            ..self
        }
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
    pub rows: Rows,
    /// Indices into `rows`: what is shown, in order.
    pub shown: Arc<[u32]>,
    /// Whether a `../` row stands above them (not at the root).
    pub has_parent: bool,
    /// The line of the cursor: 0 is `../` where there is one, then `shown` in order.
    pub cursor: usize,
    /// The first line on the screen.
    pub top: usize,
    /// The rows that are marked.
    pub marks: Marks,
    /// The row on which a range of marks has begun.
    pub range_from: Option<Row>,
    /// What a search has found: then the rows are its results, named by their way from the folder.
    pub results: Option<Box<Results>>,
    /// What the rows are, held against the other pane.
    pub verdicts: Option<Verdicts>,
    /// The order.
    pub sort: Sort,
    /// Whether names that begin with a dot are shown.
    pub show_hidden: bool,
    /// Which names are shown, where not all of them are.
    pub filter: Option<Filter>,
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
    /// The directory of the listing that was asked for last.
    pub(super) asked: Option<Place>,
    /// Where the cursor is to go when the listing that is under way arrives.
    pub(super) arrival: Arrival,
    /// The line of the cursor when finding began.
    pub(super) find_from: usize,
    /// Which rows have what was looked for last.
    having: Option<Found>,
    /// What is under way to put the rows in order.
    arranging: Arranging,
    /// What has come of the listing under way, or waits to be shown.
    incoming: Incoming,
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
            rows: Rows::default(),
            shown: Arc::default(),
            has_parent: false,
            cursor: 0,
            top: 0,
            marks: Marks::default(),
            range_from: None,
            results: None,
            verdicts: None,
            sort: Sort::default(),
            show_hidden: false,
            filter: None,
            find: None,
            found: String::new(),
            loading: None,
            listed_at: None,
            verb: None,
            free: None,
            error: None,
            trail: Trail::default(),
            asked: None,
            arrival: Arrival::Stay,
            find_from: 0,
            having: None,
            arranging: Arranging::default(),
            incoming: Incoming::Nothing,
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
        let index = self.shown.get(index)?;
        let row = self.rows.get(usize::try_from(*index).ok()?)?;
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
        let indices = self.shown.iter().filter_map(|at| usize::try_from(*at).ok());
        indices.filter_map(|index| self.rows.get(index))
    }

    /// Marks all that is shown.
    pub(super) fn mark_all(&mut self) {
        self.marks.turn_all(self.shown.iter().copied(), true);
    }

    /// Turns the marks of what is shown round.
    pub(super) fn invert_marks(&mut self) {
        self.marks.invert(&self.shown);
    }

    /// Takes the marks off.
    pub(super) fn take_marks(&mut self) -> KeptMarks {
        std::mem::take(&mut self.marks).kept(self.rows.clone())
    }

    /// Marks again what was marked, as far as it is there.
    pub(super) fn put_marks(&mut self, kept: &KeptMarks) {
        self.marks = kept.on(&self.rows);
    }

    /// How many rows are marked, and their bytes as far as listed: directories count as nothing.
    pub fn marked(&self) -> (usize, u64) {
        (self.marks.len(), self.marks.bytes(&self.rows))
    }

    /// The rows an operation is for: the marked ones, or else the one under the cursor.
    pub fn chosen(&self) -> Vec<&Row> {
        self.chosen_as(|row| row)
    }

    /// The same as they were listed, which is quicker where the order does not matter.
    pub fn chosen_as_listed(&self) -> Vec<&Row> {
        if self.marks.is_empty() {
            self.current().into_iter().collect()
        } else {
            self.marks.rows(&self.rows).collect()
        }
    }

    /// What is made of each of the rows an operation is for: in the order shown, those behind the filter
    /// last. It is made as the rows lie in memory: of many it takes half the time.
    pub(super) fn chosen_as<'a, T>(&'a self, each: impl FnMut(&'a Row) -> T) -> Vec<T> {
        let all = self.chosen_as_listed().into_iter().map(each);
        if self.marks.is_empty() {
            return all.collect();
        }
        let mut all: Vec<Option<T>> = all.map(Some).collect();
        let mut chosen = Vec::with_capacity(all.len());
        let ranks = self.marks.ranks();
        let shown = self.shown.iter().filter_map(|index| ranks.of(*index));
        chosen.extend(shown.filter_map(|rank| all.get_mut(rank)?.take()));
        chosen.extend(all.into_iter().flatten());
        chosen
    }

    /// Whether the directory has an entry of this name, shown or not.
    pub fn contains(&self, name: &Name) -> bool {
        self.rows.iter().any(|row| row.entry.name == *name)
    }
}
