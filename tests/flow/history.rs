//! Lines of before on the `:` line: looked for letter by letter.

use crate::screen::*;
use twoport::app::{Context, Overlay};

/// The line, open, with these lines of before.
fn with_history() -> Screen {
    let mut screen = Screen::online();
    let lines = [
        "get README",
        "cd /pub",
        "get index.html",
        "passive",
        "get a.iso",
    ];
    screen.app.line.history = lines.map(str::to_owned).to_vec();
    screen.keys(":");
    screen
}

fn search(screen: &Screen) -> Option<(String, bool)> {
    let Some(Overlay::Line(line)) = &screen.app.overlay else {
        panic!("no line");
    };
    line.search().map(|(text, found)| (text.to_owned(), found))
}

#[test]
fn typing_narrows_and_ctrl_r_goes_further_back() {
    let mut screen = with_history();
    screen.keys("Ctrl-R");
    assert_eq!(screen.app.context(), Context::LineSearch);
    screen.text("get");
    assert_eq!(screen.typed(), "get a.iso");
    screen.text(" i");
    assert_eq!(screen.typed(), "get index.html");
    screen.keys("Backspace Backspace Ctrl-R Ctrl-R");
    assert_eq!(screen.typed(), "get README");
    assert_eq!(search(&screen), Some(("get".into(), true)));
    // There is none further back: what was found stays, and it is said.
    screen.keys("Ctrl-R");
    assert_eq!(screen.typed(), "get README");
    assert_eq!(search(&screen), Some(("get".into(), false)));
}

#[test]
fn enter_runs_what_was_found() {
    let mut screen = with_history();
    screen.keys("Ctrl-R c d Enter");
    assert!(screen.app.overlay.is_none());
    assert!(screen.app.remote.loading.is_some());
    assert_eq!(screen.app.line.history.last().unwrap(), "cd /pub");
}

#[test]
fn what_was_typed_comes_back() {
    for key in ["Esc", "Ctrl-G"] {
        let mut screen = with_history();
        screen.text("get");
        screen.keys("Ctrl-R");
        assert_eq!(screen.typed(), "get a.iso");
        screen.keys("Ctrl-R");
        assert_eq!(screen.typed(), "get index.html");
        screen.keys(key);
        assert_eq!((screen.typed().as_str(), search(&screen)), ("get", None));
        assert_eq!(screen.app.context(), Context::Line);
    }
}

#[test]
fn what_was_found_is_kept_to_be_edited() {
    let mut screen = with_history();
    screen.keys("Ctrl-R p a s Right");
    assert_eq!(
        (screen.typed().as_str(), search(&screen)),
        ("passive", None)
    );
    screen.text("!");
    assert_eq!(screen.typed(), "passive!");
    // A key that moves in the line is for the line.
    let mut screen = with_history();
    screen.keys("Ctrl-R p a s Home");
    screen.text("#");
    assert_eq!(screen.typed(), "#passive");
}

#[test]
fn what_nobody_typed_is_said_not_to_be_there() {
    let mut screen = with_history();
    screen.keys("Ctrl-R z z");
    assert_eq!(search(&screen), Some(("zz".into(), false)));
    screen.keys("Esc");
    assert_eq!(screen.typed(), "");
}
