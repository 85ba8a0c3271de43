//! The box that hangs in the target pane while something is carried: what would arrive here.

use super::canvas::{Canvas, Frame, cells, columns, rows};
use super::pane::size_known;
use crate::app::pane::Pane;
use crate::app::{App, Carry, Target};
use crate::model::text::{plural, size};
use crate::tui::text;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Items that are named; the others are counted.
const NAMED: usize = 5;

/// Draws the box below the pane's rows, if there is room for it.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, app: &App, pane: &Pane) {
    let Some(carry) = app.carry.as_ref().filter(|carry| carry.shore != pane.shore) else {
        return;
    };
    let Some(Target::Ok { .. }) = app.target() else {
        return;
    };
    let used = u16::try_from(pane.line_count().saturating_sub(pane.top)).unwrap_or(u16::MAX);
    let wanted = u16::try_from(carry.items.len().min(NAMED + 1)).unwrap_or(0) + 2;
    let free = area.height.saturating_sub(used);
    if free < wanted || area.width < 34 {
        return;
    }
    let width = 52.min(area.width.saturating_sub(4));
    let left = (area.width - width) / 2;
    let top = used + (free - wanted).min(1);
    let place = columns(rows(area, top, wanted), left, width);
    let look = canvas.look;
    canvas.ground(place, look.theme.carry_ground);
    let frame = Frame {
        lines: look.glyphs.light,
        style: look.theme.carry_ground,
        title: title(canvas, carry),
        right: Line::default(),
        foot: Line::default(),
        foot_right: Line::default(),
    };
    let inner = canvas.frame(place, &frame);
    for (number, line) in items(canvas, app, carry, pane, usize::from(inner.width))
        .iter()
        .enumerate()
    {
        canvas.line(inner, u16::try_from(number).unwrap_or(u16::MAX), line);
    }
}

/// Draws what hangs on the pointer: entries with the reason why they can not be dropped where there
/// is one, or a row of the queue.
pub(super) fn follow(canvas: &mut Canvas, area: Rect, app: &App) {
    let look = canvas.look;
    let (at, lines) = if let (Some(drag), Some(carry)) = (app.dragged(), &app.carry) {
        let mut lines = vec![title(canvas, carry)];
        if let Some(Target::No(reason)) = app.target() {
            let text = format!("{} {reason}", look.glyphs.failed);
            lines.push(Line::styled(text, look.theme.drop_no));
        }
        (drag.at, lines)
    } else if let Some(row) = app.dragged_row() {
        let Some(transfer) = app.transfer_called(row.id) else {
            return;
        };
        let name = text::cut_middle(&transfer.name, 40, look.glyphs.ellipsis);
        let text = format!("{} {name}", look.glyphs.carried);
        (row.at, vec![Line::styled(text, look.theme.carry_ground)])
    } else {
        return;
    };
    let width = lines.iter().map(Line::width).max().unwrap_or(0);
    let width = cells(width + 2).min(area.width);
    let height = cells(lines.len()).min(area.height);
    // Below the pointer at the right, or wherever there is room for it.
    let right = area.right().saturating_sub(width);
    let below = at.row.saturating_add(1);
    let y = if below.saturating_add(height) <= area.bottom() {
        below
    } else {
        at.row.saturating_sub(height)
    };
    let place = Rect::new(at.column.saturating_add(2).min(right), y, width, height);
    canvas.ground(place, look.theme.carry_ground);
    for (number, line) in lines.iter().enumerate() {
        canvas.put(place, cells(number), 1, line);
    }
}

fn title<'a>(canvas: &Canvas, carry: &Carry) -> Line<'a> {
    let glyphs = canvas.look.glyphs;
    let text = format!(
        "{} {}{} {} {}",
        glyphs.carried,
        plural(carry.items.len(), "item"),
        size_known(carry.items.bytes(), glyphs.dot),
        glyphs.dot,
        carry.operation
    );
    Line::styled(text, canvas.look.theme.carry_ground)
}

fn items<'a>(
    canvas: &Canvas,
    app: &App,
    carry: &Carry,
    pane: &Pane,
    width: usize,
) -> Vec<Line<'a>> {
    let look = canvas.look;
    let warning = if width < 40 { "!" } else { "! exists" };
    let name_width = width.saturating_sub(14 + warning.len());
    let mut lines: Vec<Line> = carry
        .items
        .iter()
        .take(NAMED)
        .map(|item| {
            let taken = app.is_taken(carry.shore, item, pane);
            let name = text::cut_middle(
                &app.shown_name(carry.shore, &item.name),
                name_width,
                look.glyphs.ellipsis,
            );
            let bytes = item.size.map_or_else(|| "<DIR>".to_owned(), size);
            let style = if taken {
                look.theme.warn
            } else {
                look.theme.text
            };
            let exists = if taken { warning } else { "" };
            let name = text::pad_right(&name, name_width);
            let text = format!(" {name} {bytes:>9}  {exists}");
            Line::from(Span::styled(text, style))
        })
        .collect();
    let more = carry.items.len().saturating_sub(NAMED);
    if more > 0 {
        lines.push(Line::styled(format!(" and {more} more"), look.theme.dim));
    }
    lines
}
