//! What a terminal sends: keys by name, mouse events (SGR, 1006) and pastes.

/// The bytes of a key: `Enter`, `Esc`, `Tab`, `S-Tab`, `Space`, `Backspace`, `Up`, `PageDown`,
/// `F5`, `C-c`, `A-x`, `S-Up`, `C-Right` … or a single character. `None` for anything else.
pub fn key(name: &str) -> Option<String> {
    let (modifiers, plain) = split_modifiers(name);
    if plain.chars().count() == 1 {
        return character(modifiers, plain.chars().next()?);
    }
    let bytes = match (plain, modifiers) {
        ("Enter", 0) => "\r".to_owned(),
        ("Tab", 0) => "\t".to_owned(),
        ("Tab", SHIFT) => "\x1b[Z".to_owned(),
        ("Esc", 0) => "\x1b".to_owned(),
        ("Space", 0) => " ".to_owned(),
        ("Space", CONTROL) => "\0".to_owned(),
        ("Backspace", 0) => "\x7f".to_owned(),
        ("Enter" | "Backspace", ALT) => format!("\x1b{}", key(plain)?),
        _ => return function_key(plain, modifiers),
    };
    Some(bytes)
}

const SHIFT: u8 = 1;
const ALT: u8 = 2;
const CONTROL: u8 = 4;

fn split_modifiers(name: &str) -> (u8, &str) {
    let mut modifiers = 0;
    let mut rest = name;
    while rest.len() > 2 {
        modifiers |= match &rest.as_bytes()[..2] {
            b"S-" => SHIFT,
            b"A-" => ALT,
            b"C-" => CONTROL,
            _ => break,
        };
        rest = &rest[2..];
    }
    (modifiers, rest)
}

fn character(modifiers: u8, character: char) -> Option<String> {
    let prefix = if modifiers & ALT == 0 { "" } else { "\x1b" };
    let character = match modifiers & (CONTROL | SHIFT) {
        0 => character,
        SHIFT => character.to_ascii_uppercase(),
        _ if character.is_ascii_alphabetic() || "[\\]^_".contains(character) => {
            char::from(u8::try_from(character).ok()?.to_ascii_uppercase() & 0x1f)
        }
        _ => return None,
    };
    Some(format!("{prefix}{character}"))
}

fn function_key(name: &str, modifiers: u8) -> Option<String> {
    let letter = match name {
        "Up" => Some('A'),
        "Down" => Some('B'),
        "Right" => Some('C'),
        "Left" => Some('D'),
        "Home" => Some('H'),
        "End" => Some('F'),
        _ => None,
    };
    if let Some(letter) = letter {
        return Some(match modifiers {
            0 => format!("\x1b[{letter}"),
            _ => format!("\x1b[1;{}{letter}", modifiers + 1),
        });
    }
    let number = match name {
        "Insert" => 2,
        "Delete" => 3,
        "PageUp" => 5,
        "PageDown" => 6,
        "F1" => 11,
        "F2" => 12,
        "F3" => 13,
        "F4" => 14,
        "F5" => 15,
        "F6" => 17,
        "F7" => 18,
        "F8" => 19,
        "F9" => 20,
        "F10" => 21,
        "F11" => 23,
        "F12" => 24,
        _ => return None,
    };
    Some(match modifiers {
        0 => format!("\x1b[{number}~"),
        _ => format!("\x1b[{number};{}~", modifiers + 1),
    })
}

/// What the mouse does. Columns and rows count from 0, as on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mouse {
    /// The left button goes down.
    Press,
    /// The mouse moves with the left button down.
    Drag,
    /// The left button comes up.
    Release,
    /// The right button goes down.
    PressRight,
    /// The mouse moves, no button down.
    Move,
    /// The wheel turns away from the user.
    WheelUp,
    /// The wheel turns towards the user.
    WheelDown,
}

/// The bytes of a mouse event.
pub fn mouse(event: Mouse, column: u16, row: u16) -> String {
    let (button, end) = match event {
        Mouse::Press => (0, 'M'),
        Mouse::Drag => (32, 'M'),
        Mouse::Release => (0, 'm'),
        Mouse::PressRight => (2, 'M'),
        Mouse::Move => (35, 'M'),
        Mouse::WheelUp => (64, 'M'),
        Mouse::WheelDown => (65, 'M'),
    };
    format!("\x1b[<{button};{};{}{end}", column + 1, row + 1)
}

/// The bytes of a bracketed paste.
pub fn paste(text: &str) -> String {
    format!("\x1b[200~{text}\x1b[201~")
}
