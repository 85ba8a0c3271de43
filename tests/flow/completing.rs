//! The `:` line: Tab, and the lines of before.

use crate::screen::*;
use twoport::app::Effect;

#[test]
fn tab_completes_verbs_names_and_settings() {
    let mut screen = Screen::online();
    screen.keys(":");
    screen.text("stat");
    screen.keys("Tab");
    assert_eq!(screen.typed(), "status ");
    for (typed, completed) in [
        ("get REA", "get README "),
        ("cd in", "cd incoming/"),
        ("put no", "put notes.txt "),
        ("put notes.txt inc", "put notes.txt incoming/"),
        ("lcd ph", "lcd photos/"),
        ("set mo", "set mode "),
        ("set mode act", "set mode active "),
        ("help mpu", "help mput "),
        ("mget * to pho", "mget * to photos/"),
    ] {
        screen.keys("Ctrl-U");
        screen.text(typed);
        screen.keys("Tab");
        assert_eq!(screen.typed(), completed, "{typed}");
    }
}

#[test]
fn tab_goes_round_what_is_possible() {
    let mut screen = Screen::online();
    screen.keys(":");
    screen.text("put track");
    screen.keys("Tab");
    assert_eq!(screen.typed(), "put track");
    assert!(screen.hints()[0].contains("track10.mp3"));
    screen.keys("Tab");
    assert_eq!(screen.typed(), "put track10.mp3");
    screen.keys("Tab");
    assert_eq!(screen.typed(), "put track9.mp3");
    screen.keys("Ctrl-U");
    screen.text("get zzz");
    screen.keys("Tab");
    assert!(screen.line_error().contains("zzz"));
}

#[test]
fn names_with_blanks_are_completed_in_quotes() {
    let mut screen = Screen::online();
    screen.keys("R");
    screen.answer_local(WORK, vec![file("a b.txt", 1)]);
    screen.keys(":");
    screen.text("put a");
    screen.keys("Tab");
    assert_eq!(screen.typed(), "put 'a b.txt' ");
    screen.keys("Enter");
    assert_eq!(screen.order().items[0].name, "a b.txt".into());
}

#[test]
fn lines_of_before_come_back_and_secrets_do_not() {
    let mut screen = Screen::online();
    for line in ["bin", "lcd photos", "user bob hunter2", "passive"] {
        screen.line(line);
    }
    let kept: Vec<String> = screen
        .take()
        .into_iter()
        .filter_map(|effect| match effect {
            Effect::KeepLine(line) => Some(line),
            _ => None,
        })
        .collect();
    assert_eq!(kept, ["bin", "lcd photos", "passive"]);
    screen.keys("Esc :");
    screen.text("half");
    screen.keys("Up");
    assert_eq!(screen.typed(), "passive");
    screen.keys("Up Up Up");
    assert_eq!(screen.typed(), "bin");
    screen.keys("Down Down Down");
    assert_eq!(screen.typed(), "half");
    screen.keys("Ctrl-U");
    screen.text("photo");
    screen.keys("Ctrl-R");
    assert_eq!(screen.typed(), "lcd photos");
}
