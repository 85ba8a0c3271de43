//! The lines of the connection pane in full: a table of both connections.

use super::canvas::{Canvas, columns, rows};
use super::{Look, format, socket};
use crate::model::{ControlView, DataState, DataView, Direction, KernelFacts};
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr as _;

/// The column where everything but the labels begins.
pub(super) const LEAD: u16 = 10;

/// Cells of an address with its port: IPv4 in full.
const ADDRESS: u16 = 21;

/// Cells of the column of bytes.
const BYTES: u16 = 21;

/// The columns, as cells from the left. A width of 0 leaves one out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Table {
    pub(super) arrow: u16,
    pub(super) server: u16,
    pub(super) socket: u16,
    pub(super) bytes: u16,
    pub(super) kernel: u16,
    short: bool,
    wide: bool,
}

impl Table {
    /// The columns for a pane that is so wide inside.
    pub(super) fn for_width(width: u16, kernel: bool) -> Self {
        let short = width < 118;
        let arrow = LEAD + ADDRESS + 1;
        let server = arrow + if short { 5 } else { 14 };
        let socket = server + ADDRESS + 1;
        let bytes = socket + 16;
        Self {
            arrow,
            server,
            socket,
            bytes,
            kernel: if kernel && !short { bytes + BYTES } else { 0 },
            short,
            wide: width >= 148,
        }
    }

    /// Puts the seven cells of a line into their columns: label, you, arrow, server, socket, bytes,
    /// kernel.
    pub(super) fn put(&self, canvas: &mut Canvas, area: Rect, row: u16, line: &[Line; 7]) {
        let starts = [
            1,
            LEAD,
            self.arrow,
            self.server,
            self.socket,
            self.bytes,
            self.kernel,
        ];
        let ends = [LEAD, self.arrow, self.server, self.socket, self.bytes];
        for (number, (start, cell)) in starts.into_iter().zip(line).enumerate() {
            let last = if self.kernel > 0 {
                self.kernel
            } else {
                area.width
            };
            let end = ends.get(number).copied().unwrap_or(match number {
                5 => last,
                _ => area.width,
            });
            if start > 0 {
                let place = columns(rows(area, row, 1), start, end.saturating_sub(start));
                canvas.line(place, 0, cell);
            }
        }
    }
}

/// The headings.
pub(super) fn headings<'a>(look: &Look) -> [Line<'a>; 7] {
    ["", "YOU", "", "SERVER", "SOCKET", "BYTES", "KERNEL"]
        .map(|heading| Line::styled(heading, look.theme.dim))
}

/// The state of a socket: its sign and its word.
pub(super) fn state<'a>(look: &Look, (condition, word): (socket::Condition, String)) -> Line<'a> {
    let (sign, style) = socket::sign(look, condition);
    Line::styled(format!("{sign} {word}"), style)
}

/// The control connection. You dial it in both modes.
pub(super) fn control<'a>(look: &Look, control: &ControlView, table: &Table) -> [Line<'a>; 7] {
    let (theme, glyphs) = (&look.theme, look.glyphs);
    let address = |which| format::address(which, usize::from(ADDRESS), glyphs.ellipsis);
    let bytes = exchanged(look, control);
    let facts = control.kernel.as_ref();
    [
        Line::styled("control", theme.strong),
        Line::from(address(control.local)),
        Line::from(socket::arrow_span(look, 0, table.short)),
        Line::from(address(control.peer)),
        state(look, socket::of_control(control)),
        Line::styled(bytes, theme.dim),
        Line::styled(round_trip(look, facts, table.wide), theme.dim),
    ]
}

/// `^1.2K v9.8K idle 3s`, and without the fractions where it would touch the next column.
fn exchanged(look: &Look, control: &ControlView) -> String {
    let (up, down) = (look.glyphs.up, look.glyphs.down);
    let idle = format::short_time(control.idle);
    let write = |bytes: fn(u64) -> String| {
        let (sent, received) = (bytes(control.sent), bytes(control.received));
        format!("{up}{sent} {down}{received} idle {idle}")
    };
    let text = write(format::brief);
    if text.width() < usize::from(BYTES) {
        text
    } else {
        write(format::briefest)
    }
}

