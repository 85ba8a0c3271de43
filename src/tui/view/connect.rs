//! The connect form.

use super::canvas::{Canvas, cells, columns, rows};
use super::dialog::{answers, open, width};
use super::form::{input, keys};
use crate::app::{App, ConnectForm, Field, SECURITIES, Spot};
use crate::model::Security;
use crate::model::site::Directory;
use crate::model::text::display_safe;
use crate::tui::text;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use tui_input::Input;

/// Cells of a label.
const LABEL: u16 = 11;

/// A row of the form, from the top.
enum Row {
    /// Two of the ways to protect the connection, by their places in the table.
    Protocols(usize, usize),
    /// The way that is chosen, where there is no room for all of them.
    Protocol,
    Host,
    Port,
    HostAndPort,
    /// The folder that a URL named, safe to show.
    Folder(String),
    User,
    Password,
    Remember,
    Anonymous,
    Blank,
    /// What is wrong, and whether it is the first line of it.
    Problem(String, bool),
    Hint(&'static str),
}

impl Row {
    fn has(&self, field: Field) -> bool {
        match self {
            Self::Protocols(..) | Self::Protocol => field == Field::Security,
            Self::Host => field == Field::Host,
            Self::Port => field == Field::Port,
            Self::HostAndPort => matches!(field, Field::Host | Field::Port),
            Self::User => field == Field::User,
            Self::Password => field == Field::Password,
            Self::Remember => field == Field::Remember,
            Self::Anonymous => field == Field::Anonymous,
            Self::Folder(_) | Self::Blank | Self::Problem(..) | Self::Hint(_) => false,
        }
    }
}

/// Draws the form. What finds no room is out of sight, but never the field that has the keys.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, app: &App, form: &ConnectForm) {
    let width = width(area, 72);
    let room = width.saturating_sub(6);
    // Where it is low, the blank rows go first, and the hints.
    let all = form_rows(form, room, true);
    let footer = cells(answers(canvas, app, usize::from(room)).len());
    let height = cells(all.len()).saturating_add(footer + 5);
    let style = canvas.look.theme.focus;
    let inner = open(canvas, area, (width, height), ("Connect", style));
    let has_all = cells(all.len()).saturating_add(footer) < inner.height;
    let all = if has_all {
        all
    } else {
        form_rows(form, room, false)
    };
    let spare = inner.height.saturating_sub(cells(all.len()));
    // The key bar has the keys too.
    let footer = if spare >= footer { footer } else { 0 };
    let shown = usize::from(inner.height - footer);
    let focused = all.iter().position(|row| row.has(form.field)).unwrap_or(0);
    let last = all.len().saturating_sub(shown);
    let top = if form.error.is_some() {
        last.min(focused)
    } else {
        (focused + 1).saturating_sub(shown).min(last)
    };
    for (number, row) in all.iter().skip(top).take(shown).enumerate() {
        draw_row(canvas, rows(inner, cells(number), 1), form, row);
    }
    let foot = rows(inner, inner.height - footer, footer);
    keys(canvas, foot, app);
}

fn form_rows(form: &ConnectForm, width: u16, spacious: bool) -> Vec<Row> {
    let mut all = if width >= 64 {
        vec![Row::Protocols(0, 2), Row::Protocols(1, 3)]
    } else {
        vec![Row::Protocol]
    };
    if width < 44 {
        all.extend([Row::Host, Row::Port]);
    } else {
        all.push(Row::HostAndPort);
    }
    let folder = form.directory.as_ref().map(|directory| match directory {
        Directory::Absolute(path) => display_safe(path.as_bytes()),
        Directory::FromLogin(path) => display_safe(path),
    });
    all.extend(folder.map(Row::Folder));
    if spacious {
        all.push(Row::Blank);
    }
    all.extend([Row::User, Row::Password]);
    if form.keeping.is_some() && !form.anonymous {
        all.push(Row::Remember);
    }
    all.push(Row::Anonymous);
    if spacious {
        all.push(Row::Blank);
    }
    match &form.error {
        Some(error) => {
            let lines = text::wrap(error, usize::from(width.saturating_sub(2)));
            let lines = lines.into_iter().enumerate();
            all.extend(lines.map(|(number, line)| Row::Problem(line, number == 0)));
        }
        None if spacious => {
            all.push(Row::Hint("Paste ftp://user@host/folder to fill it all in."));
            all.push(Row::Hint(match form.field {
                Field::Remember => "Space: keyring, encrypted file, or not at all.",
                _ => meaning(form.security),
            }));
        }
        None => {}
    }
    all
}

