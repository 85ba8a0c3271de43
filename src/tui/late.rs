//! An answer of the terminal's that comes while keys are read: about the colour of its background.
//! It arrives as the keys that its bytes would be, and must not be taken for those.

use super::asking::color;
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use std::time::Duration;
use tokio::time::Instant;

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// Longest answer.
const LONGEST: usize = 64;

/// What an event turned out to be.
#[derive(Debug, PartialEq)]
pub(super) enum Heard {
    /// These, as they came.
    Events(Vec<Event>),
    /// Perhaps the beginning of an answer: kept.
    Kept,
    /// The colour of the background.
    Background([u8; 3]),
}

/// Tells answers from keys, while one is waited for.
#[derive(Debug, Default)]
pub(super) struct Listener {
    /// Until when an answer may come.
    until: Option<Instant>,
    kept: Vec<Event>,
    text: String,
}

impl Listener {
    /// A question has been asked.
    pub(super) fn expect(&mut self) {
        self.until = Some(Instant::now() + PATIENCE);
    }

    /// Takes an event.
    pub(super) fn hear(&mut self, event: Event) -> Heard {
        let waits = self.until.is_some_and(|until| Instant::now() < until);
        let Event::Key(key) = &event else {
            return Heard::Events(vec![event]);
        };
        let key = *key;
        if self.kept.is_empty() {
            if !waits || !is_alt(key, ']') {
                return Heard::Events(vec![event]);
            }
            self.kept.push(event);
            return Heard::Kept;
        }
        self.kept.push(event);
        match key.code {
            _ if is_end(key) => {
                let text = std::mem::take(&mut self.text);
                let kept = std::mem::take(&mut self.kept);
                let told = text.strip_prefix("11;").and_then(color);
                told.map_or(Heard::Events(kept), Heard::Background)
            }
            KeyCode::Char(letter) if self.text.len() < LONGEST && belongs(&self.text, letter) => {
                self.text.push(letter);
                Heard::Kept
            }
            _ => {
                self.text.clear();
                Heard::Events(std::mem::take(&mut self.kept))
            }
        }
    }
}

/// Whether the letter can come after this much of `11;rgb:ffff/ffff/ffff`.
fn belongs(text: &str, letter: char) -> bool {
    let beginning = "11;rgb";
    match beginning.chars().nth(text.len()) {
        Some(wanted) => wanted == letter,
        None => letter.is_ascii_hexdigit() || matches!(letter, ':' | '/' | 'a'),
    }
}

fn is_alt(key: KeyEvent, letter: char) -> bool {
    key.code == KeyCode::Char(letter) && key.modifiers == KeyModifiers::ALT
}

/// BEL comes as Ctrl-G, ESC and a backslash as Alt and that.
fn is_end(key: KeyEvent) -> bool {
    let bell = key.code == KeyCode::Char('g') && key.modifiers == KeyModifiers::CONTROL;
    bell || is_alt(key, '\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(letter: char, modifiers: KeyModifiers) -> Event {
        Event::Key(KeyEvent::new(KeyCode::Char(letter), modifiers))
    }

    fn answer(end: Event) -> Vec<Event> {
        let mut events = vec![typed(']', KeyModifiers::ALT)];
        events.extend(
            "11;rgb:ffff/f6f6/e3e3"
                .chars()
                .map(|c| typed(c, KeyModifiers::NONE)),
        );
        events.push(end);
        events
    }

    #[test]
    fn an_answer_is_no_keys() {
        for end in [
            typed('\\', KeyModifiers::ALT),
            typed('g', KeyModifiers::CONTROL),
        ] {
            let mut listener = Listener::default();
            listener.expect();
            let mut last = Heard::Kept;
            for event in answer(end) {
                assert_eq!(last, Heard::Kept);
                last = listener.hear(event);
            }
            assert_eq!(last, Heard::Background([0xff, 0xf6, 0xe3]));
            let after = typed('j', KeyModifiers::NONE);
            assert_eq!(listener.hear(after.clone()), Heard::Events(vec![after]));
        }
    }

    #[test]
    fn what_is_typed_stays() {
        let mut listener = Listener::default();
        let bracket = typed(']', KeyModifiers::ALT);
        let told = listener.hear(bracket.clone());
        assert_eq!(
            told,
            Heard::Events(vec![bracket.clone()]),
            "nothing was asked"
        );
        listener.expect();
        assert_eq!(listener.hear(bracket.clone()), Heard::Kept);
        let other = typed('j', KeyModifiers::NONE);
        assert_eq!(
            listener.hear(other.clone()),
            Heard::Events(vec![bracket, other])
        );
        let end = typed('g', KeyModifiers::CONTROL);
        assert_eq!(listener.hear(end.clone()), Heard::Events(vec![end]));
    }
}
