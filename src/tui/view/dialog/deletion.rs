//! What is asked before something is deleted.

use super::queue::list;
use crate::app::{App, Question};
use crate::tui::text;
use crate::tui::view::canvas::Canvas;
use ratatui::text::Line;

/// What would go, and what goes with it.
pub(super) fn body<'a>(
    canvas: &Canvas,
    app: &App,
    question: &Question,
    width: usize,
) -> Vec<Line<'a>> {
    let (named, count, has_folders, place) = match question {
        Question::DeleteRemote {
            targets,
            named,
            has_folders,
            place,
        } => (named, targets.len(), *has_folders, place),
        Question::DeleteLocal {
            targets,
            named,
            has_folders,
            place,
        } => (named, targets.len(), *has_folders, place),
        _ => return Vec::new(),
    };
    let theme = &canvas.look.theme;
    let said = |text: &str, style| {
        let wrapped = text::wrap(text, width).into_iter();
        wrapped.map(move |line| Line::styled(line, style))
    };
    let mut lines: Vec<Line> = said(&format!("In {place}:"), theme.dim).collect();
    lines.extend(list(canvas, (named, count), width));
    lines.push(Line::default());
    if has_folders {
        lines.extend(said("Folders go with all that is in them.", theme.warn));
        let counted = app.deletion_words();
        lines.extend(counted.iter().flat_map(|text| said(text, theme.warn)));
    }
    lines.extend(said("This cannot be undone.", theme.warn));
    lines
}
