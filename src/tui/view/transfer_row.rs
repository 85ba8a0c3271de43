//! One row of the queue: sign, number, arrow, name, folders, bar, percent, bytes, rate, time left.

use super::connection_lines::way;
use super::flow::bar;
use super::{Look, format};
use crate::app::{Action, App, Context};
use crate::model::text::{clock, size};
use crate::model::{Priority, TransferState, TransferView};
use crate::tui::text;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Cells before the name without a number: blank or cursor, sign, blank, arrow, priority.
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
    /// The number with a blank behind it.
    number: usize,
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
    /// The columns for the small pane, so wide inside.
    pub(super) fn small(width: usize) -> Self {
        Self::share(width, 0, false)
    }

    /// The columns for the full view, where the folder it comes from is shown too, and the number:
    /// so many digits.
    pub(super) fn whole(width: usize, digits: usize) -> Self {
        let number = if width >= 56 { digits.max(2) + 1 } else { 0 };
        Self::share(width, number, true)
    }

    fn share(width: usize, number: usize, whole: bool) -> Self {
        let amount = if width >= 60 { AMOUNT } else { 0 };
        let rate = if width >= 46 { RATE } else { 0 };
        let rest = width.saturating_sub(LEAD + number + PERCENT + LEFT + amount + rate);
        let share = if whole { 4 } else { 3 };
        let place = if rest >= 56 { rest * share / 10 } else { 0 };
        let bar = ((rest - place) * 2 / 5).min(28);
        Self {
            number,
            name: rest.saturating_sub(place + bar + 1),
            place,
            both: whole && place >= 24,
            bar,
            amount,
            rate,
        }
    }

    /// Cells after the name, as far as the size.
    fn middle(&self) -> usize {
        self.place + self.bar + PERCENT
    }

    /// Cells of the rate and the time left.
    fn end(&self) -> usize {
        self.rate + LEFT
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
    let mut text = text::pad_left(if widths.number > 0 { "# " } else { "" }, 3 + widths.number);
    text = text::pad_right(&text, LEAD + widths.number) + &text::pad_right("Name", widths.name + 1);
    text += &text::pad_right(place, widths.place);
    text += &text::pad_right(progress, widths.bar + PERCENT);
    text += &text::pad_left(if widths.amount > 0 { "Size" } else { "" }, widths.amount);
    text += &text::pad_left(if widths.rate > 0 { "Rate" } else { "" }, widths.rate);
    text += &text::pad_left("Left ", LEFT);
    Line::styled(text, look.theme.heading)
}

/// The sign and the style of a state.
pub(super) fn sign(look: &Look, state: TransferState) -> (&'static str, Style) {
    let (theme, glyphs) = (&look.theme, look.glyphs);
    match state {
        TransferState::Queued => (glyphs.pending, theme.dim),
        TransferState::Held => ("?", theme.warn),
        TransferState::Paused => (glyphs.paused, theme.warn),
        TransferState::Retrying => (glyphs.retrying, theme.warn),
        TransferState::Starting | TransferState::Running => (glyphs.running, theme.ok),
        TransferState::Done => (glyphs.done, theme.ok),
        TransferState::Failed => (glyphs.failed, theme.error),
        TransferState::Cancelled | TransferState::Skipped => (glyphs.skipped, theme.dim),
    }
}

/// The row of a transfer; `cursor` says whether the cursor is on it in the full view, and is `None`
/// in the small pane.
pub(super) fn row<'a>(
    look: &Look,
    app: &App,
    widths: &Widths,
    transfer: &TransferView,
    cursor: Option<bool>,
) -> Line<'a> {
    let theme = &look.theme;
    let (state_sign, state_style) = sign(look, transfer.state);
    let (arrow, arrow_style) = way(look, transfer.direction);
    let here = cursor == Some(true);
    // What is dim could not be read on the cursor.
    let dim = if here { theme.text } else { theme.dim };
    let lead = if here { look.glyphs.cursor } else { " " };
    let name = text::cut_middle(&transfer.name, widths.name, look.glyphs.ellipsis);
    let mut spans = vec![
        Span::styled(lead, theme.focus),
        Span::styled(format!("{state_sign} "), state_style),
    ];
    if let Some(room) = widths.number.checked_sub(1) {
        let number = transfer.id.to_string();
        spans.push(Span::styled(text::pad_left(&number, room) + " ", dim));
    }
    let priority = match transfer.priority {
        Priority::High => "+",
        Priority::Normal => " ",
        Priority::Low => "-",
    };
    spans.push(Span::styled(arrow, arrow_style));
    spans.push(Span::styled(priority, theme.strong));
    let name = text::pad_right(&name, widths.name + 1);
    spans.push(Span::styled(name, theme.text));
    let running = transfer.state.is_active() || transfer.state == TransferState::Done;
    if let Some(reason) = transfer.reason_beside_state().filter(|_| !running) {
        let reason = (reason, cursor.is_some(), dim);
        spans.extend(said(look, app, widths, transfer, reason));
    } else {
        spans.extend(middle(look, widths, transfer, dim));
        spans.push(amount(widths, transfer, dim));
        spans.extend(end(look, app, widths, transfer));
    }
    Line::from(spans)
}

