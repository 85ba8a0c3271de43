//! Menu, help and key bar: one table for all.

use crate::screen::*;
use twoport::app::{Focus, ItemMark, MenuState, Overlay};
use twoport::engine::Command;
use twoport::model::{ModeChoice, TransferState};

fn state(screen: &Screen) -> MenuState {
    match &screen.app.overlay {
        Some(Overlay::Menu(state)) => *state,
        other => panic!("no menu but {other:?}"),
    }
}

fn label(screen: &Screen) -> String {
    let state = state(screen);
    let menus = screen.app.menus();
    let item = &menus[state.menu].items[state.item];
    state
        .sub
        .map_or(item.label.clone(), |sub| item.submenu[sub].label.clone())
}

#[test]
fn the_bar_goes_round_and_the_cursor_passes_the_lines() {
    let mut screen = Screen::online();
    screen.keys("F9");
    assert_eq!(label(&screen), "Copy to the other pane");
    screen.keys("Down Down");
    assert_eq!(label(&screen), "View the file");
    screen.keys("Up Up Up");
    assert_eq!(label(&screen), "Quit");
    screen.keys("Left");
    assert_eq!(state(&screen).menu, 5);
    screen.keys("Right");
    assert_eq!(state(&screen).menu, 0);
    screen.keys("Esc");
    assert!(screen.app.overlay.is_none());
}

#[test]
fn alt_and_a_letter_open_a_menu() {
    for (key, menu) in [
        ("Alt-E", 0),
        ("Alt-N", 1),
        ("Alt-T", 2),
        ("Alt-V", 3),
        ("Alt-O", 4),
        ("Alt-H", 5),
    ] {
        let mut screen = Screen::online();
        screen.keys(key);
        assert_eq!(state(&screen).menu, menu, "{key}");
        let menus = screen.app.menus();
        let menu = &menus[menu];
        assert!(menu.title.to_uppercase().contains(menu.letter));
    }
}

/// A screen of 24 rows has 20 for a menu, between its borders, below the bar and above the keys.
#[test]
fn every_menu_is_as_long_as_a_small_screen_at_most() {
    for menu in Screen::online().app.menus() {
        let longest = menu.items.iter().map(|item| item.submenu.len()).max();
        let longest = longest.unwrap_or(0).max(menu.items.len());
        assert!(longest <= 20, "{} has {longest}", menu.title);
    }
}

#[test]
fn the_mode_is_chosen_in_a_submenu() {
    let mut screen = Screen::online();
    screen.keys("F9 Right");
    let menus = screen.app.menus();
    let mode = menus[1]
        .items
        .iter()
        .find(|item| item.label == "Mode")
        .unwrap();
    let labels: Vec<_> = mode
        .submenu
        .iter()
        .map(|item| item.label.as_str())
        .collect();
    assert_eq!(
        labels,
        [
            "Passive  you dial the server (EPSV, then PASV)",
            "Active   the server dials you (EPRT, then PORT)",
            "Auto     passive; active if it fails",
            "EPSV and EPRT first, then PASV and PORT",
            "Ignore the address in 227 replies, dial the host",
            "Active mode: ports and address…",
        ]
    );
    let marks: Vec<_> = mode.submenu.iter().map(|item| item.mark).collect();
    assert_eq!(
        marks,
        [
            ItemMark::Radio(false),
            ItemMark::Radio(false),
            ItemMark::Radio(true),
            ItemMark::Check(true),
            ItemMark::Check(true),
            ItemMark::None,
        ]
    );
    screen.text("m");
    assert_eq!(label(&screen), labels[0]);
    screen.keys("Esc");
    assert_eq!(state(&screen).sub, None, "Esc leaves one level");
    screen.keys("Right Down Enter");
    assert!(screen.app.overlay.is_none());
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::SetMode(ModeChoice::Active)]
    ));
}

