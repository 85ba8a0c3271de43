//! The palette: what is typed, and the actions that fit.

use super::canvas::{Canvas, cells, rows};
use super::dialog::{answers, open, width};
use super::form::input;
use crate::app::{App, Palette, PaletteRow, Spot};
use crate::tui::text;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws the palette.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, app: &App, palette: &Palette) {
    let found = app.palette_rows(palette);
    let wide = width(area, 90);
    let height = cells(app.palette_height()).saturating_add(7);
    let style = canvas.look.theme.focus;
    let inner = open(canvas, area, (wide, height), ("Do what?", style));
    input(canvas, rows(inner, 0, 1), &palette.input, true, false);
    let keys = answers(canvas, app, usize::from(inner.width));
    let first = inner.height.saturating_sub(cells(keys.len()));
    for (number, line) in keys.iter().enumerate() {
        canvas.line(inner, first + cells(number), line);
    }
    let list = rows(inner, 2, first.saturating_sub(3));
    if found.is_empty() {
        let theme = &canvas.look.theme;
        let line = Line::styled("nothing is called so", theme.dim);
        return canvas.line(list, 0, &line);
    }
    let room = usize::from(list.height);
    let usual = (palette.chosen + 1).saturating_sub(room);
    let top = app.list_top(usual, palette.chosen, (found.len(), room));
    for (number, row) in found.iter().enumerate().skip(top).take(room) {
        let at = cells(number - top);
        let line = line(canvas, row, usize::from(list.width));
        canvas.line(list, at, &line);
        canvas.spot(rows(list, at, 1), Spot::Row { row: number, top });
        if number == palette.chosen {
            canvas.tint(rows(list, at, 1), canvas.look.theme.selected);
        }
    }
}

/// `Copy to the other pane     File     F5`; what cannot be done now is dim and says so.
fn line<'a>(canvas: &Canvas, row: &PaletteRow, width: usize) -> Line<'a> {
    let look = canvas.look;
    let key_room = 10.min(width / 4);
    let menu_room = if width >= 60 { 24 } else { 0 };
    let room = width.saturating_sub(key_room + menu_room + 2);
    let label = if row.enabled {
        row.label.clone()
    } else {
        format!("{} (not now)", row.label)
    };
    let label = text::pad_right(&text::cut_end(&label, room, look.glyphs.ellipsis), room);
    let menu = text::cut_end(&row.menu, menu_room, look.glyphs.ellipsis);
    let menu = text::pad_right(&menu, menu_room);
    let style = if row.enabled {
        look.theme.text
    } else {
        look.theme.dim
    };
    Line::from(vec![
        Span::styled(format!(" {label} "), style),
        Span::styled(menu, look.theme.dim),
        Span::styled(row.key.clone(), look.theme.key),
    ])
}
