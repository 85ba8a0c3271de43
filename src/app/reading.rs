//! The log view: what is shown of the dialogue, finding in it, and what a line means.

use super::{Action, App, Key, KeyCode, ToastKind};
use crate::model::meaning;
use crate::model::text::plural;

impl App {
    pub(super) fn act_in_log(&mut self, action: Action) {
        let height = self.layout().log_lines();
        match action {
            Action::ErrorsOnly => self
                .log
                .show(height, |log| log.errors_only = !log.errors_only),
            Action::ThisSession => self.show_one_session(height),
            Action::ThisTransfer => self.show_one_transfer(height),
            Action::AllLines => self.log.show(height, |log| {
                (log.errors_only, log.session, log.transfer) = (false, None, None);
            }),
            Action::Follow => self.log.walk(Action::Last, height),
            Action::Find => self.log.begin_find(),
            Action::FindNext => self.find_in_log(false),
            Action::FindPrevious => self.find_in_log(true),
            Action::Explain => self.explain_line(),
            Action::CopyText => self.copy_log(false),
            Action::CopyAll => self.copy_log(true),
            _ => self.log.walk(action, height),
        }
    }

    /// Only the session of the line under the cursor, or all again.
    fn show_one_session(&mut self, height: usize) {
        let of = self.log.current().map(|line| line.session);
        match (self.log.session, of) {
            (None, None) => self.say(ToastKind::Info, "nothing has been said yet"),
            (None, of) => self.log.show(height, |log| log.session = of),
            (Some(_), _) => self.log.show(height, |log| log.session = None),
        }
    }

    /// Only the transfer of the line under the cursor, or all again.
    fn show_one_transfer(&mut self, height: usize) {
        let run = self.log.current().and_then(|line| line.transfer);
        match (self.log.transfer, run) {
            (None, None) => {
                let text = "this line belongs to no transfer; stand on one that does";
                self.say(ToastKind::Info, text);
            }
            (None, Some(run)) => self.log.show(height, |log| log.transfer = Some(run.id)),
            (Some(_), _) => self.log.show(height, |log| log.transfer = None),
        }
    }

    fn find_in_log(&mut self, down: bool) {
        let height = self.layout().log_lines();
        let typed = self.log.find.clone();
        let text = typed.unwrap_or_else(|| self.log.found.clone());
        if text.is_empty() {
            self.say(ToastKind::Info, "nothing to find yet; / begins");
        } else if !self.log.find_again(&text, down, height) {
            self.say(ToastKind::Info, format!("no line here has `{text}`"));
        }
    }

    /// A key typed while finding in the log.
    pub(super) fn type_to_find_in_log(&mut self, key: Key) {
        let height = self.layout().log_lines();
        let mut text = self.log.find.clone().unwrap_or_default();
        if let Some(letter) = key.typed() {
            text.push(letter);
        } else if key.code == KeyCode::Backspace {
            if text.pop().is_none() {
                return self.log.end_find(false, height);
            }
        } else {
            self.log.end_find(true, height);
            return self.key(key);
        }
        self.look_for_in_log(text);
    }

    /// Goes to what is looked for. Letters with which nothing would be found are not taken.
    pub(super) fn look_for_in_log(&mut self, text: String) {
        let height = self.layout().log_lines();
        if self.log.look_for(&text, height) {
            self.log.find = Some(text);
        } else {
            self.say(ToastKind::Info, format!("no line here has `{text}`"));
        }
    }

    pub(super) fn act_in_log_find(&mut self, action: Action) {
        let height = self.layout().log_lines();
        match action {
            Action::Accept => self.log.end_find(true, height),
            // The arrows point where they go.
            Action::FindNext => self.find_in_log(true),
            Action::FindPrevious => self.find_in_log(false),
            _ => self.log.end_find(false, height),
        }
    }

    /// Tells what the line under the cursor means.
    fn explain_line(&mut self) {
        let Some(line) = self.log.current() else {
            return self.say(ToastKind::Info, "nothing has been said yet");
        };
        let mut lines = vec![line.text.clone(), String::new()];
        match meaning::line(line) {
            Some(meaning) => lines.extend(explained(&meaning)),
            None => lines.push("This line says all there is itself.".into()),
        }
        if let Some(run) = line.transfer {
            lines.push(format!(
                "It belongs to transfer #{} on session {}.",
                run.id, line.session
            ));
        }
        self.tell("What this line means", lines);
    }

    fn copy_log(&mut self, all: bool) {
        let text = |line: &_| super::dialogues::line_text(line, &self.zone);
        let lines: Vec<String> = if all {
            self.log.shown().map(text).collect()
        } else {
            self.log.current().into_iter().map(text).collect()
        };
        let count = plural(lines.len(), "line");
        self.copy_text(&lines.join("\n"), &format!("{count} of the log"));
    }
}

/// A meaning in paragraphs.
pub(super) fn explained(meaning: &meaning::Meaning) -> impl Iterator<Item = String> {
    let parts = [meaning.says, meaning.remedy, meaning.source];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.map(str::to_owned)
}
