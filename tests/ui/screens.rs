//! Whole screens at the four sizes of the design.

use crate::fixtures::{carrying, connected, started, talk};
use crate::sessions;
use crate::sheet::{check, check_at, check_sizes};
use crate::{dark, render, text};
use twoport::app::{
    App, ConnectForm, Field, Focus, Link, MenuState, Message, Overlay, Prompt, PromptPurpose,
    Question, Toast, ToastKind,
};
use twoport::engine::{Event, Place};
use twoport::model::{Entry, EntryKind, ModeChoice, Name, RemotePath, Shore};

#[test]
fn passive() {
    check("passive", connected);
}

#[test]
fn wide() {
    check_sizes("wide", &[(160, 40), (200, 50)], connected);
}

#[test]
fn active() {
    check("active", |size| {
        let mut app = connected(size);
        app.mode = ModeChoice::Active;
        app.snapshot = sessions::active();
        app
    });
}

#[test]
fn listening() {
    check("listening", |size| {
        let mut app = connected(size);
        app.mode = ModeChoice::Active;
        app.snapshot = sessions::listening();
        app
    });
}

#[test]
fn carried() {
    check("carrying", carrying);
}

#[test]
fn a_warning_goes_before_what_is_carried() {
    let mut app = carrying((120, 36));
    let told = |app: &App| text(&render(app, &dark(), app.size));
    assert!(told(&app).contains("copy 3 items"));
    app.toast = Some(Toast {
        kind: ToastKind::Warning,
        text: "only rows of ~/work go along".into(),
        at: app.now,
    });
    assert!(told(&app).contains("only rows of ~/work go along"));
}

#[test]
fn carried_where_it_came_from() {
    check("carrying_home", |size| {
        let mut app = carrying(size);
        app.focus = Focus::Pane(Shore::Local);
        app
    });
}

#[test]
fn menu_with_the_mode_open() {
    check("menu_mode", |size| {
        let mut app = connected(size);
        let menus = app.menus();
        let menu = menus
            .iter()
            .position(|menu| menu.title == "Connection")
            .unwrap();
        let item = menus[menu]
            .items
            .iter()
            .position(|item| !item.submenu.is_empty())
            .unwrap();
        app.overlay = Some(Overlay::Menu(MenuState {
            menu,
            item,
            sub: Some(0),
            alone: false,
        }));
        app
    });
}

#[test]
fn a_menu_longer_than_the_screen_says_that_there_is_more() {
    check("menu_view", |size| after(connected(size), "Alt-V"));
    let down = "F9 Down Down Down Down Down Down";
    check_sizes("menu_file_below", &[(40, 10)], |size| {
        after(connected(size), down)
    });
    check("menu_row", |size| after(connected(size), "Shift-F10 Down"));
}

/// Keys, on the screen of a state.
fn after(mut app: App, keys: &str) -> App {
    for key in keys.split_whitespace() {
        let now = app.now;
        app.update(Message::Key(key.parse().unwrap()), now);
    }
    app
}

#[test]
fn a_filter_is_typed_and_kept() {
    check("filter_typed", |size| {
        after(connected(size), "f * . h t m l")
    });
    check("filter_kept", |size| {
        after(connected(size), "f / i n d e x | r o b o t s Enter")
    });
}

#[test]
fn half_an_expression_is_told() {
    check("filter_wrong", |size| after(connected(size), "f / ( x"));
}

#[test]
fn the_orders_are_a_menu_of_their_own() {
    check("menu_sort", |size| after(connected(size), "s"));
}

#[test]
fn a_listing_comes_in_parts() {
    let mut app = connected((120, 36));
    let now = app.now;
    app = after(app, "Tab R");
    let request = app.remote.loading.unwrap();
    let entries = (0..2).map(|number| {
        let name = format!("part{number}.bin");
        Entry::new(Name::from(name.as_str()), EntryKind::File)
    });
    let part = Event::ListedPart {
        request,
        path: RemotePath::from_absolute(b"/pub/large"),
        from: 0,
        entries: entries.collect(),
        verb: "MLSD",
    };
    app.update(Message::Engine(part), now);
    check_at("listing_in_parts", (120, 36), &app);
}

#[test]
fn log() {
    check("log", |size| {
        let mut app = connected(size);
        talk(&mut app);
        app.focus = Focus::Log;
        app.toast = None;
        app
    });
}

#[test]
fn offline_after_an_error() {
    check("offline", |size| {
        let mut app = started(size);
        app.link = Link::Offline {
            reason: Some(
                "Connecting to ftp.example.org failed: connection refused. Is the port right?"
                    .into(),
            ),
        };
        app.toast = Some(Toast {
            kind: ToastKind::Error,
            text: "Connecting to ftp.example.org failed: connection refused".into(),
            at: crate::fixtures::now(),
        });
        app
    });
}

#[test]
fn the_connection_was_lost_and_the_listing_stays() {
    check("lost", |size| {
        let mut app = connected(size);
        app.link = Link::Offline {
            reason: Some("421 Idle too long".into()),
        };
        app.snapshot.sessions.clear();
        app
    });
}

