//! A sheet keeps one screen at all sizes and in all looks: its characters, below them a letter for
//! the style of each cell, and the characters of ASCII. What a letter looks like in each theme
//! stands at the end.

use crate::sound::{examine, storm};
use crate::{dark, light, look, text};
use ratatui::Terminal;
use ratatui::backend::{Backend, TestBackend};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier};
use std::fmt::Write as _;
use twoport::app::{App, Spot};
use twoport::tui::glyphs::{ASCII, UNICODE};
use twoport::tui::theme::Theme;
use twoport::tui::view::{Look, Picture as Told, draw_picture};

pub(crate) type Size = (u16, u16);

/// The sizes of the design.
pub(crate) const SIZES: [Size; 4] = [(120, 36), (80, 24), (60, 20), (40, 10)];

/// One frame, and what goes with it.
pub(crate) struct Picture {
    pub(crate) buffer: Buffer,
    /// What can be clicked, what lies on top last.
    pub(crate) spots: Vec<(Rect, Spot)>,
    /// Where the terminal's cursor is; `None` where it is hidden.
    pub(crate) cursor: Option<Position>,
    /// And where it is then.
    pub(crate) parked: Option<Position>,
}

/// Draws one frame.
pub(crate) fn picture(app: &App, look: &Look, (columns, rows): Size) -> Picture {
    let nowhere = Position::new(u16::MAX, u16::MAX);
    let mut backend = TestBackend::new(columns, rows);
    backend.set_cursor_position(nowhere).unwrap();
    let mut terminal = Terminal::new(backend).unwrap();
    let mut told = Told::default();
    terminal
        .draw(|frame| told = draw_picture(frame, app, look))
        .unwrap();
    let backend = terminal.backend_mut();
    let cursor = backend.get_cursor_position().unwrap();
    Picture {
        buffer: backend.buffer().clone(),
        spots: told.spots,
        parked: told.parked,
        cursor: (cursor != nowhere).then_some(cursor),
    }
}

/// Keeps a screen at the sizes of the design, and examines it at all others.
pub(crate) fn check(name: &str, state: impl Fn(Size) -> App) {
    check_sizes(name, &SIZES, state);
}

/// The same with a choice of sizes.
pub(crate) fn check_sizes(name: &str, sizes: &[Size], state: impl Fn(Size) -> App) {
    let mut sheet = Sheet::new();
    for size in sizes {
        sheet.add(&state(*size), *size);
    }
    insta::assert_snapshot!(name, sheet.finish());
    examine(name, state((120, 36)));
    storm(name, state((120, 36)));
}

/// Keeps a screen at one size.
pub(crate) fn check_at(name: &str, size: Size, app: &App) {
    let mut sheet = Sheet::new();
    sheet.add(app, size);
    insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), sheet.finish());
}

/// What is kept of a screen.
struct Sheet {
    text: String,
    /// What is meant by the letters, in their order.
    styles: Vec<[String; 4]>,
}

fn looks() -> [Look; 4] {
    [
        dark(),
        light(),
        look(Theme::sixteen(), &UNICODE),
        look(Theme::mono(), &UNICODE),
    ]
}

impl Sheet {
    /// With the screen's own ground as the first style, whose letter is a blank.
    fn new() -> Self {
        let ground = looks().map(|look| {
            let mut cell = Cell::default();
            cell.set_style(look.theme.base);
            said(&cell)
        });
        Self {
            text: String::new(),
            styles: vec![ground],
        }
    }

    fn add(&mut self, app: &App, size: Size) {
        let looks = looks();
        let pictures = looks.each_ref().map(|look| picture(app, look, size));
        let shown = text(&pictures[0].buffer);
        for other in &pictures[1..] {
            assert_eq!(text(&other.buffer), shown, "themes differ in colours only");
        }
        let ascii = picture(app, &look(Theme::mono(), &ASCII), size);
        let cursor = match (pictures[0].cursor, pictures[0].parked) {
            (Some(at), _) => format!("cursor {},{}", at.x, at.y),
            (None, Some(at)) => format!("cursor parked {},{}", at.x, at.y),
            (None, None) => "no cursor".to_owned(),
        };
        let (columns, rows) = size;
        let _ = writeln!(self.text, "== {columns}x{rows}, {cursor}\n{shown}");
        let _ = writeln!(self.text, "\n-- styles");
        let buffers = pictures.each_ref().map(|picture| &picture.buffer);
        for y in 0..rows {
            let line: String = (0..columns)
                .map(|x| self.letter(buffers.map(|buffer| said(&buffer[(x, y)]))))
                .collect();
            let _ = writeln!(self.text, "{}", line.trim_end());
        }
        let _ = writeln!(self.text, "\n-- ascii\n{}\n", text(&ascii.buffer));
    }

    fn letter(&mut self, style: [String; 4]) -> char {
        let known = self.styles.iter().position(|other| *other == style);
        let at = known.unwrap_or_else(|| {
            self.styles.push(style);
            self.styles.len() - 1
        });
        letter(at)
    }

    fn finish(self) -> String {
        let mut text = self.text;
        text.push_str("== styles: dark | light | 16 | mono\n");
        for (at, style) in self.styles.iter().enumerate() {
            let _ = writeln!(text, "{:?} {}", letter(at), style.join(" | "));
        }
        text
    }
}

/// The first is a blank.
fn letter(at: usize) -> char {
    let letters = ('a'..='z').chain('A'..='Z').chain('0'..='9');
    let mut letters = std::iter::once(' ').chain(letters);
    letters.nth(at).expect("there are letters enough")
}

/// What can be seen of a style: of a blank its ground alone.
fn said(cell: &Cell) -> String {
    let color = |color: Color| match color {
        Color::Reset => "-".to_owned(),
        Color::Rgb(red, green, blue) => format!("{red:02x}{green:02x}{blue:02x}"),
        other => other.to_string(),
    };
    let lined = Modifier::UNDERLINED | Modifier::REVERSED;
    let blank = cell.symbol().trim().is_empty() && !cell.modifier.intersects(lined);
    if blank {
        return format!("on {}", color(cell.bg));
    }
    let mut words = vec![color(cell.fg), "on".into(), color(cell.bg)];
    let names = cell.modifier.iter_names();
    words.extend(names.map(|(name, _)| name.to_lowercase()));
    words.join(" ")
}
