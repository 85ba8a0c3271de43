//! The dialogue with the server, kept in a ring.

use crate::engine::{LogKind, LogLine};
use std::collections::VecDeque;

/// Lines that are kept.
pub const LOG_LINES: usize = 10_000;

/// The log.
#[derive(Debug, Default)]
pub struct Log {
    /// The lines, oldest first, at most [`LOG_LINES`].
    pub lines: VecDeque<LogLine>,
    /// Errors that came since the log was last looked at.
    pub unread: usize,
    /// How many lines the view is scrolled up from the end; 0 follows.
    pub scroll: usize,
    /// Only refusals and errors are shown.
    pub errors_only: bool,
}

impl Log {
    /// The lines that are shown, oldest first: all, or the refusals and errors.
    pub fn shown(&self) -> impl DoubleEndedIterator<Item = &LogLine> {
        let errors_only = self.errors_only;
        self.lines
            .iter()
            .filter(move |line| !errors_only || is_error(line))
    }

    /// Adds a line, and drops the oldest when there are too many. A view that is scrolled up stays
    /// where it is; `looked_at` says whether the log is on the screen.
    pub(super) fn push(&mut self, line: LogLine, looked_at: bool) {
        let error = is_error(&line);
        if error && !looked_at {
            self.unread += 1;
        }
        if self.scroll > 0 && (error || !self.errors_only) {
            self.scroll += 1;
        }
        self.lines.push_back(line);
        if self.lines.len() > LOG_LINES {
            self.lines.pop_front();
        }
        self.clamp();
    }

    /// Scrolls up by so many lines (down, if negative); stops at the end, and at the beginning when
    /// the first line is the uppermost of the `height` lines in sight.
    pub(super) fn scroll_by(&mut self, lines: isize, height: usize) {
        let most = self.shown().count().saturating_sub(height);
        self.scroll = self.scroll.saturating_add_signed(lines).min(most);
    }

    /// Shows only errors, or everything again, from the end.
    pub(super) fn toggle_errors_only(&mut self) {
        self.errors_only = !self.errors_only;
        self.scroll = 0;
    }

    fn clamp(&mut self) {
        if self.scroll > 0 {
            self.scroll = self.scroll.min(self.shown().count().saturating_sub(1));
        }
    }
}

fn is_error(line: &LogLine) -> bool {
    matches!(line.kind, LogKind::Refused | LogKind::Error)
}
