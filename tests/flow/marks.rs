//! Marks of many rows at once: by masks, and from here to there.

use crate::screen::*;
use twoport::app::{InquiryValue, Overlay};
use twoport::model::Shore::Local;

/// What the field of the dialog has.
fn field(screen: &Screen, at: usize) -> String {
    match &screen.app.overlay {
        Some(Overlay::Inquiry(inquiry)) => match &inquiry.fields[at].value {
            InquiryValue::Text(input) => input.value().into(),
            value => format!("{value:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn masks_mark_and_unmark() {
    let mut screen = Screen::offline();
    screen.keys("+");
    assert_eq!(field(&screen, 0), "*");
    screen.text("*.MP3; *.txt");
    screen.keys("Enter");
    assert_eq!(
        screen.marks(Local),
        ["notes.txt", "track10.mp3", "track9.mp3"]
    );
    assert_eq!(screen.toast(), "marked 3 items");
    assert_eq!(screen.app.local.marked(), (3, 2_253 + 19));
    // What was typed last is there again, and the first letter takes its place.
    screen.keys("-");
    assert_eq!(field(&screen, 0), "*.MP3; *.txt");
    screen.text("track9*");
    screen.keys("Enter");
    assert_eq!(screen.marks(Local), ["notes.txt", "track10.mp3"]);
}

#[test]
fn folders_are_marked_where_that_is_asked_for() {
    let mut screen = Screen::offline();
    screen.keys("+ Enter");
    assert_eq!(screen.marks(Local).len(), 4);
    screen.keys("+ Tab Space Enter");
    assert_eq!(screen.marks(Local).len(), 7);
    screen.keys("+");
    assert_eq!(field(&screen, 1), "Check(true)");
}

#[test]
fn case_matters_where_that_is_asked_for() {
    let mut screen = Screen::offline();
    screen.keys("+");
    screen.text("*.MP3");
    screen.keys("Up Space Enter");
    assert!(screen.marks(Local).is_empty());
    assert_eq!(screen.toast(), "nothing here to be marked by that");
}

#[test]
fn a_mask_that_cannot_be_read_is_told_in_the_dialog() {
    let mut screen = Screen::offline();
    screen.keys("+");
    screen.text("[a");
    screen.keys("Enter");
    let Some(Overlay::Inquiry(inquiry)) = &screen.app.overlay else {
        panic!("the dialog stays");
    };
    assert!(inquiry.error.as_ref().unwrap().contains("not closed"));
    screen.keys("Esc");
    assert!(screen.app.overlay.is_none() && screen.marks(Local).is_empty());
}

#[test]
fn what_is_asked_about_one_folder_is_not_done_in_another() {
    for (key, told) in [
        ("+", "not marked"),
        ("-", "not unmarked"),
        ("F", "not looked for"),
        ("=", "not compared"),
    ] {
        let mut screen = Screen::online();
        screen.stand_on("photos");
        screen.keys("Enter");
        screen.keys(key);
        screen.answer_local(&format!("{WORK}/photos"), vec![file("a.jpg", 1)]);
        screen.take();
        screen.keys("Enter");
        assert!(screen.take().is_empty(), "{key}");
        let said = format!("{told}: the pane shows another folder by now");
        assert_eq!(screen.toast(), said);
        assert!(screen.app.overlay.is_none() && screen.marks(Local).is_empty());
    }
}

#[test]
fn a_range_goes_from_here_to_there_either_way() {
    let mut screen = Screen::offline();
    screen.stand_on("photos");
    screen.keys("V Down Down V");
    assert_eq!(screen.marks(Local), ["backup.sql.gz", "photos", "site"]);
    screen.keys("Esc V Up V");
    assert_eq!(screen.marks(Local), ["backup.sql.gz", "site"]);
}

#[test]
fn a_range_may_begin_and_end_at_the_folder_above() {
    let mut screen = Screen::offline();
    screen.keys("Home");
    assert_eq!(screen.at(Local), "../");
    screen.keys("V Down Down V");
    let down = screen.marks(Local);
    assert_eq!(down.len(), 2);
    screen.keys("Esc V Home V");
    assert_eq!(screen.marks(Local), down);
}

/// What a server says of a folder is the size of its own list of names.
#[test]
fn folders_count_as_nothing_whatever_size_they_are_listed_with() {
    let mut screen = Screen::online();
    screen.keys("2 R");
    let mut folder = directory("logs");
    folder.size = Some(4096);
    screen.answer_remote("/pub", vec![folder, file("README", 19)]);
    screen.stand_on("logs");
    screen.keys("Space Space");
    assert_eq!(screen.app.remote.marked(), (2, 19));
    screen.keys("p");
    assert_eq!(screen.app.carry.as_ref().unwrap().items.bytes(), 19);
}

#[test]
fn esc_forgets_where_a_range_begins() {
    let mut screen = Screen::offline();
    screen.stand_on("photos");
    screen.keys("V");
    assert!(screen.app.local.range_from.is_some());
    screen.keys("Esc Down V");
    assert!(screen.marks(Local).is_empty());
    assert_eq!(screen.app.local.range_from.as_ref().unwrap().text(), "site");
}

#[test]
fn pasted_text_goes_into_the_field() {
    let mut screen = Screen::offline();
    screen.keys("+");
    screen.send(twoport::app::Message::Paste("*.gz\n".into()));
    assert_eq!(field(&screen, 0), "*.gz");
}

#[test]
fn sizes_that_cannot_be_end_nothing() {
    let mut screen = Screen::online();
    let most = || vec![file("a", u64::MAX), file("b", u64::MAX), file("c", 7)];
    screen.keys("Tab R");
    screen.answer_remote("/pub", most());
    screen.keys("Ctrl-A");
    assert_eq!(screen.app.remote.marked(), (3, u64::MAX));
    screen.keys("Alt-Enter Esc p");
    assert_eq!(screen.app.carry.as_ref().unwrap().items.bytes(), u64::MAX);
    screen.keys("Esc :");
    screen.text("mget *");
    let Some(Overlay::Line(line)) = &screen.app.overlay else {
        panic!("{:?}", screen.app.overlay)
    };
    let hints = screen.app.line_hints(line);
    assert!(
        hints.iter().any(|hint| hint.text.contains("16.0 EiB")),
        "{hints:?}"
    );
}

#[test]
fn a_single_mark_counts_what_it_adds_and_takes() {
    let mut screen = Screen::offline();
    screen.keys("Ctrl-A");
    let (count, bytes) = screen.app.local.marked();
    screen.stand_on("notes.txt");
    screen.keys("Space");
    assert_eq!(screen.app.local.marked(), (count - 1, bytes - 2_253));
    screen.stand_on("notes.txt");
    screen.keys("Space");
    assert_eq!(screen.app.local.marked(), (count, bytes));
}
