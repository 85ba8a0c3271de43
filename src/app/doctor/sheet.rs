//! What the doctor's dialog says, line by line: the same for drawing and for scrolling.

use super::{Choice, Examination, Saving};
use crate::app::{Action, App, Section};
use crate::engine::Problem;
use crate::model::doctor::{DoctorReport, DoctorStep, DoctorStepState, shown};
use std::time::Duration;
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

/// Cells of a label and the gap after it.
const LABEL: usize = 11;
/// Cells of a time with the gap before it.
const TIME: usize = 9;
/// Cells of the sign of a step, and of an indent.
const INDENT: usize = 2;
/// Cells of a choice's key.
const KEY: usize = 4;
/// From so many columns on, times have a column of their own.
const WIDE: usize = 64;
/// Below so many columns, a step's text stands below its label.
const NARROW: usize = 40;

/// What is asked before the active modes are tried.
const ACTIVE_QUESTION: &str = "Try the active modes too?";
const ACTIVE_WARNING: &str = "In these the server dials you. Where a firewall or a NAT stops the \
     call, some servers keep the failed attempt's login busy for up to two minutes. Where only one \
     login is allowed, nobody can log in until then, and transfers wait.";

/// One line of the dialog. Texts are safe to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SheetLine {
    /// Nothing.
    Blank,
    /// A step, or more of its text.
    Step {
        /// How the step stands.
        state: DoctorStepState,
        /// Whether the sign of the state stands before it.
        first: bool,
        /// The label, or the blanks below it.
        lead: String,
        /// What was seen.
        text: String,
        /// How long it took, for the right edge.
        time: String,
    },
    /// A heading.
    Heading(&'static str),
    /// A line of a paragraph; stands two cells in.
    Text(String),
    /// Something to do, or more of its text; stands four cells in.
    Choice {
        /// The key that does it.
        key: String,
        /// It has been done.
        done: bool,
        /// What it does.
        text: String,
    },
    /// Something to mind before an answer is given.
    Warning(String),
}

/// All lines of the dialog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The lines.
    pub lines: Vec<SheetLine>,
    /// Where what it all says begins; `None` as long as it is not known, or while a question
    /// stands at the end.
    pub conclusion: Option<usize>,
}

impl Sheet {
    /// The first line to show in so many rows: the one wanted, or else what is new: the last steps,
    /// and at the end what they say from its beginning on.
    pub fn top(&self, wanted: Option<usize>, rows: usize) -> usize {
        let most = self.lines.len().saturating_sub(rows);
        let end = self.conclusion.map_or(most, |line| line.min(most));
        wanted.unwrap_or(end).min(most)
    }
}

/// Columns and rows of the dialog on a screen of so many columns and rows.
pub fn dialog_size((columns, rows): (u16, u16)) -> (u16, u16) {
    let width = if columns < 60 {
        columns
    } else {
        (columns - 4).min(108)
    };
    (width, rows.saturating_sub(2).clamp(1, 30))
}

/// Columns and rows that the text has in it.
pub(super) fn body_size(screen: (u16, u16)) -> (usize, usize) {
    let (width, height) = dialog_size(screen);
    let inside = usize::from(height.saturating_sub(2));
    let margin = if inside > 8 { 2 } else { 0 };
    (usize::from(width.saturating_sub(6)), inside - margin)
}

impl App {
    /// What the doctor's dialog says in so many columns; `None` if it is not open.
    pub fn doctor_sheet(&self, columns: usize) -> Option<Sheet> {
        let examination = self.examination()?;
        let mut sheet = Sheet::default();
        for (step, began) in &examination.steps {
            let running = Duration::try_from(self.since(*began)).unwrap_or_default();
            add_step(&mut sheet.lines, step, running, columns);
        }
        match &examination.end {
            None if examination.steps.is_empty() => {
                sheet.lines.push(SheetLine::Text("beginning".into()));
            }
            None => {}
            Some(end) => {
                sheet.lines.push(SheetLine::Blank);
                sheet.conclusion = Some(sheet.lines.len());
                match end {
                    Ok(report) => self.add_report(&mut sheet.lines, examination, report, columns),
                    Err(problem) => add_problem(&mut sheet.lines, problem, columns),
                }
            }
        }
        if examination.asks_active {
            sheet.conclusion = None;
            sheet.lines.push(SheetLine::Blank);
            sheet.lines.push(SheetLine::Heading(ACTIVE_QUESTION));
            let text = wrapped(ACTIVE_WARNING, columns.saturating_sub(INDENT));
            sheet.lines.extend(text.into_iter().map(SheetLine::Warning));
        }
        Some(sheet)
    }

