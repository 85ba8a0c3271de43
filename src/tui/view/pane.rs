//! A pane: its box, its headings and the rows that can be seen.

mod empty;
mod sought;

pub(super) use sought::{sought, sought_cursor};

use super::canvas::{Canvas, Frame, cells, rows};
use super::row::{Columns, Ground, parent, row};
use super::{format, ghost, verdict};
use crate::app::pane::Pane;
use crate::app::{Action, App, Area, Context, Focus, Layout, Link, PaneLine, Spot, Target};
use crate::model::settings::{Columns as Shown, SortKey};
use crate::model::text::{display_safe_str, plural, size};
use crate::model::{Charset, Shore};
use crate::tui::text;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

/// The column of the names.
const NAME_AT: u16 = 3;

/// Draws a pane. Without borders its title is in the bar, so that only rows are drawn.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, app: &App, shore: Shore, layout: &Layout) {
    let pane = app.pane(shore);
    let inner = if layout.borders {
        let frame = frame(canvas, app, pane, usize::from(area.width), layout.dates);
        let inner = canvas.frame(area, &frame);
        let foot = rows(area, area.height.saturating_sub(1), 1);
        sought_cursor(canvas, foot, 3, pane);
        let shown = app.settings.panes.columns;
        heading(canvas, rows(inner, 0, 1), pane, layout, shown);
        super::rect(area, layout.pane_list(area_of(app, shore)))
    } else {
        area
    };
    if pane.line_count() == 0 {
        empty::draw(canvas, inner, app, pane);
    } else {
        lines(canvas, inner, app, pane, layout);
    }
    if layout.borders && is_target(app, shore) && app.dragged().is_none() {
        ghost::draw(canvas, inner, app, pane);
    }
}

fn area_of(app: &App, shore: Shore) -> Area {
    let areas = app.areas();
    match shore {
        Shore::Local => areas.local,
        Shore::Remote => areas.remote,
    }
}

/// Whether this pane is where a drop would go.
fn is_target(app: &App, shore: Shore) -> bool {
    app.target_shore() == Some(shore)
}

fn frame<'a>(canvas: &Canvas, app: &App, pane: &Pane, width: usize, dates: bool) -> Frame<'a> {
    let (theme, glyphs) = (&canvas.look.theme, canvas.look.glyphs);
    let active = app.focus == Focus::Pane(pane.shore);
    let (lines, style) = match app.target().filter(|_| is_target(app, pane.shore)) {
        Some(Target::Ok { .. }) => (glyphs.double, theme.drop_ok),
        Some(Target::No(_)) => (glyphs.double, theme.drop_no),
        None if active => (glyphs.heavy, theme.focus),
        None => (glyphs.light, theme.border),
    };
    let right = match (pane.loading, pane.arrived()) {
        (None, _) if app.memory.synchronized => Line::styled("synchronized", theme.info),
        (None, _) => Line::default(),
        (Some(_), 0) => Line::styled(format!("listing{}", glyphs.ellipsis), theme.info),
        (Some(_), arrived) => {
            Line::styled(format!("listing{} {arrived}", glyphs.ellipsis), theme.info)
        }
    };
    Frame {
        lines,
        style,
        title: title(canvas, app, pane, width),
        right,
        foot: foot(canvas, app, pane),
        foot_right: foot_right(canvas, app, pane, dates),
    }
}

/// `> Local  ~/work`; while carrying `> Drop into  /pub` or why not.
fn title<'a>(canvas: &Canvas, app: &App, pane: &Pane, width: usize) -> Line<'a> {
    let (theme, glyphs) = (&canvas.look.theme, canvas.look.glyphs);
    let active = app.focus == Focus::Pane(pane.shore);
    let sign = if active { glyphs.active } else { " " };
    let mut style = if active { theme.focus } else { theme.title };
    let name = match app.target().filter(|_| is_target(app, pane.shore)) {
        Some(Target::Ok { .. }) => {
            style = theme.drop_ok;
            "Drop into".to_owned()
        }
        Some(Target::No(reason)) => {
            style = theme.drop_no;
            format!("{} {reason}", glyphs.failed)
        }
        None => match &pane.results {
            Some(results) => format!("{}, {} below", name_of(pane.shore), results.words),
            None => name_of(pane.shore).to_owned(),
        },
    };
    let after = match (&app.link, pane.shore, pane.listed_at) {
        (Link::Offline { .. } | Link::Reconnecting { .. }, Shore::Remote, Some(at)) => {
            let at = format::time(at, &canvas.look.zone);
            let at = at.get(..5).unwrap_or(&at);
            if width < 50 {
                format!(" ({at}, offline)")
            } else {
                format!("  (as of {at}, offline)")
            }
        }
        _ => String::new(),
    };
    let taken = text::width(&name) + text::width(&after) + 10;
    let title = if is_target(app, pane.shore) {
        app.target_title()
    } else {
        pane.title.clone()
    };
    let place = text::cut_start(&title, width.saturating_sub(taken), glyphs.ellipsis);
    let gap = match (place.is_empty(), width) {
        (true, _) => "",
        (false, 50..) => "  ",
        (false, _) => " ",
    };
    Line::from(vec![
        Span::styled(format!("{sign} {name}{gap}{place}"), style),
        Span::styled(after, theme.warn),
    ])
}

