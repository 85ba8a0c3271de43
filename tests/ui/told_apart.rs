//! No meaning by colour alone: whatever can be in one of several states is told apart by its signs
//! and words, in Unicode and in ASCII, and where something merely has the keys, by attributes or
//! by where the terminal's cursor stands.

use crate::fixtures::{carrying, connected, started, talk};
use crate::sheet::{Size, picture};
use crate::{dark, folders, look, queue, queues, sessions, sites, text};
use jiff::SignedDuration;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use twoport::app::{
    App, Carry, ConnectForm, Field, Focus, Key, Link, Message, Overlay, Toast, ToastKind,
};
use twoport::engine::LogKind;
use twoport::model::{
    Direction, Entry, EntryKind, ModeChoice, Name, Operation, Shore, SocketState, StepState,
    TransferState,
};
use twoport::tui::glyphs::{ASCII, Glyphs, UNICODE};
use twoport::tui::theme::Theme;

const SIZES: [Size; 2] = [(120, 36), (80, 24)];

fn sets() -> [&'static Glyphs; 2] {
    [&UNICODE, &ASCII]
}

/// What is on the screen without colours and attributes.
fn words(app: &App, size: Size, glyphs: &'static Glyphs) -> String {
    text(&picture(app, &look(Theme::mono(), glyphs), size).buffer)
}

/// The same with attributes, and with the terminal's cursor.
fn marked(app: &App, size: Size, glyphs: &'static Glyphs) -> String {
    let shown = picture(app, &look(Theme::mono(), glyphs), size);
    let attributes: Vec<_> = (shown.buffer.content.iter())
        .map(|cell| cell.modifier)
        .collect();
    let cursor = (shown.cursor, shown.parked);
    format!("{}{attributes:?}{cursor:?}", text(&shown.buffer))
}

fn distinct(what: &str, all: &[String]) {
    for (number, one) in all.iter().enumerate() {
        let other = all[..number].iter().position(|other| other == one);
        assert!(other.is_none(), "{what}: {number} is as {other:?}:\n{one}");
    }
}

/// Each state as it is drawn in both sets at both sizes, and no two of them the same.
fn told_by_words(what: &str, states: &[&dyn Fn(Size) -> App]) {
    for size in SIZES {
        for glyphs in sets() {
            let all: Vec<String> = (states.iter())
                .map(|state| words(&state(size), size, glyphs))
                .collect();
            distinct(what, &all);
        }
    }
}

/// The line of a picture that has this in it.
fn line(screen: &str, part: &str) -> String {
    let found = screen.lines().find(|line| line.contains(part));
    found
        .unwrap_or_else(|| panic!("no {part}: {screen}"))
        .to_owned()
}

fn press(app: &mut App, keys: &str) {
    for name in keys.split_whitespace() {
        let key: Key = name.parse().unwrap();
        let now = app.now;
        app.update(Message::Key(key), now);
    }
}

/// One name, alone in its pane, so that only its state differs.
fn one_row(size: Size, change: impl Fn(&mut App)) -> App {
    let mut app = connected(size);
    app.local.marks.clear();
    let rows = app
        .local
        .rows
        .iter()
        .filter(|row| row.text() == "style.css");
    app.local.rows = rows.cloned().collect();
    app.local.shown = vec![0].into();
    app.local.cursor = 0;
    change(&mut app);
    app
}

fn carry(app: &mut App) {
    let carried = carrying(app.size).carry.unwrap();
    let mut item = carried.items.iter().next().unwrap().clone();
    item.name = Name::from("style.css");
    app.carry = Some(Carry {
        items: [item].into_iter().collect(),
        operation: Operation::Copy,
        ..carried
    });
}

