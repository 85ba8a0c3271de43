//! What the terminal is asked at the start, before anything is drawn: the colour of its background,
//! and whether it tells keys apart as kitty does. The last question is one that every terminal
//! answers, so that nothing is waited for longer than need be; what was typed meanwhile is kept.

use crate::app::{Key, KeyCode};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use std::io::{self, Write as _};
use std::time::{Duration, Instant};

/// How long a terminal may take: one at the end of a slow line answers late, and what comes after this
/// is lost. Only a terminal that answers nothing at all is waited for so long.
const PATIENCE: Duration = Duration::from_millis(600);

/// The colour of the background (OSC 11).
pub(super) const BACKGROUND: &str = "\x1b]11;?\x1b\\";
/// The keyboard flags in force (kitty), then what the terminal is (DA1).
const LAST: &str = "\x1b[?u\x1b[c";

/// What the terminal has answered.
#[derive(Debug, Default, PartialEq)]
pub struct Answers {
    /// The colour of its background.
    pub(super) background: Option<[u8; 3]>,
    /// Whether it can tell Esc from the beginning of a sequence.
    pub(super) kitty: bool,
    /// What was typed meanwhile.
    pub(super) typed: Vec<Key>,
}

/// Asks, and waits for the answers at most [`PATIENCE`]. The terminal is in raw mode, and nobody else
/// reads from it.
///
/// # Errors
/// The terminal's.
pub(super) fn ask(terminal: &str, background: bool) -> io::Result<Answers> {
    if matches!(terminal, "linux" | "vt100" | "vt220" | "dumb") {
        return Ok(Answers::default());
    }
    let mut out = io::stdout();
    if background {
        out.write_all(BACKGROUND.as_bytes())?;
    }
    out.write_all(LAST.as_bytes())?;
    out.flush()?;
    let until = Instant::now() + PATIENCE;
    let stdin = io::stdin();
    let mut heard = Vec::new();
    loop {
        let left = until.saturating_duration_since(Instant::now());
        let left = Timespec::try_from(left).unwrap_or_default();
        let mut ready = [PollFd::new(&stdin, PollFlags::IN)];
        match poll(&mut ready, Some(&left)) {
            Ok(0) => break,
            Ok(_) => {}
            // A signal: the size of the terminal has changed.
            Err(Errno::INTR) => continue,
            Err(error) => return Err(error.into()),
        }
        let mut buffer = [0; 512];
        let count = rustix::io::read(&stdin, &mut buffer)?;
        heard.extend_from_slice(buffer.get(..count).unwrap_or_default());
        if count == 0 || is_complete(&heard) {
            break;
        }
    }
    Ok(read(&heard))
}

/// Whether the answer to the last question is there.
fn is_complete(heard: &[u8]) -> bool {
    pieces(heard).any(|piece| piece.starts_with(b"\x1b[?") && piece.ends_with(b"c"))
}

/// Takes what came apart into answers and keys.
fn read(heard: &[u8]) -> Answers {
    let mut answers = Answers::default();
    for piece in pieces(heard) {
        let text = std::str::from_utf8(piece).unwrap_or_default();
        if let Some(rest) = text.strip_prefix("\x1b]11;") {
            answers.background = color(rest.trim_end_matches(['\x07', '\x1b', '\\']));
        } else if text.starts_with("\x1b[?") {
            answers.kitty |= text.ends_with('u');
        } else {
            answers.typed.extend(key(text));
        }
    }
    answers
}

/// The bytes as sequences and single characters, in their order.
fn pieces(mut bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        if bytes.is_empty() {
            return None;
        }
        let (piece, rest) = bytes.split_at(length(bytes).clamp(1, bytes.len()));
        bytes = rest;
        Some(piece)
    })
}

/// The length of the first sequence or character.
fn length(bytes: &[u8]) -> usize {
    let end = |from: usize, is_end: fn(&u8) -> bool| {
        let rest = bytes.get(from..).unwrap_or_default();
        rest.iter()
            .position(is_end)
            .map_or(bytes.len(), |at| from + at + 1)
    };
    match bytes {
        [0x1b, b'[', ..] => end(2, |byte| (0x40..=0x7e).contains(byte)),
        [0x1b, b']', ..] => {
            let bell = end(2, |byte| matches!(byte, 0x07 | 0x1b));
            // After an escape comes the backslash that belongs to it.
            bell + usize::from(bytes.get(bell - 1) == Some(&0x1b))
        }
        [0x1b, b'O', ..] => 3,
        [0x1b, next, ..] if *next != 0x1b => 2,
        [first, ..] => match first {
            0xc0..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xff => 4,
            _ => 1,
        },
        [] => 0,
    }
}

