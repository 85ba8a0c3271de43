//! Lines of before: one after the other, or the one that has something in it.

use super::CommandLine;
use tui_input::Input;

/// What Ctrl-R looks for.
#[derive(Debug)]
pub(in crate::app) struct Searched {
    text: String,
    /// The line of the history that was found.
    at: usize,
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

    /// The latest line that has in it what was typed; once more, the one before that.
    pub(super) fn search(&mut self, history: &[String]) {
        let (text, before) = match &self.searched {
            Some(searched) => (searched.text.clone(), searched.at),
            None => (self.input.value().to_owned(), history.len()),
        };
        let found = history
            .iter()
            .take(before)
            .rposition(|line| line.contains(&text));
        if let Some(at) = found {
            self.touched();
            self.input = Input::new(history.get(at).cloned().unwrap_or_default());
            self.searched = Some(Searched { text, at });
        }
    }
}
