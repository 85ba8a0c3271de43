//! The keyboard drag.

use crate::screen::*;
use twoport::app::{LocalJob, Target};
use twoport::engine::problem::Cause;
use twoport::engine::{Command, Event, Problem};
use twoport::model::Operation;
use twoport::model::Shore::{Local, Remote};

/// notes.txt and photos/ are picked up.
fn carrying() -> Screen {
    let mut screen = Screen::online();
    screen.stand_on("photos");
    screen.keys("Space");
    screen.stand_on("notes.txt");
    screen.keys("Space p");
    screen
}

fn no(screen: &Screen) -> String {
    match screen.app.target() {
        Some(Target::No(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn p_picks_up_the_marks_and_x_picks_up_to_move() {
    let screen = carrying();
    let carry = screen.app.carry.as_ref().unwrap();
    assert_eq!(carry.items.len(), 2);
    assert_eq!(carry.items.bytes(), 2_253);
    assert_eq!((carry.shore, carry.operation), (Local, Operation::Copy));
    assert!(screen.app.is_carried(Local, &"photos".into()));
    assert!(!screen.app.is_carried(Local, &"site".into()));
    assert!(!screen.app.is_carried(Remote, &"photos".into()));
    for (key, operation) in [("y", Operation::Copy), ("x", Operation::Move)] {
        let mut screen = Screen::online();
        screen.stand_on("notes.txt");
        screen.keys(key);
        assert_eq!(screen.app.carry.as_ref().unwrap().operation, operation);
    }
}

#[test]
fn one_walks_anywhere_and_the_target_is_fixed_at_the_drop() {
    let mut screen = carrying();
    screen.keys("Tab");
    screen.stand_on("incoming");
    screen.keys("Enter");
    screen.answer_remote("/pub/incoming", vec![]);
    screen.take();
    assert_eq!(screen.app.target(), Some(Target::Ok { conflicts: 0 }));
    screen.keys("p");
    assert!(screen.app.carry.is_none());
    let order = screen.order();
    assert_eq!(
        (order.from, order.to),
        (local(WORK), remote("/pub/incoming"))
    );
    assert_eq!(order.items.len(), 2);
    assert_eq!(order.operation, Operation::Copy);
}

#[test]
fn names_that_are_taken_are_counted() {
    let mut screen = Screen::online();
    screen.stand_on("backup.sql.gz");
    screen.keys("p Tab");
    assert_eq!(screen.app.target(), Some(Target::Ok { conflicts: 1 }));
    let status = screen.app.status().unwrap();
    assert!(
        status.contains("copy 1 item") && status.contains("1 name is taken"),
        "{status}"
    );
}

#[test]
fn capital_p_drops_into_the_directory_under_the_cursor() {
    let mut screen = carrying();
    screen.keys("Tab");
    screen.stand_on("README");
    screen.keys("P");
    assert!(screen.app.carry.is_some());
    assert!(screen.toast().contains("README is no folder"));
    let bar = screen.app.key_bar();
    let into = bar.iter().find(|hint| hint.label.starts_with("Drop into"));
    assert!(into.is_none(), "a file is no folder: {into:?}");
    screen.keys("g g");
    let bar = screen.app.key_bar();
    assert!(bar.iter().any(|hint| hint.label == "Drop into ../"));
    screen.stand_on("logs");
    let bar = screen.app.key_bar();
    assert!(bar.iter().any(|hint| hint.label == "Drop into logs/"));
    screen.keys("P");
    assert_eq!(screen.order().to, remote("/pub/logs"));
}

#[test]
fn what_cannot_be_is_refused_with_its_reason() {
    let mut screen = carrying();
    assert_eq!(no(&screen), "same place");
    screen.keys("p");
    assert!(screen.app.carry.is_some());
    assert_eq!(screen.toast(), "cannot drop here: same place");
    screen.stand_on("photos");
    screen.keys("c P");
    assert_eq!(screen.toast(), "cannot drop here: into itself");
    screen.keys("Esc Tab");
    screen.stand_on("README");
    screen.keys("p");
    screen.stand_on("logs");
    screen.keys("p");
    assert_eq!(screen.toast(), "cannot drop here: same place");
}

#[test]
fn a_copy_on_this_computer_is_a_local_job() {
    let mut screen = carrying();
    screen.stand_on("site");
    screen.keys("P");
    let job = screen.jobs().remove(0).1;
    assert!(matches!(job, LocalJob::CopyInto { sources, .. } if sources.len() == 2));
}

#[test]
fn what_is_on_another_server_cannot_be_carried_on_and_that_is_told() {
    let mut screen = Screen::online();
    screen.keys("Tab");
    screen.stand_on("README");
    screen.keys("p");
    assert!(screen.app.carry.is_some());
    screen.keys("o Ctrl-A Ctrl-K");
    screen.text("ftp://eve:pw@elsewhere/");
    screen.keys("Enter");
    assert!(screen.app.carry.is_none());
    assert_eq!(
        screen.toast(),
        "put back: it is on the server that you left"
    );
}

#[test]
fn a_carry_survives_the_loss_of_the_connection() {
    let mut screen = carrying();
    screen.keys("Tab");
    let problem = Problem::new(Cause::Connection, "The connection was lost");
    screen.disconnected(Some(problem));
    assert_eq!(no(&screen), "not connected");
    screen.keys("p");
    assert!(screen.app.carry.is_some());
    assert!(screen.take().is_empty());
}

#[test]
fn c_turns_copy_into_move_and_back() {
    let mut screen = carrying();
    screen.keys("c");
    assert_eq!(
        screen.app.carry.as_ref().unwrap().operation,
        Operation::Move
    );
    screen.keys("Tab p");
    assert_eq!(screen.order().operation, Operation::Move);
}

#[test]
fn plus_and_minus_add_and_take_out() {
    let mut screen = carrying();
    screen.stand_on("site");
    screen.keys("+ +");
    assert_eq!(screen.app.carry.as_ref().unwrap().items.len(), 3);
    screen.keys("Tab +");
    assert!(screen.toast().contains("only rows of ~/work"));
    screen.keys("Tab -");
    screen.stand_on("photos");
    screen.keys("-");
    assert_eq!(screen.app.carry.as_ref().unwrap().items.len(), 1);
    screen.stand_on("notes.txt");
    screen.keys("-");
    assert!(screen.app.carry.is_none(), "nothing is never carried");
}

#[test]
fn esc_puts_back_and_the_cursor_returns() {
    let mut screen = carrying();
    let before = screen.at(Local);
    screen.keys("g g Tab G Esc");
    assert!(screen.app.carry.is_none());
    assert_eq!(screen.app.active(), Local);
    assert_eq!(screen.at(Local), before);
    assert_eq!(screen.marks(Local), ["notes.txt", "photos"]);
    assert!(screen.take().is_empty());
}

#[test]
fn esc_goes_back_to_the_directory_it_came_from() {
    let mut screen = Screen::online();
    screen.stand_on("notes.txt");
    screen.keys("p Backspace");
    screen.answer_local(HOME, vec![directory("work")]);
    screen.take();
    screen.keys("Esc");
    assert_eq!(screen.jobs()[0].1, LocalJob::List(WORK.into()));
    screen.answer_local(WORK, local_entries());
    assert_eq!(screen.at(Local), "notes.txt");
}

#[test]
fn ctrl_c_puts_back_too() {
    let mut screen = carrying();
    screen.keys("Ctrl-C");
    assert!(screen.app.carry.is_none() && !screen.app.quitting);
}

#[test]
fn a_move_on_this_computer_is_a_local_job() {
    let mut screen = carrying();
    screen.keys("c");
    screen.stand_on("site");
    screen.keys("P");
    assert_eq!(
        screen.jobs()[0].1,
        LocalJob::MoveInto {
            sources: vec![
                format!("{WORK}/photos").into(),
                format!("{WORK}/notes.txt").into()
            ],
            directory: format!("{WORK}/site").into(),
        }
    );
}

#[test]
fn a_move_on_the_server_is_a_rename_of_each() {
    let mut screen = Screen::online();
    screen.keys("2");
    screen.stand_on("README");
    screen.keys("Space");
    screen.stand_on("latest");
    screen.keys("Space x");
    screen.stand_on("logs");
    screen.keys("P");
    let commands = screen.commands();
    assert_eq!(commands.len(), 2);
    let mut requests = Vec::new();
    for (command, name) in commands.iter().zip(["latest", "README"]) {
        let Command::Rename { request, from, to } = command else {
            panic!("{command:?}");
        };
        assert_eq!(*from, path(&format!("/pub/{name}")));
        assert_eq!(*to, path(&format!("/pub/logs/{name}")));
        requests.push(*request);
    }
    for request in requests {
        assert_ne!(screen.toast(), "moved 2 items");
        screen.event(Event::Done {
            request,
            summary: "renamed".into(),
        });
    }
    assert_eq!(screen.toast(), "moved 2 items");
    assert!(screen.app.remote.loading.is_some());
}

#[test]
fn a_move_on_the_server_never_goes_over_a_name_that_is_seen_there() {
    let mut screen = Screen::online();
    screen.keys("2");
    screen.stand_on("README");
    screen.keys("x");
    screen.stand_on("logs");
    screen.keys("Enter");
    screen.answer_remote("/pub/logs", vec![file("README", 1)]);
    assert_eq!(no(&screen), "a name is taken there");
}

#[test]
fn u_takes_back_no_drop_before_a_move_on_one_side() {
    let mut screen = Screen::online();
    screen.stand_on("notes.txt");
    screen.keys("F5");
    screen.order();
    screen.stand_on("track9.mp3");
    screen.keys("x");
    screen.stand_on("photos");
    screen.keys("P");
    screen.take();
    screen.keys("u");
    assert!(screen.commands().is_empty(), "{}", screen.toast());
}
