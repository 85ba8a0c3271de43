//! What is asked about a name that is taken: both files side by side, and what each answer does.

use super::Look;
use crate::app::ConflictQuestion;
use crate::app::conflicts::{Contents, Verdict, newer_wins, size_decides};
use crate::model::text::{plural, size};
use crate::model::{AnswerScope, Conflict, Direction, FileFacts, Modified, Precision, is_newer};
use crate::tui::text;
use jiff::tz::TimeZone;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Cells that a row of the table needs beside the comparison.
const TABLE: usize = 42;
/// Less than this and the table is drawn in its narrow form.
const NARROW: usize = 44;
/// Cells of the answers' names with their keys.
const ANSWER: usize = 19;

/// `backup.sql.gz is already there  (1 of 3)`
pub(super) fn title(asked: &ConflictQuestion) -> String {
    let name = asked.first().map_or("", |conflict| &conflict.name);
    let all = asked.answered + asked.conflicts.len();
    match all {
        0 | 1 => format!("{name} is already there"),
        _ => format!("{name} is already there  ({} of {all})", asked.answered + 1),
    }
}

/// The text of the question.
pub(super) fn body<'a>(look: &Look, asked: &ConflictQuestion, width: usize) -> Vec<Line<'a>> {
    let Some(conflict) = asked.first() else {
        return Vec::new();
    };
    let theme = &look.theme;
    let mut lines = table(look, conflict, width);
    if conflict.is_same_size() {
        lines.push(Line::default());
        lines.extend(contents(asked.contents).lines(look, width));
    }
    lines.push(Line::default());
    for answer in answers(conflict) {
        lines.extend(answer.lines(look, width));
    }
    lines.push(Line::default());
    lines.extend(scopes(look, asked, width));
    let waiting = asked.conflicts.len();
    let wait = if waiting == 1 { "waits" } else { "wait" };
    let text = format!(
        "{} {wait} for this answer; the others run on.",
        plural(waiting, "transfer")
    );
    let wrapped = text::wrap(&text, width).into_iter();
    lines.extend(wrapped.map(|line| Line::styled(line, theme.dim)));
    lines
}

/// Both files: the one that is to come, and the one that is there.
fn table<'a>(look: &Look, conflict: &Conflict, width: usize) -> Vec<Line<'a>> {
    let theme = &look.theme;
    let (comes, present, shore) = match conflict.direction {
        Direction::Upload => ("yours", "theirs", "on the server"),
        Direction::Download => ("theirs", "yours", "on this computer"),
    };
    let place = format!("in {} {shore}", conflict.target);
    let place = text::cut_start(&place, width, look.glyphs.ellipsis);
    let compared = compared(conflict);
    let beside = width >= TABLE + text::width(&compared);
    // Where it is narrow, seconds and blanks go.
    let (who_room, size_room, gap, at_room) = if width < NARROW {
        (6, 8, "", 16)
    } else {
        (8, 9, "  ", 19)
    };
    let row = |who: &str, facts: &FileFacts, more: &str| {
        let size = facts.size.map_or_else(|| "n/a".into(), size);
        let at = facts.modified.map_or_else(|| "n/a".into(), utc);
        let at = at.get(..at.len().min(at_room)).unwrap_or_default();
        let text = format!("{who:<who_room$} {size:>size_room$} {gap}{at:<at_room$}");
        Line::from(vec![
            Span::styled(text, theme.strong),
            Span::styled(format!("  {more}"), theme.info),
        ])
    };
    let heading = format!(
        "{:who_room$} {:>size_room$} {gap}modified (UTC)",
        "", "size"
    );
    let mut lines = vec![
        Line::styled(place, theme.dim),
        Line::styled(heading, theme.dim),
        row(comes, &conflict.source, if beside { &compared } else { "" }),
    ];
    lines.push(row(present, &conflict.present, ""));
    if !beside && !compared.is_empty() {
        lines.push(Line::styled(format!("{comes}: {compared}"), theme.info));
    }
    lines
}

/// What is known of the contents of two files of one size, and the key that compares them.
fn contents(known: Contents) -> Answer {
    let effect = match known {
        Contents::Unknown => "not known; this compares them by hash",
        Contents::Asked(_) => "they are being compared by hash",
        Contents::NoHash => "not known: the server gives no hash",
        Contents::Same => "the same, by hash",
        Contents::Different => "they differ, by hash",
    };
    Answer {
        key: "h",
        name: "Contents",
        effect: effect.into(),
        offered: !matches!(known, Contents::Asked(_)),
    }
}