#[test]
fn a_letter_chooses_an_item() {
    let mut screen = Screen::online();
    screen.keys("Alt-V");
    screen.text("h");
    assert!(screen.app.overlay.is_none());
    assert!(screen.app.local.show_hidden);
}

#[test]
fn what_cannot_be_done_now_is_not_done() {
    let mut screen = Screen::offline();
    let menus = screen.app.menus();
    let enabled = |menu: usize, label: &str| {
        menus[menu]
            .items
            .iter()
            .find(|item| item.label == label)
            .unwrap()
            .enabled
    };
    assert!(!enabled(1, "Disconnect"));
    assert!(!enabled(2, "Retry all that failed"));
    assert!(enabled(1, "Connect"));
    screen.keys("Alt-N Down Down Enter");
    assert!(screen.take().is_empty());
    assert!(matches!(screen.app.overlay, Some(Overlay::Menu(_))));
}

#[test]
fn items_show_the_key_that_does_the_same() {
    let screen = Screen::online();
    for menu in screen.app.menus() {
        for item in menu.items {
            let without = ["", "About Twoport", "Keep alive", "Import sites…"];
            let silent = without.contains(&item.label.as_str()) || !item.submenu.is_empty();
            assert_eq!(item.key.is_empty(), silent, "{item:?}");
        }
    }
}

#[test]
fn every_view_has_its_own_bar_and_help() {
    let mut screen = Screen::online();
    screen.queue(vec![transfer(1, TransferState::Failed)]);
    let first = |screen: &Screen| screen.app.help()[0].title;
    let bar = |screen: &Screen| -> Vec<String> {
        let hints = screen.app.key_bar();
        hints
            .into_iter()
            .map(|hint| format!("{} {}", hint.key, hint.label))
            .collect()
    };
    assert_eq!(
        bar(&screen)[..4],
        ["F1 Help", "Tab Pane", "Space Mark", "p Pick up"]
    );
    assert_eq!(first(&screen), "Move");
    screen.stand_on("notes.txt");
    screen.keys("p");
    assert_eq!(bar(&screen)[1], "p Drop here");
    assert_eq!(first(&screen), "Pick up, carry, drop");
    screen.keys("T");
    assert!(bar(&screen).contains(&"R Retry failed".into()));
    assert_eq!(first(&screen), "Transfers");
    screen.keys("L");
    assert!(bar(&screen).contains(&"e Errors only".into()));
    assert_eq!(first(&screen), "Log");
    screen.keys("?");
    assert_eq!(bar(&screen)[0], "Esc Leave");
    screen.keys("? Esc Esc d");
    assert_eq!(bar(&screen), ["Enter Keep", "y Delete"]);
}

#[test]
fn the_help_scrolls_and_closes() {
    let mut screen = Screen::offline();
    for (open, close) in [("F1", "Esc"), ("?", "q")] {
        screen.keys(open);
        screen.keys("Down Down Up");
        assert!(matches!(screen.app.overlay, Some(Overlay::Help { top: 1 })));
        screen.keys(close);
        assert!(screen.app.overlay.is_none() && !screen.app.quitting);
    }
}

#[test]
fn every_key_in_the_help_is_told_once_per_view() {
    let screen = Screen::offline();
    let mut keys: Vec<String> = screen
        .app
        .help()
        .into_iter()
        .filter(|group| group.title != "Pick up, carry, drop")
        .flat_map(|group| group.keys)
        .flat_map(|hint| hint.key.split(", ").map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let count = keys.len();
    keys.sort();
    keys.dedup();
    // `a` makes a folder, and answers while a question waits.
    assert_eq!(keys.len(), count - 1);
}

#[test]
fn menus_work_from_the_transfers_view() {
    let mut screen = Screen::online();
    screen.queue(vec![transfer(1, TransferState::Failed)]);
    screen.keys("T Alt-T");
    screen.text("r");
    assert!(matches!(screen.commands().as_slice(), [Command::Retry(_)]));
    assert_eq!(screen.app.focus, Focus::Transfers);
}
