//! The last rows: what just happened or what is carried, and the keys.

use super::canvas::{Canvas, cells, columns};
use super::{format, lost};
use crate::app::{Action, App, Context, Layout, Spot, Target, Toast, ToastKind};
use crate::engine::Place;
use crate::model::text::{plural, size};
use crate::tui::text;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws the message line.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, app: &App) {
    if area.height == 0 {
        return;
    }
    let width = usize::from(area.width);
    if let Some(line) = carried(canvas, app, width).filter(|_| !is_to_be_minded(app)) {
        canvas.ground(area, canvas.look.theme.carry_ground);
        canvas.line(area, 0, &line);
        return;
    }
    if let Some(line) = lost::line(canvas.look, app, width).filter(|_| !has_error(app)) {
        canvas.line(area, 0, &line);
        return;
    }
    let left = app
        .toast
        .as_ref()
        .map(|toast| said(canvas, toast, usize::from(area.width)))
        .unwrap_or_default();
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

/// Whether there is something that goes before what is carried: what a key did not do, too.
fn is_to_be_minded(app: &App) -> bool {
    let warns = |toast: &Toast| toast.kind == ToastKind::Warning;
    has_error(app) || app.toast.as_ref().is_some_and(warns)
}

fn has_error(app: &App) -> bool {
    app.toast
        .as_ref()
        .is_some_and(|toast| toast.kind == ToastKind::Error)
}

/// ` + 17:04:12  uploaded site/index.html`
fn said<'a>(canvas: &Canvas, toast: &Toast, width: usize) -> Line<'a> {
    let look = canvas.look;
    let (sign, style) = match toast.kind {
        ToastKind::Ok => (look.glyphs.done, look.theme.ok),
        ToastKind::Info => ("i", look.theme.info),
        ToastKind::Warning => ("!", look.theme.warn),
        ToastKind::Error => (look.glyphs.failed, look.theme.error),
    };
    let time = if width >= 76 {
        format::time(toast.at, &look.zone) + "  "
    } else {
        String::new()
    };
    let room = width.saturating_sub(4 + time.len());
    let text = text::cut_end(&toast.text, room, look.glyphs.ellipsis);
    Line::styled(format!(" {sign} {time}{text}"), style)
}

/// What is carried, from where to where, and what a drop here would meet. Where there is no room for
/// all of it, the sizes go first, then the folders: what a drop would meet stays.
fn carried<'a>(canvas: &Canvas, app: &App, width: usize) -> Option<Line<'a>> {
    let (theme, glyphs) = (&canvas.look.theme, canvas.look.glyphs);
    let carry = app.carry.as_ref()?;
    let items = plural(carry.items.len(), "item");
    let here = app.pane(app.active());
    let short = format!(" {} {} {items}", glyphs.carried, carry.operation);
    let (from, to) = (&carry.from_title, app.target_title());
    let placed = format!("{short}  {from} {} {to}", glyphs.to);
    let bytes = carry.items.bytes();
    let verb = match here.place {
        Some(Place::Local(_)) => "needs",
        _ => "sends",
    };
    let sized = match app.copy_words() {
        Some(words) => format!("{placed}   {words}"),
        None if bytes > 0 => format!("{placed}   {verb} {}", size(bytes)),
        None => placed.clone(),
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
    let mut forms = [sized, placed].into_iter();
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
        let line = said(canvas, toast, usize::from(area.width));
        canvas.line(area, 0, &line);
        return;
    }
    let theme = &canvas.look.theme;
    let mut left = usize::from(area.width);
    let mut spans = Vec::new();
    for hint in app.key_bar() {
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
