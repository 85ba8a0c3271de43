//! Sequences, function keys by Esc and a digit, typing, pasting, Ctrl-C, quitting.

use crate::screen::*;
use twoport::app::{Effect, Focus, Message, Overlay, Question, ToastKind};
use twoport::engine::Command;
use twoport::model::Shore::Local;
use twoport::model::TransferState;

fn input(screen: &Screen) -> &str {
    match &screen.app.overlay {
        Some(Overlay::Prompt(prompt)) => prompt.input.value(),
        other => panic!("no prompt but {other:?}"),
    }
}

#[test]
fn esc_and_a_digit_are_a_function_key() {
    let mut screen = Screen::offline();
    screen.keys("Esc 7");
    assert!(matches!(screen.app.overlay, Some(Overlay::Prompt(_))));
    screen.keys("Esc");
    assert!(screen.app.overlay.is_none(), "Esc alone acts at once");
    screen.keys("0");
    assert!(!screen.app.quitting, "F10 in a dialog leaves the dialog");
    screen.keys("Esc Esc 0");
    assert!(!screen.app.quitting, "two are one Esc");
    screen.wait(1_500);
    screen.keys("Esc 0");
    assert!(screen.app.quitting, "Esc 0 is F10");
}

#[test]
fn esc_and_5_copies_what_is_marked() {
    let mut screen = Screen::online();
    screen.keys("j Space Space");
    let marked = screen.app.local.marks.len();
    assert!(marked > 0);
    screen.keys("Esc");
    assert_eq!(screen.app.local.marks.len(), 0, "Esc alone takes them off");
    screen.keys("5");
    assert_eq!(screen.order().items.len(), marked);
}

#[test]
fn alt_and_a_digit_are_the_same() {
    let mut screen = Screen::offline();
    screen.keys("Alt-7");
    assert!(matches!(screen.app.overlay, Some(Overlay::Prompt(_))));
}

#[test]
fn a_digit_long_after_esc_or_after_another_key_is_a_digit() {
    let mut screen = Screen::offline();
    screen.keys("Esc");
    screen.wait(1_500);
    screen.keys("7");
    assert!(screen.app.overlay.is_none());
    screen.keys("Esc j 7");
    assert!(screen.app.overlay.is_none());
    screen.keys("F7");
    screen.text("7");
    assert_eq!(input(&screen), "7");
}

#[test]
fn a_sequence_that_means_nothing_does_nothing() {
    let mut screen = Screen::online();
    screen.stand_on("notes.txt");
    screen.keys("g d");
    assert!(
        screen.app.overlay.is_none(),
        "the d is not taken for a delete"
    );
    assert_eq!(screen.toast(), "`g d` means nothing here");
    screen.keys("g");
    let next: Vec<_> = screen
        .app
        .key_bar()
        .into_iter()
        .map(|hint| hint.key)
        .collect();
    assert!(
        next.contains(&"g".into()) && next.contains(&"Space".into()),
        "{next:?}"
    );
    screen.keys("Esc d");
    assert!(matches!(screen.app.overlay, Some(Overlay::Question(_))));
}

#[test]
fn inputs_are_edited_as_in_a_shell() {
    let mut screen = Screen::offline();
    screen.keys("F7");
    screen.text("one two");
    screen.keys("Ctrl-W");
    assert_eq!(input(&screen), "one ");
    screen.keys("Home Del Right Backspace End");
    screen.text("q");
    assert_eq!(input(&screen), "e q");
    screen.keys("Ctrl-U");
    assert_eq!(input(&screen), "");
}

#[test]
fn pasted_text_is_put_in_without_its_control_characters() {
    let mut screen = Screen::offline();
    screen.keys("F7");
    screen.send(Message::Paste("a\r\nb\u{1b}[31m\n".into()));
    assert_eq!(input(&screen), "ab[31m");
    assert!(screen.take().is_empty(), "a newline in it is no Enter");
}

#[test]
fn pasted_text_in_a_pane_is_never_run_as_keys() {
    let mut screen = Screen::online();
    screen.stand_on("notes.txt");
    screen.take();
    screen.send(Message::Paste("dyq".into()));
    assert!(screen.take().is_empty());
    assert!(screen.app.overlay.is_none());
    assert!(screen.toast().contains("nothing was done with it"));
}

#[test]
fn q_quits_at_once_when_nothing_runs() {
    for key in ["q", "F10"] {
        let mut screen = Screen::online();
        screen.keys(key);
        assert!(screen.app.quitting);
        assert!(matches!(
            screen.take().as_slice(),
            [Effect::Engine(Command::Quit), Effect::Quit]
        ));
    }
}

#[test]
fn q_asks_when_transfers_would_stop_and_enter_stays() {
    let mut screen = Screen::online();
    screen.queue(vec![
        transfer(1, TransferState::Running),
        transfer(2, TransferState::Queued),
        transfer(3, TransferState::Done),
    ]);
    screen.keys("q");
    assert_eq!(screen.question(), &Question::Quit { active: 2 });
    screen.keys("Enter");
    assert!(!screen.app.quitting);
    screen.keys("q y");
    assert!(screen.app.quitting);
}