/// What a choice means for what is sent.
fn meaning(security: Security) -> &'static str {
    match security {
        Security::Preferred => "In clear where the server has no TLS, and shown.",
        Security::Required => "TLS before user and password, or no connection.",
        Security::Implicit => "TLS from the first byte on, by custom on port 990.",
        Security::Plain => "User, password and files travel in clear text.",
    }
}

fn draw_row(canvas: &mut Canvas, area: Rect, form: &ConnectForm, row: &Row) {
    let field = match row {
        Row::Protocols(..) | Row::Protocol => Some(Field::Security),
        Row::Host | Row::HostAndPort => Some(Field::Host),
        Row::Port => Some(Field::Port),
        Row::User => Some(Field::User),
        Row::Password => Some(Field::Password),
        Row::Remember => Some(Field::Remember),
        Row::Anonymous => Some(Field::Anonymous),
        Row::Folder(_) | Row::Blank | Row::Problem(..) | Row::Hint(_) => None,
    };
    if let Some(field) = field {
        canvas.spot(area, Spot::Field(field));
    }
    let theme = &canvas.look.theme;
    match row {
        Row::Protocols(left, right) => protocols(canvas, area, form, (*left, *right)),
        Row::Protocol => protocol(canvas, area, form),
        Row::Host => labelled(canvas, area, "Host", &form.host, (form, Field::Host)),
        Row::Port => labelled(canvas, area, "Port", &form.port, (form, Field::Port)),
        Row::HostAndPort => host_and_port(canvas, area, form),
        Row::Folder(path) => {
            let line = label(canvas, "Folder", false);
            canvas.line(area, 0, &line);
            let room = usize::from(area.width.saturating_sub(LABEL + 1));
            let path = text::cut_start(path, room, canvas.look.glyphs.ellipsis);
            canvas.put(area, 0, LABEL + 1, &Line::styled(path, theme.text));
        }
        Row::User => labelled(canvas, area, "User", &form.user, (form, Field::User)),
        Row::Password => labelled(
            canvas,
            area,
            "Password",
            &form.password,
            (form, Field::Password),
        ),
        Row::Remember => remember(canvas, area, form),
        Row::Anonymous => anonymous(canvas, area, form),
        Row::Blank => {}
        Row::Problem(line, first) => {
            let failed = canvas.look.glyphs.failed;
            let sign = if *first { failed } else { " " };
            canvas.line(
                area,
                0,
                &Line::styled(format!("{sign} {line}"), theme.error),
            );
        }
        Row::Hint(hint) => canvas.line(area, 0, &Line::styled(*hint, theme.dim)),
    }
}

/// Two of the four choices, as radio buttons.
fn protocols(canvas: &mut Canvas, area: Rect, form: &ConnectForm, (left, right): (usize, usize)) {
    let focused = form.field == Field::Security;
    if left == 0 {
        let line = label(canvas, "Protocol", focused);
        canvas.line(area, 0, &line);
    }
    let [on, off] = canvas.look.glyphs.radio;
    for (number, column) in [(left, LABEL), (right, LABEL + 28)] {
        let Some((security, words)) = SECURITIES.get(number) else {
            continue;
        };
        let chosen = *security == form.security;
        let theme = &canvas.look.theme;
        let style = match (chosen, focused) {
            (true, true) => theme.selected,
            (true, false) => theme.strong,
            (false, _) => theme.text,
        };
        let text = format!(" {} {} ", if chosen { on } else { off }, words.label());
        let place = columns(area, column, cells(text::width(&text)));
        canvas.spot(place, Spot::Security(*security));
        canvas.put(area, 0, column, &Line::styled(text, style));
        if chosen && focused {
            cursor_at(canvas, area, column + 2);
        }
    }
}

