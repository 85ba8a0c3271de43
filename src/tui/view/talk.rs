//! What was said and done in the tries of a transfer, each reply with what it means.

use super::log::sign;
use super::transfer_detail::{Fact, laid_out, told_of};
use super::{Look, format};
use crate::app::Talk;
use crate::engine::LogLine;
use crate::model::text::plural;
use crate::tui::text;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// All of it in lines of so many cells.
pub(super) fn lines(look: &Look, talk: &[Talk], width: usize) -> Vec<Line<'static>> {
    talk.iter()
        .flat_map(|one| match one {
            Talk::Try { number, told } => {
                let words = told_of(look, told, true);
                let fact: Fact = (format!("try {number}"), words, look.theme.strong);
                laid_out(look, &fact, width)
            }
            Talk::Begun(at) => {
                let words = format!("begun {}", format::time(*at, &look.zone));
                laid_out(look, &("try".into(), words, look.theme.strong), width)
            }
            Talk::LeftOut(count) => {
                let words = format!("{} before this", plural(*count, "line"));
                wrapped(&words, (lead(width), look.theme.dim), width, look)
            }
            Talk::Said(line) => said(look, line, width),
            Talk::Means(words) => wrapped(words, (lead(width), look.theme.dim), width, look),
        })
        .collect()
}

/// Cells before the words of a line: its time, where there is room for it, and its sign.
fn lead(width: usize) -> usize {
    if width >= 50 { 17 } else { 4 }
}

/// ` 17:03:58.102 -> EPSV`
fn said(look: &Look, line: &LogLine, width: usize) -> Vec<Line<'static>> {
    let (sign, style) = sign(look, line.kind);
    let time = match lead(width) {
        4 => String::new(),
        _ => format::precise_time(line.at, &look.zone),
    };
    let first = lead(width);
    let mut lines = wrapped(&line.text, (first, style), width, look);
    if let Some(top) = lines.first_mut()
        && let Some(blank) = top.spans.first_mut()
    {
        let sign = text::pad_right(sign, 2);
        let time = text::pad_left(&time, first.saturating_sub(4));
        *blank = Span::styled(format!("{time} "), look.theme.dim);
        top.spans.insert(1, Span::styled(format!("{sign} "), style));
    }
    lines
}

/// A text broken into lines, so many cells from the left.
fn wrapped(
    words: &str,
    (indent, style): (usize, Style),
    width: usize,
    look: &Look,
) -> Vec<Line<'static>> {
    let room = width.saturating_sub(indent);
    let lines = text::wrap(words, room).into_iter();
    lines
        .map(|line| {
            let blank = Span::styled(" ".repeat(indent), look.theme.dim);
            Line::from(vec![blank, Span::styled(line, style)])
        })
        .collect()
}
