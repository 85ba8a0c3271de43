//! Synchronized browsing.

use crate::screen::*;
use twoport::app::{LocalJob, LocalOutcome, Message, Question};
use twoport::engine::problem::Cause;
use twoport::engine::{Command, Event, Problem, RequestId};
use twoport::model::Shore::{Local, Remote};

/// Both panes go together; both have `logs/`, only the local one has `invoices/`.
fn together() -> Screen {
    let mut screen = Screen::online();
    screen.keys("R");
    let mut entries = local_entries();
    entries.push(directory("logs"));
    screen.answer_local(WORK, entries);
    screen.keys("Y");
    assert!(screen.app.memory.synchronized);
    screen.effects.clear();
    screen
}

fn listed(screen: &mut Screen) -> Vec<String> {
    let commands = screen.commands().into_iter();
    let lists = commands.filter_map(|command| match command {
        Command::List { path, .. } => Some(path.display()),
        _ => None,
    });
    lists.collect()
}

#[test]
fn where_one_pane_goes_the_other_goes_too() {
    let mut screen = together();
    screen.stand_on("logs");
    screen.keys("Enter");
    screen.answer_local(&format!("{WORK}/logs"), vec![]);
    assert_eq!(listed(&mut screen), ["/pub/logs"]);
    screen.answer_remote("/pub/logs", vec![]);
    assert!(
        screen.take().is_empty(),
        "the one that followed leads nowhere"
    );
    screen.keys("2 h");
    screen.answer_remote("/pub", remote_entries());
    assert_eq!(screen.at(Remote), "logs");
    let jobs = screen.jobs();
    assert!(matches!(jobs.as_slice(), [(_, LocalJob::List(path))] if path.to_str() == Some(WORK)));
    screen.answer_local(WORK, local_entries());
    assert!(screen.app.memory.synchronized);
}

#[test]
fn a_folder_that_is_missing_can_be_made() {
    let mut screen = together();
    screen.stand_on("invoices");
    screen.keys("Enter");
    screen.answer_local(&format!("{WORK}/invoices"), vec![]);
    assert!(
        matches!(screen.question(), Question::Follow { title, .. } if title == "/pub/invoices")
    );
    assert!(listed(&mut screen).is_empty());
    screen.keys("y");
    let commands = screen.commands();
    let [
        Command::MakeDir {
            request,
            path: made,
        },
    ] = commands.as_slice()
    else {
        panic!("{commands:?}");
    };
    assert_eq!(*made, path("/pub/invoices"));
    screen.event(Event::Done {
        request: *request,
        summary: "made folder invoices".into(),
    });
    assert_eq!(listed(&mut screen), ["/pub/invoices"]);
    assert!(screen.app.memory.synchronized);
}

#[test]
fn what_a_server_calls_a_folder_is_made_here_through_the_gate() {
    let mut screen = together();
    screen.keys("2");
    screen.stand_on("incoming");
    screen.keys("Enter");
    screen.answer_remote("/pub/incoming", vec![]);
    screen.keys("y");
    let jobs = screen.jobs();
    assert!(
        matches!(jobs.as_slice(), [(_, LocalJob::MakeDirs { within, names })]
            if within.to_str() == Some(WORK) && names[0].display() == "incoming"),
        "{jobs:?}"
    );
}

#[test]
fn or_the_panes_part() {
    let mut screen = together();
    screen.stand_on("invoices");
    screen.keys("Enter");
    screen.answer_local(&format!("{WORK}/invoices"), vec![]);
    screen.keys("Enter");
    assert!(!screen.app.memory.synchronized && screen.app.overlay.is_none());
    assert!(listed(&mut screen).is_empty());
}

#[test]
fn a_folder_that_cannot_be_listed_parts_them() {
    let mut screen = together();
    screen.stand_on("logs");
    screen.keys("Enter");
    screen.answer_local(&format!("{WORK}/logs"), vec![]);
    let request = screen.app.remote.loading.unwrap();
    screen.event(Event::Failed {
        request,
        problem: Problem::new(Cause::Refused, "Listing /pub/logs failed"),
    });
    assert!(!screen.app.memory.synchronized);
    assert!(
        screen.toast().contains("no longer synchronized"),
        "{}",
        screen.toast()
    );
}

