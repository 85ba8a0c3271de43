//! Names that are taken: what is asked about them, one at a time, and the answers.

use super::{Action, App, Context, Focus, Overlay, Question, ToastKind};
use crate::engine::{Command, DropId, Problem, RequestId};
use crate::model::text::plural;
use crate::model::{AnswerScope, Conflict, OnConflict, TransferId};
use jiff::SignedDuration;

/// How soon after a drop its conflict is asked about at once.
const ASK_AT_ONCE: SignedDuration = SignedDuration::from_secs(1);

/// So far down the text of the question can be scrolled, in lines.
const DEEPEST: usize = 30;

/// What is known of the contents of the two files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Contents {
    /// Nothing.
    #[default]
    Unknown,
    /// They are being compared.
    Asked(RequestId),
    /// The server gives no hash.
    NoHash,
    /// They are the same.
    Same,
    /// They differ.
    Different,
}

/// What is asked about the names that are taken at the target of a drop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConflictQuestion {
    /// The drop.
    pub drop: DropId,
    /// The transfers that wait for an answer; the first is asked about.
    pub conflicts: Vec<Conflict>,
    /// How many of this drop have been answered before, one by one.
    pub answered: usize,
    /// How far the answer will reach.
    pub scope: AnswerScope,
    /// What is known of the contents of the one that is asked about and of what is there.
    pub contents: Contents,
    /// The first line shown, where there is no room for all; the drawing stops at the last ones.
    pub top: usize,
}

impl ConflictQuestion {
    /// The question about these.
    pub fn new(drop: DropId, conflicts: Vec<Conflict>) -> Self {
        Self {
            drop,
            conflicts,
            answered: 0,
            scope: AnswerScope::File,
            contents: Contents::Unknown,
            top: 0,
        }
    }

    /// The conflict that is asked about.
    pub fn first(&self) -> Option<&Conflict> {
        self.conflicts.first()
    }

    fn is_about(&self, id: TransferId) -> bool {
        self.conflicts.iter().any(|conflict| conflict.id == id)
    }

    fn scroll(&mut self, action: Action) {
        self.top = match action {
            Action::Up => self.top.saturating_sub(1),
            Action::PageUp => self.top.saturating_sub(6),
            Action::PageDown => self.top + 6,
            _ => self.top + 1,
        }
        .min(DEEPEST);
    }

    /// `a` and `A` widen the answer, and take that back.
    fn widen(&mut self, scope: AnswerScope) {
        self.scope = if self.scope == scope {
            AnswerScope::File
        } else {
            scope
        };
    }
}

/// What Newer wins or Different size would do with a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// What is there would be replaced.
    Overwrite,
    /// What is there would stay.
    Skip,
    /// What is there would stay, since what decides is not known.
    Unknown,
}

/// What Newer wins would do.
pub fn newer_wins(conflict: &Conflict) -> Verdict {
    match conflict.is_newer() {
        Some(true) => Verdict::Overwrite,
        Some(false) => Verdict::Skip,
        None => Verdict::Unknown,
    }
}

/// What Different size would do.
pub fn size_decides(conflict: &Conflict) -> Verdict {
    match (conflict.source.size, conflict.present.size) {
        (Some(one), Some(other)) if one != other => Verdict::Overwrite,
        (Some(_), Some(_)) => Verdict::Skip,
        _ => Verdict::Unknown,
    }
}

impl App {
    /// Names are taken at the target of a drop: asked at once if the drop has just been made and
    /// nobody is typing; otherwise it waits, and only its transfers with it. All of a drop are one
    /// question.
    pub(super) fn conflict(&mut self, drop: DropId, mut conflicts: Vec<Conflict>) {
        if let Some(known) = self.question_about(drop) {
            conflicts.retain(|conflict| !known.is_about(conflict.id));
            known.conflicts.append(&mut conflicts);
            return;
        }
        let key = self.key_for(Context::Panes, Action::Answer);
        let text = match conflicts.as_slice() {
            [] => return,
            [conflict] => format!("{} is there already; {key} answers", conflict.name),
            _ => format!(
                "{} are taken; {key} answers",
                plural(conflicts.len(), "name")
            ),
        };
        let made = self.drops.get(&drop);
        let recent = made.is_some_and(|at| self.since(*at) <= ASK_AT_ONCE);
        let question = Question::Conflict(Box::new(ConflictQuestion::new(drop, conflicts)));
        if recent && !self.is_busy_typing() {
            self.overlay = Some(Overlay::Question(question));
        } else {
            self.questions.push(question);
            self.say(ToastKind::Warning, text);
        }
    }

