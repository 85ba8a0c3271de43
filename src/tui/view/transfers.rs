//! The queue: a few lines below the connection, or the whole screen.

use super::canvas::{Canvas, Frame, cells, columns, rows};
use super::transfer_row::{Widths, few, heading, row};
use super::{Look, format};
use crate::app::{App, Layout};
use crate::model::text::{clock, plural, size};
use crate::model::{Direction, TransferState, TransferView};
use crate::tui::text;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use std::sync::Arc;

/// Draws the pane in as many rows as it is given: 6, 4 or 1.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, app: &App) {
    let look = canvas.look;
    let transfers = app.snapshot.transfers.as_slice();
    match area.height {
        0 => {}
        1 | 2 => {
            let line = few(look, app, usize::from(area.width));
            canvas.line(area, 0, &line);
        }
        _ => {
            let frame = frame(look, app, area.width, false);
            let inner = canvas.frame(area, &frame);
            if transfers.is_empty() {
                let (empty, demo) = if inner.width >= 106 {
                    EMPTY
                } else {
                    EMPTY_SHORT
                };
                canvas.put(inner, 0, 1, &Line::styled(empty, look.theme.dim));
                if app.demo {
                    canvas.put(inner, 1, 1, &Line::styled(demo, look.theme.text));
                }
            }
            let widths = Widths::for_width(usize::from(inner.width), false);
            let shown = by_urgency(transfers, usize::from(inner.height));
            for (number, transfer) in shown.into_iter().enumerate() {
                let line = row(look, &widths, transfer, None);
                canvas.line(inner, cells(number), &line);
            }
        }
    }
}

/// What an empty queue says, and what the demo says of itself: in one line each, and in as few
/// words as fit into 74 cells.
const EMPTY: (&str, &str) = (
    "Nothing queued. Space marks, F5 copies to the other pane, p picks up to drop elsewhere.",
    "This is the demo: both folders are samples and are removed at the end. o connects to a server \
     of yours.",
);
const EMPTY_SHORT: (&str, &str) = (
    "Nothing queued. F5 copies to the other pane, p picks up to drop elsewhere.",
    "The demo: sample folders, removed at the end. o connects to a server.",
);

/// What runs, what failed, what waits, and the latest of what has ended; in this order.
fn by_urgency(transfers: &[Arc<TransferView>], count: usize) -> Vec<&Arc<TransferView>> {
    let of = |wanted: fn(TransferState) -> bool| {
        transfers
            .iter()
            .filter(move |transfer| wanted(transfer.state))
    };
    of(TransferState::is_active)
        .chain(of(|state| state == TransferState::Failed))
        .chain(of(|state| state == TransferState::Queued))
        .chain(of(|state| state.is_final() && state != TransferState::Failed).rev())
        .take(count)
        .collect()
}

fn count(app: &App, wanted: fn(TransferState) -> bool) -> usize {
    let transfers = app.snapshot.transfers.iter();
    transfers.filter(|transfer| wanted(transfer.state)).count()
}

/// The numbers in signs: running, waiting, failed. Those that are none are left out.
pub(super) fn counts<'a>(look: &Look, app: &App) -> Line<'a> {
    let (theme, glyphs) = (&look.theme, look.glyphs);
    let mut spans = vec![Span::raw(" ")];
    for (sign, style, number) in [
        (
            glyphs.running,
            theme.ok,
            count(app, TransferState::is_active),
        ),
        (
            glyphs.pending,
            theme.dim,
            count(app, |state| state == TransferState::Queued),
        ),
        (
            glyphs.failed,
            theme.error,
            count(app, |state| state == TransferState::Failed),
        ),
    ] {
        if number > 0 {
            spans.push(Span::styled(format!("{sign}{number} "), style));
        }
    }
    Line::from(spans)
}

fn frame<'a>(look: &Look, app: &App, width: u16, whole: bool) -> Frame<'a> {
    let theme = &look.theme;
    let dot = format!(" {} ", look.glyphs.dot);
    let numbers = [
        (count(app, TransferState::is_active), "active"),
        (
            count(app, |state| state == TransferState::Queued),
            "waiting",
        ),
        (count(app, |state| state == TransferState::Failed), "failed"),
        (count(app, |state| state == TransferState::Done), "done"),
    ];
    let summary: Vec<String> = numbers
        .into_iter()
        .filter(|(number, word)| *number > 0 && (width >= 100 || *word != "done"))
        .map(|(number, word)| format!("{number} {word}"))
        .collect();
    let summary = match summary.join(&dot) {
        none if none.is_empty() => none,
        some => format!("  {some}"),
    };
    let (lines, style, title_style) = if whole {
        (look.glyphs.heavy, theme.focus, theme.focus)
    } else {
        (look.glyphs.light, theme.border, theme.title)
    };
    let sign = if whole {
        format!("{} ", look.glyphs.active)
    } else {
        String::new()
    };
    let total = if whole {
        plural(app.snapshot.transfers.len(), "transfer")
    } else {
        String::new()
    };
    let foot = if whole || width < 100 {
        Line::default()
    } else {
        Line::from(vec![
            Span::styled("T", theme.key),
            Span::styled(" full view", theme.dim),
        ])
    };
    Frame {
        lines,
        style,
        title: Line::from(vec![
            Span::styled(format!("{sign}Transfers"), title_style),
            Span::styled(summary, theme.title),
        ]),
        right: rates(look, app, width),
        foot,
        foot_right: Line::styled(total, theme.dim),
    }
}

