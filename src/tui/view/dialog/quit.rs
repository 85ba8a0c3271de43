//! The questions before quitting and before closing a tab: what is not done, and what becomes of it.

use crate::app::App;
use crate::model::text::plural;
use crate::tui::text;
use crate::tui::view::Look;
use ratatui::style::Style;
use ratatui::text::Line;

/// Before quitting.
pub(super) fn body<'a>(look: &Look, app: &App, active: usize, width: usize) -> Vec<Line<'a>> {
    let kept = "The queue is kept, with what has moved, and goes on at the next start.";
    let mut said = unfinished(look, app, active, kept);
    if said.is_empty() && app.unsent_texts().is_empty() && app.told_of_watched().is_none() {
        said.push(("Nothing is under way.".to_owned(), look.theme.text));
    }
    wrapped(said.into_iter().chain(edited(look, app)), width)
}

/// Before closing a tab with so many transfers that have not ended, and edited files.
pub(super) fn closing<'a>(
    look: &Look,
    app: &App,
    (active, edits): (usize, usize),
    width: usize,
) -> Vec<Line<'a>> {
    let theme = &look.theme;
    let kept = "Its queue is kept, with what has moved: the next tab that is opened, or the next \
                start, offers to go on with it.";
    let mut said = Vec::new();
    if edits > 0 {
        let text = format!("{} edited in it.", plural(edits, "file"));
        said.push((text, theme.warn));
        let text = "What is not back on the server stays in its private folder.";
        said.push((text.to_owned(), theme.text));
    }
    said.extend(unfinished(look, app, active, kept));
    wrapped(said.into_iter().chain(edited(look, app)), width)
}

fn unfinished(look: &Look, app: &App, active: usize, kept: &str) -> Vec<(String, Style)> {
    let theme = &look.theme;
    if active > 0 {
        let text = format!("{} not done yet.", plural(active, "transfer"));
        let kept = if app.demo {
            "The demo forgets its queue."
        } else {
            kept
        };
        vec![(text, theme.warn), (kept.to_owned(), theme.text)]
    } else if app.carry.is_some() {
        vec![("What is carried is put back.".to_owned(), theme.text)]
    } else {
        Vec::new()
    }
}

fn edited(look: &Look, app: &App) -> impl Iterator<Item = (String, Style)> {
    let style = look.theme.warn;
    let unsent = app.unsent_texts().into_iter();
    let unsent =
        unsent.map(|place| format!("Not back on the server, and stays where it is: {place}"));
    unsent
        .chain(app.told_of_watched())
        .map(move |text| (text, style))
}

fn wrapped<'a>(said: impl Iterator<Item = (String, Style)>, width: usize) -> Vec<Line<'a>> {
    let lines = said.flat_map(|(text, style)| {
        let lines = text::wrap(&text, width).into_iter();
        lines.map(move |line| Line::styled(line, style))
    });
    lines.collect()
}