/// Why it failed or waits, and the key that helps; with its size and its state where there is room.
fn said<'a>(
    look: &Look,
    app: &App,
    widths: &Widths,
    transfer: &TransferView,
    (reason, whole, dim): (&str, bool, Style),
) -> Vec<Span<'a>> {
    let (_, style) = sign(look, transfer.state);
    let spacious = whole && widths.middle() >= 30;
    let room = if spacious {
        widths.middle() - 1
    } else {
        widths.middle() + widths.amount + widths.end()
    };
    let dash = look.glyphs.dash;
    let remedy = match (transfer.state, whole) {
        (TransferState::Failed, whole) if transfer.may_pass => {
            let retry = app.key_for(Context::Transfers, Action::Retry);
            if whole {
                format!(" {dash} {retry} retry")
            } else {
                let view = app.key_for(Context::Panes, Action::Transfers);
                format!(" {dash} {view}, then {retry}: retry")
            }
        }
        (TransferState::Retrying, _) if !spacious => {
            let words = words(app, transfer, 12);
            format!(" {dash} {words}")
        }
        _ => String::new(),
    };
    let left = room.saturating_sub(text::width(&remedy) + usize::from(!spacious));
    let reason = if left < 12 {
        text::cut_end(reason, room, look.glyphs.ellipsis)
    } else {
        text::cut_end(reason, left, look.glyphs.ellipsis) + &remedy
    };
    if !spacious {
        return vec![Span::styled(reason, style)];
    }
    let mut spans = vec![Span::styled(text::pad_right(&reason, room + 1), style)];
    spans.push(amount(widths, transfer, dim));
    spans.extend(end(look, app, widths, transfer));
    spans
}

/// The folders, the bar and the percent; where it is done, what is to be said of it. Where there is
/// neither, the folders have the room.
fn middle<'a>(look: &Look, widths: &Widths, transfer: &TransferView, dim: Style) -> Vec<Span<'a>> {
    let percent = transfer.percent().filter(|_| !transfer.state.is_final());
    let begun = transfer.state.is_active() || transfer.bytes > 0;
    let percent = percent.filter(|_| begun && transfer.state != TransferState::Starting);
    let note = transfer.reason_beside_state();
    let rest = widths.bar + PERCENT;
    if percent.is_none() && note.is_none() {
        let room = widths.place + if widths.both { rest } else { 0 };
        let place = folders(look, widths, transfer, room);
        return vec![Span::styled(
            text::pad_right(&place, widths.place + rest),
            dim,
        )];
    }
    let place = folders(look, widths, transfer, widths.place);
    let mut spans = vec![Span::styled(text::pad_right(&place, widths.place), dim)];
    if let Some(percent) = percent {
        let style = if transfer.state == TransferState::Running {
            way(look, transfer.direction).1
        } else {
            dim
        };
        spans.extend(bar(look, f64::from(percent) / 100.0, widths.bar, style).spans);
        spans.push(Span::styled(format!("{percent:>4}%"), look.theme.strong));
    } else {
        let note = note.unwrap_or_default();
        let note = text::cut_end(note, rest.saturating_sub(1), look.glyphs.ellipsis);
        spans.push(Span::styled(text::pad_right(&note, rest), dim));
    }
    spans
}

