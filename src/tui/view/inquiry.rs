//! Fields that are asked for together: texts, choices, yes or no.

use super::canvas::{Canvas, cells, columns, rows};
use super::dialog::{answers, open, put_answers, width};
use super::form::input;
use crate::app::{App, Inquiry, InquiryField, InquiryPurpose, InquiryValue};
use crate::tui::text;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

/// Draws the fields.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, app: &App, inquiry: &Inquiry) {
    let theme = &canvas.look.theme;
    let wide = width(area, 72);
    let count = cells(inquiry.fields.len());
    let title = title(inquiry);
    let keys = answers(canvas, app, usize::from(wide.saturating_sub(6)));
    let height = cells(keys.len()).saturating_add(count + 8);
    let inner = open(canvas, area, (wide, height), (&title, theme.focus));
    let labels = inquiry.fields.iter().map(|field| text::width(field.label));
    let label = cells(labels.max().unwrap_or(0)) + 2;
    for (number, field) in inquiry.fields.iter().enumerate() {
        let row = cells(number);
        let focused = number == inquiry.at;
        let style = if focused { theme.strong } else { theme.text };
        canvas.put(inner, row, 0, &Line::styled(field.label, style));
        let place = columns(
            rows(inner, row, 1),
            label,
            inner.width.saturating_sub(label),
        );
        value(canvas, place, field, focused);
    }
    below(canvas, rows(inner, count, inner.height), &keys, inquiry);
}

/// Below the fields: what is wrong or what the field is for, and the keys in the last rows. In a low
/// box what is wrong comes before the keys, which are in the key bar too, and they before a hint.
fn below(canvas: &mut Canvas, area: Rect, keys: &[Line], inquiry: &Inquiry) {
    let theme = &canvas.look.theme;
    let width = usize::from(area.width);
    let hint = inquiry
        .fields
        .get(inquiry.at)
        .map_or("", |field| field.hint);
    let height = usize::from(area.height);
    let above = height.saturating_sub(keys.len());
    let (said, style, room) = match &inquiry.error {
        Some(error) => (error.as_str(), theme.error, height),
        None => (hint, theme.dim, above),
    };
    let mut said = text::wrap(said, width);
    said.truncate(room.min(2));
    let first = above.max(said.len());
    let gap = usize::from(first > said.len());
    for (number, line) in said.into_iter().enumerate() {
        canvas.line(area, cells(number + gap), &Line::styled(line, style));
    }
    let place = rows(area, cells(first), area.height);
    let shown = keys.len().min(height.saturating_sub(first));
    put_answers(canvas, place, keys.get(..shown).unwrap_or_default());
}

fn title(inquiry: &Inquiry) -> String {
    match inquiry.purpose {
        InquiryPurpose::Mark => "Mark by mask".into(),
        InquiryPurpose::Unmark => "Unmark by mask".into(),
        InquiryPurpose::Search => {
            let place = text::cut_start(&inquiry.place, 40, "...");
            format!("Find below {place}")
        }
        InquiryPurpose::Compare => "Compare the two folders".into(),
    }
}

fn value(canvas: &mut Canvas, area: Rect, field: &InquiryField, focused: bool) {
    let look = canvas.look;
    let style = if focused {
        look.theme.strong
    } else {
        look.theme.text
    };
    match &field.value {
        InquiryValue::Text(typed) => return input(canvas, area, typed, focused, false),
        InquiryValue::Check(checked) => {
            let [on, off] = look.glyphs.check;
            let shown = if *checked { on } else { off };
            canvas.put(area, 0, 0, &Line::styled(shown, style));
        }
        InquiryValue::Choice { options, chosen } => {
            let [on, off] = look.glyphs.radio;
            let all: Vec<String> = options
                .iter()
                .enumerate()
                .map(|(number, option)| {
                    format!("{} {option}", if number == *chosen { on } else { off })
                })
                .collect();
            let all = all.join("  ");
            let name = options.get(*chosen).copied().unwrap_or_default();
            // Where not all find room, the arrows say that there are others.
            let only = format!("{} {name} {}", look.glyphs.from, look.glyphs.to);
            let fits = |shown: &String| text::width(shown) <= usize::from(area.width);
            let forms = [all, only].into_iter();
            let shown = forms.into_iter().find(fits);
            let shown = shown.unwrap_or_else(|| name.to_owned());
            canvas.put(area, 0, 0, &Line::styled(shown, style));
        }
    }
    if focused && area.width > 0 {
        canvas.cursor = Some(Position::new(area.x.saturating_add(1), area.y));
    }
}
