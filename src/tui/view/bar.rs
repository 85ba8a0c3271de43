//! The top row: menus at the left; what is carried, the connection and the mode at the right.

use super::canvas::{Canvas, cells, columns, rows};
use super::pane::name_of;
use crate::app::{Action, App, Context, Focus, Layout, Link, Overlay, Spot, Target};
use crate::model::{DataCommand, ModeChoice, Shore, TransferType};
use crate::tui::text;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

/// Draws the bar.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, app: &App, layout: &Layout) {
    if area.height == 0 {
        return;
    }
    canvas.ground(area, canvas.look.theme.menu);
    super::tabs::draw(canvas, rows(area, 1, 1), app);
    let area = rows(area, 0, 1);
    let mut left = if layout.two_panes {
        titles(canvas, app)
    } else if layout.borders {
        tabs(canvas, app)
    } else {
        let several = if app.tabs.is_shown() { 6 } else { 0 };
        place(canvas, app, usize::from(area.width) - several)
    };
    if let Some(count) = super::tabs::count(canvas, app, layout) {
        let at = cells(left.width());
        let next = (app.tabs.here + 1) % app.tabs.all.len().max(1);
        let spot = columns(area, at, cells(count.width()));
        canvas.spot(spot, Spot::ShowTab(next));
        left.spans.push(count);
    }
    let room = usize::from(area.width).saturating_sub(left.width() + 2);
    let right = badges(canvas, app, room);
    if !layout.borders && matches!(app.focus, Focus::Pane(_)) && app.carry.is_none() {
        super::pane::sought_cursor(canvas, area, 3, app.pane(app.active()));
    }
    canvas.ends(area, 0, &left, &Line::from(right.concat()));
    if layout.two_panes {
        for (number, (at, width)) in title_columns(app).into_iter().enumerate() {
            canvas.spot(columns(area, at, width), Spot::Menu(number));
        }
    } else if layout.borders {
        tab_spots(canvas, area, &left);
    }
    chip_spots(canvas, area, &right);
}

/// The menu and the tabs of the panes can be clicked.
fn tab_spots(canvas: &mut Canvas, area: Rect, tabs: &Line) {
    let widths: Vec<u16> = tabs.spans.iter().map(|span| cells(span.width())).collect();
    let [sign, key, gap, local, remote] = widths.as_slice() else {
        return;
    };
    let first = sign + key + gap;
    canvas.spot(columns(area, 0, first), Spot::Menu(0));
    let pane = columns(area, first, *local);
    canvas.spot(pane, Spot::Pane(Shore::Local));
    let pane = columns(area, first + local, *remote);
    canvas.spot(pane, Spot::Pane(Shore::Remote));
}

/// What the badges open: in the order in which they stand.
const CHIPS: [Option<Spot>; 8] = [
    None,
    Some(Spot::Act(Action::Answer)),
    None,
    None,
    Some(Spot::Menu(1)),
    Some(Spot::Choice(Action::ModePassive)),
    Some(Spot::Choice(Action::TypeAscii)),
    Some(Spot::Choice(Action::SecurityPreferred)),
];

fn chip_spots(canvas: &mut Canvas, area: Rect, badges: &[Vec<Span>; 8]) {
    let widths = badges
        .each_ref()
        .map(|badge| cells(badge.iter().map(Span::width).sum()));
    let mut at = area.width.saturating_sub(widths.iter().sum());
    for (width, spot) in widths.into_iter().zip(CHIPS) {
        if let Some(spot) = spot {
            canvas.spot(columns(area, at, width), spot);
        }
        at += width;
    }
}

/// The column where each menu begins, and its width, in the bar with titles.
pub(super) fn title_columns(app: &App) -> Vec<(u16, u16)> {
    let mut at = 1;
    app.menus()
        .iter()
        .map(|menu| {
            let width = super::canvas::cells(text::width(menu.title) + 2);
            let column = at;
            at += width;
            (column, width)
        })
        .collect()
}

fn titles<'a>(canvas: &Canvas, app: &App) -> Line<'a> {
    let theme = &canvas.look.theme;
    let open = match &app.overlay {
        Some(Overlay::Menu(state)) => Some(state.menu),
        _ => None,
    };
    let mut spans = vec![Span::raw(" ")];
    for (number, menu) in app.menus().into_iter().enumerate() {
        if open == Some(number) {
            spans.push(Span::styled(format!(" {} ", menu.title), theme.selected));
            continue;
        }
        let letter = menu
            .title
            .find(|each: char| each.eq_ignore_ascii_case(&menu.letter));
        let (before, rest) = menu.title.split_at(letter.unwrap_or(0));
        let (letter, after) = rest.split_at(rest.len().min(1));
        spans.push(Span::raw(format!(" {before}")));
        spans.push(Span::styled(letter, theme.hotkey));
        spans.push(Span::raw(format!("{after} ")));
    }
    Line::from(spans)
}

