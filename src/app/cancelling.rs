//! Cancelling the transfer under the cursor of the transfers view.

use super::{Action, App, Context, Overlay, Question, ToastKind};
use crate::engine::{Command, Outcome};
use crate::model::text::size;
use crate::model::{Direction, TransferId, TransferState};

impl App {
    /// Cancels; where a part is across that would be thrown away, after a question. One that runs
    /// has bytes across before they are told.
    pub(super) fn cancel_transfer(&mut self) {
        let Some(transfer) = self.transfer_or_say() else {
            return;
        };
        let (id, bytes) = (transfer.id, transfer.bytes);
        let failed = transfer.state == TransferState::Failed;
        if transfer.state.is_final() && !failed {
            let key = self.key_for(Context::Transfers, Action::ClearDone);
            let text = format!("it has ended already: {key} takes what is done off the list");
            self.say(ToastKind::Info, text);
        } else if bytes > 0 || transfer.state.is_active() {
            let name = transfer.name;
            let question = Question::CancelTransfer { id, name, bytes };
            self.overlay = Some(Overlay::Question(question));
        } else {
            self.ask_engine(Command::Cancel(id));
        }
    }

    /// Whether this transfer goes to the server.
    pub fn is_upload(&self, id: TransferId) -> bool {
        let transfer = self.transfer_called(id);
        transfer.is_some_and(|transfer| transfer.direction == Direction::Upload)
    }

    /// A transfer has ended while it was asked whether to cancel it: there is nothing to be thrown
    /// away any more, unless it failed.
    pub(super) fn forget_cancelling(&mut self, ended: &Outcome) {
        let asked = match &self.overlay {
            Some(Overlay::Question(Question::CancelTransfer { id, .. })) => Some(*id),
            _ => None,
        };
        if asked == Some(ended.id) && ended.state != TransferState::Failed {
            self.overlay = None;
        }
    }

    pub(super) fn answer_cancel(&mut self, id: TransferId, bytes: u64, action: Action) {
        if action == Action::Confirm {
            self.ask_engine(Command::Cancel(id));
        } else {
            let text = match bytes {
                0 => "it stays".to_owned(),
                _ if self.is_upload(id) => "it stays, with what has arrived of it".to_owned(),
                bytes => format!("it stays, with the {} that are across", size(bytes)),
            };
            self.say(ToastKind::Info, text);
        }
    }
}
