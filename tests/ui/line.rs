//! The command line and the palette on the screen.

use crate::fixtures::connected;
use crate::screens::SIZES;
use crate::{dark, render, text};
use twoport::app::{Answer, App, Key, KeyCode, Message, Overlay};

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

fn check(name: &str, state: impl Fn((u16, u16)) -> App) {
    for size in SIZES {
        let screen = text(&render(&state(size), &dark(), size));
        insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), screen);
    }
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

#[test]
fn a_long_answer_is_read_from_its_first_line_to_its_last() {
    for size in SIZES {
        let mut app = connected(size);
        let lines: Vec<String> = (0..500).map(|number| format!("<{number}>")).collect();
        let answer = Answer {
            title: "Long".into(),
            width: 5,
            lines: lines.clone(),
            top: 0,
        };
        app.overlay = Some(Overlay::Answer(Box::new(answer)));
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..500 {
            let screen = text(&render(&app, &dark(), size));
            seen.extend(lines.iter().filter(|line| screen.contains(*line)));
            let now = app.now;
            app.update(Message::Key("PgDn".parse().unwrap()), now);
        }
        assert_eq!(seen.len(), lines.len(), "{size:?}");
        let last = text(&render(&app, &dark(), size));
        assert!(last.contains("<499>") && !last.contains("<0>"), "{last}");
    }
}
