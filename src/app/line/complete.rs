//! Tab: verbs, names in the listings in memory, modes, settings.

use crate::app::{App, Overlay, Row};
use crate::engine::Place;
use crate::model::line::{Completes, SETTINGS, VERBS, Verb, VerbEntry, find};
use crate::model::settings::ThemeChoice;
use crate::model::{EntryKind, Shore};
use tui_input::Input;

/// What Tab goes round.
#[derive(Debug)]
pub(in crate::app) struct Offered {
    /// What stood before the word, and what stood behind the cursor.
    before: String,
    after: String,
    /// What the word may be, as it would be written.
    pub(super) words: Vec<String>,
    /// Which stands there; `None` as long as only their common beginning does.
    at: Option<usize>,
}

/// The word at the cursor and those in front of it.
struct Typed {
    /// The text in front of the word.
    before: String,
    /// The word without its quotes.
    word: String,
    /// The words in front.
    words: Vec<String>,
    /// What stands behind the cursor.
    after: String,
}

impl App {
    pub(super) fn complete_line(&mut self) {
        let Some(Overlay::Line(line)) = &mut self.overlay else {
            return;
        };
        line.error = None;
        if let Some(offered) = &mut line.offered
            && offered.words.len() > 1
        {
            let next = offered.at.map_or(0, |at| (at + 1) % offered.words.len());
            offered.at = Some(next);
            let word = offered.words.get(next).cloned().unwrap_or_default();
            line.input = joined(&offered.before, &word, &offered.after);
            return;
        }
        let typed = typed(line.input.value(), line.input.cursor());
        let words = self.candidates(&typed);
        let Some(Overlay::Line(line)) = &mut self.overlay else {
            return;
        };
        match words.as_slice() {
            [] => line.error = Some(format!("nothing known begins with `{}`", typed.word)),
            [word] => {
                let space = if word.ends_with(['/', '\'']) && word.contains('/') {
                    ""
                } else {
                    " "
                };
                line.input = joined(&typed.before, &format!("{word}{space}"), &typed.after);
            }
            several => {
                let common = common(several);
                if common.len() > typed.word.len() {
                    line.input = joined(&typed.before, &common, &typed.after);
                }
                line.offered = Some(Offered {
                    before: typed.before,
                    after: typed.after,
                    words,
                    at: None,
                });
            }
        }
    }

    /// What the word at the cursor may be, as it would be written.
    fn candidates(&self, typed: &Typed) -> Vec<String> {
        let Some(verb) = typed.words.first() else {
            let names = VERBS.iter().flat_map(|entry| entry.names.iter().copied());
            return beginning(names, &typed.word);
        };
        let Some(entry) = find(verb) else {
            return Vec::new();
        };
        let place = typed.words.len();
        match self.kind_at(entry, place, typed) {
            Completes::Nothing => Vec::new(),
            Completes::Sites => self.site_names(&typed.word),
            Completes::Verbs => beginning(VERBS.iter().map(VerbEntry::name), &typed.word),
            Completes::Types => beginning(["image", "ascii"], &typed.word),
            Completes::Modes => {
                let modes = SETTINGS.iter().find(|(name, _)| *name == "mode");
                let modes = modes.iter().flat_map(|(_, values)| values.iter().copied());
                beginning(modes, &typed.word)
            }
            Completes::Switch => beginning(["on", "off"], &typed.word),
            Completes::Themes => beginning(ThemeChoice::WORDS.iter().copied(), &typed.word),
            Completes::Settings if place == 1 => {
                beginning(SETTINGS.iter().map(|(name, _)| *name), &typed.word)
            }
            Completes::Settings => {
                let name = typed.words.get(1).map_or("", String::as_str);
                let values = SETTINGS.iter().find(|(known, _)| *known == name);
                let values = values.map_or(&[][..], |(_, values)| values);
                beginning(values.iter().copied(), &typed.word)
            }
            Completes::Remote => self.names_in(Shore::Remote, &typed.word, false),
            Completes::RemoteDirs => self.names_in(Shore::Remote, &typed.word, true),
            Completes::Local => self.names_in(Shore::Local, &typed.word, false),
            Completes::LocalDirs => self.names_in(Shore::Local, &typed.word, true),
        }
    }

    /// Sites that are kept, by the whole name or its last part.
    fn site_names(&self, word: &str) -> Vec<String> {
        let sites = self.sites.iter();
        let meant =
            sites.filter(|site| site.name.starts_with(word) || site.title().starts_with(word));
        meant
            .map(|site| shell_words::quote(&site.name).into_owned())
            .collect()
    }

    /// What stands at this place: where a verb moves between the shores, its second name is on the
    /// other one.
    #[expect(clippy::unused_self, reason = "reads as the others do")]
    fn kind_at(&self, entry: &VerbEntry, place: usize, typed: &Typed) -> Completes {
        let behind_to = typed.words.last().is_some_and(|word| word == "to");
        match (entry.verb, place) {
            (Verb::Get | Verb::Reget | Verb::Newer, 2..) => Completes::Local,
            (Verb::Put | Verb::Append, 2..) => Completes::Remote,
            (Verb::Mget | Verb::Mreget, 2..) if behind_to => Completes::LocalDirs,
            (Verb::Mput, 2..) if behind_to => Completes::RemoteDirs,
            (Verb::Chmod, 1) | (Verb::Open, 2..) => Completes::Nothing,
            _ => entry.completes,
        }
    }

