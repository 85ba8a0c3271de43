//! Tabs: several connections at once, as each of them sees it.

use crate::screen::*;
use std::path::PathBuf;
use std::time::Duration;
use twoport::app::{
    Action, App, Effect, Message, Question, TabId, TabNews, TabOrder, TabStart, TabStrip, TabView,
    Target, ToastKind,
};
use twoport::engine::{Batch, Cause, Command, Event, Outcome, Problem};
use twoport::model::settings::{Keys, ThemeChoice};
use twoport::model::{Operation, RateLimits, Shore, SiteBook, SiteKey, StoredSite, TransferState};

fn view(id: u64, label: Option<&str>) -> TabView {
    TabView {
        id: TabId(id),
        label: label.map(str::to_owned),
        online: label.is_some(),
        ..TabView::default()
    }
}

/// Three tabs: the one under test, bob's, and one that is not connected.
pub(crate) fn strip(here: usize) -> TabStrip {
    let mut all = vec![
        view(1, Some("anna@ftp.example.org")),
        view(2, Some("bob@nas")),
        view(3, None),
    ];
    all.swap(0, here);
    TabStrip {
        all,
        here,
        behind: false,
    }
}

pub(crate) fn several(mut screen: Screen) -> Screen {
    screen.send(Message::Tabs(TabNews::Shown(strip(0))));
    screen.effects.clear();
    screen
}

pub(crate) fn orders(screen: &mut Screen) -> Vec<TabOrder> {
    let orders = screen.take().into_iter().filter_map(|effect| match effect {
        Effect::Tab(order) => Some(order),
        _ => None,
    });
    orders.collect()
}

/// The state of a tab that was opened beside this one.
pub(crate) fn beside(screen: &Screen, start: &TabStart) -> Screen {
    let (app, effects) = screen.app.beside(start);
    Screen {
        app,
        now: screen.now,
        effects,
    }
}

/// The same, connected to another server, second of the tabs.
pub(crate) fn bobs(screen: &Screen) -> Screen {
    let mut other = beside(screen, &TabStart::Empty);
    other.answer_local(WORK, local_entries());
    other.keys("o");
    other.keys("Ctrl-A Ctrl-K");
    other.text("ftp://bob:pw@nas/");
    other.keys("Enter");
    other.event(Event::Connected {
        label: "bob@nas".into(),
        directory: path("/disk"),
        greeting: "220 ready".into(),
        features: "MLST".into(),
    });
    other.answer_remote("/disk", vec![directory("photos")]);
    let mut tabs = strip(0);
    tabs.here = 1;
    other.send(Message::Tabs(TabNews::Shown(tabs)));
    other.effects.clear();
    other
}

#[test]
fn keys_open_tabs_and_go_from_one_to_another() {
    let mut screen = Screen::online();
    screen.keys("Ctrl-PgDn");
    assert_eq!(screen.toast(), "this is the only tab; Ctrl-T opens another");
    screen.keys("Ctrl-T");
    assert_eq!(orders(&mut screen), [TabOrder::Open(TabStart::Empty)]);

    let mut screen = several(screen);
    screen.keys("Ctrl-PgDn g T g 3 g t");
    assert_eq!(
        orders(&mut screen),
        [
            TabOrder::Show(1),
            TabOrder::Show(2),
            TabOrder::Show(2),
            TabOrder::Show(1)
        ]
    );
    screen.keys("g 1 g 7");
    assert!(orders(&mut screen).is_empty());
    assert_eq!(screen.toast(), "there is no tab 7");
    screen.keys("T g 2");
    assert_eq!(orders(&mut screen), [TabOrder::Show(1)]);
}

#[test]
fn there_are_as_many_tabs_as_digits() {
    let mut screen = Screen::online();
    let all = (1..=9).map(|id| view(id, None)).collect();
    let tabs = TabStrip {
        all,
        ..TabStrip::default()
    };
    screen.send(Message::Tabs(TabNews::Shown(tabs)));
    screen.keys("Ctrl-T");
    assert!(orders(&mut screen).is_empty());
    assert_eq!(screen.toast(), "there are 9 tabs; close one first");
}

