//! The settings as a table: their names, what they take, and a line about each. The file, the
//! settings' screen and the sample are held to it.

mod rows;

pub use rows::SETTINGS;

use super::Settings;
use std::fmt;

/// A value as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `true` or `false`.
    YesNo(bool),
    /// A number.
    Number(i64),
    /// A text.
    Text(String),
    /// Texts in a row.
    List(Vec<String>),
    /// Something that no setting takes.
    Other,
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::YesNo(value)
    }
}

/// As people read it: a text without quotes, a list with blanks between its words.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::YesNo(true) => f.write_str("yes"),
            Self::YesNo(false) => f.write_str("no"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(text),
            Self::List(words) => f.write_str(&shell_words::join(words)),
            Self::Other => f.write_str("?"),
        }
    }
}

/// What a setting takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Yes or no.
    YesNo,
    /// A number from 0 to this.
    Number(i64),
    /// One of these words.
    Words(&'static [&'static str]),
    /// One of these words, or another one.
    WordsOrOther(&'static [&'static str]),
    /// A text.
    Text,
    /// Some of these words, or none.
    Several(&'static [&'static str]),
    /// A program and its arguments.
    Program,
}

/// A setting.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The section of the file it stands in; empty above all sections.
    pub section: &'static str,
    /// Its name there.
    pub key: &'static str,
    /// One line about it.
    pub about: &'static str,
    /// What it takes.
    pub kind: Kind,
    get: fn(&Settings) -> Value,
    set: fn(&mut Settings, &Value) -> Result<(), String>,
}

impl Setting {
    /// The setting of this name.
    pub fn find(section: &str, key: &str) -> Option<&'static Self> {
        SETTINGS
            .iter()
            .find(|setting| setting.section == section && setting.key == key)
    }

    /// `section.key`, or the key alone.
    pub fn name(&self) -> String {
        match self.section {
            "" => self.key.to_owned(),
            section => format!("{section}.{}", self.key),
        }
    }

    /// What it is.
    pub fn value(&self, settings: &Settings) -> Value {
        (self.get)(settings)
    }

    /// What it is where nothing is said.
    pub fn default_value(&self) -> Value {
        self.value(&Settings::default())
    }

    /// Takes a value in.
    ///
    /// # Errors
    /// What would be right.
    pub fn put(&self, settings: &mut Settings, value: &Value) -> Result<(), String> {
        (self.set)(settings, value)
    }

    /// The value that a text stands for, as typed in the settings' screen.
    pub fn typed(&self, text: &str) -> Value {
        let text = text.trim();
        let other = || Value::Text(text.to_owned());
        match self.kind {
            Kind::YesNo => match text {
                "yes" | "true" => Value::YesNo(true),
                "no" | "false" => Value::YesNo(false),
                _ => other(),
            },
            Kind::Number(_) => text.parse().map_or_else(|_| other(), Value::Number),
            Kind::Words(_) | Kind::WordsOrOther(_) | Kind::Text => other(),
            Kind::Several(_) | Kind::Program => {
                shell_words::split(text).map_or(Value::Other, Value::List)
            }
        }
    }

    /// The value after this one, or before it, going round; `None` for what is typed.
    pub fn neighbour(&self, settings: &Settings, forward: bool) -> Option<Value> {
        let value = self.value(settings);
        match (self.kind, &value) {
            (Kind::YesNo, Value::YesNo(now)) => Some(Value::YesNo(!now)),
            (Kind::Number(most), Value::Number(now)) => {
                let next = if forward { now + 1 } else { now - 1 };
                Some(Value::Number(next.clamp(0, most)))
            }
            (Kind::Words(words) | Kind::WordsOrOther(words), Value::Text(now)) => {
                let step = if forward { 1 } else { words.len() - 1 };
                let at = words.iter().position(|word| word == now);
                let next = at.map_or(0, |at| (at + step) % words.len());
                words.get(next).map(|word| Value::Text((*word).to_owned()))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_takes_its_own_value_back() {
        let all = Settings::default();
        for setting in SETTINGS {
            let value = setting.value(&all);
            let mut other = Settings::default();
            assert_eq!(setting.put(&mut other, &value), Ok(()), "{}", setting.key);
            assert_eq!(other, all, "{}", setting.key);
            let text = value.to_string();
            assert_eq!(setting.typed(&text), value, "{}: {text}", setting.key);
            assert!(!setting.about.is_empty() && setting.put(&mut other, &Value::Other).is_err());
            let found = Setting::find(setting.section, setting.key).unwrap();
            assert_eq!(found.about, setting.about, "two settings of one name");
        }
    }

    #[test]
    fn the_arrows_go_round_the_words_and_stop_at_the_ends_of_numbers() {
        let mut all = Settings::default();
        let verify = Setting::find("queue", "verify").unwrap();
        let next = verify.neighbour(&all, true).unwrap();
        assert_eq!(next, Value::Text("hash".into()));
        let before = verify.neighbour(&all, false).unwrap();
        assert_eq!(before, Value::Text("full".into()));
        let retries = Setting::find("queue", "retries").unwrap();
        retries.put(&mut all, &Value::Number(100)).unwrap();
        assert_eq!(retries.neighbour(&all, true), Some(Value::Number(100)));
        let program = Setting::find("queue", "when_done").unwrap();
        assert_eq!(program.neighbour(&all, true), None);
    }

    #[test]
    fn a_program_is_typed_as_in_a_shell() {
        let program = Setting::find("queue", "when_done").unwrap();
        assert_eq!(
            program.typed("notify-send \"a b\""),
            Value::List(vec!["notify-send".into(), "a b".into()])
        );
    }
}