#[test]
fn above_the_root_there_is_nothing_to_follow_to() {
    let mut screen = together();
    screen.keys("h");
    screen.answer_local(HOME, vec![directory("work")]);
    assert_eq!(listed(&mut screen), ["/"]);
    screen.answer_remote("/", vec![directory("pub")]);
    assert_eq!(screen.at(Remote), "pub");
    screen.keys("h");
    screen.answer_local("/home", vec![directory("anna")]);
    assert!(
        !screen.app.memory.synchronized,
        "the server's root is the end"
    );
    assert_eq!(screen.at(Local), "anna");
}

#[test]
fn it_ends_with_the_key_and_with_the_connection() {
    let mut screen = together();
    screen.keys("Y");
    assert!(!screen.app.memory.synchronized);
    let mut screen = together();
    screen.disconnected(None);
    assert!(!screen.app.memory.synchronized);
    screen.keys("Y");
    assert!(
        !screen.app.memory.synchronized,
        "there is nothing to go together with"
    );
}

#[test]
fn a_listing_that_comes_in_parts_is_followed_once() {
    let mut screen = together();
    screen.stand_on("logs");
    screen.keys("Enter");
    let request = screen.app.local.loading.unwrap();
    let folder = format!("{WORK}/logs");
    let part = LocalOutcome::ListedPart {
        path: folder.as_str().into(),
        from: 0,
        entries: vec![directory("old")],
    };
    screen.send(Message::Local {
        request,
        outcome: Ok(part),
    });
    assert_eq!(listed(&mut screen), ["/pub/logs"]);
    screen.answer_remote("/pub/logs", vec![]);
    let rest = LocalOutcome::Listed {
        path: folder.as_str().into(),
        told: 1,
        entries: vec![file("2026.log", 1)],
        free: None,
    };
    screen.send(Message::Local {
        request,
        outcome: Ok(rest),
    });
    assert!(screen.commands().is_empty() && screen.app.memory.synchronized);
    assert_eq!(screen.shown(Local), ["old", "2026.log"]);
    screen.keys("Alt-Left");
    let jobs = screen.jobs();
    assert!(
        matches!(jobs.as_slice(), [(_, LocalJob::List(path))] if path.to_str() == Some(WORK)),
        "one step leads back: {jobs:?}"
    );
}

fn done(screen: &mut Screen, request: RequestId) {
    screen.event(Event::Done {
        request,
        summary: "made folder".into(),
    });
}

/// `y` to the question; the request that makes the folder on the server.
fn make_it(screen: &mut Screen, folder: &str) -> RequestId {
    screen.take();
    screen.keys("y");
    let commands = screen.commands().into_iter();
    let mut made = commands.filter_map(|command| match command {
        Command::MakeDir { request, path } => Some((request, path)),
        _ => None,
    });
    let (request, made) = made.next().expect("a folder is made");
    assert_eq!(made, path(folder));
    request
}

/// Into `invoices/` here, which the server has not.
fn asked_for_invoices() -> Screen {
    let mut screen = together();
    screen.stand_on("invoices");
    screen.keys("Enter");
    screen.answer_local(&format!("{WORK}/invoices"), vec![directory("old")]);
    screen
}

#[test]
fn a_pane_that_is_behind_follows_from_where_it_is_going() {
    let mut screen = together();
    screen.stand_on("logs");
    screen.keys("Enter");
    screen.answer_local(&format!("{WORK}/logs"), vec![directory("old")]);
    screen.stand_on("old");
    screen.keys("Enter");
    screen.answer_local(&format!("{WORK}/logs/old"), vec![]);
    assert_eq!(listed(&mut screen), ["/pub/logs", "/pub/logs/old"]);
    screen.keys("h");
    screen.answer_local(&format!("{WORK}/logs"), vec![directory("old")]);
    screen.keys("h");
    screen.answer_local(WORK, local_entries());
    assert_eq!(listed(&mut screen), ["/pub/logs", "/pub"]);
    screen.answer_remote("/pub", remote_entries());
    assert!(screen.app.memory.synchronized && listed(&mut screen).is_empty());
}