#[test]
fn closing_a_tab_asks_while_its_queue_is_not_done() {
    let mut screen = Screen::online();
    screen.keys("Ctrl-W c");
    assert_eq!(screen.toast(), "this is the only tab; F10 quits");

    let mut screen = several(screen);
    screen.keys("Ctrl-W c");
    assert_eq!(orders(&mut screen), [TabOrder::Close]);

    screen.queue(vec![
        transfer(1, TransferState::Running),
        transfer(2, TransferState::Paused),
        transfer(3, TransferState::Done),
    ]);
    for safe in ["Enter", "Esc", "n"] {
        screen.keys("Ctrl-W c");
        assert!(
            matches!(
                screen.question(),
                Question::CloseTab {
                    number: 1,
                    active: 2,
                    edits: 0
                }
            ),
            "{:?}",
            screen.question()
        );
        screen.keys(safe);
        assert!(screen.app.overlay.is_none());
        assert!(orders(&mut screen).is_empty(), "{safe} closes nothing");
    }
    screen.keys("Ctrl-W c y");
    assert_eq!(orders(&mut screen), [TabOrder::Close]);
    assert!(!screen.app.quitting);
}

#[test]
fn quitting_asks_once_for_all_tabs() {
    let mut screen = several(Screen::online());
    let mut tabs = strip(0);
    tabs.all[1].unfinished = 3;
    screen.send(Message::Tabs(TabNews::Shown(tabs)));
    screen.queue(vec![transfer(1, TransferState::Running)]);
    screen.keys("q");
    assert!(matches!(screen.question(), Question::Quit { active: 4 }));
    screen.keys("y");
    assert!(screen.app.quitting);
}

#[test]
fn what_ends_behind_is_told_in_front() {
    let batch = |failed| {
        Event::BatchEnded(Batch {
            done: 12,
            failed,
            may_pass: failed,
            left_out: 0,
            bytes: 2048,
            took: Duration::from_secs(7),
        })
    };
    let mut screen = several(Screen::online());
    screen.event(batch(0));
    assert!(orders(&mut screen).is_empty(), "it is in front itself");
    screen.send(Message::Tabs(TabNews::Hidden));
    screen.event(batch(0));
    let told = "12 files done, 2.00 KiB in 7.0 s";
    let expected = TabOrder::Tell(ToastKind::Ok, told.into());
    assert_eq!(orders(&mut screen), [expected]);
    screen.event(batch(1));
    let orders = orders(&mut screen);
    assert!(
        matches!(orders.as_slice(), [TabOrder::Tell(ToastKind::Error, text)] if text.contains("1 failed")),
        "{orders:?}"
    );

    let mut front = several(Screen::online());
    front.send(Message::Tabs(TabNews::Told {
        number: 2,
        label: Some("bob@nas".into()),
        kind: ToastKind::Ok,
        text: told.into(),
    }));
    assert_eq!(front.toast(), format!("tab 2 bob@nas: {told}"));
}

#[test]
fn a_question_behind_is_counted_for_its_chip() {
    let mut screen = several(Screen::online());
    screen.send(Message::Tabs(TabNews::Hidden));
    screen.queue(vec![
        transfer(1, TransferState::Running),
        transfer(2, TransferState::Queued),
        transfer(3, TransferState::Failed),
    ]);
    screen.take();
    screen.event(restored("bob", 2));
    let told = "a question waits for an answer";
    let expected = TabOrder::Tell(ToastKind::Warning, told.into());
    assert_eq!(orders(&mut screen), [expected]);
    let seen = screen.app.tab_view();
    assert_eq!(seen.label.as_deref(), Some("anna@ftp.example.org"));
    assert!(seen.online);
    assert_eq!(
        (
            seen.moving.count,
            seen.unfinished,
            seen.failed,
            seen.waiting
        ),
        (1, 2, 1, 1)
    );
}

#[test]
fn a_new_tab_begins_where_the_local_pane_is_and_is_not_connected() {
    let mut screen = Screen::online();
    screen.app.limits = RateLimits {
        down: Some(5000),
        up: None,
    };
    screen.keys("2");
    let mut other = beside(&screen, &TabStart::Empty);
    let jobs = other.take();
    assert!(
        jobs.iter()
            .any(|effect| matches!(effect, Effect::Local { .. })),
        "{jobs:?}"
    );
    assert!(
        !jobs
            .iter()
            .any(|effect| matches!(effect, Effect::Engine(Command::Connect(_)))),
        "{jobs:?}"
    );
    assert_eq!(other.app.local.place, Some(local(WORK)));
    assert_eq!(other.app.remote.place, None);
    assert_eq!(other.app.active(), Shore::Remote);
    assert_eq!(other.app.limits, screen.app.limits);
    // The server of before is one key away.
    other.keys("Ctrl-R");
    let commands = other.commands();
    assert!(
        matches!(commands.as_slice(), [Command::Connect(site)] if site.label() == "anna@ftp.example.org"),
        "{commands:?}"
    );
}

