//! The open menu and its submenu.

use super::bar::title_columns;
use super::canvas::{Canvas, Frame, cells};
use crate::app::{App, ItemMark, MenuItem, MenuState};
use crate::model::Shore;
use crate::tui::text;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws the menu that is open, and its submenu beside it.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, app: &App, state: MenuState) {
    let menus = app.menus();
    let Some(menu) = menus.get(state.menu) else {
        return;
    };
    let small = area.width < 60 || area.height < 16;
    if state.alone {
        return alone(canvas, area, app, state, small);
    }
    let column = if app.layout().two_panes {
        title_columns(app)
            .get(state.menu)
            .map_or(0, |title| title.0)
    } else {
        1
    };
    let place = place(area, column, 1, &menu.items, small);
    popup(canvas, place, &menu.items, state.item, Some(menu.title));
    if let Some(chosen) = state.sub
        && let Some(item) = menu.items.get(state.item)
        && !item.submenu.is_empty()
    {
        let row = cells(state.item).saturating_add(place.y);
        let beside = place.right();
        let place = self::place(area, beside, row, &item.submenu, small);
        popup(canvas, place, &item.submenu, chosen, Some(&item.label));
    }
}

/// Draws a submenu by itself, in the pane that it is for.
fn alone(canvas: &mut Canvas, area: Rect, app: &App, state: MenuState, small: bool) {
    let menus = app.menus();
    let menu = menus.get(state.menu);
    let Some(item) = menu.and_then(|menu| menu.items.get(state.item)) else {
        return;
    };
    let half = app.layout().two_panes && app.active() == Shore::Remote;
    let column = if half { area.width / 2 } else { 0 };
    let place = place(area, column + 2, 3, &item.submenu, small);
    let chosen = state.sub.unwrap_or(0);
    popup(canvas, place, &item.submenu, chosen, Some(&item.label));
}

/// Where a popup goes: at a column and a row, moved until it is on the screen.
fn place(area: Rect, column: u16, row: u16, items: &[MenuItem], small: bool) -> Rect {
    if small {
        return super::canvas::rows(area, 1, area.height.saturating_sub(2));
    }
    let width = items.iter().map(item_width).max().unwrap_or(0) + 4;
    let width = cells(width).min(area.width);
    let height = (cells(items.len()) + 2).min(area.height.saturating_sub(2));
    Rect {
        x: area.x + column.min(area.width - width),
        y: area.y + row.min((area.height - height).saturating_sub(1)),
        width,
        height,
    }
}

fn item_width(item: &MenuItem) -> usize {
    let mark = if item.mark == ItemMark::None { 0 } else { 4 };
    let key = if item.key.is_empty() && item.submenu.is_empty() {
        0
    } else {
        3 + text::width(&item.key).max(1)
    };
    mark + text::width(&item.label) + key
}

fn popup(canvas: &mut Canvas, place: Rect, items: &[MenuItem], chosen: usize, title: Option<&str>) {
    let look = canvas.look;
    canvas.ground(place, look.theme.dialog);
    // A menu that fills the screen has no title in the bar above it.
    let title = title.filter(|_| place.x == 0 && place.width > 1 && items.len() > 1);
    let frame = Frame {
        lines: look.glyphs.light,
        style: look.theme.focus,
        title: title
            .map(|title| Line::from(title.to_owned()))
            .unwrap_or_default(),
        right: Line::default(),
        foot: Line::default(),
        foot_right: Line::default(),
    };
    let inner = canvas.frame(place, &frame);
    let height = usize::from(inner.height);
    let top = (chosen + 1).saturating_sub(height);
    for (row, (number, item)) in items.iter().enumerate().skip(top).take(height).enumerate() {
        let row = cells(row);
        if item.label.is_empty() {
            separator(canvas, place, row + 1);
        } else {
            let line = line(canvas, item, usize::from(inner.width));
            canvas.line(inner, row, &line);
        }
        if number == chosen && !item.label.is_empty() {
            canvas.tint(super::canvas::rows(inner, row, 1), look.theme.selected);
        }
    }
}

fn separator(canvas: &mut Canvas, place: Rect, row: u16) {
    let look = canvas.look;
    let across = look
        .glyphs
        .light
        .horizontal
        .repeat(usize::from(place.width.saturating_sub(2)));
    let style = look.theme.border;
    canvas.put(place, row, 1, &Line::styled(across, style));
}

fn line<'a>(canvas: &Canvas, item: &MenuItem, width: usize) -> Line<'a> {
    let (theme, glyphs) = (&canvas.look.theme, canvas.look.glyphs);
    let [on, off] = match item.mark {
        ItemMark::Radio(_) => glyphs.radio,
        _ => glyphs.check,
    };
    let mark = match item.mark {
        ItemMark::None => String::new(),
        ItemMark::Radio(set) | ItemMark::Check(set) => format!("{} ", if set { on } else { off }),
    };
    let key = if item.submenu.is_empty() {
        item.key.clone()
    } else {
        glyphs.submenu.to_owned()
    };
    let style = if item.enabled { theme.text } else { theme.dim };
    let key = if key.is_empty() {
        key
    } else {
        format!("  {key}")
    };
    let room = width.saturating_sub(text::width(&mark) + text::width(&key) + 2);
    let label = text::cut_end(&item.label, room, glyphs.ellipsis);
    let label = text::pad_right(&label, room);
    Line::from(vec![
        Span::styled(format!(" {mark}{label}"), style),
        Span::styled(format!("{key} "), theme.dim),
    ])
}
