//! What a mirror would do, before it does.

use super::Look;
use super::canvas::Canvas;
use super::dialog::{long, text, width};
use crate::app::{App, Deed, Mirror, MirrorLine};
use crate::model::Shore;
use crate::model::text::plural;
use crate::tui::text::{cut_middle, wrap};
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Draws it.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, app: &App, mirror: &Mirror) {
    let wide = width(area, 84);
    let title = match mirror.from {
        Shore::Local => "Mirror to the server",
        Shore::Remote => "Mirror to this computer",
    };
    let room = usize::from(wide.saturating_sub(6));
    let look = canvas.look;
    let Some(lines) = &mirror.lines else {
        let ellipsis = look.glyphs.ellipsis;
        let said = format!("reading{ellipsis} {}", plural(mirror.folders(), "folder"));
        let body = vec![Line::styled(said, look.theme.info)];
        return text(canvas, area, app, (wide, title), (body, mirror.top));
    };
    let sum = lines.iter().take_while(|line| line.deed == Deed::Sum);
    let sums = sum.clone().count();
    let sum: Vec<Line> = sum.flat_map(|line| drawn(look, line, room)).collect();
    let rest = lines.get(sums..).unwrap_or_default();
    let count = (sum.len() + rest.len(), mirror.top);
    long(canvas, area, app, (wide, title), count, |at| {
        let beyond = at.checked_sub(sum.len()).and_then(|at| rest.get(at));
        let made = beyond.and_then(|line| drawn(look, line, room).into_iter().next());
        made.or_else(|| sum.get(at).cloned()).unwrap_or_default()
    });
}

fn drawn<'a>(look: &Look, line: &MirrorLine, room: usize) -> Vec<Line<'a>> {
    let theme = &look.theme;
    let [come, newer, _, other, _, _] = look.glyphs.verdicts;
    let (sign, style): (&str, Style) = match line.deed {
        Deed::Sum => {
            let lines = wrap(&line.text, room).into_iter();
            return lines.map(|line| Line::styled(line, theme.strong)).collect();
        }
        Deed::Come => (come, theme.ok),
        Deed::Renew => (newer, theme.info),
        Deed::Replace => (other, theme.warn),
        Deed::Leave => (look.glyphs.skipped, theme.dim),
    };
    let text = cut_middle(&line.text, room.saturating_sub(2), look.glyphs.ellipsis);
    vec![Line::from(vec![
        Span::styled(format!("{sign} "), style),
        Span::styled(text, theme.text),
    ])]
}
