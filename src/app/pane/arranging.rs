//! Putting a pane in order: a few rows at once, many off the screen's task. What was shown stays until
//! the new order comes; an order that was asked for before the last one is stale. One is made at a time:
//! while keys are typed into a filter none is begun that would be stale before it is made.

use super::fill::Incoming;
use super::{Arrangement, Arrival, Filter, Pane};
use crate::app::background::Background;
use std::sync::Arc;

/// So many rows are put in order at once: it takes less than a millisecond or two.
const FEW: usize = 2000;

/// What is under way to put the rows in order.
#[derive(Debug, Default)]
pub(super) struct Arranging {
    work: Background,
    /// Rows have come since.
    again: bool,
}

impl Arranging {
    pub(super) fn forget(&mut self) {
        self.work.forget();
        self.again = false;
    }
}

impl Pane {
    /// Makes `shown` anew. The cursor stays on its name; marks on hidden names go.
    pub(in crate::app) fn rearrange(&mut self, height: usize) {
        if !self.show_hidden {
            self.marks
                .keep(&self.rows, |row| !row.entry.name.is_hidden());
        }
        if self.incoming.waits() || self.rows.len() > FEW {
            self.ask_for_order();
        } else {
            self.arrange_now(height);
        }
    }

    /// Puts rows in order that have come behind the others.
    pub(super) fn take_up_rows(&mut self, height: usize) {
        if self.rows.len() <= FEW {
            self.arrange_now(height);
        } else if self.arranging.work.is_waited_for() {
            self.arranging.again = true;
        } else {
            self.ask_for_order();
        }
    }

    /// Whether so many rows are put in order at once.
    pub(in crate::app) fn are_few(rows: usize) -> bool {
        rows <= FEW
    }

    pub(super) fn arrange_now(&mut self, height: usize) {
        self.forget_order();
        let order = self.arrangement().order();
        self.show(order, height);
    }

    pub(super) fn ask_for_order(&mut self) {
        self.arranging.work.ask();
        self.arranging.again = false;
    }

    /// Whatever order is under way is stale.
    pub(super) fn forget_order(&mut self) {
        self.arranging.forget();
    }

    /// Whether an order is under way.
    pub fn is_being_arranged(&self) -> bool {
        self.arranging.work.is_waited_for()
    }

    /// What is to be put in order off the screen's task, if that has not been handed out yet and
    /// nothing else is at work.
    pub(in crate::app) fn take_job(&mut self) -> Option<(u64, Arrangement)> {
        let id = self.arranging.work.take()?;
        Some((id, self.arrangement()))
    }

    /// An order has come.
    pub(in crate::app) fn arranged(&mut self, id: u64, order: Arc<[u32]>, height: usize) {
        if !self.arranging.work.came(id) {
            return;
        }
        let again = self.arranging.again;
        self.forget_order();
        match std::mem::take(&mut self.incoming) {
            Incoming::Whole(whole) => self.install(*whole, order, height),
            incoming => {
                self.incoming = incoming;
                self.show(order, height);
            }
        }
        if again {
            self.ask_for_order();
        } else if self.is_whole() {
            // A name that has not come does not come any more.
            self.arrival = Arrival::Stay;
        }
    }

    /// Whether no listing is under way, nor waits to be shown.
    pub(super) fn is_whole(&self) -> bool {
        self.loading.is_none() && self.arrived() == 0
    }

    fn arrangement(&self) -> Arrangement {
        let filter = self.filter.as_ref().and_then(Filter::matcher);
        let mut arrangement = Arrangement {
            rows: self.rows.clone(),
            sort: self.sort,
            show_hidden: self.show_hidden,
            matcher: filter.cloned(),
        };
        if let Incoming::Whole(whole) = &self.incoming {
            arrangement.rows = whole.rows.clone();
            // In another directory no filter holds.
            let same = self.place.as_ref() == Some(&whole.listing.place);
            arrangement.matcher = arrangement.matcher.filter(|_| same);
        }
        arrangement
    }

    /// Shows the rows in this order. The cursor stays on its row, and that where it is on the screen;
    /// one that is shown no more leaves it to the first row that is.
    fn show(&mut self, order: Arc<[u32]>, height: usize) {
        let parent = usize::from(self.has_parent);
        let at = self.cursor.checked_sub(parent);
        let row = at.and_then(|at| self.shown.get(at).copied());
        let below_top = self.cursor.saturating_sub(self.top);
        self.shown = order;
        let place = row.and_then(|row| self.shown.iter().position(|index| *index == row));
        let line = match (place, row) {
            (Some(place), _) => place + parent,
            (None, Some(_)) if self.filter.is_some() => parent,
            _ => self.cursor,
        };
        self.top = line.saturating_sub(below_top);
        self.put_cursor(line, height);
        if let Arrival::On(name) = &self.arrival
            && (self.incoming.grows() || self.is_whole())
            && let Some(line) = self.line_of(name)
        {
            self.arrival = Arrival::Stay;
            self.put_cursor(line, height);
        }
    }
}
