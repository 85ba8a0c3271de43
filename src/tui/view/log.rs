//! The dialogue with the server.

use super::canvas::{Canvas, Frame, cells, rows};
use super::{Look, format};
use crate::app::{Action, App, Context, Layout, Spot};
use crate::engine::{LogKind, LogLine};
use crate::model::text::plural;
use crate::tui::text;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Draws the log: its end, or as far up as it is scrolled.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, app: &App, layout: &Layout) {
    let look = canvas.look;
    let inner = if layout.borders {
        canvas.frame(area, &frame(look, app))
    } else {
        area
    };
    let height = usize::from(inner.height);
    let log = &app.log;
    let newest_first = log.shown().rev();
    let visible: Vec<&LogLine> = newest_first.skip(log.scroll).take(height).collect();
    if visible.is_empty() {
        let word = if log.errors_only && !log.lines.is_empty() {
            "no errors".to_owned()
        } else if log.is_filtered() {
            let key = app.key_for(Context::Log, Action::AllLines);
            format!("no lines of this are kept; {key} shows all")
        } else {
            "nothing has been said yet".to_owned()
        };
        canvas.put(inner, 0, 1, &Line::styled(word, look.theme.dim));
    }
    for (row, said) in visible.iter().rev().enumerate() {
        let line = line(look, said, usize::from(inner.width));
        canvas.line(inner, cells(row), &line);
        let below = log.scroll + visible.len() - 1 - row;
        let spot = Spot::Row { row: below, top: 0 };
        canvas.spot(rows(inner, cells(row), 1), spot);
        if below == log.below {
            let place = rows(inner, cells(row), 1);
            if inner.width >= TIMED {
                canvas.line(
                    place,
                    0,
                    &Line::styled(look.glyphs.cursor, look.theme.focus),
                );
            }
            canvas.tint(place, look.theme.cursor);
            canvas.park(place, 1);
        }
    }
    if let Some(find) = &log.find {
        // In the lower border, or where there is none over the last line.
        let [at, left, most] = if layout.borders {
            [inner.height, 1, 24]
        } else {
            [inner.height.saturating_sub(1), 0, u16::MAX]
        };
        let room = inner.width.saturating_sub(left).min(most);
        let place = Rect::new(inner.x + left, inner.y + at, room, 1);
        find_line(canvas, place, find);
    }
}

/// What is looked for, while it is typed.
fn find_line(canvas: &mut Canvas, place: Rect, find: &str) {
    let look = canvas.look;
    canvas.ground(place, look.theme.input);
    let room = usize::from(place.width.saturating_sub(2));
    let shown = text::cut_start(find, room, look.glyphs.ellipsis);
    let line = Line::from(vec![
        Span::styled("/", look.theme.key),
        Span::styled(shown, look.theme.input),
    ]);
    let end = canvas.put(place, 0, 0, &line);
    canvas.cursor = Some(Position::new(place.x.saturating_add(end), place.y));
}

fn frame<'a>(look: &Look, app: &App) -> Frame<'a> {
    let (theme, dot, log) = (&look.theme, look.glyphs.dot, &app.log);
    let mut which = Vec::new();
    if log.errors_only {
        which.push("errors only".to_owned());
    }
    which.extend(log.session.map(|number| match number {
        0 => "the program itself".to_owned(),
        number => format!("session {number}"),
    }));
    which.extend(log.transfer.map(|id| format!("transfer #{id}")));
    if which.is_empty() {
        which.push("all lines".to_owned());
    }
    which.push(match log.below {
        0 => "following".to_owned(),
        up => format!("{} up", plural(up, "line")),
    });
    let count = plural(log.lines.len(), "line");
    let foot = if log.is_filtered() {
        format!("{} of {count}", log.shown().count())
    } else {
        count
    };
    let foot = if log.find.is_some() {
        String::new()
    } else {
        foot
    };
    let style = if log.is_filtered() {
        theme.warn
    } else {
        theme.dim
    };
    Frame {
        lines: look.glyphs.heavy,
        style: theme.focus,
        title: Line::styled(format!("{} Log", look.glyphs.active), theme.focus),
        right: Line::styled(which.join(&format!(" {dot} ")), style),
        foot: Line::styled(foot, theme.dim),
        foot_right: Line::styled("passwords are never shown", theme.dim),
    }
}

/// From so many cells on a line begins with its time, and a cell for the cursor before it.
const TIMED: u16 = 56;

/// ` 17:03:58.102  1 -> EPSV`
fn line<'a>(look: &Look, said: &LogLine, width: usize) -> Line<'a> {
    let (theme, glyphs) = (&look.theme, look.glyphs);
    let (sign, style) = sign(look, said.kind);
    let time = if width >= usize::from(TIMED) {
        format!(" {} ", format::precise_time(said.at, &look.zone))
    } else {
        String::new()
    };
    let session = if width >= 76 && said.session > 0 {
        format!("#{:<2} ", said.session)
    } else if width >= 76 {
        "    ".to_owned()
    } else {
        String::new()
    };
    let lead = text::width(&time) + text::width(&session) + 4;
    let words = text::cut_end(&said.text, width.saturating_sub(lead), glyphs.ellipsis);
    Line::from(vec![
        Span::styled(format!("{time}{session}"), theme.dim),
        Span::styled(
            format!("{} {words}", text::pad_right(sign, text::width(glyphs.to))),
            style,
        ),
    ])
}

/// The sign of who speaks, and its style.
pub(super) fn sign(look: &Look, kind: LogKind) -> (&'static str, Style) {
    let (theme, glyphs) = (&look.theme, look.glyphs);
    match kind {
        LogKind::Sent => (glyphs.to, theme.info),
        LogKind::Received => (glyphs.from, theme.ok),
        LogKind::Refused => (glyphs.from, theme.warn),
        LogKind::Note => (glyphs.dot, theme.dim),
        LogKind::Error => ("!", theme.error),
    }
}
