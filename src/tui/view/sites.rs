//! The site manager: the tree on the left, the form on the right; one of them where it is narrow.

mod fields;

use super::canvas::{Canvas, Frame, cells, columns, rows};
use super::dialog::{answers, open, put_answers, width};
use super::form::input;
use crate::app::sites::{Part, RowKind, SiteManager, SiteTest, TreeRow};
use crate::app::{Action, App, Context, Link, Spot};
use crate::model::doctor::{DoctorStep, DoctorStepState};
use crate::model::text::{display_safe_str, plural};
use crate::tui::text;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

/// The width that the manager likes, and that of its tree.
const WIDTH: u16 = 108;
const TREE: u16 = 30;
/// What stands before what is looked for.
const FIND: &str = "/";
/// Below this width there is room for one part only.
const NARROW: u16 = 52;

/// Draws the manager.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, app: &App, manager: &SiteManager) {
    let style = canvas.look.theme.focus;
    let inner = open(
        canvas,
        area,
        (width(area, WIDTH), area.height),
        ("Sites", style),
    );
    let keys = answers(canvas, app, usize::from(inner.width));
    // Where it is low the key bar has the keys too.
    let low = inner.height < 12;
    let footer = if low { 0 } else { cells(keys.len()) };
    let shown = keys.get(..usize::from(footer)).unwrap_or_default();
    put_answers(
        canvas,
        rows(inner, inner.height.saturating_sub(footer), footer),
        shown,
    );
    let news = news(canvas, app, manager, usize::from(inner.width));
    let most = (inner.height.saturating_sub(footer) / 2).max(1);
    let told = cells(news.len()).min(most);
    let above = inner.height.saturating_sub(footer + told);
    for (number, line) in news.iter().take(usize::from(told)).enumerate() {
        canvas.line(inner, above + cells(number), line);
    }
    let gap = u16::from(!low && told == 0);
    let body = rows(inner, 0, above.saturating_sub(gap));
    if inner.width < NARROW {
        match manager.part {
            Part::Form => fields::draw(canvas, body, manager),
            Part::Tree | Part::Find => tree(canvas, body, app, manager),
        }
        return;
    }
    let left = TREE.min(inner.width * 2 / 5);
    tree(canvas, columns(body, 0, left), app, manager);
    let right = columns(body, left + 2, inner.width);
    fields::draw(canvas, right, manager);
}

/// The tree in a box of its own, with what is to be found in its first row.
fn tree(canvas: &mut Canvas, area: Rect, app: &App, manager: &SiteManager) {
    let (theme, glyphs) = (&canvas.look.theme, canvas.look.glyphs);
    let active = manager.part != Part::Form;
    let boxed = area.height >= 8;
    let inner = if boxed {
        let frame = Frame {
            lines: if active { glyphs.heavy } else { glyphs.light },
            style: if active { theme.focus } else { theme.border },
            title: Line::default(),
            right: Line::default(),
            foot: Line::styled(plural(app.sites.len(), "site"), theme.dim),
            foot_right: Line::default(),
        };
        canvas.frame(area, &frame)
    } else {
        area
    };
    let finding = manager.part == Part::Find || !manager.find.value().is_empty();
    let above = u16::from(boxed || finding);
    if finding {
        let sign = Line::styled(FIND, canvas.look.theme.key);
        canvas.put(inner, 0, 1, &sign);
        let place = columns(rows(inner, 0, 1), 2, inner.width.saturating_sub(2));
        input(
            canvas,
            place,
            &manager.find,
            manager.part == Part::Find,
            false,
        );
    } else if boxed {
        let hint = format!("{} find", app.key_for(Context::Sites, Action::Find));
        canvas.put(inner, 0, 1, &Line::styled(hint, canvas.look.theme.dim));
    }
    let list = rows(inner, above, inner.height);
    let all = manager.rows(&app.sites);
    if all.is_empty() {
        let text = if finding {
            "no such site".to_owned()
        } else {
            let [new, import] = [Action::NewSite, Action::ImportSites]
                .map(|action| app.key_for(Context::Sites, action));
            format!("no sites yet: {new} begins one, {import} imports")
        };
        let style = canvas.look.theme.dim;
        canvas.paragraph(list, 0, &text, style);
        return;
    }
    tree_rows(canvas, list, app, manager, &all);
}

fn tree_rows(canvas: &mut Canvas, list: Rect, app: &App, manager: &SiteManager, all: &[TreeRow]) {
    let active = manager.part != Part::Form;
    let height = usize::from(list.height);
    let lowest = all.len().saturating_sub(height);
    let usual = (manager.cursor + 1).saturating_sub(height).min(lowest);
    let top = app.list_top(usual, manager.cursor, (all.len(), height));
    for (line, (number, row)) in all.iter().enumerate().skip(top).take(height).enumerate() {
        let place = rows(list, cells(line), 1);
        canvas.spot(place, Spot::Row { row: number, top });
        let here = number == manager.cursor;
        let drawn = tree_row(canvas, app, row, (here, active), usize::from(list.width));
        canvas.line(list, cells(line), &drawn);
        if here {
            let theme = &canvas.look.theme;
            let over = if active {
                theme.cursor
            } else {
                theme.cursor_other
            };
            canvas.tint(rows(list, cells(line), 1), over);
            if active {
                let before = 4 + 2 * cells(row.depth.min(6));
                canvas.park(rows(list, cells(line), 1), before);
            }
        }
    }
}

