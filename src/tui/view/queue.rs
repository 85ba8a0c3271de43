//! The whole queue: tabs, rows, and what is known of the row under the cursor.

use super::canvas::{Canvas, Frame, cells, columns, rows};
use super::transfer_detail::panel;
use super::transfer_row::{Widths, heading, row, sign};
use super::transfers::{limit, rates, time_left};
use crate::app::queue_view::top;
use crate::app::{Action, App, Context, Layout, QueueRows, QueueTab, Spot};
use crate::model::TransferState;
use crate::model::text::{plural, size};
use crate::tui::text;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use strum::IntoEnumIterator as _;

/// Draws the view.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, app: &App, layout: &Layout) {
    let inner = if layout.borders {
        let frame = frame(canvas, app, area.width);
        canvas.frame(area, &frame)
    } else {
        area
    };
    tabs(canvas, rows(inner, 0, 1), app);
    let details = layout.queue_details();
    let list = rows(inner, 1, inner.height.saturating_sub(1 + details));
    let shown = app.queue.rows(&app.snapshot);
    if shown.is_empty() {
        let words = nothing(app);
        canvas.paragraph(list, 1, &words, canvas.look.theme.dim);
        return;
    }
    let cursor = app.queue.cursor.min(shown.len() - 1);
    draw_list(canvas, list, (app, layout), (&shown, cursor));
    if let Some(transfer) = shown.get(cursor).filter(|_| details > 0) {
        let place = rows(inner, inner.height.saturating_sub(details), details);
        let place = columns(place, 1, place.width.saturating_sub(2));
        panel(canvas, place, app, transfer);
    }
}

fn draw_list(
    canvas: &mut Canvas,
    area: Rect,
    (app, layout): (&App, &Layout),
    (shown, cursor): (&QueueRows, usize),
) {
    let look = canvas.look;
    let headed = u16::from(layout.queue_headed());
    let body = rows(area, headed, area.height);
    let height = usize::from(body.height);
    let top = top(app.queue.top, cursor, shown.len(), height);
    let page = || shown.page(top, height);
    let digits = page().map(|row| row.id.to_string().len()).max();
    let widths = Widths::whole(usize::from(area.width), digits.unwrap_or(1));
    if headed > 0 {
        canvas.line(area, 0, &heading(look, &widths));
    }
    for (place, transfer) in page().enumerate() {
        let here = top + place == cursor;
        let line = row(look, app, &widths, transfer, Some(here));
        canvas.line(body, cells(place), &line);
        if here {
            canvas.tint(rows(body, cells(place), 1), look.theme.cursor);
            canvas.park(rows(body, cells(place), 1), 1);
        }
    }
}

/// Why no row is shown.
fn nothing(app: &App) -> String {
    if app.snapshot.transfers.is_empty() {
        let [copy, pick] =
            [Action::Copy, Action::PickUp].map(|action| app.key_for(Context::Panes, action));
        format!(
            "The queue is empty. {copy} copies to the other pane, {pick} picks up to drop elsewhere."
        )
    } else if app.queue.filter.value().is_empty() {
        let [previous, next] = [Action::PreviousState, Action::NextState]
            .map(|action| app.key_for(Context::Transfers, action));
        let tab = app.queue.tab.title();
        format!("{tab}: none. {previous} and {next} go to the other tabs.")
    } else {
        let context = if app.queue.typing {
            Context::Filter
        } else {
            Context::Transfers
        };
        let action = if app.queue.typing {
            Action::Leave
        } else {
            Action::Back
        };
        let key = app.key_for(context, action);
        format!("No name has this in it. {key} shows all again.")
    }
}

/// The tabs with their numbers, the one shown in brackets; at the right the filter.
fn tabs(canvas: &mut Canvas, area: Rect, app: &App) {
    let filter = filter(canvas, app, usize::from(area.width));
    let at = usize::from(area.width).saturating_sub(filter.width());
    let fits = |line: &(Line, Vec<QueueTab>)| line.0.width() + 2 <= at;
    let [spacious, words, signs] = [(true, "  "), (true, ""), (false, "")]
        .map(|(words, gap)| tab_line(canvas, app, words, gap));
    let (line, shown) = [spacious, words].into_iter().find(fits).unwrap_or(signs);
    canvas.line(area, 0, &line);
    let mut begin = 0;
    // Behind each tab comes a gap.
    for (pair, tab) in line.spans.chunks(2).zip(shown) {
        let width = cells(pair.first().map_or(0, Span::width));
        canvas.spot(columns(area, begin, width), Spot::QueueTab(tab));
        begin += cells(pair.iter().map(Span::width).sum());
    }
    if line.width() < at {
        let place = columns(area, cells(at), cells(filter.width()));
        canvas.spot(place, Spot::Act(Action::Filter));
        let end = canvas.put(area, 0, cells(at), &filter);
        if app.queue.typing {
            let before: String = {
                let filter = &app.queue.filter;
                filter.value().chars().skip(filter.cursor()).collect()
            };
            let back = cells(text::width(&before) + 1);
            let x = area.x.saturating_add(end.saturating_sub(back));
            canvas.cursor = Some(Position::new(x, area.y));
        }
    }
}