/// Where only one pane is shown: which one, and that there is another.
fn tabs<'a>(canvas: &Canvas, app: &App) -> Line<'a> {
    let look = canvas.look;
    let mut spans = vec![
        Span::raw(format!(" {} ", look.glyphs.menu)),
        Span::styled(app.key_for(Context::Panes, Action::Menu), look.theme.hotkey),
        Span::raw(" "),
    ];
    for (number, shore) in [(1, Shore::Local), (2, Shore::Remote)] {
        let here = app.active() == shore;
        let sign = if here { look.glyphs.active } else { " " };
        let style = if here {
            look.theme.selected
        } else {
            look.theme.menu
        };
        let tab = format!(" {sign}{number} {} ", name_of(shore));
        spans.push(Span::styled(tab, style));
    }
    Line::from(spans)
}

/// Where even borders are left out: the pane's own title.
fn place<'a>(canvas: &Canvas, app: &App, width: usize) -> Line<'a> {
    let look = canvas.look;
    let glyphs = look.glyphs;
    let badges = if app.carry.is_some() { 30 } else { 16 };
    let (name, style) = match (app.focus, app.target()) {
        (Focus::Transfers, _) => return Line::styled(" Transfers", look.theme.strong),
        (Focus::Viewer, _) => {
            let title = app
                .viewer
                .as_ref()
                .map_or("", |viewer| viewer.title.as_str());
            let room = width.saturating_sub(badges + 4);
            let title = text::cut_start(title, room, glyphs.ellipsis);
            return Line::styled(format!(" {} {title}", glyphs.active), look.theme.strong);
        }
        (Focus::Sockets, _) => return Line::styled(" Sockets", look.theme.strong),
        (Focus::Log, _) => return Line::styled(" Log", look.theme.strong),
        (Focus::Pane(_), Some(Target::No(reason))) => {
            let text = format!(" {} {reason}", glyphs.failed);
            return Line::styled(text, look.theme.drop_no);
        }
        (Focus::Pane(_), Some(Target::Ok { .. })) => ("Drop", look.theme.drop_ok),
        (Focus::Pane(shore), None) => (name_of(shore), look.theme.strong),
    };
    if let Some(sought) = super::pane::sought(canvas, app.pane(app.active())) {
        let mut spans = vec![Span::styled(format!(" {} ", glyphs.active), style)];
        spans.extend(sought.spans);
        return Line::from(spans);
    }
    let room = width.saturating_sub(name.len() + badges);
    let title = text::cut_start(&app.pane(app.active()).title, room, glyphs.ellipsis);
    Line::styled(format!(" {} {name} {title}", glyphs.active), style)
}

/// The badges, as many as there is room for. The mode comes first in importance, then that text is
/// moved, what is carried, the state of the connection, what waits for an answer, TLS, the label, and last that this
/// is the demo.
fn badges<'a>(canvas: &Canvas, app: &App, room: usize) -> [Vec<Span<'a>>; 8] {
    let theme = &canvas.look.theme;
    let [short, long] = mode(app);
    let mode = if room >= 30 { long } else { short };
    let mode = vec![Span::styled(format!(" {mode} "), theme.selected)];
    let carried = app.carry.as_ref().map_or_else(Vec::new, |carry| {
        let text = format!(" CARRYING {} ", carry.items.len());
        vec![Span::styled(text, theme.carry_badge), Span::raw(" ")]
    });
    let questions = if app.questions.is_empty() {
        Vec::new()
    } else {
        let text = format!("? {}  ", app.questions.len());
        vec![Span::styled(text, theme.warn.add_modifier(Modifier::BOLD))]
    };
    let demo = if app.demo {
        vec![Span::styled("DEMO  ", theme.info)]
    } else {
        Vec::new()
    };
    let tls = if super::protection::all_protected(app) {
        let text = format!(" TLS {} ", canvas.look.glyphs.done);
        vec![Span::styled(text, theme.ok)]
    } else {
        Vec::new()
    };
    let kind = match app.transfer_type() {
        TransferType::Image => Vec::new(),
        TransferType::Ascii => {
            let style = theme.warn.add_modifier(Modifier::BOLD);
            vec![Span::styled(" ASCII ", style)]
        }
    };
    let (dot, label) = connection(canvas, app);
    let mut left = room;
    let mode = keep(mode, &mut left);
    let kind = keep(kind, &mut left);
    let carried = keep(carried, &mut left);
    let dot = keep(dot, &mut left);
    let questions = keep(questions, &mut left);
    let tls = keep(tls, &mut left);
    let server = !matches!(app.link, Link::Offline { .. } | Link::Reconnecting { .. });
    // What is told of a lost connection has a shorter form.
    let short = label.rsplit_once(", ").map(|(_, short)| short.to_owned());
    let label = match short {
        Some(short) if !server && text::width(&label) + 2 > left => short,
        _ => label,
    };
    let label = cut_label(&label, left, server, canvas.look.glyphs.ellipsis);
    left = left.saturating_sub(Line::from(label.clone()).width());
    let demo = keep(demo, &mut left);
    [carried, questions, demo, dot, label, mode, kind, tls]
}

