//! Properties and permissions.

use super::canvas::{Canvas, cells, columns, rows};
use super::dialog::{self, answers, open, put_answers, width};
use super::transfer_detail::Fact;
use crate::app::{App, PermissionsForm, Properties, Spot};
use crate::model::Shore;
use crate::model::permissions::rwx;
use crate::tui::text;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Cells of the labels.
const LABEL: usize = 10;

/// Draws all facts.
pub(super) fn facts(canvas: &mut Canvas, area: Rect, app: &App, shown: &Properties) {
    let look = canvas.look;
    let wide = width(area, 92);
    let room = usize::from(wide.saturating_sub(6));
    let body: Vec<Line> = shown
        .facts
        .iter()
        .flat_map(|(label, fact)| {
            let fact: Fact = ((*label).into(), fact.clone(), look.theme.text);
            laid_out(canvas, &fact, room)
        })
        .collect();
    let left = room.saturating_sub(14);
    let title = text::cut_middle(&shown.title, left, look.glyphs.ellipsis);
    let title = format!("Properties  {title}");
    dialog::text(canvas, area, app, (wide, &title), (body, shown.top));
}

fn laid_out(canvas: &Canvas, (label, fact, style): &Fact, width: usize) -> Vec<Line<'static>> {
    let room = width.saturating_sub(LABEL);
    let lines = text::wrap(fact, room).into_iter().enumerate();
    lines
        .map(|(number, line)| {
            let label = if number == 0 { label.as_str() } else { "" };
            let label = text::pad_right(label, LABEL);
            Line::from(vec![
                Span::styled(label, canvas.look.theme.dim),
                Span::styled(line, *style),
            ])
        })
        .collect()
}

/// Rows of the grid of bits, with its heading.
const GRID: usize = 4;

/// Draws the form for permissions: a grid of bits, the octal number, and what they reach.
pub(super) fn permissions(canvas: &mut Canvas, area: Rect, app: &App, form: &PermissionsForm) {
    let look = canvas.look;
    let theme = &look.theme;
    let wide = width(area, 66);
    let side = match form.shore {
        Shore::Local => "on this computer",
        Shore::Remote => "on the server",
    };
    let room = usize::from(wide.saturating_sub(24));
    let what = text::cut_middle(&form.what, room.max(8), look.glyphs.ellipsis);
    let title = format!("Permissions of {what}  {}", form.octal());
    let inner = open(canvas, area, (wide, 15), (&title, theme.focus));
    // In a low box the keys, which are in the key bar too, make room for what they change.
    let keys = answers(canvas, app, usize::from(inner.width));
    let room = usize::from(inner.height);
    let keyed = keys.len().min(room.saturating_sub(GRID + 1).max(1));
    let body = rows(inner, 0, cells(room.saturating_sub(keyed)));
    let heading = format!("{:<8}read  write  run", "");
    canvas.line(body, 0, &Line::styled(heading, theme.dim));
    for (number, who) in [(0, "owner"), (1, "group"), (2, "others")] {
        grid_row(
            canvas,
            rows(body, cells(number) + 1, 1),
            form,
            (number, who),
        );
    }
    let mut below = Vec::new();
    // The title has the digits as well.
    if !form.has_folders || usize::from(body.height) > GRID + 1 {
        below.push(Line::from(vec![
            Span::styled(text::pad_right("octal", 8), theme.dim),
            Span::styled(format!(" {:<5}", form.octal()), theme.input),
            Span::styled(format!("  {}", rwx(form.mode)), theme.text),
            Span::styled("   digits are typed", theme.dim),
        ]));
    }
    if form.has_folders {
        below.push(Line::from(vec![
            Span::styled(text::pad_right("for", 8), theme.dim),
            Span::styled(form.reach.to_string(), theme.strong),
        ]));
    }
    let now = match (form.before, form.differ) {
        (_, true) => format!("{side}; now they differ"),
        (Some(mode), _) => format!("{side}; now {mode:04o}"),
        (None, _) => format!("{side}; the listing does not tell what they are now"),
    };
    below.push(Line::default());
    let lines = text::wrap(&now, usize::from(body.width)).into_iter();
    below.extend(lines.map(|line| Line::styled(line, theme.dim)));
    for (number, line) in below.iter().enumerate() {
        canvas.line(body, cells(number + GRID), line);
    }
    let shown = keys.get(..keyed).unwrap_or_default();
    put_answers(canvas, rows(inner, body.height, inner.height), shown);
}

fn grid_row(
    canvas: &mut Canvas,
    area: Rect,
    form: &PermissionsForm,
    (number, who): (usize, &'static str),
) {
    let look = canvas.look;
    let mut spans = vec![Span::styled(text::pad_right(who, 8), look.theme.text)];
    for column in 0..3 {
        let on = form.mode & PermissionsForm::bit((number, column)) != 0;
        let [chosen, not] = look.glyphs.check;
        let here = form.cursor == (number, column);
        let style = if here {
            look.theme.selected
        } else {
            look.theme.text
        };
        let before: usize = spans.iter().map(Span::width).sum();
        let sign = if on { chosen } else { not };
        // The word in the heading is wider than the sign.
        let place = columns(area, cells(before), cells(text::width(sign)) + 4);
        canvas.spot(place, Spot::Bit(number, column));
        if here {
            canvas.park(area, cells(before + 1));
        }
        spans.push(Span::styled(sign, style));
        spans.push(Span::raw(if column == 0 { "   " } else { "    " }));
    }
    canvas.line(area, 0, &Line::from(spans));
}