#[test]
fn the_line_opens_a_tab_at_once_connected() {
    let mut screen = Screen::online();
    screen.keys(":");
    screen.text("tab ftp://bob:pw@nas/disk");
    screen.keys("Enter");
    let mut asked = orders(&mut screen);
    let Some(TabOrder::Open(start)) = asked.pop() else {
        panic!("{asked:?}");
    };
    let mut other = beside(&screen, &start);
    let commands = other.commands();
    let connects = commands.iter().find_map(|command| match command {
        Command::Connect(site) => Some(site.label()),
        _ => None,
    });
    assert_eq!(connects.as_deref(), Some("bob@nas"));
    assert!(screen.is_online(), "this one stays where it is");
    screen.keys(":");
    screen.text("tabclose");
    screen.keys("Enter");
    assert_eq!(screen.toast(), "this is the only tab; F10 quits");
}

#[test]
fn no_tab_opens_for_what_is_no_server() {
    for wrong in ["tab x y z", "tab nas 99999", "tab http://nas/"] {
        let mut screen = Screen::online();
        screen.keys(":");
        screen.text(wrong);
        screen.keys("Enter");
        assert!(orders(&mut screen).is_empty(), "{wrong}");
        let Some(twoport::app::Overlay::Line(asked)) = &screen.app.overlay else {
            panic!("{wrong}: {:?}", screen.app.overlay)
        };
        assert!(asked.error.is_some(), "{wrong}");
    }
}

#[test]
fn a_site_is_opened_in_a_tab_from_the_site_manager() {
    let mut site = StoredSite::new("nas", "nas.example.org").unwrap();
    site.set(SiteKey::User, "anonymous").unwrap();
    let mut screen = Screen::online();
    screen.app.sites = [site].into_iter().collect::<SiteBook>();
    screen.keys("Alt-S T");
    assert!(screen.app.overlay.is_none());
    let mut asked = orders(&mut screen);
    let Some(TabOrder::Open(start)) = asked.pop() else {
        panic!("{asked:?}");
    };
    let mut other = beside(&screen, &start);
    let commands = other.commands();
    assert!(
        commands.iter().any(
            |command| matches!(command, Command::Connect(site) if site.host == "nas.example.org")
        ),
        "{commands:?}"
    );
}

#[test]
fn what_is_the_users_own_is_the_same_in_all_tabs() {
    let mut screen = several(Screen::online());
    let mut other = bobs(&screen);
    screen.app.settings.appearance.theme = ThemeChoice::Light;
    screen.app.settings.keys = Keys::Vim;
    screen.app.compose_keys().unwrap();
    screen.app.limits.up = Some(9000);
    screen.app.line.history.push("ls".into());
    screen.app.mouse = false;
    let effects = other.app.keep_up_with(&screen.app);
    assert!(effects.is_empty(), "{effects:?}");
    assert_eq!(other.app.settings, screen.app.settings);
    assert_eq!(other.app.limits.up, Some(9000));
    assert_eq!(other.app.line.history, ["ls"]);
    assert!(!other.app.mouse);
    other.keys("Z Z");
    assert!(other.app.quitting, "the keys of vi");
    assert_eq!(
        App::key_of(&screen.app, Action::PickUp).as_deref(),
        Some("y y")
    );
}

/// What is carried goes from one tab to another, as the screen does it.
pub(crate) fn walk_over(from: &mut Screen, to: &mut Screen) {
    from.send(Message::Tabs(TabNews::Hidden));
    if let Some(handed) = from.app.hand_over() {
        to.app.take_from(handed);
    }
}

#[test]
fn local_files_are_carried_into_another_tab_and_uploaded_there() {
    let mut screen = several(Screen::online());
    screen.stand_on("notes.txt");
    screen.keys("p");
    let mut other = bobs(&screen);
    walk_over(&mut screen, &mut other);
    assert!(screen.app.carry.is_none());
    assert!(matches!(other.app.target(), Some(Target::Ok { .. })));
    other.keys("2 p");
    let order = other.order();
    assert_eq!((order.from, order.to), (local(WORK), remote("/disk")));
    assert!(other.app.carry.is_none());
}

#[test]
fn what_comes_home_is_put_back_where_it_was() {
    let mut screen = several(Screen::online());
    screen.stand_on("notes.txt");
    screen.keys("Space p");
    let mut other = bobs(&screen);
    walk_over(&mut screen, &mut other);
    walk_over(&mut other, &mut screen);
    screen.keys("2 Esc");
    assert_eq!(screen.marks(Shore::Local), ["notes.txt"]);
    assert_eq!(screen.app.active(), Shore::Local);

    screen.keys("p");
    walk_over(&mut screen, &mut other);
    other.keys("2 Esc");
    assert!(other.app.carry.is_none());
    assert_eq!(other.toast(), "put back");
    assert_eq!(other.app.active(), Shore::Remote, "it is from nowhere here");
}