/// What the shore is called.
pub(super) fn name_of(shore: Shore) -> &'static str {
    match shore {
        Shore::Local => "Local",
        Shore::Remote => "Remote",
    }
}

/// What is typed to find, what went wrong, or what is marked.
fn foot<'a>(canvas: &Canvas, app: &App, pane: &Pane) -> Line<'a> {
    let (theme, glyphs) = (&canvas.look.theme, canvas.look.glyphs);
    if let Some(sought) = sought(canvas, pane) {
        return sought;
    }
    if let Some(error) = &pane.error {
        return Line::styled(format!("{} {error}", glyphs.failed), theme.error);
    }
    if let Some(carry) = app.carry.as_ref().filter(|carry| carry.shore == pane.shore) {
        let bytes = size_known(carry.items.bytes(), glyphs.dot);
        let picked = format!("{} picked up{bytes}", carry.items.len());
        return Line::styled(picked, theme.carry);
    }
    if let Some(comparing) = app.comparing() {
        let key = app.key_for(Context::Panes, Action::MarkNone);
        let text = format!("{comparing}, {key} stops");
        return Line::styled(text, theme.info);
    }
    if let Some(looking) = verdict::looking(pane, glyphs.ellipsis) {
        return Line::styled(looking, theme.info);
    }
    let (marked, bytes) = pane.marked();
    if marked > 0 {
        let marked = format!("{marked} marked{}", size_known(bytes, glyphs.dot));
        return Line::styled(marked, theme.mark);
    }
    if let Some(said) = verdict::foot(canvas.look, pane) {
        return said;
    }
    let charset = app.names_of(pane.shore).charset();
    let verb = pane.verb.unwrap_or_default();
    if charset == Charset::UTF_8 {
        return Line::styled(verb, theme.dim);
    }
    Line::styled(format!("{verb} {} {charset}", glyphs.dot), theme.dim)
}

/// What the sizes come to; nothing where none is known, as of folders alone.
pub(super) fn size_known(bytes: u64, dot: &str) -> String {
    if bytes == 0 {
        String::new()
    } else {
        format!(" {dot} {}", size(bytes))
    }
}

/// How many there are and how fresh; where there is no column for it, the cursor row's date.
fn foot_right<'a>(canvas: &Canvas, app: &App, pane: &Pane, dates: bool) -> Line<'a> {
    let look = canvas.look;
    if pane.place.is_none() && pane.rows.is_empty() {
        return Line::default();
    }
    let mut facts = Vec::new();
    if !dates
        && app.focus == Focus::Pane(pane.shore)
        && let Some(PaneLine::Row(row)) = pane.line(pane.cursor)
        && let Some(modified) = row.entry.modified
    {
        facts.push(format::date(modified, &look.zone));
    }
    let items = pane.shown.len();
    // The way up is no item.
    let above = pane.line_count().saturating_sub(items);
    let place = (pane.cursor + 1).saturating_sub(above);
    if items > 40 && place > 0 {
        facts.push(format!("{place} of {items}"));
    } else {
        facts.push(plural(items, "item"));
    }
    match (pane.shore, pane.free, pane.listed_at) {
        (Shore::Local, Some(free), _) if dates => facts.push(format!("{} free", size(free))),
        (Shore::Remote, _, Some(at)) if dates && pane.results.is_none() => {
            facts.push(format!("listed {}", format::ago(at, app.now)));
        }
        _ => {}
    }
    let joined = facts.join(&format!(" {} ", look.glyphs.dot));
    Line::styled(joined, look.theme.dim)
}

fn heading(canvas: &mut Canvas, area: Rect, pane: &Pane, layout: &Layout, shown: Shown) {
    let (theme, glyphs) = (&canvas.look.theme, canvas.look.glyphs);
    let [ascending, descending] = glyphs.sorted;
    let sign = if pane.sort.descending {
        descending
    } else {
        ascending
    };
    let columns = Columns::of_pane(usize::from(area.width), layout, pane, shown);
    let chosen = theme.heading.add_modifier(Modifier::UNDERLINED);
    let style = |keys: &[SortKey]| {
        if keys.contains(&pane.sort.key) {
            chosen
        } else {
            theme.heading
        }
    };
    let (mut name, mut size, mut date) =
        ("Name".to_owned(), "Size".to_owned(), "Modified".to_owned());
    match pane.sort.key {
        SortKey::Name => name = format!("Name {sign}"),
        SortKey::Extension => name = format!("Name by extension {sign}"),
        SortKey::Size => size = format!("{sign} Size"),
        SortKey::Modified => date = format!("Modified {sign}"),
    }
    let blank = |text: &str, cells: usize| " ".repeat(cells.saturating_sub(text::width(text)));
    let name = text::cut_end(&name, columns.name, "");
    let mut spans = vec![
        Span::raw("   "),
        Span::styled(name.clone(), style(&[SortKey::Name, SortKey::Extension])),
        Span::raw(blank(&name, columns.name)),
    ];
    if columns.size > 0 {
        spans.push(Span::raw(blank(&size, columns.size)));
        spans.push(Span::styled(size, style(&[SortKey::Size])));
    }
    if columns.date > 0 {
        spans.push(Span::raw(" "));
        spans.push(Span::styled(date.clone(), style(&[SortKey::Modified])));
        spans.push(Span::raw(blank(&date, columns.date)));
    }
    let mode = if columns.mode > 0 { " Mode     " } else { "" };
    let owner = if columns.owner > 0 { " Owner" } else { "" };
    spans.push(Span::styled(format!("{mode}{owner}"), theme.heading));
    canvas.line(area, 0, &Line::from(spans));
    let part = |at, count| super::canvas::columns(area, cells(at), cells(count));
    let at = 3 + columns.name;
    let shore = pane.shore;
    canvas.spot(part(0, at), Spot::Heading(shore, SortKey::Name));
    canvas.spot(part(at, columns.size), Spot::Heading(shore, SortKey::Size));
    let modified = part(at + columns.size, columns.date + 1);
    if columns.date > 0 {
        canvas.spot(modified, Spot::Heading(shore, SortKey::Modified));
    }
}

