//! Finding names as they are typed. Near the cursor it is looked for in the order shown; further away
//! all rows are gone through once as they lie in memory, and kept: one more letter looks only at those.

use super::filter::contains_folded;
use super::{Pane, PaneLine, Row, RowSet};
use crate::app::stamp::Stamp;

/// So many lines are near.
const NEAR: usize = 500;

/// The rows of a listing that have a text in their names.
#[derive(Debug)]
pub(super) struct Found {
    of: Stamp,
    text: String,
    /// Their names begin with it.
    begin: RowSet,
    /// Their names have it anywhere.
    have: RowSet,
}

impl Pane {
    /// Begins to find as you type.
    pub(in crate::app) fn begin_find(&mut self) {
        self.find = Some(String::new());
        self.find_from = self.cursor;
    }

    /// Ends it. Kept, the cursor stays and `n` and `N` go on from here; otherwise it returns.
    pub(in crate::app) fn end_find(&mut self, keep: bool, height: usize) {
        let Some(text) = self.find.take() else { return };
        if keep {
            if !text.is_empty() {
                self.found = text;
            }
        } else {
            self.put_cursor(self.find_from, height);
        }
    }

    /// Looks for `text` from `line` on, round the end; names that begin with it go before names
    /// that have it anywhere. Whether one was found.
    pub(in crate::app) fn find_first(&mut self, text: &str, line: usize, height: usize) -> bool {
        let wanted = text.to_lowercase();
        let near = self.near(line, false, |name| begins_folded(name, &wanted));
        let at = near.or_else(|| {
            self.look_through(&wanted);
            let begins = self.far(line, false, |found| &found.begin);
            begins.or_else(|| self.far(line, false, |found| &found.have))
        });
        if let Some(at) = at {
            self.put_cursor(at, height);
        }
        at.is_some()
    }

    /// Goes to the next (or the previous) name that has `text` in it.
    pub(in crate::app) fn find_again(&mut self, text: &str, back: bool, height: usize) -> bool {
        let wanted = text.to_lowercase();
        let count = self.line_count();
        let start = if back {
            self.cursor + count.saturating_sub(1)
        } else {
            self.cursor + 1
        };
        let near = self.near(start, back, |name| contains_folded(name, &wanted));
        let at = near.or_else(|| {
            self.look_through(&wanted);
            self.far(start, back, |found| &found.have)
        });
        if let Some(at) = at {
            self.put_cursor(at, height);
        }
        at.is_some()
    }

    /// The lines from `start` on, once round.
    fn lines_from(&self, start: usize, back: bool) -> impl Iterator<Item = usize> + use<> {
        let count = self.line_count();
        (0..count).map(move |step| {
            let step = if back { count - step } else { step };
            (start + step) % count
        })
    }

    /// The first of the lines near `start` whose name fits.
    fn near(&self, start: usize, back: bool, fits: impl Fn(&str) -> bool) -> Option<usize> {
        let mut lines = self.lines_from(start, back).take(NEAR);
        lines.find(|line| match self.line(*line) {
            Some(PaneLine::Row(row)) => fits(row.text()),
            _ => false,
        })
    }

    /// The first of all lines that is among these rows.
    fn far(&self, start: usize, back: bool, rows: fn(&Found) -> &RowSet) -> Option<usize> {
        let rows = rows(self.having.as_ref()?);
        if rows.len() == 0 {
            return None;
        }
        let above = usize::from(self.has_parent);
        let mut lines = self.lines_from(start, back);
        lines.find(|line| {
            let shown = line.checked_sub(above).and_then(|at| self.shown.get(at));
            shown.is_some_and(|index| rows.has(*index))
        })
    }

    /// Looks which rows have a text in their names, unless that is known.
    fn look_through(&mut self, wanted: &str) {
        let of = self.rows.stamp();
        let known = self.having.take().filter(|found| found.of == of);
        let known = known.filter(|found| wanted.starts_with(&found.text));
        if known.as_ref().is_some_and(|found| found.text == wanted) {
            self.having = known;
            return;
        }
        let (mut begin, mut have) = (RowSet::default(), RowSet::default());
        let mut look = |row: &Row| {
            let name = row.text();
            if contains_folded(name, wanted) {
                have.put(row.index(), true);
                if begins_folded(name, wanted) {
                    begin.put(row.index(), true);
                }
            }
        };
        match &known {
            Some(found) => found.have.of(&self.rows).for_each(&mut look),
            None => self.rows.iter().for_each(&mut look),
        }
        self.having = Some(Found {
            of,
            text: wanted.to_owned(),
            begin,
            have,
        });
    }
}

/// Whether a text begins with another one that is in lower case; its own case does not count.
fn begins_folded(text: &str, wanted: &str) -> bool {
    match text.as_bytes().get(..wanted.len()) {
        Some(head) if text.is_ascii() => head.eq_ignore_ascii_case(wanted.as_bytes()),
        _ => text.to_lowercase().starts_with(wanted),
    }
}