#[test]
fn the_connection_is_lost_and_tried_again() {
    check("reconnecting", |size| {
        let mut app = connected(size);
        app.link = Link::Reconnecting {
            label: "anna@ftp.example.org".into(),
            features: "EPSV EPRT MLSD REST SIZE UTF8".into(),
            words: "421 Timeout".into(),
            attempt: 3,
            due: app.now + jiff::SignedDuration::from_secs(4),
        };
        app.snapshot.sessions.clear();
        app
    });
}

#[test]
fn a_data_connection_that_failed() {
    check("data_failed", |size| {
        let mut app = connected(size);
        app.snapshot = sessions::failed();
        app
    });
}

#[test]
fn an_address_that_was_not_believed() {
    check("misled", |size| {
        let mut app = connected(size);
        app.snapshot = sessions::misled();
        app
    });
}

#[test]
fn the_folder_of_a_pasted_url_is_in_the_form() {
    for size in [(120, 36), (80, 24), (40, 16)] {
        let mut app = started(size);
        let now = app.now;
        let url = "ftp://anna@h/pub/incoming";
        app.update(Message::Paste(url.into()), now);
        let screen = text(&render(&app, &dark(), size));
        assert!(screen.contains("Folder      pub/incoming"), "{screen}");
    }
}

#[test]
fn connect_form() {
    check("connect", |size| {
        let mut app = started(size);
        app.overlay = Some(Overlay::Connect(Box::new(ConnectForm {
            host: "ftp.example.org".into(),
            port: "21".into(),
            user: "anna".into(),
            password: "not to be seen".into(),
            field: Field::Password,
            error: Some("530 Login incorrect. Check user and password.".into()),
            ..ConnectForm::default()
        })));
        app
    });
}

#[test]
fn deletion_is_asked() {
    check("delete", |size| {
        let mut app = connected(size);
        app.overlay = Some(Overlay::Question(Question::DeleteRemote {
            targets: vec![(RemotePath::root(), EntryKind::File); 10],
            named: (1..=6)
                .map(|number| format!("dataset-{number:03}.parquet"))
                .collect(),
            has_folders: true,
            place: "/pub".into(),
        }));
        app
    });
}

#[test]
fn a_prompt() {
    check("make_dir", |size| {
        let mut app = connected(size);
        let prompt = Prompt::new(
            PromptPurpose::MakeDir(Place::Remote(RemotePath::from_absolute(b"/pub"))),
            "2026-12",
        );
        app.overlay = Some(Overlay::Prompt(Box::new(prompt)));
        app
    });
    check("rename", |size| after(connected(size), "F2 End 2"));
}

#[test]
fn help() {
    check("help", |size| {
        let mut app = connected(size);
        app.overlay = Some(Overlay::Help { top: 0 });
        app
    });
    check("help_carrying", |size| after(carrying(size), "?"));
}

const LONG: &str = "Uploading a-name-that-is-rather-long.tar.zst failed: 550 /pub/incoming: You may \
                    not write here, ask the ones who run this. Check the permissions of the folder, \
                    or choose another one: the last word is here";

#[test]
fn a_long_error_takes_more_rows_and_its_end_is_there() {
    for size in [(120, 36), (80, 24), (60, 20)] {
        let mut app = connected(size);
        app.toast = Some(Toast {
            kind: ToastKind::Error,
            text: LONG.into(),
            at: crate::fixtures::now(),
        });
        let screen = text(&render(&app, &dark(), size));
        let words: Vec<&str> = screen.split_whitespace().collect();
        let told = words.join(" ");
        assert!(told.contains("word is here"), "{screen}");
    }
    // Where there is no room for all of it, the log has it.
    let mut app = connected((40, 10));
    app.toast = Some(Toast {
        kind: ToastKind::Error,
        text: LONG.into(),
        at: crate::fixtures::now(),
    });
    let screen = text(&render(&app, &dark(), (40, 10)));
    assert!(screen.contains("… (L: log)"), "{screen}");
}

#[test]
fn what_a_key_is_answered_with_is_seen_while_something_is_carried() {
    let mut app = carrying((120, 36));
    app.link = Link::Offline { reason: None };
    let now = app.now;
    app.update(Message::Key("R".parse().unwrap()), now);
    let screen = text(&render(&app, &dark(), (120, 36)));
    assert!(screen.contains("not connected; o connects"), "{screen}");
    app.update(Message::Tick, now + jiff::SignedDuration::from_secs(5));
    let screen = text(&render(&app, &dark(), (120, 36)));
    assert!(!screen.contains("not connected; o connects"), "{screen}");
}

#[test]
fn what_comes_while_the_connection_is_missed_is_told_beside_the_countdown() {
    check("reconnecting_told", |size| {
        let mut app = connected(size);
        app.link = Link::Reconnecting {
            label: "anna@ftp.example.org".into(),
            features: "EPSV EPRT MLSD REST SIZE UTF8".into(),
            words: "421 Timeout".into(),
            attempt: 3,
            due: app.now + jiff::SignedDuration::from_secs(4),
        };
        app.snapshot.sessions.clear();
        app.toast = Some(Toast {
            kind: ToastKind::Warning,
            text: "No room on this computer: downloads pause".into(),
            at: app.now,
        });
        app
    });
}