    /// Names of the folder shown that begin so. One that begins with a dash would be taken for options.
    fn names_in(&self, shore: Shore, word: &str, only_folders: bool) -> Vec<String> {
        let here = word.strip_prefix("./");
        let word = here.unwrap_or(word);
        let pane = self.pane(shore);
        if matches!(pane.place, None | Some(Place::Local(_))) && shore == Shore::Remote {
            return Vec::new();
        }
        let fits = |row: &Row, name: &str| {
            name.starts_with(word)
                && (!row.entry.name.is_hidden() || word.starts_with('.'))
                && (!only_folders || row.entry.kind != EntryKind::File)
        };
        let rows = pane.rows.iter().map(|row| (row.text(), row));
        let fitting = rows.filter(|(name, row)| fits(row, name));
        let written = |row: &Row| {
            let slash = if row.entry.is_dir() { "/" } else { "" };
            let is_dashed = row.text().starts_with('-');
            let dot = if here.is_some() || is_dashed {
                "./"
            } else {
                ""
            };
            shell_words::quote(&format!("{dot}{}{slash}", row.text())).into_owned()
        };
        ends_of_order(fitting).into_iter().map(written).collect()
    }
}

/// So many names are offered; nobody goes round more.
const OFFERED: usize = 400;

/// The first of these in the order of their names, and the last one: what those two begin with, all
/// begin with. Of many names not all are put in order.
fn ends_of_order<'a>(rows: impl Iterator<Item = (&'a str, &'a Row)>) -> Vec<&'a Row> {
    let mut first: Vec<(&str, &Row)> = Vec::new();
    let mut last: Option<(&str, &Row)> = None;
    for (name, row) in rows {
        if last.is_none_or(|(most, _)| most <= name) {
            last = Some((name, row));
        }
        if first.len() == OFFERED {
            if first.last().is_some_and(|(most, _)| *most <= name) {
                continue;
            }
            first.pop();
        }
        let before = first.partition_point(|(one, _)| *one <= name);
        first.insert(before, (name, row));
    }
    let is_in = |last: &(&str, &Row)| first.iter().any(|(_, row)| row.index() == last.1.index());
    let apart = last.filter(|last| !is_in(last));
    first.into_iter().chain(apart).map(|(_, row)| row).collect()
}

/// The word at the cursor, in quotes or not.
fn typed(text: &str, cursor: usize) -> Typed {
    let letters: Vec<char> = text.chars().collect();
    let (before, after) = letters.split_at(cursor.min(letters.len()));
    let mut quote = None;
    let mut escaped = false;
    let mut start = 0;
    for (at, letter) in before.iter().enumerate() {
        match (quote, letter) {
            _ if escaped => escaped = false,
            (None | Some('"'), '\\') => escaped = true,
            (None, '"' | '\'') => quote = Some(*letter),
            (Some(open), letter) if open == *letter => quote = None,
            (None, letter) if letter.is_whitespace() => start = at + 1,
            _ => {}
        }
    }
    let (front, word) = before.split_at(start);
    let front: String = front.iter().collect();
    let mut word: String = word.iter().collect();
    if let Some(open) = quote {
        word.push(open);
    }
    let word = shell_words::split(&word).unwrap_or_default().join(" ");
    let words = front.trim_start_matches([':', ' ']);
    Typed {
        words: shell_words::split(words).unwrap_or_default(),
        before: front,
        word,
        after: after.iter().collect(),
    }
}

fn joined(before: &str, word: &str, after: &str) -> Input {
    let cursor = before.chars().count() + word.chars().count();
    Input::new(format!("{before}{word}{after}")).with_cursor(cursor)
}

fn beginning(words: impl IntoIterator<Item = &'static str>, word: &str) -> Vec<String> {
    let words = words.into_iter().filter(|known| known.starts_with(word));
    words.map(str::to_owned).collect()
}

/// What all of them begin with; nothing of what is in quotes, which has to be closed.
fn common(words: &[String]) -> String {
    let Some((first, rest)) = words.split_first() else {
        return String::new();
    };
    if words.iter().any(|word| word.starts_with('\'')) {
        return String::new();
    }
    let mut common = first.clone();
    for word in rest {
        while !word.starts_with(&common) {
            common.pop();
        }
    }
    common
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_at_the_cursor_is_found_in_quotes_too() {
        let found = typed("get \"my fi", 10);
        assert_eq!(
            (found.before.as_str(), found.word.as_str()),
            ("get ", "my fi")
        );
        assert_eq!(found.words, ["get"]);
        let found = typed("mget a b to x", 13);
        assert_eq!(found.words, ["mget", "a", "b", "to"]);
        let found = typed("ge", 2);
        assert!(found.words.is_empty() && found.word == "ge");
        let found = typed("cd  pub", 4);
        assert_eq!((found.word.as_str(), found.after.as_str()), ("", "pub"));
    }

    #[test]
    fn of_many_names_the_first_are_offered_and_the_last() {
        let row = |number: u32| {
            let name = crate::model::Name::from(format!("{number:04}").as_str());
            let entry = crate::model::Entry::new(name, EntryKind::File);
            Row::new(entry, crate::model::NameCoding::default())
        };
        let rows: crate::app::Rows = (0..1000).map(|number| row(number * 77 % 1000)).collect();
        let texts: Vec<&str> = ends_of_order(rows.iter().map(|row| (row.text(), row)))
            .iter()
            .map(|row| row.text())
            .collect();
        let mut wanted: Vec<String> = (0..400).map(|number| format!("{number:04}")).collect();
        wanted.push("0999".into());
        assert_eq!(texts, wanted);
        let few = ends_of_order(rows.iter().take(3).map(|row| (row.text(), row)));
        assert_eq!(
            few.iter().map(|row| row.text()).collect::<Vec<_>>(),
            ["0000", "0077", "0154"]
        );
    }

    #[test]
    fn the_common_beginning_of_quoted_words_is_not_written() {
        let words = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        assert_eq!(common(&words(&["data-1", "data-2"])), "data-");
        assert_eq!(common(&words(&["'a b'", "'a c'"])), "");
    }
}
