//! The connection pane: who dials whom, what the sockets are doing, which way the bytes flow.

use super::canvas::{Canvas, Frame, columns, cut_line, rows};
use super::connection_lines as lines;
use super::connection_short as short;
use super::flow;
use super::lost;
use crate::app::{Action, App, Layout, Link, Spot};
use crate::model::{DataCommand, ModeChoice, SessionView, TransferMode};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws the pane in as many rows as it is given: 7 with everything, 4 with two lines, 1.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, app: &App, layout: &Layout) {
    let session = app
        .session_index()
        .and_then(|index| app.snapshot.sessions.get(index));
    match area.height {
        0 => {}
        1 | 2 => {
            let line = one_line(canvas, app, session, usize::from(area.width));
            canvas.line(area, 0, &line);
        }
        _ => {
            let frame = frame(canvas, app, session, area.width);
            let inner = canvas.frame(area, &frame);
            session_spots(canvas, area, &frame);
            match session {
                None => nothing(canvas, inner, app),
                Some(session) if area.height >= 6 => {
                    full(canvas, inner, session, app, layout.kernel);
                }
                Some(session) => two_lines(canvas, inner, session, app),
            }
        }
    }
}

fn frame<'a>(canvas: &Canvas, app: &App, session: Option<&SessionView>, width: u16) -> Frame<'a> {
    let look = canvas.look;
    let (theme, dot) = (&look.theme, look.glyphs.dot);
    let command = session
        .and_then(|session| session.data.as_ref())
        .map(|data| data.command)
        .or(app.snapshot.command);
    let (word, meaning) = match chosen_for_next(app.mode, session) {
        Some(mode) => (mode.to_string(), "from the next data connection".into()),
        None => mode_words(app.mode, command, dot),
    };
    let title = Line::from(vec![
        Span::styled("Connection  ", theme.title),
        Span::styled(word, theme.strong),
        Span::styled(format!(" {dot} {meaning}"), theme.title),
    ]);
    let right = match (session, app.snapshot.sessions.len()) {
        (Some(session), count @ 2..) if width >= 90 => {
            let place = app.session_index().unwrap_or_default() + 1;
            format!(
                "session #{} {dot} {} {dot} {place} of {count}  [ ]",
                session.number, session.role
            )
        }
        (Some(session), 2..) => format!("session #{}", session.number),
        (Some(session), _) if width >= 90 => {
            format!("session #{} {dot} {}", session.number, session.role)
        }
        _ => String::new(),
    };
    let announced = session
        .and_then(|session| session.data.as_ref())
        .and_then(|data| Some((data.announced?, data.peer)));
    let foot = match (announced, &app.link) {
        (Some((said, used)), _) => {
            let used = used.map_or_else(|| "n/a".into(), |peer| peer.ip().to_string());
            let to = look.glyphs.to;
            Line::styled(
                format!("227 said {} {to} used {used}", said.ip()),
                theme.warn,
            )
        }
        (None, Link::Online { features, .. }) => Line::styled(features.clone(), theme.dim),
        _ => Line::default(),
    };
    let protection = session.map_or_else(Line::default, |session| {
        super::protection::line(look, app, session, width >= 100)
    });
    // What the server can do yields to what protects the data.
    let room = usize::from(width).saturating_sub(protection.width() + 9);
    let foot = cut_line(&foot, room, look.glyphs.ellipsis);
    Frame {
        lines: look.glyphs.light,
        style: theme.border,
        title,
        right: Line::styled(right, theme.dim),
        foot,
        foot_right: protection,
    }
}

/// The brackets behind the number of the session go to the one before and to the next.
fn session_spots(canvas: &mut Canvas, area: Rect, frame: &Frame) {
    let width = area.width;
    let brackets = frame.right.to_string().ends_with("[ ]");
    let room = usize::from(width.saturating_sub(6));
    if brackets && frame.title.width() + 3 + frame.right.width() <= room {
        let top = rows(area, 0, 1);
        let previous = columns(top, width - 6, 1);
        canvas.spot(previous, Spot::Act(Action::PreviousSession));
        let next = columns(top, width - 4, 1);
        canvas.spot(next, Spot::Act(Action::NextSession));
    }
    let title = columns(rows(area, 0, 1), 15, 8);
    canvas.spot(title, Spot::Choice(Action::ModePassive));
}

/// The mode that was chosen when the data connection shown, which is over, was made in the other
/// one: what the pane tells of it holds no longer.
fn chosen_for_next(choice: ModeChoice, session: Option<&SessionView>) -> Option<TransferMode> {
    let chosen = match choice {
        ModeChoice::Auto => return None,
        ModeChoice::Passive | ModeChoice::Epsv | ModeChoice::Pasv => TransferMode::Passive,
        ModeChoice::Active | ModeChoice::Eprt | ModeChoice::Port => TransferMode::Active,
    };
    let data = session?.data.as_ref()?;
    (!data.state.is_live() && data.command.mode() != chosen).then_some(chosen)
}