#[test]
fn what_is_in_a_folder_that_is_being_made_is_made_too() {
    let mut screen = asked_for_invoices();
    let outer = make_it(&mut screen, "/pub/invoices");
    screen.stand_on("old");
    screen.keys("Enter");
    screen.answer_local(&format!("{WORK}/invoices/old"), vec![]);
    assert!(
        matches!(screen.question(), Question::Follow { title, .. } if title == "/pub/invoices/old")
    );
    let inner = make_it(&mut screen, "/pub/invoices/old");
    done(&mut screen, outer);
    assert_eq!(listed(&mut screen), ["/pub"], "only what has changed");
    done(&mut screen, inner);
    assert_eq!(listed(&mut screen), ["/pub/invoices/old"]);
    screen.answer_remote("/pub/invoices/old", vec![]);
    assert!(screen.app.memory.synchronized && screen.jobs().is_empty());
}

#[test]
fn a_folder_that_was_made_meanwhile_is_left_for_the_next() {
    let mut screen = asked_for_invoices();
    let outer = make_it(&mut screen, "/pub/invoices");
    screen.stand_on("old");
    screen.keys("Enter");
    screen.answer_local(&format!("{WORK}/invoices/old"), vec![]);
    done(&mut screen, outer);
    assert_eq!(listed(&mut screen), ["/pub/invoices"]);
    let inner = make_it(&mut screen, "/pub/invoices/old");
    done(&mut screen, inner);
    assert_eq!(listed(&mut screen), ["/pub/invoices/old"]);
    screen.answer_remote("/pub/invoices/old", vec![]);
    assert!(screen.app.memory.synchronized && screen.jobs().is_empty());
}

#[test]
fn a_folder_that_is_made_late_moves_no_pane_that_has_parted() {
    let mut screen = asked_for_invoices();
    let request = make_it(&mut screen, "/pub/invoices");
    screen.keys("Y");
    done(&mut screen, request);
    assert_eq!(listed(&mut screen), ["/pub"], "only what has changed");
    screen.answer_remote("/pub", remote_entries());
    assert!(listed(&mut screen).is_empty());
}

#[test]
fn a_folder_that_is_made_late_moves_no_pane_that_has_gone_on() {
    let mut screen = asked_for_invoices();
    let request = make_it(&mut screen, "/pub/invoices");
    screen.keys("2");
    screen.stand_on("logs");
    screen.keys("Enter");
    screen.take();
    done(&mut screen, request);
    assert!(screen.take().is_empty(), "the walk is not given up");
    screen.answer_remote("/pub/logs", vec![]);
    assert_eq!(screen.app.remote.title, "/pub/logs");
    let jobs = screen.jobs();
    let logs = format!("{WORK}/logs");
    assert!(
        matches!(jobs.as_slice(), [(_, LocalJob::List(path))] if path.to_str() == Some(&logs)),
        "{jobs:?}"
    );
}

#[test]
fn a_folder_that_is_made_late_moves_no_pane_when_the_other_has_gone_back() {
    let mut screen = asked_for_invoices();
    let request = make_it(&mut screen, "/pub/invoices");
    screen.keys("h");
    screen.answer_local(WORK, local_entries());
    assert_eq!(listed(&mut screen), ["/pub"]);
    screen.answer_remote("/pub", remote_entries());
    done(&mut screen, request);
    assert_eq!(listed(&mut screen), ["/pub"], "only what has changed");
    assert!(screen.app.memory.synchronized);
}

#[test]
fn panes_that_part_and_meet_while_one_follows_are_not_led_by_it() {
    let mut screen = together();
    screen.stand_on("logs");
    screen.keys("Enter");
    screen.answer_local(&format!("{WORK}/logs"), vec![directory("logs")]);
    screen.keys("Y Y");
    assert!(screen.app.memory.synchronized);
    screen.take();
    screen.answer_remote("/pub/logs", vec![]);
    assert!(screen.jobs().is_empty());
}
