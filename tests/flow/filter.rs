//! The filter of a pane.

use crate::mouse::Pointing;
use crate::screen::*;
use twoport::app::{Action, Context, Message};
use twoport::model::Shore::{Local, Remote};

#[test]
fn what_is_typed_filters_at_once_and_stays_when_it_is_kept() {
    let mut screen = Screen::online();
    screen.keys("f");
    assert_eq!(screen.app.context(), Context::Filter);
    screen.text("*.mp3");
    assert_eq!(screen.shown(Local), ["track9.mp3", "track10.mp3"]);
    screen.keys("Enter");
    assert_eq!(screen.app.context(), Context::Panes);
    assert_eq!(screen.shown(Local).len(), 2);
    assert_eq!(screen.shown(Remote).len(), 5, "the other pane has its own");
    screen.keys("f Backspace");
    assert!(screen.shown(Local).is_empty(), "`*.mp` fits no whole name");
    screen.keys("3 Esc");
    assert_eq!(screen.shown(Local).len(), 7, "Esc shows all");
    assert!(screen.app.local.filter.is_none());
}

#[test]
fn a_filter_with_nothing_in_it_is_none() {
    let mut screen = Screen::online();
    screen.keys("Alt-F Enter");
    assert!(screen.app.local.filter.is_none());
    assert_eq!(screen.app.context(), Context::Panes);
}

#[test]
fn half_an_expression_leaves_what_was_shown() {
    let mut screen = Screen::online();
    screen.keys("f");
    screen.text("/track(9");
    assert!(screen.app.local.filter.as_ref().unwrap().wrong().is_some());
    assert_eq!(screen.shown(Local).len(), 2, "as `/track` left it");
    screen.text("|10)/");
    assert!(screen.app.local.filter.as_ref().unwrap().wrong().is_none());
    assert_eq!(screen.shown(Local), ["track9.mp3", "track10.mp3"]);
}

#[test]
fn esc_takes_off_one_level_at_a_time() {
    let mut screen = Screen::online();
    screen.stand_on("notes.txt");
    screen.keys("Space f");
    screen.text("track");
    screen.keys("Enter p");
    assert!(screen.app.carry.is_some());
    screen.keys("f Backspace Enter");
    assert!(screen.app.carry.is_some(), "filtering goes on meanwhile");
    screen.keys("f");
    screen.keys("Esc");
    assert!(screen.app.carry.is_some() && screen.app.local.filter.is_none());
    screen.keys("f");
    screen.text("no");
    screen.keys("Enter Esc");
    assert!(screen.app.carry.is_none(), "first what is carried");
    assert!(screen.app.local.filter.is_some());
    screen.keys("Esc");
    assert!(screen.app.local.filter.is_none(), "then the filter");
    assert_eq!(screen.marks(Local), ["notes.txt"]);
    screen.keys("Esc");
    assert!(screen.marks(Local).is_empty(), "then the marks");
}

#[test]
fn marks_stay_behind_the_filter_and_count() {
    let mut screen = Screen::online();
    screen.stand_on("notes.txt");
    screen.keys("Space f");
    screen.text("track");
    screen.keys("Enter Ctrl-A");
    assert_eq!(
        screen.marks(Local),
        ["notes.txt", "track10.mp3", "track9.mp3"]
    );
    assert_eq!(screen.app.local.marked(), (3, 2_272));
    screen.keys("*");
    assert_eq!(screen.marks(Local), ["notes.txt"], "only what is in sight");
    screen.keys("Ctrl-A F5");
    let order = screen.order();
    let names: Vec<String> = order.items.iter().map(|item| item.name.display()).collect();
    assert_eq!(names, ["track9.mp3", "track10.mp3", "notes.txt"]);
}

#[test]
fn the_cursor_stays_on_its_name_or_goes_to_the_first_that_is_left() {
    let mut screen = Screen::online();
    screen.stand_on("track9.mp3");
    screen.keys("f");
    screen.text("t");
    assert_eq!(screen.at(Local), "track9.mp3");
    screen.text("rack1");
    assert_eq!(screen.at(Local), "track10.mp3");
    screen.keys("Backspace Up");
    assert_eq!(
        screen.at(Local),
        "track9.mp3",
        "arrows walk while one types"
    );
    screen.keys("Esc");
    assert_eq!(screen.at(Local), "track9.mp3");
}

#[test]
fn a_listing_again_keeps_the_filter_and_another_directory_has_none() {
    let mut screen = Screen::online();
    screen.keys("f");
    screen.text("o");
    screen.keys("Enter R");
    let mut entries = local_entries();
    entries.push(file("more.txt", 1));
    screen.answer_local(WORK, entries);
    assert_eq!(
        screen.shown(Local),
        ["invoices", "photos", "more.txt", "notes.txt"]
    );
    screen.stand_on("photos");
    screen.keys("Enter");
    screen.answer_local("/home/anna/work/photos", vec![file("a.jpg", 1)]);
    assert!(screen.app.local.filter.is_none());
    assert_eq!(screen.shown(Local), ["a.jpg"]);
}

#[test]
fn a_filter_is_pasted_and_ends_with_the_pane() {
    let mut screen = Screen::online();
    screen.keys("f");
    screen.send(Message::Paste("track9".into()));
    assert_eq!(screen.shown(Local), ["track9.mp3"]);
    screen.keys("T");
    assert_eq!(
        screen.shown(Local),
        Vec::<String>::new(),
        "letters are typed"
    );
    screen.keys("Backspace Enter Tab");
    assert_eq!(screen.app.context(), Context::Panes);
    assert_eq!(screen.shown(Local), ["track9.mp3"]);
    let labels = screen.app.help();
    let told = labels
        .iter()
        .flat_map(|group| &group.keys)
        .any(|hint| hint.label == Action::Filter.label());
    assert!(told, "the help tells of it");
}

#[test]
fn a_click_ends_the_typing_of_a_filter_that_stays() {
    let mut screen = Screen::online();
    screen.keys("f");
    screen.text("no");
    screen.click(screen.row(Local, "notes.txt"));
    assert!(screen.app.context().is_main() && screen.app.local.filter.is_some());
    assert_eq!(screen.at(Local), "notes.txt");
}
