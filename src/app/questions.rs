//! Questions and their answers. Enter never takes the answer that destroys.

use super::{Action, App, Overlay, Question, ToastKind};
use crate::engine::{Command, DropId};
use crate::model::text::plural;
use crate::model::{AnswerScope, Conflict, OnConflict};
use jiff::SignedDuration;

/// How soon after a drop its conflict is asked about at once.
const ASK_AT_ONCE: SignedDuration = SignedDuration::from_secs(1);

impl App {
    /// Names are taken at the target of a drop: asked at once if the drop has just been made and
    /// nobody is typing; otherwise it waits, and only its drop with it.
    pub(super) fn conflict(&mut self, drop: DropId, conflicts: Vec<Conflict>) {
        let made = self.drops.get(&drop);
        let recent = made.is_some_and(|at| self.since(*at) <= ASK_AT_ONCE);
        let count = conflicts.len();
        let text = match conflicts.as_slice() {
            [conflict] => format!("{} is there already; a answers", conflict.name),
            _ => format!("{} are taken; a answers", plural(count, "name")),
        };
        let question = Question::Conflict { drop, conflicts };
        if recent && !self.is_busy_typing() {
            self.overlay = Some(Overlay::Question(question));
        } else {
            self.questions.push(question);
            self.say(ToastKind::Warning, text);
        }
    }

    /// A drop is given up or taken back: nothing is to be asked about it any more.
    pub(super) fn forget_drop(&mut self, failed: DropId) {
        let about = |question: &Question| matches!(question, Question::Conflict { drop, .. } if *drop == failed);
        self.drops.remove(&failed);
        self.questions.retain(|question| !about(question));
        if matches!(&self.overlay, Some(Overlay::Question(question)) if about(question)) {
            self.overlay = None;
        }
    }

    /// Takes the last drop back, also while its folders are still being read.
    pub(super) fn undo_drop(&mut self) {
        let Some(drop) = self.last_drop.take() else {
            return self.say(ToastKind::Info, "there is no drop to take back");
        };
        self.forget_drop(drop);
        self.ask_engine(Command::TakeBack(drop));
        let text = "took the last drop back: what had not begun is cancelled";
        self.say(ToastKind::Info, text);
    }

    /// Asks the question that has waited longest.
    pub(super) fn ask_next(&mut self) {
        if self.questions.is_empty() {
            self.say(ToastKind::Info, "no question waits");
        } else {
            self.overlay = Some(Overlay::Question(self.questions.remove(0)));
        }
    }

    pub(super) fn ask_to_quit(&mut self) {
        self.overlay = Some(Overlay::Question(Question::Quit {
            active: self.unfinished(),
        }));
    }

    pub(super) fn answer(&mut self, action: Action) {
        let Some(Overlay::Question(question)) = self.overlay.take() else {
            return;
        };
        match (question, action) {
            (Question::Conflict { drop, conflicts }, _) => {
                self.answer_conflict(drop, &conflicts, action);
            }
            (Question::Certificate(asked), _) => self.answer_certificate(asked, action),
            (Question::Quit { .. }, Action::Confirm) => self.quit(),
            (Question::Quit { .. }, _) => {}
            (deletion, Action::Confirm) => self.delete(deletion),
            (_, _) => self.say(ToastKind::Info, "nothing was deleted"),
        }
    }

    fn answer_conflict(&mut self, drop: DropId, conflicts: &[Conflict], action: Action) {
        let (answer, text) = match action {
            Action::Overwrite => (Some(OnConflict::Overwrite), "what is there is overwritten"),
            Action::KeepBoth => (Some(OnConflict::Rename), "both are kept, under a new name"),
            Action::TakeBack => (None, "the drop is taken back"),
            _ => (Some(OnConflict::Skip), "what is there is skipped"),
        };
        match (answer, conflicts.first()) {
            (Some(answer), Some(conflict)) => self.ask_engine(Command::AnswerConflict {
                id: conflict.id,
                answer,
                scope: AnswerScope::Drop,
            }),
            _ => {
                self.drops.remove(&drop);
                self.ask_engine(Command::TakeBack(drop));
            }
        }
        self.say(ToastKind::Info, text);
    }
}
