//! What is asked before what a drop has done is taken back.

use super::queue::list;
use crate::app::Undoing;
use crate::model::text::plural;
use crate::tui::text;
use crate::tui::view::canvas::Canvas;
use ratatui::text::Line;

/// The title, and whether something would be lost.
pub(super) fn title(undoing: &Undoing) -> (String, bool) {
    let count = undoing.count();
    if undoing.moves() {
        return (format!("Move {} back?", plural(count, "item")), false);
    }
    let items = plural(count, "item");
    (format!("Delete the copies of {items}?"), true)
}

/// What goes where, or what would be deleted.
pub(super) fn body<'a>(canvas: &Canvas, undoing: &Undoing, width: usize) -> Vec<Line<'a>> {
    let theme = &canvas.look.theme;
    let said = |text: &str, style| {
        let wrapped = text::wrap(text, width).into_iter();
        wrapped.map(move |line| Line::styled(line, style))
    };
    let way = match &undoing.before {
        Some(before) => format!("From {} to {before}:", undoing.place),
        None if undoing.moves() => format!("From {}:", undoing.place),
        None => format!("In {}:", undoing.place),
    };
    let mut lines: Vec<Line> = said(&way, theme.text).collect();
    lines.extend(list(canvas, (&undoing.named, undoing.count()), width));
    lines.push(Line::default());
    if undoing.moves() {
        let text = "Nothing is replaced: what has its old name taken by now stays where it is.";
        lines.extend(said(text, theme.text));
    } else {
        let text =
            "They are deleted only if nothing of them was changed since. What was copied stays.";
        lines.extend(said(text, theme.warn));
    }
    lines
}
