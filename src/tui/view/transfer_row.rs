//! One row of the queue: sign, arrow, name, target, bar, percent, bytes, rate, time left.

use super::connection_lines::way;
use super::flow::bar;
use super::{Look, format};
use crate::app::App;
use crate::model::text::{clock, size};
use crate::model::{TransferState, TransferView};
use crate::tui::text;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Cells before the name: blank or cursor, sign, blank, arrow, blank.
const LEAD: usize = 5;
/// Cells of `  40%`.
const PERCENT: usize = 5;
/// Cells of `  48.1/120 MiB` with a blank before.
const AMOUNT: usize = 15;
/// Cells of ` 6.20 MiB/s`.
const RATE: usize = 11;
/// Cells of `    0:11 `.
const LEFT: usize = 9;

/// How wide the columns are, in cells; 0 where a column is left out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Widths {
    name: usize,
    /// The folder it goes to, or both folders.
    place: usize,
    /// Whether both folders are shown.
    both: bool,
    bar: usize,
    amount: usize,
    rate: usize,
}

impl Widths {
    /// The columns for a pane that is so wide inside; `whole` for the full view, where the folder
    /// it comes from is shown too.
    pub(super) fn for_width(width: usize, whole: bool) -> Self {
        let amount = if width >= 60 { AMOUNT } else { 0 };
        let rate = if width >= 46 { RATE } else { 0 };
        let rest = width.saturating_sub(LEAD + PERCENT + LEFT + amount + rate);
        let share = if whole { 4 } else { 3 };
        let place = if rest >= 56 { rest * share / 10 } else { 0 };
        let bar = ((rest - place) * 2 / 5).min(28);
        Self {
            name: rest.saturating_sub(place + bar + 1),
            place,
            both: whole && place >= 24,
            bar,
            amount,
            rate,
        }
    }

    /// Cells after the name, for a reason.
    fn after_name(&self) -> usize {
        self.place + self.bar + PERCENT + self.amount + self.rate + LEFT
    }
}

/// The headings of the full view.
pub(super) fn heading<'a>(look: &Look, widths: &Widths) -> Line<'a> {
    let place = match (widths.place, widths.both) {
        (0, _) => "",
        (_, true) => "From, to",
        (_, false) => "To",
    };
    let progress = if widths.bar >= 8 { "Progress" } else { "" };
    let mut text = " ".repeat(LEAD) + &text::pad_right("Name", widths.name + 1);
    text += &text::pad_right(place, widths.place);
    text += &text::pad_right(progress, widths.bar + PERCENT);
    text += &text::pad_left(if widths.amount > 0 { "Size" } else { "" }, widths.amount);
    text += &text::pad_left(if widths.rate > 0 { "Rate" } else { "" }, widths.rate);
    text += &text::pad_left("Left ", LEFT);
    Line::styled(text, look.theme.heading)
}

/// The sign and the style of a state.
fn sign(look: &Look, state: TransferState) -> (&'static str, Style) {
    let (theme, glyphs) = (&look.theme, look.glyphs);
    match state {
        TransferState::Queued
        | TransferState::Held
        | TransferState::Paused
        | TransferState::Retrying => (glyphs.pending, theme.dim),
        TransferState::Starting | TransferState::Running => (glyphs.running, theme.ok),
        TransferState::Done => (glyphs.done, theme.ok),
        TransferState::Failed => (glyphs.failed, theme.error),
        TransferState::Cancelled | TransferState::Skipped => (glyphs.skipped, theme.dim),
    }
}

/// The row of a transfer; `cursor` says whether the cursor is on it where there is one.
pub(super) fn row<'a>(
    look: &Look,
    widths: &Widths,
    transfer: &TransferView,
    cursor: Option<bool>,
) -> Line<'a> {
    let theme = &look.theme;
    let ellipsis = look.glyphs.ellipsis;
    let (state_sign, state_style) = sign(look, transfer.state);
    let (arrow, arrow_style) = way(look, transfer.direction);
    let here = cursor == Some(true);
    let lead = if here { look.glyphs.cursor } else { " " };
    let name = text::cut_middle(&transfer.name, widths.name, ellipsis);
    let mut spans = vec![
        Span::styled(lead, theme.focus),
        Span::styled(format!("{state_sign} "), state_style),
        Span::styled(format!("{arrow} "), arrow_style),
        Span::styled(text::pad_right(&name, widths.name + 1), theme.text),
    ];
    match transfer.reason_beside_state() {
        Some(reason) if transfer.state.is_final() && transfer.state != TransferState::Done => {
            spans.push(reason_span(
                look,
                widths,
                transfer,
                reason,
                cursor.is_some(),
            ));
        }
        _ => figures(look, widths, transfer, here, &mut spans),
    }
    Line::from(spans)
}

