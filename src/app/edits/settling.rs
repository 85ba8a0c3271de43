//! What becomes of an edited file that does not simply go back: the question about it, saving it on
//! this computer, keeping it, and clearing it away.

use super::{EditedFile, Stage};
use crate::app::update::Purpose;
use crate::app::{Action, App, LocalJob, Overlay, Question, ToastKind, place};
use crate::engine::{LogKind, Place, RequestId};
use crate::model::text::display_safe;
use crate::model::{FileFacts, OnConflict, Shore};

/// The question about a file that was changed on the server while it was edited here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditConflict {
    /// Which.
    id: u64,
    /// Its name, safe to show.
    pub name: String,
    /// What the server had when it was fetched.
    pub before: FileFacts,
    /// What it has now; `None` if it is not there any more.
    pub now: Option<FileFacts>,
    /// Where the edited text is, safe to show.
    pub kept: String,
}

impl App {
    pub(super) fn ask_about_edit(&mut self, id: u64, now: Option<FileFacts>) {
        let Some(edited) = self.edited_called(id) else {
            return;
        };
        edited.stage = Stage::Asking;
        let question = Question::EditConflict(Box::new(EditConflict {
            id,
            name: edited.name.clone(),
            before: edited.facts,
            now,
            kept: display_safe(edited.local.as_os_str().as_encoded_bytes()),
        }));
        if self.is_busy_typing() {
            self.questions.push(question);
        } else {
            self.overlay = Some(Overlay::Question(question));
        }
    }

    pub(in crate::app) fn answer_edit_conflict(&mut self, asked: &EditConflict, action: Action) {
        match action {
            Action::Overwrite => self.send_back(asked.id, OnConflict::Overwrite),
            Action::KeepBoth => self.send_back(asked.id, OnConflict::Rename),
            Action::EditAgain => {
                if let Some(edited) = self.edited_called(asked.id) {
                    // What the server has now was seen.
                    edited.facts = asked.now.unwrap_or_default();
                    edited.stage = Stage::Ready;
                }
            }
            Action::SaveHere => self.save_edit_here(asked.id),
            _ => self.keep_edit(asked.id, "it was not sent back"),
        }
    }

    /// Puts an edited file into the folder that the local pane shows; nothing there is replaced.
    fn save_edit_here(&mut self, id: u64) {
        let (here, directory) = match &self.local.place {
            Some(here @ Place::Local(directory)) => (here.clone(), directory.clone()),
            _ => return self.keep_edit(id, "it was not saved"),
        };
        let Some(edited) = self.edited_called(id) else {
            return;
        };
        let local = edited.local.clone();
        let file = local.clone();
        let local = Place::Local(local);
        let Some(name) = place::name(&local) else {
            return;
        };
        let appears = place::join(&here, &name);
        let request = self.ask_local(LocalJob::SaveCopy { file, directory });
        self.expect(request, Shore::Local, Purpose::Appears(appears));
        if let Some(edited) = self.edited_called(id) {
            edited.stage = Stage::Saving(request);
        }
    }

    /// Something was done on this computer: an edited file may be saved by it.
    pub(in crate::app) fn edit_saved(&mut self, request: RequestId) {
        if let Some(id) = self.edited_at(Stage::Saving(request)).map(|e| e.id) {
            self.discard_edit(id);
        }
    }

    /// A file stays where it is; that is told, and stands in the log.
    pub(super) fn keep_edit(&mut self, id: u64, why: &str) {
        let now = self.now;
        if let Some(edited) = self.edited_called(id) {
            // What is saved after this is tried again.
            match edited.watch {
                Some(_) => edited.rest(now),
                None => edited.stage = Stage::Kept,
            }
            let text = format!("{}: {why}", edited.name);
            self.note_kept(id, &text);
        }
    }

    /// Where the texts are that were changed here and are not back on the server, safe to show.
    pub fn unsent_texts(&self) -> Vec<String> {
        let is_unsent = |stage: Stage| {
            use Stage as S;
            matches!(
                stage,
                S::Checking(_)
                    | S::Comparing(_)
                    | S::Asking
                    | S::Sending(_)
                    | S::Saving(_)
                    | S::Kept
            )
        };
        // One that is watched goes on being so where sending it has failed.
        let waits = |edited: &EditedFile| edited.watch.is_some() && !edited.sending.is_empty();
        let unsent = self
            .edits
            .iter()
            .filter(|edited| is_unsent(edited.stage) || waits(edited));
        unsent
            .map(|edited| display_safe(edited.local.as_os_str().as_encoded_bytes()))
            .collect()
    }

    fn note_kept(&mut self, id: u64, what: &str) {
        let Some(edited) = self.edited_called(id) else {
            return;
        };
        let path = display_safe(edited.local.as_os_str().as_encoded_bytes());
        let text = format!("{what}. Your text is in {path}");
        self.log_own(LogKind::Error, text.clone());
        self.say(ToastKind::Error, text);
    }

    /// Nothing of it is wanted any more: its folder goes.
    pub(super) fn discard_edit(&mut self, id: u64) {
        let Some(at) = self.edits.iter().position(|edited| edited.id == id) else {
            return;
        };
        let edited = self.edits.remove(at);
        if !edited.folder.as_os_str().is_empty() {
            self.ask_local(LocalJob::RemovePrivateFolder(edited.folder));
        }
    }
}
