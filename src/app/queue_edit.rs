//! Editing the queue as text: out to the editor, back, and what to do about what is wrong or gone.

use super::edits::was_at_once;
use super::message::EditPurpose;
use super::queue_text::{self, Edited, LineError};
use super::{Action, App, Effect, Overlay, Question, ToastKind};
use crate::engine::{Command, Fate, Problem, QueueEdit};
use crate::model::text::plural;
use crate::model::{Priority, TransferId, TransferView};
use std::collections::BTreeMap;
use std::sync::Arc;

/// So far down the errors can be scrolled, in lines.
const DEEPEST: usize = 200;

/// A text that makes no sense in some of its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongLines {
    /// The text as it was typed.
    pub text: String,
    /// What is wrong with it.
    pub errors: Vec<LineError>,
    /// The first line shown, where there is no room for all; the drawing stops at the last ones.
    pub top: usize,
}

/// A text from which lines are gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovedLines {
    /// The text as it was typed.
    pub text: String,
    /// What it asks for.
    pub edited: Edited,
    /// The names of the first transfers that are gone, safe to show.
    pub names: Vec<String>,
}

impl App {
    /// Opens the editor with what has not ended.
    pub(super) fn edit_queue(&mut self) {
        let rows = self.snapshot.transfers.iter().map(Arc::as_ref);
        let (text, listed) = queue_text::write(rows);
        if listed.is_empty() {
            return self.say(ToastKind::Info, "nothing in the queue has not ended");
        }
        self.listed = listed;
        self.edit_text(text);
    }

    fn edit_text(&mut self, text: String) {
        self.editing = Some(self.now);
        self.effects.push(Effect::Edit {
            purpose: EditPurpose::Queue,
            text,
        });
    }

    /// The editor has ended.
    pub(super) fn edited(
        &mut self,
        purpose: EditPurpose,
        outcome: Result<Option<String>, Problem>,
    ) {
        let at_once = was_at_once(self.editing.take(), self.now);
        self.pending.clear();
        match (purpose, outcome) {
            (EditPurpose::Queue, Ok(Some(text))) => self.queue_edited(text),
            (EditPurpose::Queue, Ok(None)) if at_once => {
                let text = "nothing was changed: the queue stays as it is. An editor with a \
                            window of its own needs --wait: VISUAL=\"code --wait\"";
                self.say(ToastKind::Warning, text);
            }
            (EditPurpose::Queue, Ok(None)) => {
                self.say(
                    ToastKind::Info,
                    "nothing was changed: the queue stays as it is",
                );
            }
            (EditPurpose::Queue, Err(problem)) => self.say_local_problem(&problem),
        }
    }

    fn queue_edited(&mut self, text: String) {
        let question = match queue_text::parse(&text, &self.listed) {
            Err(errors) => Question::WrongLines(Box::new(WrongLines {
                text,
                errors,
                top: 0,
            })),
            Ok(edited) if edited.removed.is_empty() => return self.rearrange(edited.edits),
            Ok(edited) => {
                let names = edited.removed.iter().take(6);
                let names = names.map(|id| self.name_of_transfer(*id)).collect();
                Question::RemovedLines(Box::new(RemovedLines {
                    text,
                    edited,
                    names,
                }))
            }
        };
        // Nothing opens while an editor has the terminal; what was open before it waits.
        if let Some(Overlay::Question(before)) = self.overlay.take() {
            self.questions.insert(0, before);
        }
        self.overlay = Some(Overlay::Question(question));
    }

    fn name_of_transfer(&self, id: TransferId) -> String {
        let mut rows = self.snapshot.transfers.iter();
        let row = rows.find(|row| row.id == id);
        row.map_or_else(|| format!("#{id}"), |row| row.name.clone())
    }

    pub(super) fn answer_wrong_lines(&mut self, mut wrong: Box<WrongLines>, action: Action) {
        match action {
            Action::EditAgain => {
                self.edit_text(queue_text::with_errors(&wrong.text, &wrong.errors));
            }
            Action::Up | Action::Down | Action::PageUp | Action::PageDown => {
                wrong.top = super::pane::moved(wrong.top, DEEPEST, 6, action);
                self.overlay = Some(Overlay::Question(Question::WrongLines(wrong)));
            }
            _ => self.say(ToastKind::Info, "the queue stays as it is"),
        }
    }

    pub(super) fn answer_removed_lines(&mut self, gone: RemovedLines, action: Action) {
        let mut edits = gone.edited.edits;
        match action {
            Action::EditAgain => self.edit_text(gone.text),
            Action::Confirm => {
                edits.extend(gone.edited.removed.into_iter().map(|id| QueueEdit {
                    id,
                    fate: Fate::Cancel,
                    priority: Priority::Normal,
                }));
                self.rearrange(edits);
            }
            Action::Decline => self.rearrange(edits),
            _ => self.say(ToastKind::Info, "the queue stays as it is"),
        }
    }

    /// Hands the new order over, unless it is the old one.
    fn rearrange(&mut self, edits: Vec<QueueEdit>) {
        let cancelled = edits.iter().filter(|edit| edit.fate == Fate::Cancel);
        let cancelled = cancelled.count();
        if !self.changes_anything(&edits) {
            let text = "nothing was changed: the queue stays as it is";
            return self.say(ToastKind::Info, text);
        }
        let rest = plural(edits.len() - cancelled, "transfer");
        self.ask_engine(Command::Rearrange(edits));
        let text = match cancelled {
            0 => format!("the queue is as you wrote it: {rest}"),
            _ => format!(
                "the queue is as you wrote it: {rest}, {} cancelled",
                plural(cancelled, "transfer")
            ),
        };
        self.say(ToastKind::Info, text);
    }

    fn changes_anything(&self, edits: &[QueueEdit]) -> bool {
        let in_order = edits.iter().map(|edit| edit.id);
        if !in_order.eq(self.listed.iter().copied()) {
            return true;
        }
        let rows = self.snapshot.transfers.iter();
        let rows: BTreeMap<TransferId, &TransferView> =
            rows.map(|row| (row.id, row.as_ref())).collect();
        edits.iter().any(|edit| {
            let row = rows.get(&edit.id).filter(|row| !row.state.is_final());
            let paused = |row: &&&TransferView| row.state == crate::model::TransferState::Paused;
            row.is_some_and(|row| {
                edit.priority != row.priority
                    || edit.fate == Fate::Cancel
                    || (edit.fate == Fate::Pause) != paused(&row)
            })
        })
    }
}
