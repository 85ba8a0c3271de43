//! A listing arrives in a pane: whole, or in parts while the directory is read. Another directory is
//! shown from its first part on; the same one again only when it is whole.

use super::{Pane, Results, Row, Rows};
use crate::engine::Place;
use crate::model::{Entry, Name, NameCoding};
use jiff::Timestamp;
use std::sync::Arc;

/// Where the cursor goes when a listing arrives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::app) enum Arrival {
    /// It stays on its name, or near its line: the directory was listed again.
    #[default]
    Stay,
    /// On the first line.
    First,
    /// On this name, or else on the first line.
    On(Name),
}

/// A listing or a part of one, as it comes from either shore.
#[derive(Debug)]
pub(in crate::app) struct Listing {
    pub(in crate::app) place: Place,
    pub(in crate::app) title: String,
    pub(in crate::app) has_parent: bool,
    /// How many entries came before these.
    pub(in crate::app) from: usize,
    pub(in crate::app) entries: Vec<Entry>,
    /// How their names are read.
    pub(in crate::app) names: NameCoding,
    pub(in crate::app) verb: Option<&'static str>,
    pub(in crate::app) free: Option<u64>,
    pub(in crate::app) at: Timestamp,
}

impl Listing {
    /// Neighbours that belong to the same owner share that name.
    fn take_rows(&mut self) -> impl Iterator<Item = Row> + use<> {
        let names = self.names;
        let entries = std::mem::take(&mut self.entries).into_iter();
        let (mut owner, mut group) = (None, None);
        entries.map(move |mut entry| {
            share(&mut entry.owner, &mut owner);
            share(&mut entry.group, &mut group);
            Row::new(entry, names)
        })
    }
}

/// Makes a name the same allocation as the last one, if they are equal.
fn share(name: &mut Option<Arc<str>>, last: &mut Option<Arc<str>>) {
    if name == last {
        name.clone_from(last);
    } else {
        last.clone_from(name);
    }
}

/// What has come of the listing under way, or waits to be shown.
#[derive(Debug, Default)]
pub(super) enum Incoming {
    #[default]
    Nothing,
    /// The rows shown are those that have come so far.
    Shown,
    /// What has come so far of the directory that is shown as it was before.
    Aside(Rows),
    /// All has come, and is shown as soon as it is in order.
    Whole(Box<Whole>),
}

impl Incoming {
    pub(super) fn grows(&self) -> bool {
        matches!(self, Self::Shown)
    }

    pub(super) fn waits(&self) -> bool {
        matches!(self, Self::Whole(_))
    }
}

/// A listing that is whole, and its rows.
#[derive(Debug)]
pub(super) struct Whole {
    pub(super) rows: Rows,
    pub(super) listing: Listing,
}

impl Pane {
    /// How many entries have come of the listing under way.
    pub fn arrived(&self) -> usize {
        match &self.incoming {
            Incoming::Nothing => 0,
            Incoming::Shown => self.rows.len(),
            Incoming::Aside(rows) => rows.len(),
            Incoming::Whole(whole) => whole.rows.len(),
        }
    }

    /// Takes a part of the listing under way. One that does not follow what has come is left: the
    /// whole will not fit either then.
    pub(in crate::app) fn fill_part(&mut self, mut part: Listing, height: usize) {
        let rows = part.take_rows();
        let in_sight = self.incoming.grows();
        if part.from > 0 {
            match &mut self.incoming {
                Incoming::Shown if self.rows.len() == part.from => {
                    self.rows.append(rows);
                    self.take_up_rows(height);
                }
                Incoming::Aside(aside) if aside.len() == part.from => aside.append(rows),
                _ => {}
            }
        } else if self.place.as_ref() == Some(&part.place) && !in_sight {
            self.incoming = Incoming::Aside(rows.collect());
        } else {
            let again = self.place.as_ref() == Some(&part.place);
            let whole = Whole {
                rows: rows.collect(),
                listing: part,
            };
            let (loading, arrival) = (self.loading, self.arrival.clone());
            self.install(whole, Arc::default(), height);
            self.loading = loading;
            self.incoming = Incoming::Shown;
            if !again {
                self.arrival = arrival;
            }
            self.arrange_now(height);
        }
    }

    /// Shows a listing that is whole, or its last part; a large one as soon as it is in order. False
    /// if parts of it are missing.
    pub(in crate::app) fn fill(&mut self, mut listing: Listing, height: usize) -> bool {
        let rest = listing.take_rows();
        let rows = match std::mem::take(&mut self.incoming) {
            Incoming::Shown if listing.from > 0 && listing.from == self.rows.len() => {
                self.rows.append(rest);
                self.describe(listing);
                self.take_up_rows(height);
                if !self.is_being_arranged() {
                    self.arrival = Arrival::Stay;
                }
                return true;
            }
            Incoming::Aside(mut rows) if listing.from > 0 && listing.from == rows.len() => {
                rows.append(rest);
                rows
            }
            _ if listing.from > 0 => {
                self.loading = None;
                return false;
            }
            _ => rest.collect(),
        };
        let few = Self::are_few(rows.len());
        let whole = Whole { rows, listing };
        if few {
            self.forget_order();
            self.install(whole, Arc::default(), height);
        } else {
            self.incoming = Incoming::Whole(Box::new(whole));
            self.ask_for_order();
        }
        true
    }

