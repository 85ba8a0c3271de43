//! What has the keys.

use super::{App, Context};
use crate::model::Shore;

/// What has the keys when no overlay is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// One of the two panes.
    Pane(Shore),
    /// The transfers, full screen.
    Transfers,
    /// The log.
    Log,
    /// A file that is looked at, full screen.
    Viewer,
    /// All sockets of the program, full screen.
    Sockets,
}

impl App {
    /// The pane that has the keys, or that gets them back from the transfers and the log.
    pub fn active(&self) -> Shore {
        match self.focus {
            Focus::Pane(shore) => shore,
            Focus::Transfers | Focus::Log | Focus::Viewer | Focus::Sockets => self.last_pane,
        }
    }

    /// What has the keys.
    pub fn context(&self) -> Context {
        match (&self.overlay, self.focus) {
            (Some(overlay), _) => overlay.context(),
            (None, Focus::Transfers) if self.queue.typing => Context::Filter,
            (None, Focus::Transfers) => Context::Transfers,
            (None, Focus::Log) if self.log.find.is_some() => Context::Find,
            (None, Focus::Log) => Context::Log,
            (None, Focus::Viewer) => Context::Viewer,
            (None, Focus::Sockets) => Context::Sockets,
            (None, Focus::Pane(shore)) if self.pane(shore).find.is_some() => Context::Find,
            (None, Focus::Pane(shore)) if self.pane(shore).is_filter_typed() => Context::Filter,
            (None, Focus::Pane(_)) if self.carry.is_some() => Context::Carrying,
            (None, Focus::Pane(_)) => Context::Panes,
        }
    }
}