    fn add_report(
        &self,
        lines: &mut Vec<SheetLine>,
        examination: &Examination,
        report: &DoctorReport,
        columns: usize,
    ) {
        lines.push(SheetLine::Heading("What this says"));
        add_text(lines, &report.text, columns);
        lines.push(SheetLine::Blank);
        lines.push(SheetLine::Heading("What to do"));
        let place = self.report_place();
        for (at, choice) in examination.choices(place.is_some()).iter().enumerate() {
            let (done, text) = match choice {
                Choice::Advice(advice) => (
                    advice.choice == Some(self.mode) || self.is_set(&advice.set),
                    self.advice_words(at + 1, advice),
                ),
                Choice::Save => saving(&examination.saving, place.as_deref().unwrap_or_default()),
            };
            add_choice(lines, &(at + 1).to_string(), done, &text, columns);
        }
        let mut keys = |action, text: &str| {
            if let Some(key) = self.keymap.keys_of(&[Section::Doctor], action).first() {
                add_choice(lines, key, false, text, columns);
            }
        };
        if examination.can_try_active() {
            keys(Action::ActiveModes, "try the active modes too (asks first)");
        }
        keys(Action::Again, "examine again");
    }
}

/// Whether the report is saved, and the words for it.
fn saving(saving: &Saving, place: &str) -> (bool, String) {
    match saving {
        Saving::No => {
            let text = format!("save this report  {place} (no password in it)");
            (false, text)
        }
        Saving::Running => (false, "saving this report".into()),
        Saving::Saved(place) => (true, format!("saved this report  {place}")),
    }
}

fn add_step(lines: &mut Vec<SheetLine>, step: &DoctorStep, running: Duration, columns: usize) {
    let time = match (step.state, step.took) {
        (DoctorStepState::Running, _) if running.as_secs() > 0 => {
            format!("{} s", running.as_secs())
        }
        (DoctorStepState::Running, _) | (_, None) => String::new(),
        (_, Some(took)) => shown(took),
    };
    let (wide, narrow) = (columns >= WIDE, columns < NARROW);
    let text = match (&*time, wide) {
        ("", _) | (_, true) => step.text.clone(),
        (time, false) => format!("{} ({time})", step.text),
    };
    let blanks = if narrow { 0 } else { LABEL };
    let edge = if wide { TIME } else { 0 };
    let room = columns.saturating_sub(INDENT + blanks + edge);
    let line = |first, lead: &str, text: String, time: &str| SheetLine::Step {
        state: step.state,
        first,
        lead: format!("{lead:<blanks$}"),
        text,
        time: time.to_owned(),
    };
    if narrow {
        lines.push(line(true, step.label, String::new(), ""));
    }
    for (at, text) in wrapped(&text, room).into_iter().enumerate() {
        let first = at == 0 && !narrow;
        let lead = if first { step.label } else { "" };
        let time = if first && wide { &*time } else { "" };
        lines.push(line(first, lead, text, time));
    }
}

fn add_problem(lines: &mut Vec<SheetLine>, problem: &Problem, columns: usize) {
    lines.push(SheetLine::Heading("What this says"));
    add_text(lines, &problem.to_string(), columns);
}

fn add_text(lines: &mut Vec<SheetLine>, text: &str, columns: usize) {
    let room = columns.saturating_sub(INDENT);
    let paragraphs = text.lines().flat_map(|line| wrapped(line, room));
    lines.extend(paragraphs.map(SheetLine::Text));
}

fn add_choice(lines: &mut Vec<SheetLine>, key: &str, done: bool, text: &str, columns: usize) {
    let room = columns.saturating_sub(KEY);
    for (at, text) in wrapped(text, room).into_iter().enumerate() {
        lines.push(SheetLine::Choice {
            key: if at == 0 { key.into() } else { String::new() },
            done: done && at == 0,
            text,
        });
    }
}

/// The text broken at blanks into lines of at most so many cells; longer words are broken too.
fn wrapped(text: &str, cells: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        if !line.is_empty() {
            if line.width() + 1 + word.width() > cells {
                lines.push(std::mem::take(&mut line));
            } else {
                line.push(' ');
            }
        }
        for sign in word.graphemes(true) {
            if line.width() + sign.width() > cells && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            line.push_str(sign);
        }
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_kept_whole_where_they_fit() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("abcdefgh ij", 3), ["abc", "def", "gh", "ij"]);
        assert_eq!(wrapped("", 5), [""]);
    }

    #[test]
    fn the_dialog_leaves_the_bar_and_the_keys_in_sight() {
        assert_eq!(dialog_size((120, 36)), (108, 30));
        assert_eq!(body_size((120, 36)), (102, 26));
        assert_eq!(dialog_size((80, 24)), (76, 22));
        assert_eq!(body_size((40, 10)), (34, 6));
        assert_eq!(body_size((24, 6)), (18, 2));
    }

    proptest! {
        #[test]
        fn no_line_is_too_long_and_no_sign_is_lost(text in "[a-z \u{65e5}]{0,60}", cells in 2usize..30) {
            let lines = wrapped(&text, cells);
            prop_assert!(lines.iter().all(|line| line.width() <= cells));
            let signs = |text: &str| text.replace(' ', "");
            prop_assert_eq!(signs(&lines.concat()), signs(&text));
        }
    }
}
