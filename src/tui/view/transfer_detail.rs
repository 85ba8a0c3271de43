//! All that is known of one transfer: its state, what is kept, its tries, what can be done next.

use super::canvas::{Canvas, Frame, cells};
use super::{Look, dialog, format};
use crate::app::{Action, App, Context};
use crate::model::text::{plural, size};
use crate::model::{Direction, Priority, TransferState, TransferView, Try};
use crate::tui::text;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Cells of the labels.
const LABEL: usize = 8;

/// A label, what is to be said, and how it looks.
pub(super) type Fact = (String, String, Style);

/// Draws the panel below the list; of the tries only the last ones where there is no room for all.
pub(super) fn panel(canvas: &mut Canvas, area: Rect, app: &App, transfer: &TransferView) {
    let look = canvas.look;
    let title = title(look, transfer, usize::from(area.width.saturating_sub(8)));
    let frame = Frame {
        lines: look.glyphs.light,
        style: look.theme.border,
        title: Line::styled(title, look.theme.title),
        right: Line::default(),
        foot: Line::default(),
        foot_right: Line::default(),
    };
    let inner = canvas.frame(area, &frame);
    let (room, width) = (usize::from(inner.height), usize::from(inner.width));
    let lines = |facts: Vec<Fact>| -> Vec<Line<'static>> {
        facts
            .iter()
            .flat_map(|fact| laid_out(look, fact, width.saturating_sub(2)))
            .collect()
    };
    let mut above = lines(state_and_kept(look, app, transfer));
    let below = lines(vec![way(look, transfer)]);
    let next = next(look, app, transfer, width.saturating_sub(2));
    above.truncate(room.saturating_sub(1));
    let tries = lines(tries(look, transfer));
    let free = room.saturating_sub(above.len() + 1);
    let below: Vec<Line> = below.into_iter().take(free).collect();
    let last = tries.len().saturating_sub(free.saturating_sub(below.len()));
    let all = above.into_iter().chain(below);
    let all = all.chain(tries.into_iter().skip(last)).chain([next]);
    for (number, line) in all.take(room).enumerate() {
        canvas.put(inner, cells(number), 1, &line);
    }
}

/// Draws the dialog with all of it.
pub(super) fn dialog(
    canvas: &mut Canvas,
    area: Rect,
    app: &App,
    (transfer, top): (&TransferView, usize),
) {
    let look = canvas.look;
    let width = dialog::width(area, 116);
    let room = usize::from(width.saturating_sub(6));
    let mut facts = state_and_kept(look, app, transfer);
    facts.push(way(look, transfer));
    let mut body: Vec<Line> = facts
        .iter()
        .flat_map(|fact| laid_out(look, fact, room))
        .collect();
    body.push(next(look, app, transfer, room));
    body.push(Line::default());
    body.extend(super::talk::lines(look, &app.talk(transfer), room));
    let title = title(look, transfer, room);
    dialog::text(canvas, area, app, (width, &title), (body, top));
}

/// `#7 release-1.4.0.iso`
fn title(look: &Look, transfer: &TransferView, room: usize) -> String {
    let number = format!("#{} ", transfer.id);
    let room = room.saturating_sub(number.len());
    number + &text::cut_middle(&transfer.name, room, look.glyphs.ellipsis)
}

/// The label and what is said, broken into lines beside it.
pub(super) fn laid_out(
    look: &Look,
    (label, said, style): &Fact,
    width: usize,
) -> Vec<Line<'static>> {
    let room = width.saturating_sub(LABEL);
    text::wrap(said, room)
        .into_iter()
        .enumerate()
        .map(|(number, line)| {
            let label = if number == 0 { label.as_str() } else { "" };
            Line::from(vec![
                Span::styled(text::pad_right(label, LABEL), look.theme.dim),
                Span::styled(line, *style),
            ])
        })
        .collect()
}

fn state_and_kept(look: &Look, app: &App, transfer: &TransferView) -> Vec<Fact> {
    let theme = &look.theme;
    let (word, style) = state(look, app, transfer);
    let mut facts = vec![("state".into(), word, style)];
    if let Some(reason) = transfer.reason_beside_state() {
        let style = match transfer.state {
            TransferState::Failed => theme.error,
            TransferState::Done => theme.text,
            _ => theme.warn,
        };
        facts.push(("why".into(), reason.to_owned(), style));
    }
    let ended = matches!(
        transfer.state,
        TransferState::Done | TransferState::Cancelled | TransferState::Skipped
    );
    if transfer.bytes > 0 && !ended && !transfer.state.is_active() {
        let bytes = size(transfer.bytes);
        let kept = match transfer.direction {
            Direction::Download => format!(
                "{bytes}; it goes on from byte {}",
                format::grouped(transfer.bytes)
            ),
            // What was sent need not have come to the disk there.
            Direction::Upload => format!(
                "what the server has of the {bytes} sent; it says how much when this goes on"
            ),
        };
        facts.push(("kept".into(), kept, theme.text));
    }
    facts
}

