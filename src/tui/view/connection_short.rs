//! The connection in two lines or one, for small screens.

use super::connection_lines::{is_waiting, round_trip, state, way};
use super::{Look, format, socket};
use crate::model::{ControlView, DataState, DataView};
use crate::tui::text;
use ratatui::text::{Line, Span};

fn port(address: Option<std::net::SocketAddr>) -> String {
    address.map_or_else(|| "n/a".into(), |known| format!(":{}", known.port()))
}

/// The control connection by its ports only.
pub(super) fn control_short<'a>(look: &Look, control: &ControlView) -> Line<'a> {
    let theme = &look.theme;
    let state = state(look, socket::of_control(control));
    let mut spans = vec![
        Span::styled("ctl ", theme.dim),
        Span::raw(format!("you{:<7}", port(Some(control.local)))),
        socket::arrow_span(look, 0, true),
        Span::raw(format!(" {:<9}", port(Some(control.peer)))),
    ];
    spans.push(Span::styled(
        format!("{:<16}", state.to_string()),
        state.style,
    ));
    let idle = format!("idle {} s  ", control.idle.as_secs());
    spans.push(Span::styled(idle, theme.dim));
    let rtt = round_trip(look, control.kernel.as_ref(), false);
    spans.push(Span::styled(rtt, theme.dim));
    Line::from(spans)
}

/// The data connection by its ports only.
pub(super) fn data_short<'a>(look: &Look, data: &DataView, width: usize) -> Line<'a> {
    let theme = &look.theme;
    let which = socket::arrow(data);
    let state = state(look, socket::of_data(data));
    let unsure = if which == 2 { " ?" } else { "" };
    let spans = vec![
        Span::styled("dat ", theme.dim),
        Span::raw(format!("you{:<7}", port(data.local))),
        socket::arrow_span(look, which, true),
        Span::raw(format!(" {:<9}", port(data.peer) + unsure)),
        Span::styled(format!("{:<16}", state.to_string()), state.style),
    ];
    let mut line = Line::from(spans);
    let room = width.saturating_sub(line.width());
    for span in news(look, data, room) {
        line.push_span(span);
    }
    line
}

/// What there is to say of a data connection in few cells.
fn news<'a>(look: &Look, data: &DataView, room: usize) -> Vec<Span<'a>> {
    let theme = &look.theme;
    let ellipsis = look.glyphs.ellipsis;
    if data.state == DataState::Failed {
        let error = data.error.as_deref().unwrap_or("failed");
        return vec![Span::styled(
            text::cut_end(error, room, ellipsis),
            theme.error,
        )];
    }
    if let Some((so_far, limit)) = data.waiting.filter(|_| is_waiting(data)) {
        let text = format!("{} of {}", format::seconds(so_far), format::seconds(limit));
        return vec![Span::styled(text, theme.warn)];
    }
    let (sign, style) = way(look, data.direction);
    let mut text = format!("{sign}{}", format::brief(data.bytes));
    if data.rate > 0 && data.state.is_live() {
        text = format!("{text} {}/s", format::brief(data.rate));
    }
    let mut spans = vec![Span::styled(text::cut_end(&text, room, ellipsis), style)];
    let window = data
        .kernel
        .as_ref()
        .and_then(|facts| facts.congestion_window);
    let after = window
        .map(|window| format!("  cwnd {window}"))
        .unwrap_or_default();
    if data.state.is_live() && text::width(&text) + after.len() <= room {
        spans.push(Span::styled(after, theme.dim));
    }
    spans
}

/// The data connection in one line, in as little as 24 cells.
pub(super) fn data_shortest<'a>(look: &Look, data: &DataView, width: usize) -> Line<'a> {
    let which = socket::arrow(data);
    let (condition, word) = socket::of_data(data);
    let (sign, style) = socket::sign(look, condition);
    let word = if word == "ESTABLISHED" {
        "ESTAB".into()
    } else {
        word
    };
    let mut spans = vec![Span::styled(" dat ", look.theme.dim)];
    if width >= 56 {
        spans.push(Span::raw(format!("you{} ", port(data.local))));
    }
    spans.push(socket::arrow_span(look, which, true));
    spans.push(Span::raw(format!(" {} ", port(data.peer))));
    spans.push(Span::styled(format!("{sign} {word}  "), style));
    let mut line = Line::from(spans);
    let room = width.saturating_sub(line.width());
    for span in news(look, data, room) {
        line.push_span(span);
    }
    line
}
