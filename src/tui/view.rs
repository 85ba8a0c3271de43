//! Drawing: one frame from the state, and nothing else. Only what can be seen is built.

mod bar;
mod bookmarks;
mod canvas;
mod certificate;
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
mod talk;
mod transfer_detail;
mod transfer_row;
mod transfers;
mod verdict;
mod viewer;

use super::glyphs::Glyphs;
use super::theme::Theme;
use crate::app::{App, Focus, Layout, Overlay};
use crate::model::Shore;
use canvas::{Canvas, columns, rows};
use jiff::tz::TimeZone;
use ratatui::Frame;
use ratatui::layout::Rect;

/// How the screen looks.
#[derive(Clone, Debug)]
pub struct Look {
    /// Colours and attributes.
    pub theme: Theme,
    /// The signs.
    pub glyphs: &'static Glyphs,
    /// The zone that times are shown in.
    pub zone: TimeZone,
}

/// Draws the whole screen.
pub fn draw(frame: &mut Frame, app: &App, look: &Look) {
    let area = frame.area();
    let cursor = {
        let mut canvas = Canvas::new(frame.buffer_mut(), look);
        canvas.ground(area, look.theme.base);
        let layout = app.layout();
        if layout.too_small || area.width < 24 || area.height < 6 {
            message::too_small(&mut canvas, area, app);
        } else {
            screen(&mut canvas, area, app, &layout);
            overlay(&mut canvas, area, app);
        }
        canvas.stand_in();
        canvas.cursor
    };
    if let Some(position) = cursor.filter(|position| area.contains(*position)) {
        frame.set_cursor_position(position);
    }
}

fn screen(canvas: &mut Canvas, area: Rect, app: &App, layout: &Layout) {
    bar::draw(canvas, rows(area, 0, layout.menu), app, layout);
    let body = layout.panes + layout.lower();
    let below = rows(area, layout.menu, body);
    let said = rows(below, body - layout.message, layout.message);
    message::draw(canvas, said, app);
    match app.focus {
        Focus::Transfers => {
            queue::draw(canvas, rows(below, 0, body - layout.message), app, layout);
        }
        Focus::Viewer => {
            viewer::draw(canvas, rows(below, 0, body - layout.message), app, layout);
        }
        Focus::Sockets => {
            sockets::draw(canvas, rows(below, 0, body - layout.message), app, layout);
        }
        Focus::Log => {
            let height = layout.log_rows();
            let at = body - layout.message - height;
            if at > 0 {
                panes(canvas, rows(below, 0, at), app, layout);
            }
            log::draw(canvas, rows(below, at, height), app, layout);
        }
        Focus::Pane(_) => {
            panes(canvas, rows(below, 0, layout.panes), app, layout);
            let mut at = layout.panes;
            connection::draw(canvas, rows(below, at, layout.connection), app, layout);
            at += layout.connection;
            transfers::draw(canvas, rows(below, at, layout.transfers), app);
        }
    }
    let keys = rows(area, layout.menu + body, layout.keys);
    message::keys(canvas, keys, app, layout);
}

fn panes(canvas: &mut Canvas, area: Rect, app: &App, layout: &Layout) {
    if layout.two_panes {
        let half = area.width / 2;
        pane::draw(canvas, columns(area, 0, half), app, Shore::Local, layout);
        let right = columns(area, half, area.width);
        pane::draw(canvas, right, app, Shore::Remote, layout);
    } else {
        pane::draw(canvas, area, app, app.active(), layout);
    }
}

fn overlay(canvas: &mut Canvas, area: Rect, app: &App) {
    match &app.overlay {
        None => {}
        Some(Overlay::Menu(state)) => menu::draw(canvas, area, app, *state),
        Some(Overlay::Prompt(prompt)) => form::prompt(canvas, area, app, prompt),
        Some(Overlay::Mirror(mirror)) => mirror::draw(canvas, area, app, mirror),
        Some(Overlay::Bookmarks(list)) => bookmarks::draw(canvas, area, app, *list),
        Some(Overlay::Inquiry(asked)) => inquiry::draw(canvas, area, app, asked),
        Some(Overlay::Sites(manager)) => sites::draw(canvas, area, app, manager),
        Some(Overlay::Connect(form)) => connect::draw(canvas, area, app, form),
        Some(Overlay::Question(question)) => dialog::question(canvas, area, app, question),
        Some(Overlay::Notice { title, lines }) => dialog::notice(canvas, area, app, title, lines),
        Some(Overlay::Settings(list)) => settings::draw(canvas, area, app, list),
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
