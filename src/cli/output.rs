//! Lines to the outside. A reader that has gone away ends the program quietly, as with any filter.
//! Nothing that a terminal would obey goes out in them, whoever said it; plain names in a pipe are
//! the one exception (see `list.rs`).

use crate::model::text::{display_safe, display_safe_lines, display_safe_str, is_deceptive};
use serde::Serialize;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::panic::PanicHookInfo;

/// One line on standard error: for people.
pub fn say(line: &str) {
    // If even standard error is gone there is nobody to tell.
    let _ = writeln!(io::stderr().lock(), "twoport: {}", display_safe_str(line));
}

/// What is wrong with the command line, on standard error.
pub fn say_usage(error: &clap::Error) {
    let text = display_safe_lines(&error.render().to_string());
    let _ = write!(io::stderr().lock(), "{text}");
}

/// From now on a crash is told in one line, with no more in it than where it was and what the code
/// says of it, made safe like all else.
pub fn tell_crashes() {
    std::panic::set_hook(Box::new(|info| say(&crash(info))));
}

fn crash(info: &PanicHookInfo) -> String {
    let text = info.payload_as_str().unwrap_or_default();
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    format!(
        "it crashed at {place}: {}. This is a bug: please report it",
        display_safe(text.as_bytes())
    )
}

/// One JSON value as a line without its end. What a terminal would obey, or what would change how the
/// line is seen, is escaped as JSON has it, so that the value stays the same.
pub(super) fn json(value: &impl Serialize) -> serde_json::Result<String> {
    let plain = serde_json::to_string(value)?;
    let mut safe = String::with_capacity(plain.len());
    for character in plain.chars() {
        if character.is_control() || is_deceptive(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a text does not fail.
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(character);
        }
    }
    Ok(safe)
}

/// Standard output, buffered: for results.
pub(super) fn results() -> io::BufWriter<io::Stdout> {
    io::BufWriter::new(io::stdout())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_has_nothing_raw_in_it_and_says_the_same() {
        let text = "a\u{1b}b\u{7f}\u{9b}\u{202e}\u{e0001}\"\\f\u{fc}r";
        let line = json(&text).unwrap();
        assert!(
            !line.chars().any(|c| c.is_control() || is_deceptive(c)),
            "{line}"
        );
        assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
    }
}
