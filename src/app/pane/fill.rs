//! A listing arrives in a pane.

use super::{Pane, Row};
use crate::engine::Place;
use crate::model::{Entry, Name, NameCoding};
use jiff::Timestamp;
use std::collections::BTreeSet;

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

/// A listing, as it comes from either shore.
pub(in crate::app) struct Listing {
    pub(in crate::app) place: Place,
    pub(in crate::app) title: String,
    pub(in crate::app) has_parent: bool,
    pub(in crate::app) entries: Vec<Entry>,
    /// How their names are read.
    pub(in crate::app) names: NameCoding,
    pub(in crate::app) verb: Option<&'static str>,
    pub(in crate::app) free: Option<u64>,
    pub(in crate::app) at: Timestamp,
}

impl Pane {
    /// Shows a listing. In the directory that was shown before, marks stay as far as their names
    /// do; in another one there are none.
    pub(in crate::app) fn fill(&mut self, listing: Listing, height: usize) {
        let same = self.results.is_none() && self.place.as_ref() == Some(&listing.place);
        let mut arrival = std::mem::take(&mut self.arrival);
        if !same {
            self.leave();
            if arrival == Arrival::Stay {
                arrival = Arrival::First;
            }
        }
        let stayed = self.current().map(|row| row.entry.name.clone());
        let entries = listing.entries.into_iter();
        self.rows = entries
            .map(|entry| Row::new(entry, listing.names))
            .collect();
        self.place = Some(listing.place);
        self.title = listing.title;
        self.has_parent = listing.has_parent;
        self.verb = listing.verb;
        self.free = listing.free;
        self.listed_at = Some(listing.at);
        self.loading = None;
        self.error = None;
        let names: BTreeSet<&Name> = self.rows.iter().map(|row| &row.entry.name).collect();
        self.marks.retain(|name| names.contains(name));
        self.arrange();
        let line = match &arrival {
            Arrival::First => Some(0),
            Arrival::On(name) => self.line_of(name).or((!same).then_some(0)),
            Arrival::Stay => stayed.and_then(|name| self.line_of(&name)),
        };
        self.put_cursor(line.unwrap_or(self.cursor), height);
    }

    /// Forgets what belongs to the directory that is left.
    pub(in crate::app) fn leave(&mut self) {
        self.marks.clear();
        self.range_from = None;
        self.results = None;
        self.find = None;
        self.cursor = 0;
        self.top = 0;
    }

    /// Shows nothing, as before the first connection. Order and hidden files stay as chosen.
    pub(in crate::app) fn clear(&mut self) {
        *self = Self {
            sort: self.sort,
            show_hidden: self.show_hidden,
            ..Self::new(self.shore)
        };
    }
}