/// The tabs, in words or but for the one shown in signs, with a gap between them.
fn tab_line<'a>(
    canvas: &Canvas,
    app: &App,
    words: bool,
    gap: &'static str,
) -> (Line<'a>, Vec<QueueTab>) {
    let theme = &canvas.look.theme;
    let totals = &app.snapshot.totals;
    let (mut spans, mut shown) = (Vec::new(), Vec::new());
    for tab in QueueTab::iter() {
        let (here, count) = (tab == app.queue.tab, tab.count(totals));
        if tab == QueueTab::LeftOut && count == 0 && !here {
            continue;
        }
        let (sign, style) = tab_sign(canvas, tab, count);
        let text = if words || here || tab == QueueTab::All {
            format!("{} {count}", tab.title())
        } else {
            format!("{sign}{count}")
        };
        if !words && !here && count == 0 && tab != QueueTab::All {
            continue;
        }
        let [before, after] = if here {
            ["[", "]"]
        } else {
            [" ", if words { " " } else { "" }]
        };
        let style = if here { theme.selected } else { style };
        spans.push(Span::styled(format!("{before}{text}{after}"), style));
        spans.push(Span::raw(gap));
        shown.push(tab);
    }
    (Line::from(spans), shown)
}

fn tab_sign(canvas: &Canvas, tab: QueueTab, count: usize) -> (&'static str, Style) {
    let look = canvas.look;
    let (sign, style) = match tab {
        QueueTab::All => ("", look.theme.text),
        QueueTab::Active => sign(look, TransferState::Running),
        QueueTab::Waiting => sign(look, TransferState::Queued),
        QueueTab::Failed => sign(look, TransferState::Failed),
        QueueTab::Paused => sign(look, TransferState::Paused),
        QueueTab::Done => sign(look, TransferState::Done),
        QueueTab::LeftOut => sign(look, TransferState::Skipped),
    };
    let style = match (tab, count) {
        (_, 0) => look.theme.dim,
        (QueueTab::Failed | QueueTab::Paused, _) => style,
        _ => look.theme.text,
    };
    (sign, style)
}

/// `/ filter`, or what is looked for.
fn filter<'a>(canvas: &Canvas, app: &App, width: usize) -> Line<'a> {
    let theme = &canvas.look.theme;
    let value = app.queue.filter.value();
    if value.is_empty() && !app.queue.typing {
        let hint = if width >= 100 { " filter " } else { " " };
        return Line::from(vec![
            Span::styled(app.key_for(Context::Transfers, Action::Filter), theme.key),
            Span::styled(hint, theme.dim),
        ]);
    }
    let room = (width / 3).max(8);
    let shown = text::cut_start(value, room, canvas.look.glyphs.ellipsis);
    Line::from(vec![
        Span::styled("/", theme.key),
        Span::styled(format!("{shown} "), theme.input),
    ])
}

fn frame<'a>(canvas: &Canvas, app: &App, width: u16) -> Frame<'a> {
    let look = canvas.look;
    let (theme, totals) = (&look.theme, &app.snapshot.totals);
    let dot = format!(" {} ", look.glyphs.dot);
    let mut title = vec![Span::styled(
        format!("{} Transfers", look.glyphs.active),
        theme.focus,
    )];
    if app.snapshot.paused {
        title.push(Span::styled("  QUEUE PAUSED", theme.warn));
        let key = app.key_for(Context::Transfers, Action::PauseAll);
        title.push(Span::styled(format!("  {key}"), theme.key));
        title.push(Span::styled(" goes on", theme.dim));
    }
    let mut right = rates(look, app, width);
    let limits = limit(app.limits_in_force());
    let limited = !app.limits_in_force().is_none();
    let style = if limited { theme.warn } else { theme.dim };
    if width >= 76 || limited {
        right.push_span(Span::styled(limits, style));
    } else if let Some(last) = right.spans.last_mut() {
        last.content = last.content.trim_end().to_owned().into();
    }
    if width >= 76 {
        right.push_span(Span::styled(format!("{dot}{}", slots(app)), theme.dim));
    }
    let done = match totals.done {
        0 => String::new(),
        count => format!("done {count}{dot}{}", size(totals.bytes_done)),
    };
    let foot_right = time_left(app).unwrap_or_else(|| plural(totals.all(), "transfer"));
    Frame {
        lines: look.glyphs.heavy,
        style: theme.focus,
        title: Line::from(title),
        right,
        foot: Line::styled(done, theme.dim),
        foot_right: Line::styled(foot_right, theme.dim),
    }
}

/// `2 of 3 slots`: transfers that have a session, and sessions that may have one.
fn slots(app: &App) -> String {
    let active = app.snapshot.totals.active;
    match app.sessions_allowed() {
        0 => "shared session".into(),
        allowed => format!("{active} of {}", plural(allowed, "slot")),
    }
}
