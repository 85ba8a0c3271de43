//! The last rows: what just happened or what is carried, and the keys.

use super::canvas::{Canvas, cells, columns};
use super::{format, lost};
use crate::app::{Action, App, Context, Layout, Spot, Target, Toast, ToastKind};
use crate::engine::Place;
use crate::model::text::{plural, size};
use crate::tui::text;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// A message takes at most so many lines.
const MOST_LINES: usize = 4;

/// Draws the message line, after what may lie under a message of several lines.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, app: &App) {
    if area.height == 0 {
        return;
    }
    let width = usize::from(area.width);
    if let Some(line) = carried(canvas, app, width).filter(|_| !is_told(app, ToastKind::Warning)) {
        canvas.ground(area, canvas.look.theme.carry_ground);
        canvas.line(area, 0, &line);
        return;
    }
    let toast = app.toast.as_ref();
    // What comes meanwhile has its time here: the countdown is in the top bar and the connection pane
    // as well.
    let news = toast.is_some_and(|toast| toast.kind != ToastKind::Ok);
    if let Some(line) = lost::line(canvas.look, app, width).filter(|_| !news) {
        canvas.line(area, 0, &line);
        return;
    }
    let mut said = toast.map_or_else(Vec::new, |toast| said(canvas, app, toast, area));
    let left = said.pop().unwrap_or_default();
    above(canvas, area, &said);
    let theme = &canvas.look.theme;
    let right = match app.log.unread {
        0 => Line::default(),
        new => Line::from(vec![
            Span::styled(app.key_for(Context::Panes, Action::Log), theme.key),
            Span::styled(
                format!(" log {} {new} new ", canvas.look.glyphs.dot),
                theme.dim,
            ),
        ]),
    };
    canvas.ends(area, 0, &left, &right);
    let width = cells(right.width());
    if left.width() + right.width() + 2 <= usize::from(area.width) {
        let place = columns(area, area.width - width, width);
        canvas.spot(place, Spot::Act(Action::Log));
    }
}

/// Whether an error is to be told, or what is of this kind.
fn is_told(app: &App, least: ToastKind) -> bool {
    let toast = app.toast.as_ref();
    toast.is_some_and(|toast| toast.kind == ToastKind::Error || toast.kind == least)
}

/// Writes lines into the rows above an area, over what is there.
fn above(canvas: &mut Canvas, area: Rect, lines: &[Line]) {
    let rows = cells(lines.len()).min(area.y);
    let place = Rect::new(area.x, area.y - rows, area.width, rows);
    canvas.ground(place, canvas.look.theme.base);
    for (row, line) in (0..rows).zip(lines) {
        canvas.line(place, row, line);
    }
}

/// ` + 17:04:12  uploaded site/index.html`. What is more than good news is broken into lines where one
/// has no room for it, a few of them; what is left out even so the log has.
fn said<'a>(canvas: &Canvas, app: &App, toast: &Toast, area: Rect) -> Vec<Line<'a>> {
    let look = canvas.look;
    let (sign, style) = match toast.kind {
        ToastKind::Ok => (look.glyphs.done, look.theme.ok),
        ToastKind::Info => ("i", look.theme.info),
        ToastKind::Warning => ("!", look.theme.warn),
        ToastKind::Error => (look.glyphs.failed, look.theme.error),
    };
    let width = usize::from(area.width);
    let time = if width >= 76 {
        format::time(toast.at, &look.zone) + "  "
    } else {
        String::new()
    };
    let lead = format!(" {sign} {time}");
    let room = width.saturating_sub(4 + time.len());
    let most = match toast.kind {
        ToastKind::Ok => 1,
        _ => usize::from(canvas.screen_rows() / 5).clamp(1, MOST_LINES),
    };
    let mut lines = text::wrap(&toast.text, room);
    if lines.len() > most {
        let log = match toast.kind {
            ToastKind::Ok => String::new(),
            _ => format!(" ({}: log)", app.key_for(Context::Panes, Action::Log)),
        };
        let rest = lines.split_off(most - 1).join(" ");
        // Cut at the end in any case, since more than a line is left.
        let room = room.saturating_sub(text::width(&log));
        let rest = text::cut_end(&format!("{rest}{:room$}", ""), room, look.glyphs.ellipsis);
        lines.push(rest + &log);
    }
    let indent = " ".repeat(text::width(&lead));
    let leads = std::iter::once(lead).chain(std::iter::repeat(indent));
    let lines = leads.zip(lines);
    lines
        .map(|(lead, line)| Line::styled(format!("{lead}{line}"), style))
        .collect()
}

