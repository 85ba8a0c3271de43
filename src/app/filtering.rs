//! The filter: of the pane that has the keys, or of the transfers.

use super::{Action, App, Focus};
use tui_input::Input;

impl App {
    /// Begins to type which names of the pane are shown.
    pub(super) fn begin_filter(&mut self) {
        self.make_room_for_keys();
        let shore = self.active();
        self.pane_mut(shore).begin_filter();
    }

    pub(super) fn act_in_filter(&mut self, action: Action) {
        let Focus::Pane(shore) = self.focus else {
            return self.act_in_queue_filter(action);
        };
        let height = self.height();
        let pane = self.pane_mut(shore);
        match action {
            Action::Accept => pane.keep_filter(),
            Action::Leave => {
                pane.take_off_filter(height);
            }
            _ => pane.walk(action, height),
        }
    }

    /// What was typed into the filter counts at once.
    pub(super) fn change_filter(&mut self, change: impl FnOnce(&mut Input)) {
        let Focus::Pane(shore) = self.focus else {
            return self.change_queue_filter(change);
        };
        let height = self.height();
        self.pane_mut(shore).change_filter(change, height);
    }

    /// Esc: shows all names of the active pane again. Whether there was a filter.
    pub(super) fn take_off_filter(&mut self) -> bool {
        let (shore, height) = (self.active(), self.height());
        self.pane_mut(shore).take_off_filter(height)
    }
}
