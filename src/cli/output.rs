//! Lines to the outside. A reader that has gone away ends the program quietly, as with any filter.

use std::io::{self, Write};

/// One line on standard error: for people.
pub fn say(line: &str) {
    // If even standard error is gone there is nobody to tell.
    let _ = writeln!(io::stderr().lock(), "twoport: {line}");
}

/// Standard output, buffered: for results.
pub(super) fn results() -> io::BufWriter<io::Stdout> {
    io::BufWriter::new(io::stdout())
}
