//! What of a directory the panes show, and in which order.

use super::pane::Sort;
use super::{App, ToastKind};
use crate::model::settings::{Column, SortKey};

impl App {
    pub(super) fn sort_by(&mut self, key: SortKey) {
        let (shore, height) = (self.active(), self.height());
        let pane = self.pane_mut(shore);
        pane.sort = pane.sort.by(key);
        pane.rearrange(height);
    }

    /// The panes are as the settings have them at the start.
    pub(super) fn begin_panes(&mut self) {
        let (settled, height) = (self.settings.panes, self.height());
        for pane in [&mut self.local, &mut self.remote] {
            pane.sort = Sort {
                key: settled.sort,
                descending: settled.sort.begins_descending(),
                ..pane.sort
            };
            pane.show_hidden = settled.hidden;
            pane.rearrange(height);
        }
    }

    /// Shows a column, or no more, in this run; the settings keep it for good.
    pub(super) fn toggle_column(&mut self, column: Column) {
        let columns = &mut self.settings.panes.columns;
        columns.set(column, !columns.has(column));
        let words = columns.words().join(", ");
        let shown = if words.is_empty() { "none" } else { &words };
        let text = format!("columns: {shown}; File, Settings keeps them for good");
        self.say(ToastKind::Info, text);
    }

    pub(super) fn toggle_directories_first(&mut self) {
        let (shore, height) = (self.active(), self.height());
        let pane = self.pane_mut(shore);
        pane.sort.mixed = !pane.sort.mixed;
        pane.rearrange(height);
    }

    pub(super) fn toggle_hidden(&mut self) {
        let (shore, height) = (self.active(), self.height());
        let pane = self.pane_mut(shore);
        pane.show_hidden = !pane.show_hidden;
        pane.rearrange(height);
        let text = if self.pane(shore).show_hidden {
            "hidden files are shown"
        } else {
            "hidden files are not shown"
        };
        self.say(ToastKind::Info, text);
    }
}