/// A badge, if there is room for it.
fn keep<'a>(badge: Vec<Span<'a>>, left: &mut usize) -> Vec<Span<'a>> {
    let width = badge.iter().map(Span::width).sum();
    match left.checked_sub(width) {
        Some(rest) => {
            *left = rest;
            badge
        }
        None => Vec::new(),
    }
}

/// The label with a gap behind it, cut to the room there is; nothing where that is too little to
/// tell servers apart.
fn cut_label<'a>(label: &str, room: usize, server: bool, ellipsis: &str) -> Vec<Span<'a>> {
    let room = room.saturating_sub(2);
    let whole = text::width(label);
    // Where there is no room for the user, there may be some for the server, or for it without its
    // port.
    let host = match label.rsplit_once('@') {
        Some((_, host)) if whole > room && room < 24 => host,
        _ => label,
    };
    let label = match host.rsplit_once(':') {
        Some((name, port)) if text::width(host) > room && is_port(port) => name,
        _ => host,
    };
    // A part of a name is better than none; a part of a word is not.
    if text::width(label) > room && (room < 8 || !server) {
        return Vec::new();
    }
    let label = text::cut_middle(label, room.min(40), ellipsis);
    vec![Span::raw(format!("{label}  "))]
}

fn is_port(text: &str) -> bool {
    text.parse::<u16>().is_ok()
}

/// The dot of the connection, and its label.
fn connection<'a>(canvas: &Canvas, app: &App) -> (Vec<Span<'a>>, String) {
    let (theme, glyphs) = (&canvas.look.theme, canvas.look.glyphs);
    let (sign, style, label) = match &app.link {
        Link::Offline { .. } => (glyphs.closed, theme.closed, "not connected".to_owned()),
        Link::Connecting { label } => (glyphs.dialling, theme.dialling, label.clone()),
        Link::Online { label, .. } if app.is_asleep() => {
            (glyphs.closed, theme.closed, label.clone())
        }
        Link::Online { label, .. } => (glyphs.open, theme.open, label.clone()),
        Link::Reconnecting { .. } => {
            let text = match app.countdown().map_or(0, |countdown| countdown.left) {
                0 => "reconnecting".to_owned(),
                left => format!("lost, again in {left} s"),
            };
            (glyphs.dialling, theme.dialling, text)
        }
    };
    (vec![Span::styled(format!("{sign} "), style)], label)
}

/// The mode as a word: short and long. In auto mode, with what it came to.
fn mode(app: &App) -> [String; 2] {
    let found = app.snapshot.command.map(DataCommand::mode);
    let short = match app.mode {
        ModeChoice::Passive => "PASSIVE",
        ModeChoice::Active => "ACTIVE",
        ModeChoice::Auto => "AUTO",
        ModeChoice::Epsv => "EPSV",
        ModeChoice::Pasv => "PASV",
        ModeChoice::Eprt => "EPRT",
        ModeChoice::Port => "PORT",
    };
    let long = match (app.mode, found) {
        (ModeChoice::Passive, _) => "PASSIVE".to_owned(),
        (ModeChoice::Active, _) => "ACTIVE".to_owned(),
        (ModeChoice::Auto, Some(found)) => format!("AUTO: {found}"),
        (ModeChoice::Auto, None) => "AUTO".to_owned(),
        (ModeChoice::Epsv | ModeChoice::Pasv, _) => format!("PASSIVE {short}"),
        (ModeChoice::Eprt | ModeChoice::Port, _) => format!("ACTIVE {short}"),
    };
    [short.to_owned(), long]
}
