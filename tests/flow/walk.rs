//! Walking, finding, sorting, listings that come late or not at all.

use crate::screen::*;
use twoport::app::{Effect, LocalJob, Overlay, PaneLine, SortKey, ToastKind};
use twoport::engine::problem::Cause;
use twoport::engine::{Command, Event, Problem, RequestId};
use twoport::model::EntryKind;
use twoport::model::Shore::{Local, Remote};

#[test]
fn the_start_lists_the_local_folder_and_connects_if_told_to() {
    let mut screen = Screen::bare();
    let effects = screen.app.start(None);
    assert!(matches!(
        effects.as_slice(),
        [Effect::Local { job: LocalJob::List(path), .. }] if path == &std::path::PathBuf::from(WORK)
    ));
    let mut screen = Screen::bare();
    let effects = screen.app.start(Some(site()));
    assert!(matches!(
        effects.as_slice(),
        [Effect::Local { .. }, Effect::Engine(Command::Connect(site))] if site.user == "anna"
    ));
}

#[test]
fn directories_come_first_and_numbers_count() {
    let screen = Screen::offline();
    assert_eq!(
        screen.shown(Local),
        [
            "invoices",
            "photos",
            "site",
            "backup.sql.gz",
            "notes.txt",
            "track9.mp3",
            "track10.mp3"
        ]
    );
    assert_eq!(screen.app.local.title, "~/work");
    assert_eq!(screen.app.local.line(0), Some(PaneLine::Parent));
    assert_eq!(screen.app.local.line(8), None);
}

#[test]
fn arrows_and_letters_move_the_cursor_and_stop_at_the_ends() {
    let mut screen = Screen::offline();
    screen.keys("Up");
    assert_eq!(screen.app.local.cursor, 0);
    screen.keys("Down j j");
    assert_eq!(screen.at(Local), "site");
    screen.keys("k");
    assert_eq!(screen.at(Local), "photos");
    screen.keys("G");
    assert_eq!(screen.at(Local), "track10.mp3");
    screen.keys("Down");
    assert_eq!(screen.at(Local), "track10.mp3");
    screen.keys("g g");
    assert_eq!(screen.at(Local), "../");
    screen.keys("End Home");
    assert_eq!(screen.app.local.cursor, 0);
}

#[test]
fn pages_are_as_long_as_the_pane() {
    let mut screen = Screen::offline();
    screen.keys("R");
    let many = (0..100)
        .map(|number| file(&format!("f{number}"), 1))
        .collect();
    screen.answer_local(WORK, many);
    let height = screen.app.layout().pane_lines();
    screen.keys("PgDn");
    assert_eq!(screen.app.local.cursor, height - 1);
    screen.keys("PgDn");
    assert_eq!(screen.app.local.cursor, 2 * (height - 1));
    assert!(screen.app.local.top > 0, "the list scrolls with the cursor");
    screen.keys("PgUp PgUp");
    assert_eq!((screen.app.local.cursor, screen.app.local.top), (0, 0));
    screen.keys("Ctrl-D");
    assert_eq!(screen.app.local.cursor, height / 2);
    screen.keys("Ctrl-U");
    assert_eq!(screen.app.local.cursor, 0);
    screen.keys("End");
    assert_eq!(screen.app.local.top, 101 - height);
}

#[test]
fn tab_and_digits_change_the_pane() {
    let mut screen = Screen::online();
    screen.keys("Tab");
    assert_eq!(screen.app.active(), Remote);
    screen.keys("j");
    assert_eq!((screen.app.local.cursor, screen.app.remote.cursor), (0, 1));
    screen.keys("1");
    assert_eq!(screen.app.active(), Local);
    screen.keys("2 Shift-Tab");
    assert_eq!(screen.app.active(), Local);
}

#[test]
fn enter_goes_in_and_backspace_comes_out_onto_the_same_directory() {
    let mut screen = Screen::online();
    screen.keys("2");
    screen.stand_on("logs");
    screen.keys("Enter");
    let commands = screen.commands();
    assert!(
        matches!(commands.as_slice(), [Command::List { path: to, .. }] if *to == path("/pub/logs"))
    );
    assert_eq!(
        screen.app.remote.title, "/pub",
        "the old listing stays till the new one comes"
    );
    assert!(screen.app.remote.loading.is_some());
    screen.answer_remote("/pub/logs", vec![file("a", 1)]);
    assert_eq!(screen.app.remote.title, "/pub/logs");
    assert_eq!(screen.app.remote.cursor, 0);
    screen.keys("Backspace");
    screen.answer_remote("/pub", remote_entries());
    assert_eq!(screen.at(Remote), "logs");
    screen.keys("g g Enter");
    screen.answer_remote("/", vec![directory("etc"), directory("pub")]);
    assert_eq!(screen.at(Remote), "pub", "Enter on ../ is the way up too");
    assert!(!screen.app.remote.has_parent);
    screen.take();
    screen.keys("h");
    assert!(screen.take().is_empty(), "there is nothing above the root");
}

