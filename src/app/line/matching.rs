//! What patterns match in the folder that a pane shows: told while they are typed, and what get and put
//! take. Of many entries it is looked for off the screen's task; what was told last stays meanwhile.

use super::moving::IN_FOLDER;
use crate::app::background::{Background, Work};
use crate::app::pane::RowSet;
use crate::app::stamp::Stamp;
use crate::app::{App, Overlay, Pane, Row, Rows};
use crate::model::Shore;
use crate::model::line::{Mask, Statement, Verb, find};
use crate::model::measured::total;
use crate::model::text::{plural, size};

/// What is typed, and the listing it is about.
#[derive(Clone, Debug, PartialEq)]
struct Typed {
    shore: Shore,
    words: Vec<String>,
    of: Stamp,
}

/// What is known of the patterns in the line, and what is being looked for.
#[derive(Debug, Default)]
pub(in crate::app) struct Matching {
    work: Background,
    /// What is looked for.
    wanted: Option<Typed>,
    /// What was found last.
    found: Option<(Typed, Matches)>,
}

/// Patterns, and the entries they may match.
#[derive(Clone, Debug)]
pub struct Patterns {
    rows: Rows,
    /// The folder, safe to show.
    title: String,
    words: Vec<String>,
}

/// What patterns match.
#[derive(Debug, Default)]
pub struct Matches {
    /// For each pattern its rows, or what is wrong with it.
    of: Vec<Result<RowSet, String>>,
    /// `9 files match *.parquet: 359 MiB`
    told: String,
}

impl Patterns {
    /// Looks what they match.
    pub fn matches(&self) -> Matches {
        let of: Vec<Result<RowSet, String>> = self
            .words
            .iter()
            .map(|pattern| matching(&self.rows, &self.title, pattern))
            .collect();
        let told: Vec<String> = self
            .words
            .iter()
            .zip(&of)
            .map(|(pattern, found)| match found {
                Ok(found) => self.told(pattern, found),
                Err(wrong) => wrong.clone(),
            })
            .collect();
        let told = told.join("; ");
        Matches { of, told }
    }

    fn told(&self, pattern: &str, found: &RowSet) -> String {
        let bytes = total(found.of(&self.rows).filter_map(|row| row.entry.size));
        let files = plural(found.len(), "file");
        let verb = if found.len() == 1 { "matches" } else { "match" };
        format!("{files} {verb} {pattern}: {}", size(bytes))
    }
}

/// The files that match.
fn matching(rows: &Rows, title: &str, pattern: &str) -> Result<RowSet, String> {
    if pattern.contains('/') {
        return Err(IN_FOLDER.into());
    }
    let mask = Mask::new(pattern).map_err(|error| error.to_string())?;
    let fits = |row: &&Row| !row.entry.is_dir() && mask.fits(row.text());
    let found: RowSet = rows.iter().filter(fits).map(Row::index).collect();
    if found.len() == 0 {
        return Err(format!("no file in {title} matches {pattern}"));
    }
    Ok(found)
}

impl Matching {
    /// What was found for a pattern, where that was looked for.
    fn found(&self, shore: Shore, of: Stamp, pattern: &str) -> Option<&Result<RowSet, String>> {
        let (typed, matches) = self.found.as_ref()?;
        let at = typed.words.iter().position(|known| known == pattern)?;
        let same = typed.shore == shore && typed.of == of;
        matches.of.get(at).filter(|_| same)
    }
}

impl App {
    /// The files of the folder shown that match: what is in memory, so nothing is asked.
    pub(super) fn matching(&self, shore: Shore, pattern: &str) -> Result<Vec<&Row>, String> {
        let pane = self.pane(shore);
        let known = self
            .memory
            .matching
            .found(shore, pane.rows.stamp(), pattern);
        let found = match known {
            Some(found) => found.clone()?,
            None => matching(&pane.rows, &pane.title, pattern)?,
        };
        let rows = pane.rows.iter();
        Ok(rows.filter(|row| found.has(row.index())).collect())
    }

    /// Looks for what the patterns in the line match, where they are new: of many entries off the
    /// screen's task.
    pub(in crate::app) fn look_for_matches(&mut self) {
        let typed = self.patterns_typed();
        let matching = &mut self.memory.matching;
        let Some(typed) = typed else {
            matching.wanted = None;
            return matching.work.forget();
        };
        let is_it = |found: &(Typed, Matches)| found.0 == typed;
        if matching.found.as_ref().is_some_and(is_it) {
            matching.wanted = None;
            matching.work.forget();
        } else if matching.wanted.as_ref() != Some(&typed) {
            let shore = typed.shore;
            matching.wanted = Some(typed);
            matching.work.ask();
            if Pane::are_few(self.pane(shore).rows.len())
                && let Some(patterns) = self.patterns_wanted()
            {
                self.take_matches(patterns.matches());
            }
        }
        if let Some(patterns) = self.patterns_wanted()
            && let Some(id) = self.memory.matching.work.take()
        {
            let patterns = Box::new(patterns);
            self.do_beside(Work::Match(id, patterns));
        }
    }

    fn patterns_wanted(&self) -> Option<Patterns> {
        let typed = self.memory.matching.wanted.as_ref()?;
        let pane = self.pane(typed.shore);
        Some(Patterns {
            rows: pane.rows.clone(),
            title: pane.title.clone(),
            words: typed.words.clone(),
        })
    }

    /// What the patterns match was looked for off the screen's task.
    pub(in crate::app) fn matched(&mut self, id: u64, matches: Matches) {
        if self.memory.matching.work.came(id) {
            self.take_matches(matches);
        }
    }

    fn take_matches(&mut self, matches: Matches) {
        let matching = &mut self.memory.matching;
        matching.work.forget();
        if let Some(typed) = matching.wanted.take() {
            matching.found = Some((typed, matches));
        }
    }

    /// The patterns in the line, of a verb whose matches are told.
    fn patterns_typed(&self) -> Option<Typed> {
        let Some(Overlay::Line(line)) = &self.overlay else {
            return None;
        };
        let typed = line.input.value().trim_start_matches([':', ' ']);
        let (verb, rest) = typed.split_once(char::is_whitespace)?;
        let shore = match find(verb)?.verb {
            Verb::Mget | Verb::Mreget | Verb::Mdelete => Shore::Remote,
            Verb::Mput => Shore::Local,
            _ => return None,
        };
        let pane = self.pane(shore);
        pane.place.as_ref()?;
        let words = shell_words::split(rest).ok()?;
        let (patterns, _) = Statement::split_to(&words);
        let mut words = patterns.to_vec();
        words.retain(|word| self.is_pattern(word));
        (!words.is_empty()).then(|| Typed {
            shore,
            words,
            of: pane.rows.stamp(),
        })
    }

    /// What the patterns in the line match, as far as that is known.
    pub(super) fn matches_told(&self) -> Option<String> {
        let typed = self.patterns_typed()?;
        let matching = &self.memory.matching;
        let found = matching.found.as_ref();
        let same = found.filter(|(known, _)| known.shore == typed.shore && known.of == typed.of);
        if let Some((_, matches)) = same {
            return Some(matches.told.clone()).filter(|told| !told.is_empty());
        }
        let entries = self.pane(typed.shore).rows.len();
        Some(format!("looking through {entries} entries"))
    }
}