/// What is carried, from where to where, and what a drop here would meet. Where there is no room for
/// all of it, the sizes go first, then the folders: what a drop would meet stays.
fn carried<'a>(canvas: &Canvas, app: &App, width: usize) -> Option<Line<'a>> {
    let (theme, glyphs) = (&canvas.look.theme, canvas.look.glyphs);
    let carry = app.carry.as_ref()?;
    let items = plural(carry.items.len(), "item");
    let here = app.pane(app.active());
    let short = format!(" {} {} {items}", glyphs.carried, carry.operation);
    let (from, to) = (app.carried_from(), app.target_title());
    let placed = format!("{short}  {from} {} {to}", glyphs.to);
    let bytes = carry.items.bytes();
    let verb = match here.place {
        Some(Place::Local(_)) => "needs",
        _ => "sends",
    };
    // That it goes through this computer matters more than the folders.
    let (sized, words) = match app.copy_words() {
        Some(words) => (format!("{placed}   {words}"), format!("{short}   {words}")),
        None if bytes > 0 => {
            let sized = format!("{placed}   {verb} {}", size(bytes));
            (sized, placed.clone())
        }
        None => (placed.clone(), placed.clone()),
    };
    let (style, end) = match app.target()? {
        Target::Ok { conflicts: 0 } => (theme.carry_ground, String::new()),
        Target::Ok { conflicts } => {
            let names = plural(conflicts, "name");
            (
                theme.carry_ground,
                format!("   ! {names} taken: asked on drop"),
            )
        }
        Target::No(reason) => (theme.drop_no, format!("   {} {reason}", glyphs.failed)),
    };
    let room = width.saturating_sub(text::width(&end) + 1);
    let mut forms = [sized, words, placed].into_iter();
    let text = forms.find(|form| text::width(form) <= room);
    let end = text::cut_end(
        &end,
        width.saturating_sub(text::width(&short)),
        glyphs.ellipsis,
    );
    Some(Line::from(vec![
        Span::styled(text.unwrap_or(short), theme.carry_ground),
        Span::styled(end, style),
    ]))
}

/// Draws the key bar: as many whole entries as there is room for. Where there is no message line,
/// a message takes the bar's place while it lasts.
pub(super) fn keys(canvas: &mut Canvas, area: Rect, app: &App, layout: &Layout) {
    // Where nothing is asked or typed, what a key of the overlay has done may be told.
    let only_read = matches!(app.context(), Context::Details | Context::Doctor);
    let alone = layout.message == 0 && (app.overlay.is_none() || only_read);
    if let Some(toast) = app.toast.as_ref().filter(|_| alone) {
        let mut lines = said(canvas, app, toast, area);
        canvas.line(area, 0, &lines.pop().unwrap_or_default());
        above(canvas, area, &lines);
        return;
    }
    let theme = &canvas.look.theme;
    let mut left = usize::from(area.width);
    let mut spans = Vec::new();
    let hints = if app.is_deaf() {
        Vec::new()
    } else {
        app.key_bar()
    };
    for hint in hints {
        let gap = if spans.is_empty() { " " } else { "  " };
        let width = gap.len() + text::width(&hint.key) + 1 + text::width(&hint.label);
        let Some(rest) = left.checked_sub(width) else {
            break;
        };
        left = rest;
        let at = area.width.saturating_sub(cells(left + width - gap.len()));
        let place = columns(area, at, cells(width - gap.len()));
        canvas.spot(place, Spot::Keys(hint.key.clone()));
        spans.push(Span::raw(gap));
        spans.push(Span::styled(hint.key, theme.key));
        spans.push(Span::styled(format!(" {}", hint.label), theme.dim));
    }
    canvas.line(area, 0, &Line::from(spans));
}

/// Says that there is no room, and that everything runs on.
pub(super) fn too_small(canvas: &mut Canvas, area: Rect, app: &App) {
    let (columns, rows) = app.size;
    let word = Line::from(format!("too small ({columns}x{rows})"));
    canvas.line(area, 0, &word);
    let counts = super::transfers::counts(canvas.look, app);
    canvas.line(area, 1, &counts);
}
