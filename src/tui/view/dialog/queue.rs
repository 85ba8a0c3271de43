//! What is asked about the queue.

use crate::app::{App, Question};
use crate::model::text::size;
use crate::tui::text;
use crate::tui::view::canvas::Canvas;
use ratatui::text::Line;

/// What is asked about the queue.
pub(super) fn queue_body<'a>(
    canvas: &Canvas,
    app: &App,
    question: &Question,
    width: usize,
) -> Vec<Line<'a>> {
    let theme = &canvas.look.theme;
    let said = |text: &str, style| {
        text::wrap(text, width)
            .into_iter()
            .map(move |line| Line::styled(line, style))
    };
    let mut lines = Vec::new();
    match question {
        Question::Restored(queue) => {
            lines.extend(said(&format!("{}.", queue.summary()), theme.strong));
            lines.push(Line::default());
            let text = "It is paused. Going on connects to that site, if there is no connection; \
                        what has moved is kept, and checked before it is gone on with.";
            lines.extend(said(text, theme.text));
        }
        Question::CancelTransfer { id, bytes, .. } => {
            let (text, kept) = match bytes {
                // How much of it the server has only the server knows.
                bytes if *bytes > 0 && app.is_upload(*id) => {
                    let sent = size(*bytes);
                    let text = format!("{sent} of it were sent. What has arrived is thrown away.");
                    (text, "it")
                }
                0 => ("It has begun. What is across is thrown away.".into(), "it"),
                bytes => {
                    let text = format!("{} of it are across. They are thrown away.", size(*bytes));
                    (text, "them")
                }
            };
            lines.extend(said(&text, theme.warn));
            lines.extend(said(&format!("Paused, it would keep {kept}."), theme.text));
        }
        Question::StopDrops { count, bytes, .. } => {
            let text = "The drop is taken back: what had not begun is cancelled.";
            lines.extend(said(text, theme.text));
            lines.extend(said(&begun_words(*count, *bytes), theme.warn));
        }
        Question::WrongLines(wrong) => {
            for error in &wrong.errors {
                lines.extend(said(&error.to_string(), theme.error));
            }
            lines.push(Line::default());
            let text = "Nothing has been changed. The editor opens with what you typed, and with \
                        these words above it.";
            lines.extend(said(text, theme.text));
        }
        Question::RemovedLines(gone) => {
            let count = gone.edited.removed.len();
            let (begin, who) = match count {
                1 => ("This transfer is", "it"),
                _ => ("These transfers are", "they"),
            };
            lines.extend(said(&format!("{begin} no longer in the text:"), theme.dim));
            lines.extend(list(canvas, (&gone.names, count), width));
            lines.push(Line::default());
            let text = format!("Kept, {who} will come behind the others.");
            lines.extend(said(&text, theme.text));
        }
        _ => {}
    }
    lines
}

/// At most six names; the others, of so many in all, are counted.
pub(super) fn list<'a>(
    canvas: &Canvas,
    (names, count): (&[String], usize),
    width: usize,
) -> Vec<Line<'a>> {
    let look = canvas.look;
    let mut lines: Vec<Line> = names
        .iter()
        .take(6)
        .map(|name| {
            let name = text::cut_middle(name, width.saturating_sub(2), look.glyphs.ellipsis);
            Line::styled(format!("  {name}"), look.theme.strong)
        })
        .collect();
    let more = count.saturating_sub(6);
    if more > 0 {
        lines.push(Line::styled(format!("  and {more} more"), look.theme.dim));
    }
    lines
}

/// What of a drop that is taken back has begun already.
fn begun_words(count: usize, bytes: u64) -> String {
    let begun = match count {
        1 => "1 transfer has begun".to_owned(),
        count => format!("{count} transfers have begun"),
    };
    match bytes {
        0 => format!("{begun}. What is across is thrown away."),
        bytes => format!(
            "{begun}, up to {} are across. They are thrown away.",
            size(bytes)
        ),
    }
}
