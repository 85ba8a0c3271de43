//! The doctor's dialog: the steps as they happen, what they say, and what to do.

use super::Look;
use super::canvas::{Canvas, Frame, cells, centered, columns, rows};
use crate::app::doctor::{SheetLine, dialog_size};
use crate::app::{App, Examination, Spot};
use crate::model::doctor::DoctorStepState;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::time::Duration;

/// Draws the dialog. Its keys are in the key bar.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, app: &App, examination: &Examination) {
    let look = canvas.look;
    let (width, height) = dialog_size((area.width, area.height));
    let place = centered(area, width, height);
    let inside = padded(place);
    let Some(sheet) = app.doctor_sheet(usize::from(inside.width)) else {
        return;
    };
    let room = usize::from(inside.height);
    let top = sheet.top(examination.top, room);
    let [up, down] = look.glyphs.more;
    let more = match (top > 0, top + room < sheet.lines.len()) {
        (false, false) => String::new(),
        (true, false) => format!("{up} more"),
        (false, true) => format!("{down} more"),
        (true, true) => format!("{up}{down} more"),
    };
    canvas.ground(place, look.theme.dialog);
    canvas.spot(place, Spot::Overlay);
    let frame = Frame {
        lines: look.glyphs.light,
        style: look.theme.focus,
        title: Line::styled(format!("Doctor  {}", examination.label), look.theme.focus),
        right: Line::default(),
        foot: state(look, app, examination),
        foot_right: Line::styled(more, look.theme.key),
    };
    canvas.frame(place, &frame);
    canvas.park(inside, 0);
    for (row, line) in sheet.lines.iter().skip(top).take(room).enumerate() {
        let [left, right] = drawn(look, line);
        canvas.ends(inside, cells(row), &left, &right);
    }
}

/// What is inside the dialog's margins.
fn padded(place: Rect) -> Rect {
    let inside = rows(place, 1, place.height.saturating_sub(2));
    let inside = columns(inside, 3, place.width.saturating_sub(6));
    if inside.height > 8 {
        rows(inside, 1, inside.height - 2)
    } else {
        inside
    }
}

/// How it goes, or what became of the choice that was made last.
fn state<'a>(look: &Look, app: &App, examination: &Examination) -> Line<'a> {
    if let Some(said) = &examination.said {
        return Line::styled(said.clone(), look.theme.info);
    }
    if examination.end.is_some() {
        return Line::default();
    }
    let passed = app.now.duration_since(examination.began);
    let passed = Duration::try_from(passed).unwrap_or_default();
    let text = format!("examining {} {} s", look.glyphs.dot, passed.as_secs());
    Line::styled(text, look.theme.dialling)
}

/// A line, and what stands at its right edge.
fn drawn<'a>(look: &Look, line: &SheetLine) -> [Line<'a>; 2] {
    let theme = &look.theme;
    let left = match line {
        SheetLine::Blank => Line::default(),
        SheetLine::Heading(text) => Line::styled(*text, theme.strong),
        SheetLine::Text(text) => Line::styled(format!("  {text}"), theme.text),
        SheetLine::Warning(text) => Line::styled(format!("  {text}"), theme.warn),
        SheetLine::Choice { key, done, text } => {
            let sign = if *done { look.glyphs.done } else { " " };
            Line::from(vec![
                Span::styled(sign, theme.ok),
                Span::styled(format!(" {key:<2}"), theme.key),
                Span::styled(text.clone(), theme.text),
            ])
        }
        SheetLine::Step {
            state,
            first,
            lead,
            text,
            time,
        } => {
            let (sign, sign_style, style) = sign(look, *state);
            let sign = if *first { sign } else { " " };
            let left = Line::from(vec![
                Span::styled(format!("{sign} "), sign_style),
                Span::styled(format!("{lead}{text}"), style),
            ]);
            return [left, Line::styled(time.clone(), theme.dim)];
        }
    };
    [left, Line::default()]
}

/// The sign of a step, its style, and that of the text.
fn sign(look: &Look, state: DoctorStepState) -> (&'static str, Style, Style) {
    let (theme, glyphs) = (&look.theme, look.glyphs);
    match state {
        DoctorStepState::Running => (glyphs.running, theme.dialling, theme.strong),
        DoctorStepState::Ok => (glyphs.done, theme.ok, theme.text),
        DoctorStepState::Warning => ("!", theme.warn, theme.warn),
        DoctorStepState::Failed => (glyphs.failed, theme.error, theme.error),
        DoctorStepState::Skipped => (glyphs.pending, theme.dim, theme.dim),
    }
}