/// `data #17`; from the hundredth on the number has the room alone.
fn label(number: u64) -> String {
    let text = format!("data #{number}");
    if text.len() + 1 < usize::from(LEAD) {
        text
    } else {
        format!("#{number}")
    }
}

/// The data connection.
pub(super) fn data<'a>(look: &Look, data: &DataView, table: &Table) -> [Line<'a>; 7] {
    let theme = &look.theme;
    let ellipsis = look.glyphs.ellipsis;
    let which = socket::arrow(data);
    let address = |address: Option<_>| {
        address.map_or_else(
            || Line::styled("n/a", theme.dim),
            |known| Line::from(format::address(known, usize::from(ADDRESS), ellipsis)),
        )
    };
    // Nobody has dialled yet: this is where the call is expected from.
    let mut peer = address(data.peer);
    if which == 2 && data.peer.is_some() {
        peer.push_span(Span::styled(" ?", theme.listening));
    }
    [
        Line::styled(label(data.number), theme.strong),
        address(data.local),
        Line::from(socket::arrow_span(look, which, table.short)),
        peer,
        state(look, socket::of_data(data)),
        amount(look, data),
        kernel(look, data, table.wide),
    ]
}

/// `v 48.1/120 MiB`, or how long we have been waiting.
fn amount<'a>(look: &Look, data: &DataView) -> Line<'a> {
    if let Some((so_far, limit)) = data.waiting.filter(|_| is_waiting(data)) {
        let text = format!("{} of {}", format::seconds(so_far), format::seconds(limit));
        return Line::styled(text, look.theme.warn);
    }
    let (sign, style) = way(look, data.direction);
    let text = format!("{sign} {}", format::part(data.bytes, data.total));
    Line::styled(text, style)
}

/// Whether somebody waits for a call to be answered or made.
pub(super) fn is_waiting(data: &DataView) -> bool {
    matches!(data.state, DataState::Listening | DataState::Connecting)
}

/// The sign and the style of a direction.
pub(super) fn way(look: &Look, direction: Direction) -> (&'static str, Style) {
    match direction {
        Direction::Upload => (look.glyphs.up, look.theme.up),
        Direction::Download => (look.glyphs.down, look.theme.down),
    }
}

/// `rtt 18.2 ms`, and where there is room how much it varies and the window.
pub(super) fn round_trip(look: &Look, facts: Option<&KernelFacts>, wide: bool) -> String {
    let sign = look.glyphs.give_or_take;
    let Some(facts) = facts else {
        return "n/a".into();
    };
    let mut text = facts.rtt.map_or_else(
        || "rtt n/a".into(),
        |rtt| format!("rtt {}", format::milliseconds(rtt)),
    );
    if let Some(variance) = facts.rtt_variance.filter(|_| wide) {
        text = format!("{text} {sign}{}", format::milliseconds(variance));
    }
    if let Some(size) = facts.segment_size.filter(|_| wide) {
        text = format!("{text}  mss {size}");
    }
    text
}

/// The window of the data connection; of a listener there is only the queue.
fn kernel<'a>(look: &Look, data: &DataView, wide: bool) -> Line<'a> {
    let dim = look.theme.dim;
    if !data.state.is_live() {
        return Line::default();
    }
    let Some(facts) = &data.kernel else {
        return Line::styled("n/a", dim);
    };
    if is_waiting(data) {
        return Line::default();
    }
    let window = facts
        .congestion_window
        .map_or_else(|| "n/a".into(), |window| window.to_string());
    let mut text = format!("cwnd {window}");
    if let Some(threshold) = facts.slow_start_threshold.filter(|_| wide) {
        text = format!("{text}  ssthresh {threshold}");
    }
    if wide {
        text = format!("{text}  {}", round_trip(look, Some(facts), false));
    }
    Line::styled(text, dim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_label_leaves_a_cell_before_the_address() {
        assert_eq!((label(7), label(99)), ("data #7".into(), "data #99".into()));
        assert_eq!(
            (label(100), label(338_127)),
            ("#100".into(), "#338127".into())
        );
        assert!(
            (1..10_000_000)
                .step_by(99_991)
                .all(|number| label(number).len() < 9)
        );
    }
}