#[test]
fn vim_letters_walk_the_tree() {
    let mut screen = Screen::offline();
    screen.stand_on("photos");
    screen.keys("l");
    let jobs = screen.jobs();
    assert_eq!(jobs[0].1, LocalJob::List(format!("{WORK}/photos").into()));
    screen.answer_local(&format!("{WORK}/photos"), vec![]);
    screen.keys("h");
    screen.answer_local(WORK, local_entries());
    assert_eq!(screen.at(Local), "photos");
}

#[test]
fn enter_on_what_is_neither_file_nor_folder_tells_of_it() {
    let mut screen = Screen::offline();
    let mut pipe = file("notes.txt", 2_253);
    pipe.kind = EntryKind::Other;
    screen.keys("R");
    screen.answer_local(WORK, vec![pipe]);
    screen.effects.clear();
    screen.stand_on("notes.txt");
    screen.keys("Enter");
    assert!(screen.take().is_empty());
    assert_eq!(
        screen.toast(),
        "notes.txt  2.20 KiB  neither file nor folder"
    );
}

#[test]
fn enter_on_a_link_tries_it_as_a_directory() {
    let mut screen = Screen::online();
    screen.keys("2");
    screen.stand_on("latest");
    screen.keys("Enter");
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::List { path: to, .. }] if *to == path("/pub/latest")
    ));
    let request = screen.app.remote.loading.unwrap();
    let problem = Problem::new(Cause::Refused, "Listing /pub/latest failed").words("550 no");
    screen.event(Event::Failed { request, problem });
    assert_eq!(screen.app.remote.title, "/pub");
    assert_eq!(screen.at(Remote), "latest");
    assert!(screen.app.remote.error.as_ref().unwrap().contains("550 no"));
    assert_eq!(screen.app.toast.as_ref().unwrap().kind, ToastKind::Error);
    screen.keys("R");
    screen.answer_remote("/pub", remote_entries());
    assert_eq!(screen.app.remote.error, None);
}

#[test]
fn stale_listings_are_dropped() {
    let mut screen = Screen::online();
    screen.keys("2");
    screen.stand_on("incoming");
    screen.keys("Enter");
    let first = screen.app.remote.loading.unwrap();
    screen.take();
    screen.stand_on("logs");
    screen.keys("Enter");
    let commands = screen.commands();
    assert!(matches!(commands[0], Command::Abandon(request) if request == first));
    for request in [first, RequestId(999)] {
        screen.event(Event::Listed {
            request,
            path: path("/elsewhere"),
            told: 0,
            entries: vec![],
            verb: "LIST",
            unparsed: vec![],
        });
    }
    assert_eq!(screen.app.remote.title, "/pub");
    screen.answer_remote("/pub/logs", vec![]);
    assert_eq!(screen.app.remote.title, "/pub/logs");
}

#[test]
fn esc_and_ctrl_c_give_up_a_listing() {
    for key in ["Esc", "Ctrl-C"] {
        let mut screen = Screen::online();
        screen.keys("2 Space R");
        let request = screen.app.remote.loading.unwrap();
        screen.take();
        screen.keys(key);
        assert!(matches!(screen.commands().as_slice(), [Command::Abandon(r)] if *r == request));
        assert_eq!(screen.app.remote.loading, None);
        assert!(!screen.app.quitting);
    }
}

#[test]
fn find_as_you_type_goes_to_the_first_match() {
    let mut screen = Screen::offline();
    screen.keys("/");
    screen.text("tr");
    assert_eq!(screen.at(Local), "track9.mp3");
    assert_eq!(screen.app.local.find.as_deref(), Some("tr"));
    screen.text("ack1");
    assert_eq!(screen.at(Local), "track10.mp3");
    screen.text("z");
    assert_eq!(
        screen.app.local.find.as_deref(),
        Some("track1"),
        "a letter without a match is not taken"
    );
    screen.keys("Backspace Backspace Enter");
    assert_eq!(screen.app.local.find, None);
    screen.keys("n");
    assert_eq!(screen.at(Local), "track10.mp3");
    screen.keys("n");
    assert_eq!(screen.at(Local), "track9.mp3", "round the end");
    screen.keys("N");
    assert_eq!(screen.at(Local), "track10.mp3");
}

#[test]
fn find_takes_names_that_have_the_text_within_and_esc_returns() {
    let mut screen = Screen::offline();
    screen.stand_on("photos");
    screen.keys("/");
    screen.text("SQL");
    assert_eq!(screen.at(Local), "backup.sql.gz");
    screen.keys("Esc");
    assert_eq!(screen.at(Local), "photos");
    assert_eq!(screen.app.local.find, None);
}

