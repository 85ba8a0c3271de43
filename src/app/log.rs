//! The dialogue with the server, kept in a ring; what of it is shown, and the line under the cursor.

use super::Action;
use super::dialogues::Dialogues;
use super::pane::moved;
use crate::engine::LogLine;
use crate::model::TransferId;
use std::collections::VecDeque;

/// Lines that are kept.
pub const LOG_LINES: usize = 10_000;

/// The log.
#[derive(Debug, Default)]
pub struct Log {
    /// The lines, oldest first, at most [`LOG_LINES`].
    pub lines: VecDeque<LogLine>,
    /// What was said in the last tries of transfers.
    pub dialogues: Dialogues,
    /// Errors that came since the log was last looked at.
    pub unread: usize,
    /// How many lines the view is scrolled up from the end.
    pub scroll: usize,
    /// How many of the lines shown are below the cursor; 0 follows what is new.
    pub below: usize,
    /// Only refusals and errors are shown.
    pub errors_only: bool,
    /// Only the lines of this session are shown.
    pub session: Option<usize>,
    /// Only the lines of this transfer are shown.
    pub transfer: Option<TransferId>,
    /// What is looked for, while it is being typed.
    pub find: Option<String>,
    /// What was looked for last.
    pub found: String,
    /// Where the cursor was when finding began.
    find_from: usize,
}

impl Log {
    /// The lines that are shown, oldest first.
    pub fn shown(&self) -> impl DoubleEndedIterator<Item = &LogLine> {
        self.lines.iter().filter(|line| self.is_shown(line))
    }

    fn is_shown(&self, line: &LogLine) -> bool {
        let of = |id| line.transfer.is_some_and(|run| run.id == id);
        (!self.errors_only || line.is_error())
            && self.session.is_none_or(|number| line.session == number)
            && self.transfer.is_none_or(of)
    }

    /// Whether only some of the lines are shown.
    pub fn is_filtered(&self) -> bool {
        self.errors_only || self.session.is_some() || self.transfer.is_some()
    }

    /// Whether what is new comes into sight by itself.
    pub fn follows(&self) -> bool {
        self.below == 0 && self.scroll == 0
    }

    /// The line under the cursor.
    pub fn current(&self) -> Option<&LogLine> {
        self.shown().rev().nth(self.below)
    }

    /// Adds a line, and drops the oldest when there are too many. A view that is scrolled up stays
    /// where it is; `looked_at` says whether the log is on the screen.
    pub(super) fn push(&mut self, line: LogLine, looked_at: bool) {
        if line.is_error() && !looked_at {
            self.unread += 1;
        }
        if !self.follows() && self.is_shown(&line) {
            self.scroll += 1;
            self.below += 1;
        }
        self.dialogues.push(&line);
        self.lines.push_back(line);
        if self.lines.len() > LOG_LINES {
            self.lines.pop_front();
        }
        if !self.follows() {
            let last = self.shown().count().saturating_sub(1);
            self.scroll = self.scroll.min(last);
            self.below = self.below.min(last);
        }
    }

    /// Moves the cursor as a moving action says, `height` lines being in sight.
    pub(super) fn walk(&mut self, action: Action, height: usize) {
        let count = self.shown().count();
        let line = count.saturating_sub(self.below + 1);
        let line = moved(line, count, height, action);
        let below = count.saturating_sub(line + 1);
        if matches!(
            action,
            Action::PageUp | Action::PageDown | Action::HalfUp | Action::HalfDown
        ) {
            // What is read page by page turns the page.
            self.scroll = (self.scroll + below).saturating_sub(self.below);
        }
        self.stand_on(below, height, count);
    }

    /// Scrolls up by so many lines (down, if negative), as far as there are lines; the cursor stays
    /// in sight, and at the end what is new is followed again.
    pub(super) fn scroll_by(&mut self, lines: isize, height: usize) {
        let height = height.max(1);
        let most = self.shown().count().saturating_sub(height);
        self.scroll = self.scroll.saturating_add_signed(lines).min(most);
        self.below = match self.scroll {
            0 if lines < 0 => 0,
            scroll => self.below.clamp(scroll, scroll + height - 1),
        };
    }

    /// A line in sight is clicked: the one with so many below it.
    pub(super) fn put_cursor(&mut self, below: usize, height: usize) {
        let count = self.shown().count();
        self.stand_on(below, height, count);
    }

    /// Puts the cursor on the line with so many below it, and brings it into sight.
    fn stand_on(&mut self, below: usize, height: usize, count: usize) {
        let height = height.max(1);
        self.below = below.min(count.saturating_sub(1));
        self.scroll = self
            .scroll
            .min(count.saturating_sub(height))
            .min(self.below)
            .max((self.below + 1).saturating_sub(height));
    }

    /// Shows other lines; the cursor stays on its own, if that is still shown, or else follows.
    pub(super) fn show(&mut self, height: usize, change: impl FnOnce(&mut Self)) {
        let number = |log: &Self| {
            let mut shown = log.lines.iter().enumerate().rev();
            let mut left = log.below;
            shown.find_map(|(index, line)| {
                let here = log.is_shown(line) && left == 0;
                left = left.saturating_sub(usize::from(log.is_shown(line)));
                here.then_some(index)
            })
        };
        let (at, followed) = (number(self), self.follows());
        change(self);
        let below = match at {
            Some(at) if !followed => {
                let later = self.lines.iter().skip(at + 1);
                later.filter(|line| self.is_shown(line)).count()
            }
            _ => 0,
        };
        self.scroll = below;
        let count = self.shown().count();
        self.stand_on(below, height, count);
    }

    /// Begins to look for something.
    pub(super) fn begin_find(&mut self) {
        self.find = Some(String::new());
        self.find_from = self.below;
    }

    /// Ends it. Kept, the cursor stays and `n` and `N` go on from here; otherwise it returns.
    pub(super) fn end_find(&mut self, keep: bool, height: usize) {
        let Some(text) = self.find.take() else { return };
        if keep {
            if !text.is_empty() {
                self.found = text;
            }
        } else {
            let count = self.shown().count();
            self.stand_on(self.find_from, height, count);
        }
    }

    /// Looks for what is being typed, from where that began, upwards. Whether it was found.
    pub(super) fn look_for(&mut self, text: &str, height: usize) -> bool {
        let from = self.find_from;
        self.search(text, from, false, height)
    }

    /// Goes to the next line up (or down) that has what was looked for. Whether there is one.
    pub(super) fn find_again(&mut self, text: &str, down: bool, height: usize) -> bool {
        let count = self.shown().count();
        let from = if down {
            self.below + count.saturating_sub(1)
        } else {
            self.below + 1
        };
        self.search(text, from, down, height)
    }

    /// The first line that has the text, from the one with so many below it on, once round.
    fn search(&mut self, text: &str, from: usize, down: bool, height: usize) -> bool {
        let wanted = text.to_lowercase();
        let shown = self.shown().rev();
        let fits: Vec<bool> = shown
            .map(|line| line.text.to_lowercase().contains(&wanted))
            .collect();
        let count = fits.len();
        let steps = (0..count).map(|step| if down { count - step } else { step });
        let mut places = steps.map(|step| (from + step) % count.max(1));
        let at = places.find(|at| fits.get(*at).copied().unwrap_or(false));
        if let Some(at) = at {
            self.stand_on(at, height, count);
        }
        at.is_some()
    }
}
