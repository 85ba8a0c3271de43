//! Find as you type, and again.

use super::{Action, App, Key, KeyCode, ToastKind};

impl App {
    /// A key typed while finding: letters look for more, Backspace for less, anything else ends
    /// the finding and then does what it does.
    pub(super) fn type_to_find(&mut self, key: Key) {
        let shore = self.active();
        let mut text = self.pane(shore).find.clone().unwrap_or_default();
        if let Some(letter) = key.typed() {
            text.push(letter);
        } else if key.code == KeyCode::Backspace {
            if text.pop().is_none() {
                return self.end_find(false);
            }
        } else {
            self.end_find(true);
            return self.key(key);
        }
        self.look_for(text);
    }

    /// Puts the cursor on the first match from where the finding began. Letters with which nothing
    /// would be found are not taken.
    pub(super) fn look_for(&mut self, text: String) {
        let (shore, height) = (self.active(), self.height());
        let pane = self.pane_mut(shore);
        let from = pane.find_from;
        if text.is_empty() {
            pane.put_cursor(from, height);
            pane.find = Some(text);
        } else if pane.find_first(&text, from, height) {
            pane.find = Some(text);
        } else {
            self.say(ToastKind::Info, format!("no name here has `{text}`"));
        }
    }

    pub(super) fn act_in_find(&mut self, action: Action) {
        match action {
            Action::Accept => self.end_find(true),
            Action::Open => {
                self.end_find(true);
                self.act_in_main(action);
            }
            Action::FindNext => self.find_again(false),
            Action::FindPrevious => self.find_again(true),
            _ => self.end_find(false),
        }
    }

    pub(super) fn end_find(&mut self, keep: bool) {
        let (shore, height) = (self.active(), self.height());
        self.pane_mut(shore).end_find(keep, height);
    }

    /// To the next or the previous match of what is being typed, or was typed last.
    pub(super) fn find_again(&mut self, back: bool) {
        let (shore, height) = (self.active(), self.height());
        let pane = self.pane_mut(shore);
        let text = pane.find.clone().unwrap_or_else(|| pane.found.clone());
        if text.is_empty() {
            self.say(ToastKind::Info, "nothing to find yet; / begins");
        } else if !pane.find_again(&text, back, height) {
            self.say(ToastKind::Info, format!("no name here has `{text}`"));
        }
    }
}
