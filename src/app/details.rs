//! The details of a transfer: its tries and the dialogue that led there.

use super::pane::moved;
use super::{Action, App, Overlay, ToastKind};

impl App {
    pub(super) fn tell_of_transfer(&mut self) {
        if let Some(transfer) = self.transfer_or_say() {
            let id = transfer.id;
            self.make_room_for_keys();
            self.overlay = Some(Overlay::Details { id, top: 0 });
        }
    }

    pub(super) fn act_in_details(&mut self, action: Action) {
        match action {
            Action::Leave => self.overlay = None,
            Action::CopyText => self.copy_overlay(),
            Action::Retry
            | Action::TogglePause
            | Action::CancelTransfer
            | Action::ToTop
            | Action::Answer
            | Action::ClearDone
            | Action::Doctor => self.act_from_details(action),
            _ => {
                let count = self.details_lines();
                if let Some(Overlay::Details { top, .. }) = &mut self.overlay {
                    *top = moved(*top, count, 6, action);
                }
            }
        }
    }

    /// What is said to be next is done here as in the list below, to the same transfer.
    fn act_from_details(&mut self, action: Action) {
        let Some(Overlay::Details { id, top }) = self.overlay else {
            return;
        };
        let below = self.transfer().map(|transfer| transfer.id);
        self.overlay = None;
        if action == Action::Doctor || below == Some(id) {
            self.act_in_main(action);
            if action == Action::TogglePause {
                self.overlay = Some(Overlay::Details { id, top });
            }
        } else {
            self.say(ToastKind::Info, "the list has moved on: choose it again");
        }
    }

    /// About how many lines the details have that are out of sight; the drawing stops at the last
    /// ones.
    fn details_lines(&self) -> usize {
        let Some(Overlay::Details { id, .. }) = self.overlay else {
            return 1;
        };
        let transfer = self.transfer_called(id);
        let talk = transfer.map(|transfer| self.talk(transfer));
        let room = usize::from(self.size.0).clamp(30, 116) - 26;
        let lines = talk
            .iter()
            .flatten()
            .map(|talk| talk.len().div_ceil(room).max(1));
        let sight = usize::from(self.size.1).saturating_sub(14);
        (lines.sum::<usize>() + 6).saturating_sub(sight).max(2)
    }
}
