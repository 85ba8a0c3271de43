//! What is asked before what a drop has done is taken back, and the sign of the transfer type.

use crate::fixtures::connected;
use crate::sheet::check;
use twoport::app::{App, CopiesMade, Effect, Key, LocalOutcome, Message, PaneLine};

fn keys(app: &mut App, keys: &str) -> Vec<Effect> {
    let keys = keys.split_whitespace();
    let keys = keys.map(|name| name.parse::<Key>().unwrap());
    keys.flat_map(|key| app.update(Message::Key(key), app.now))
        .collect()
}

fn stand_on(app: &mut App, name: &str) {
    keys(app, "g g");
    let at = |app: &App| match app.local.line(app.local.cursor) {
        Some(PaneLine::Row(row)) => row.text() == name,
        _ => false,
    };
    while !at(app) {
        let before = app.local.cursor;
        keys(app, "Down");
        assert_ne!(before, app.local.cursor, "no {name} here");
    }
}

/// robots.txt and logo.svg were dropped into site/, and `u` is pressed.
fn asked(size: (u16, u16), key: &str) -> App {
    let mut app = connected(size);
    let marked = keys(&mut app, "Esc");
    assert!(marked.is_empty(), "nothing is asked for by that");
    for name in ["logo.svg", "robots.txt"] {
        stand_on(&mut app, name);
        keys(&mut app, "Space");
    }
    keys(&mut app, key);
    stand_on(&mut app, "site");
    let effects = keys(&mut app, "P");
    let request = effects.iter().find_map(|effect| match effect {
        Effect::Local { request, .. } => Some(*request),
        _ => None,
    });
    let done = if key == "x" {
        LocalOutcome::Done("moved 2 items".into())
    } else {
        LocalOutcome::Copied(CopiesMade {
            summary: "copied 2 files".into(),
            copies: ["logo.svg", "robots.txt"]
                .map(|name| format!("/home/anna/work/site/{name}").into())
                .to_vec(),
            stamp: 1,
        })
    };
    let message = Message::Local {
        request: request.unwrap(),
        outcome: Ok(done),
    };
    app.update(message, app.now);
    app.toast = None;
    keys(&mut app, "u");
    app
}

#[test]
fn a_move_that_would_go_back() {
    check("undo_move", |size| asked(size, "x"));
}

#[test]
fn copies_that_would_be_deleted() {
    check("undo_copies", |size| asked(size, "y"));
}

#[test]
fn the_transfer_type_has_its_sign() {
    check("type_ascii", |size| {
        let mut app = connected(size);
        keys(&mut app, "Alt-B");
        app.toast = None;
        app
    });
}
