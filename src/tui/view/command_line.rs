//! The command line: what is typed above the key bar, and above that a box with the verb at the
//! cursor and what its pattern matches.

use super::canvas::{Canvas, Frame, cells, columns, rows};
use crate::app::{App, CommandLine};
use crate::tui::text;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

/// Rows of the box at most, without its borders.
const ROWS: u16 = 5;

/// Draws the command line.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, app: &App, line: &CommandLine) {
    let foot = area.height.saturating_sub(2);
    let height = (ROWS + 2).min(foot.saturating_sub(2));
    hints(canvas, rows(area, foot - height, height), app, line);
    input(canvas, rows(area, foot, 1), line);
}

fn hints(canvas: &mut Canvas, area: Rect, app: &App, line: &CommandLine) {
    let look = canvas.look;
    canvas.ground(area, look.theme.dialog);
    let frame = Frame {
        lines: look.glyphs.light,
        style: look.theme.focus,
        title: Line::default(),
        right: Line::default(),
        foot: Line::default(),
        foot_right: Line::default(),
    };
    let inner = canvas.frame(area, &frame);
    let width = usize::from(inner.width.saturating_sub(2));
    let mut lines: Vec<Line> = Vec::new();
    if let Some(error) = &line.error {
        let wrapped = text::wrap(error, width).into_iter();
        lines.extend(wrapped.map(|line| Line::styled(line, look.theme.error)));
    }
    let hints = app.line_hints(line);
    let column = if width >= 90 { 34 } else { 26 };
    for hint in hints {
        if hint.usage.is_empty() {
            let wrapped = text::wrap(&hint.text, width).into_iter();
            lines.extend(wrapped.map(|line| Line::styled(line, look.theme.info)));
            continue;
        }
        let usage = if text::width(&hint.usage) < column {
            text::pad_right(&hint.usage, column)
        } else {
            format!("{}  ", hint.usage)
        };
        let room = width.saturating_sub(text::width(&usage));
        let what = text::cut_end(&hint.text, room, look.glyphs.ellipsis);
        lines.push(Line::from(vec![
            Span::styled(usage, look.theme.key),
            Span::styled(what, look.theme.text),
        ]));
    }
    let inside = columns(inner, 1, inner.width.saturating_sub(2));
    for (number, line) in lines.iter().take(usize::from(inner.height)).enumerate() {
        canvas.line(inside, cells(number), line);
    }
}

fn input(canvas: &mut Canvas, area: Rect, line: &CommandLine) {
    let theme = &canvas.look.theme;
    canvas.ground(area, theme.input);
    let lead = match line.search() {
        None => Line::styled(":", theme.input),
        Some((wanted, found)) => searched(canvas, wanted, found, usize::from(area.width)),
    };
    let lead = canvas.put(area, 0, 1, &lead);
    let inside = columns(area, lead, area.width.saturating_sub(lead + 1));
    if inside.width == 0 {
        return;
    }
    let shown = line.input.value();
    let before: String = shown.chars().take(line.input.cursor()).collect();
    let room = usize::from(inside.width);
    let hidden = (text::width(&before) + 1).saturating_sub(room);
    let visible = super::form::skip_cells(shown, hidden);
    canvas.line(inside, 0, &Line::styled(visible, theme.input));
    let at = cells(text::width(&before).saturating_sub(hidden));
    let x = inside.x.saturating_add(at.min(inside.width - 1));
    canvas.cursor = Some(Position::new(x, inside.y));
}

/// What is looked for in the lines of before, in front of the one that has it.
fn searched<'a>(canvas: &Canvas, wanted: &str, found: bool, width: usize) -> Line<'a> {
    let (theme, ellipsis) = (&canvas.look.theme, canvas.look.glyphs.ellipsis);
    let (words, style) = if found {
        ("history", theme.info)
    } else {
        ("no line before has", theme.warn)
    };
    let room = (width / 3).saturating_sub(4).max(4);
    let wanted = text::cut_start(wanted, room, ellipsis);
    Line::from(vec![
        Span::styled(format!("({words} "), style),
        Span::styled(wanted, theme.strong),
        Span::styled("): ", style),
    ])
}
