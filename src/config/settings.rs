//! The user's settings: `config.toml` in the folder for configuration.

use crate::model::rate::parse_rate;
use crate::model::settings::{MOST_SESSIONS, Settings};
use crate::model::text::display_safe_str;
use crate::model::{Naming, OnConflict};
use std::fmt::Display;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use toml::de::{DeTable, DeValue};

/// Longest file that is read.
const LONGEST: u64 = 1 << 20;

/// What is wrong with the settings, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{}: {what}", display_safe_str(&file.display().to_string()), at(*place))]
pub struct SettingsError {
    /// The file.
    pub file: PathBuf,
    /// Line and column, from 1; `None` where it is not about one of them.
    pub place: Option<(usize, usize)>,
    /// What is wrong there.
    pub what: String,
}

fn at(place: Option<(usize, usize)>) -> String {
    place.map_or_else(String::new, |(line, column)| {
        format!(", line {line}, column {column}")
    })
}

/// Reads the settings. Where no file is, the defaults hold; where something in it is wrong, they
/// hold too, so that the program starts in any case.
pub fn load(file: Option<&Path>) -> (Settings, Vec<SettingsError>) {
    let Some(file) = file else {
        return (Settings::default(), Vec::new());
    };
    let text = match read(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return (Settings::default(), Vec::new());
        }
        Err(error) => {
            let error = SettingsError {
                file: file.to_owned(),
                place: None,
                what: format!("it cannot be read: {error}"),
            };
            return (Settings::default(), vec![error]);
        }
    };
    match parse(&text) {
        Ok(settings) => (settings, Vec::new()),
        Err(wrong) => {
            let told = wrong.into_iter().map(|(place, what)| SettingsError {
                file: file.to_owned(),
                place: Some(place),
                what,
            });
            (Settings::default(), told.collect())
        }
    }
}

fn read(file: &Path) -> io::Result<String> {
    use io::Read as _;
    let mut text = String::new();
    let file = std::fs::File::open(file)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    file.take(LONGEST).read_to_string(&mut text)?;
    Ok(text)
}

/// Where something is wrong (line and column, from 1), and what.
type Wrong = ((usize, usize), String);

/// Reads the text of `config.toml`.
///
/// # Errors
/// All that is wrong with it, in the order of the text.
pub fn parse(text: &str) -> Result<Settings, Vec<Wrong>> {
    let table = DeTable::parse(text).map_err(|error| {
        let at = place(text, &error.span().unwrap_or(0..0));
        vec![(at, display_safe_str(error.message()))]
    })?;
    let mut settings = Settings::default();
    let mut wrong: Vec<(Range<usize>, String)> = Vec::new();
    for (section, keys) in table.get_ref() {
        let name = section.get_ref();
        let Some((_, known)) = SECTIONS.iter().find(|(known, _)| known == name) else {
            let sections: Vec<String> = SECTIONS.iter().map(|(s, _)| format!("[{s}]")).collect();
            wrong.push((section.span(), no("section", name, &sections)));
            continue;
        };
        let DeValue::Table(keys) = keys.get_ref() else {
            let what = format!("`{name}` is a section: write [{name}] above its settings");
            wrong.push((section.span(), what));
            continue;
        };
        for (key, value) in keys {
            let name = key.get_ref();
            match known.iter().find(|(known, _)| known == name) {
                None => {
                    let names: Vec<String> = known.iter().map(|(n, _)| (*n).to_owned()).collect();
                    wrong.push((key.span(), no("setting", name, &names)));
                }
                Some((_, set)) => {
                    if let Err(right) = set(&mut settings, value.get_ref()) {
                        let what = format!("`{name}` will not do: it takes {right}");
                        wrong.push((value.span(), what));
                    }
                }
            }
        }
    }
    if wrong.is_empty() {
        return Ok(settings);
    }
    wrong.sort_by_key(|(span, _)| span.start);
    let placed = wrong
        .into_iter()
        .map(|(span, what)| (place(text, &span), what));
    Err(placed.collect())
}

fn no(what: &str, name: &str, known: &[String]) -> String {
    let name = display_safe_str(name);
    format!("there is no {what} `{name}`, but {}", known.join(", "))
}