/// The mode as a word, and what it means; the words of the meaning are joined by a dot.
fn mode_words(mode: ModeChoice, command: Option<DataCommand>, dot: &str) -> (String, String) {
    let Some(command) = command else {
        let meaning = match mode {
            ModeChoice::Auto => "passive first, active if it fails",
            ModeChoice::Passive | ModeChoice::Epsv | ModeChoice::Pasv => "you dial both",
            ModeChoice::Active | ModeChoice::Eprt | ModeChoice::Port => "the server dials you",
        };
        return (mode.to_string().to_uppercase(), meaning.to_owned());
    };
    let meaning = match command.mode() {
        TransferMode::Passive => "you dial both",
        TransferMode::Active => "the server dials you",
    };
    let word = command.mode().to_string();
    (word, format!("{} {dot} {meaning}", command.verb()))
}

/// What the pane says before there is a session.
fn nothing(canvas: &mut Canvas, area: Rect, app: &App) {
    let theme = &canvas.look.theme;
    match &app.link {
        Link::Connecting { label } => {
            canvas.paragraph(area, 0, &format!("connecting to {label}"), theme.dialling);
        }
        Link::Reconnecting { .. } => {
            let text = lost::told(app);
            canvas.paragraph(area, 0, &text, theme.warn);
        }
        Link::Online { .. } if app.is_asleep() => {
            let text = "The server has closed the idle connection; the next action reconnects.";
            canvas.paragraph(area, 0, text, theme.dim);
        }
        Link::Offline {
            reason: Some(reason),
        } => {
            let text = format!("not connected: {reason}");
            canvas.paragraph(area, 0, &text, theme.warn);
        }
        Link::Offline { .. } | Link::Online { .. } => {
            let text = "No control connection. The story of each data connection is told here: \
                        who dials, what the sockets do, which way the bytes flow.";
            canvas.paragraph(area, 0, text, theme.dim);
        }
    }
}

fn full(canvas: &mut Canvas, area: Rect, session: &SessionView, app: &App, kernel: bool) {
    let look = canvas.look;
    let table = lines::Table::for_width(area.width, kernel);
    table.put(canvas, area, 0, &lines::headings(look));
    if let Some(control) = &session.control {
        table.put(canvas, area, 1, &lines::control(look, control, &table));
    } else {
        let room = usize::from(area.width.saturating_sub(lines::LEAD));
        let text = lost::line(look, app, room)
            .unwrap_or_else(|| Line::styled("not connected", look.theme.dialling));
        canvas.put(area, 1, lines::LEAD, &text);
    }
    let room = columns(
        area,
        lines::LEAD,
        area.width.saturating_sub(lines::LEAD + 1),
    );
    let Some(data) = &session.data else {
        let text = "No data connection yet: one is opened for each listing and each file.";
        canvas.put(area, 2, lines::LEAD, &Line::styled(text, look.theme.dim));
        return;
    };
    table.put(canvas, area, 2, &lines::data(look, data, &table));
    flow::flow(canvas, area, 3, data, &table);
    canvas.put(area, 4, 1, &Line::styled("steps", look.theme.dim));
    // The story is cut before the keys that help.
    let remedy = flow::remedy(look, app, data);
    let taken = match remedy.width() {
        0 => 0,
        width => width + 3,
    };
    let steps = super::steps::line(
        look,
        &data.steps,
        usize::from(room.width).saturating_sub(taken),
    );
    canvas.ends(rows(room, 4, 1), 0, &steps, &remedy);
}

fn two_lines(canvas: &mut Canvas, area: Rect, session: &SessionView, app: &App) {
    let look = canvas.look;
    let width = usize::from(area.width);
    if let Some(control) = &session.control {
        canvas.line(area, 0, &short::control_short(look, control));
    } else if let Some(text) = lost::line(look, app, width) {
        canvas.line(area, 0, &text);
    }
    let line = match &session.data {
        Some(data) => short::data_short(look, data, width),
        None => Line::styled("dat no data connection yet", look.theme.dim),
    };
    canvas.line(area, 1, &line);
}

fn one_line<'a>(
    canvas: &Canvas,
    app: &App,
    session: Option<&SessionView>,
    width: usize,
) -> Line<'a> {
    let look = canvas.look;
    let data = session.and_then(|session| session.data.as_ref());
    if let Some(text) = lost::line(look, app, width) {
        return text;
    }
    match (data, &app.link) {
        (Some(data), _) => short::data_shortest(look, data, width),
        (None, Link::Offline { .. }) => Line::styled(" not connected", look.theme.dim),
        (None, Link::Connecting { label }) => {
            Line::styled(format!(" connecting to {label}"), look.theme.dialling)
        }
        (None, Link::Online { .. } | Link::Reconnecting { .. }) => {
            Line::styled(" no data connection yet", look.theme.dim)
        }
    }
}
