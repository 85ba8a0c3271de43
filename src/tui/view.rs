//! Drawing: one frame from the state, and nothing else. Only what can be seen is built.

mod bar;
mod bookmarks;
mod canvas;
mod certificate;
mod command_line;
mod conflict;
mod connect;
mod connection;
mod connection_lines;
mod connection_short;
mod dialog;
mod doctor;
mod edited;
mod flow;
mod form;
mod format;
mod ghost;
mod help;
mod inquiry;
mod limits;
mod log;
mod lost;
mod menu;
mod message;
mod mirror;
mod palette;
mod pane;
mod properties;
mod protection;
mod queue;
mod row;
mod settings;
mod sites;
mod socket;
mod sockets;
mod steps;
mod tabs;
mod talk;
mod transfer_detail;
mod transfer_row;
mod transfers;
mod verdict;
mod viewer;

use super::glyphs::Glyphs;
use super::text;
use super::theme::Theme;
use crate::app::{App, Area, Focus, Layout, Overlay, Spot};
use crate::model::Shore;
use crate::model::settings::{Appearance, CursorShown, Motion};
use canvas::Canvas;
use jiff::tz::TimeZone;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// How the screen looks.
#[derive(Clone, Debug)]
pub struct Look {
    /// Colours and attributes.
    pub theme: Theme,
    /// The signs.
    pub glyphs: &'static Glyphs,
    /// Whether the terminal gives two cells to signs of ambiguous width.
    pub ambiguous_wide: bool,
    /// Whether signs may move by themselves.
    pub moves: bool,
    /// The zone that times are shown in.
    pub zone: TimeZone,
}

impl Look {
    /// These colours and signs, and what else the settings say.
    pub(super) fn worn(
        (theme, glyphs): (Theme, &'static Glyphs),
        appearance: &Appearance,
        zone: TimeZone,
    ) -> Self {
        Self {
            theme,
            glyphs,
            ambiguous_wide: appearance.ambiguous_wide,
            moves: appearance.motion == Motion::Full,
            zone,
        }
    }
}

/// Draws the whole screen.
pub fn draw(frame: &mut Frame, app: &App, look: &Look) {
    draw_spots(frame, app, look);
}

/// Draws the whole screen, and tells what in it can be clicked, what lies on top last.
pub fn draw_spots(frame: &mut Frame, app: &App, look: &Look) -> Vec<(Rect, Spot)> {
    draw_picture(frame, app, look).spots
}

/// What is told of a frame.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    /// What can be clicked, what lies on top last.
    pub spots: Vec<(Rect, Spot)>,
    /// The row that has the keys: where the terminal's cursor belongs although it is not shown, so
    /// that screen readers and input methods find it.
    pub parked: Option<Position>,
}

/// Draws the whole screen, and tells of it what the terminal does not show.
pub fn draw_picture(frame: &mut Frame, app: &App, look: &Look) -> Picture {
    text::drawn_with(look.ambiguous_wide, || paint(frame, app, look))
}

fn paint(frame: &mut Frame, app: &App, look: &Look) -> Picture {
    let area = frame.area();
    let (cursor, parked, spots) = {
        let mut canvas = Canvas::new(frame.buffer_mut(), look);
        canvas.ground(area, look.theme.base);
        let layout = app.layout();
        if layout.too_small || area.width < 24 || area.height < 6 {
            message::too_small(&mut canvas, area, app);
        } else {
            screen(&mut canvas, area, app, &layout);
            if app.overlay.is_some() {
                canvas.parked = None;
            }
            overlay(&mut canvas, area, app);
            ghost::follow(&mut canvas, area, app);
        }
        canvas.stand_in();
        (canvas.cursor, canvas.parked, canvas.take_spots())
    };
    let always = app.settings.appearance.cursor == CursorShown::Always;
    let shown = cursor.or(parked.filter(|_| always));
    if let Some(position) = shown.filter(|position| area.contains(*position)) {
        frame.set_cursor_position(position);
    }
    let parked = parked.filter(|position| shown.is_none() && area.contains(*position));
    Picture { spots, parked }
}

/// The rectangle of the screen, as far as it has it.
fn rect(screen: Rect, area: Area) -> Rect {
    let rect = Rect::new(area.x, area.y, area.width, area.height);
    let rect = rect.intersection(screen);
    if rect.is_empty() {
        Rect::default()
    } else {
        rect
    }
}

fn screen(canvas: &mut Canvas, area: Rect, app: &App, layout: &Layout) {
    let areas = app.areas();
    let at = |part| rect(area, part);
    bar::draw(canvas, at(areas.bar), app, layout);
    for (shore, part) in [(Shore::Local, areas.local), (Shore::Remote, areas.remote)] {
        if part.height > 0 {
            pane::draw(canvas, at(part), app, shore, layout);
        }
    }
    match app.focus {
        Focus::Transfers => queue::draw(canvas, at(areas.queue), app, layout),
        Focus::Viewer => viewer::draw(canvas, at(areas.full), app, layout),
        Focus::Sockets => sockets::draw(canvas, at(areas.full), app, layout),
        Focus::Log => log::draw(canvas, at(areas.log), app, layout),
        Focus::Pane(_) => {
            connection::draw(canvas, at(areas.connection), app, layout);
            transfers::draw(canvas, at(areas.transfers), app);
        }
    }
    message::draw(canvas, at(areas.message), app);
    message::keys(canvas, at(areas.keys), app, layout);
}

fn overlay(canvas: &mut Canvas, area: Rect, app: &App) {
    match &app.overlay {
        None => {}
        Some(Overlay::Menu(state)) => menu::draw(canvas, area, app, *state),
        Some(Overlay::Context(opened)) => menu::context(canvas, area, app, opened),
        Some(Overlay::Prompt(prompt)) => form::prompt(canvas, area, app, prompt),
        Some(Overlay::Mirror(mirror)) => mirror::draw(canvas, area, app, mirror),
        Some(Overlay::Bookmarks(list)) => bookmarks::draw(canvas, area, app, *list),
        Some(Overlay::Inquiry(asked)) => inquiry::draw(canvas, area, app, asked),
        Some(Overlay::Sites(manager)) => sites::draw(canvas, area, app, manager),
        Some(Overlay::Connect(form)) => connect::draw(canvas, area, app, form),
        Some(Overlay::Question(question)) => dialog::question(canvas, area, app, question),
        Some(Overlay::Notice { title, lines, top }) => {
            dialog::notice(canvas, area, app, title, (lines, *top));
        }
        Some(Overlay::NotConnected { lines, top }) => {
            dialog::notice(canvas, area, app, "Not connected", (lines, *top));
        }
        Some(Overlay::Settings(list)) => settings::draw(canvas, area, app, list),
        Some(Overlay::Line(line)) => command_line::draw(canvas, area, app, line),
        Some(Overlay::Palette(state)) => palette::draw(canvas, area, app, state),
        Some(Overlay::Answer(answer)) => dialog::answer(canvas, area, app, answer),
        Some(Overlay::Limits(form)) => limits::draw(canvas, area, app, form),
        Some(Overlay::Details { id, top }) => {
            if let Some(transfer) = app.transfer_called(*id) {
                transfer_detail::dialog(canvas, area, app, (transfer, *top));
            }
        }
        Some(Overlay::Doctor(examination)) => doctor::draw(canvas, area, app, examination),
        Some(Overlay::Properties(shown)) => properties::facts(canvas, area, app, shown),
        Some(Overlay::Permissions(form)) => properties::permissions(canvas, area, app, form),
        Some(Overlay::Help { top }) => help::draw(canvas, area, app, *top),
    }
}
