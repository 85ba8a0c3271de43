//! What is told while the connection is lost: why, when it is tried again, and the keys.

use super::Look;
use crate::app::App;
use crate::tui::text;
use ratatui::text::{Line, Span};

/// ` ! connection lost: 421 Timeout. Reconnecting in 4 s (attempt 3)` and the keys `Ctrl-R now` and
/// `Esc give up`, in so many cells: the reason is cut first, then the keys go. `None` while nothing is lost.
pub(super) fn line<'a>(look: &Look, app: &App, width: usize) -> Option<Line<'a>> {
    let countdown = app.countdown()?;
    let (theme, glyphs) = (&look.theme, look.glyphs);
    let next = countdown.next_try();
    let head = match width {
        0..76 => " ! lost: ",
        _ => " ! connection lost: ",
    };
    let mut keys = vec![Span::raw("  ")];
    for (number, hint) in app.countdown_keys().into_iter().enumerate() {
        let gap = if number == 0 {
            " ".to_owned()
        } else {
            format!(" {} ", glyphs.dot)
        };
        keys.push(Span::raw(gap));
        keys.push(Span::styled(hint.key, theme.key));
        keys.push(Span::styled(format!(" {}", hint.label), theme.dim));
    }
    let fixed = text::width(head) + text::width(&next) + 2;
    let beside: usize = keys.iter().map(Span::width).sum();
    let keys = if fixed + beside + 12 <= width {
        keys
    } else {
        Vec::new()
    };
    let beside: usize = keys.iter().map(Span::width).sum();
    let room = width.saturating_sub(fixed + beside);
    let reason = if room < 8 {
        format!(" ! {next}")
    } else {
        let words = text::cut_end(&countdown.words, room, glyphs.ellipsis);
        format!("{head}{words}. {next}")
    };
    let mut line = Line::styled(text::cut_end(&reason, width, glyphs.ellipsis), theme.warn);
    line.extend(keys);
    Some(line)
}

/// The same as a text of several lines, without the keys.
pub(super) fn told(app: &App) -> String {
    app.countdown().map_or_else(String::new, |countdown| {
        format!(
            "connection lost: {}. {}",
            countdown.words,
            countdown.next_try()
        )
    })
}
