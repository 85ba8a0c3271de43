//! What a pane says beside its listing: how rows stand to the other pane, what a search is at, where
//! a range begins.

use super::Look;
use super::canvas::Canvas;
use crate::app::pane::Pane;
use crate::app::{PaneLine, SearchState, Verdict};
use crate::model::text::plural;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

const WORDS: [(Verdict, &str); 6] = [
    (Verdict::OnlyHere, "only here"),
    (Verdict::Newer, "newer"),
    (Verdict::Older, "older"),
    (Verdict::Differs, "other"),
    (Verdict::Same, "same"),
    (Verdict::Unknown, "not looked into"),
];

/// Signs a row with how it stands to the other pane, and colours it unless it is marked.
pub(super) fn draw(canvas: &mut Canvas, row: Rect, pane: &Pane, line: PaneLine) {
    let (PaneLine::Row(entry), Some(verdicts)) = (line, &pane.verdicts) else {
        return;
    };
    let Some(verdict) = verdicts.get(entry).filter(|_| row.width > 3) else {
        return;
    };
    let (sign, style) = sign(canvas.look, verdict);
    if !pane.marks.has(entry) {
        canvas.tint(row, style);
    }
    canvas.put(row, 0, 2, &Line::styled(sign, style));
}

fn sign(look: &Look, verdict: Verdict) -> (&'static str, Style) {
    let theme = &look.theme;
    let [only, newer, older, differs, same, unknown] = look.glyphs.verdicts;
    match verdict {
        Verdict::OnlyHere => (only, theme.ok),
        Verdict::Newer => (newer, theme.info),
        Verdict::Older => (older, theme.dim),
        Verdict::Differs => (differs, theme.warn),
        Verdict::Same => (same, theme.text),
        Verdict::Unknown => (unknown, theme.dim),
    }
}

/// What a search is at, while it goes on: `looking... 214 folders, 12 found`.
pub(super) fn looking(pane: &Pane, ellipsis: &str) -> Option<String> {
    let results = pane.results.as_ref()?;
    let running = results.state == SearchState::Running;
    let (folders, found) = (plural(results.folders(), "folder"), pane.rows.len());
    running.then(|| format!("looking{ellipsis} {folders}, {found} found"))
}

/// Where a range begins, what a search has come to, or what the signs mean.
pub(super) fn foot<'a>(look: &Look, pane: &Pane) -> Option<Line<'a>> {
    let theme = &look.theme;
    if let Some(from) = pane.range_from.as_ref() {
        return Some(Line::styled(
            format!("range from {}", from.text()),
            theme.mark,
        ));
    }
    if let Some(results) = &pane.results {
        let state = match results.state {
            SearchState::Running => return None,
            SearchState::Done => "found below",
            SearchState::Stopped => "found before it was stopped",
            SearchState::Cut => "found; there is more",
        };
        return Some(Line::styled(state, theme.dim));
    }
    let verdicts = pane.verdicts.as_ref()?;
    let mut spans = Vec::new();
    for (verdict, word) in WORDS {
        if verdicts.count(verdict) > 0 {
            let gap = if spans.is_empty() { "" } else { " " };
            let (sign, style) = sign(look, verdict);
            spans.push(Span::styled(format!("{gap}{sign} {word}"), style));
        }
    }
    Some(Line::from(spans))
}
