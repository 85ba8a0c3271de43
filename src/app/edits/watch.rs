//! Editors with a window of their own return at once, and go on with the file. It is watched then: each
//! time it has been saved it goes back, until the program ends. Its folder stays, since the editor may
//! still have it.

use super::{EditedFile, Stage};
use crate::app::{App, ToastKind};
use crate::engine::{Place, RequestId};
use crate::model::FileFacts;
use crate::model::text::plural;
use jiff::{SignedDuration, Timestamp};

/// An editor that is back so soon, and has changed nothing, may have a window of its own.
const AT_ONCE: SignedDuration = SignedDuration::from_secs(2);

/// A file is looked at so often.
const INTERVAL: SignedDuration = SignedDuration::from_secs(1);

/// A file that an editor elsewhere may have.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Watch {
    /// Size and time when it was last known what is in it.
    known: Option<FileFacts>,
    /// Those seen last. What is being written is left alone until they stay.
    seen: Option<FileFacts>,
    /// When it is looked at again.
    due: Option<Timestamp>,
}

impl EditedFile {
    /// Whether an editor elsewhere may have it, and nothing is under way.
    fn rests(&self) -> bool {
        self.watch.is_some() && matches!(self.stage, Stage::Elsewhere | Stage::Glancing(_))
    }

    /// What was taken for unchanged, sent back, or not sent stays under watch.
    pub(super) fn rest(&mut self, now: Timestamp) {
        self.stage = Stage::Elsewhere;
        if let Some(watch) = &mut self.watch {
            watch.due = now.checked_add(INTERVAL).ok();
        }
    }

    /// It opens in the editor again, if it is watched.
    pub(super) fn open_again(&mut self) -> bool {
        let rests = self.rests();
        if rests {
            self.stage = Stage::Ready;
        }
        rests
    }
}

/// Whether an editor that had something since then was back at once.
pub(in crate::app) fn was_at_once(opened: Option<Timestamp>, now: Timestamp) -> bool {
    opened.is_some_and(|opened| now.duration_since(opened) < AT_ONCE)
}

impl App {
    /// Nothing was changed by the time the editor was back: whether it may still have the file.
    pub(super) fn stays_watched(&mut self, id: u64) -> bool {
        let now = self.now;
        let Some(edited) = self.edited_called(id) else {
            return false;
        };
        if edited.watch.is_some() {
            edited.rest(now);
            return true;
        }
        if !edited.at_once {
            return false;
        }
        edited.watch = Some(Watch::default());
        edited.rest(now);
        let text = format!(
            "the editor was back at once: whenever {} is saved, it goes back to the server",
            edited.name
        );
        self.say(ToastKind::Info, text);
        true
    }

    /// How long until a watched file is looked at.
    pub(in crate::app) fn until_glance(&self) -> Option<SignedDuration> {
        let waiting = self
            .edits
            .iter()
            .filter(|edited| edited.stage == Stage::Elsewhere);
        let due = waiting.filter_map(|edited| edited.watch?.due);
        let left = due.map(|due| due.duration_since(self.now)).min()?;
        Some(left.max(SignedDuration::ZERO))
    }

    /// Looks at the watched files that are due.
    pub(in crate::app) fn glance(&mut self) {
        if self.until_glance() != Some(SignedDuration::ZERO) {
            return;
        }
        let now = self.now;
        let due = self.edits.iter().filter(|edited| {
            let due = edited.watch.and_then(|watch| watch.due);
            edited.stage == Stage::Elsewhere && due.is_some_and(|due| due <= now)
        });
        let due: Vec<_> = due
            .map(|edited| (edited.id, edited.local.clone()))
            .collect();
        for (id, local) in due {
            let request = self.ask_facts(Place::Local(local));
            if let Some(edited) = self.edited_called(id) {
                edited.stage = Stage::Glancing(request);
            }
        }
    }

    /// A watched file has been looked at. What is new and stays as it is has been saved: what is in it
    /// tells whether it was changed.
    pub(super) fn glanced(&mut self, request: RequestId, facts: FileFacts) {
        let now = self.now;
        let Some(edited) = self.edited_at(Stage::Glancing(request)) else {
            return;
        };
        edited.rest(now);
        let Some(watch) = &mut edited.watch else {
            return;
        };
        let is_new = watch.known != Some(facts);
        let stays = watch.seen == Some(facts);
        watch.seen = Some(facts);
        if is_new && stays {
            watch.known = Some(facts);
            let id = edited.id;
            self.check_edit(id);
        }
    }

    /// A watched file is back on the server: what is there now is what the next one replaces.
    pub(super) fn look_after_sending(&mut self, id: u64) {
        let now = self.now;
        let elsewhere = self.is_elsewhere(id).is_some();
        let Some(edited) = self.edited_called(id) else {
            return;
        };
        if elsewhere {
            edited.facts = FileFacts::default();
            return edited.rest(now);
        }
        let remote = Place::Remote(edited.remote.clone());
        let request = self.ask_facts(remote);
        if let Some(edited) = self.edited_called(id) {
            edited.stage = Stage::Settling(request);
        }
    }

    /// What is told before the program ends: what is saved after that is not sent.
    pub fn told_of_watched(&self) -> Option<String> {
        let watched = self.edits.iter().filter(|edited| edited.watch.is_some());
        let names: Vec<&str> = watched.map(|edited| edited.name.as_str()).collect();
        match names.as_slice() {
            [] => None,
            [name] => Some(format!(
                "{name} may still be open in your editor: what is saved from now on is not sent back."
            )),
            names => Some(format!(
                "{} may still be open in your editor: what is saved from now on is not sent back.",
                plural(names.len(), "file")
            )),
        }
    }
}
