//! Notices: a few paragraphs to read.

use super::pane::moved;
use super::{Action, App, Overlay};
use unicode_width::UnicodeWidthStr as _;

impl App {
    pub(super) fn tell(&mut self, title: impl Into<String>, lines: Vec<String>) {
        let title = title.into();
        self.overlay = Some(Overlay::Notice {
            title,
            lines,
            top: 0,
        });
    }

    pub(super) fn act_in_notice(&mut self, action: Action) {
        if let Some(Overlay::Question(_)) = &self.overlay {
            // A certificate that nobody may trust: it can only be read.
            return match action {
                Action::Leave => self.overlay = None,
                _ => self.answer(action),
            };
        }
        let (columns, rows) = self.size;
        let Some(Overlay::Notice { lines, top, .. } | Overlay::NotConnected { lines, top }) =
            &mut self.overlay
        else {
            return;
        };
        match action {
            Action::Up
            | Action::Down
            | Action::PageUp
            | Action::PageDown
            | Action::First
            | Action::Last => {
                // About what is out of sight; the drawing stops at the last line.
                let width = usize::from(columns).clamp(24, 76) - 10;
                let room = usize::from(rows).saturating_sub(8).max(1);
                let count: usize = lines
                    .iter()
                    .map(|line| line.width().div_ceil(width).max(1))
                    .sum();
                *top = moved(*top, count.saturating_sub(room) + 1, room, action);
            }
            Action::Leave => {
                self.overlay = None;
                self.back_to_manager();
            }
            _ => {
                self.overlay = None;
                self.act_in_main(action);
            }
        }
    }
}