#[test]
fn while_finding_letters_are_letters_and_other_keys_keep_their_meaning() {
    let mut screen = Screen::online();
    screen.keys("/");
    screen.text("no");
    assert!(screen.app.overlay.is_none() && screen.app.carry.is_none());
    screen.keys("F5");
    assert_eq!(screen.order().items[0].name.display(), "notes.txt");
    assert_eq!(screen.app.local.find, None);
}

#[test]
fn the_order_is_chosen_from_a_menu_and_keeps_the_cursor_on_its_name() {
    let mut screen = Screen::offline();
    screen.stand_on("notes.txt");
    screen.keys("s");
    assert!(matches!(&screen.app.overlay, Some(Overlay::Menu(menu)) if menu.alone));
    screen.keys("Down Down Down Enter");
    assert!(screen.app.overlay.is_none());
    assert_eq!(screen.app.local.sort.key, SortKey::Size);
    assert_eq!(screen.shown(Local)[3], "backup.sql.gz", "the largest first");
    assert_eq!(screen.shown(Local)[..3], ["invoices", "photos", "site"]);
    assert_eq!(screen.at(Local), "notes.txt");
    screen.keys("Ctrl-F6");
    assert!(
        !screen.app.local.sort.descending,
        "the same column turns round"
    );
    assert_eq!(screen.shown(Local)[3], "track9.mp3");
    screen.keys("s Home Enter");
    assert_eq!(screen.app.local.sort.key, SortKey::Name);
    assert_eq!(screen.at(Local), "notes.txt");
    assert_eq!(
        screen.app.remote.sort.key,
        SortKey::Name,
        "each pane has its own order"
    );
}

#[test]
fn the_menu_of_orders_is_one_level() {
    let mut screen = Screen::offline();
    screen.keys("s Left Right");
    assert!(matches!(&screen.app.overlay, Some(Overlay::Menu(menu)) if menu.alone));
    screen.keys("Esc");
    assert!(screen.app.overlay.is_none());
    screen.keys("s f");
    assert!(screen.app.local.sort.mixed, "a letter chooses");
    let shown = screen.shown(Local);
    assert_eq!(shown[..3], ["backup.sql.gz", "invoices", "notes.txt"]);
}

#[test]
fn hidden_files_come_and_go() {
    let mut screen = Screen::offline();
    assert!(!screen.shown(Local).contains(&".profile".into()));
    screen.keys(".");
    screen.stand_on(".profile");
    screen.keys("Space");
    assert_eq!(screen.marks(Local), [".profile"]);
    screen.keys(".");
    assert!(!screen.shown(Local).contains(&".profile".into()));
    assert!(
        screen.marks(Local).is_empty(),
        "what cannot be seen is not marked"
    );
}

#[test]
fn a_path_can_be_typed() {
    for keys in ["g Space", "Alt-C"] {
        let mut screen = Screen::offline();
        screen.keys(keys);
        screen.text("~/x");
        screen.keys("Enter");
        assert_eq!(
            screen.jobs()[0].1,
            LocalJob::List(format!("{HOME}/x").into())
        );
        assert!(screen.app.overlay.is_none());
    }
    let mut screen = Screen::online();
    screen.keys("2 g Space");
    screen.text("../etc");
    screen.keys("Enter");
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::List { path: to, .. }] if *to == path("/etc")
    ));
}

#[test]
fn refresh_keeps_cursor_marks_and_scroll() {
    let mut screen = Screen::offline();
    screen.stand_on("photos");
    screen.keys("Space");
    screen.stand_on("notes.txt");
    screen.keys("Space R");
    assert_eq!(screen.at(Local), "track9.mp3");
    let mut entries = local_entries();
    entries.retain(|entry| entry.name.display() != "photos");
    entries.push(directory("aaa"));
    screen.answer_local(WORK, entries);
    assert_eq!(screen.at(Local), "track9.mp3");
    assert_eq!(
        screen.marks(Local),
        ["notes.txt"],
        "marks live by their names"
    );
    assert_eq!(screen.app.local.marked(), (1, 2_253));
}

#[test]
fn a_cursor_whose_name_is_gone_stays_near() {
    let mut screen = Screen::offline();
    screen.keys("G R");
    screen.answer_local(WORK, vec![file("a", 1), file("b", 1)]);
    assert_eq!(screen.at(Local), "b");
}

#[test]
fn a_smaller_terminal_keeps_the_cursor_in_sight() {
    let mut screen = Screen::offline();
    screen.keys("G");
    screen.send(twoport::app::Message::Resize(40, 10));
    let height = screen.app.layout().pane_lines();
    let pane = &screen.app.local;
    assert!(pane.top <= pane.cursor && pane.cursor < pane.top + height);
}