    /// Shows what has come in this order (or, if there is none yet, in the pane's own). In the
    /// directory that was shown before, marks stay as far as their names do; in another one there are
    /// none.
    pub(super) fn install(&mut self, whole: Whole, order: Arc<[u32]>, height: usize) {
        let same = self.results.is_none() && self.place.as_ref() == Some(&whole.listing.place);
        let mut arrival = std::mem::take(&mut self.arrival);
        if !same {
            self.leave();
            if arrival == Arrival::Stay {
                arrival = Arrival::First;
            }
        }
        let stayed = self.current().map(|row| row.entry.name.clone());
        let below_top = self.cursor.saturating_sub(self.top);
        let before = std::mem::replace(&mut self.rows, whole.rows);
        self.marks = self.marks.moved(&before, &self.rows);
        let rows = &self.rows;
        let is_gone = |row: &mut Row| !rows.iter().any(|one| one.entry.name == row.entry.name);
        self.range_from.take_if(is_gone);
        self.shown = order;
        self.describe(whole.listing);
        if self.shown.is_empty() {
            let cursor = self.cursor;
            self.rearrange(height);
            self.cursor = cursor;
        }
        let line = match &arrival {
            Arrival::First => Some(0),
            Arrival::On(name) => self.line_of(name).or((!same).then_some(0)),
            Arrival::Stay => stayed.and_then(|name| self.line_of(&name)),
        };
        let line = line.unwrap_or(self.cursor);
        if arrival == Arrival::Stay {
            self.top = line.saturating_sub(below_top);
        }
        self.put_cursor(line, height);
    }

    /// Takes what is told of the directory.
    fn describe(&mut self, listing: Listing) {
        self.place = Some(listing.place);
        self.title = listing.title;
        self.has_parent = listing.has_parent;
        self.verb = listing.verb;
        self.free = listing.free;
        self.listed_at = Some(listing.at);
        self.loading = None;
        self.error = None;
    }

    /// No more comes of the listing under way. What was aside is dropped; of a directory that is
    /// shown already, what has come stays.
    pub(in crate::app) fn end_listing(&mut self) {
        let shown = self.incoming.grows();
        if self.incoming.waits() {
            self.ask_for_order();
        }
        self.incoming = Incoming::Nothing;
        self.arrival = Arrival::Stay;
        if shown {
            self.error = Some(format!("only the first {} are listed", self.rows.len()));
        }
    }

    /// Whether a whole listing has come that is shown as soon as it is in order.
    pub(in crate::app) fn awaits_order(&self) -> bool {
        self.incoming.waits()
    }

    /// Whether it is on its way to another directory.
    pub(in crate::app) fn is_walking(&self) -> bool {
        self.loading.is_some() && self.asked != self.place && !self.incoming.grows()
    }

    /// Leaves the directory for what a search is going to find below it.
    pub(in crate::app) fn begin_results(&mut self, results: Box<Results>) {
        self.leave();
        self.forget_order();
        self.incoming = Incoming::Nothing;
        self.rows = Rows::default();
        self.shown = Arc::default();
        self.has_parent = true;
        self.error = None;
        self.results = Some(results);
    }

    /// Takes rows out.
    pub(in crate::app) fn take_out(&mut self, is_gone: impl Fn(&Name) -> bool, height: usize) {
        let name = self.current().map(|row| row.entry.name.clone());
        let (cursor, top) = (self.cursor, self.top);
        let rows = self.rows.iter().filter(|row| !is_gone(&row.entry.name));
        let rows: Rows = rows.cloned().collect();
        self.marks = self.marks.moved(&self.rows, &rows);
        self.rows = rows;
        self.arrange_now(height);
        let line = name.and_then(|name| self.line_of(&name));
        self.top = top;
        self.put_cursor(line.unwrap_or(cursor), height);
    }

    /// Forgets what belongs to the directory that is left.
    fn leave(&mut self) {
        self.marks.clear();
        self.range_from = None;
        self.results = None;
        self.find = None;
        self.filter = None;
        self.cursor = 0;
        self.top = 0;
    }

    /// Shows nothing, as before the first connection. Order and hidden files stay as chosen.
    pub(in crate::app) fn clear(&mut self) {
        let mut arranging = std::mem::take(&mut self.arranging);
        arranging.forget();
        *self = Self {
            sort: self.sort,
            show_hidden: self.show_hidden,
            arranging,
            ..Self::new(self.shore)
        };
    }

    /// The rows as they read now, with other text.
    pub(in crate::app) fn reread(&mut self, names: NameCoding) {
        let anew = |rows: &Rows| -> Rows {
            let rows = rows.iter();
            rows.map(|row| Row::new(row.entry.clone(), names)).collect()
        };
        self.rows = anew(&self.rows);
        match &mut self.incoming {
            Incoming::Aside(rows) => *rows = anew(rows),
            Incoming::Whole(whole) => whole.rows = anew(&whole.rows),
            Incoming::Nothing | Incoming::Shown => {}
        }
    }
}
