//! What is said before the program, or a tab, is left.

use crate::app::{App, Question};
use crate::model::text::plural;
use crate::tui::theme::Theme;
use ratatui::style::Style;

/// What becomes of what has not come to its end.
pub(super) fn leaving(theme: &Theme, app: &App, question: &Question) -> Vec<(String, Style)> {
    let (active, edits, kept) = match question {
        Question::CloseTab { active, edits, .. } => {
            let kept = "Its queue is kept, with what has moved: the next tab that is opened, or the \
                        next start, offers to go on with it.";
            (*active, *edits, kept)
        }
        Question::Quit { active } => {
            let kept = "The queue is kept, with what has moved, and goes on at the next start.";
            (*active, 0, kept)
        }
        _ => return Vec::new(),
    };
    let mut lines = Vec::new();
    if edits > 0 {
        let text = format!("{} edited in it.", plural(edits, "file"));
        lines.push((text, theme.warn));
    }
    if active > 0 {
        let text = format!("{} not done yet.", plural(active, "transfer"));
        lines.push((text, theme.warn));
        let text = if app.demo {
            "The demo forgets its queue."
        } else {
            kept
        };
        lines.push((text.to_owned(), theme.text));
    } else if app.carry.is_some() {
        lines.push(("What is carried is put back.".to_owned(), theme.text));
    } else if edits == 0
        && app.relays() == 0
        && app.unsent_in_all() == 0
        && app.told_of_watched().is_none()
    {
        lines.push(("Nothing is under way.".to_owned(), theme.text));
    }
    if app.relays() > 0 {
        let text = "What is copied through this computer is given up; nothing of it stays here.";
        lines.push((text.to_owned(), theme.warn));
    }
    for place in app.unsent_texts() {
        let text = format!("Not back on the server, and stays where it is: {place}");
        lines.push((text, theme.warn));
    }
    if let Some(text) = app.told_of_watched() {
        lines.push((text, theme.warn));
    }
    let others: usize = app.tabs.others().map(|tab| tab.unsent).sum();
    if others > 0 && matches!(question, Question::Quit { .. }) {
        let text = format!(
            "In other tabs {} not back on the server.",
            plural(others, "edited file")
        );
        lines.push((text, theme.warn));
    }
    lines
}
