//! A file that is looked at.

use super::canvas::{Canvas, Frame, cells, rows};
use crate::app::{App, Form, Layout, Room, ViewRow, Viewer};
use crate::model::Shore;
use crate::model::text::size;
use crate::tui::text;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use std::ops::Range;

/// Draws the view: what the file is, its rows, and where in it they are.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, app: &App, layout: &Layout) {
    let Some(viewer) = &app.viewer else { return };
    let room = app.viewer_room();
    let width = usize::from(area.width);
    let (inner, below) = if layout.borders {
        let frame = frame(canvas, viewer, room, width);
        (canvas.frame(area, &frame), None)
    } else {
        let last = area.height.saturating_sub(1);
        (rows(area, 0, last), Some(rows(area, last, 1)))
    };
    if let Some(below) = below {
        let line = Line::styled(status(canvas, viewer, room, width), canvas.look.theme.dim);
        canvas.line(below, 0, &line);
    }
    let facts = viewer.facts();
    if let Some(facts) = &facts {
        let line = Line::styled(facts.clone(), canvas.look.theme.strong);
        canvas.line(inner, 0, &line);
    }
    let body = rows(inner, u16::from(facts.is_some()), inner.height);
    let shown = viewer.rows(room);
    if shown.is_empty() {
        let (words, style) = nothing(canvas, viewer);
        return canvas.paragraph(body, 0, &words, style);
    }
    for (number, row) in shown.iter().enumerate() {
        let line = line(canvas, row);
        canvas.line(body, cells(number), &line);
    }
}

/// Why no row is shown.
fn nothing(canvas: &Canvas, viewer: &Viewer) -> (String, ratatui::style::Style) {
    let theme = &canvas.look.theme;
    match &viewer.problem {
        Some(problem) => (problem.clone(), theme.error),
        None if viewer.size == Some(0) => ("The file is empty.".into(), theme.dim),
        None => (format!("reading{}", canvas.look.glyphs.ellipsis), theme.dim),
    }
}

/// A row with what was found in it.
fn line<'a>(canvas: &Canvas, row: &ViewRow) -> Line<'a> {
    let theme = &canvas.look.theme;
    let part = |range: Range<usize>| row.text.get(range).unwrap_or_default().to_owned();
    let mut spans = vec![Span::styled(part(0..row.lead), theme.dim)];
    let mut at = row.lead;
    for mark in &row.marks {
        spans.push(Span::styled(part(at..mark.start), theme.text));
        spans.push(Span::styled(part(mark.clone()), theme.selected));
        at = mark.end;
    }
    spans.push(Span::styled(part(at..row.text.len()), theme.text));
    Line::from(spans)
}

fn frame<'a>(canvas: &Canvas, viewer: &Viewer, room: Room, width: usize) -> Frame<'a> {
    let (theme, glyphs) = (&canvas.look.theme, canvas.look.glyphs);
    let source = source(viewer, width);
    let size = viewer.size.map(size).unwrap_or_default();
    let title = width.saturating_sub(size.len() + 14);
    let title = text::cut_start(&viewer.title, title, glyphs.ellipsis);
    let left = status(canvas, viewer, room, width.saturating_sub(source.len() + 8));
    Frame {
        lines: glyphs.heavy,
        style: theme.focus,
        title: Line::styled(format!("{} {title}", glyphs.active), theme.focus),
        right: Line::styled(size, theme.dim),
        foot: Line::styled(left, theme.dim),
        foot_right: Line::styled(source, theme.dim),
    }
}

/// Where the bytes come from, and how many have come.
fn source(viewer: &Viewer, width: usize) -> String {
    let way = match (viewer.shore(), viewer.from_start) {
        (Shore::Remote, true) if width < 76 => "no REST, ",
        _ if width < 76 => "",
        (Shore::Local, _) => "local, ",
        (Shore::Remote, false) => "remote by ranges, ",
        (Shore::Remote, true) => "remote, read from the start (no REST), ",
    };
    format!("{way}{} read", size(viewer.read))
}

/// Where the view is, and how the file is shown; a search says how far it is. As many of these as
/// there is room for.
fn status(canvas: &Canvas, viewer: &Viewer, room: Room, width: usize) -> String {
    let dot = canvas.look.glyphs.dot;
    if let Some(words) = viewer.search_words() {
        return format!("{words} {dot} Esc stops");
    }
    let percent = viewer.percent(room).map(|percent| format!("{percent} %"));
    let waiting = viewer
        .is_waiting()
        .then(|| format!("reading{}", canvas.look.glyphs.ellipsis));
    let form = match (viewer.form, viewer.wrap, viewer.left) {
        (Form::Hex, ..) => "hex".to_owned(),
        (Form::Text, true, _) => format!("{} text, wrapped", viewer.charset),
        (Form::Text, false, 0) => format!("{} text", viewer.charset),
        (Form::Text, false, left) => format!("{} text, from column {}", viewer.charset, left + 1),
    };
    let follow = viewer.follow.then(|| "following".to_owned());
    let offset = format!("{:#x} ({})", viewer.top, viewer.top);
    let ends = viewer.line_ends.filter(|_| viewer.form == Form::Text);
    let ends = ends.map(|ends| ends.words().to_owned());
    let mark = (viewer.has_mark && viewer.form == Form::Text).then(|| "BOM".to_owned());
    let parts = [
        percent,
        follow,
        waiting,
        Some(form),
        ends,
        mark,
        Some(offset),
    ];
    let mut line = String::new();
    for part in parts.into_iter().flatten() {
        let gap = if line.is_empty() {
            String::new()
        } else {
            format!(" {dot} ")
        };
        if text::width(&line) + text::width(&gap) + text::width(&part) <= width {
            line = line + &gap + &part;
        }
    }
    line
}
