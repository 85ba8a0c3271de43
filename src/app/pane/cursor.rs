//! The cursor of a pane: moving, scrolling.

use super::{Arrival, Pane, PaneLine};
use crate::app::Action;
use crate::model::Name;
use std::ops::RangeInclusive;

impl Pane {
    /// The line on which this name is shown.
    pub fn line_of(&self, name: &Name) -> Option<usize> {
        let index = self.rows_shown().position(|row| row.entry.name == *name)?;
        Some(index + usize::from(self.has_parent))
    }

    /// Puts the cursor on a line (or the last one there is) and brings it into sight, `height`
    /// lines being on the screen.
    pub(in crate::app) fn put_cursor(&mut self, line: usize, height: usize) {
        self.cursor = line;
        self.keep_in_sight(height);
    }

    /// Keeps the cursor within the lines and the lines on the screen round the cursor.
    pub(in crate::app) fn keep_in_sight(&mut self, height: usize) {
        let height = height.max(1);
        self.cursor = self.cursor.min(self.line_count().saturating_sub(1));
        let last_top = self.line_count().saturating_sub(height);
        self.top = self
            .top
            .min(last_top)
            .min(self.cursor)
            .max((self.cursor + 1).saturating_sub(height));
    }

    /// Scrolls by so many lines, up if negative; the cursor stays in sight.
    pub(in crate::app) fn scroll_by(&mut self, lines: isize, height: usize) {
        let height = height.max(1);
        let last_top = self.line_count().saturating_sub(height);
        self.top = self.top.saturating_add_signed(lines).min(last_top);
        let last = self.top + height - 1;
        self.cursor = self.cursor.clamp(self.top, last);
        self.keep_in_sight(height);
    }

    /// Marks the entries on these lines; where it turns them round, those that are marked are so no
    /// more.
    pub(in crate::app) fn mark_by_click(&mut self, lines: RangeInclusive<usize>, turns: bool) {
        for line in lines {
            let Some(PaneLine::Row(row)) = self.line(line) else {
                continue;
            };
            let row = row.clone();
            let marked = !(turns && self.marks.has(&row));
            self.marks.turn(&row, marked);
        }
    }

    /// Moves the cursor as a moving action says.
    pub(in crate::app) fn walk(&mut self, action: Action, height: usize) {
        let line = moved(self.cursor, self.line_count(), height, action);
        if self.arrived() > 0 || self.is_whole() {
            // Whoever walks while the directory is read is not taken elsewhere.
            self.arrival = Arrival::Stay;
        }
        self.put_cursor(line, height);
    }
}

/// Where a moving action takes a cursor on `count` lines, `height` of them on the screen.
pub(in crate::app) fn moved(line: usize, count: usize, height: usize, action: Action) -> usize {
    let page = height.max(2) - 1;
    let half = (height / 2).max(1);
    let last = count.saturating_sub(1);
    match action {
        Action::Up => line.saturating_sub(1),
        Action::Down => line + 1,
        Action::PageUp => line.saturating_sub(page),
        Action::PageDown => line + page,
        Action::HalfUp => line.saturating_sub(half),
        Action::HalfDown => line + half,
        Action::First => 0,
        Action::Last => last,
        _ => line,
    }
    .min(last)
}
