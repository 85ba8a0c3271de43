//! The form for the bandwidth: down and up, for all transfers and for the site.

use super::canvas::{Canvas, cells, columns, rows};
use super::dialog::{open, width};
use super::form::{input, keys};
use crate::app::{App, LimitsForm, Spot};
use crate::tui::text;
use ratatui::layout::Rect;
use ratatui::text::Line;
use tui_input::Input;

/// Draws the form.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, app: &App, form: &LimitsForm) {
    let theme = &canvas.look.theme;
    let wide = width(area, 66);
    let height = if form.site.is_some() { 11 } else { 10 };
    let title = "Bandwidth, bytes a second";
    let inner = open(canvas, area, (wide, height), (title, theme.focus));
    let label = (inner.width / 3).min(24);
    let field = inner.width.saturating_sub(label) / 2;
    let heading = Line::styled("download", theme.dim);
    canvas.put(inner, 0, label, &heading);
    let heading = Line::styled("upload", theme.dim);
    canvas.put(inner, 0, label + field, &heading);
    let line = |canvas: &mut Canvas, row: u16, name: &str, inputs: &[Input; 2]| {
        let room = usize::from(label.saturating_sub(1));
        let name = text::cut_middle(name, room, canvas.look.glyphs.ellipsis);
        let style = canvas.look.theme.text;
        canvas.line(inner, row, &Line::styled(name, style));
        for (column, value) in inputs.iter().enumerate() {
            let at = label + field * cells(column);
            let place = columns(rows(inner, row, 1), at, field.saturating_sub(2));
            let number = usize::from(row - 1) * 2 + column;
            let focused = form.field == number;
            canvas.spot(place, Spot::Limit(number));
            input(canvas, place, value, focused, false);
            if value.value().is_empty() {
                let dim = canvas.look.theme.input.patch(canvas.look.theme.dim);
                canvas.put(place, 0, 1, &Line::styled("none", dim));
            }
        }
    };
    line(canvas, 1, "all transfers", &form.all);
    let mut below = 2;
    if let Some((site, inputs)) = &form.site {
        line(canvas, 2, site, inputs);
        below = 3;
    }
    let (said, style) = match &form.error {
        Some(error) => (error.as_str(), theme.error),
        None => ("2M, 500k; none for no limit. It holds at once.", theme.dim),
    };
    let room = usize::from(inner.width);
    for (number, line) in text::wrap(said, room).into_iter().enumerate() {
        let row = cells(number) + below + u16::from(inner.height >= 7);
        canvas.line(inner, row, &Line::styled(line, style));
    }
    keys(canvas, rows(inner, below, inner.height), app);
}