#[test]
fn rows_of_a_pane() {
    let mark = |app: &mut App| {
        crate::fixtures::mark(&mut app.local, "style.css");
    };
    let other = |app: &mut App| {
        app.focus = Focus::Pane(Shore::Remote);
        app.last_pane = Shore::Remote;
    };
    told_by_words(
        "plain, cursor, other cursor, marked, carried",
        &[
            &|size| one_row(size, |_| {}),
            &|size| one_row(size, |app| app.local.cursor = 1),
            &|size| one_row(size, other),
            &|size| one_row(size, mark),
            &|size| {
                one_row(size, |app| {
                    mark(app);
                    app.local.cursor = 1;
                })
            },
            &|size| one_row(size, carry),
        ],
    );
    let of_kind = |size, kind: EntryKind, mode: u32| {
        one_row(size, |app| {
            let mut row = app.local.rows.get(0).unwrap().clone();
            let mut entry = Entry::new(row.entry.name.clone(), kind);
            entry.mode = Some(mode);
            row.entry = entry;
            app.local.rows = [row].into_iter().collect();
        })
    };
    told_by_words(
        "files, programs, folders, links, devices",
        &[
            &|size| of_kind(size, EntryKind::File, 0o644),
            &|size| of_kind(size, EntryKind::File, 0o755),
            &|size| of_kind(size, EntryKind::Dir, 0o755),
            &|size| of_kind(size, EntryKind::Link, 0o777),
            &|size| of_kind(size, EntryKind::Other, 0o644),
        ],
    );
}

#[test]
fn panes() {
    let away = |size| {
        let mut app = connected(size);
        app.focus = Focus::Pane(Shore::Remote);
        app.last_pane = Shore::Remote;
        app
    };
    let home = |size| {
        let mut app = carrying(size);
        app.focus = Focus::Pane(Shore::Local);
        app.last_pane = Shore::Local;
        app
    };
    told_by_words("which has the keys", &[&connected, &away]);
    told_by_words("to be dropped here or not", &[&carrying, &home]);
    for glyphs in sets() {
        let dropped = words(&carrying(SIZES[0]), SIZES[0], glyphs);
        let refused = words(&home(SIZES[0]), SIZES[0], glyphs);
        assert!(dropped.contains("Drop into"), "{dropped}");
        let why = format!("{} same place", glyphs.failed);
        assert!(refused.contains(&why), "{refused}");
    }
}

#[test]
fn what_a_comparison_found() {
    for glyphs in sets() {
        let signs = glyphs.verdicts.map(str::to_owned);
        distinct("verdicts", &signs);
        let screen = words(&folders::compared(SIZES[0]), SIZES[0], glyphs);
        let [only_here, newer, older, ..] = glyphs.verdicts;
        for (sign, name) in [
            (only_here, "logo.svg"),
            (newer, "index.html"),
            (older, "index.html"),
        ] {
            assert!(screen.contains(&format!("{sign}{name}")), "{screen}");
        }
    }
}

#[test]
fn sockets_and_steps() {
    let of_kernel = |state: SocketState| {
        move |size| {
            let mut app = connected(size);
            let data = app.snapshot.sessions[1].data.as_mut().unwrap();
            data.kernel.as_mut().unwrap().state = state;
            app
        }
    };
    let states = [
        SocketState::Listen,
        SocketState::SynSent,
        SocketState::Established,
        SocketState::FinWait1,
        SocketState::CloseWait,
        SocketState::Closed,
    ];
    let states = states.map(of_kernel);
    let states: Vec<&dyn Fn(Size) -> App> = states.iter().map(|it| it as _).collect();
    told_by_words("states of a socket", &states);

    let at_step = |state: StepState| {
        move |size| {
            let mut app = connected(size);
            let data = app.snapshot.sessions[1].data.as_mut().unwrap();
            data.steps.truncate(1);
            data.steps[0].state = state;
            app
        }
    };
    for size in [SIZES[0]] {
        for glyphs in sets() {
            let states = [
                StepState::Pending,
                StepState::Running,
                StepState::Done,
                StepState::Failed,
            ];
            let all = states.map(|state| words(&at_step(state)(size), size, glyphs));
            distinct("steps", &all);
        }
    }

    let with = |snapshot: fn() -> twoport::model::EngineSnapshot| {
        move |size| {
            let mut app = connected(size);
            app.snapshot = snapshot();
            app
        }
    };
    told_by_words(
        "who dials, who waits, what failed",
        &[
            &with(sessions::passive),
            &with(sessions::active),
            &with(sessions::listening),
            &with(sessions::failed),
            &with(sessions::securing),
            &with(sessions::misled),
        ],
    );
}

