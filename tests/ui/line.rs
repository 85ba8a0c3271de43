//! The command line and the palette on the screen.

use crate::fixtures::connected;
use crate::sheet::check;
use twoport::app::{App, Key, KeyCode, Message};

fn typed(size: (u16, u16), open: &str, letters: &str, then: &str) -> App {
    let mut app = connected(size);
    let now = app.now;
    let mut press = |key: Key| drop(app.update(Message::Key(key), now));
    press(open.parse().unwrap());
    for letter in letters.chars() {
        press(Key::plain(KeyCode::Char(letter)));
    }
    for key in then.split_whitespace() {
        press(key.parse().unwrap());
    }
    app
}

#[test]
fn a_pattern_in_the_command_line() {
    check("line_mget", |size| typed(size, ":", "mget *.parquet", ""));
}

#[test]
fn the_command_line_before_anything_is_typed() {
    check("line_empty", |size| typed(size, ":", "", ""));
}

#[test]
fn a_line_that_makes_no_sense() {
    check("line_wrong", |size| typed(size, ":", "frob x", "Enter"));
}

#[test]
fn what_tab_offers() {
    check("line_offered", |size| typed(size, ":", "get d", "Tab"));
}

#[test]
fn a_listing_to_read() {
    check("line_answer", |size| typed(size, ":", "dir", "Enter"));
}

#[test]
fn the_palette() {
    check("palette", |size| typed(size, "Ctrl-P", "mode", "Down"));
}
