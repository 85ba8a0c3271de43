//! Lines of before: one after the other, or the one that has something in it, looked for letter by
//! letter.

use super::CommandLine;
use crate::app::{Key, KeyCode};
use tui_input::Input;

/// What is looked for in the history.
#[derive(Debug)]
pub(in crate::app) struct Searched {
    text: String,
    /// The line of the history that was found last.
    at: usize,
    /// No line, or none further back, has it.
    fails: bool,
    /// What stood in the line before.
    typed: Input,
}

impl CommandLine {
    /// The line before or after in the history; behind the last one comes what had been typed.
    pub(super) fn recall(&mut self, history: &[String], back: bool) {
        let typed = match &self.recalled {
            Some((_, typed)) => typed.clone(),
            None => self.input.value().to_owned(),
        };
        let at = self.recalled.as_ref().map_or(history.len(), |(at, _)| *at);
        let at = if back {
            at.checked_sub(1)
        } else {
            Some(at + 1).filter(|at| *at <= history.len())
        };
        let Some(at) = at else { return };
        self.touched();
        let text = history.get(at).cloned().unwrap_or_else(|| typed.clone());
        self.input = Input::new(text);
        self.recalled = (at < history.len()).then_some((at, typed));
    }

    /// Whether a line of before is being looked for.
    pub(in crate::app) fn is_searching(&self) -> bool {
        self.searched.is_some()
    }

    /// What is looked for in the history, and whether the line that is shown has it; `None` while
    /// nothing is looked for.
    pub fn search(&self) -> Option<(&str, bool)> {
        let searched = self.searched.as_ref()?;
        Some((&searched.text, !searched.fails))
    }

    /// Looks for the latest line that has in it what was typed.
    pub(super) fn begin_search(&mut self, history: &[String]) {
        let typed = std::mem::take(&mut self.input);
        self.touched();
        self.searched = Some(Searched {
            text: typed.value().to_owned(),
            at: history.len(),
            fails: false,
            typed: typed.clone(),
        });
        self.input = typed;
        self.find(history, history.len());
    }

    /// The line before the one shown that has it too.
    pub(super) fn search_older(&mut self, history: &[String]) {
        let before = self.searched.as_ref().map_or(0, |searched| searched.at);
        self.find(history, before);
    }

    /// What was typed before comes back.
    pub(super) fn leave_search(&mut self) {
        if let Some(searched) = self.searched.take() {
            self.input = searched.typed;
        }
        self.touched();
    }

    /// A letter narrows what is looked for, Backspace widens it; any other key is for the line that
    /// was found. Whether it was for the search.
    pub(super) fn type_in_search(&mut self, key: Key, history: &[String]) -> bool {
        let Some(searched) = &mut self.searched else {
            return false;
        };
        let from = if let Some(letter) = key.typed() {
            searched.text.push(letter);
            // The line that is shown may have it.
            searched.at.saturating_add(1)
        } else if key == Key::plain(KeyCode::Backspace) {
            searched.text.pop();
            history.len()
        } else {
            self.touched();
            return false;
        };
        self.find(history, from);
        true
    }

    /// Shows the latest of the first lines of the history, so many, that has what is looked for. Where
    /// none has it, what is shown stays.
    fn find(&mut self, history: &[String], before: usize) {
        let Some(searched) = &mut self.searched else {
            return;
        };
        let lines = history.get(..before).unwrap_or(history);
        let found = lines.iter().rposition(|line| line.contains(&searched.text));
        searched.fails = found.is_none();
        if let Some(at) = found {
            searched.at = at;
            self.input = Input::new(history.get(at).cloned().unwrap_or_default());
        }
    }
}
