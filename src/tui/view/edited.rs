//! The question about a file that was changed on the server while it was edited here.

use super::Look;
use crate::app::EditConflict;
use crate::model::FileFacts;
use crate::model::text::size;
use crate::tui::text;
use ratatui::text::Line;

/// What is known of both, and where the edited text is.
pub(super) fn body<'a>(look: &Look, asked: &EditConflict, width: usize) -> Vec<Line<'a>> {
    let theme = &look.theme;
    let said = |text: &str, style| {
        text::wrap(text, width)
            .into_iter()
            .map(move |line| Line::styled(line, style))
    };
    let mut lines = Vec::new();
    let unknown = asked.now == Some(asked.before);
    let now = match &asked.now {
        None => "it is not on the server any more".to_owned(),
        Some(_) if unknown => "the server does not tell whether it was changed".to_owned(),
        Some(now) => {
            format!("when fetched: {}", told(look, &asked.before)) + "\n" + &now_words(look, now)
        }
    };
    for line in now.split('\n') {
        lines.extend(said(line, theme.warn));
    }
    lines.push(Line::default());
    lines.extend(said(&format!("Your text is in {}", asked.kept), theme.text));
    lines.extend(said(
        "It stays there until it is sent back or saved.",
        theme.dim,
    ));
    lines
}

fn now_words(look: &Look, now: &FileFacts) -> String {
    format!("now:          {}", told(look, now))
}

/// `1.2 KiB, 17:04:12`
fn told(look: &Look, facts: &FileFacts) -> String {
    let bytes = facts.size.map(size);
    let time = facts.modified.map(|modified| {
        let zoned = modified.at.to_zoned(look.zone.clone());
        zoned.strftime("%Y-%m-%d %H:%M:%S").to_string()
    });
    let parts: Vec<String> = bytes.into_iter().chain(time).collect();
    parts.join(", ")
}
