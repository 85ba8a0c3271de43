//! The queue in a few lines below the connection, and what both its views say in their borders.

use super::canvas::{Canvas, Frame, cells};
use super::transfer_row::{Widths, few, row};
use super::{Look, format};
use crate::app::{Action, App, Over, QueueTab, Spot, Target};
use crate::model::rate::rate_text;
use crate::model::text::clock;
use crate::model::{Direction, RateLimits};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws the pane in as many rows as it is given: 6, 4 or 1.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, app: &App) {
    let look = canvas.look;
    match area.height {
        0 => {}
        1 | 2 => {
            let line = few(look, app, usize::from(area.width));
            canvas.line(area, 0, &line);
        }
        _ => {
            let inner = canvas.frame(area, &frame(look, app, area.width));
            if area.width >= 100 {
                let hint = super::canvas::columns(area, 3, 11);
                let hint = super::canvas::rows(hint, area.height - 1, 1);
                canvas.spot(hint, Spot::Act(Action::Transfers));
            }
            if app.snapshot.totals.all() == 0 {
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
            let widths = Widths::small(usize::from(inner.width));
            let shown = app.snapshot.urgent.iter().take(usize::from(inner.height));
            for (number, transfer) in shown.enumerate() {
                let line = row(look, app, &widths, transfer, None);
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

/// The numbers in signs: running, waiting, paused, failed. Those that are none are left out.
pub(super) fn counts<'a>(look: &Look, app: &App) -> Line<'a> {
    let (theme, glyphs, totals) = (&look.theme, look.glyphs, &app.snapshot.totals);
    let mut spans = vec![Span::raw(" ")];
    for (sign, style, tab) in [
        (glyphs.running, theme.ok, QueueTab::Active),
        (glyphs.pending, theme.dim, QueueTab::Waiting),
        (glyphs.paused, theme.warn, QueueTab::Paused),
        (glyphs.failed, theme.error, QueueTab::Failed),
    ] {
        let number = tab.count(totals);
        if number > 0 {
            spans.push(Span::styled(format!("{sign}{number} "), style));
        }
    }
    Line::from(spans)
}

fn frame<'a>(look: &Look, app: &App, width: u16) -> Frame<'a> {
    let theme = &look.theme;
    let dot = format!(" {} ", look.glyphs.dot);
    let mut summary: Vec<String> = Vec::new();
    for (tab, word) in [
        (QueueTab::Active, "active"),
        (QueueTab::Waiting, "waiting"),
        (QueueTab::Paused, "paused"),
        (QueueTab::Failed, "failed"),
        (QueueTab::Done, "done"),
    ] {
        let number = tab.count(&app.snapshot.totals);
        if number > 0 && (width >= 100 || tab != QueueTab::Done) {
            summary.push(format!("{number} {word}"));
        }
    }
    let summary = match summary.join(&dot) {
        none if none.is_empty() => none,
        some => format!("  {some}"),
    };
    let mut title = vec![
        Span::styled("Transfers", theme.title),
        Span::styled(summary, theme.title),
    ];
    if app.snapshot.paused {
        title.push(Span::styled("  QUEUE PAUSED", theme.warn));
    }
    let foot = if width < 100 {
        Line::default()
    } else {
        Line::from(vec![
            Span::styled("T", theme.key),
            Span::styled(" full view", theme.dim),
        ])
    };
    let mut right = rates(look, app, width);
    let left = time_left(app).map(|left| Span::styled(left, theme.dim));
    right.spans.extend(left);
    let (lines, style) = match target(look, app) {
        Some(target) => {
            let style = target.style;
            title = vec![target];
            (look.glyphs.double, style)
        }
        None => (look.glyphs.light, theme.border),
    };
    Frame {
        lines,
        style,
        title: Line::from(title),
        right,
        foot,
        foot_right: Line::default(),
    }
}

/// What a drop into the queue would be, while something is dragged over it.
fn target<'a>(look: &Look, app: &App) -> Option<Span<'a>> {
    let theme = &look.theme;
    let drag = app.dragged()?;
    if !matches!(drag.over, Over::Queue(_)) {
        return None;
    }
    Some(match app.target()? {
        Target::Ok { .. } => {
            let place = format!("Drop here: to {}", app.target_title());
            Span::styled(place, theme.drop_ok)
        }
        Target::No(reason) => {
            let reason = format!("{} {reason}", look.glyphs.failed);
            Span::styled(reason, theme.drop_no)
        }
    })
}

/// The rates of both directions, each with two blanks (or one, where it is narrow) behind it.
pub(super) fn rates<'a>(look: &Look, app: &App, width: u16) -> Line<'a> {
    let mut spans = Vec::new();
    for direction in [Direction::Download, Direction::Upload] {
        let rate = rate(app, direction);
        if rate > 0 {
            let (sign, style) = super::connection_lines::way(look, direction);
            let text = if width >= 100 {
                format!("{sign} {}  ", format::rate(rate))
            } else {
                format!("{sign}{}/s ", format::brief(rate))
            };
            spans.push(Span::styled(text, style));
        }
    }
    Line::from(spans)
}

/// Bytes a second that move in a direction: what runs is always among the urgent rows.
fn rate(app: &App, direction: Direction) -> u64 {
    let rows = app.snapshot.urgent.iter();
    rows.filter(|row| row.state.is_active() && row.direction == direction)
        .map(|row| row.rate)
        .sum()
}

/// `1:06 left`, of all that waits and runs, at the present rate.
pub(super) fn time_left(app: &App) -> Option<String> {
    let total = rate(app, Direction::Download) + rate(app, Direction::Upload);
    let seconds = app.snapshot.totals.bytes_left.checked_div(total)?;
    Some(format!("{} left", clock(seconds)))
}

/// `limit none`, `limit 2M down, 500k up`
pub(super) fn limit(limits: RateLimits) -> String {
    match (limits.down, limits.up) {
        (None, None) => "limit none".into(),
        (down @ Some(_), None) => format!("limit {} down", rate_text(down)),
        (None, up @ Some(_)) => format!("limit {} up", rate_text(up)),
        (down, up) => format!("limit {} down, {} up", rate_text(down), rate_text(up)),
    }
}