#[test]
fn what_is_carried_from_a_server_comes_by_the_tab_it_is_from() {
    let mut screen = several(Screen::online());
    screen.keys("2");
    screen.stand_on("README");
    screen.keys("p");
    let mut other = bobs(&screen);
    walk_over(&mut screen, &mut other);
    other.keys("1 p");
    let asked = orders(&mut other);
    let [TabOrder::Fetch(home, fetch)] = asked.as_slice() else {
        panic!("{asked:?}");
    };
    assert_eq!(*home, TabId(1));
    assert_eq!(other.toast(), "copy 1 item to this computer, in tab 1");
    screen.send(Message::Tabs(TabNews::Fetch(fetch.clone())));
    let order = screen.order();
    assert_eq!((order.from, order.to), (remote("/pub"), local(WORK)));
    assert_eq!(order.operation, Operation::Copy);
}

#[test]
fn a_tab_that_is_gone_or_not_connected_brings_nothing() {
    let mut screen = several(Screen::online());
    screen.keys("2");
    screen.stand_on("README");
    screen.keys("p");
    let mut other = bobs(&screen);
    walk_over(&mut screen, &mut other);
    other.keys("1");
    let mut tabs = strip(0);
    tabs.here = 1;
    tabs.all[0].online = false;
    other.send(Message::Tabs(TabNews::Shown(tabs.clone())));
    let no = |text: &str| Some(Target::No(text.into()));
    assert_eq!(other.app.target(), no("tab 1 is not connected"));
    tabs.all.remove(0);
    tabs.here = 0;
    other.send(Message::Tabs(TabNews::Shown(tabs)));
    assert_eq!(other.app.target(), no("its tab is closed"));
}

#[test]
fn on_one_server_a_move_goes_from_tab_to_tab() {
    let mut screen = several(Screen::online());
    screen.keys("2");
    screen.stand_on("README");
    screen.keys("x");
    let mut other = beside(&screen, &TabStart::Empty);
    other.answer_local(WORK, local_entries());
    other.keys("Ctrl-R");
    other.connected();
    other.answer_remote("/archive", vec![]);
    let mut tabs = strip(0);
    tabs.all[1].label = Some("anna@ftp.example.org".into());
    tabs.here = 1;
    other.send(Message::Tabs(TabNews::Shown(tabs)));
    other.effects.clear();
    walk_over(&mut screen, &mut other);
    assert_eq!(other.app.target(), Some(Target::Ok { conflicts: 0 }));
    other.keys("p");
    let commands = other.commands();
    let [Command::Rename { from, to, .. }] = commands.as_slice() else {
        panic!("{commands:?}");
    };
    assert_eq!((from, to), (&path("/pub/README"), &path("/archive/README")));
}

#[test]
fn what_another_tab_has_brought_is_listed() {
    let done = Outcome {
        state: TransferState::Done,
        ..outcome("/pub/README", &format!("{WORK}/README"))
    };
    let mut screen = several(Screen::online());
    screen.event(Event::Ended(done));
    let file = PathBuf::from(WORK).join("README");
    assert_eq!(orders(&mut screen), [TabOrder::Changed(file.clone())]);

    let mut other = several(Screen::online());
    other.wait(2000);
    other.send(Message::Tabs(TabNews::Changed("/elsewhere/README".into())));
    assert!(other.jobs().is_empty());
    other.send(Message::Tabs(TabNews::Changed(file)));
    assert!(!other.jobs().is_empty(), "its folder is shown");
}

#[test]
fn a_connection_that_fails_behind_is_told_in_front() {
    let screen = several(Screen::online());
    let start = TabStart::Line("open ftp://bob:pw@nas/".into());
    let mut other = beside(&screen, &start);
    other.send(Message::Tabs(TabNews::Hidden));
    other.effects.clear();
    let problem = Problem::new(Cause::Connection, "Connecting to nas failed");
    other.connect_failed(problem);
    let told = orders(&mut other);
    assert!(
        matches!(told.as_slice(), [TabOrder::Tell(ToastKind::Error, text)] if text.contains("nas failed")),
        "{told:?}"
    );
    assert!(other.app.overlay.is_some(), "and said in full there");
    assert_eq!(other.app.tab_view().label, None);
}