/// Line and column of the beginning, from 1, in characters.
fn place(text: &str, span: &Range<usize>) -> (usize, usize) {
    let before = text.get(..span.start).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

/// Takes a value in; if it will not do, says what would.
type Set = fn(&mut Settings, &DeValue) -> Result<(), String>;

/// The sections and their settings.
const SECTIONS: [(&str, &[(&str, Set)]); 4] = [
    (
        "queue",
        &[
            ("at_start", |all, value| {
                put(&mut all.at_start, word(value, &["ask", "go", "pause"]))
            }),
            ("retries", |all, value| {
                put(&mut all.policy.retries, number(value, &100))
            }),
            ("sessions", |all, value| {
                put(&mut all.sessions, number(value, &MOST_SESSIONS))
            }),
            ("verify", |all, value| {
                put(
                    &mut all.policy.verify,
                    word(value, &["size", "hash", "full"]),
                )
            }),
            ("when_done", |all, value| {
                put(&mut all.when_done, words(value))
            }),
            ("notify", |all, value| put(&mut all.notify, yes_no(value))),
        ],
    ),
    (
        "transfers",
        &[
            ("keep_times", |all, value| {
                put(&mut all.policy.keep_times, yes_no(value))
            }),
            ("keep_permissions", |all, value| {
                put(&mut all.policy.keep_permissions, yes_no(value))
            }),
            ("limit_down", |all, value| {
                put(&mut all.limits.down, rate(value))
            }),
            ("limit_up", |all, value| {
                put(&mut all.limits.up, rate(value))
            }),
            ("on_conflict", |all, value| {
                put(&mut all.policy.on_conflict, conflict(value))
            }),
            ("upload_naming", |all, value| {
                put(&mut all.policy.naming, naming(value))
            }),
        ],
    ),
    (
        "passwords",
        &[("netrc", |all, value| put(&mut all.netrc, yes_no(value)))],
    ),
    (
        "screen",
        &[("mouse", |all, value| put(&mut all.mouse, yes_no(value)))],
    ),
];

fn put<T>(setting: &mut T, value: Result<T, String>) -> Result<(), String> {
    *setting = value?;
    Ok(())
}

/// One of some words.
fn word<T: FromStr>(value: &DeValue, words: &[&str]) -> Result<T, String> {
    let known = value.as_str().filter(|word| words.contains(word));
    known.and_then(|word| word.parse().ok()).ok_or_else(|| {
        let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
        quoted.join(" or ")
    })
}

fn conflict(value: &DeValue) -> Result<Option<OnConflict>, String> {
    let words = [
        "ask",
        "overwrite",
        "skip",
        "rename",
        "resume",
        "newer",
        "size",
    ];
    let rule = word(value, &words)?;
    Ok(Some(rule).filter(|rule| *rule != OnConflict::Ask))
}

fn naming(value: &DeValue) -> Result<Option<Naming>, String> {
    if value.as_str() == Some("auto") {
        return Ok(None);
    }
    let told = |right| format!("\"auto\" or {right}");
    word(value, &["temporary", "direct"])
        .map(Some)
        .map_err(told)
}

fn number<T: TryFrom<i64> + PartialOrd + Display>(value: &DeValue, most: &T) -> Result<T, String> {
    let digits = value.as_integer().filter(|number| number.radix() == 10);
    let number = digits.and_then(|number| number.as_str().replace('_', "").parse::<i64>().ok());
    let number = number.and_then(|number| T::try_from(number).ok());
    number
        .filter(|number| number <= most)
        .ok_or_else(|| format!("a number from 0 to {most}"))
}

fn yes_no(value: &DeValue) -> Result<bool, String> {
    value.as_bool().ok_or_else(|| "true or false".into())
}

fn rate(value: &DeValue) -> Result<Option<u64>, String> {
    let text = match value {
        DeValue::String(text) => text.as_ref(),
        DeValue::Integer(number) => number.as_str(),
        _ => "?",
    };
    parse_rate(text).map_err(|_| "bytes a second such as \"2M\" or \"500k\", or \"none\"".into())
}

/// A program and its arguments.
fn words(value: &DeValue) -> Result<Vec<String>, String> {
    let right = "a program and its arguments, each in quotes: [\"notify-send\", \"{summary}\"]";
    let all = value.as_array().and_then(|array| {
        let words = array.iter().map(|word| word.get_ref().as_str());
        words
            .map(|word| word.map(str::to_owned))
            .collect::<Option<Vec<_>>>()
    });
    all.filter(|words| words.first().is_none_or(|program| !program.is_empty()))
        .ok_or_else(|| right.into())
}

#[cfg(test)]
#[path = "settings/tests.rs"]
mod tests;
