//! The tokens of a theme: what each is called in a file, and what can be said of it.

use ratatui::style::{Color, Modifier};
use strum::{EnumIter, EnumString, IntoStaticStr};

/// A token: one meaning that something on the screen can have.
#[expect(missing_docs, reason = "the built-in themes say what each is for")]
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, EnumString, IntoStaticStr,
)]
#[strum(serialize_all = "snake_case")]
pub enum Token {
    Bg,
    Dialog,
    Input,
    MenuBg,
    CursorBg,
    CursorOtherBg,
    SelBg,
    CarryBg,
    DropBg,
    Text,
    Dim,
    Strong,
    Title,
    Heading,
    Hotkey,
    Key,
    Border,
    BorderFocus,
    ProgressTrack,
    Dir,
    Link,
    Exec,
    Mark,
    Carry,
    DropOk,
    DropNo,
    Ok,
    Info,
    Warn,
    Error,
    Up,
    Down,
    SockListen,
    SockSyn,
    SockEstab,
    SockClosing,
    SockDead,
    Wire,
    WireBack,
}

/// A colour as a theme names it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// The terminal's own.
    #[default]
    Own,
    /// Red, green, blue.
    Rgb([u8; 3]),
    /// One of xterm's 256; the first sixteen are the terminal's.
    Indexed(u8),
}

/// The names of the first eight colours.
const NAMES: [&str; 8] = [
    "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
];

const ATTRIBUTES: [(&str, Modifier); 6] = [
    ("plain", Modifier::empty()),
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underline", Modifier::UNDERLINED),
    ("reverse", Modifier::REVERSED),
];

/// What a token looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paint {
    /// Its colour.
    pub tone: Tone,
    /// Its attributes.
    pub attributes: Modifier,
}

impl Paint {
    /// Reads `#5eb1ff bold`. What it does not say, colour or attributes, stays as in `base`; the
    /// error is the word that means nothing.
    pub(super) fn read(text: &str, base: Self) -> Result<Self, String> {
        let mut paint = base;
        let mut attributes: Option<Modifier> = None;
        for word in text.split_whitespace() {
            if let Some((_, attribute)) = ATTRIBUTES.iter().find(|(name, _)| *name == word) {
                attributes = Some(attributes.unwrap_or_default() | *attribute);
            } else {
                paint.tone = tone(word).ok_or_else(|| word.to_owned())?;
            }
        }
        paint.attributes = attributes.unwrap_or(paint.attributes);
        Ok(paint)
    }
}

fn tone(word: &str) -> Option<Tone> {
    if word == "none" {
        return Some(Tone::Own);
    }
    if let Some(digits) = word.strip_prefix('#') {
        let number = u32::from_str_radix(digits, 16).ok();
        let [_, red, green, blue] = number.filter(|_| digits.len() == 6)?.to_be_bytes();
        return Some(Tone::Rgb([red, green, blue]));
    }
    if let Ok(index) = word.parse() {
        return Some(Tone::Indexed(index));
    }
    let (bright, name) = match word.strip_prefix("bright-") {
        Some(name) => (8, name),
        None => (0, word),
    };
    let at = NAMES.iter().position(|known| *known == name)?;
    u8::try_from(at).ok().map(|at| Tone::Indexed(at + bright))
}

/// One of the terminal's sixteen colours by its number; another of the 256 as such.
pub(super) fn indexed(number: u8) -> Color {
    match number {
        0 => Color::Black,
        1 => Color::Red,
        2 => Color::Green,
        3 => Color::Yellow,
        4 => Color::Blue,
        5 => Color::Magenta,
        6 => Color::Cyan,
        7 => Color::Gray,
        8 => Color::DarkGray,
        9 => Color::LightRed,
        10 => Color::LightGreen,
        11 => Color::LightYellow,
        12 => Color::LightBlue,
        13 => Color::LightMagenta,
        14 => Color::LightCyan,
        15 => Color::White,
        other => Color::Indexed(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_and_attributes_are_read_in_any_order() {
        let read = |text| Paint::read(text, Paint::default());
        let paint = read("bold #5eb1ff").unwrap();
        assert_eq!(paint.tone, Tone::Rgb([0x5e, 0xb1, 0xff]));
        assert_eq!(paint.attributes, Modifier::BOLD);
        assert_eq!(read("bright-blue").unwrap().tone, Tone::Indexed(12));
        assert_eq!(read("208").unwrap().tone, Tone::Indexed(208));
        assert_eq!(read("none").unwrap().tone, Tone::Own);
        for wrong in ["#12345", "#12345g", "pink", "256", "bold blink"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_not_said_stays() {
        let base = Paint::read("red bold", Paint::default()).unwrap();
        let paint = Paint::read("green", base).unwrap();
        assert_eq!(paint.attributes, Modifier::BOLD);
        let paint = Paint::read("underline", base).unwrap();
        assert_eq!(
            (paint.tone, paint.attributes),
            (Tone::Indexed(1), Modifier::UNDERLINED)
        );
        let paint = Paint::read("plain", base).unwrap();
        assert_eq!(paint.attributes, Modifier::empty());
    }
}
