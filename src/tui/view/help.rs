//! Every key of this context.

use super::canvas::{Canvas, Frame, cells, centered, columns, rows};
use super::format;
use crate::app::{Action, App, Context, Focus, HelpGroup, Hint, PaneLine, Spot};
use crate::model::EntryKind;
use crate::model::text::{display_safe_str, size};
use crate::tui::text;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

/// Draws the help, its first `top` lines scrolled away.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, app: &App, top: usize) {
    let look = canvas.look;
    let width = if area.width < 60 {
        area.width
    } else {
        area.width.saturating_sub(8).min(132)
    };
    let inside = usize::from(width.saturating_sub(4));
    let mut lines = row_in_full(canvas, app, inside);
    lines.extend(self::lines(canvas, &app.help(), inside));
    lines.push(Line::default());
    lines.extend(legend(canvas, inside));
    let wanted = cells(lines.len()).saturating_add(4);
    let place = centered(area, width, wanted.min(area.height.saturating_sub(2)));
    canvas.ground(place, look.theme.dialog);
    canvas.spot(place, Spot::Overlay);
    let frame = frame(
        canvas,
        app,
        lines.len() > usize::from(place.height.saturating_sub(2)),
    );
    let inner = canvas.frame(place, &frame);
    let body = columns(inner, 1, inner.width.saturating_sub(2));
    let margin = u16::from(cells(lines.len()) + 2 <= body.height);
    let body: Rect = rows(body, margin, body.height);
    canvas.park(body, 0);
    let most = lines.len().saturating_sub(usize::from(body.height));
    for (row, line) in lines.iter().skip(top.min(most)).enumerate() {
        if row >= usize::from(body.height) {
            break;
        }
        canvas.line(body, cells(row), line);
    }
}

fn frame<'a>(canvas: &Canvas, app: &App, scrolls: bool) -> Frame<'a> {
    let look = canvas.look;
    let [up, down] = look.glyphs.more;
    let leave = app.key_for(Context::Help, Action::Leave);
    let end = if scrolls {
        format!("{up}{down} scroll {} {leave}", look.glyphs.dot)
    } else {
        leave
    };
    Frame {
        lines: look.glyphs.light,
        style: look.theme.focus,
        title: Line::styled("Help", look.theme.focus),
        right: Line::default(),
        foot: Line::default(),
        foot_right: Line::styled(end, look.theme.dim),
    }
}

/// All that is known of the row under the cursor, in words: the columns of a pane may cut it.
fn row_in_full<'a>(canvas: &Canvas, app: &App, width: usize) -> Vec<Line<'a>> {
    let Focus::Pane(shore) = app.focus else {
        return Vec::new();
    };
    let look = canvas.look;
    let pane = app.pane(shore);
    let Some(PaneLine::Row(row)) = pane.line(pane.cursor) else {
        return Vec::new();
    };
    let entry = &row.entry;
    let kind = match (entry.kind, &entry.link_target) {
        (EntryKind::Dir, _) => "folder".to_owned(),
        (EntryKind::File, _) => "file".to_owned(),
        (EntryKind::Link, None) => "link".to_owned(),
        (EntryKind::Link, Some(target)) => {
            format!("link to {}", app.names_of(shore).shown(target))
        }
        (EntryKind::Other, _) => "device, socket or pipe".to_owned(),
    };
    let mut facts = vec![kind];
    facts.extend(entry.size.map(|bytes| match bytes {
        ..1024 => size(bytes),
        _ => format!("{} ({} bytes)", size(bytes), format::grouped(bytes)),
    }));
    let modified = entry.modified;
    facts.extend(modified.map(|modified| format::date(modified, &look.zone)));
    facts.extend(entry.mode.map(text::permissions));
    facts.extend(entry.owner.as_deref().map(display_safe_str));
    let marked = pane.marks.has(row);
    facts.extend(marked.then(|| "marked".to_owned()));
    let said = format!("{}: {}", row.text(), facts.join(", "));
    let wrapped = text::wrap(&said, width).into_iter();
    let mut lines: Vec<Line> = wrapped
        .map(|line| Line::styled(line, look.theme.text))
        .collect();
    lines.push(Line::default());
    lines
}

