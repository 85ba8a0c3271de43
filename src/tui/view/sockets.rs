//! All sockets of the program, as netstat would list them, with what each is for.

use super::canvas::{Canvas, Frame, cells, rows};
use super::{Look, format};
use crate::app::queue_view::top;
use crate::app::{Action, App, Context, Layout, SocketLine, Spot};
use crate::model::SocketState;
use crate::model::meaning;
use crate::model::text::plural;
use crate::tui::text;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Rows for what is known of the one under the cursor.
const BELOW: u16 = 4;
/// Cells of a port with its colon, of a state, of a round trip time.
const PORT: usize = 6;
const STATE: usize = 11;
const RTT: usize = 6;

/// Which columns there is room for.
struct Columns {
    queues: bool,
    /// The local address, or its port alone.
    local: bool,
    kernel: bool,
    /// Cells of an address.
    address: usize,
    /// Cells of the whole row.
    width: usize,
}

impl Columns {
    fn of(width: u16, lines: &[SocketLine]) -> Self {
        let longest = lines.iter().map(|line| {
            let local = text::width(&line.row.local.to_string());
            local.max(text::width(&line.remote()))
        });
        let address = longest.max().unwrap_or(0).clamp(15, 47);
        Self {
            queues: width >= 70,
            local: width >= 100,
            kernel: width >= 108,
            address: address.min(usize::from(width) / 3),
            width: usize::from(width),
        }
    }
}

/// Draws the view.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, app: &App, layout: &Layout) {
    let look = canvas.look;
    let inner = if layout.borders {
        canvas.frame(area, &frame(look, app))
    } else {
        area
    };
    let view = &app.sockets;
    if view.lines.is_empty() {
        let words = if view.sampled.is_some() {
            let key = app.key_for(Context::Sockets, Action::Connect);
            format!("The program has no socket open. {key} connects.")
        } else {
            "looking".to_owned()
        };
        canvas.paragraph(inner, 0, &words, look.theme.dim);
        return;
    }
    let columns = Columns::of(inner.width, &view.lines);
    let below = if inner.height >= 10 { BELOW } else { 0 };
    let headed = u16::from(inner.height >= 6);
    if headed > 0 {
        canvas.line(inner, 0, &heading(look, &columns));
    }
    let list = rows(inner, headed, inner.height.saturating_sub(headed + below));
    let height = usize::from(list.height);
    let count = view.lines.len();
    let cursor = view.cursor.min(count - 1);
    let usual = top(cursor.saturating_sub(height / 2), cursor, count, height);
    let first = app.list_top(usual, cursor, (count, height));
    for (place, line) in view.lines.iter().skip(first).take(height).enumerate() {
        canvas.line(list, cells(place), &row(look, &columns, line));
        let spot = Spot::Row {
            row: first + place,
            top: first,
        };
        canvas.spot(rows(list, cells(place), 1), spot);
        if first + place == cursor {
            let place = rows(list, cells(place), 1);
            canvas.line(
                place,
                0,
                &Line::styled(look.glyphs.cursor, look.theme.focus),
            );
            canvas.tint(place, look.theme.cursor);
            canvas.park(place, 1);
        }
    }
    if let Some(line) = view.lines.get(cursor).filter(|_| below > 0) {
        let place = rows(inner, inner.height.saturating_sub(below), below);
        known(canvas, place, line);
    }
}

fn heading(look: &Look, columns: &Columns) -> Line<'static> {
    let mut text = String::from(" ");
    let pad = |word: &str, width: usize| text::pad_right(word, width + 1);
    if columns.queues {
        text += "PROTO RECV-Q SEND-Q ";
    }
    text += &if columns.local {
        pad("LOCAL", columns.address)
    } else {
        pad("LOCAL", PORT)
    };
    text += &pad("REMOTE", columns.address);
    text += &pad("STATE", STATE);
    if columns.kernel {
        text += &pad("RTT", RTT);
    }
    text += "SERVES";
    Line::styled(text, look.theme.dim)
}

