//! The prompt and the connect form.

use super::canvas::{Canvas, cells, columns, rows};
use super::dialog::{answers, open, width};
use crate::app::{App, ConnectForm, Field, Prompt, PromptPurpose};
use crate::model::{EntryKind, Shore};
use crate::tui::text;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use tui_input::Input;

/// Draws the prompt.
pub(super) fn prompt(canvas: &mut Canvas, area: Rect, app: &App, prompt: &Prompt) {
    let title = match &prompt.purpose {
        PromptPurpose::MakeDir(shore) => format!("New folder {}", on(*shore)),
        PromptPurpose::Rename { shore, name, kind } => {
            let what = if *kind == EntryKind::Dir {
                "folder"
            } else {
                "file"
            };
            format!("Rename {what} {}", app.shown_name(*shore, name))
        }
        PromptPurpose::GoTo(shore) => format!("Go to a folder {}", on(*shore)),
        PromptPurpose::Charset => "Character set of the names on the server".into(),
    };
    let size = (width(area, 64), 7);
    let style = canvas.look.theme.focus;
    let inner = open(canvas, area, size, (&title, style));
    input(canvas, rows(inner, 0, 1), &prompt.input, true, false);
    keys(canvas, rows(inner, 1, inner.height), app);
}

fn on(shore: Shore) -> &'static str {
    match shore {
        Shore::Local => "on this computer",
        Shore::Remote => "on the server",
    }
}

/// Draws the keys in the last rows of a dialog.
fn keys(canvas: &mut Canvas, inner: Rect, app: &App) {
    let lines = answers(canvas, app, usize::from(inner.width));
    let first = inner.height.saturating_sub(cells(lines.len()));
    for (number, line) in lines.iter().enumerate() {
        canvas.line(inner, first + cells(number), line);
    }
}

/// Draws an input over the width of `area`, its text scrolled so that the cursor is in sight.
fn input(canvas: &mut Canvas, area: Rect, input: &Input, focused: bool, masked: bool) {
    let look = canvas.look;
    canvas.ground(area, look.theme.input);
    let inside = columns(area, 1, area.width.saturating_sub(2));
    if inside.width == 0 || inside.height == 0 {
        return;
    }
    let shown = if masked {
        look.glyphs.masked.repeat(input.value().chars().count())
    } else {
        input.value().to_owned()
    };
    let before: String = shown.chars().take(input.cursor()).collect();
    let room = usize::from(inside.width);
    let hidden = (text::width(&before) + 1).saturating_sub(room);
    let visible = skip_cells(&shown, hidden);
    canvas.line(inside, 0, &Line::styled(visible, look.theme.input));
    if focused {
        let at = cells(text::width(&before).saturating_sub(hidden));
        let x = inside.x.saturating_add(at.min(inside.width - 1));
        canvas.cursor = Some(Position::new(x, inside.y));
    }
}

/// What is left of a text when its first `cells` are out of sight.
fn skip_cells(text: &str, cells: usize) -> String {
    let total = text::width(text);
    if cells == 0 {
        text.to_owned()
    } else {
        text::cut_start(text, total.saturating_sub(cells), "")
    }
}

/// Draws the connect form.
pub(super) fn connect(canvas: &mut Canvas, area: Rect, app: &App, form: &ConnectForm) {
    let theme = &canvas.look.theme;
    let width = width(area, 72);
    let problem: Vec<String> = form
        .error
        .iter()
        .flat_map(|error| text::wrap(error, usize::from(width.saturating_sub(8))))
        .collect();
    let height = 14u16.saturating_add(cells(problem.len().saturating_sub(2)));
    let style = theme.focus;
    let inner = open(canvas, area, (width, height), ("Connect", style));
    // Where it is low, the blank rows go first.
    let step = u16::from(inner.height >= 10);
    let mut row = host_and_port(canvas, inner, form) + step;
    for (field, label, value) in [
        (Field::User, "User", &form.user),
        (Field::Password, "Password", &form.password),
    ] {
        labelled(canvas, rows(inner, row, 1), label, value, (form, field));
        row += 1;
    }
    anonymous(canvas, rows(inner, row, 1), form);
    row += 1 + step;
    for (number, line) in problem.iter().enumerate() {
        let failed = canvas.look.glyphs.failed;
        let sign = if number == 0 { failed } else { " " };
        let text = format!("{sign} {line}");
        canvas.line(inner, row, &Line::styled(text, canvas.look.theme.error));
        row += 1;
    }
    if problem.is_empty() && row + 2 < inner.height {
        let hint = "ftp://user@host/folder pasted into Host fills the form.";
        canvas.line(inner, row, &Line::styled(hint, canvas.look.theme.dim));
        let plain = "FTP without TLS: user, password and files travel in clear text.";
        canvas.line(inner, row + 1, &Line::styled(plain, canvas.look.theme.dim));
        row += 2;
    }
    keys(canvas, rows(inner, row, inner.height), app);
}

/// Cells of a label.
const LABEL: u16 = 11;

/// Host and port in one row, or in two where that is too narrow. Returns how many.
fn host_and_port(canvas: &mut Canvas, area: Rect, form: &ConnectForm) -> u16 {
    let first = rows(area, 0, 1);
    if area.width < 44 {
        labelled(canvas, first, "Host", &form.host, (form, Field::Host));
        let second = rows(area, 1, 1);
        labelled(canvas, second, "Port", &form.port, (form, Field::Port));
        return 2;
    }
    let host = columns(first, 0, area.width - 16);
    labelled(canvas, host, "Host", &form.host, (form, Field::Host));
    let place = columns(first, area.width - 16, 16);
    let focused = form.field == Field::Port;
    let label = label(canvas, "  Port ", focused);
    canvas.line(place, 0, &label);
    input(canvas, columns(place, 8, 8), &form.port, focused, false);
    1
}

fn label<'a>(canvas: &Canvas, text: &'static str, focused: bool) -> Line<'a> {
    let theme = &canvas.look.theme;
    Line::styled(text, if focused { theme.focus } else { theme.dim })
}

/// A label with its input. User and password are not asked for when the login is anonymous.
fn labelled(
    canvas: &mut Canvas,
    area: Rect,
    name: &'static str,
    value: &Input,
    (form, field): (&ConnectForm, Field),
) {
    let focused = form.field == field;
    let line = label(canvas, name, focused);
    canvas.line(area, 0, &line);
    let place = columns(area, LABEL, area.width.saturating_sub(LABEL));
    if form.anonymous && matches!(field, Field::User | Field::Password) {
        let theme = &canvas.look.theme;
        canvas.put(place, 0, 1, &Line::styled("not asked for", theme.dim));
    } else {
        input(canvas, place, value, focused, field == Field::Password);
    }
}

fn anonymous(canvas: &mut Canvas, area: Rect, form: &ConnectForm) {
    let look = canvas.look;
    let [on, off] = look.glyphs.check;
    let sign = if form.anonymous { on } else { off };
    let focused = form.field == Field::Anonymous;
    let style = if focused {
        look.theme.selected
    } else {
        look.theme.text
    };
    let words = if area.width < 40 {
        "anonymous"
    } else {
        "log in as anonymous"
    };
    let line = Line::from(Span::styled(format!(" {sign} {words} "), style));
    canvas.put(area, 0, LABEL, &line);
    if focused {
        let x = area
            .x
            .saturating_add(LABEL + 2)
            .min(area.right().saturating_sub(1));
        canvas.cursor = Some(Position::new(x, area.y));
    }
}
