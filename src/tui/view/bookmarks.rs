//! The list of folders that are kept, and of those visited last.

use super::canvas::{Canvas, cells, rows};
use super::dialog::{open, width};
use super::form::keys;
use crate::app::{Action, App, BookmarkList, BookmarkRow, Context, Spot};
use crate::tui::text;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// A line of the list: a heading, or a row with its number.
enum Shown {
    Heading(String),
    Row(usize, BookmarkRow),
}

/// Draws the list, the row of the cursor in sight.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, app: &App, list: BookmarkList) {
    let theme = &canvas.look.theme;
    let shown = shown(app.bookmark_rows());
    let wide = width(area, 76);
    let height = cells(shown.len()).max(2).saturating_add(6);
    let inner = open(canvas, area, (wide, height), ("Bookmarks", theme.focus));
    let room = inner.height.saturating_sub(2);
    if shown.is_empty() {
        let key = app.key_for(Context::Panes, Action::Bookmark);
        let text = format!("none yet; {key} keeps the folder that is shown");
        for (number, line) in text::wrap(&text, usize::from(inner.width))
            .into_iter()
            .enumerate()
        {
            canvas.line(inner, cells(number), &Line::styled(line, theme.dim));
        }
    }
    let cursor = shown
        .iter()
        .position(|line| matches!(line, Shown::Row(at, _) if *at == list.at));
    let (cursor, height) = (cursor.unwrap_or(0), usize::from(room));
    let usual = (cursor + 1).saturating_sub(height);
    let top = app.list_top(usual, cursor, (shown.len(), height));
    for (number, line) in shown.iter().skip(top).take(usize::from(room)).enumerate() {
        let place = rows(inner, cells(number), 1);
        match line {
            Shown::Heading(heading) => {
                canvas.line(place, 0, &Line::styled(heading.clone(), theme.heading));
            }
            Shown::Row(at, row) => {
                let here = *at == list.at;
                canvas.spot(place, Spot::Row { row: *at, top });
                canvas.line(
                    place,
                    0,
                    &drawn(canvas, row, here, usize::from(inner.width)),
                );
                if here {
                    canvas.tint(place, canvas.look.theme.cursor);
                    canvas.park(place, 1);
                }
            }
        }
    }
    keys(canvas, rows(inner, room, inner.height), app);
}

fn shown(rows: Vec<BookmarkRow>) -> Vec<Shown> {
    let mut shown = Vec::new();
    let mut group = None;
    for (number, row) in rows.into_iter().enumerate() {
        let of_row = (row.kept, row.place.site.clone());
        if group.as_ref() != Some(&of_row) {
            let place = match &of_row.1 {
                None => "this computer".to_owned(),
                Some(site) => crate::model::text::display_safe_str(site),
            };
            let what = if of_row.0 { "Kept" } else { "Visited" };
            shown.push(Shown::Heading(format!("{what}, {place}")));
            group = Some(of_row);
        }
        shown.push(Shown::Row(number, row));
    }
    shown
}

fn drawn<'a>(canvas: &Canvas, row: &BookmarkRow, here: bool, width: usize) -> Line<'a> {
    let look = canvas.look;
    let theme = &look.theme;
    let cursor = if here { look.glyphs.cursor } else { " " };
    let label = row.label.map_or(" ".to_owned(), String::from);
    let room = width.saturating_sub(4);
    let faint: Style = if here { theme.text } else { theme.dim };
    let mut spans = vec![
        Span::styled(cursor, theme.focus),
        Span::styled(format!("{label}  "), theme.key),
    ];
    if row.name.is_empty() {
        let path = text::cut_start(&row.path, room, look.glyphs.ellipsis);
        spans.push(Span::styled(path, theme.text));
    } else {
        let name = text::cut_middle(&row.name, room, look.glyphs.ellipsis);
        let left = room.saturating_sub(text::width(&name) + 2);
        let path = text::cut_start(&row.path, left, look.glyphs.ellipsis);
        spans.push(Span::styled(name, theme.strong));
        spans.push(Span::styled(format!("  {path}"), faint));
    }
    Line::from(spans)
}