#[test]
fn q_asks_when_something_is_carried() {
    let mut screen = Screen::online();
    screen.stand_on("notes.txt");
    screen.keys("p q");
    assert_eq!(screen.question(), &Question::Quit { active: 0 });
}

#[test]
fn ctrl_c_never_quits_at_once() {
    let mut screen = Screen::online();
    screen.keys("Ctrl-C");
    assert!(screen.app.overlay.is_none() && !screen.app.quitting);
    screen.wait(3_000);
    screen.keys("Ctrl-C");
    assert!(screen.app.overlay.is_none(), "that was too long ago");
    screen.keys("Ctrl-C");
    assert_eq!(screen.question(), &Question::Quit { active: 0 });
    screen.keys("Ctrl-C");
    assert!(screen.app.overlay.is_none() && !screen.app.quitting);
}

#[test]
fn ctrl_c_twice_with_a_key_between_asks_nothing() {
    let mut screen = Screen::online();
    screen.keys("Ctrl-C j Ctrl-C");
    assert!(screen.app.overlay.is_none());
}

#[test]
fn ctrl_c_leaves_one_thing_at_a_time() {
    let mut screen = Screen::online();
    screen.stand_on("notes.txt");
    screen.keys("p F9 Ctrl-C");
    assert!(screen.app.overlay.is_none());
    assert!(screen.app.carry.is_some());
    screen.keys("Ctrl-C");
    assert!(screen.app.carry.is_none());
}

#[test]
fn suspend_and_redraw_work_everywhere() {
    let mut screen = Screen::offline();
    screen.keys("Ctrl-Z F7 Ctrl-L");
    assert!(matches!(
        screen.take().as_slice(),
        [Effect::Suspend, Effect::Redraw]
    ));
}

#[test]
fn terminate_ends_in_order_without_asking() {
    let mut screen = Screen::online();
    screen.queue(vec![transfer(1, TransferState::Running)]);
    screen.send(Message::Terminate);
    assert!(screen.app.quitting);
    assert!(matches!(
        screen.take().as_slice(),
        [Effect::Engine(Command::Quit), Effect::Quit]
    ));
    screen.keys("F7");
    assert!(screen.app.overlay.is_none(), "after the end nothing begins");
}

#[test]
fn esc_leaves_exactly_one_level() {
    let mut screen = Screen::online();
    screen.stand_on("notes.txt");
    screen.keys("p T");
    assert_eq!(screen.app.focus, Focus::Transfers);
    screen.keys("? Esc");
    assert_eq!(screen.app.focus, Focus::Transfers);
    screen.keys("Esc");
    assert_eq!(screen.app.focus, Focus::Pane(Local));
    assert!(screen.app.carry.is_some());
    screen.keys("Esc");
    assert!(screen.app.carry.is_none());
    assert!(screen.is_online(), "Esc never disconnects");
}

#[test]
fn a_key_that_means_nothing_says_so() {
    let mut screen = Screen::online();
    for (key, told) in [
        ("z", "`z` means nothing here; F1 shows the keys"),
        ("F12", "`F12` means nothing here; F1 shows the keys"),
        ("Alt-G", "`Alt-G` means nothing here; F1 shows the keys"),
        ("P", "nothing is picked up yet; p picks up"),
    ] {
        screen.keys(key);
        assert_eq!(screen.toast(), told);
        assert!(screen.take().is_empty(), "{key} does nothing");
    }
    screen.keys("T z");
    assert_eq!(screen.toast(), "`z` means nothing here; F1 shows the keys");
}

#[test]
fn what_a_key_does_not_do_is_told_while_something_is_carried() {
    let mut screen = Screen::online();
    screen.keys("1 j y Tab +");
    let kind = |screen: &Screen| screen.app.toast.as_ref().map(|toast| toast.kind);
    assert_eq!(kind(&screen), Some(ToastKind::Warning));
    assert!(screen.toast().contains("go along"), "{}", screen.toast());
    screen.keys("j");
    assert_eq!(kind(&screen), None, "what is carried is told again");
    screen.keys("z");
    assert_eq!(kind(&screen), Some(ToastKind::Warning));
}

#[test]
fn a_warning_of_before_does_not_hide_what_is_picked_up() {
    let mut screen = Screen::online();
    screen.keys("1 j y Tab +");
    assert!(screen.app.toast.is_some());
    screen.app.carry = None;
    screen.keys("1 y");
    assert!(screen.app.carry.is_some());
    assert!(screen.app.toast.is_none());
}

#[test]
fn backspace_of_the_other_school_is_backspace() {
    let mut screen = Screen::online();
    screen.take();
    screen.keys("2 Ctrl-H");
    let commands = screen.commands();
    assert!(
        matches!(commands.as_slice(), [Command::List { path: up, .. }] if *up == path("/")),
        "{commands:?}"
    );
    screen.keys(":");
    screen.text("ab");
    screen.keys("Ctrl-H");
    assert_eq!(screen.typed(), "a");
}