/// The folder it goes to, or both folders, in so many cells. The end of a path tells more than its
/// beginning.
fn folders(look: &Look, widths: &Widths, transfer: &TransferView, room: usize) -> String {
    let (to, ellipsis) = (look.glyphs.to, look.glyphs.ellipsis);
    let Some(room) = room.checked_sub(2) else {
        return String::new();
    };
    let arrow = text::width(to) + 1;
    let shown = if widths.both {
        let room = room.saturating_sub(arrow + 1);
        let wanted = text::width(&transfer.to).min(room / 2);
        let from = text::cut_start(&transfer.from, room - wanted, ellipsis);
        let rest = room.saturating_sub(text::width(&from));
        format!(
            "{from} {to} {}",
            text::cut_start(&transfer.to, rest, ellipsis)
        )
    } else {
        let room = room.saturating_sub(arrow);
        format!("{to} {}", text::cut_start(&transfer.to, room, ellipsis))
    };
    text::cut_end(&shown, room + 2, "")
}

fn amount<'a>(widths: &Widths, transfer: &TransferView, style: Style) -> Span<'a> {
    if widths.amount == 0 {
        return Span::default();
    }
    let whole = transfer.state == TransferState::Done;
    let amount = if transfer.state.is_active() || (transfer.bytes > 0 && !whole) {
        format::part(transfer.bytes, transfer.size)
    } else {
        transfer.size.map(size).unwrap_or_default()
    };
    Span::styled(text::pad_left(&amount, widths.amount), style)
}

/// Rate and time left of what runs; the state in words of what does not.
fn end<'a>(look: &Look, app: &App, widths: &Widths, transfer: &TransferView) -> Vec<Span<'a>> {
    let theme = &look.theme;
    if transfer.state == TransferState::Running {
        let rate = if widths.rate > 0 {
            text::pad_left(&format::rate(transfer.rate), widths.rate)
        } else {
            String::new()
        };
        let left = transfer.left().map(|left| clock(left.as_secs()));
        let left = left.unwrap_or_default() + " ";
        return vec![
            Span::styled(rate, theme.text),
            Span::styled(text::pad_left(&left, LEFT), theme.text),
        ];
    }
    let (_, style) = sign(look, transfer.state);
    let style = match transfer.state {
        TransferState::Held | TransferState::Retrying | TransferState::Failed => style,
        _ => theme.text,
    };
    let room = widths.end();
    let words = words(app, transfer, room.saturating_sub(1)) + " ";
    vec![Span::styled(text::pad_left(&words, room), style)]
}

/// The state in words, in so many cells.
fn words(app: &App, transfer: &TransferView, room: usize) -> String {
    let shortest_first = match transfer.state {
        TransferState::Queued => vec!["waiting".into()],
        TransferState::Held => {
            let key = app.key_for(Context::Transfers, Action::Answer);
            vec![format!("{key} asks"), format!("asks: {key} answers")]
        }
        TransferState::Done => {
            let took = format::elapsed(transfer.elapsed);
            vec!["done".into(), format!("done {took:>8}")]
        }
        TransferState::Retrying => {
            let seconds = app.seconds_to_retry(transfer).unwrap_or(0);
            let when = match seconds {
                0 => "now".to_owned(),
                1..100 => format!("in {seconds} s"),
                _ => format!("in {}", clock(seconds)),
            };
            let tries = transfer.retry.map(|(next, of, _)| format!("{next}/{of}"));
            let tries = tries.unwrap_or_default();
            vec![when.clone(), format!("retry {tries} {when}")]
        }
        state => vec![state.to_string()],
    };
    let fitting = shortest_first.iter().rev();
    let longest = fitting.into_iter().find(|words| text::width(words) <= room);
    longest
        .or(shortest_first.first())
        .cloned()
        .unwrap_or_default()
}

/// The queue in one line: the numbers, and the transfer that will be done first.
pub(super) fn few<'a>(look: &Look, app: &App, width: usize) -> Line<'a> {
    let theme = &look.theme;
    let mut line = super::transfers::counts(look, app);
    let rows = app.snapshot.urgent.iter();
    let running = rows
        .filter(|transfer| transfer.state == TransferState::Running)
        .min_by_key(|transfer| transfer.left().unwrap_or(std::time::Duration::MAX));
    let Some(transfer) = running else {
        let words = match (app.snapshot.totals.all(), app.snapshot.paused) {
            (0, _) => "nothing queued",
            (_, true) => "queue paused",
            _ => "",
        };
        line.push_span(Span::styled(words, theme.dim));
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
