//! The line below the data connection: which way the bytes flow, or why they do not.

use super::canvas::{Canvas, columns};
use super::connection_lines::{LEAD, Table, way};
use super::{Look, format};
use crate::model::{DataState, DataView, Direction};
use crate::tui::text;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::time::Duration;

/// The line below the data connection: which way the bytes flow, or why they do not.
pub(super) fn flow(canvas: &mut Canvas, area: Rect, row: u16, data: &DataView, table: &Table) {
    let look = canvas.look;
    let theme = &look.theme;
    match data.state {
        DataState::Established | DataState::Accepted => {
            flowing(canvas, area, row, data, table);
        }
        DataState::Securing => {
            let text = "the TLS handshake is under way: no bytes flow before it is through";
            canvas.put(area, row, LEAD, &Line::styled(text, theme.dim));
        }
        DataState::Listening | DataState::Connecting => {
            let place = columns(area, LEAD, table.bytes.saturating_sub(LEAD + 1));
            let style = if data.needs_help() {
                theme.warn
            } else {
                theme.dim
            };
            canvas.line(place, row, &Line::styled(waiting_words(data), style));
            if let Some((so_far, limit)) = data.waiting {
                let part = so_far.as_secs_f64() / limit.as_secs_f64().max(0.001);
                let bar = bar(look, part, 17, theme.warn);
                canvas.put(area, row, table.bytes, &bar);
            }
        }
        DataState::Failed => {
            let text = data
                .error
                .as_deref()
                .unwrap_or("the data connection failed");
            let text = text::cut_end(text, usize::from(area.width - LEAD), look.glyphs.ellipsis);
            canvas.put(area, row, LEAD, &Line::styled(text, theme.error));
        }
        DataState::Idle | DataState::Negotiating | DataState::Draining | DataState::Closed => {
            let room = usize::from(area.width.saturating_sub(LEAD + 1));
            let text = text::cut_end(&data.purpose, room, look.glyphs.ellipsis);
            canvas.put(area, row, LEAD, &Line::styled(text, theme.dim));
        }
    }
}

fn waiting_words(data: &DataView) -> &'static str {
    match (data.state, data.needs_help()) {
        (DataState::Listening, true) => {
            "nobody has dialled yet: a firewall or NAT may stop the server"
        }
        (DataState::Listening, false) => "we listen; the server is to dial",
        (_, true) => "no answer yet: a firewall may drop the call",
        (_, false) => "we dial; the server is to answer",
    }
}

fn flowing(canvas: &mut Canvas, area: Rect, row: u16, data: &DataView, table: &Table) {
    let look = canvas.look;
    let (_, style) = way(look, data.direction);
    let [to_you, to_server] = look.glyphs.flow;
    let (sign, words) = match data.direction {
        Direction::Download => (to_you, "bytes flow to you "),
        Direction::Upload => (to_server, "bytes flow to the server "),
    };
    let room = usize::from(table.socket.saturating_sub(LEAD + 2));
    let signs = room.saturating_sub(words.len()) / 4;
    let text = format!("{}{words}{}", sign.repeat(signs), sign.repeat(signs));
    canvas.put(area, row, LEAD, &Line::styled(text, style));
    let history = Line::styled(sparkline(look, &data.rate_history, 14), style);
    canvas.put(area, row, table.socket, &history);
    let end = if table.kernel > 0 {
        // A gap before the next column.
        table.kernel - 1
    } else {
        area.width
    };
    let place = columns(area, table.bytes, end.saturating_sub(table.bytes));
    let left = data
        .total
        .filter(|_| data.rate > 0)
        .map(|total| Duration::from_secs(total.saturating_sub(data.bytes) / data.rate));
    let rate = rate_and_left(data.rate, left, usize::from(place.width));
    canvas.line(place, row, &Line::styled(rate, look.theme.text));
    let retransmits = data.kernel.as_ref().and_then(|facts| facts.retransmits);
    if table.kernel > 0 {
        let (text, style) = match retransmits {
            Some(0) => ("retrans 0".to_owned(), look.theme.dim),
            Some(count) => (format!("retrans {count}"), look.theme.warn),
            None => ("n/a".to_owned(), look.theme.dim),
        };
        canvas.put(area, row, table.kernel, &Line::styled(text, style));
    }
}

