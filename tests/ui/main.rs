//! The screen as a person sees it: whole screens as snapshots, and what holds for every size.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must stop"
)]

mod doctor;
mod fixtures;
mod folders;
mod keys;
mod line;
mod looks;
mod queue;
mod queues;
mod rows;
mod screens;
mod security;
mod senses;
mod sessions;
mod sheet;
mod sites;
mod sizes;
mod sound;
mod spots;
mod tabs;
mod talk;
mod told_apart;
mod undoing;
mod viewer;
mod widths;

use jiff::tz::TimeZone;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use twoport::app::App;
use twoport::tui::glyphs::{Glyphs, UNICODE};
use twoport::tui::theme::{DARK, Depth, LIGHT, Theme};
use twoport::tui::view::{Look, draw};

/// How the screen looks in most tests.
fn dark() -> Look {
    look(Theme::of_palette(&DARK, Depth::True), &UNICODE)
}

/// Dark text on light.
fn light() -> Look {
    look(Theme::of_palette(&LIGHT, Depth::True), &UNICODE)
}

fn look(theme: Theme, glyphs: &'static Glyphs) -> Look {
    Look {
        theme,
        glyphs,
        moves: true,
        ambiguous_wide: false,
        zone: TimeZone::UTC,
    }
}

/// Draws one frame on a terminal of this size.
fn render(app: &App, look: &Look, (columns, rows): (u16, u16)) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    terminal.draw(|frame| draw(frame, app, look)).unwrap();
    terminal.backend().buffer().clone()
}

/// The characters of a frame, row by row, without the blanks at the ends.
fn text(buffer: &Buffer) -> String {
    use ratatui::buffer::CellWidth;
    let mut lines = Vec::new();
    for y in 0..buffer.area.height {
        let mut line = String::new();
        let mut x = 0;
        while x < buffer.area.width {
            let symbol = buffer[(x, y)].symbol();
            line.push_str(symbol);
            x += symbol.cell_width().max(1);
        }
        lines.push(line.trim_end().to_owned());
    }
    lines.join("\n")
}
