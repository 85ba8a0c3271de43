//! Filtering a pane: typing, keeping, taking off.

use super::{Filter, Pane};
use tui_input::Input;

impl Pane {
    /// Begins to type a filter, or goes on with the one there is.
    pub(in crate::app) fn begin_filter(&mut self) {
        self.filter.get_or_insert_default().typing = true;
    }

    /// What is typed counts at once.
    pub(in crate::app) fn change_filter(&mut self, change: impl FnOnce(&mut Input), height: usize) {
        if let Some(filter) = &mut self.filter {
            change(&mut filter.input);
            filter.read();
            self.rearrange(height);
        }
    }

    /// Ends typing; an empty filter is none.
    pub(in crate::app) fn keep_filter(&mut self) {
        if let Some(filter) = &mut self.filter {
            filter.typing = false;
        }
        self.filter.take_if(|filter| filter.matcher().is_none());
    }

    /// Shows all names again. Whether there was a filter.
    pub(in crate::app) fn take_off_filter(&mut self, height: usize) -> bool {
        let Some(filter) = self.filter.take() else {
            return false;
        };
        if filter.matcher().is_some() {
            self.rearrange(height);
        }
        true
    }

    /// Whether a filter is being typed.
    pub fn is_filter_typed(&self) -> bool {
        self.filter.as_ref().is_some_and(Filter::is_typed)
    }
}
