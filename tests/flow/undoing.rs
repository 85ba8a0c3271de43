//! `u` on what a drop has done at once, without the queue.

use crate::screen::*;
use twoport::app::{CopiesMade, LocalJob, LocalOutcome, Message, Question, ToastKind};
use twoport::engine::problem::Cause;
use twoport::engine::{Command, Event, Problem, RequestId};

/// notes.txt and photos/ are dropped into site/.
fn dropped(key: &str) -> (Screen, RequestId) {
    let mut screen = Screen::online();
    screen.stand_on("photos");
    screen.keys("Space");
    screen.stand_on("notes.txt");
    screen.keys("Space");
    screen.keys(key);
    screen.stand_on("site");
    screen.keys("P");
    let (request, _) = screen.jobs().remove(0);
    (screen, request)
}

fn answered(screen: &mut Screen, request: RequestId, outcome: Result<LocalOutcome, Problem>) {
    screen.send(Message::Local { request, outcome });
    screen.take();
}

fn here(name: &str) -> std::path::PathBuf {
    format!("{WORK}/{name}").into()
}

#[test]
fn a_move_on_this_computer_goes_back_after_a_question() {
    let (mut screen, request) = dropped("x");
    screen.keys("u");
    assert!(screen.app.overlay.is_none());
    let waits = "the last drop is still at work: take it back when it is done";
    assert_eq!(screen.toast(), waits);
    let moved = LocalOutcome::Done("moved 2 items".into());
    answered(&mut screen, request, Ok(moved));
    for key in ["Enter", "Esc", "n"] {
        screen.keys("u");
        let Question::Undo(undoing) = screen.question() else {
            panic!("what goes back is asked about");
        };
        assert!(undoing.moves());
        assert_eq!(undoing.named, ["photos", "notes.txt"]);
        assert_eq!(undoing.place, "~/work/site");
        assert_eq!(undoing.before.as_deref(), Some("~/work"));
        screen.keys(key);
        assert!(screen.jobs().is_empty(), "{key} changes nothing");
    }
    screen.keys("u y");
    let (request, job) = screen.jobs().remove(0);
    let back = ["photos", "notes.txt"];
    let back = back.map(|name| (here(&format!("site/{name}")), here(name)));
    assert_eq!(job, LocalJob::MoveBack(back.to_vec()));
    let done = LocalOutcome::Done("moved 2 items back".into());
    answered(&mut screen, request, Ok(done));
    assert_eq!(screen.toast(), "moved 2 items back");
    screen.keys("u");
    assert_eq!(screen.toast(), "there is no drop to take back");
}

#[test]
fn a_move_that_stopped_part_of_the_way_stays() {
    let (mut screen, request) = dropped("x");
    let problem = Problem::new(Cause::Local, "Moving failed (after 1 item)");
    answered(&mut screen, request, Err(problem));
    screen.keys("j u");
    assert!(screen.app.overlay.is_none());
    let stays = "the last drop stopped part of the way: what it has done stays";
    assert_eq!(screen.toast(), stays);
}

#[test]
fn copies_on_this_computer_are_deleted_after_a_question_if_they_are_as_they_were() {
    let (mut screen, request) = dropped("p");
    let copies = vec![here("site/photos"), here("site/notes.txt")];
    let made = LocalOutcome::Copied(CopiesMade {
        summary: "copied 2 files".into(),
        copies: copies.clone(),
        stamp: 7,
    });
    answered(&mut screen, request, Ok(made));
    assert_eq!(screen.toast(), "copied 2 files");
    screen.keys("u Enter");
    assert!(screen.jobs().is_empty(), "Enter deletes nothing");
    screen.keys("u");
    let Question::Undo(undoing) = screen.question() else {
        panic!("what would be deleted is asked about");
    };
    assert!(!undoing.moves());
    assert_eq!(undoing.place, "~/work/site");
    screen.keys("y");
    let (_, job) = screen.jobs().remove(0);
    assert_eq!(job, LocalJob::RemoveCopies { copies, stamp: 7 });
}

/// README is being moved into logs/ on the server.
fn moving_there() -> (Screen, RequestId) {
    let mut screen = Screen::online();
    screen.keys("2");
    screen.stand_on("README");
    screen.keys("x");
    screen.stand_on("logs");
    screen.keys("P");
    let request = match screen.commands().as_slice() {
        [Command::Rename { request, .. }] => *request,
        other => panic!("{other:?}"),
    };
    (screen, request)
}

fn moved_there() -> Screen {
    let (mut screen, request) = moving_there();
    screen.event(Event::Done {
        request,
        summary: "renamed".into(),
    });
    screen.take();
    screen
}

#[test]
fn a_move_on_the_server_goes_back_after_a_question() {
    let mut screen = moved_there();
    screen.keys("u");
    let Question::Undo(undoing) = screen.question() else {
        panic!("what goes back is asked about");
    };
    assert_eq!(undoing.named, ["README"]);
    assert_eq!(
        (&*undoing.place, undoing.before.as_deref()),
        ("/pub/logs", Some("/pub"))
    );
    screen.keys("y");
    let request = match screen.commands().as_slice() {
        [Command::Rename { request, from, to }] => {
            assert_eq!(*from, path("/pub/logs/README"));
            assert_eq!(*to, path("/pub/README"));
            *request
        }
        other => panic!("{other:?}"),
    };
    screen.event(Event::Done {
        request,
        summary: "renamed".into(),
    });
    assert_eq!(screen.toast(), "moved 1 item back");
}

#[test]
fn a_move_that_was_refused_is_none_to_take_back() {
    let (mut screen, request) = moving_there();
    screen.event(Event::Failed {
        request,
        problem: Problem::new(Cause::Refused, "Renaming failed"),
    });
    screen.keys("j u");
    assert_eq!(screen.toast(), "there is no drop to take back");
}

#[test]
fn what_was_moved_on_another_server_is_not_taken_back_here() {
    let mut screen = moved_there();
    screen.keys("o Ctrl-A Ctrl-K");
    screen.text("ftp://eve:pw@elsewhere/");
    screen.keys("Enter");
    screen.connected();
    screen.answer_remote("/pub", remote_entries());
    screen.take();
    screen.keys("u");
    assert!(screen.app.overlay.is_none() && screen.commands().is_empty());
    assert!(screen.toast().contains("was on another server"));
}

#[test]
fn a_drop_through_the_queue_is_what_u_is_about_then() {
    let mut screen = moved_there();
    screen.stand_on("backup.sql.gz");
    screen.keys("F5");
    let drop = screen.order().id;
    screen.keys("u");
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::TakeBack(taken)] if *taken == drop
    ));
    screen.keys("u");
    assert_eq!(screen.toast(), "there is no drop to take back");
    let kind = screen.app.toast.as_ref().map(|toast| toast.kind);
    assert_eq!(kind, Some(ToastKind::Info));
}
