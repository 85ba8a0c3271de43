//! How many of the names that are carried are taken where they would be dropped. Of many it is counted
//! off the screen's task; what depends on it, which is a drop on the same side, waits for it.

use super::App;
use super::background::{Background, Work};
use super::carry::{Carry, Items};
use super::files::target_name;
use super::pane::{Pane, Rows};
use super::stamp::Stamp;
use crate::model::{Name, NameCoding, Shore};
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashSet;

/// What is counted in what: the pane's rows, the items, how the server's names are read.
type Of = (Stamp, Stamp, NameCoding);

/// How many names are taken, as far as that is known.
#[derive(Debug, Default)]
pub(super) struct Taken {
    /// What was counted last; no number where that went wrong.
    known: Cell<Option<(Of, Option<usize>)>>,
    work: Background,
    /// What is being counted.
    wanted: Option<Of>,
}

/// Names that are carried, and the entries among which they may be.
#[derive(Clone, Debug)]
pub struct TakenNames {
    items: Items,
    rows: Rows,
    names: NameCoding,
    /// Whose entries they are.
    shore: Shore,
    /// The names are those of the other side.
    across: bool,
}

impl TakenNames {
    /// How many are taken.
    pub fn count(&self) -> usize {
        // What goes across is compared as it would be written here.
        let here = |shore: Shore, name| match shore {
            Shore::Remote if self.across => self.names.local(name),
            _ => Cow::Borrowed(name),
        };
        let from = if self.across {
            self.shore.other()
        } else {
            self.shore
        };
        let names = self.items.iter().map(|item| here(from, target_name(item)));
        let names: HashSet<Cow<Name>> = names.collect();
        let rows = self.rows.iter();
        let taken = rows.filter(|row| names.contains(&here(self.shore, &row.entry.name)));
        taken.count()
    }
}

impl App {
    /// How many of the names carried are taken in the listing of a pane: counted once for each change.
    pub(super) fn taken_in(&self, carry: &Carry, shore: Shore) -> usize {
        let of = self.taken_of(carry, shore);
        let known = self.taken.known.get().filter(|(known, _)| *known == of);
        if let Some(count) = known.and_then(|(_, count)| count) {
            return count;
        }
        let count = self.taken_names(carry, shore).count();
        self.taken.known.set(Some((of, Some(count))));
        count
    }

    /// The same for what is shown: of many names, none until they are counted.
    pub(super) fn taken_shown(&self, carry: &Carry, shore: Shore) -> usize {
        if self.are_few_carried(carry, shore) {
            return self.taken_in(carry, shore);
        }
        let of = self.taken_of(carry, shore);
        let known = self.taken.known.get().filter(|(known, _)| *known == of);
        known.and_then(|(_, count)| count).unwrap_or_default()
    }

    fn are_few_carried(&self, carry: &Carry, shore: Shore) -> bool {
        Pane::are_few(self.pane(shore).rows.len() + carry.items.len())
    }

    fn taken_of(&self, carry: &Carry, shore: Shore) -> Of {
        let rows = self.pane(shore).rows.stamp();
        (rows, carry.items.stamp(), self.names)
    }

    fn taken_names(&self, carry: &Carry, shore: Shore) -> TakenNames {
        TakenNames {
            items: carry.items.clone(),
            rows: self.pane(shore).rows.clone(),
            names: self.names,
            shore,
            across: carry.shore != shore,
        }
    }

    /// Has the names counted that are taken where the pointer or the keys are, if they are many and not
    /// known.
    pub(super) fn count_taken(&mut self) {
        let shore = self.target_shore();
        let target = self.carry.as_ref().zip(shore);
        let target = target.filter(|(carry, shore)| {
            // Where they were picked up nothing is dropped.
            let from = carry.tab.is_none().then_some(&carry.from);
            let home = from.is_some() && self.pane(*shore).place.as_ref() == from;
            !home && !self.are_few_carried(carry, *shore)
        });
        let wanted = target.map(|(carry, shore)| self.taken_of(carry, shore));
        let known = self.taken.known.get().map(|(known, _)| known);
        if wanted.is_none() || wanted == known {
            self.taken.wanted = None;
            return self.taken.work.forget();
        }
        let job = target.map(|(carry, shore)| self.taken_names(carry, shore));
        if self.taken.wanted != wanted {
            self.taken.wanted = wanted;
            self.taken.work.ask();
        }
        if let Some(names) = job
            && let Some(id) = self.taken.work.take()
        {
            let names = Box::new(names);
            self.do_beside(Work::CountTaken(id, names));
        }
    }

    /// The names were counted that are taken; no number if that went wrong.
    pub(super) fn taken_counted(&mut self, id: u64, count: Option<usize>) {
        if self.taken.work.came(id) {
            let wanted = self.taken.wanted.take();
            self.taken.known.set(wanted.map(|of| (of, count)));
        }
    }

    /// What is dropped within a side is refused where a name is taken: that is known by then.
    pub(super) fn know_taken(&self, shore: Shore) {
        if let Some(carry) = self.carry.as_ref().filter(|carry| carry.shore == shore) {
            self.taken_in(carry, shore);
        }
    }
}
