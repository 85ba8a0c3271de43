//! The user's settings: `config.toml` in the folder for configuration.

use crate::model::nearest::nearest;
use crate::model::settings::{SETTINGS, Setting, Settings, Value};
use crate::model::text::display_safe_str;
use std::borrow::Cow;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use toml::Spanned;
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
    match read_all(file) {
        Ok(settings) => (settings, Vec::new()),
        Err(wrong) => (Settings::default(), wrong),
    }
}

/// Reads the settings; the defaults where no file is.
///
/// # Errors
/// All that is wrong with the file, in its order.
pub fn read_all(file: Option<&Path>) -> Result<Settings, Vec<SettingsError>> {
    let Some(file) = file else {
        return Ok(Settings::default());
    };
    let error = |place, what| SettingsError {
        file: file.to_owned(),
        place,
        what,
    };
    match read(file) {
        Ok(text) => parse(&text).map_err(|wrong| {
            let told = wrong.into_iter();
            told.map(|(place, what)| error(Some(place), what)).collect()
        }),
        Err(problem) if problem.kind() == io::ErrorKind::NotFound => Ok(Settings::default()),
        Err(problem) => Err(vec![error(None, format!("it cannot be read: {problem}"))]),
    }
}

/// Reads a file that the user has written.
///
/// # Errors
/// The system's; what is no file.
pub fn read(file: &Path) -> io::Result<String> {
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
pub type Wrong = ((usize, usize), String);

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
    for (name, value) in table.get_ref() {
        let word = name.get_ref();
        let section = SETTINGS.iter().any(|setting| setting.section == word);
        match (section, value.get_ref()) {
            (true, DeValue::Table(keys)) => {
                for (key, value) in keys {
                    take(&mut settings, &mut wrong, word, key, value);
                }
            }
            (true, _) => {
                let what = format!("`{word}` is a section: write [{word}] above its settings");
                wrong.push((name.span(), what));
            }
            (false, DeValue::Table(_)) if Setting::find("", word).is_none() => {
                wrong.push((name.span(), no("section", word, &sections())));
            }
            (false, _) => take(&mut settings, &mut wrong, "", name, value),
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

/// Takes the value of a setting in, or notes what is wrong with it.
fn take(
    settings: &mut Settings,
    wrong: &mut Vec<(Range<usize>, String)>,
    section: &str,
    key: &Spanned<Cow<'_, str>>,
    value: &Spanned<DeValue<'_>>,
) {
    let name = key.get_ref();
    match Setting::find(section, name) {
        None => {
            let here = SETTINGS
                .iter()
                .filter(|setting| setting.section == section)
                .map(|setting| setting.key.to_owned());
            let mut known: Vec<String> = here.collect();
            if section.is_empty() {
                known.extend(sections());
            }
            wrong.push((key.span(), no("setting", name, &known)));
        }
        Some(setting) => {
            if let Err(right) = setting.put(settings, &plain(value.get_ref())) {
                let what = format!("`{name}` will not do: it takes {right}");
                wrong.push((value.span(), what));
            }
        }
    }
}

/// The sections, as they are written.
fn sections() -> Vec<String> {
    let mut sections: Vec<String> = Vec::new();
    for setting in SETTINGS
        .iter()
        .filter(|setting| !setting.section.is_empty())
    {
        let section = format!("[{}]", setting.section);
        if !sections.contains(&section) {
            sections.push(section);
        }
    }
    sections
}

fn plain(value: &DeValue) -> Value {
    match value {
        DeValue::Boolean(value) => Value::YesNo(*value),
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) if number.radix() == 10 => {
            let digits = number.as_str().replace('_', "");
            digits.parse().map_or(Value::Other, Value::Number)
        }
        DeValue::Array(array) => {
            let words = array.iter().map(|word| word.get_ref().as_str());
            let words = words.map(|word| word.map(str::to_owned)).collect();
            Option::map_or(words, Value::Other, Value::List)
        }
        _ => Value::Other,
    }
}

pub(crate) fn no(what: &str, name: &str, known: &[String]) -> String {
    let shown = display_safe_str(name);
    let bare = known.iter().map(|known| known.trim_matches(['[', ']']));
    match nearest(name, bare) {
        Some(near) => format!("there is no {what} `{shown}`; did you mean `{near}`?"),
        None => format!("there is no {what} `{shown}`, but {}", known.join(", ")),
    }
}

/// Line and column of the beginning, from 1, in characters.
pub fn place(text: &str, span: &Range<usize>) -> (usize, usize) {
    let before = text.get(..span.start).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

#[cfg(test)]
#[path = "settings/tests.rs"]
mod tests;
