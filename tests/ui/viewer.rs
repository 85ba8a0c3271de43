//! A file that is looked at, as text, as digits, as a picture.

use crate::fixtures::{connected, listening, now};
use crate::{dark, render, sheet, text};
use std::time::Duration;
use twoport::app::{App, Effect, Key, KeyCode, LocalJob, LocalOutcome, Message, Overlay, Question};
use twoport::engine::{Command, Event, Outcome};
use twoport::model::part::Taker;
use twoport::model::{
    Direction, FileFacts, FileRange, Part, RemotePath, TransferId, TransferState,
};

fn part(file: &[u8], range: FileRange) -> Part {
    let from = usize::try_from(range.from).unwrap().min(file.len());
    let mut taker = Taker::new(range, 0);
    taker.take(&file[from..]);
    let ended = taker.wanted() > 0;
    taker.finish(ended)
}

/// Sends a message, and answers what is asked for with this file.
fn send(app: &mut App, message: Message, file: &[u8]) {
    let mut effects = app.update(message, now());
    while let Some(effect) = effects.pop() {
        let answer = match effect {
            Effect::Engine(Command::Read { request, range, .. }) => {
                let part = part(file, range);
                Event::Part { request, part }
            }
            Effect::Engine(Command::Look { request, .. }) => {
                let facts = FileFacts {
                    size: Some(file.len() as u64),
                    modified: None,
                };
                Event::Looked { request, facts }
            }
            _ => continue,
        };
        effects.extend(app.update(Message::Engine(answer), now()));
    }
}

fn keys(app: &mut App, names: &str, file: &[u8]) {
    for name in names.split_whitespace() {
        let key: Key = name.parse().unwrap();
        send(app, Message::Key(key), file);
    }
}

/// Looks at `README` on the server, which has this in it.
pub(crate) fn looking(size: (u16, u16), file: &[u8], then: &str) -> App {
    let mut app = connected(size);
    app.toast = None;
    app.log.unread = 0;
    keys(&mut app, "2", file);
    let place = app
        .remote
        .rows
        .iter()
        .position(|row| row.text() == "README");
    app.remote.cursor = place.unwrap() + 1;
    keys(&mut app, "F3", file);
    keys(&mut app, then, file);
    app
}

fn check(name: &str, file: &[u8], then: &str) {
    sheet::check(name, |size| looking(size, file, then));
}

fn log() -> Vec<u8> {
    let mut lines = Vec::new();
    for line in 1..2000 {
        let said = match line % 7 {
            0 => "\ttab, und ein \u{dc}mlaut, \u{5199}\u{771f}",
            3 => "\x1b[31mred\x1b[0m in the log of \u{202e}somebody",
            5 => {
                "a line that is longer than the screen is wide: the quick brown fox jumps over the \
                  lazy dog, and then it jumps over the lazy dog once more, and again, to the end"
            }
            _ => "GET /index.html 200",
        };
        let (minute, second) = (line / 60 % 60, line % 60);
        lines.push(format!("2026-11-22 17:{minute:02}:{second:02} {said}\n"));
    }
    lines.concat().into_bytes()
}

#[test]
fn a_text() {
    check("viewer_text", &log(), "PgDn");
}

#[test]
fn a_text_to_the_right() {
    check("viewer_unwrapped", &log(), "w Right End");
}

#[test]
fn digits() {
    let bytes: Vec<u8> = (0..4000_u32)
        .map(|at| u8::try_from(at * 7 % 256).unwrap())
        .collect();
    check("viewer_hex", &bytes, "Down");
}

#[test]
fn a_picture() {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x06\0\0\0".to_vec();
    png.extend((0..2000_u32).map(|at| u8::try_from(at * 11 % 256).unwrap()));
    check("viewer_image", &png, "");
}

#[test]
fn a_match() {
    let file = log();
    sheet::check("viewer_match", |size| {
        let mut app = looking(size, &file, "/");
        for letter in "\u{dc}mlaut".chars() {
            send(
                &mut app,
                Message::Key(Key::plain(KeyCode::Char(letter))),
                &file,
            );
        }
        keys(&mut app, "Enter", &file);
        app
    });
}

#[test]
fn the_keys_of_the_view() {
    check("viewer_help", &log(), "F1");
}

/// Edited, and changed on the server meanwhile.
fn conflict(size: (u16, u16)) -> App {
    let folder = "/tmp/twoport-edit-Ab12";
    let mut app = connected(size);
    app.toast = None;
    keys(&mut app, "2", b"");
    let place = app
        .remote
        .rows
        .iter()
        .position(|row| row.text() == "README");
    app.remote.cursor = place.unwrap() + 1;
    let mut effects = app.update(Message::Key("F4".parse().unwrap()), now());
    let (mut looks, mut marks) = (0, 0);
    while let Some(effect) = effects.pop() {
        let message = match effect {
            Effect::Engine(Command::Look { request, .. }) => {
                looks += 1;
                let facts = FileFacts {
                    size: Some(1_000 * looks),
                    modified: None,
                };
                Message::Engine(Event::Looked { request, facts })
            }
            Effect::Engine(Command::Enqueue(order)) => Message::Engine(Event::Ended(Outcome {
                id: TransferId(99),
                drop: order.id,
                direction: Direction::Download,
                operation: order.operation,
                local: format!("{folder}/README").into(),
                remote: RemotePath::from_absolute(b"/pub/README"),
                state: TransferState::Done,
                bytes: 1_000,
                offset: 0,
                took: Duration::from_millis(10),
                tries: 1,
                problem: None,
                note: None,
                retriable: false,
            })),
            Effect::Local { request, job } => {
                marks += 1;
                let outcome = match job {
                    LocalJob::MakePrivateFolder => LocalOutcome::PrivateFolder(folder.into()),
                    _ => LocalOutcome::Fingerprint(marks.to_string(), 7),
                };
                let outcome = Ok(outcome);
                Message::Local { request, outcome }
            }
            Effect::EditFile { id, .. } => {
                let outcome = Ok(());
                Message::FileEdited { id, outcome }
            }
            _ => continue,
        };
        effects.extend(app.update(message, now()));
    }
    app.toast = None;
    app
}

#[test]
fn the_question_about_a_file_that_was_changed_meanwhile() {
    sheet::check("edit_conflict", |size| {
        let app = conflict(size);
        let asked = matches!(
            app.overlay,
            Some(Overlay::Question(Question::EditConflict(_)))
        );
        assert!(asked, "{:?}", app.overlay);
        listening(app)
    });
}

/// A question that has opened by itself offers its answers when it takes them, in the place that was kept
/// for them.
#[test]
fn answers_are_shown_when_they_are_taken() {
    let size = (120, 36);
    let app = conflict(size);
    let before = text(&render(&app, &dark(), size));
    let after = text(&render(&listening(app), &dark(), size));
    assert!(!before.contains("Keep both"), "{before}");
    assert!(after.contains("Keep both"), "{after}");
    let place = |picture: &str| {
        picture
            .lines()
            .position(|row| row.contains("It stays there"))
    };
    assert_eq!(place(&before), place(&after), "nothing jumps");
}
