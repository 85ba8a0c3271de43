//! The queue as a text that can be edited, in the manner of `git rebase -i`, and back.

use crate::engine::{Fate, QueueEdit};
use crate::model::text::{display_safe_str, plural, size};
use crate::model::{Priority, TransferId, TransferState, TransferView};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// What stands below the lines.
const COMMENT: &str = "\
# One line is one transfer: what is to become of it, perhaps its priority, its number.
# What follows the number tells you which it is, and is not read.
#
#   go      it gets its turn                 high    before all others
#   pause   it waits until it is let go on   low     after all others
#   cancel  it is cancelled
#
# g, p and c will do. The order of the lines is the order of the queue. What runs goes on unless it
# is paused or cancelled. Lines that begin with # are not read.
#
# If you remove a line, that transfer counts as cancelled; you are asked first, with their number.
# To leave everything as it is, save nothing or leave the editor with an error (:cq in vi).
";

/// The transfers that have not ended, one line each, with an explanation.
pub(super) fn write<'a>(rows: impl Iterator<Item = &'a TransferView>) -> (String, Vec<TransferId>) {
    let open: Vec<&TransferView> = rows.filter(|row| !row.state.is_final()).collect();
    let digits = open.iter().map(|row| row.id.to_string().len()).max();
    let digits = digits.unwrap_or(1) + 1;
    let mut text = String::new();
    for row in &open {
        let fate = if row.state == TransferState::Paused {
            "pause"
        } else {
            "go"
        };
        let priority = match row.priority {
            Priority::High => "high",
            Priority::Normal => "",
            Priority::Low => "low",
        };
        let id = format!("#{}", row.id);
        let bytes = row.size.map_or_else(|| "size not known".into(), size);
        let _ = writeln!(
            text,
            "{fate:<6} {priority:<4} {id:<digits$}  {} {} -> {}  {bytes}",
            row.direction, row.name, row.to
        );
    }
    let count = plural(open.len(), "transfer");
    let _ = write!(text, "\n# The queue: {count} not yet ended.\n#\n{COMMENT}");
    (text, open.into_iter().map(|row| row.id).collect())
}

/// What a text that was edited asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// The transfers of its lines, in their order.
    pub edits: Vec<QueueEdit>,
    /// Transfers whose line is gone.
    pub removed: Vec<TransferId>,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct LineError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, safe to show.
    pub what: String,
}

/// Reads a text that was edited. `listed` is what [`write`] wrote down.
///
/// # Errors
/// All lines that make no sense.
pub(super) fn parse(text: &str, listed: &[TransferId]) -> Result<Edited, Vec<LineError>> {
    let known: BTreeSet<TransferId> = listed.iter().copied().collect();
    let mut lines: BTreeMap<TransferId, usize> = BTreeMap::new();
    let (mut edits, mut errors) = (Vec::new(), Vec::new());
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let edit = read(line).and_then(|edit| {
            let id = edit.id;
            if !known.contains(&edit.id) {
                return Err(format!("there is no transfer #{id} in this list"));
            }
            match lines.insert(edit.id, number) {
                Some(first) => Err(format!("#{id} stands in line {first} already")),
                None => Ok(edit),
            }
        });
        match edit {
            Ok(edit) => edits.push(edit),
            Err(what) => errors.push(LineError { line: number, what }),
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let gone = |id: &&TransferId| !lines.contains_key(id);
    let removed = listed.iter().filter(gone).copied().collect();
    Ok(Edited { edits, removed })
}

fn read(line: &str) -> Result<QueueEdit, String> {
    let mut words = line.split_whitespace();
    let word = words.next().unwrap_or_default();
    let fate = match word {
        "go" | "g" => Fate::Go,
        "pause" | "p" => Fate::Pause,
        "cancel" | "c" => Fate::Cancel,
        _ => {
            let word = display_safe_str(word);
            return Err(format!("`{word}` is not go, pause or cancel"));
        }
    };
    let mut priority = Priority::Normal;
    let mut next = words.next();
    if let Some(word) = next
        && !word.starts_with('#')
    {
        priority = match word {
            "high" | "h" => Priority::High,
            "low" | "l" => Priority::Low,
            "normal" => Priority::Normal,
            _ => {
                let word = display_safe_str(word);
                return Err(format!(
                    "`{word}` is not high or low, nor a number such as #7"
                ));
            }
        };
        next = words.next();
    }
    let number = next.and_then(|word| word.starts_with('#').then(|| word.parse().ok())?);
    let number = number.ok_or("a number such as #7 is missing")?;
    Ok(QueueEdit {
        id: number,
        fate,
        priority,
    })
}

/// The text with what is wrong with it above its lines, so that it can be mended. What was said of
/// an earlier state of it is taken out.
pub(super) fn with_errors(text: &str, errors: &[LineError]) -> String {
    const SIGN: &str = "#! ";
    let mut told = String::new();
    let old = text
        .lines()
        .take_while(|line| line.starts_with(SIGN))
        .count();
    let above = errors.len();
    for error in errors {
        // The lines move down by those that are put above them, and up by those that go.
        let line = error.line.saturating_sub(old) + above;
        let _ = writeln!(told, "{SIGN}line {line}: {}", error.what);
    }
    for line in text.lines().skip(old) {
        let _ = writeln!(told, "{line}");
    }
    told
}

#[cfg(test)]
#[path = "queue_text/tests.rs"]
mod tests;