/// How the one that comes compares with the one that is there: `newer, +1.1 MiB`.
fn compared(conflict: &Conflict) -> String {
    let back = is_newer(&conflict.present, &conflict.source);
    let age = match (conflict.is_newer(), back) {
        (Some(true), _) => "newer",
        (Some(false), Some(true)) => "older",
        (Some(false), _) => "same time",
        (None, _) => "",
    };
    let by = match (conflict.source.size, conflict.present.size) {
        (Some(one), Some(other)) if one > other => format!("+{}", size(one - other)),
        (Some(one), Some(other)) if one < other => format!("-{}", size(other - one)),
        (Some(_), Some(_)) => "same size".into(),
        _ => String::new(),
    };
    let parts = [age, by.as_str()];
    let told: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    told.join(", ")
}

/// `2026-11-22 04:00:07`, as far as it is known.
fn utc(modified: Modified) -> String {
    let form = match modified.precision {
        Precision::Day => "%Y-%m-%d",
        Precision::Minute => "%Y-%m-%d %H:%M",
        Precision::Second => "%Y-%m-%d %H:%M:%S",
    };
    let at = modified.at.to_zoned(TimeZone::UTC);
    at.strftime(form).to_string()
}

/// An answer: its key, its name, what it would do, and whether it can be given.
struct Answer {
    key: &'static str,
    name: &'static str,
    effect: String,
    offered: bool,
}

impl Answer {
    fn lines<'a>(&self, look: &Look, width: usize) -> Vec<Line<'a>> {
        let theme = &look.theme;
        let (key, style) = if self.offered {
            (theme.key, theme.text)
        } else {
            (theme.dim, theme.dim)
        };
        let head = |effect: String, style: Style| {
            let name = text::pad_right(self.name, ANSWER - 3);
            Line::from(vec![
                Span::styled(format!("{}  ", self.key), key),
                Span::styled(
                    name,
                    if self.offered {
                        theme.strong
                    } else {
                        theme.dim
                    },
                ),
                Span::styled(effect, style),
            ])
        };
        if width < ANSWER + 16 {
            let wrapped = text::wrap(&self.effect, width.saturating_sub(3)).into_iter();
            let below = wrapped.map(|line| Line::styled(format!("   {line}"), theme.dim));
            return std::iter::once(head(String::new(), style))
                .chain(below)
                .collect();
        }
        let wrapped = text::wrap(&self.effect, width - ANSWER).into_iter();
        wrapped
            .enumerate()
            .map(|(number, line)| match number {
                0 => head(line, style),
                _ => Line::styled(format!("{:ANSWER$}{line}", ""), style),
            })
            .collect()
    }
}

fn answers(conflict: &Conflict) -> Vec<Answer> {
    let there = match conflict.direction {
        Direction::Upload => "theirs",
        Direction::Download => "yours",
    };
    let answer = |key, name, effect: String| Answer {
        key,
        name,
        effect,
        offered: true,
    };
    let resume = conflict.resumable();
    let resumed = match resume {
        Ok(()) => format!(
            "from {} on, after a check",
            size(conflict.present.size.unwrap_or(0))
        ),
        Err(why) => format!("not offered: {why}"),
    };
    let renamed = conflict.renamed.as_ref();
    vec![
        answer("o", "Overwrite", format!("replaces {there}; it is gone")),
        Answer {
            offered: resume.is_ok(),
            ..answer("r", "Resume", resumed)
        },
        Answer {
            offered: renamed.is_some(),
            ..answer(
                "n",
                "Keep both",
                match renamed {
                    Some(name) => format!("the new one becomes {name}"),
                    None => "not offered: no name is free".into(),
                },
            )
        },
        answer("s", "Skip", format!("leaves {there} as it is")),
        answer("w", "Newer wins", told(newer_wins(conflict), "the times")),
        answer(
            "z",
            "Different size",
            told(size_decides(conflict), "the sizes"),
        ),
    ]
}

fn told(verdict: Verdict, what: &str) -> String {
    match verdict {
        Verdict::Overwrite => "would overwrite here".into(),
        Verdict::Skip => "would skip here".into(),
        Verdict::Unknown => format!("{what} are not known: would skip here"),
    }
}

fn scopes<'a>(look: &Look, asked: &ConflictQuestion, width: usize) -> Vec<Line<'a>> {
    let theme = &look.theme;
    let [on, off] = look.glyphs.check;
    let more = asked.conflicts.len().saturating_sub(1);
    let rest = match more {
        0 => "the same for what else is taken in this drop".to_owned(),
        _ => format!("the same for the other {more} of this drop"),
    };
    let line = |set: bool, key: &'static str, text: String| {
        let sign = if set { on } else { off };
        let text = text::cut_end(&text, width.saturating_sub(7), look.glyphs.ellipsis);
        Line::from(vec![
            Span::styled(format!("{sign} "), theme.text),
            Span::styled(key, theme.key),
            Span::styled(
                format!("  {text}"),
                if set { theme.strong } else { theme.text },
            ),
        ])
    };
    let site = asked.scope == AnswerScope::Site;
    vec![
        line(site || asked.scope == AnswerScope::Drop, "a", rest),
        line(
            site,
            "A",
            "and for every drop with this site from now on".into(),
        ),
    ]
}