#[test]
fn the_connection_and_the_mode() {
    let linked = |link: fn(&App) -> Link| {
        move |size| {
            let mut app = connected(size);
            app.link = link(&app);
            app
        }
    };
    told_by_words(
        "how things stand with the server",
        &[
            &connected,
            &linked(|_| Link::Offline { reason: None }),
            &linked(|_| Link::Connecting {
                label: "anna@ftp.example.org".into(),
            }),
            &linked(|app| Link::Reconnecting {
                label: "anna@ftp.example.org".into(),
                features: String::new(),
                words: "421 Timeout".into(),
                attempt: 1,
                due: app.now + SignedDuration::from_secs(4),
            }),
        ],
    );
    let modes = [
        ModeChoice::Passive,
        ModeChoice::Active,
        ModeChoice::Auto,
        ModeChoice::Epsv,
        ModeChoice::Pasv,
        ModeChoice::Eprt,
        ModeChoice::Port,
    ];
    let modes = modes.into_iter().map(|mode| {
        move |size| {
            let mut app = connected(size);
            app.mode = mode;
            app
        }
    });
    let modes: Vec<_> = modes.collect();
    let modes: Vec<&dyn Fn(Size) -> App> = modes.iter().map(|it| it as _).collect();
    told_by_words("modes", &modes);
}

#[test]
fn transfers() {
    let only = |size: Size, direction, state| {
        let mut app = queue::view(size);
        let mut row = (*queues::every_state().transfers[0]).clone();
        (row.direction, row.state) = (direction, state);
        (row.rate, row.retry) = (0, None);
        row.elapsed = Duration::ZERO;
        app.snapshot.transfers = Arc::new(vec![Arc::new(row)]);
        app.queue.cursor = 0;
        app
    };
    let states = [
        TransferState::Held,
        TransferState::Queued,
        TransferState::Starting,
        TransferState::Running,
        TransferState::Paused,
        TransferState::Retrying,
        TransferState::Done,
        TransferState::Failed,
        TransferState::Cancelled,
        TransferState::Skipped,
    ];
    for size in [(120, 36), (60, 20), (40, 10)] {
        for glyphs in sets() {
            let all: Vec<String> = states
                .into_iter()
                .map(|state| words(&only(size, Direction::Download, state), size, glyphs))
                .map(|screen| line(&screen, if size.0 > 60 { "dataset-001" } else { "quet" }))
                .collect();
            distinct("states of a transfer", &all);
            let up = words(
                &only(size, Direction::Upload, TransferState::Done),
                size,
                glyphs,
            );
            let down = words(
                &only(size, Direction::Download, TransferState::Done),
                size,
                glyphs,
            );
            assert_ne!(up, down, "uploads and downloads");
        }
    }
}

#[test]
fn who_speaks_in_the_log() {
    let said = |kind: LogKind, text: &'static str| {
        move |size| {
            let mut app = connected(size);
            talk(&mut app);
            app.log.lines.truncate(1);
            app.log.lines[0].kind = kind;
            app.log.lines[0].text = text.into();
            app.focus = Focus::Log;
            app
        }
    };
    // A refusal is a reply; its number says that it is one.
    told_by_words(
        "who speaks",
        &[
            &said(LogKind::Sent, "226 x"),
            &said(LogKind::Received, "226 x"),
            &said(LogKind::Refused, "550 x"),
            &said(LogKind::Note, "226 x"),
            &said(LogKind::Error, "226 x"),
        ],
    );
}

#[test]
fn news() {
    let told = |kind: ToastKind| {
        move |size| {
            let mut app = connected(size);
            let (text, at) = ("said".into(), app.now);
            app.toast = Some(Toast { kind, text, at });
            app
        }
    };
    told_by_words(
        "good, plain, bad and worse news",
        &[
            &told(ToastKind::Ok),
            &told(ToastKind::Info),
            &told(ToastKind::Warning),
            &told(ToastKind::Error),
        ],
    );
}

