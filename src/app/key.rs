//! Keys, as the keymap names them: `F5`, `Ctrl-R`, `Alt-P`, `Shift-Up`, `Space`, `g`.

use std::fmt;
use std::str::FromStr;

/// A key without its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyCode {
    /// A character, as typed (`G` for Shift-g).
    Char(char),
    /// F1 to F12.
    F(u8),
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Backspace.
    Backspace,
    /// Tab.
    Tab,
    /// Shift-Tab.
    BackTab,
    /// Insert.
    Insert,
    /// Delete.
    Delete,
    /// Cursor up.
    Up,
    /// Cursor down.
    Down,
    /// Cursor left.
    Left,
    /// Cursor right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
}

/// The names of the keys that are neither a character nor a function key.
const NAMED: [(&str, KeyCode); 16] = [
    ("Space", KeyCode::Char(' ')),
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Backspace", KeyCode::Backspace),
    ("Tab", KeyCode::Tab),
    ("Shift-Tab", KeyCode::BackTab),
    ("Insert", KeyCode::Insert),
    ("Del", KeyCode::Delete),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PgUp", KeyCode::PageUp),
    ("PgDn", KeyCode::PageDown),
];

/// The names of keys that are words.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    NAMED.into_iter().map(|(name, _)| name)
}

/// A key press.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which key.
    pub code: KeyCode,
    /// Ctrl was held.
    pub ctrl: bool,
    /// Alt was held.
    pub alt: bool,
    /// Shift was held; never set for characters, where the character says it.
    pub shift: bool,
}

impl Key {
    /// A key without modifiers.
    pub fn plain(code: KeyCode) -> Self {
        Self {
            code,
            ctrl: false,
            alt: false,
            shift: false,
        }
    }

    /// The same key as the keymap writes it: terminals differ in whether they say Shift of
    /// characters, and which case a letter has with Ctrl.
    #[must_use]
    pub fn normal(self) -> Self {
        match self.code {
            KeyCode::Char(letter) if self.ctrl || self.alt => Self {
                code: KeyCode::Char(letter.to_ascii_lowercase()),
                shift: false,
                ..self
            },
            KeyCode::Tab if self.shift => Self {
                code: KeyCode::BackTab,
                shift: false,
                ..self
            },
            KeyCode::Char(_) | KeyCode::BackTab => Self {
                shift: false,
                ..self
            },
            _ => self,
        }
    }

    /// The character this key types, if it types one.
    pub fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(character) if !self.ctrl && !self.alt && !character.is_control() => {
                Some(character)
            }
            _ => None,
        }
    }
}

/// A key's name could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not the name of a key")]
pub struct KeyError(pub String);

impl FromStr for Key {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let unknown = || KeyError(text.to_owned());
        let mut key = Self::plain(KeyCode::Esc);
        let mut rest = text;
        loop {
            if let Some((_, code)) = NAMED.iter().find(|(name, _)| *name == rest) {
                key.code = *code;
                break;
            }
            if let Some(after) = rest.strip_prefix("Ctrl-") {
                (key.ctrl, rest) = (true, after);
            } else if let Some(after) = rest.strip_prefix("Alt-") {
                (key.alt, rest) = (true, after);
            } else if let Some(after) = rest.strip_prefix("Shift-") {
                (key.shift, rest) = (true, after);
            } else {
                key.code = single(rest).ok_or_else(unknown)?;
                break;
            }
        }
        if key.shift && matches!(key.code, KeyCode::Char(_)) {
            return Err(unknown());
        }
        Ok(key.normal())
    }
}

/// One character, or `F1` to `F12`.
fn single(text: &str) -> Option<KeyCode> {
    let mut characters = text.chars();
    let first = characters.next()?;
    if characters.as_str().is_empty() {
        let visible = !first.is_control() && !first.is_whitespace();
        return visible.then_some(KeyCode::Char(first));
    }
    let number = text.strip_prefix('F')?.parse().ok()?;
    (1..=12).contains(&number).then_some(KeyCode::F(number))
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, name) in [
            (self.ctrl, "Ctrl-"),
            (self.alt, "Alt-"),
            (self.shift, "Shift-"),
        ] {
            if held {
                f.write_str(name)?;
            }
        }
        match self.code {
            KeyCode::F(number) => write!(f, "F{number}"),
            code => match (NAMED.iter().find(|(_, named)| *named == code), code) {
                (Some((name, _)), _) => f.write_str(name),
                (None, KeyCode::Char(letter)) if self.ctrl || self.alt => {
                    write!(f, "{}", letter.to_ascii_uppercase())
                }
                (None, KeyCode::Char(character)) => write!(f, "{character}"),
                (None, _) => Ok(()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(text: &str) -> Key {
        text.parse().unwrap()
    }

    #[test]
    fn names_are_read_as_people_write_them() {
        assert_eq!(key("F5"), Key::plain(KeyCode::F(5)));
        assert_eq!(key("F"), Key::plain(KeyCode::Char('F')));
        assert_eq!(key("Space"), Key::plain(KeyCode::Char(' ')));
        assert_eq!(key("-"), Key::plain(KeyCode::Char('-')));
        assert!(key("Ctrl-R").ctrl && key("Ctrl-R").code == KeyCode::Char('r'));
        assert!(key("Shift-Up").shift);
        assert_eq!(key("Shift-Tab"), Key::plain(KeyCode::BackTab));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for wrong in ["", "F0", "F13", "Hyper-x", "Shift-g", "gg", "Ctrl-", " "] {
            assert!(wrong.parse::<Key>().is_err(), "{wrong:?} was taken");
        }
    }

    proptest! {
        #[test]
        fn a_name_says_the_key_it_was_read_from(
            ctrl: bool, alt: bool, name in "(F[1-9]|Up|PgDn|Del|Enter|[a-z]|[!-~])"
        ) {
            let text = format!(
                "{}{}{name}", if ctrl { "Ctrl-" } else { "" }, if alt { "Alt-" } else { "" }
            );
            let read = key(&text);
            prop_assert_eq!(key(&read.to_string()), read);
        }
    }
}
