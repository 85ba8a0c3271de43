//! How the user shares out the screen: borders that are dragged, panes that are folded.

use super::area::Position;
use super::pointer::Grip;
use super::{App, ToastKind};

impl App {
    /// A border is dragged to a cell.
    pub(super) fn pull(&mut self, border: &Grip, to: Position) {
        let layout = self.layout();
        let (columns, _) = self.size;
        // What lies below the connection and the transfers.
        let bottom = layout.menu + layout.panes + layout.connection + layout.transfers;
        match border {
            Grip::Between => {
                let share = u32::from(to.column) * 1000 / u32::from(columns.max(1));
                // Half a column more, so that the share comes to the same column again.
                let half = 500 / u32::from(columns.max(1)) + 1;
                self.shares.left = u16::try_from(share + half).ok();
            }
            Grip::Connection => {
                let rows = bottom.saturating_sub(layout.transfers + to.row);
                self.shares.connection = Some(rows.max(1));
            }
            Grip::Transfers => {
                self.shares.transfers = Some(bottom.saturating_sub(to.row).max(1));
            }
            _ => {}
        }
        self.keep_all_in_sight();
    }

    /// A border goes back to where the size of the screen puts it.
    pub(super) fn reset(&mut self, border: &Grip) {
        match border {
            Grip::Between => self.shares.left = None,
            Grip::Connection => self.shares.connection = None,
            Grip::Transfers => self.shares.transfers = None,
            _ => {}
        }
        self.keep_all_in_sight();
    }

    /// Folds the connection pane into a line, or unfolds it.
    pub(super) fn fold_connection(&mut self) {
        let folded = self.layout().connection > 1;
        self.shares.connection = folded.then_some(1);
        self.tell_folding("connection", folded, self.layout().connection);
    }

    /// Folds the transfers pane into a line, or unfolds it.
    pub(super) fn fold_transfers(&mut self) {
        let folded = self.layout().transfers > 1;
        self.shares.transfers = folded.then_some(1);
        self.tell_folding("transfers", folded, self.layout().transfers);
    }

    fn tell_folding(&mut self, what: &str, folded: bool, rows: u16) {
        self.keep_all_in_sight();
        if !folded && rows == 1 {
            let text = format!("there is room for one line of the {what}");
            self.say(ToastKind::Info, text);
        }
    }

    /// The shares have changed: the cursors stay in sight.
    pub(super) fn keep_all_in_sight(&mut self) {
        let height = self.height();
        self.local.keep_in_sight(height);
        self.remote.keep_in_sight(height);
        self.look_at_queue(None);
    }
}
