//! The colours of a terminal as `#rrggbb`.

/// The sixteen named colours, on dark.
const DARK: [&str; 16] = [
    "#1d2026", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#c8ccd4",
    "#5c6370", "#ff8a93", "#b5e890", "#ffd68a", "#82c7ff", "#e09bf2", "#74dbe8", "#ffffff",
];

/// The sixteen named colours, on white.
const LIGHT: [&str; 16] = [
    "#24292f", "#b3202c", "#2a7d2e", "#8a6100", "#0550ae", "#8126b5", "#0f6c7a", "#6e7781",
    "#57606a", "#cf222e", "#1a7f37", "#9a6700", "#0969da", "#8250df", "#1b7c83", "#8c959f",
];

/// The colours of one terminal.
#[derive(Clone, Copy, Debug)]
pub struct Palette {
    /// Text where the program asks for no colour.
    pub foreground: &'static str,
    /// Background where the program asks for no colour.
    pub background: &'static str,
    /// The bar over the window.
    pub bar: &'static str,
    /// The line around the window, and the title.
    pub line: &'static str,
    named: [&'static str; 16],
}

impl Palette {
    /// The dark one or the light one.
    pub fn new(light: bool) -> Self {
        if light {
            return Self {
                foreground: "#24292f",
                background: "#ffffff",
                bar: "#eaeef2",
                line: "#afb8c1",
                named: LIGHT,
            };
        }
        Self {
            foreground: "#d7dae0",
            background: "#14161b",
            bar: "#262a33",
            line: "#4b5263",
            named: DARK,
        }
    }

    /// A cell's text and background colour, with reverse video applied.
    pub fn colours(&self, cell: &vt100::Cell) -> (String, String) {
        let front = self.colour(cell.fgcolor(), self.foreground);
        let back = self.colour(cell.bgcolor(), self.background);
        if cell.inverse() {
            (back, front)
        } else {
            (front, back)
        }
    }

    fn colour(&self, colour: vt100::Color, default: &str) -> String {
        match colour {
            vt100::Color::Default => default.to_owned(),
            vt100::Color::Idx(index) => self.indexed(index),
            vt100::Color::Rgb(red, green, blue) => hex(red, green, blue),
        }
    }

    /// xterm's table: 16 names, a cube of 6 x 6 x 6, 24 greys.
    fn indexed(&self, index: u8) -> String {
        if let Some(named) = self.named.get(usize::from(index)) {
            return (*named).to_owned();
        }
        if index >= 232 {
            let grey = 8 + 10 * (index - 232);
            return hex(grey, grey, grey);
        }
        let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
        let place = index - 16;
        hex(level(place / 36), level(place / 6 % 6), level(place % 6))
    }
}

fn hex(red: u8, green: u8, blue: u8) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}
