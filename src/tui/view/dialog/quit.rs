//! The question before quitting: what is not done, and what becomes of it.

use crate::app::App;
use crate::model::text::plural;
use crate::tui::text;
use crate::tui::view::Look;
use ratatui::text::Line;

pub(super) fn body<'a>(look: &Look, app: &App, active: usize, width: usize) -> Vec<Line<'a>> {
    let theme = &look.theme;
    let said = |text: &str, style| {
        text::wrap(text, width)
            .into_iter()
            .map(move |line| Line::styled(line, style))
    };
    let mut lines = Vec::new();
    if active > 0 {
        let text = format!("{} not done yet.", plural(active, "transfer"));
        lines.extend(said(&text, theme.warn));
        let text = if app.demo {
            "The demo forgets its queue."
        } else {
            "The queue is kept, with what has moved, and goes on at the next start."
        };
        lines.extend(said(text, theme.text));
    } else if app.carry.is_some() {
        lines.extend(said("What is carried is put back.", theme.text));
    } else if app.unsent_texts().is_empty() && app.told_of_watched().is_none() {
        lines.extend(said("Nothing is under way.", theme.text));
    }
    for place in app.unsent_texts() {
        let text = format!("Not back on the server, and stays where it is: {place}");
        lines.extend(said(&text, theme.warn));
    }
    if let Some(text) = app.told_of_watched() {
        lines.extend(said(&text, theme.warn));
    }
    lines
}
