//! What the `:` line answers where there is little to do, or nothing.

use crate::screen::*;
use twoport::app::{Focus, Overlay, Question};
use twoport::engine::problem::Cause;
use twoport::engine::{Command, Event, Problem};
use twoport::model::OnConflict;
use twoport::model::settings::ThemeChoice;

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
        ("trace", "trace makes no difference here"),
        ("xferbuf 1024", "xferbuf makes no difference here"),
        ("struct file", "struct file: there is no other"),
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
fn the_views_and_the_themes_have_their_verbs() {
    let mut screen = Screen::online();
    for (line, focus) in [
        ("log", Focus::Log),
        ("sockets", Focus::Sockets),
        ("queue", Focus::Transfers),
    ] {
        screen.line(line);
        assert_eq!(screen.app.focus, focus);
        screen.keys("Esc");
    }
    screen.line("theme light");
    assert_eq!(screen.app.settings.appearance.theme, ThemeChoice::Light);
    screen.line("theme");
    assert_eq!(screen.toast(), "theme light");
    screen.line("theme ligth");
    let wrong = screen.line_error();
    assert!(
        wrong.contains("there is no theme `ligth`: auto, dark, light"),
        "{wrong}"
    );
    assert_eq!(screen.app.settings.appearance.theme, ThemeChoice::Light);
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

#[test]
fn names_change_on_their_way_as_ftp_has_it() {
    let mut screen = Screen::online();
    screen.line("case");
    assert_eq!(screen.toast(), "case on: see :status");
    screen.line("runique on");
    screen.line("get README");
    let order = screen.order();
    assert_eq!(order.items[0].rename_to, Some("readme".into()));
    assert_eq!(order.on_conflict, OnConflict::Rename);
    screen.line("get README kept");
    assert_eq!(screen.order().items[0].rename_to, Some("kept".into()));
    screen.line("nmap $1.$2 $2-$1");
    screen.line("put notes.txt");
    let order = screen.order();
    assert_eq!(order.items[0].rename_to, Some("txt-notes".into()));
    screen.line("nmap $1 ../$1");
    screen.line("put notes.txt");
    assert!(screen.line_error().contains("is no name for a file"));
    screen.keys("Esc");
    screen.line("status");
    let told = "case: on, runique: on, sunique: off, ntrans: off, nmap: on";
    assert!(
        lines(&screen).iter().any(|line| line == told),
        "{:?}",
        lines(&screen)
    );
}

#[test]
fn with_sunique_the_server_chooses_the_names() {
    let mut screen = Screen::online();
    screen.line("sunique");
    screen.line("mput *.mp3 to incoming");
    let commands = screen.commands();
    let orders: Vec<_> = commands
        .iter()
        .filter_map(|command| match command {
            Command::Append { order, .. } => Some(order),
            _ => None,
        })
        .collect();
    assert_eq!(orders.len(), 2, "{commands:?}");
    assert!(orders.iter().all(|order| order.unique));
    assert!(
        orders
            .iter()
            .all(|order| order.remote.parent() == Some(path("/pub/incoming")))
    );
}

#[test]
fn what_is_done_in_another_way_says_in_which() {
    let mut screen = Screen::online();
    for (line, told) in [
        ("macdef x", "twoport run FILE"),
        ("proxy open x", "pick up in one tab"),
        ("restart 5", "reget"),
        ("struct record", "struct file"),
        ("mls *.txt list", "dir and ls list here"),
        ("mdir *.txt list", "dir and ls list here"),
        ("account", "usage: account PASSWORD"),
    ] {
        screen.line(line);
        assert!(
            screen.line_error().contains(told),
            "{line}: {}",
            screen.line_error()
        );
        screen.keys("Esc");
    }
    screen.line("verbose");
    assert!(screen.toast().contains("in the log"), "{}", screen.toast());
}

#[test]
fn a_file_of_the_server_is_read_in_the_view() {
    let mut screen = Screen::online();
    screen.line("page README");
    let viewer = screen.app.viewer.as_ref().expect("the view");
    assert_eq!(viewer.title, "/pub/README");
    assert_eq!(viewer.size, Some(1_946));
    let mut screen = Screen::online();
    screen.line("page logs");
    assert!(screen.line_error().contains("is a folder"));
}

#[test]
fn folders_in_one_another_are_made_with_p_and_hinted_at_without() {
    let made = |screen: &mut Screen| -> Vec<_> {
        let commands = screen.commands().into_iter();
        commands
            .filter_map(|command| match command {
                Command::MakeDir { request, path } => Some((request, path)),
                _ => None,
            })
            .collect()
    };
    let mut screen = Screen::online();
    screen.line("mkdir -p a/b/c");
    let asked = made(&mut screen);
    let paths: Vec<_> = asked.iter().map(|(_, path)| path.clone()).collect();
    assert_eq!(
        paths,
        [path("/pub/a"), path("/pub/a/b"), path("/pub/a/b/c")]
    );
    screen.line("mkdir -p logs");
    assert!(made(&mut screen).is_empty());
    assert!(
        screen.toast().contains("is there already"),
        "{}",
        screen.toast()
    );
    screen.line("mkdir -p /top/x");
    let paths: Vec<_> = made(&mut screen)
        .into_iter()
        .map(|(_, path)| path)
        .collect();
    assert_eq!(paths, [path("/top"), path("/top/x")]);
    screen.line("mkdir a/b/c");
    let asked = made(&mut screen);
    let [(request, _)] = asked.as_slice() else {
        panic!("{asked:?}");
    };
    screen.event(Event::Failed {
        request: *request,
        problem: Problem::new(Cause::Refused, "Making /pub/a/b/c failed").words("550 No"),
    });
    assert_eq!(
        screen.toast(),
        "Making /pub/a/b/c failed: 550 No. If /pub/a/b is not there: mkdir -p a/b/c makes it too."
    );
}