/// `rgb:ffff/ffff/ffff`, with one to four digits each, or `rgba:`.
pub(super) fn color(text: &str) -> Option<[u8; 3]> {
    let parts = text.strip_prefix("rgb:").or(text.strip_prefix("rgba:"))?;
    let mut channels = parts.split('/').map(|digits| {
        let value = u32::from_str_radix(digits, 16).ok();
        let value = value.filter(|_| (1..=4).contains(&digits.len()))?;
        let most = 16u32.checked_pow(u32::try_from(digits.len()).ok()?)?;
        u8::try_from(value * 255 / (most - 1)).ok()
    });
    Some([channels.next()??, channels.next()??, channels.next()??])
}

/// The key that was typed; `None` for what is rare enough to be lost.
fn key(text: &str) -> Option<Key> {
    let mut letters = text.chars();
    let plain = |code| Some(Key::plain(code));
    match (letters.next()?, letters.as_str()) {
        ('\x1b', "") => plain(KeyCode::Esc),
        ('\x1b', "[A" | "OA") => plain(KeyCode::Up),
        ('\x1b', "[B" | "OB") => plain(KeyCode::Down),
        ('\x1b', "[C" | "OC") => plain(KeyCode::Right),
        ('\x1b', "[D" | "OD") => plain(KeyCode::Left),
        ('\x1b', rest) => {
            let mut key = key(rest).filter(|_| rest.chars().count() == 1)?;
            key.alt = true;
            Some(key.normal())
        }
        ('\r', _) => plain(KeyCode::Enter),
        ('\t', _) => plain(KeyCode::Tab),
        ('\x7f', _) => plain(KeyCode::Backspace),
        (control @ '\x01'..='\x1a', _) => {
            let letter = char::from(u8::try_from(control).ok()? + b'a' - 1);
            let mut key = Key::plain(KeyCode::Char(letter));
            key.ctrl = true;
            Some(key)
        }
        (letter, _) if !letter.is_control() => plain(KeyCode::Char(letter)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_told_from_what_was_typed() {
        let heard = b"j\x1b]11;rgb:fdfd/f6f6/e3e3\x1b\\\x1b[?1u\xc3\xbc\x1b[B\x1b[?62;22c";
        assert!(is_complete(heard));
        let answers = read(heard);
        assert_eq!(answers.background, Some([0xfd, 0xf6, 0xe3]));
        assert!(answers.kitty);
        let typed: Vec<String> = answers.typed.iter().map(ToString::to_string).collect();
        assert_eq!(typed, ["j", "\u{fc}", "Down"]);
    }

    #[test]
    fn a_terminal_that_knows_only_the_last_question_is_enough() {
        let answers = read(b"\x1b[?6c");
        assert_eq!(answers, Answers::default());
        assert!(is_complete(b"\x1b[?6c") && !is_complete(b"\x1b[?1u") && !is_complete(b"\x1b[?6"));
    }

    #[test]
    fn colours_have_one_to_four_digits_a_channel() {
        assert_eq!(color("rgb:ffff/0000/8080"), Some([255, 0, 128]));
        assert_eq!(color("rgb:ff/00/80"), Some([255, 0, 128]));
        assert_eq!(color("rgba:f/0/8/f"), Some([255, 0, 136]));
        for wrong in [
            "",
            "rgb:",
            "rgb:ff/00",
            "rgb:xx/00/00",
            "rgb:fffff/0/0",
            "#ffffff",
        ] {
            assert_eq!(color(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn typed_keys_are_the_usual_ones() {
        let typed = |bytes: &[u8]| -> Vec<String> {
            read(bytes).typed.iter().map(ToString::to_string).collect()
        };
        assert_eq!(
            typed(b"q\r\t\x7f\x03\x1bp\x1b[A"),
            ["q", "Enter", "Tab", "Backspace", "Ctrl-C", "Alt-P", "Up"]
        );
        assert_eq!(typed(b"\x1b"), ["Esc"]);
        assert_eq!(typed(b"\x1b[5~"), Vec::<String>::new());
        assert_eq!(typed(b"\xff\xfe"), Vec::<String>::new());
    }
}