    /// The question about a drop, on the screen or waiting.
    fn question_about(&mut self, drop: DropId) -> Option<&mut ConflictQuestion> {
        self.conflict_questions().find(|asked| asked.drop == drop)
    }

    /// Those on the screen and waiting.
    fn conflict_questions(&mut self) -> impl Iterator<Item = &mut ConflictQuestion> {
        let shown = match &mut self.overlay {
            Some(Overlay::Question(question)) => Some(question),
            _ => None,
        };
        let questions = shown.into_iter().chain(&mut self.questions);
        questions.filter_map(|question| match question {
            Question::Conflict(asked) => Some(&mut **asked),
            _ => None,
        })
    }

    /// A drop is given up or taken back: nothing is to be asked about it any more.
    pub(super) fn forget_drop(&mut self, failed: DropId) {
        self.drops.remove(&failed);
        self.forget_conflicts(|question, _| question.drop == failed);
    }

    /// A transfer has ended without its question being answered.
    pub(super) fn forget_conflict(&mut self, id: TransferId) {
        self.forget_conflicts(|_, conflict| conflict.id == id);
    }

    /// Takes conflicts out of their questions; a question about nothing goes.
    fn forget_conflicts(&mut self, gone: impl Fn(&ConflictQuestion, &Conflict) -> bool) {
        let still_asks = |question: &mut Question| {
            let Question::Conflict(asked) = question else {
                return true;
            };
            let before = asked.first().map(|conflict| conflict.id);
            let all = std::mem::take(&mut asked.conflicts);
            let (_, rest): (Vec<_>, Vec<_>) =
                all.into_iter().partition(|conflict| gone(asked, conflict));
            let first = rest.first().map(|conflict| conflict.id);
            if first != before {
                asked.contents = Contents::Unknown;
            }
            asked.conflicts = rest;
            !asked.conflicts.is_empty()
        };
        self.questions.retain_mut(still_asks);
        let before = self.conflict_shown();
        if let Some(Overlay::Question(question)) = &mut self.overlay
            && !still_asks(question)
        {
            self.overlay = None;
        }
        if self.conflict_shown() != before {
            // What is pressed just now was meant for the file that was asked about before.
            self.asked_at = Some(self.now);
        }
    }

    /// The transfer that the question on the screen is about.
    fn conflict_shown(&self) -> Option<TransferId> {
        match &self.overlay {
            Some(Overlay::Question(Question::Conflict(asked))) => Some(asked.first()?.id),
            _ => None,
        }
    }

    /// The question to ask next: in the transfers view the one about the row under the cursor, else
    /// the one that has waited longest.
    pub(super) fn next_question(&self) -> usize {
        let here = self.transfer().filter(|_| self.focus == Focus::Transfers);
        let about = |question: &Question| match (question, here) {
            (Question::Conflict(asked), Some(row)) => asked.is_about(row.id),
            _ => false,
        };
        self.questions.iter().position(about).unwrap_or(0)
    }

    pub(super) fn answer_conflict(&mut self, mut asked: Box<ConflictQuestion>, action: Action) {
        let answer = match action {
            Action::Up | Action::Down | Action::PageUp | Action::PageDown => {
                asked.scroll(action);
                None
            }
            Action::SameForDrop => {
                asked.widen(AnswerScope::Drop);
                None
            }
            Action::SameForSite => {
                asked.widen(AnswerScope::Site);
                None
            }
            Action::CompareContents => {
                self.compare_contents(&mut asked);
                None
            }
            Action::TakeBack => return self.cancel_drop(asked.drop),
            Action::Leave => {
                self.questions.push(Question::Conflict(asked));
                let key = self.key_for(Context::Panes, Action::Answer);
                let text = format!("what has its name taken waits; {key} asks again");
                return self.say(ToastKind::Info, text);
            }
            Action::Overwrite => Some(OnConflict::Overwrite),
            Action::KeepBoth => Some(OnConflict::Rename),
            Action::Newer => Some(OnConflict::Newer),
            Action::DifferentSize => Some(OnConflict::Size),
            Action::ResumeThere => match asked.first().map(Conflict::resumable) {
                Some(Err(why)) => {
                    let text = format!("not to be resumed: {why}");
                    self.say(ToastKind::Info, text);
                    None
                }
                _ => Some(OnConflict::Resume),
            },
            _ => Some(OnConflict::Skip),
        };
        match answer {
            None => self.overlay = Some(Overlay::Question(Question::Conflict(asked))),
            Some(answer) => self.give_answer(asked, answer),
        }
    }

