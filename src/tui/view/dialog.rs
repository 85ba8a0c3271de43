//! Questions and notices.

mod deletion;
mod leaving;
mod queue;

use super::canvas::{Canvas, Frame, cells, centered, rows};
use super::{certificate, conflict, edited};
use crate::app::{Answer, App, Context, Overlay, Question, Spot};
use crate::model::text::plural;
use crate::tui::text;
use leaving::leaving;
use queue::queue_body;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Draws a question, with the keys that answer it.
pub(super) fn question(canvas: &mut Canvas, area: Rect, app: &App, question: &Question) {
    let theme = &canvas.look.theme;
    let (title, style) = heading(question);
    let warning = if style { theme.error } else { theme.focus };
    let asked = match question {
        Question::Certificate(asked) => Some(asked),
        _ => None,
    };
    let (wanted, top) = match question {
        Question::Certificate(asked) => (76, asked.top),
        Question::Conflict(asked) => (78, asked.top),
        Question::WrongLines(wrong) => (76, wrong.top),
        _ => (66, 0),
    };
    let width = width(area, wanted);
    let dialog = Dialog {
        width,
        title: (&title, warning),
        body: body(canvas, app, question, usize::from(width.saturating_sub(6))),
        top,
        part: None,
        input: asked.and_then(|asked| Some((certificate::prompt(asked)?, &*asked.typed))),
    };
    show(canvas, area, app, &dialog);
}

/// Draws a notice.
pub(super) fn notice(
    canvas: &mut Canvas,
    area: Rect,
    app: &App,
    title: &str,
    (lines, top): (&[String], usize),
) {
    let theme = &canvas.look.theme;
    let width = width(area, 72);
    let room = usize::from(width.saturating_sub(6));
    let body: Vec<Line> = lines
        .iter()
        .flat_map(|line| text::wrap(line, room))
        .map(|line| Line::styled(line, theme.text))
        .collect();
    let dialog = Dialog {
        width,
        title: (title, theme.focus),
        body,
        top,
        part: None,
        input: None,
    };
    show(canvas, area, app, &dialog);
}

/// Draws lines to read.
pub(super) fn answer(canvas: &mut Canvas, area: Rect, app: &App, answer: &Answer) {
    let wanted = cells(answer.width.max(text::width(&answer.title)) + 8).max(50);
    let width = width(area, wanted);
    let room = usize::from(width.saturating_sub(6));
    let (ellipsis, style) = (canvas.look.glyphs.ellipsis, canvas.look.theme.text);
    let cut = |line: &String| Line::styled(text::cut_end(line, room, ellipsis), style);
    let title = (width, &*answer.title);
    if answer.lines.len() <= usize::from(area.height) {
        let body = answer.lines.iter().map(cut).collect();
        return text(canvas, area, app, title, (body, answer.top));
    }
    // Where there is no room for all of it, the blank lines go first.
    let lines: Vec<&String> = answer
        .lines
        .iter()
        .filter(|line| !line.is_empty())
        .collect();
    long(canvas, area, app, title, (lines.len(), answer.top), |at| {
        lines.get(at).map_or_else(Line::default, |line| cut(line))
    });
}

/// Draws a text with a title that can be scrolled, of which only the lines are made that may be in
/// sight: `line` makes them, and there are `count`.
pub(super) fn long<'a>(
    canvas: &mut Canvas,
    area: Rect,
    app: &App,
    (width, title): (u16, &str),
    (count, top): (usize, usize),
    line: impl Fn(usize) -> Line<'a>,
) {
    let most = usize::from(area.height);
    let first = top.min(count.saturating_sub(most));
    let dialog = Dialog {
        width,
        title: (title, canvas.look.theme.focus),
        body: (first..count).take(most * 2).map(line).collect(),
        top,
        part: Some((first, count)),
        input: None,
    };
    show(canvas, area, app, &dialog);
}

/// Draws a text with a title that can be scrolled.
pub(super) fn text(
    canvas: &mut Canvas,
    area: Rect,
    app: &App,
    (width, title): (u16, &str),
    (body, top): (Vec<Line>, usize),
) {
    let style = canvas.look.theme.focus;
    let dialog = Dialog {
        width,
        title: (title, style),
        body,
        top,
        part: None,
        input: None,
    };
    show(canvas, area, app, &dialog);
}

/// The width of a dialog; the whole screen where that is narrow.
pub(super) fn width(area: Rect, wanted: u16) -> u16 {
    if area.width < 60 {
        area.width
    } else {
        wanted.min(area.width.saturating_sub(4))
    }
}

