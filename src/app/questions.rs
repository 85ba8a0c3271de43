//! Questions and their answers. Enter never takes the answer that destroys.

use super::{Action, App, Overlay, Question, ToastKind};
use crate::engine::{Command, DropId};
use crate::model::TransferId;
use crate::model::measured::total;
use jiff::SignedDuration;
use std::collections::BTreeSet;

/// A question that has opened by itself takes nothing for so long: what is pressed just then was meant for
/// what was there before.
const DEAF: SignedDuration = SignedDuration::from_millis(300);

impl App {
    /// Takes the last drop back, also while its folders are still being read.
    pub(super) fn undo_drop(&mut self) {
        let drops = std::mem::take(&mut self.last_drops);
        if drops.is_empty() {
            return self.ask_to_undo();
        }
        for drop in drops {
            self.forget_drop(drop);
            if !self.relay_forgotten(drop, "it was taken back there") {
                self.memory.undone.insert(drop);
                // What came of it is told when it has: some may be done, or under way.
                self.ask_engine(Command::TakeBack(drop));
            }
        }
    }

    /// Of a drop that was taken back some has begun already: whether that is stopped as well is asked
    /// of the one who took it back.
    pub(super) fn begun_already(&mut self, drop: DropId, ids: &[TransferId]) {
        if !self.memory.undone.remove(&drop) {
            return;
        }
        let ids: BTreeSet<TransferId> = ids.iter().copied().collect();
        let rows = self.snapshot.transfers.iter();
        let begun = rows.filter(|row| ids.contains(&row.id));
        let across = total(begun.map(|row| row.bytes));
        if let Some(Overlay::Question(Question::StopDrops {
            drops,
            count,
            bytes,
        })) = &mut self.overlay
        {
            drops.push(drop);
            *count += ids.len();
            *bytes = bytes.saturating_add(across);
            return;
        }
        let question = Question::StopDrops {
            drops: vec![drop],
            count: ids.len(),
            bytes: across,
        };
        if self.is_busy_typing() {
            self.questions.push(question);
        } else {
            self.overlay = Some(Overlay::Question(question));
        }
    }

    /// Whether a question is on the screen.
    pub(super) fn is_asking(&self) -> bool {
        matches!(self.overlay, Some(Overlay::Question(_)))
    }

    /// Whether the question on the screen has opened by itself just now, and takes no answer yet.
    pub fn is_deaf(&self) -> bool {
        self.until_it_listens().is_some()
    }

    /// How long until the question on the screen takes an answer; `None` if it does.
    pub(super) fn until_it_listens(&self) -> Option<SignedDuration> {
        let at = self.asked_at.filter(|_| self.is_asking())?;
        let left = DEAF - self.since(at);
        (left > SignedDuration::ZERO).then_some(left)
    }

    fn answer_stop(&mut self, drops: Vec<DropId>, action: Action) {
        if action != Action::Confirm {
            return self.say(
                ToastKind::Info,
                "what has begun goes on: in the transfers it can be cancelled",
            );
        }
        for drop in drops {
            self.ask_engine(Command::CancelDrop(drop));
        }
    }

    /// Asks the question that has waited longest.
    pub(super) fn ask_next(&mut self) {
        if self.questions.is_empty() {
            self.say(ToastKind::Info, "no question waits");
        } else {
            let next = self.next_question();
            self.overlay = Some(Overlay::Question(self.questions.remove(next)));
        }
    }

    pub(super) fn ask_to_quit(&mut self) {
        self.overlay = Some(Overlay::Question(Question::Quit {
            active: self.unfinished_in_all(),
        }));
    }

    pub(super) fn answer(&mut self, action: Action) {
        let Some(Overlay::Question(question)) = self.overlay.take() else {
            return;
        };
        match (question, action) {
            (Question::Conflict(asked), _) => self.answer_conflict(asked, action),
            (Question::Restored(queue), _) => self.answer_restored(queue, action),
            (Question::CancelTransfer { id, bytes, .. }, _) => {
                self.answer_cancel(id, bytes, action);
            }
            (Question::StopDrops { drops, .. }, _) => self.answer_stop(drops, action),
            (Question::Undo(undoing), _) => self.answer_undo(*undoing, action),
            (Question::WrongLines(wrong), _) => self.answer_wrong_lines(wrong, action),
            (Question::RemovedLines(gone), _) => self.answer_removed_lines(*gone, action),
            (Question::EditConflict(asked), _) => self.answer_edit_conflict(&asked, action),
            (Question::Certificate(asked), _) => self.answer_certificate(asked, action),
            (Question::Follow { target, .. }, _) => {
                self.answer_follow(target, action == Action::Confirm);
            }
            (Question::Quit { .. }, Action::Confirm) => self.quit(),
            (Question::CloseTab { .. }, Action::Confirm) => self.close_tab_all_the_same(),
            (Question::Quit { .. } | Question::CloseTab { .. }, _) => {}
            (deletion, Action::Confirm) => self.delete(deletion),
            (_, _) => {
                self.stop_counting();
                self.say(ToastKind::Info, "nothing was deleted");
            }
        }
    }
}