/// The state in a sentence.
fn state(look: &Look, app: &App, transfer: &TransferView) -> (String, Style) {
    let (theme, elapsed) = (&look.theme, format::elapsed(transfer.elapsed));
    let amount = format::part(transfer.bytes, transfer.size);
    let after = match transfer.tried {
        0 | 1 => String::new(),
        count => format!(" after {}", plural(count, "try").replace("trys", "tries")),
    };
    match transfer.state {
        TransferState::Held => (
            format!(
                "its name is taken at the target; {} answers",
                app.key_for(Context::Transfers, Action::Answer)
            ),
            theme.warn,
        ),
        TransferState::Queued => ("waits for a session".into(), theme.text),
        TransferState::Starting => (format!("begins{}", on_session(transfer)), theme.text),
        TransferState::Running => (
            format!("runs{}, {amount} in {elapsed}", on_session(transfer)),
            theme.ok,
        ),
        TransferState::Paused => (
            format!(
                "paused at {amount}; {} lets it go on",
                app.key_for(Context::Transfers, Action::TogglePause)
            ),
            theme.warn,
        ),
        TransferState::Retrying => {
            let (next, of) = transfer.retry.map_or((0, 0), |(next, of, _)| (next, of));
            let seconds = app.seconds_to_retry(transfer).unwrap_or(0);
            let when = match seconds {
                0 => "now".into(),
                _ => format!("in {seconds} s"),
            };
            (format!("try {next} of {of} begins {when}"), theme.warn)
        }
        TransferState::Done => (
            format!("done, {} in {elapsed}", size(transfer.bytes)),
            theme.ok,
        ),
        TransferState::Failed => {
            let where_to = match transfer.direction {
                Direction::Download => "across",
                Direction::Upload => "sent",
            };
            (format!("failed{after}, {amount} {where_to}"), theme.error)
        }
        TransferState::Cancelled | TransferState::Skipped => {
            (transfer.state.to_string(), theme.text)
        }
    }
}

fn on_session(transfer: &TransferView) -> String {
    let session = transfer.session;
    session.map_or_else(String::new, |number| format!(" on session #{number}"))
}

/// Copy or move, from where to where, for whom, in which turn.
fn way(look: &Look, transfer: &TransferView) -> Fact {
    let priority = match transfer.priority {
        Priority::Normal => String::new(),
        other => format!(", {other} priority"),
    };
    let said = format!(
        "{} {} {} {} at {}{priority}",
        transfer.operation, transfer.from, look.glyphs.to, transfer.to, transfer.site
    );
    ("what".into(), said, look.theme.text)
}

/// How the tries ended, a line each.
fn tries(look: &Look, transfer: &TransferView) -> Vec<Fact> {
    // Of many only the last are kept, each with its number.
    let first = transfer.first_try();
    let told = transfer.tries.iter().enumerate();
    told.map(|(index, one)| {
        let said = told_of(look, one, false);
        (format!("try {}", first + index), said, look.theme.text)
    })
    .collect()
}

/// `17:02:40  8.1 MiB from byte 340 787 200: 426 Connection closed`; with `whole`, to the byte.
pub(super) fn told_of(look: &Look, one: &Try, whole: bool) -> String {
    let at = format::time(one.at, &look.zone);
    let from = match (one.from, whole) {
        (0, _) => String::new(),
        (from, true) => format!(" from byte {}", format::grouped(from)),
        (from, false) => format!(" from {}", size(from)),
    };
    format!("{at}  {}{from}: {}", size(one.bytes), one.end)
}

/// What can be done next, with its keys: as many as there is room for.
fn next(look: &Look, app: &App, transfer: &TransferView, width: usize) -> Line<'static> {
    let theme = &look.theme;
    let mut spans = vec![Span::styled(text::pad_right("next", LABEL), theme.dim)];
    let mut used = LABEL;
    for (number, hint) in app.next_for(transfer).into_iter().enumerate() {
        let gap = if number > 0 { 3 } else { 0 };
        used += gap + text::width(&hint.key) + 1 + text::width(&hint.label);
        if used > width {
            break;
        }
        if gap > 0 {
            spans.push(Span::styled(format!(" {} ", look.glyphs.dot), theme.dim));
        }
        spans.push(Span::styled(hint.key, theme.key));
        spans.push(Span::styled(format!(" {}", hint.label), theme.text));
    }
    Line::from(spans)
}
