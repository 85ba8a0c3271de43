//! The open menu and its submenu.

use super::bar::title_columns;
use super::canvas::{Canvas, Frame, cells};
use crate::app::{App, ContextMenu, ItemMark, MenuItem, MenuState, Spot};
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
    // A menu that hangs from the bar has its title there.
    let title = |place: Rect, title| if place.x == 0 { title } else { "" };
    let named = if app.layout().two_panes {
        title(place, menu.title)
    } else {
        // No titles stand in the bar.
        menu.title
    };
    let shown = (menu.items.as_slice(), state.item, named);
    popup(canvas, place, shown, Spot::Item);
    if let Some(chosen) = state.sub
        && let Some(item) = menu.items.get(state.item)
        && !item.submenu.is_empty()
    {
        let above = first_shown(place, state.item);
        let row = cells(state.item - above).saturating_add(place.y);
        let beside = place.right();
        let place = self::place(area, beside, row, &item.submenu, small);
        let named = title(place, &item.label);
        let shown = (item.submenu.as_slice(), chosen, named);
        popup(canvas, place, shown, Spot::SubItem);
    }
}

/// Draws the menu of what the pointer or the cursor is on.
pub(super) fn context(canvas: &mut Canvas, area: Rect, app: &App, menu: &ContextMenu) {
    let items = app.context_items(menu);
    let small = area.width < 30 || area.height < 8;
    let mut place = place(area, menu.at.column, menu.at.row, &items, small);
    let title = cells(text::width(&menu.title).min(30)) + 6;
    place.width = place.width.max(title).min(area.width);
    place.x = place.x.min(area.right().saturating_sub(place.width));
    popup(canvas, place, (&items, menu.item, &menu.title), Spot::Item);
}

/// Draws a submenu by itself, in the pane that it is for.
fn alone(canvas: &mut Canvas, area: Rect, app: &App, state: MenuState, small: bool) {
    let menus = app.menus();
    let menu = menus.get(state.menu);
    let Some(item) = menu.and_then(|menu| menu.items.get(state.item)) else {
        return;
    };
    let layout = app.layout();
    let half = layout.two_panes && app.active() == Shore::Remote;
    let column = if half { layout.left } else { 0 };
    let place = place(area, column + 2, 3, &item.submenu, small);
    let chosen = state.sub.unwrap_or(0);
    popup(
        canvas,
        place,
        (&item.submenu, chosen, &item.label),
        Spot::SubItem,
    );
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

/// The first item in sight, so that the chosen one is.
fn first_shown(place: Rect, chosen: usize) -> usize {
    (chosen + 1).saturating_sub(usize::from(place.height.saturating_sub(2)))
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

fn popup(
    canvas: &mut Canvas,
    place: Rect,
    (items, chosen, title): (&[MenuItem], usize, &str),
    spot: fn(usize) -> Spot,
) {
    let look = canvas.look;
    canvas.ground(place, look.theme.dialog);
    canvas.spot(place, Spot::Overlay);
    let frame = Frame {
        lines: look.glyphs.light,
        style: look.theme.focus,
        title: Line::from(title.to_owned()),
        right: Line::default(),
        foot: Line::default(),
        foot_right: Line::default(),
    };
    let inner = canvas.frame(place, &frame);
    let height = usize::from(inner.height);
    let top = first_shown(place, chosen);
    for (row, (number, item)) in items.iter().enumerate().skip(top).take(height).enumerate() {
        let row = cells(row);
        if item.label.is_empty() {
            separator(canvas, place, row + 1);
        } else {
            let line = line(canvas, item, usize::from(inner.width));
            canvas.line(inner, row, &line);
            canvas.spot(super::canvas::rows(inner, row, 1), spot(number));
        }
        if number == chosen && !item.label.is_empty() {
            let place = super::canvas::rows(inner, row, 1);
            canvas.tint(place, look.theme.selected);
            canvas.park(place, 1);
        }
    }
    more(canvas, place, [top > 0, top + height < items.len()]);
}

/// Signs in the border that there are items above, and below.
fn more(canvas: &mut Canvas, place: Rect, there: [bool; 2]) {
    let look = canvas.look;
    let rows = [1, place.height.saturating_sub(2)];
    for ((there, row), sign) in there.into_iter().zip(rows).zip(look.glyphs.more) {
        if there {
            let column = place.width.saturating_sub(1);
            canvas.put(place, row, column, &Line::styled(sign, look.theme.key));
        }
    }
}

fn separator(canvas: &mut Canvas, place: Rect, row: u16) {
    let look = canvas.look;
    let lines = look.glyphs.light;
    let across = lines
        .horizontal
        .repeat(usize::from(place.width.saturating_sub(2)));
    let [left, right] = lines.joints;
    for (column, text, style) in [
        (0, left, look.theme.focus),
        (1, &*across, look.theme.border),
        (place.width.saturating_sub(1), right, look.theme.focus),
    ] {
        canvas.put(place, row, column, &Line::styled(text, style));
    }
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