fn row(look: &Look, columns: &Columns, line: &SocketLine) -> Line<'static> {
    let theme = &look.theme;
    let [received, sent] = line.queues();
    let address = |text: &str| {
        let cut = text::cut_start(text, columns.address, look.glyphs.ellipsis);
        text::pad_right(&cut, columns.address + 1)
    };
    let mut spans = vec![Span::raw(" ")];
    if columns.queues {
        let text = format!("{:<5} {received:>6} {sent:>6} ", line.protocol());
        spans.push(Span::styled(text, theme.dim));
    }
    let local = if columns.local {
        address(&line.row.local.to_string())
    } else {
        text::pad_right(&format!(":{}", line.row.local.port()), PORT + 1)
    };
    spans.push(Span::styled(local, theme.text));
    spans.push(Span::styled(address(&line.remote()), theme.text));
    let state = text::pad_right(&line.row.state.to_string(), STATE + 1);
    spans.push(Span::styled(state, style(look, line.row.state)));
    if columns.kernel {
        let rtt = line.kernel.as_ref().and_then(|kernel| kernel.rtt);
        let rtt = rtt.map_or_else(|| "n/a".into(), format::took);
        spans.push(Span::styled(text::pad_right(&rtt, RTT + 1), theme.dim));
    }
    let used: usize = spans.iter().map(Span::width).sum();
    let room = columns.width.saturating_sub(used + 1);
    let serves = match room {
        ..26 => line.serves.replace("session ", "#"),
        _ => line.serves.clone(),
    };
    let serves = text::cut_end(&serves, room, look.glyphs.ellipsis);
    spans.push(Span::styled(serves, theme.text));
    Line::from(spans)
}

fn style(look: &Look, state: SocketState) -> Style {
    let theme = &look.theme;
    match state {
        SocketState::Established => theme.ok,
        SocketState::Listen | SocketState::SynSent | SocketState::SynReceived => theme.dialling,
        SocketState::TimeWait | SocketState::Closed => theme.dim,
        _ => theme.warn,
    }
}

/// What is known of a socket: whom it serves, the kernel's figures, what its state means.
fn known(canvas: &mut Canvas, area: Rect, line: &SocketLine) {
    let look = canvas.look;
    let theme = &look.theme;
    let rule = look.glyphs.light.horizontal.repeat(usize::from(area.width));
    canvas.line(area, 0, &Line::styled(rule, theme.border));
    let transfer = line
        .transfer
        .map_or_else(String::new, |id| format!(", transfer #{id}"));
    let serves = Line::styled(format!("{}{transfer}", line.serves), theme.strong);
    canvas.ends(
        area,
        1,
        &padded(serves),
        &Line::styled(figures(look, line), theme.dim),
    );
    let words = meaning::state(line.row.state).line();
    let place = rows(area, 2, area.height.saturating_sub(2));
    canvas.paragraph(place, 0, &words, theme.dim);
}

fn padded(line: Line<'static>) -> Line<'static> {
    let mut spans = vec![Span::raw(" ")];
    let style = line.style;
    spans.extend(line.spans);
    Line::from(spans).style(style)
}

/// `rtt 18ms cwnd 10 retrans 0`
fn figures(look: &Look, line: &SocketLine) -> String {
    let none = || "n/a".to_owned();
    let number = |value: Option<u32>| value.map_or_else(none, |value| value.to_string());
    let kernel = line.kernel.as_ref();
    let rtt = kernel.and_then(|kernel| kernel.rtt);
    format!(
        "rtt {}  cwnd {}  retrans {}  mss {} ",
        rtt.map_or_else(none, format::took),
        number(kernel.and_then(|kernel| kernel.congestion_window)),
        number(kernel.and_then(|kernel| kernel.retransmits)),
        number(kernel.and_then(|kernel| kernel.segment_size)),
    )
    .replace("  ", &format!(" {} ", look.glyphs.dot))
}

fn frame<'a>(look: &Look, app: &App) -> Frame<'a> {
    let theme = &look.theme;
    let view = &app.sockets;
    let source = match (view.sampled, view.by_system) {
        (None, _) => "",
        (Some(_), true) => "as the system lists them",
        (Some(_), false) => "as far as the program knows; the system has no list",
    };
    Frame {
        lines: look.glyphs.heavy,
        style: theme.focus,
        title: Line::styled(format!("{} Sockets", look.glyphs.active), theme.focus),
        right: Line::styled(source, theme.dim),
        foot: Line::styled(plural(view.lines.len(), "socket"), theme.dim),
        foot_right: Line::styled(
            format!(
                "{} tells what a state means",
                app.key_for(Context::Sockets, Action::Explain)
            ),
            theme.dim,
        ),
    }
}
