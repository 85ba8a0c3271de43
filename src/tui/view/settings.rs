//! The settings: what each is, and a line about the one under the cursor.

use super::canvas::{Canvas, cells, columns, rows};
use super::dialog::{open, width};
use super::form::{input, keys};
use crate::app::{App, SettingsList, Spot};
use crate::model::settings::{SETTINGS, Setting};
use crate::model::text::display_safe_str;
use crate::tui::text;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Cells of the name with what stands before it.
const NAME: usize = 21;

/// What stands in a row of the list.
enum Row {
    Heading(&'static str),
    Setting(usize, &'static Setting),
}

/// Draws the list.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, app: &App, list: &SettingsList) {
    let all = lines();
    let wide = width(area, 92);
    let height = cells(all.len()).saturating_add(10);
    let style = canvas.look.theme.focus;
    let inner = open(canvas, area, (wide, height), ("Settings", style));
    let room = usize::from(inner.width);
    let about = about(list);
    let said = text::wrap(&about, room);
    // A line about the setting, a blank one, and the keys.
    let below = cells(said.len()).saturating_add(if inner.height > 9 { 4 } else { 2 });
    let body = rows(inner, 0, inner.height.saturating_sub(below).max(1));
    let at = all
        .iter()
        .position(|row| matches!(row, Row::Setting(index, _) if *index == list.at))
        .unwrap_or_default();
    let shown = usize::from(body.height);
    let usual = (at + 1).saturating_sub(shown).max(
        at.saturating_sub(shown / 2)
            .min(all.len().saturating_sub(shown)),
    );
    let top = app.list_top(usual, at, (all.len(), shown));
    for (line, row) in all.iter().skip(top).take(shown).enumerate() {
        let place = rows(body, cells(line), 1);
        draw_row(canvas, place, app, list, row);
        if let Row::Setting(row, _) = *row {
            canvas.spot(place, Spot::Row { row, top });
        }
    }
    let theme = &canvas.look.theme;
    let style = match (&list.error, &list.told) {
        (Some(_), _) => theme.error,
        (None, Some(_)) => theme.info,
        (None, None) => theme.dim,
    };
    let first = body.height.saturating_add(u16::from(inner.height > 9));
    for (line, words) in said.into_iter().enumerate() {
        canvas.line(inner, first + cells(line), &Line::styled(words, style));
    }
    keys(canvas, rows(inner, first, inner.height), app);
}

fn lines() -> Vec<Row> {
    let mut lines = Vec::new();
    let mut section = None;
    for (index, setting) in SETTINGS.iter().enumerate() {
        if section != Some(setting.section) {
            section = Some(setting.section);
            lines.push(Row::Heading(setting.section));
        }
        lines.push(Row::Setting(index, setting));
    }
    lines
}

fn about(list: &SettingsList) -> String {
    let setting = SETTINGS.get(list.at);
    let about = setting.map_or("", |setting| setting.about);
    let told = list.error.as_ref().or(list.told.as_ref());
    told.map_or(about, String::as_str).to_owned()
}

fn draw_row(canvas: &mut Canvas, place: Rect, app: &App, list: &SettingsList, row: &Row) {
    let (theme, glyphs) = (&canvas.look.theme, canvas.look.glyphs);
    let (index, setting) = match row {
        Row::Heading(section) => {
            let name = if section.is_empty() {
                "general"
            } else {
                section
            };
            canvas.line(place, 0, &Line::styled(name, theme.strong));
            return;
        }
        Row::Setting(index, setting) => (*index, setting),
    };
    let here = index == list.at;
    let sign = if here { glyphs.cursor } else { " " };
    let value = setting.value(&app.settings).to_string();
    let default = setting.default_value().to_string();
    let changed = value != default;
    let style = if changed { theme.mark } else { theme.text };
    let mark = if changed { glyphs.mark } else { " " };
    let room = usize::from(place.width).saturating_sub(NAME + 2);
    let tail = if changed && room > 40 {
        let default = if default.is_empty() { "none" } else { &default };
        text::cut_end(&format!("default: {default}"), room / 2, glyphs.ellipsis)
    } else {
        String::new()
    };
    let left = room.saturating_sub(text::width(&tail) + 1);
    let value = display_safe_str(if value.is_empty() { "none" } else { &value });
    let line = Line::from(vec![
        Span::styled(format!("{sign}{mark}"), theme.focus),
        Span::styled(text::pad_right(setting.key, NAME), theme.text),
        Span::styled(
            text::pad_right(&text::cut_end(&value, left, glyphs.ellipsis), left + 1),
            style,
        ),
        Span::styled(tail, if here { theme.text } else { theme.dim }),
    ]);
    if here {
        let style = canvas.look.theme.cursor;
        canvas.tint(place, style);
        canvas.park(place, 2);
    }
    canvas.line(place, 0, &line);
    if let Some(typed) = list.typed.as_ref().filter(|_| here) {
        let field = columns(place, cells(NAME + 1), place.width);
        input(canvas, field, typed, true, false);
    }
}
