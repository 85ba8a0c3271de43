//! Whole screens at the four sizes of the design.

use crate::fixtures::{carrying, connected, started, talk};
use crate::{dark, look, render, sessions, text};
use twoport::app::{
    App, ConnectForm, Field, Focus, Link, MenuState, Message, Overlay, Prompt, PromptPurpose,
    Question, Toast, ToastKind,
};
use twoport::engine::Event;
use twoport::model::{Entry, EntryKind, ModeChoice, Name, RemotePath, Shore};
use twoport::tui::glyphs::ASCII;
use twoport::tui::theme::Theme;

pub(crate) const SIZES: [(u16, u16); 4] = [(120, 36), (80, 24), (60, 20), (40, 10)];

/// Compares the screens of a state with the kept ones, at each size.
fn check(name: &str, state: impl Fn((u16, u16)) -> App) {
    for size in SIZES {
        check_at(name, size, &state(size));
    }
}

pub(crate) fn check_at(name: &str, size: (u16, u16), app: &App) {
    let screen = text(&render(app, &dark(), size));
    insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), screen);
}

#[test]
fn passive() {
    check("passive", connected);
}

#[test]
fn wide() {
    check_at("passive", (160, 40), &connected((160, 40)));
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
fn carried_where_it_came_from() {
    let mut app = carrying((120, 36));
    app.focus = Focus::Pane(Shore::Local);
    check_at("carrying_home", (120, 36), &app);
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
    for size in [(80, 24), (40, 10)] {
        check_at("menu_view", size, &after(connected(size), "Alt-V"));
    }
    let down = "Down Down Down Down Down Down";
    check_at(
        "menu_file_below",
        (40, 10),
        &after(connected((40, 10)), &format!("F9 {down}")),
    );
    check_at(
        "menu_row",
        (60, 20),
        &after(connected((60, 20)), "Shift-F10 Down"),
    );
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
    for size in [(120, 36), (80, 24)] {
        let typed = after(connected(size), "f * . h t m l");
        check_at("filter_typed", size, &typed);
        let kept = after(connected(size), "f / i n d e x | r o b o t s Enter");
        check_at("filter_kept", size, &kept);
    }
}

#[test]
fn half_an_expression_is_told() {
    let app = after(connected((120, 36)), "f / ( x");
    check_at("filter_wrong", (120, 36), &app);
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
    let mut app = connected((120, 36));
    app.link = Link::Offline {
        reason: Some("421 Idle too long".into()),
    };
    app.snapshot.sessions.clear();
    check_at("lost", (120, 36), &app);
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
    let mut app = connected((120, 36));
    app.snapshot = sessions::misled();
    check_at("misled", (120, 36), &app);
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
    let mut app = connected((80, 24));
    app.overlay = Some(Overlay::Question(Question::DeleteRemote {
        targets: Vec::new(),
        names: (1..=9)
            .map(|number| format!("dataset-{number:03}.parquet"))
            .chain(["incoming/".into()])
            .collect(),
        place: "/pub".into(),
    }));
    check_at("delete", (80, 24), &app);
}

#[test]
fn a_prompt() {
    let mut app = connected((80, 24));
    let prompt = Prompt::new(PromptPurpose::MakeDir(Shore::Remote), "2026-12");
    app.overlay = Some(Overlay::Prompt(Box::new(prompt)));
    check_at("prompt", (80, 24), &app);
}

#[test]
fn help() {
    for size in [(120, 36), (80, 24)] {
        let mut app = connected(size);
        app.overlay = Some(Overlay::Help { top: 0 });
        check_at("help", size, &app);
    }
}

#[test]
fn ascii_without_colour() {
    for (name, state) in [
        ("ascii_passive", connected as fn(_) -> _),
        ("ascii_carrying", carrying),
    ] {
        let size = (120, 36);
        let look = look(Theme::mono(), &ASCII);
        insta::assert_snapshot!(name, text(&render(&state(size), &look, size)));
    }
}
