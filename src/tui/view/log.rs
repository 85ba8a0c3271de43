//! The dialogue with the server.

use super::canvas::{Canvas, Frame, cells};
use super::{Look, format};
use crate::app::{App, Layout};
use crate::engine::{LogKind, LogLine};
use crate::tui::text;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws the log: its end, or as far up as it is scrolled.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, app: &App, layout: &Layout) {
    let look = canvas.look;
    let frame = frame(look, app);
    let inner = if layout.borders {
        canvas.frame(area, &frame)
    } else {
        area
    };
    let height = usize::from(inner.height);
    let wanted = |line: &&LogLine| {
        !app.log.errors_only || matches!(line.kind, LogKind::Refused | LogKind::Error)
    };
    let newest_first = app.log.lines.iter().rev().filter(wanted);
    let visible: Vec<&LogLine> = newest_first.skip(app.log.scroll).take(height).collect();
    if visible.is_empty() {
        let word = if app.log.errors_only {
            "no errors"
        } else {
            "nothing has been said yet"
        };
        canvas.put(inner, 0, 1, &Line::styled(word, look.theme.dim));
    }
    for (row, said) in visible.iter().rev().enumerate() {
        let line = line(look, said, usize::from(inner.width));
        canvas.line(inner, cells(row), &line);
    }
}

fn frame<'a>(look: &Look, app: &App) -> Frame<'a> {
    let (theme, dot) = (&look.theme, look.glyphs.dot);
    let which = if app.log.errors_only {
        "errors only"
    } else {
        "all lines"
    };
    let follows = match app.log.scroll {
        0 => "following".to_owned(),
        up => format!("{up} lines up"),
    };
    Frame {
        lines: look.glyphs.heavy,
        style: theme.focus,
        title: Line::styled(format!("{} Log", look.glyphs.active), theme.focus),
        right: Line::styled(format!("{which} {dot} {follows}"), theme.dim),
        foot: Line::styled(format!("{} lines", app.log.lines.len()), theme.dim),
        foot_right: Line::styled("passwords are never shown", theme.dim),
    }
}

/// ` 17:03:58.102  1 -> EPSV`
fn line<'a>(look: &Look, said: &LogLine, width: usize) -> Line<'a> {
    let (theme, glyphs) = (&look.theme, look.glyphs);
    let (sign, style) = match said.kind {
        LogKind::Sent => (glyphs.to, theme.info),
        LogKind::Received => (glyphs.from, theme.ok),
        LogKind::Refused => (glyphs.from, theme.warn),
        LogKind::Note => (glyphs.dot, theme.dim),
        LogKind::Error => ("!", theme.error),
    };
    let time = if width >= 56 {
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
