//! What comes of an edited file once the editor has ended: was it changed, and does it go back?

use super::{Stage, was_at_once};
use crate::app::{App, LocalJob, ToastKind, place};
use crate::engine::{DropId, Place, Problem, RequestId, Source};
use crate::model::text::display_safe_str;
use crate::model::{EntryKind, OnConflict, Shore};

impl App {
    /// The editor has ended that had a file.
    pub(in crate::app) fn file_edited(&mut self, id: u64, outcome: Result<(), Problem>) {
        let at_once = was_at_once(self.editing.take(), self.now);
        self.pending.clear();
        let Some(edited) = self.edited_called(id) else {
            // One of this computer.
            self.mark_changed(Shore::Local);
            if let Err(problem) = outcome {
                self.say_local_problem(&problem);
            }
            return;
        };
        edited.meant = outcome.is_ok();
        edited.at_once = at_once && edited.meant;
        if !at_once {
            edited.watch = None;
        }
        if let Err(problem) = outcome {
            self.say_local_problem(&problem);
        }
        self.check_edit(id);
    }

    /// Whether a file was changed is told by what is in it.
    pub(super) fn check_edit(&mut self, id: u64) {
        let Some(edited) = self.edited_called(id) else {
            return;
        };
        let local = edited.local.clone();
        let request = self.ask_local(LocalJob::Fingerprint(local));
        if let Some(edited) = self.edited_called(id) {
            edited.stage = Stage::Checking(request);
        }
    }

    /// What is in a file has been hashed: before the editor, or after it.
    pub(in crate::app) fn fingerprint_taken(
        &mut self,
        request: RequestId,
        mark: String,
        size: u64,
    ) {
        if let Some(edited) = self.edited_at(Stage::Marking(request)) {
            edited.mark = mark;
            edited.stage = Stage::Ready;
        } else if let Some(edited) = self.edited_at(Stage::Checking(request)) {
            let (id, name, meant) = (edited.id, edited.name.clone(), edited.meant);
            if edited.mark == mark {
                edited.sending.clear();
                if self.stays_watched(id) {
                    return;
                }
                self.discard_edit(id);
                let text = format!("nothing was changed: {name} stays as it is");
                return self.say(ToastKind::Info, text);
            }
            edited.sending = mark;
            edited.size = Some(size);
            let remote = Place::Remote(edited.remote.clone());
            if !meant {
                return self.keep_edit(
                    id,
                    "the editor ended with an error, so it was not sent back",
                );
            }
            if let Some(site) = self.is_elsewhere(id) {
                return self.keep_edit(id, &of_another_site(&site));
            }
            let asked = self.ask_facts(remote);
            if let Some(edited) = self.edited_called(id) {
                edited.stage = Stage::Comparing(asked);
            }
        }
    }

    /// Sends a file back.
    pub(super) fn send_back(&mut self, id: u64, on_conflict: OnConflict) {
        if let Some(site) = self.is_elsewhere(id) {
            return self.keep_edit(id, &of_another_site(&site));
        }
        let drop = DropId(self.new_id());
        let Some(edited) = self.edited_called(id) else {
            return;
        };
        let remote = edited.remote.clone();
        let local = Place::Local(edited.local.clone());
        let folder = Place::Local(edited.folder.clone());
        let (Some(to), Some(there), Some(here)) =
            (remote.parent(), remote.name(), place::name(&local))
        else {
            return;
        };
        edited.stage = Stage::Sending(drop);
        edited.sent = Some((drop, edited.sending.clone()));
        let item = Source {
            rename_to: (here != there).then_some(there),
            name: here,
            kind: EntryKind::File,
            size: edited.size,
            modified: None,
        };
        self.carry_edited(drop, (folder, Place::Remote(to)), item, on_conflict);
    }

    /// The site that a file is on, where that is not the one connected to.
    pub(super) fn is_elsewhere(&self, id: u64) -> Option<String> {
        let here = self.site_label();
        let edited = self.edits.iter().find(|edited| edited.id == id);
        let edited = edited.filter(|edited| edited.site != here);
        edited.map(|edited| display_safe_str(&edited.site))
    }
}

fn of_another_site(site: &str) -> String {
    format!("it is on {site}: connect there and edit it again, then it goes back")
}
