//! The palette: any action by some letters of its name.

use crate::screen::*;
use twoport::app::{Action, Overlay, PaletteRow};
use twoport::model::ModeChoice;

impl Screen {
    fn rows(&self) -> Vec<PaletteRow> {
        match &self.app.overlay {
            Some(Overlay::Palette(palette)) => self.app.palette_rows(palette),
            other => panic!("no palette but {other:?}"),
        }
    }
}

#[test]
fn some_letters_find_an_action_with_its_key_and_its_menu() {
    let mut screen = Screen::online();
    screen.keys("Ctrl-P");
    screen.text("renam");
    let row = &screen.rows()[0];
    assert_eq!(row.action, Action::Rename);
    assert_eq!((row.key.as_str(), row.menu.as_str()), ("F2", "File"));
    assert!(row.enabled);
}

/// A listing comes while the palette, or the menu, is open, and puts another row under the cursor.
#[test]
fn what_was_chosen_for_one_row_is_not_done_to_another() {
    for opens in ["Ctrl-P", "F9"] {
        let mut screen = Screen::online();
        screen.keys("2");
        screen.stand_on("README");
        screen.keys("h");
        screen.keys(opens);
        screen.answer_remote("/", vec![directory("pub"), file("README", 3)]);
        assert_eq!(screen.at(twoport::model::Shore::Remote), "pub");
        screen.take();
        if opens == "F9" {
            screen.keys("Down");
        } else {
            screen.text("move to the other pane");
        }
        screen.keys("Enter");
        assert!(screen.take().is_empty(), "{opens}");
        assert!(screen.app.overlay.is_none());
        assert!(screen.toast().contains("something else by now"), "{opens}");
        // Opened anew it is for what is there now; and what is for no row is always done.
        screen.keys("F9 Down Enter");
        assert_eq!(screen.order().items[0].name.display(), "pub");
        screen.keys("R Ctrl-P");
        screen.answer_remote("/", vec![file("README", 3)]);
        screen.text("active (");
        screen.keys("Enter");
        assert_eq!(screen.app.mode, ModeChoice::Active);
    }
}

#[test]
fn enter_does_it_and_what_was_done_last_comes_first() {
    let mut screen = Screen::online();
    screen.keys("Ctrl-P");
    screen.text("active (");
    assert_eq!(screen.rows()[0].menu, "Connection > Mode");
    screen.keys("Enter");
    assert!(screen.app.overlay.is_none());
    assert_eq!(screen.app.mode, ModeChoice::Active);
    screen.keys("Ctrl-P");
    assert_eq!(screen.rows()[0].action, Action::ModeActive);
}

#[test]
fn what_cannot_be_done_now_says_so_and_is_not_done() {
    let mut screen = Screen::offline();
    screen.keys("Ctrl-P");
    screen.text("disconnect");
    assert!(!screen.rows()[0].enabled);
    screen.keys("Enter");
    assert!(matches!(screen.app.overlay, Some(Overlay::Palette(_))));
    assert!(screen.toast().contains("nothing to do that with"));
    screen.keys("Esc");
    assert!(screen.app.overlay.is_none());
}

#[test]
fn the_bar_walks_and_stays_within() {
    let mut screen = Screen::online();
    screen.keys("Ctrl-P Up");
    let chosen = |screen: &Screen| match &screen.app.overlay {
        Some(Overlay::Palette(palette)) => palette.chosen,
        other => panic!("{other:?}"),
    };
    assert_eq!(chosen(&screen), 0);
    screen.keys("Down Down");
    assert_eq!(chosen(&screen), 2);
    screen.text("copy");
    assert_eq!(chosen(&screen), 0);
    screen.keys("PgDn PgDn PgDn PgDn PgDn PgDn PgDn PgDn");
    assert_eq!(chosen(&screen), screen.rows().len() - 1);
    screen.text("zzzzqqq");
    assert!(screen.rows().is_empty());
    screen.keys("Enter");
    assert!(screen.app.overlay.is_some());
}
