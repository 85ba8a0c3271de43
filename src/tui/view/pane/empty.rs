//! What a pane says that has nothing to show.

use super::recent;
use crate::app::{Action, App, Link, Pane};
use crate::model::Shore;
use crate::tui::text;
use crate::tui::view::canvas::Canvas;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// What a pane says that has nothing to show.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, app: &App, pane: &Pane) {
    let look = canvas.look;
    let theme = &look.theme;
    let width = usize::from(area.width.saturating_sub(6)).max(1);
    let mut said = Vec::new();
    match (&app.link, pane.shore) {
        _ if pane.loading.is_some() => {
            said.push(Line::styled(
                format!("listing{}", look.glyphs.ellipsis),
                theme.info,
            ));
        }
        (Link::Offline { reason }, Shore::Remote) if pane.place.is_none() => {
            said.push(Line::styled("not connected", theme.strong));
            for line in reason.iter().flat_map(|reason| text::wrap(reason, width)) {
                said.push(Line::styled(line, theme.error));
            }
            said.push(Line::default());
            if let Some(key) = app.key_of(Action::Connect) {
                said.push(Line::from(vec![
                    Span::styled(key, theme.key),
                    Span::styled("  connect to a server", theme.text),
                ]));
            }
            recent(canvas, area, app, &said);
            return;
        }
        (Link::Connecting { label }, Shore::Remote) if pane.place.is_none() => {
            let text = format!("connecting to {label}{}", look.glyphs.ellipsis);
            said.push(Line::styled(
                text::cut_end(&text, width, look.glyphs.ellipsis),
                theme.info,
            ));
        }
        _ if pane.filter.is_some() && !pane.rows.is_empty() => {
            said.push(Line::styled("no name passes the filter", theme.dim));
        }
        _ => said.push(Line::styled("empty", theme.dim)),
    }
    for (number, line) in said.iter().enumerate() {
        let number = u16::try_from(number).unwrap_or(u16::MAX).saturating_add(1);
        canvas.put(area, number, 3, line);
    }
}
