//! The row of tabs: a chip for each, with its number, its site and what goes on in it.

use super::Look;
use super::canvas::{Canvas, cells, columns};
use crate::app::{Action, App, Layout, Spot, TabView};
use crate::tui::text;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

/// A label that is cut to less tells nothing.
const LEAST: usize = 6;

/// What stands behind the last chip.
const ADD: &str = " + ";

/// A chip: where it stands, and what is around its label.
struct Chip<'a> {
    place: usize,
    here: bool,
    head: String,
    label: String,
    tail: Vec<Span<'a>>,
}

impl Chip<'_> {
    /// What it takes without its label.
    fn frame(&self) -> usize {
        let tail: usize = self.tail.iter().map(Span::width).sum();
        text::width(&self.head) + tail
    }
}

/// Draws the row, where there are several.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, app: &App) {
    if area.height == 0 || !app.tabs.is_shown() {
        return;
    }
    let look = canvas.look;
    let width = usize::from(area.width).saturating_sub(ADD.len() + 1);
    let mut chips = chips(look, app);
    let used = |chips: &[Chip]| chips.iter().map(Chip::frame).sum::<usize>() + chips.len();
    while used(&chips) > width && chips.len() > 1 {
        let here = chips.iter().position(|chip| chip.here).unwrap_or_default();
        // The one that is farthest away.
        let last = chips.len() - 1;
        chips.remove(if here * 2 > last { 0 } else { last });
    }
    let room = width.saturating_sub(used(&chips));
    let most = label_room(&chips, room);
    let mut at = 0;
    for (number, chip) in chips.iter().enumerate() {
        if number > 0 {
            let line = Line::styled(look.glyphs.light.vertical, look.theme.dim);
            at = canvas.put(area, 0, at, &line);
        }
        // Where the others have none, this one has all the room.
        let most = if chip.here && most == 0 { room } else { most };
        let line = line(look, chip, most);
        let spot = columns(area, at, cells(line.width()));
        at = canvas.put(area, 0, at, &line);
        canvas.spot(spot, Spot::ShowTab(chip.place));
    }
    let spot = columns(area, at, cells(ADD.len()));
    canvas.put(area, 0, at, &Line::styled(ADD, look.theme.key));
    canvas.spot(spot, Spot::Act(Action::NewTab));
}

/// Where there is no room for the row: which tab of how many this is, and whether one calls.
pub(super) fn count<'a>(canvas: &Canvas, app: &App, layout: &Layout) -> Option<Span<'a>> {
    if layout.borders || !app.tabs.is_shown() {
        return None;
    }
    let (theme, glyphs) = (&canvas.look.theme, canvas.look.glyphs);
    let calls = if app.tabs.others().any(|tab| tab.waiting > 0) {
        "?"
    } else if app.tabs.others().any(|tab| tab.failed > 0) {
        glyphs.failed
    } else {
        ""
    };
    let style = if calls.is_empty() {
        theme.selected
    } else {
        theme.warn.add_modifier(Modifier::BOLD)
    };
    let (here, all) = (app.tabs.here + 1, app.tabs.all.len());
    Some(Span::styled(format!(" {here}/{all}{calls} "), style))
}

fn chips<'a>(look: &Look, app: &App) -> Vec<Chip<'a>> {
    let tabs = app.tabs.all.iter().enumerate();
    tabs.map(|(place, tab)| {
        let here = place == app.tabs.here;
        let sign = if here { look.glyphs.cursor } else { " " };
        let label = match &tab.label {
            None => "not connected".to_owned(),
            Some(label) if tab.online => label.clone(),
            Some(label) => format!("{} {label}", look.glyphs.dialling),
        };
        Chip {
            place,
            here,
            head: format!("{sign}{} ", place + 1),
            label,
            tail: tail(look, tab),
        }
    })
    .collect()
}

/// What goes on in it.
fn tail<'a>(look: &Look, tab: &TabView) -> Vec<Span<'a>> {
    let (theme, glyphs) = (&look.theme, look.glyphs);
    let mut spans = Vec::new();
    let mut add = |number: usize, sign: &str, style: Style| {
        if number > 0 {
            spans.push(Span::styled(format!(" {sign}{number}"), style));
        }
    };
    add(tab.moving.count, glyphs.running, theme.ok);
    let waits = tab.unfinished.saturating_sub(tab.moving.count);
    add(waits, glyphs.pending, theme.dim);
    add(tab.failed, glyphs.failed, theme.error);
    add(tab.waiting, "? ", theme.warn.add_modifier(Modifier::BOLD));
    spans.push(Span::raw(" "));
    spans
}

/// The most cells that a label may have, so that all of them go into the room.
fn label_room(chips: &[Chip], room: usize) -> usize {
    let widths = chips.iter().map(|chip| text::width(&chip.label));
    let widths: Vec<usize> = widths.collect();
    let longest = widths.iter().copied().max().unwrap_or_default();
    let fits = |most: &usize| widths.iter().map(|width| width.min(most)).sum::<usize>() <= room;
    let most = (0..=longest).rev().find(fits).unwrap_or_default();
    if most < LEAST { 0 } else { most }
}

fn line<'a>(look: &Look, chip: &Chip<'a>, most: usize) -> Line<'a> {
    let label = match chip.label.rsplit_once('@') {
        Some((_, host)) if text::width(&chip.label) > most => host,
        _ => &chip.label,
    };
    let label = if most == 0 {
        String::new()
    } else {
        text::cut_middle(label, most, look.glyphs.ellipsis)
    };
    let style = if chip.here {
        look.theme.selected.add_modifier(Modifier::BOLD)
    } else {
        look.theme.menu
    };
    let mut spans = vec![Span::raw(chip.head.clone()), Span::raw(label)];
    spans.extend(chip.tail.iter().cloned());
    let mut line = Line::from(spans).style(style);
    if chip.here {
        // On its ground the colours of the signs would be too faint.
        for span in &mut line.spans {
            span.style = Style::default();
        }
    }
    line
}