/// `6.2 MiB/s  11 s left`; where there is no room for that, `52.5 KiB/s  97 min` or the rate alone.
fn rate_and_left(rate: u64, left: Option<Duration>, room: usize) -> String {
    let rate = format::rate(rate);
    let Some(left) = left.map(format::left) else {
        return rate;
    };
    let short = left.trim_end_matches(" left");
    [&left, short]
        .into_iter()
        .map(|left| format!("{rate}  {left}"))
        .find(|text| text.len() <= room)
        .unwrap_or(rate)
}

/// The last rates as heights, newest at the right.
fn sparkline(look: &Look, rates: &[u64], width: usize) -> String {
    let recent = rates
        .get(rates.len().saturating_sub(width)..)
        .unwrap_or(rates);
    let highest = recent.iter().copied().max().unwrap_or(0).max(1);
    recent
        .iter()
        .map(|rate| {
            let level = usize::try_from(u128::from(*rate) * 7 / u128::from(highest)).unwrap_or(7);
            look.glyphs.levels.get(level).copied().unwrap_or(" ")
        })
        .collect()
}

/// A bar of `width` cells of which `part` (0 to 1) is done.
pub(super) fn bar<'a>(look: &Look, part: f64, width: usize, style: Style) -> Line<'a> {
    let [full, head, rest] = look.glyphs.bar;
    let [open, close] = look.glyphs.bar_ends;
    let width = width.saturating_sub(open.len() + close.len());
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "the part is clamped and a bar is a few cells wide"
    )]
    let halves = (part.clamp(0.0, 1.0) * width as f64 * 2.0) as usize;
    let (done, half) = (halves / 2, halves % 2);
    let track = width.saturating_sub(done + half);
    Line::from(vec![
        Span::styled(open, look.theme.dim),
        Span::styled(full.repeat(done) + &head.repeat(half), style),
        Span::styled(rest.repeat(track), look.theme.track),
        Span::styled(close, look.theme.dim),
    ])
}

/// The keys that help when a data connection waits or has failed.
pub(super) fn remedy<'a>(look: &Look, data: &DataView) -> Line<'a> {
    if !data.needs_help() {
        return Line::default();
    }
    Line::from(vec![
        Span::styled("M", look.theme.key),
        Span::styled(" other mode from now", look.theme.warn),
        Span::styled("   D", look.theme.key),
        Span::styled(" doctor", look.theme.warn),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::glyphs::{ASCII, UNICODE};
    use crate::tui::theme::Theme;
    use jiff::tz::TimeZone;

    fn look(glyphs: &'static crate::tui::glyphs::Glyphs) -> Look {
        Look {
            theme: Theme::mono(),
            glyphs,
            zone: TimeZone::UTC,
        }
    }

    #[test]
    fn bars_have_their_width_whatever_the_part() {
        for glyphs in [&UNICODE, &ASCII] {
            for part in [-1.0, 0.0, 0.31, 0.5, 1.0, 7.0] {
                let bar = bar(&look(glyphs), part, 20, Style::new());
                assert_eq!(bar.width(), 20, "{bar}");
            }
        }
    }

    #[test]
    fn the_time_left_is_told_whole_or_not_at_all() {
        let told = |room| rate_and_left(300 << 10, Some(Duration::from_secs(1_024)), room);
        assert_eq!(told(30), "300 KiB/s  18 min left");
        assert_eq!(told(20), "300 KiB/s  18 min");
        assert_eq!(told(12), "300 KiB/s");
        assert_eq!(rate_and_left(0, None, 20), "0 B/s");
    }

    #[test]
    fn the_highest_rate_is_drawn_highest() {
        let line = sparkline(&look(&UNICODE), &[0, 50, 100], 14);
        assert_eq!(line.chars().count(), 3);
        assert!(line.starts_with(UNICODE.levels[0]) && line.ends_with(UNICODE.levels[7]));
    }
}
