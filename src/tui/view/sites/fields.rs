//! The form of the site manager: fields in groups, and the buttons below them.

use crate::app::sites::{GROUPS, Part, SiteField, SiteForm, SiteManager, Widget};
use crate::tui::text;
use crate::tui::view::canvas::{Canvas, cells, columns, rows};
use crate::tui::view::form::input;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

/// Cells of a label.
const LABEL: u16 = 13;

/// A row of the form.
enum Row {
    Heading(&'static str),
    Field(SiteField),
}

/// Draws the form. What finds no room is out of sight, but never the field that has the keys.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, manager: &SiteManager) {
    let form = &manager.form;
    let focused = form.field.filter(|_| manager.part == Part::Form);
    let all = form_rows(form);
    let at = all.iter().position(|row| match row {
        Row::Field(field) => Some(*field) == focused,
        Row::Heading(_) => false,
    });
    let is_button = focused.is_some_and(|field| field.widget() == Widget::Button);
    // The line above the buttons is left out where it is low.
    let below = if area.height > 12 {
        2
    } else {
        u16::from(area.height > 3)
    };
    let body = rows(area, 0, area.height.saturating_sub(below));
    let height = usize::from(body.height);
    let last = all.len().saturating_sub(height);
    let top = match at {
        // The heading above the first field of a group comes into sight with it.
        Some(at) if at <= 1 => 0,
        Some(at) => (at + 2)
            .saturating_sub(height)
            .min(last)
            .max(scrolled(at, height, last)),
        None if is_button => last,
        None => 0,
    };
    for (number, row) in all.iter().skip(top).take(height).enumerate() {
        let place = rows(body, cells(number), 1);
        match row {
            Row::Heading(heading) => {
                let style = canvas.look.theme.heading;
                canvas.line(place, 0, &Line::styled(*heading, style));
            }
            Row::Field(field) => draw_field(canvas, place, form, *field, focused),
        }
    }
    marks(canvas, body, (top > 0, top + height < all.len()));
    if below > 0 {
        buttons(canvas, rows(area, area.height - 1, 1), form, focused);
    }
}

/// Deep in the form the field stays in the middle rather than at the edge.
fn scrolled(at: usize, height: usize, last: usize) -> usize {
    at.saturating_sub(height * 2 / 3).min(last)
}

fn form_rows(form: &SiteForm) -> Vec<Row> {
    let mut all = Vec::new();
    for (heading, fields) in GROUPS {
        let fields = fields.iter().filter(|field| form.has(**field));
        let fields: Vec<Row> = fields
            .filter(|field| field.widget() != Widget::Button)
            .map(|field| Row::Field(*field))
            .collect();
        if !fields.is_empty() {
            let heading = if form.folder.is_some() {
                "Folder"
            } else {
                heading
            };
            all.push(Row::Heading(heading));
            all.extend(fields);
        }
    }
    all
}

/// Signs where there is more.
fn marks(canvas: &mut Canvas, area: Rect, (above, below): (bool, bool)) {
    let [up, down] = canvas.look.glyphs.more;
    let style = canvas.look.theme.key;
    let edge = area.width.saturating_sub(1);
    if above {
        canvas.put(area, 0, edge, &Line::styled(up, style));
    }
    if below && area.height > 0 {
        canvas.put(area, area.height - 1, edge, &Line::styled(down, style));
    }
}

fn draw_field(
    canvas: &mut Canvas,
    area: Rect,
    form: &SiteForm,
    field: SiteField,
    focused: Option<SiteField>,
) {
    let here = focused == Some(field);
    let theme = &canvas.look.theme;
    let style = if here { theme.focus } else { theme.dim };
    let label = Line::styled(format!(" {}", field.label()), style);
    canvas.line(area, 0, &label);
    // The last column is for the signs where there is more.
    let place = columns(area, LABEL, area.width.saturating_sub(LABEL + 2));
    match field.widget() {
        Widget::Text(hint) => line_of_input(canvas, place, form, field, (hint, here)),
        Widget::Secret => {
            let stored = form.stored();
            let hint = stored.map_or_else(String::new, |shelf| format!("stored in the {shelf}"));
            line_of_input(canvas, place, form, field, (&hint, here));
        }
        Widget::Choice(choices) => choice(canvas, place, form.text(field), choices, here),
        Widget::Pin => pin(canvas, place, form, here),
        Widget::Remember => remember(canvas, place, form, here),
        Widget::Button => {}
    }
}