/// Why it failed, and the key that tries again.
fn reason_span<'a>(
    look: &Look,
    widths: &Widths,
    transfer: &TransferView,
    reason: &str,
    whole: bool,
) -> Span<'a> {
    let (_, style) = sign(look, transfer.state);
    let remedy = match (transfer.state, whole) {
        _ if !transfer.retriable => String::new(),
        (TransferState::Failed, true) => format!(" {} r retry", look.glyphs.dash),
        (TransferState::Failed, false) => format!(" {} T, then r: retry", look.glyphs.dash),
        _ => String::new(),
    };
    let room = widths.after_name().saturating_sub(text::width(&remedy) + 1);
    if room < 12 {
        let reason = text::cut_end(reason, widths.after_name(), look.glyphs.ellipsis);
        return Span::styled(reason, style);
    }
    let reason = text::cut_end(reason, room, look.glyphs.ellipsis);
    Span::styled(format!("{reason}{remedy}"), style)
}

fn figures(
    look: &Look,
    widths: &Widths,
    transfer: &TransferView,
    here: bool,
    spans: &mut Vec<Span<'_>>,
) {
    let theme = &look.theme;
    let dim = if here { theme.text } else { theme.dim };
    let running = transfer.state == TransferState::Running;
    let room = widths.place.saturating_sub(2);
    let (to, ellipsis) = (look.glyphs.to, look.glyphs.ellipsis);
    let place = if widths.both {
        let both = format!("{} {to} {}", transfer.from, transfer.to);
        text::cut_end(&both, room, ellipsis)
    } else {
        // The end of a path tells more than its beginning.
        let room = room.saturating_sub(text::width(to) + 1);
        format!("{to} {}", text::cut_start(&transfer.to, room, ellipsis))
    };
    let place = text::cut_end(&place, widths.place, "");
    spans.push(Span::styled(text::pad_right(&place, widths.place), dim));
    let percent = transfer.percent().filter(|_| running);
    if let Some(percent) = percent {
        let (_, style) = way(look, transfer.direction);
        spans.extend(bar(look, f64::from(percent) / 100.0, widths.bar, style).spans);
        spans.push(Span::styled(format!("{percent:>4}%"), theme.strong));
    } else {
        spans.push(Span::raw(" ".repeat(widths.bar + PERCENT)));
    }
    if widths.amount > 0 {
        let amount = if running {
            format::part(transfer.bytes, transfer.size)
        } else {
            transfer.size.map(size).unwrap_or_default()
        };
        spans.push(Span::styled(text::pad_left(&amount, widths.amount), dim));
    }
    let (rate, left) = match transfer.state {
        TransferState::Running => (
            format::rate(transfer.rate),
            transfer.left().map(|left| clock(left.as_secs())),
        ),
        TransferState::Queued => ("waiting".into(), None),
        TransferState::Done => ("done".into(), Some(format::elapsed(transfer.elapsed))),
        state => (state.to_string(), None),
    };
    if widths.rate > 0 {
        spans.push(Span::styled(text::pad_left(&rate, widths.rate), theme.text));
    }
    let left = left.unwrap_or_default() + " ";
    spans.push(Span::styled(text::pad_left(&left, LEFT), theme.text));
}

/// The queue in one line: the numbers, and the transfer that will be done first.
pub(super) fn few<'a>(look: &Look, app: &App, width: usize) -> Line<'a> {
    let theme = &look.theme;
    let mut line = super::transfers::counts(look, app);
    let transfers = app.snapshot.transfers.iter();
    let running = transfers
        .filter(|transfer| transfer.state == TransferState::Running)
        .min_by_key(|transfer| transfer.left().unwrap_or(std::time::Duration::MAX));
    let Some(transfer) = running else {
        if app.snapshot.transfers.is_empty() {
            line.push_span(Span::styled("nothing queued", theme.dim));
        }
        return line;
    };
    let percent = transfer.percent().map(|percent| format!("{percent:>3}%"));
    let left = transfer
        .left()
        .map(|left| format!("  {} left", clock(left.as_secs())));
    let end = percent.unwrap_or_default() + &left.unwrap_or_default();
    let room = width.saturating_sub(line.width() + end.len() + 2);
    if room >= 24 {
        let name = text::cut_middle(&transfer.name, room / 2, look.glyphs.ellipsis);
        line.push_span(Span::styled(
            text::pad_right(&name, room / 2 + 1),
            theme.dim,
        ));
        let (_, style) = way(look, transfer.direction);
        let part = f64::from(transfer.percent().unwrap_or(0)) / 100.0;
        for span in bar(look, part, room - room / 2 - 1, style).spans {
            line.push_span(span);
        }
        line.push_span(Span::raw(" "));
    } else {
        line.push_span(Span::raw("  "));
    }
    line.push_span(Span::styled(end, theme.strong));
    line
}
