//! One pane: a directory's entries, what of them is shown, the cursor and the marks.

use crate::engine::{Place, RequestId};
use crate::model::{Entry, Name, Shore};
use jiff::Timestamp;
use std::collections::BTreeSet;

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

/// How a pane is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub key: SortKey,
    /// Largest, newest or last first.
    pub descending: bool,
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
    /// The order.
    pub sort: Sort,
    /// Whether names that begin with a dot are shown.
    pub show_hidden: bool,
    /// What has been typed to find a name; the cursor is on the first match.
    pub find: Option<String>,
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
}