#[test]
fn toggles_and_choices() {
    for glyphs in sets() {
        distinct("radio", &glyphs.radio.map(str::to_owned));
        distinct("check", &glyphs.check.map(str::to_owned));
    }
    let form = |anonymous| {
        move |size| {
            let mut app = started(size);
            app.overlay = Some(Overlay::Connect(Box::new(ConnectForm {
                anonymous,
                ..ConnectForm::default()
            })));
            app
        }
    };
    told_by_words("anonymous or not", &[&form(true), &form(false)]);
}

/// What has the keys is told by the terminal's cursor as well as by attributes.
fn keys_are_told(what: &str, states: &[App], size: Size) {
    for glyphs in sets() {
        let all: Vec<String> = (states.iter())
            .map(|app| marked(app, size, glyphs))
            .collect();
        distinct(what, &all);
        let cursors: BTreeSet<_> = (states.iter())
            .map(|app| picture(app, &look(Theme::mono(), glyphs), size))
            .map(|shown| shown.cursor.or(shown.parked).map(|at| (at.x, at.y)))
            .collect();
        assert_eq!(cursors.len(), states.len(), "{what}: {cursors:?}");
    }
}

/// The state after each of some steps.
fn stepped(app: impl Fn() -> App, step: &str, count: usize) -> Vec<App> {
    let after = |steps: usize| {
        let mut app = app();
        press(&mut app, &format!("{step} ").repeat(steps));
        app
    };
    (0..count).map(after).collect()
}

#[test]
fn which_row_has_the_keys() {
    for size in SIZES {
        for (what, begin, step) in [
            ("rows of a pane", "Home", "Down"),
            ("items of a menu", "F9", "Down"),
            ("items of a context menu", "Shift-F10", "Down"),
            ("the settings", "Alt-,", "Down"),
            ("fields of a question", "+", "Tab"),
            ("bits of the permissions", "2 Home Down Ctrl-X", "Right"),
        ] {
            let begun = || {
                let mut app = connected(size);
                press(&mut app, begin);
                app
            };
            keys_are_told(what, &stepped(begun, step, 3), size);
        }
        let tree = stepped(|| sites::state(0, size), "Down", 3);
        keys_are_told("sites", &tree, size);
        let rows = stepped(
            || {
                let mut app = queue::view(size);
                app.queue.cursor = 0;
                app
            },
            "Down",
            3,
        );
        keys_are_told("transfers", &rows, size);
    }
}

#[test]
fn which_field_or_button_has_the_keys() {
    for size in SIZES {
        let fields = [
            Field::Security,
            Field::Host,
            Field::Port,
            Field::User,
            Field::Password,
            Field::Anonymous,
        ];
        let forms = fields.map(|field| {
            let mut app = started(size);
            app.overlay = Some(Overlay::Connect(Box::new(ConnectForm {
                field,
                ..ConnectForm::default()
            })));
            app
        });
        keys_are_told("fields of the connect form", &forms, size);
        let begun = || {
            let mut app = sites::state(1, size);
            press(&mut app, &"Shift-Tab ".repeat(5));
            app
        };
        let buttons = stepped(begun, "Shift-Tab", 3);
        keys_are_told("buttons of a site", &buttons, size);
    }
}

/// All that is told in colours is told without, and the other way round: the characters do not
/// depend on the theme (see `sheet`), and without colours something is still emphasized.
#[test]
fn what_is_chosen_in_a_menu_stands_out_without_colours() {
    let size = (80, 24);
    let mut app = connected(size);
    press(&mut app, "F9");
    for glyphs in sets() {
        let shown = picture(&app, &look(Theme::mono(), glyphs), size);
        let at = shown.parked.expect("the chosen item");
        let chosen = &shown.buffer[(at.x, at.y)];
        let next = &shown.buffer[(at.x, at.y + 1)];
        assert_ne!(chosen.modifier, next.modifier);
    }
    let colours = picture(&app, &dark(), size);
    let at = colours.parked.expect("the chosen item");
    let (chosen, next) = (
        &colours.buffer[(at.x, at.y)],
        &colours.buffer[(at.x, at.y + 1)],
    );
    assert_ne!((chosen.bg, chosen.modifier), (next.bg, next.modifier));
}
