//! The prompt, and a line of input.

use super::canvas::{Canvas, cells, columns, rows};
use super::dialog::{answers, open, put_answers, width};
use crate::app::{Action, App, Context, Prompt, PromptPurpose};
use crate::engine::Place;
use crate::model::{EntryKind, Shore};
use crate::tui::text;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;
use tui_input::Input;

/// Draws the prompt.
pub(super) fn prompt(canvas: &mut Canvas, area: Rect, app: &App, prompt: &Prompt) {
    let title = match &prompt.purpose {
        PromptPurpose::MakeDir(Place::Local(_)) => format!("New folder {}", on(Shore::Local)),
        PromptPurpose::MakeDir(Place::Remote(_)) => format!("New folder {}", on(Shore::Remote)),
        PromptPurpose::Rename { folder, name, kind } => {
            let what = if *kind == EntryKind::Dir {
                "folder"
            } else {
                "file"
            };
            format!("Rename {what} {}", app.shown_name_in(folder, name))
        }
        PromptPurpose::GoTo(shore) => format!("Go to a folder {}", on(*shore)),
        PromptPurpose::Master { new: true } => "Choose a master password for stored ones".into(),
        PromptPurpose::Master { new: false } => "Master password of the stored ones".into(),
        PromptPurpose::MasterAgain(_) => "The same master password once more".into(),
        PromptPurpose::Sessions { now } => {
            format!("Sessions that move files, 0 to 16 (now {now})")
        }
        PromptPurpose::Bookmark(_) => "Name of the bookmark; none for its path".into(),
        PromptPurpose::Search => "Search the file, from here downwards".into(),
        PromptPurpose::SearchUp => "Search the file, from here upwards".into(),
        PromptPurpose::Position => {
            "Go to a line, an offset (0x7800, @30720) or a part (50%)".into()
        }
        PromptPurpose::ImportSites => {
            let key = app.key_for(Context::Prompt, Action::Accept);
            format!("Import sites from ({key}: what is in your home)")
        }
        PromptPurpose::Charset => "Character set of the names on the server".into(),
    };
    let wide = width(area, 64);
    let room = usize::from(wide.saturating_sub(6));
    let wrong = prompt.error.as_ref().map(|error| text::wrap(error, room));
    let wrong = wrong.unwrap_or_default();
    let height = cells(wrong.len()).saturating_add(7);
    let style = canvas.look.theme.focus;
    let inner = open(canvas, area, (wide, height), (&title, style));
    let secret = prompt.purpose.is_secret();
    input(canvas, rows(inner, 0, 1), &prompt.input, true, secret);
    for (number, line) in wrong.into_iter().enumerate() {
        let line = Line::styled(line, canvas.look.theme.error);
        canvas.line(inner, cells(number).saturating_add(1), &line);
    }
    keys(canvas, rows(inner, 1, inner.height), app);
}

fn on(shore: Shore) -> &'static str {
    match shore {
        Shore::Local => "on this computer",
        Shore::Remote => "on the server",
    }
}

/// Draws the keys in the last rows of a dialog.
pub(super) fn keys(canvas: &mut Canvas, inner: Rect, app: &App) {
    let lines = answers(canvas, app, usize::from(inner.width));
    let first = inner.height.saturating_sub(cells(lines.len()));
    put_answers(canvas, rows(inner, first, inner.height), &lines);
}

/// Draws an input over the width of `area`, its text scrolled so that the cursor is in sight.
pub(super) fn input(canvas: &mut Canvas, area: Rect, input: &Input, focused: bool, masked: bool) {
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
pub(super) fn skip_cells(text: &str, cells: usize) -> String {
    let total = text::width(text);
    if cells == 0 {
        text.to_owned()
    } else {
        text::cut_start(text, total.saturating_sub(cells), "")
    }
}
