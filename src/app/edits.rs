//! Files that are edited: a local one simply opens in the user's editor. One on the server is fetched
//! into a private folder, opens, and goes back if it was changed, unless the server's was changed
//! meanwhile: then it is asked about. What is not back stays where it is, and that is told.

mod carried;
mod leaving;
mod returning;
mod settling;
mod watch;

pub use leaving::LeftCopy;
pub use settling::EditConflict;
pub(super) use watch::was_at_once;

use super::{App, Effect, Focus, LocalJob, ToastKind, place};
use crate::engine::problem::Cause;
use crate::engine::{DropId, Place, Problem, RequestId, Source};
use crate::model::{EntryKind, FileFacts, Name, OnConflict, RemotePath, Shore, Site};
use std::path::PathBuf;
use watch::Watch;

/// How far a file on the server is on its way to the editor and back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Its size and time are asked for.
    Looking(RequestId),
    /// Its private folder is being made.
    Preparing(RequestId),
    /// It is being fetched.
    Fetching(DropId),
    /// It is being looked at, to know later whether it was changed.
    Marking(RequestId),
    /// It waits for the screen to be free.
    Ready,
    /// The editor has it.
    Editing,
    /// Was it changed?
    Checking(RequestId),
    /// Was the server's changed?
    Comparing(RequestId),
    /// The user is asked.
    Asking,
    /// It goes back.
    Sending(DropId),
    /// It is back, and what the server has now is asked for.
    Settling(RequestId),
    /// An editor elsewhere may have it: it is watched.
    Elsewhere,
    /// Was it saved?
    Glancing(RequestId),
    /// It is being saved on this computer.
    Saving(RequestId),
    /// It is not back, and stays where it is until it is edited again.
    Kept,
}

/// A file on the server that is edited.
#[derive(Debug)]
pub(super) struct EditedFile {
    id: u64,
    /// The label of the site it is on.
    site: String,
    remote: RemotePath,
    /// Its name, safe to show.
    name: String,
    stage: Stage,
    /// What it was on the server when it was fetched.
    facts: FileFacts,
    /// Its private folder, once there is one.
    folder: PathBuf,
    /// The file in it.
    local: PathBuf,
    /// The hash of what was fetched, or sent back last.
    mark: String,
    /// The hash of what is on its way back, and its size.
    sending: String,
    size: Option<u64>,
    /// The drop that last set out with it, which may be tried again, and the hash of what it took.
    sent: Option<(DropId, String)>,
    /// It is back while another text may follow: what the server has now is asked for.
    settles: Option<RequestId>,
    /// The editor has ended well: what it did is meant.
    meant: bool,
    /// The editor was back at once.
    at_once: bool,
    /// How it is watched, where its editor does not wait.
    watch: Option<Watch>,
}

impl App {
    /// Edits the file under the cursor.
    pub(super) fn edit(&mut self) {
        let shore = self.active();
        let Some(directory) = self.pane(shore).place.clone() else {
            self.is_online_or_say();
            return;
        };
        let row = self.pane(shore).current().cloned();
        let kinds = [EntryKind::File, EntryKind::Link];
        let Some(row) = row.filter(|row| kinds.contains(&row.entry.kind)) else {
            return self.say(
                ToastKind::Info,
                "only files are edited; put the cursor on one",
            );
        };
        self.edit_file(place::join(&directory, &row.entry.name));
    }

    /// Edits the file that is looked at.
    pub(super) fn edit_viewed(&mut self) {
        let Some(file) = self.viewer.as_ref().map(|viewer| viewer.file.clone()) else {
            return;
        };
        self.leave_viewer();
        self.edit_file(file);
    }

    fn edit_file(&mut self, file: Place) {
        match file {
            Place::Local(path) => self.open_editor(0, path),
            Place::Remote(path) => self.edit_remote(path),
        }
    }

    fn edit_remote(&mut self, remote: RemotePath) {
        let site = self.site_label();
        let is_it = |known: &&mut EditedFile| known.remote == remote && known.site == site;
        if let Some(edited) = self.edits.iter_mut().find(is_it) {
            let kept = edited.stage == Stage::Kept;
            if kept {
                edited.stage = Stage::Ready;
            }
            let text = if kept {
                "this is your text that is not back on the server yet"
            } else if edited.open_again() {
                "opened again; it is watched as before"
            } else {
                "this file is being edited already"
            };
            return self.say(ToastKind::Info, text);
        }
        if !self.is_online_or_say() {
            return;
        }
        let name = remote.name().unwrap_or_else(|| Name::from("file"));
        let name = self.shown_name(Shore::Remote, &name);
        self.say(ToastKind::Info, format!("fetching {name} to edit it"));
        let request = self.ask_facts(Place::Remote(remote.clone()));
        let id = self.new_id();
        self.edits.push(EditedFile {
            id,
            site,
            remote,
            name,
            stage: Stage::Looking(request),
            facts: FileFacts::default(),
            folder: PathBuf::new(),
            local: PathBuf::new(),
            mark: String::new(),
            sending: String::new(),
            size: None,
            sent: None,
            settles: None,
            meant: true,
            at_once: false,
            watch: None,
        });
    }

