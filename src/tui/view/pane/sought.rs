//! What is typed in a pane to find a name, and the filter.

use super::size_known;
use crate::app::pane::{Filter, Pane};
use crate::tui::text;
use crate::tui::view::canvas::{Canvas, cells};
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

/// Before what is typed to find, and before the filter.
const FIND: &str = "/ ";
const FILTER: &str = "filter ";

/// What is typed to find, or the filter.
pub(in crate::tui::view) fn sought<'a>(canvas: &Canvas, pane: &Pane) -> Option<Line<'a>> {
    let theme = &canvas.look.theme;
    if let Some(find) = &pane.find {
        return Some(Line::from(vec![
            Span::styled(FIND, theme.key),
            Span::styled(find.clone(), theme.strong),
        ]));
    }
    let filter = pane.filter.as_ref()?;
    Some(filter_line(canvas, pane, filter))
}

/// Puts the terminal's cursor where it is typed, in a line that has [`sought`] from a column on.
pub(in crate::tui::view) fn sought_cursor(
    canvas: &mut Canvas,
    line: Rect,
    column: u16,
    pane: &Pane,
) {
    let typed = match (&pane.find, &pane.filter) {
        (Some(find), _) => text::width(FIND) + text::width(find),
        (None, Some(filter)) if filter.typing => {
            let typed: String = (filter.input.value().chars())
                .take(filter.input.cursor())
                .collect();
            text::width(FILTER) + text::width(&typed)
        }
        _ => return,
    };
    let last = line.width.saturating_sub(4);
    let at = column.saturating_add(cells(typed)).min(last);
    canvas.cursor = Some(Position::new(line.x.saturating_add(at), line.y));
}

/// The filter and how many pass it; what is marked as well.
fn filter_line<'a>(canvas: &Canvas, pane: &Pane, filter: &Filter) -> Line<'a> {
    let (theme, glyphs) = (&canvas.look.theme, canvas.look.glyphs);
    let typed = filter.input.value().to_owned();
    let word = if filter.typing { theme.key } else { theme.warn };
    let mut spans = vec![
        Span::styled(FILTER, word),
        Span::styled(typed, theme.strong),
    ];
    let counted = format!("{} of {}", pane.shown.len(), pane.rows.len());
    let mut facts = vec![Span::styled(counted, theme.dim)];
    if let Some(wrong) = filter.wrong() {
        facts = vec![Span::styled(wrong, theme.warn)];
    }
    let (marked, bytes) = pane.marked();
    if marked > 0 {
        let marked = format!("{marked} marked{}", size_known(bytes, glyphs.dot));
        facts.push(Span::styled(marked, theme.mark));
    }
    for fact in facts {
        let dot = format!(" {} ", glyphs.dot);
        spans.extend([Span::styled(dot, theme.dim), fact]);
    }
    Line::from(spans)
}
