//! What of the queue is shown: a tab for each kind of state, and a filter by name. Of a queue of a
//! hundred thousand only what has changed is looked at again.

use super::pane::contains_folded;
use crate::model::{EngineSnapshot, QueueTotals, TransferState, TransferView};
use std::borrow::Cow;
use std::sync::Arc;
use strum::{EnumIter, IntoEnumIterator as _};
use tui_input::Input;

/// Which transfers the view shows, by their state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumIter)]
pub enum QueueTab {
    /// All of them.
    #[default]
    All,
    /// Those that a session has.
    Active,
    /// Those that wait: for a session, for their next try, for an answer.
    Waiting,
    /// Those that failed.
    Failed,
    /// Those that are paused.
    Paused,
    /// Those that are done.
    Done,
    /// Those that were cancelled or skipped.
    LeftOut,
}

impl QueueTab {
    /// The word on it.
    pub fn title(self) -> &'static str {
        match self {
            Self::All => "All",
            Self::Active => "Active",
            Self::Waiting => "Waiting",
            Self::Failed => "Failed",
            Self::Paused => "Paused",
            Self::Done => "Done",
            Self::LeftOut => "Left out",
        }
    }

    /// Whether a transfer in this state belongs here.
    pub fn holds(self, state: TransferState) -> bool {
        use TransferState as S;
        match self {
            Self::All => true,
            Self::Active => state.is_active(),
            Self::Waiting => matches!(state, S::Queued | S::Retrying | S::Held),
            Self::Failed => state == S::Failed,
            Self::Paused => state == S::Paused,
            Self::Done => state == S::Done,
            Self::LeftOut => matches!(state, S::Cancelled | S::Skipped),
        }
    }

    /// How many belong here.
    pub fn count(self, totals: &QueueTotals) -> usize {
        match self {
            Self::All => totals.all(),
            Self::Active => totals.active,
            Self::Waiting => totals.queued + totals.retrying + totals.held,
            Self::Failed => totals.failed,
            Self::Paused => totals.paused,
            Self::Done => totals.done,
            Self::LeftOut => totals.left_out,
        }
    }

    /// The tab so many further on, round the end.
    pub(super) fn step(self, by: usize) -> Self {
        let mut tabs = Self::iter().cycle();
        let _ = tabs.find(|tab| *tab == self);
        tabs.nth(by.saturating_sub(1)).unwrap_or_default()
    }
}

/// What of the queue is shown, and where one stands in it.
#[derive(Debug, Default)]
pub struct QueueView {
    /// The tab.
    pub tab: QueueTab,
    /// What a name must have in it.
    pub filter: Input,
    /// The filter has the keys.
    pub typing: bool,
    /// The row of the cursor, among those shown.
    pub cursor: usize,
    /// The first row on the screen.
    pub top: usize,
    /// The rows that fit, as far as they have been looked for.
    found: Option<Found>,
}

/// The rows that fit what is asked for.
#[derive(Debug)]
struct Found {
    /// The queue they were looked for in.
    of: Arc<Vec<Arc<TransferView>>>,
    wanted: Wanted,
    /// Whether each row of the queue fits.
    fits: Vec<bool>,
    /// Those that do.
    rows: Vec<usize>,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Wanted {
    tab: QueueTab,
    /// In lower case.
    name: String,
}

impl Wanted {
    fn fits(&self, transfer: &TransferView) -> bool {
        self.tab.holds(transfer.state)
            && (self.name.is_empty() || contains_folded(&transfer.name, &self.name))
    }

    /// Whether what fits this fits the other too, so that nothing else has to be looked at.
    fn narrows(&self, other: &Self) -> bool {
        self.tab == other.tab && self.name.starts_with(&other.name)
    }
}

impl QueueView {
    /// What is asked for; `None` if that is everything.
    fn wanted(&self) -> Option<Wanted> {
        let name = self.filter.value().to_lowercase();
        let all = self.tab == QueueTab::All && name.is_empty();
        (!all).then_some(Wanted {
            tab: self.tab,
            name,
        })
    }