/// The choice alone.
fn protocol(canvas: &mut Canvas, area: Rect, form: &ConnectForm) {
    let focused = form.field == Field::Security;
    let line = label(canvas, "Protocol", focused);
    canvas.line(area, 0, &line);
    let theme = &canvas.look.theme;
    let style = if focused { theme.selected } else { theme.text };
    let chosen = SECURITIES
        .iter()
        .find(|(security, _)| *security == form.security);
    let words = chosen.map_or("", |(_, words)| words.label());
    let glyphs = canvas.look.glyphs;
    // The arrow keys change it.
    let text = if area.width < 42 {
        format!(" {words} ")
    } else {
        format!(" {} {words} {} ", glyphs.from, glyphs.to)
    };
    canvas.put(area, 0, LABEL, &Line::styled(text, style));
    if focused {
        cursor_at(canvas, area, LABEL + 1);
    }
}

fn cursor_at(canvas: &mut Canvas, area: Rect, column: u16) {
    let last = area.right().saturating_sub(1);
    let x = area.x.saturating_add(column).min(last);
    canvas.cursor = Some(Position::new(x, area.y));
}

/// Host and port in one row.
fn host_and_port(canvas: &mut Canvas, area: Rect, form: &ConnectForm) {
    let host = columns(area, 0, area.width.saturating_sub(16));
    labelled(canvas, host, "Host", &form.host, (form, Field::Host));
    let place = columns(area, area.width.saturating_sub(16), 16);
    canvas.spot(place, Spot::Field(Field::Port));
    let focused = form.field == Field::Port;
    let label = label(canvas, "  Port ", focused);
    canvas.line(place, 0, &label);
    input(canvas, columns(place, 8, 8), &form.port, focused, false);
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
        if let Some(shelf) = form.stored().filter(|_| field == Field::Password)
            && value.value().is_empty()
        {
            let text = format!("stored in the {shelf}");
            let style = canvas.look.theme.input.patch(canvas.look.theme.dim);
            canvas.put(place, 0, 1, &Line::styled(text, style));
        }
    }
}

/// Whether the password is stored after the login, and where.
fn remember(canvas: &mut Canvas, area: Rect, form: &ConnectForm) {
    let wanted = form.keeping.as_ref().and_then(|keeping| keeping.remember);
    let words = match (wanted, area.width < 46) {
        (None, true) => "remember".into(),
        (None, false) => "remember the password".into(),
        (Some(shelf), true) => format!("remember: {shelf}"),
        (Some(shelf), false) => format!("remember the password: {shelf}"),
    };
    tick(
        canvas,
        area,
        (wanted.is_some(), &words),
        form.field == Field::Remember,
    );
}

fn anonymous(canvas: &mut Canvas, area: Rect, form: &ConnectForm) {
    let words = if area.width < 40 {
        "anonymous"
    } else {
        "log in as anonymous"
    };
    let focused = form.field == Field::Anonymous;
    tick(canvas, area, (form.anonymous, words), focused);
}

/// A box that can be ticked, with its words.
fn tick(canvas: &mut Canvas, area: Rect, (ticked, words): (bool, &str), focused: bool) {
    let look = canvas.look;
    let [on, off] = look.glyphs.check;
    let sign = if ticked { on } else { off };
    let style = if focused {
        look.theme.selected
    } else {
        look.theme.text
    };
    let line = Line::from(Span::styled(format!(" {sign} {words} "), style));
    canvas.put(area, 0, LABEL, &line);
    if focused {
        cursor_at(canvas, area, LABEL + 2);
    }
}