    /// The label of the site that a command for the engine would be for.
    fn site_label(&self) -> String {
        self.site.as_ref().map(Site::label).unwrap_or_default()
    }

    fn edited_at(&mut self, stage: Stage) -> Option<&mut EditedFile> {
        self.edits.iter_mut().find(|edited| edited.stage == stage)
    }

    fn edited_that_settles(&mut self, request: RequestId) -> Option<&mut EditedFile> {
        let mut edits = self.edits.iter_mut();
        edits.find(|edited| edited.settles == Some(request))
    }

    fn edited_called(&mut self, id: u64) -> Option<&mut EditedFile> {
        self.edits.iter_mut().find(|edited| edited.id == id)
    }

    /// Size and time of a file on the server have come.
    pub(super) fn facts_for_edit(&mut self, request: RequestId, facts: FileFacts) {
        let now = self.now;
        if let Some(edited) = self.edited_that_settles(request) {
            edited.settles = None;
            edited.facts = facts;
        } else if self.edited_at(Stage::Looking(request)).is_some() {
            let folder = self.ask_local(LocalJob::MakePrivateFolder);
            if let Some(edited) = self.edited_at(Stage::Looking(request)) {
                edited.facts = facts;
                edited.stage = Stage::Preparing(folder);
            }
        } else if self.edited_at(Stage::Glancing(request)).is_some() {
            self.glanced(request, facts);
        } else if let Some(edited) = self.edited_at(Stage::Settling(request)) {
            edited.facts = facts;
            edited.rest(now);
        } else if let Some(edited) = self.edited_at(Stage::Comparing(request)) {
            let (id, before) = (edited.id, edited.facts);
            if before == facts && facts != FileFacts::default() {
                self.send_back(id, OnConflict::Overwrite);
            } else {
                self.ask_about_edit(id, Some(facts));
            }
        }
    }

    /// The private folder of a file is made: it is fetched into it.
    pub(super) fn private_folder_made(&mut self, request: RequestId, folder: PathBuf) {
        let drop = DropId(self.new_id());
        let Some(edited) = self.edited_at(Stage::Preparing(request)) else {
            return self.relay_prepared(request, folder);
        };
        edited.folder.clone_from(&folder);
        let id = edited.id;
        if self.is_elsewhere(id).is_some() {
            return self.discard_edit(id);
        }
        let Some(edited) = self.edited_called(id) else {
            return;
        };
        edited.stage = Stage::Fetching(drop);
        let size = edited.facts.size;
        let remote = edited.remote.clone();
        let (Some(from), Some(name)) = (remote.parent(), remote.name()) else {
            return;
        };
        let item = Source {
            size,
            ..Source::new(name, EntryKind::File)
        };
        let (from, to) = (Place::Remote(from), Place::Local(folder));
        self.carry_edited(drop, (from, to), item, OnConflict::Ask);
    }

    /// Something failed on the way to the editor or back. Whether it was one of these.
    pub(super) fn edit_failed(&mut self, request: RequestId, problem: &Problem) -> bool {
        if let Some(edited) = self.edited_that_settles(request) {
            edited.settles = None;
            self.requests.remove(&request);
            return true;
        }
        let found = self.edits.iter().find(|edited| {
            [
                Stage::Looking(request),
                Stage::Preparing(request),
                Stage::Marking(request),
                Stage::Checking(request),
                Stage::Comparing(request),
                Stage::Saving(request),
                Stage::Settling(request),
                Stage::Glancing(request),
            ]
            .contains(&edited.stage)
        });
        let Some((id, stage)) = found.map(|edited| (edited.id, edited.stage)) else {
            return false;
        };
        match stage {
            // It is not there any more, as far as the server says.
            Stage::Comparing(_) if problem.cause == Cause::Refused => {
                self.ask_about_edit(id, None);
            }
            // It is looked at again. What the server has is not known: the next time it is asked.
            Stage::Settling(_) | Stage::Glancing(_) => {
                self.requests.remove(&request);
                let now = self.now;
                if let Some(edited) = self.edited_called(id) {
                    if matches!(stage, Stage::Settling(_)) {
                        edited.facts = FileFacts::default();
                    }
                    edited.rest(now);
                }
            }
            Stage::Comparing(_) | Stage::Checking(_) | Stage::Saving(_) => {
                self.requests.remove(&request);
                self.keep_edit(id, &problem.to_string());
            }
            _ => {
                self.discard_edit(id);
                self.say(ToastKind::Error, problem.to_string());
            }
        }
        true
    }

    /// Opens the editor on the next file that waits for it, if nothing else is in front.
    pub(super) fn open_what_is_ready(&mut self) {
        let busy = self.editing.is_some() || self.tabs.behind;
        if busy || self.overlay.is_some() || self.focus == Focus::Viewer {
            return;
        }
        let Some(edited) = self.edited_at(Stage::Ready) else {
            return;
        };
        edited.stage = Stage::Editing;
        let (id, local) = (edited.id, edited.local.clone());
        self.open_editor(id, local);
    }

    fn open_editor(&mut self, id: u64, path: PathBuf) {
        self.editing = Some(self.now);
        self.effects.push(Effect::EditFile { id, path });
    }
}