/// A dialog with a title, a text, perhaps an input below it, and the keys at its foot.
struct Dialog<'a> {
    width: u16,
    title: (&'a str, Style),
    body: Vec<Line<'a>>,
    /// The first line of the text, where there is no room for all of it.
    top: usize,
    /// Where the body is only a part of the text: the number of its first line, and of how many.
    part: Option<(usize, usize)>,
    /// What goes before the input, and what has been typed.
    input: Option<(String, &'a str)>,
}

/// Draws a dialog. Of a text that is too long the end is out of sight; the keys stay.
fn show(canvas: &mut Canvas, area: Rect, app: &App, dialog: &Dialog) {
    let keys = answers(canvas, app, usize::from(dialog.width.saturating_sub(6)));
    let extra = if dialog.input.is_some() { 7 } else { 5 };
    let count = dialog.part.map_or(dialog.body.len(), |(_, count)| count);
    let height = cells(count.saturating_add(keys.len())).saturating_add(extra);
    let inner = open(canvas, area, (dialog.width, height), dialog.title);
    let first = inner.height.saturating_sub(cells(keys.len()));
    put_answers(canvas, rows(inner, first, inner.height), &keys);
    let mut room = first.saturating_sub(1);
    if let Some((prompt, typed)) = &dialog.input {
        room = room.saturating_sub(1);
        input(canvas, rows(inner, room, 1), prompt, typed);
        room = room.saturating_sub(1);
    }
    scrolled(canvas, rows(inner, 0, room), dialog);
}

/// Draws as much of the text as there is room for, and a sign where there is more.
fn scrolled(canvas: &mut Canvas, area: Rect, dialog: &Dialog) {
    let room = usize::from(area.height);
    // The blank lines go first.
    let spacious = dialog.part.is_some() || dialog.body.len() <= room;
    let lines = dialog
        .body
        .iter()
        .filter(|line| spacious || line.width() > 0);
    let (first, count) = dialog.part.unwrap_or_else(|| (0, lines.clone().count()));
    let top = dialog.top.min(count.saturating_sub(room));
    let shown = lines.skip(top.saturating_sub(first)).take(room);
    let shown: Vec<Line> = shown.cloned().collect();
    put_answers(canvas, area, &shown);
    let [up, down] = canvas.look.glyphs.more;
    let (edge, key) = (area.width.saturating_add(1), canvas.look.theme.key);
    let outside = Rect {
        width: area.width.saturating_add(2),
        ..area
    };
    if top > 0 {
        canvas.put(outside, 0, edge, &Line::styled(up, key));
    }
    if top + room < count && room > 0 {
        canvas.put(outside, area.height - 1, edge, &Line::styled(down, key));
    }
}

/// A line of input behind its prompt.
fn input(canvas: &mut Canvas, area: Rect, prompt: &str, typed: &str) {
    let theme = &canvas.look.theme;
    let end = canvas.put(area, 0, 0, &Line::styled(prompt.to_owned(), theme.strong));
    let place = super::canvas::columns(area, end + 1, 18);
    canvas.ground(place, theme.input);
    let at = canvas.put(place, 0, 1, &Line::styled(typed.to_owned(), theme.input));
    if place.width > 0 {
        let x = place.x.saturating_add(at.min(place.width - 1));
        canvas.cursor = Some(Position::new(x, place.y));
    }
}

/// Opens a box in the middle of the screen and returns what is inside its margins.
pub(super) fn open(
    canvas: &mut Canvas,
    area: Rect,
    (width, height): (u16, u16),
    (title, style): (&str, Style),
) -> Rect {
    let look = canvas.look;
    let most = area.height.saturating_sub(2).max(1);
    let place = centered(area, width, height.min(most));
    canvas.ground(place, look.theme.dialog);
    canvas.spot(place, Spot::Overlay);
    let frame = Frame {
        lines: look.glyphs.light,
        style,
        title: Line::styled(title.to_owned(), style),
        right: Line::default(),
        foot: Line::default(),
        foot_right: Line::default(),
    };
    let inner = canvas.frame(place, &frame);
    let padded = super::canvas::columns(inner, 2, inner.width.saturating_sub(4));
    // Where it has all the rows it wants, or many, a margin above and below.
    let roomy = place.height == height && padded.height > 4;
    if roomy || padded.height > 8 {
        rows(padded, 1, padded.height - 2)
    } else {
        padded
    }
}

/// Draws the keys that answer: each is a button.
pub(super) fn put_answers(canvas: &mut Canvas, area: Rect, keys: &[Line]) {
    if canvas.parked.is_none() {
        canvas.park(area, 0);
    }
    for (number, line) in keys.iter().enumerate() {
        let row = cells(number);
        canvas.line(area, row, line);
        let mut at = 0;
        let mut key = String::new();
        let mut begun = 0;
        for span in &line.spans {
            let width = cells(span.width());
            if span.style == canvas.look.theme.key {
                (key, begun) = (span.content.to_string(), at);
            } else if !key.is_empty() {
                let place = rows(area, row, 1);
                let place = super::canvas::columns(place, begun, at + width - begun);
                canvas.spot(place, Spot::Keys(std::mem::take(&mut key)));
            }
            at += width;
        }
    }
}

/// The keys that answer, as the key bar has them; broken into rows at whole entries. On a low screen
/// what is no question has one row of them: the key bar is there as well, and the text has nowhere
/// else to be.
pub(super) fn answers<'a>(canvas: &Canvas, app: &App, width: usize) -> Vec<Line<'a>> {
    let theme = &canvas.look.theme;
    let mut lines: Vec<Vec<Span>> = vec![Vec::new()];
    let mut used = 0;
    // The other answers to a conflict stand in its text, with what they do.
    let count = match app.context() {
        Context::Conflict => 3,
        _ => usize::MAX,
    };
    for hint in app.key_bar().into_iter().take(count) {
        let cells = text::width(&hint.key) + text::width(&hint.label) + 1;
        let wraps = used > 0 && used + 3 + cells > width;
        if wraps {
            lines.push(Vec::new());
            used = 0;
        }
        if let Some(line) = lines.last_mut() {
            if used > 0 {
                line.push(Span::raw("   "));
                used += 3;
            }
            line.push(Span::styled(hint.key, theme.key));
            line.push(Span::styled(format!(" {}", hint.label), theme.text));
        }
        used += cells;
    }
    if canvas.screen_rows() < 12 && !matches!(app.overlay, Some(Overlay::Question(_))) {
        lines.truncate(1);
    }
    if app.is_deaf() {
        // They have their place already, and stand there when it listens.
        lines.iter_mut().for_each(Vec::clear);
    }
    lines.into_iter().map(Line::from).collect()
}

/// The title, and whether something would be lost.
fn heading(question: &Question) -> (String, bool) {
    match question {
        Question::DeleteRemote { targets, .. } => {
            let items = plural(targets.len(), "item");
            (format!("Delete {items} on the server?"), true)
        }
        Question::DeleteLocal { targets, .. } => {
            let items = plural(targets.len(), "item");
            (format!("Delete {items} on this computer?"), true)
        }
        Question::Follow { .. } => ("There is no such folder".into(), false),
        Question::Conflict(asked) => (conflict::title(asked), false),
        Question::Restored(_) => ("The queue of last time".into(), false),
        Question::CancelTransfer { name, .. } => (format!("Cancel {name}?"), true),
        Question::StopDrops { .. } => ("Stop what has begun?".into(), true),
        Question::WrongLines(wrong) => {
            let lines = plural(wrong.errors.len(), "line");
            (format!("{lines} of the queue cannot be read"), false)
        }
        Question::RemovedLines(gone) => {
            let lines = plural(gone.edited.removed.len(), "line");
            (format!("Cancel what stood in {lines}?"), true)
        }
        Question::EditConflict(asked) => (format!("{} was changed meanwhile", asked.name), true),
        Question::Quit { .. } => ("Quit?".into(), false),
        Question::CloseTab { number, .. } => (format!("Close tab {number}?"), false),
        Question::Certificate(asked) => (certificate::title(&asked.problem).into(), true),
    }
}

fn body<'a>(canvas: &Canvas, app: &App, question: &Question, width: usize) -> Vec<Line<'a>> {
    let look = canvas.look;
    let theme = &look.theme;
    let said = |text: &str, style| {
        text::wrap(text, width)
            .into_iter()
            .map(move |line| Line::styled(line, style))
    };
    let mut lines = Vec::new();
    match question {
        Question::DeleteRemote { .. } | Question::DeleteLocal { .. } => {
            return deletion::body(canvas, app, question, width);
        }
        Question::Follow { title, .. } => {
            lines.extend(said("The other pane would follow to:", theme.text));
            lines.push(Line::styled(format!("  {title}"), theme.strong));
            lines.push(Line::default());
            let text = "Make it there, or let each pane go its own way?";
            lines.extend(said(text, theme.text));
        }
        Question::Conflict(asked) => return conflict::body(look, asked, width),
        Question::Restored(_)
        | Question::CancelTransfer { .. }
        | Question::StopDrops { .. }
        | Question::WrongLines(_)
        | Question::RemovedLines(_) => return queue_body(canvas, question, width),
        Question::EditConflict(asked) => return edited::body(look, asked, width),
        Question::Certificate(asked) => return certificate::body(look, &asked.problem, width),
        Question::CloseTab { .. } | Question::Quit { .. } => {
            for (text, style) in leaving(theme, app, question) {
                lines.extend(said(&text, style));
            }
        }
    }
    lines
}
