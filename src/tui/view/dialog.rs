//! Questions and notices.

use super::canvas::{Canvas, Frame, cells, centered, rows};
use crate::app::{App, Question};
use crate::model::text::plural;
use crate::tui::text;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Draws a question, with the keys that answer it.
pub(super) fn question(canvas: &mut Canvas, area: Rect, app: &App, question: &Question) {
    let theme = &canvas.look.theme;
    let (title, style) = heading(question);
    let warning = if style { theme.error } else { theme.focus };
    let width = width(area, 66);
    let body = body(canvas, question, usize::from(width.saturating_sub(6)));
    show(canvas, area, app, width, (&title, warning), &body);
}

/// Draws a notice.
pub(super) fn notice(canvas: &mut Canvas, area: Rect, app: &App, title: &str, lines: &[String]) {
    let theme = &canvas.look.theme;
    let width = width(area, 72);
    let room = usize::from(width.saturating_sub(6));
    let body: Vec<Line> = lines
        .iter()
        .flat_map(|line| text::wrap(line, room))
        .map(|line| Line::styled(line, theme.text))
        .collect();
    show(canvas, area, app, width, (title, theme.focus), &body);
}

/// The width of a dialog; the whole screen where that is narrow.
pub(super) fn width(area: Rect, wanted: u16) -> u16 {
    if area.width < 60 {
        area.width
    } else {
        wanted.min(area.width.saturating_sub(4))
    }
}

/// Draws a dialog with a title, a text and the keys at its foot. Of a text that is too long the
/// end goes, the keys stay.
fn show(
    canvas: &mut Canvas,
    area: Rect,
    app: &App,
    width: u16,
    title: (&str, Style),
    body: &[Line],
) {
    let height = cells(body.len()).saturating_add(6);
    let inner = open(canvas, area, (width, height), title);
    let keys = answers(canvas, app, usize::from(inner.width));
    let room = inner.height.saturating_sub(cells(keys.len()) + 1);
    for (number, line) in body.iter().take(usize::from(room)).enumerate() {
        canvas.line(inner, cells(number), line);
    }
    let first = inner.height.saturating_sub(cells(keys.len()));
    for (number, line) in keys.iter().enumerate() {
        canvas.line(inner, first + cells(number), line);
    }
}

/// Opens a box in the middle of the screen and returns what is inside its margins.
pub(super) fn open(
    canvas: &mut Canvas,
    area: Rect,
    (width, height): (u16, u16),
    (title, style): (&str, Style),
) -> Rect {
    let look = canvas.look;
    let most = area.height.saturating_sub(2).max(1);
    let place = centered(area, width, height.min(most));
    canvas.ground(place, look.theme.dialog);
    let frame = Frame {
        lines: look.glyphs.light,
        style,
        title: Line::styled(title.to_owned(), style),
        right: Line::default(),
        foot: Line::default(),
        foot_right: Line::default(),
    };
    let inner = canvas.frame(place, &frame);
    let padded = super::canvas::columns(inner, 2, inner.width.saturating_sub(4));
    if padded.height > 8 {
        rows(padded, 1, padded.height - 2)
    } else {
        padded
    }
}

/// The keys that answer, as the key bar has them; broken into rows at whole entries.
pub(super) fn answers<'a>(canvas: &Canvas, app: &App, width: usize) -> Vec<Line<'a>> {
    let theme = &canvas.look.theme;
    let mut lines: Vec<Vec<Span>> = vec![Vec::new()];
    let mut used = 0;
    for hint in app.key_bar() {
        let cells = text::width(&hint.key) + text::width(&hint.label) + 1;
        let wraps = used > 0 && used + 3 + cells > width;
        if wraps {
            lines.push(Vec::new());
            used = 0;
        }
        if let Some(line) = lines.last_mut() {
            if used > 0 {
                line.push(Span::raw("   "));
                used += 3;
            }
            line.push(Span::styled(hint.key, theme.key));
            line.push(Span::styled(format!(" {}", hint.label), theme.text));
        }
        used += cells;
    }
    lines.into_iter().map(Line::from).collect()
}

/// The title, and whether something would be lost.
fn heading(question: &Question) -> (String, bool) {
    match question {
        Question::DeleteRemote { names, .. } => {
            (format!("Delete {} on the server?", counted(names)), true)
        }
        Question::DeleteLocal { names, .. } => {
            (format!("Delete {} on this computer?", counted(names)), true)
        }
        Question::Conflict { names, .. } => match names.as_slice() {
            [name] => (format!("{name} is already there"), false),
            _ => (format!("{} are already there", counted(names)), false),
        },
        Question::Quit { .. } => ("Quit?".into(), false),
    }
}

fn counted(names: &[String]) -> String {
    plural(names.len(), "item")
}

fn body<'a>(canvas: &Canvas, question: &Question, width: usize) -> Vec<Line<'a>> {
    let look = canvas.look;
    let theme = &look.theme;
    let said = |text: &str, style| {
        text::wrap(text, width)
            .into_iter()
            .map(move |line| Line::styled(line, style))
    };
    let mut lines = Vec::new();
    match question {
        Question::DeleteRemote { names, place, .. }
        | Question::DeleteLocal { names, place, .. } => {
            lines.extend(said(&format!("In {place}:"), theme.dim));
            lines.extend(list(canvas, names, width));
            lines.push(Line::default());
            if names.iter().any(|name| name.ends_with('/')) {
                lines.extend(said("Folders go with all that is in them.", theme.warn));
            }
            lines.extend(said("This cannot be undone.", theme.warn));
        }
        Question::Conflict { names, target, .. } => {
            lines.extend(said(&format!("In {target}:"), theme.dim));
            lines.extend(list(canvas, names, width));
            lines.push(Line::default());
            let text = "Only this drop waits for the answer; other transfers run on. \
                        What is overwritten is gone.";
            lines.extend(said(text, theme.text));
        }
        Question::Quit { active } => {
            if *active > 0 {
                let text = format!("{} would be stopped.", plural(*active, "transfer"));
                lines.extend(said(&text, theme.warn));
            } else {
                lines.extend(said("What is carried is put back.", theme.text));
            }
        }
    }
    lines
}

/// At most six names; the others are counted.
fn list<'a>(canvas: &Canvas, names: &[String], width: usize) -> Vec<Line<'a>> {
    let look = canvas.look;
    let mut lines: Vec<Line> = names
        .iter()
        .take(6)
        .map(|name| {
            let name = text::cut_middle(name, width.saturating_sub(2), look.glyphs.ellipsis);
            Line::styled(format!("  {name}"), look.theme.strong)
        })
        .collect();
    let more = names.len().saturating_sub(6);
    if more > 0 {
        lines.push(Line::styled(format!("  and {more} more"), look.theme.dim));
    }
    lines
}
