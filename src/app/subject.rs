//! What a menu or a dialog is about. A listing, or the queue's next state, may put something else in its
//! place while it is open: what is chosen there is done to what it is about, or not at all.

use super::pane::KeptMarks;
use super::{Action, App, Focus, Overlay, Pane, ToastKind};
use crate::engine::Place;
use crate::model::{EntryKind, Name, Shore, TransferId};

/// What something is about.
#[derive(Clone, Debug)]
pub(super) enum Subject {
    /// A view as a whole, whatever it shows.
    View,
    /// The folder that a pane shows.
    Folder(Listed),
    /// What an operation in a pane is for: the row under its cursor, and what is marked.
    Chosen {
        folder: Listed,
        row: Option<(Name, EntryKind)>,
        marks: KeptMarks,
    },
    /// The transfer under the cursor of the transfers view.
    Transfer(TransferId),
}

/// What a pane lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    shore: Shore,
    place: Option<Place>,
    /// What a search has found below it.
    is_found: bool,
}

impl Listed {
    fn by(pane: &Pane) -> Self {
        Self {
            shore: pane.shore,
            place: pane.place.clone(),
            is_found: pane.results.is_some(),
        }
    }
}

fn row_of(pane: &Pane) -> Option<(Name, EntryKind)> {
    let row = pane.current()?;
    Some((row.entry.name.clone(), row.entry.kind))
}

impl Subject {
    /// The folder that a pane shows.
    pub(super) fn folder(pane: &Pane) -> Self {
        Self::Folder(Listed::by(pane))
    }

    /// What an operation in a pane is for.
    pub(super) fn chosen(pane: &Pane) -> Self {
        Self::Chosen {
            folder: Listed::by(pane),
            row: row_of(pane),
            marks: pane.marks.clone().kept(pane.rows.clone()),
        }
    }
}

/// Whether an action is for the row under the cursor, for what is marked, or for the folder shown.
fn is_for_rows(action: Action) -> bool {
    matches!(
        action,
        Action::Open
            | Action::View
            | Action::Edit
            | Action::Copy
            | Action::Move
            | Action::ThrowLeft
            | Action::ThrowRight
            | Action::PickUp
            | Action::PickUpMove
            | Action::Drop
            | Action::DropInto
            | Action::Add
            | Action::TakeOut
            | Action::Rename
            | Action::Delete
            | Action::MakeDir
            | Action::Mark
            | Action::Properties
            | Action::Permissions
            | Action::CopyPath
            | Action::CopyUrl
            | Action::Mirror
            | Action::Bookmark
            | Action::Details
            | Action::TogglePause
            | Action::Retry
            | Action::CancelTransfer
            | Action::ToTop
            | Action::MoveUp
            | Action::MoveDown
            | Action::ToBottom
            | Action::PriorityUp
            | Action::PriorityDown
    )
}

impl App {
    /// Notes what the menu, or the palette, that opens now is about.
    pub(super) fn note_subject(&mut self) {
        self.memory.subject = match self.focus {
            Focus::Pane(shore) => Some(Subject::chosen(self.pane(shore))),
            Focus::Transfers => self.transfer().map(|row| Subject::Transfer(row.id)),
            Focus::Log | Focus::Sockets | Focus::Viewer => None,
        };
    }

    /// A listing is not kept for a menu that is open no more.
    pub(super) fn forget_subject(&mut self) {
        if !matches!(self.overlay, Some(Overlay::Menu(_) | Overlay::Palette(_))) {
            self.memory.subject = None;
        }
    }

    /// Does what was chosen in the menu or in the palette, unless it would be done to something else
    /// than when that was opened.
    pub(super) fn act_from_menu(&mut self, action: Action) {
        let subject = self.memory.subject.take();
        let subject = subject.filter(|_| is_for_rows(action));
        if subject.is_none_or(|subject| self.is_still_or_say(&subject)) {
            self.act_in_main(action);
        }
    }

    /// Whether what is done now is done to what this is about; says so if not.
    pub(super) fn is_still_or_say(&mut self, subject: &Subject) -> bool {
        let still = self.is_still(subject);
        if !still && matches!(subject, Subject::Transfer(_)) {
            self.say(ToastKind::Info, "the list has moved on: choose it again");
        } else if !still {
            let text = "not done: the pane shows something else by now";
            self.say(ToastKind::Warning, text);
        }
        still
    }

    fn is_still(&self, subject: &Subject) -> bool {
        match subject {
            Subject::View => true,
            Subject::Folder(folder) => Listed::by(self.pane(folder.shore)) == *folder,
            Subject::Chosen { folder, row, marks } => {
                let pane = self.pane(folder.shore);
                let listed = Listed::by(pane) == *folder && row_of(pane) == *row;
                listed && marks.are_all_of(pane)
            }
            Subject::Transfer(id) => self.transfer().is_some_and(|row| row.id == *id),
        }
    }
}
