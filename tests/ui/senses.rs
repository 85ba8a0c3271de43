//! For screen readers, magnifiers and eyes that tire: where the terminal's cursor stands, and that
//! nothing moves by itself where nothing is to.

use crate::fixtures::connected;
use crate::sheet::{Size, picture};
use crate::{dark, queue};
use ratatui::layout::Position;
use std::time::Duration;
use twoport::app::{App, Key, Message};
use twoport::model::settings::CursorShown;
use twoport::tui::view::Look;

const SIZE: Size = (120, 36);

fn press(app: &mut App, keys: &str) {
    for name in keys.split_whitespace() {
        let key: Key = name.parse().unwrap();
        let now = app.now;
        app.update(Message::Key(key), now);
    }
}

/// What is written from where the cursor stands.
fn read(app: &App, cells: u16) -> String {
    let shown = picture(app, &dark(), SIZE);
    let at = shown.cursor.or(shown.parked).expect("a cursor");
    (at.x..at.x + cells)
        .map(|x| shown.buffer[(x, at.y)].symbol())
        .collect()
}

#[test]
fn the_cursor_stands_on_what_has_the_keys() {
    let mut app = connected(SIZE);
    assert_eq!(read(&app, 12), "archive-2025");
    press(&mut app, "Down");
    assert_eq!(read(&app, 9), "backup.sq");
    press(&mut app, "Tab");
    assert_eq!(read(&app, 8), "dataset-");
    press(&mut app, "F9 Down");
    assert!(read(&app, 8).starts_with("Move to"), "{}", read(&app, 8));
    press(&mut app, "Esc F8");
    assert_eq!(read(&app, 10), "Enter Keep", "a question, its safe answer");
    let app = queue::view(SIZE);
    assert!(read(&app, 30).contains("release-1.4.0.iso"));
}

#[test]
fn it_is_shown_where_something_is_typed_or_always() {
    let mut app = connected(SIZE);
    let shown = |app: &App| picture(app, &dark(), SIZE).cursor;
    assert_eq!(shown(&app), None);
    let parked = picture(&app, &dark(), SIZE).parked;
    app.settings.appearance.cursor = CursorShown::Always;
    assert_eq!(shown(&app), parked);
    app.settings.appearance.cursor = CursorShown::Inputs;
    press(&mut app, "f x y");
    let typed = shown(&app).expect("a filter is typed");
    assert_eq!(typed, Position::new(3 + 9, 20));
    press(&mut app, "Esc F7");
    assert!(shown(&app).is_some(), "a name is typed");
}

/// A picture of a download that has run for so long.
fn after(milliseconds: u64, moves: bool) -> ratatui::buffer::Buffer {
    let mut app = connected(SIZE);
    let data = app.snapshot.sessions[1].data.as_mut().unwrap();
    data.age = Duration::from_millis(milliseconds);
    let look = Look { moves, ..dark() };
    picture(&app, &look, SIZE).buffer
}

#[test]
fn what_moves_shows_that_bytes_come_and_can_be_stopped() {
    assert_ne!(after(0, true), after(250, true));
    assert_eq!(after(0, true), after(1_000, true), "four steps and again");
    assert_eq!(after(0, false), after(250, false));
    let stalled = |age| {
        let mut app = connected(SIZE);
        let data = app.snapshot.sessions[1].data.as_mut().unwrap();
        (data.age, data.rate) = (Duration::from_millis(age), 0);
        picture(&app, &dark(), SIZE).buffer
    };
    assert_eq!(stalled(0), stalled(250), "nothing comes: nothing moves");
}
