//! What the `:` line answers where there is little to do, or nothing.

use crate::screen::*;
use twoport::app::{Overlay, Question};
use twoport::engine::{Command, Event};

fn lines(screen: &Screen) -> Vec<String> {
    match &screen.app.overlay {
        Some(Overlay::Answer(answer)) => answer.lines.clone(),
        other => panic!("no answer but {other:?}"),
    }
}

#[test]
fn dir_of_a_file_or_of_a_pattern_is_told_from_memory() {
    let mut screen = Screen::online();
    screen.line("dir README");
    assert!(screen.commands().is_empty(), "a file is no folder to list");
    assert!(matches!(lines(&screen).as_slice(), [one] if one.ends_with("README")));
    screen.keys("Esc");
    screen.line("ls *.gz");
    assert_eq!(lines(&screen), ["backup.sql.gz"]);
    screen.keys("Esc");
    screen.line("ls logs/*.gz");
    assert!(screen.line_error().contains("for the folder that is shown"));
}

#[test]
fn size_and_time_of_a_file_are_told_in_words() {
    let mut screen = Screen::online();
    for (line, reply, told) in [
        ("size README", "213 1946", "/pub/README: 1946 bytes"),
        (
            "modtime README",
            "213 20261122170412",
            "/pub/README: 2026-11-22T17:04:12Z",
        ),
    ] {
        screen.take();
        screen.line(line);
        let commands = screen.commands();
        let [Command::Raw { request, .. }] = commands.as_slice() else {
            panic!("{commands:?}");
        };
        screen.event(Event::Answered {
            request: *request,
            code: 213,
            lines: vec![reply.into()],
        });
        assert_eq!(screen.toast(), told);
    }
}

#[test]
fn what_ftp_has_for_its_output_or_a_program_is_no_file() {
    let mut screen = Screen::online();
    for line in [
        "get README -",
        "get README |more",
        "put -",
        "append - README",
    ] {
        screen.take();
        screen.line(line);
        assert!(screen.line_error().contains("no file here"), "{line}");
        assert!(screen.take().is_empty(), "{line}");
        screen.keys("Esc");
    }
    screen.line("get README ./-");
    assert_eq!(screen.order().items[0].rename_to, Some("-".into()));
}

#[test]
fn mdelete_names_the_files_in_order() {
    let mut screen = Screen::online();
    let entries = vec![file("c", 1), file("a", 1), file("b", 1)];
    screen.keys("2 R");
    screen.answer_remote("/pub", entries);
    screen.line("mdelete ?");
    let Question::DeleteRemote { named, .. } = screen.question() else {
        panic!("no question");
    };
    assert_eq!(*named, ["a", "b", "c"]);
}

#[test]
fn each_verb_that_changes_nothing_says_so_each_time() {
    let mut screen = Screen::online();
    for (line, told) in [
        ("hash", "hash makes no difference here"),
        ("bell", "bell makes no difference here"),
        ("mode stream", "mode stream: there is no other"),
        (
            "set prompt off",
            "prompt off: delete and mdelete do not ask",
        ),
    ] {
        screen.line(line);
        assert_eq!(screen.toast(), told, "{line}");
    }
}

#[test]
fn offline_there_is_nothing_to_match_and_no_folder() {
    let mut screen = Screen::offline();
    screen.keys(":");
    screen.text("mget *");
    let hints = screen.hints();
    assert!(
        !hints.iter().any(|hint| hint.contains("no file")),
        "{hints:?}"
    );
    screen.keys("Enter");
    assert_eq!(screen.line_error(), "not connected: open HOST, or o");
    screen.keys("Esc");
    screen.line("status");
    assert!(lines(&screen).contains(&"remote folder: none".to_owned()));
}

#[test]
fn q_quits() {
    let mut screen = Screen::offline();
    screen.line("q");
    assert!(screen.app.quitting);
}

#[test]
fn a_name_that_begins_with_a_dash_is_completed_so_that_it_is_one() {
    let mut screen = Screen::online();
    screen.keys("2 R");
    screen.answer_remote("/pub", vec![file("-dash.txt", 1), file("plain", 1)]);
    screen.line("get -dash.txt");
    assert!(screen.line_error().contains("written `./-dash.txt`"));
    for typed in ["-d", "./-"] {
        screen.keys("Ctrl-U");
        screen.text(&format!("get {typed}"));
        screen.keys("Tab");
        assert_eq!(screen.typed().trim_end(), "get ./-dash.txt");
    }
    screen.keys("Enter");
    assert_eq!(screen.order().items[0].name, "-dash.txt".into());
}