    /// Looks for what fits, in those rows that are not the same as when it was last done.
    pub(super) fn look_again(&mut self, queue: &Arc<Vec<Arc<TransferView>>>) {
        let Some(wanted) = self.wanted() else {
            self.found = None;
            return;
        };
        let same = |found: &Found| Arc::ptr_eq(&found.of, queue);
        let known = self.found.take().filter(|found| {
            found.wanted == wanted || (same(found) && wanted.narrows(&found.wanted))
        });
        if let Some(found) = &known
            && same(found)
            && found.wanted == wanted
        {
            self.found = known;
            return;
        }
        let fits: Vec<bool> = match &known {
            Some(found) if Arc::ptr_eq(&found.of, queue) => {
                let rows = found.fits.iter().zip(queue.iter());
                rows.map(|(fits, row)| *fits && wanted.fits(row)).collect()
            }
            None => queue.iter().map(|row| wanted.fits(row)).collect(),
            Some(found) => {
                let same = |number: usize, row: &Arc<TransferView>| {
                    let before = found.of.get(number)?;
                    let fits = found.fits.get(number)?;
                    Arc::ptr_eq(before, row).then_some(*fits)
                };
                let rows = queue.iter().enumerate();
                rows.map(|(number, row)| same(number, row).unwrap_or_else(|| wanted.fits(row)))
                    .collect()
            }
        };
        let rows = fits.iter().enumerate();
        let rows = rows.filter_map(|(row, fits)| fits.then_some(row)).collect();
        self.found = Some(Found {
            of: Arc::clone(queue),
            wanted,
            fits,
            rows,
        });
    }

    /// The rows that are shown.
    pub fn rows<'a>(&'a self, snapshot: &'a EngineSnapshot) -> QueueRows<'a> {
        let queue = &snapshot.transfers;
        let which = self.wanted().map(|wanted| match &self.found {
            Some(found) if Arc::ptr_eq(&found.of, queue) && found.wanted == wanted => {
                Cow::Borrowed(found.rows.as_slice())
            }
            _ => {
                let rows = queue.iter().enumerate();
                Cow::Owned(
                    rows.filter(|(_, row)| wanted.fits(row))
                        .map(|(number, _)| number)
                        .collect(),
                )
            }
        });
        QueueRows { queue, which }
    }

    /// Keeps the cursor on one of `count` rows and in sight, `height` of them being on the screen.
    pub(super) fn keep_in_sight(&mut self, count: usize, height: usize) {
        let height = height.max(1);
        self.cursor = self.cursor.min(count.saturating_sub(1));
        self.top = top(self.top, self.cursor, count, height);
    }
}

/// The first row on a screen of `height` rows, so that the cursor is on it.
pub fn top(top: usize, cursor: usize, count: usize, height: usize) -> usize {
    top.min(count.saturating_sub(height))
        .min(cursor)
        .max((cursor + 1).saturating_sub(height))
}

/// The rows of the queue that are shown.
#[derive(Debug)]
pub struct QueueRows<'a> {
    queue: &'a [Arc<TransferView>],
    /// Which of them; `None` for all.
    which: Option<Cow<'a, [usize]>>,
}

impl<'a> QueueRows<'a> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.which.as_ref().map_or(self.queue.len(), |w| w.len())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The transfer in a row.
    pub fn get(&self, row: usize) -> Option<&'a Arc<TransferView>> {
        let number = match &self.which {
            None => row,
            Some(which) => *which.get(row)?,
        };
        self.queue.get(number)
    }

    /// The rows from `top` on, at most so many.
    pub fn page(&self, top: usize, height: usize) -> impl Iterator<Item = &'a Arc<TransferView>> {
        let end = top.saturating_add(height).min(self.len());
        (top..end).filter_map(|row| self.get(row))
    }

    /// The row of a transfer, looked for round `near` first.
    pub(super) fn row_of(&self, id: crate::model::TransferId, near: usize) -> Option<usize> {
        let is_it = |row: usize| self.get(row).is_some_and(|transfer| transfer.id == id);
        let around = near.saturating_sub(64)..near.saturating_add(64);
        std::iter::once(near)
            .chain(around)
            .find(|row| is_it(*row))
            .or_else(|| (0..self.len()).find(|row| is_it(*row)))
    }
}

#[cfg(test)]
#[path = "queue_view/tests.rs"]
mod tests;