fn lines(canvas: &mut Canvas, area: Rect, app: &App, pane: &Pane, layout: &Layout) {
    let shown = app.settings.panes.columns;
    let columns = Columns::of_pane(usize::from(area.width), layout, pane, shown);
    let active = app.focus == Focus::Pane(pane.shore);
    let lost = matches!(app.link, Link::Offline { .. } | Link::Reconnecting { .. });
    let stale = pane.shore == Shore::Remote && lost;
    for screen_row in 0..area.height {
        let number = pane.top + usize::from(screen_row);
        let Some(line) = pane.line(number) else { break };
        let ground = if pane.cursor != number {
            Ground::Plain
        } else if active {
            Ground::Cursor
        } else {
            Ground::Other
        };
        let drawn = match line {
            PaneLine::Parent => parent(canvas.look, columns, ground),
            PaneLine::Row(entry) => {
                let name = &entry.entry.name;
                let carried = app.is_carried(pane.shore, name);
                let marked = pane.marks.has(entry);
                let marks = (marked, carried);
                let names = app.names_of(pane.shore);
                row(canvas.look, columns, entry, ground, marks, names)
            }
        };
        canvas.line(area, screen_row, &drawn);
        if ground == Ground::Cursor {
            canvas.park(rows(area, screen_row, 1), NAME_AT);
        }
        verdict::draw(canvas, rows(area, screen_row, 1), pane, line);
        let theme = &canvas.look.theme;
        let over = match ground {
            Ground::Plain if stale => theme.dim,
            Ground::Plain => continue,
            Ground::Cursor if matches!(app.target(), Some(Target::Ok { .. })) => theme.drop_cursor,
            Ground::Cursor => theme.cursor,
            Ground::Other => theme.cursor_other,
        };
        canvas.tint(rows(area, screen_row, 1), over);
    }
}

/// What is said, and below it the sites connected to last, one of them under the cursor.
fn recent(canvas: &mut Canvas, area: Rect, app: &App, said: &[Line]) {
    let look = canvas.look;
    let (theme, glyphs) = (&look.theme, look.glyphs);
    let sites = app.recent_sites();
    // Where it is low the sites matter more than the words.
    let room = usize::from(area.height).saturating_sub(1);
    let words = said.len().min(room.saturating_sub(sites.len() + 2).max(1));
    for (number, line) in said.iter().take(words).enumerate() {
        canvas.put(area, cells(number + usize::from(area.height > 8)), 3, line);
    }
    let first = cells(words + if area.height > 8 { 2 } else { 0 });
    let active = app.focus == Focus::Pane(Shore::Remote);
    let height = usize::from(area.height.saturating_sub(first));
    let at = app.recent_cursor.min(sites.len().saturating_sub(1));
    let top = (at + 1).saturating_sub(height);
    for (line, (number, (recent, site))) in
        sites.iter().enumerate().skip(top).take(height).enumerate()
    {
        let sign = match (number == at, active) {
            (true, true) => glyphs.cursor,
            (true, false) => glyphs.cursor_other,
            _ => " ",
        };
        let age = format::ago(recent.at, app.now);
        let title = display_safe_str(&site.title());
        let width = usize::from(area.width);
        let title = text::cut_end(&title, width.saturating_sub(age.len() + 6), glyphs.ellipsis);
        let row = first.saturating_add(cells(line));
        canvas.spot(rows(area, row, 1), Spot::Recent(number));
        let left = Line::styled(format!("{sign}  {title}"), theme.text);
        canvas.ends(
            rows(area, row, 1),
            0,
            &left,
            &Line::styled(age + " ", theme.dim),
        );
        if number == at && !sites.is_empty() {
            let over = if active {
                theme.cursor
            } else {
                theme.cursor_other
            };
            canvas.tint(rows(area, row, 1), over);
        }
    }
}