    /// Whether the file that is asked about may go on with what is there.
    pub(super) fn can_resume_there(&self) -> bool {
        let Some(Overlay::Question(Question::Conflict(asked))) = &self.overlay else {
            return false;
        };
        asked.first().is_some_and(|one| one.resumable().is_ok())
    }

    /// Whether the contents of the two files may be the same.
    pub(super) fn can_compare_contents(&self) -> bool {
        let Some(Overlay::Question(Question::Conflict(asked))) = &self.overlay else {
            return false;
        };
        asked.first().is_some_and(Conflict::is_same_size)
    }

    fn compare_contents(&mut self, asked: &mut ConflictQuestion) {
        let Some(first) = asked.first() else {
            return;
        };
        if !first.is_same_size() {
            let text = "nothing to compare: the sizes are not the same";
            return self.say(ToastKind::Info, text);
        }
        if matches!(asked.contents, Contents::Asked(_)) {
            return;
        }
        let (request, id) = (RequestId(self.new_id()), first.id);
        asked.contents = Contents::Asked(request);
        self.ask_engine(Command::CompareHeld { request, id });
    }

    /// The question whose files are compared by this request.
    fn question_comparing(&mut self, request: RequestId) -> Option<&mut ConflictQuestion> {
        let by = |asked: &ConflictQuestion| asked.contents == Contents::Asked(request);
        self.conflict_questions().find(|asked| by(asked))
    }

    /// The contents of two files were compared; `None` where the server gives no hash. Whether a
    /// question was about them.
    pub(super) fn conflict_compared(&mut self, request: RequestId, same: Option<bool>) -> bool {
        let Some(asked) = self.question_comparing(request) else {
            return false;
        };
        asked.contents = match same {
            None => Contents::NoHash,
            Some(true) => Contents::Same,
            Some(false) => Contents::Different,
        };
        true
    }

    /// They could not be compared. Whether a question was about them.
    pub(super) fn comparing_failed(&mut self, request: RequestId, problem: &Problem) -> bool {
        let Some(asked) = self.question_comparing(request) else {
            return false;
        };
        asked.contents = Contents::Unknown;
        self.say(ToastKind::Error, problem.to_string());
        true
    }

    fn give_answer(&mut self, mut asked: Box<ConflictQuestion>, answer: OnConflict) {
        if asked.conflicts.is_empty() {
            return;
        }
        let conflict = asked.conflicts.remove(0);
        if let Contents::Asked(request) = std::mem::take(&mut asked.contents) {
            self.ask_engine(Command::Abandon(request));
        }
        self.ask_engine(Command::AnswerConflict {
            id: conflict.id,
            answer,
            scope: asked.scope,
        });
        let what = match answer {
            OnConflict::Overwrite => "what is there is overwritten",
            OnConflict::Rename => "both are kept, under a new name",
            OnConflict::Resume => {
                "it goes on with what is there, if that proves to be its beginning"
            }
            OnConflict::Newer => "the newer one stays",
            OnConflict::Size => "what has another size is overwritten",
            OnConflict::Skip | OnConflict::Ask => "what is there is skipped",
        };
        let text = match asked.scope {
            AnswerScope::File => format!("{}: {what}", conflict.name),
            AnswerScope::Drop => format!("for all of this drop: {what}"),
            AnswerScope::Site => format!("for every drop with this site: {what}"),
        };
        self.say(ToastKind::Info, text);
        asked.answered += 1;
        asked.top = 0;
        if asked.scope == AnswerScope::File && !asked.conflicts.is_empty() {
            self.overlay = Some(Overlay::Question(Question::Conflict(asked)));
        }
    }

    fn cancel_drop(&mut self, drop: DropId) {
        self.drops.remove(&drop);
        if self.last_drops.contains(&drop) {
            self.last_drops.retain(|last| *last != drop);
        }
        self.ask_engine(Command::TakeBack(drop));
        self.relay_forgotten(drop, "it was taken back there");
        let text = "the drop is taken back: what had not begun is cancelled";
        self.say(ToastKind::Info, text);
    }
}