/// The groups side by side, as many as fit, each as tall as it needs to be.
fn lines<'a>(canvas: &Canvas, groups: &[HelpGroup], width: usize) -> Vec<Line<'a>> {
    let mut lines: Vec<Line> = Vec::new();
    for band in bands(groups, width) {
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        let wanted: usize = band.iter().map(natural).sum();
        let spare = width.saturating_sub(wanted) / band.len().max(1);
        let blocks: Vec<(usize, Vec<Line>)> = band
            .iter()
            .map(|group| {
                let each = (natural(group) + spare).min(width);
                (each, block(canvas, group, each))
            })
            .collect();
        let tallest = blocks.iter().map(|(_, block)| block.len()).max();
        for row in 0..tallest.unwrap_or(0) {
            let mut spans = Vec::new();
            for (each, block) in &blocks {
                let line = block.get(row).cloned().unwrap_or_default();
                let blanks = each.saturating_sub(line.width());
                spans.extend(line.spans);
                spans.push(Span::raw(" ".repeat(blanks)));
            }
            lines.push(Line::from(spans));
        }
    }
    lines
}

/// The groups in bands that are no wider than `width`, or of one group.
fn bands(groups: &[HelpGroup], width: usize) -> Vec<&[HelpGroup]> {
    let mut bands = Vec::new();
    let mut rest = groups;
    while !rest.is_empty() {
        let mut used = 0;
        let fitting = rest
            .iter()
            .take_while(|group| {
                used += natural(group);
                used <= width
            })
            .count();
        let (band, after) = rest.split_at(fitting.max(1));
        bands.push(band);
        rest = after;
    }
    bands
}

/// The cells a group needs so that nothing of it is cut, with a gap after it.
fn natural(group: &HelpGroup) -> usize {
    let longest =
        |part: fn(&Hint) -> &str| group.keys.iter().map(|hint| text::width(part(hint))).max();
    let keys = longest(|hint| &hint.key).unwrap_or(0);
    let labels = longest(|hint| &hint.label).unwrap_or(0);
    (keys + 1 + labels).max(text::width(group.title)) + 2
}

/// One group: its heading, then its keys, right-aligned against what they do.
fn block<'a>(canvas: &Canvas, group: &HelpGroup, width: usize) -> Vec<Line<'a>> {
    let (theme, glyphs) = (&canvas.look.theme, canvas.look.glyphs);
    let longest = group.keys.iter().map(|hint| text::width(&hint.key)).max();
    let keys = longest.unwrap_or(0).min(width * 2 / 3);
    let heading = theme.strong.add_modifier(Modifier::UNDERLINED);
    let mut lines = vec![Line::from(Span::styled(group.title.to_owned(), heading))];
    for hint in &group.keys {
        let key = text::cut_end(&hint.key, keys, glyphs.ellipsis);
        let room = width.saturating_sub(keys + 1);
        let label = text::cut_end(&hint.label, room, glyphs.ellipsis);
        lines.push(Line::from(vec![
            Span::styled(text::pad_left(&key, keys), theme.key),
            Span::styled(format!(" {label}"), theme.text),
        ]));
    }
    lines
}

/// What the signs mean.
fn legend<'a>(canvas: &Canvas, width: usize) -> Vec<Line<'a>> {
    let glyphs = canvas.look.glyphs;
    let text = [
        (glyphs.cursor, "cursor"),
        (glyphs.mark, "marked"),
        (glyphs.carried, "picked up"),
        (glyphs.up, "upload"),
        (glyphs.down, "download"),
        (glyphs.listening, "listening"),
        (glyphs.dialling, "dialling"),
        (glyphs.open, "open"),
        (glyphs.closing, "closing"),
        (glyphs.failed, "failed"),
    ]
    .map(|(sign, word)| format!("{sign}\u{a0}{word}"))
    .join("  ");
    text::wrap(&text, width)
        .into_iter()
        .map(|line| Line::styled(line.trim().replace('\u{a0}', " "), canvas.look.theme.dim))
        .collect()
}