fn tree_row<'a>(
    canvas: &Canvas,
    app: &App,
    row: &TreeRow,
    (here, active): (bool, bool),
    width: usize,
) -> Line<'a> {
    let (theme, glyphs) = (&canvas.look.theme, canvas.look.glyphs);
    let cursor = match (here, active) {
        (true, true) => glyphs.cursor,
        (true, false) => glyphs.cursor_other,
        _ => " ",
    };
    let (sign, style, end) = match &row.kind {
        RowKind::Folder { open, count, .. } => {
            let sign = if *open {
                glyphs.more[1]
            } else {
                glyphs.submenu
            };
            (sign, theme.dir, count.to_string())
        }
        RowKind::Site(name) => {
            let online = matches!(app.link, Link::Online { .. });
            let connected = online && app.connected_name() == Some(name);
            let sign = if connected { glyphs.open } else { "" };
            (" ", theme.text, sign.to_owned())
        }
        RowKind::Recent(_) => (" ", theme.text, String::new()),
    };
    let before = format!("{cursor} {}{sign} ", "  ".repeat(row.depth.min(6)));
    let room = width.saturating_sub(text::width(&before) + text::width(&end) + 2);
    let title = display_safe_str(&row.title);
    let title = text::cut_end(&title, room, glyphs.ellipsis);
    Line::from(vec![
        Span::styled(before, theme.dim),
        Span::styled(text::pad_right(&title, room), style),
        Span::styled(format!(" {end} "), theme.dim),
    ])
}

/// What is asked, wrong, done, or seen in a test: below both parts.
fn news<'a>(canvas: &Canvas, app: &App, manager: &SiteManager, width: usize) -> Vec<Line<'a>> {
    let (theme, glyphs) = (&canvas.look.theme, canvas.look.glyphs);
    let room = width.saturating_sub(2);
    let told = |sign: &str, text: &str, style| {
        let sign = sign.to_owned();
        let lines = text::wrap(text, room).into_iter().enumerate();
        let lines = lines.map(move |(number, line)| {
            let sign = if number == 0 { sign.as_str() } else { " " };
            Line::styled(format!("{sign} {line}"), style)
        });
        lines.collect::<Vec<_>>()
    };
    if let Some((name, count)) = &manager.asks {
        let name = display_safe_str(name);
        let text = match count {
            1 => format!("Delete the site {name}? Its password stays where it is."),
            count => format!("Delete {name} with {}?", plural(*count, "site")),
        };
        return told(glyphs.failed, &text, theme.error);
    }
    if let Some(error) = &manager.form.error {
        return told(glyphs.failed, error, theme.error);
    }
    if let Some(test) = &manager.test {
        return test_lines(canvas, app, test, room);
    }
    match &manager.said {
        Some(said) => told(glyphs.done, said, theme.ok),
        None => Vec::new(),
    }
}

/// The end first, since it matters most where there is little room.
fn test_lines<'a>(canvas: &Canvas, app: &App, test: &SiteTest, room: usize) -> Vec<Line<'a>> {
    let (theme, glyphs) = (&canvas.look.theme, canvas.look.glyphs);
    let (sign, words, style) = match &test.end {
        None => (
            glyphs.running,
            format!(
                "testing: {} stops it",
                app.key_for(Context::Sites, Action::Leave)
            ),
            theme.info,
        ),
        Some((true, said)) => (glyphs.done, said.clone(), theme.ok),
        Some((false, said)) => (glyphs.failed, said.clone(), theme.error),
    };
    let style = style.add_modifier(Modifier::BOLD);
    let words = text::cut_end(&words, room, glyphs.ellipsis);
    let mut lines = vec![Line::styled(format!("{sign} {words}"), style)];
    lines.extend(test.steps.iter().map(|step| test_step(canvas, step, room)));
    lines
}

fn test_step<'a>(canvas: &Canvas, step: &DoctorStep, room: usize) -> Line<'a> {
    let (theme, glyphs) = (&canvas.look.theme, canvas.look.glyphs);
    let (sign, style) = match step.state {
        DoctorStepState::Running => (glyphs.running, theme.info),
        DoctorStepState::Ok => (glyphs.done, theme.ok),
        DoctorStepState::Warning => ("!", theme.warn),
        DoctorStepState::Failed => (glyphs.failed, theme.error),
        DoctorStepState::Skipped => (glyphs.skipped, theme.dim),
    };
    let label = text::pad_right(step.label, 11);
    let shown = text::cut_end(&step.text, room.saturating_sub(12), glyphs.ellipsis);
    Line::from(vec![
        Span::styled(format!("{sign} "), style),
        Span::styled(label, theme.dim),
        Span::styled(shown, theme.text),
    ])
}
