//! The one place where bytes from outside become text for a person.

use std::fmt::Write as _;

/// Text for a screen, a title, a log or a terminal after exit: UTF-8 where the bytes are UTF-8, else
/// Latin-1, and nothing in it that a terminal would obey. C0, DEL and C1 controls, bidi overrides
/// and zero-width characters are shown escaped (`\x1b`, `\u{202e}`).
pub fn display_safe(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => escape(text.chars()),
        Err(_) => escape(bytes.iter().map(|byte| char::from(*byte))),
    }
}

/// [`display_safe`] for text that is already decoded.
pub fn display_safe_str(text: &str) -> String {
    escape(text.chars())
}

/// [`display_safe_str`] for text of several lines: its line ends stay.
pub fn display_safe_lines(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(display_safe_str).collect();
    lines.join("\n")
}

fn escape(text: impl Iterator<Item = char>) -> String {
    let mut safe = String::new();
    for character in text {
        if character.is_control() {
            let _ = write!(safe, "\\x{:02x}", u32::from(character));
        } else if is_deceptive(character) {
            let _ = write!(safe, "\\u{{{:x}}}", u32::from(character));
        } else {
            safe.push(character);
        }
    }
    safe
}

/// What is there and is not seen, or changes how the rest is seen: the writing direction, zero-width
/// characters, fillers, line and paragraph ends, selectors of variants, tags.
pub fn is_deceptive(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Bytes as people read them: `812 B`, `18.2 KiB`, `120 MiB`, `1.24 GiB`. Three digits at most.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 6] = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
    let mut value = bytes as f64 / 1024.0;
    let mut unit = UNITS[0];
    for next in UNITS.iter().skip(1) {
        if value < 999.5 {
            break;
        }
        value /= 1024.0;
        unit = next;
    }
    if value < 9.995 {
        format!("{value:.2} {unit}")
    } else if value < 99.95 {
        format!("{value:.1} {unit}")
    } else {
        format!("{value:.0} {unit}")
    }
}

/// A number in groups of three digits: `340 787 200`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// The words of an error of the system, without the number behind them, which helps nobody.
pub fn system_words(error: &std::io::Error) -> String {
    let words = error.to_string();
    let words = words.split(" (os error").next();
    words.unwrap_or_default().to_owned()
}

/// A duration in whole seconds: `0:11`, `1:06`, `2:03:04`.
pub fn clock(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

/// A duration for somebody who listens: `45 seconds`, `3 minutes`, `2 hours 5 minutes`.
pub fn spoken(seconds: u64) -> String {
    let whole = |number: u64, thing| plural(usize::try_from(number).unwrap_or(usize::MAX), thing);
    // Rounded up: what is left is not over sooner than told.
    let minutes = seconds.div_ceil(60);
    match (minutes / 60, minutes % 60) {
        _ if seconds < 100 => whole(seconds, "second"),
        (0, minutes) => whole(minutes, "minute"),
        (hours, 0) => whole(hours, "hour"),
        (hours, minutes) => format!("{} {}", whole(hours, "hour"), whole(minutes, "minute")),
    }
}

/// `count` things: `1 file`, `2 files`.
pub fn plural(count: usize, thing: &str) -> String {
    if count == 1 {
        format!("1 {thing}")
    } else {
        format!("{count} {thing}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_a_terminal_would_obey_is_escaped() {
        assert_eq!(display_safe(b"\x1b]0;x\x07"), "\\x1b]0;x\\x07");
        assert_eq!(display_safe("a\u{202e}b".as_bytes()), "a\\u{202e}b");
        assert_eq!(display_safe(b"\x9b31m"), "\\x9b31m");
        assert_eq!(display_safe("für".as_bytes()), "für");
        assert_eq!(display_safe(b"f\xfcr"), "für");
    }

    /// Every byte by itself, every control character as UTF-8, and every character of Unicode that
    /// is a format control or a filler: what is escaped is escaped wherever it stands.
    #[test]
    fn no_control_of_any_kind_is_let_through() {
        for byte in 0..=u8::MAX {
            let safe = display_safe(&[b'a', byte]);
            let is_control = matches!(byte, 0..0x20 | 0x7f..0xa0);
            let shown = format!("a\\x{byte:02x}");
            assert_eq!(safe == shown, is_control, "{safe}");
        }
        for code in (0x80..0xa0)
            .chain(0x200b..=0x200f)
            .chain(0x202a..=0x202e)
            .chain(0x2066..=0x2069)
        {
            let character = char::from_u32(code).unwrap();
            let safe = display_safe(format!("{character}").as_bytes());
            assert!(safe.starts_with('\\') && safe.is_ascii(), "{safe}");
        }
    }

    #[test]
    fn lines_stay_lines() {
        assert_eq!(display_safe_lines("a\x1b\nb\r\n"), "a\\x1b\nb\\x0d\n");
    }

    #[test]
    fn sizes_have_three_digits_and_a_unit() {
        assert_eq!(size(0), "0 B");
        assert_eq!(size(1023), "1023 B");
        assert_eq!(size(18_637), "18.2 KiB");
        assert_eq!(size(125_829_120), "120 MiB");
        assert_eq!(size(1_331_439_861), "1.24 GiB");
        assert_eq!(size(1024 * 1024 - 1), "1.00 MiB");
    }

    #[test]
    fn clocks_grow_an_hour_only_when_needed() {
        assert_eq!(clock(11), "0:11");
        assert_eq!(clock(66), "1:06");
        assert_eq!(clock(7384), "2:03:04");
    }

    #[test]
    fn durations_are_words_for_those_who_listen() {
        assert_eq!(spoken(1), "1 second");
        assert_eq!(spoken(99), "99 seconds");
        assert_eq!(spoken(100), "2 minutes");
        assert_eq!(spoken(7200), "2 hours");
        assert_eq!(spoken(7384), "2 hours 4 minutes");
    }

    proptest! {
        #[test]
        fn nothing_raw_gets_through(bytes: Vec<u8>) {
            let safe = display_safe(&bytes);
            prop_assert!(safe.chars().all(|c| !c.is_control() && !is_deceptive(c)));
            prop_assert_eq!(display_safe_str(&safe), safe, "what is safe stays as it is");
        }

        #[test]
        fn nor_of_text(text: String) {
            let safe = display_safe_str(&text);
            prop_assert!(safe.chars().all(|c| !c.is_control() && !is_deceptive(c)));
        }
    }
}