fn line_of_input(
    canvas: &mut Canvas,
    place: Rect,
    form: &SiteForm,
    field: SiteField,
    (hint, here): (&str, bool),
) {
    let empty = tui_input::Input::default();
    let value = form.input(field).unwrap_or(&empty);
    input(canvas, place, value, here, field.widget() == Widget::Secret);
    if value.value().is_empty() && !hint.is_empty() {
        let style = canvas.look.theme.input.patch(canvas.look.theme.dim);
        let room = usize::from(place.width.saturating_sub(2));
        let hint = text::cut_end(hint, room, canvas.look.glyphs.ellipsis);
        canvas.put(place, 0, 1, &Line::styled(hint, style));
    }
}

/// What is chosen; the arrow keys change it.
fn choice(
    canvas: &mut Canvas,
    place: Rect,
    value: &str,
    choices: &'static [(&'static str, &'static str)],
    here: bool,
) {
    let chosen = choices.iter().find(|(known, _)| *known == value);
    let words = chosen.map_or(value, |(_, words)| words);
    let glyphs = canvas.look.glyphs;
    let theme = &canvas.look.theme;
    let (shown, style) = if here {
        (
            format!(" {} {words} {} ", glyphs.from, glyphs.to),
            theme.selected,
        )
    } else if value.is_empty() {
        (format!(" {words}"), theme.dim)
    } else {
        (format!(" {words}"), theme.text)
    };
    canvas.put(place, 0, 0, &Line::styled(shown, style));
    if here {
        park(canvas, place, 1);
    }
}

fn remember(canvas: &mut Canvas, place: Rect, form: &SiteForm, here: bool) {
    let wanted = form.keeping.as_ref().and_then(|keeping| keeping.remember);
    let [on, off] = canvas.look.glyphs.check;
    let (sign, words) = match wanted {
        Some(shelf) => (on, format!("the password: {shelf}")),
        None => (off, "the password".into()),
    };
    let theme = &canvas.look.theme;
    let style = if here { theme.selected } else { theme.text };
    canvas.put(
        place,
        0,
        0,
        &Line::styled(format!(" {sign} {words} "), style),
    );
    if here {
        park(canvas, place, 2);
    }
}

/// The certificate that is trusted, and since when; the end of its fingerprint where it is narrow.
fn pin(canvas: &mut Canvas, place: Rect, form: &SiteForm, here: bool) {
    let Some(pin) = form.pinned() else { return };
    let since = pin.since.map_or_else(
        || "at some time".to_owned(),
        |since| since.strftime("%Y-%m-%d").to_string(),
    );
    let forget = if here { ", Space forgets it" } else { "" };
    let words = format!(" since {since}{forget}: {} ", pin.fingerprint);
    let glyphs = canvas.look.glyphs;
    let words = text::cut_end(&words, usize::from(place.width), glyphs.ellipsis);
    let theme = &canvas.look.theme;
    let style = if here { theme.selected } else { theme.text };
    canvas.put(place, 0, 0, &Line::styled(words, style));
    if here {
        park(canvas, place, 1);
    }
}

fn buttons(canvas: &mut Canvas, area: Rect, form: &SiteForm, focused: Option<SiteField>) {
    let theme = &canvas.look.theme;
    let mut spans = Vec::new();
    let mut at = None;
    let mut used = 1;
    for field in [SiteField::Test, SiteField::Save, SiteField::Connect] {
        if !form.has(field) {
            continue;
        }
        let here = focused == Some(field);
        let style = if here { theme.selected } else { theme.text };
        let words = format!("[ {} ]", field.label());
        if here {
            at = Some(cells(used + 2));
        }
        used += text::width(&words) + 2;
        spans.push(Span::styled(words, style));
        spans.push(Span::raw("  "));
    }
    let words = "not kept yet";
    if form.is_changed() && used + text::width(words) <= usize::from(area.width) {
        spans.push(Span::styled(words, theme.warn));
    }
    canvas.put(area, 0, 1, &Line::from(spans));
    if let Some(at) = at {
        park(canvas, area, at);
    }
}

/// The terminal's cursor goes where the keys are.
fn park(canvas: &mut Canvas, area: Rect, column: u16) {
    let last = area.right().saturating_sub(1);
    canvas.cursor = Some(Position::new(
        area.x.saturating_add(column).min(last),
        area.y,
    ));
}
