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

/// Cells of a time and the blanks round it.
const TIME: usize = 14;
/// From so many cells on, lines have their times.
const WIDE: usize = 50;

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
                wrapped(&words, (lead(look, width), look.theme.dim), width, look)
            }
            Talk::Said(line) => said(look, line, width),
            Talk::Means(words) => wrapped(words, (lead(look, width), look.theme.dim), width, look),
        })
        .collect()
}

/// Cells before the words of a line: its time, where there is room for it, and its sign.
fn lead(look: &Look, width: usize) -> usize {
    let sign = text::width(look.glyphs.to) + 1;
    if width >= WIDE { TIME + sign } else { 1 + sign }
}

/// ` 17:03:58.102 -> EPSV`
fn said(look: &Look, line: &LogLine, width: usize) -> Vec<Line<'static>> {
    let (sign, style) = sign(look, line.kind);
    let time = if width >= WIDE {
        format!(" {} ", format::precise_time(line.at, &look.zone))
    } else {
        " ".into()
    };
    let mut lines = wrapped(&line.text, (lead(look, width), style), width, look);
    if let Some(blank) = lines.first_mut().and_then(|line| line.spans.first_mut()) {
        *blank = Span::styled(time, look.theme.dim);
    }
    if let Some(first) = lines.first_mut() {
        let sign = text::pad_right(sign, text::width(look.glyphs.to) + 1);
        first.spans.insert(1, Span::styled(sign, style));
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
