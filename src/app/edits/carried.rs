//! The way of an edited file from the server to here and back.

use super::Stage;
use crate::app::{App, LocalJob, ToastKind};
use crate::engine::{Command, DropId, DropOrder, Outcome, Place, Source};
use crate::model::{OnConflict, Operation, TransferState, TransferType};

impl App {
    pub(super) fn carry_edited(
        &mut self,
        id: DropId,
        (from, to): (Place, Place),
        item: Source,
        on_conflict: OnConflict,
    ) {
        self.ask_engine(Command::Enqueue(DropOrder {
            id,
            from,
            to,
            items: vec![item],
            operation: Operation::Copy,
            on_conflict,
            transfer_type: TransferType::Image,
        }));
    }

    /// A transfer has ended that fetched a file, or sent it back.
    pub(in crate::app) fn edit_carried(&mut self, outcome: &Outcome) {
        let done = outcome.state == TransferState::Done;
        if self.edited_at(Stage::Fetching(outcome.drop)).is_some() {
            if !done {
                return self.edit_not_fetched(Stage::Fetching(outcome.drop));
            }
            let local = outcome.local.clone();
            let request = self.ask_local(LocalJob::Fingerprint(local.clone()));
            if let Some(edited) = self.edited_at(Stage::Fetching(outcome.drop)) {
                edited.local = local;
                edited.stage = Stage::Marking(request);
            }
        } else if let Some(edited) = self.edited_at(Stage::Sending(outcome.drop)) {
            let (id, name) = (edited.id, edited.name.clone());
            if done {
                edited.mark = std::mem::take(&mut edited.sending);
                // It may have gone beside what was there.
                edited.remote = outcome.remote.clone();
                if edited.watch.is_some() {
                    self.look_after_sending(id);
                } else {
                    self.discard_edit(id);
                }
                self.say(
                    ToastKind::Ok,
                    format!("{name} is back on the server, as edited"),
                );
            } else {
                self.keep_edit(id, "it was not sent back");
            }
        }
    }

    /// A drop that fetched a file, or sent it back, has come to nothing.
    pub(in crate::app) fn edit_drop_failed(&mut self, drop: DropId) {
        if self.edited_at(Stage::Fetching(drop)).is_some() {
            self.edit_not_fetched(Stage::Fetching(drop));
        } else if let Some(edited) = self.edited_at(Stage::Sending(drop)) {
            let id = edited.id;
            self.keep_edit(id, "it was not sent back");
        }
    }

    fn edit_not_fetched(&mut self, stage: Stage) {
        if let Some(id) = self.edited_at(stage).map(|edited| edited.id) {
            self.discard_edit(id);
        }
    }
}
