//! The way of an edited file from the server to here and back.

use super::Stage;
use crate::app::{App, LocalJob, ToastKind};
use crate::engine::{Command, DropId, DropOrder, Outcome, Place, Source};
use crate::model::{FileFacts, OnConflict, Operation, TransferState, TransferType};

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
        } else if done {
            self.edit_is_back(outcome);
        } else if let Some(edited) = self.edited_at(Stage::Sending(outcome.drop)) {
            let id = edited.id;
            self.keep_edit(id, "it was not sent back");
        }
    }

    /// A text has arrived on the server: at the first try, or when the transfer was tried again.
    fn edit_is_back(&mut self, outcome: &Outcome) {
        let mut edits = self.edits.iter_mut();
        let found = edits.find_map(|edited| {
            let sent = edited.sent.take_if(|(drop, _)| *drop == outcome.drop);
            sent.map(|(_, mark)| (edited, mark))
        });
        let Some((edited, mark)) = found else { return };
        let is_all = edited.sending == mark;
        edited.mark = mark;
        // It may have gone beside what was there.
        edited.remote = outcome.remote.clone();
        let (id, name) = (edited.id, edited.name.clone());
        match edited.stage {
            Stage::Sending(_) | Stage::Kept | Stage::Elsewhere | Stage::Glancing(_) if is_all => {
                edited.sending.clear();
                if edited.watch.is_some() {
                    self.look_after_sending(id);
                } else {
                    self.discard_edit(id);
                }
            }
            // The editor has it again, or another text is to go there by now.
            _ => self.settle_meanwhile(id),
        }
        if is_all {
            let text = format!("{name} is back on the server, as edited");
            self.say(ToastKind::Ok, text);
        }
    }

    /// A text is back, and another one may follow: what is there now is what that one replaces.
    fn settle_meanwhile(&mut self, id: u64) {
        let elsewhere = self.is_elsewhere(id).is_some();
        let Some(edited) = self.edited_called(id) else {
            return;
        };
        edited.facts = FileFacts::default();
        edited.settles = None;
        if !elsewhere {
            let remote = Place::Remote(edited.remote.clone());
            let request = self.ask_facts(remote);
            if let Some(edited) = self.edited_called(id) {
                edited.settles = Some(request);
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