/// The rates of both directions, and the time that all of it takes at this rate.
fn rates<'a>(look: &Look, app: &App, width: u16) -> Line<'a> {
    let theme = &look.theme;
    let running = |direction| {
        let transfers = app.snapshot.transfers.iter();
        transfers
            .filter(|transfer| transfer.state.is_active() && transfer.direction == direction)
            .map(|transfer| transfer.rate)
            .sum::<u64>()
    };
    let mut spans = Vec::new();
    let mut total = 0;
    for direction in [Direction::Download, Direction::Upload] {
        let rate = running(direction);
        if rate > 0 {
            let (sign, style) = super::connection_lines::way(look, direction);
            let text = if width >= 100 {
                format!("{sign} {}  ", format::rate(rate))
            } else {
                format!("{sign}{}/s ", format::brief(rate))
            };
            spans.push(Span::styled(text, style));
        }
        total += rate;
    }
    let open = app
        .snapshot
        .transfers
        .iter()
        .filter(|transfer| !transfer.state.is_final());
    let rest: u64 = open
        .filter_map(|transfer| Some(transfer.size?.saturating_sub(transfer.bytes)))
        .sum();
    if let Some(seconds) = rest.checked_div(total) {
        spans.push(Span::styled(format!("{} left", clock(seconds)), theme.dim));
    }
    Line::from(spans)
}

/// Draws the whole queue with its cursor, and all that is known of the row under it.
pub(super) fn draw_all(canvas: &mut Canvas, area: Rect, app: &App, layout: &Layout) {
    let look = canvas.look;
    let transfers = app.snapshot.transfers.as_slice();
    let inner = if layout.borders {
        canvas.frame(area, &frame(look, app, area.width, true))
    } else {
        area
    };
    if transfers.is_empty() {
        let text = "The queue is empty.";
        canvas.put(inner, 0, 1, &Line::styled(text, look.theme.dim));
        return;
    }
    let cursor = app.transfer_cursor.min(transfers.len() - 1);
    let details = if inner.height >= 12 { 6 } else { 0 };
    let list = rows(inner, 0, inner.height - details);
    let widths = Widths::for_width(usize::from(inner.width), true);
    let headed = u16::from(list.height >= 4);
    if headed > 0 {
        canvas.line(list, 0, &heading(look, &widths));
    }
    let body = rows(list, headed, list.height);
    let height = usize::from(body.height);
    let top = (cursor + 1).saturating_sub(height);
    let visible = transfers.iter().enumerate().skip(top).take(height);
    for (place, (number, transfer)) in visible.enumerate() {
        let here = number == cursor;
        let line = row(look, &widths, transfer, Some(here));
        canvas.line(body, cells(place), &line);
        if here {
            canvas.tint(rows(body, cells(place), 1), look.theme.cursor);
        }
    }
    if let Some(transfer) = transfers.get(cursor).filter(|_| details > 0) {
        let place = rows(inner, inner.height - details, details);
        let place = columns(place, 1, place.width.saturating_sub(2));
        detail(canvas, place, transfer);
    }
}

/// All that is known of one transfer.
fn detail(canvas: &mut Canvas, area: Rect, transfer: &TransferView) {
    let look = canvas.look;
    let theme = &look.theme;
    let name_room = usize::from(area.width.saturating_sub(8));
    let name = text::cut_middle(&transfer.name, name_room, look.glyphs.ellipsis);
    let frame = Frame {
        lines: look.glyphs.light,
        style: theme.border,
        title: Line::styled(name, theme.title),
        right: Line::default(),
        foot: Line::default(),
        foot_right: Line::default(),
    };
    let inner = canvas.frame(area, &frame);
    let way = format!("{} {} {}", transfer.from, look.glyphs.to, transfer.to);
    let session = transfer
        .session
        .map(|session| format!(" on session #{session}"))
        .unwrap_or_default();
    let amount = if transfer.state == TransferState::Done {
        size(transfer.bytes)
    } else {
        format::part(transfer.bytes, transfer.size)
    };
    let state = format!(
        "{}{session}, {} in {}",
        transfer.state,
        amount,
        format::elapsed(transfer.elapsed)
    );
    let operation = format!("{} {}", transfer.operation, way);
    let why = transfer
        .reason_beside_state()
        .unwrap_or_default()
        .to_owned();
    let facts = [
        ("what", operation, theme.text),
        ("state", state, theme.text),
        ("why", why, theme.error),
    ];
    let mut row = 0;
    for (label, fact, style) in facts {
        if fact.is_empty() {
            continue;
        }
        canvas.put(inner, row, 1, &Line::styled(label, theme.dim));
        let room = usize::from(inner.width.saturating_sub(9));
        for line in text::wrap(&fact, room) {
            canvas.put(inner, row, 8, &Line::styled(line, style));
            row += 1;
        }
    }
}
