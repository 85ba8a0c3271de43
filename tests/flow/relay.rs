//! Copies from one folder of the server to another.

use crate::screen::*;
use twoport::app::{LocalJob, LocalOutcome, Message, Target};
use twoport::engine::{Batch, Command, DropId, DropOrder, Event, RequestId};
use twoport::model::{EntryKind, OnConflict, TransferId, TransferState};

const FOLDER: &str = "/tmp/twoport-through-x";

/// README and logs/ of the server are picked up to copy, and the pane shows `/pub/incoming`.
fn carrying() -> Screen {
    let mut screen = Screen::online();
    screen.keys("Tab");
    screen.stand_on("logs");
    screen.keys("Space");
    screen.stand_on("README");
    screen.keys("Space y");
    screen.stand_on("incoming");
    screen.keys("Enter");
    screen.answer_remote("/pub/incoming", Vec::new());
    screen.take();
    screen
}

/// They are dropped: the private folder is made, and the drop that fetches them.
fn coming() -> (Screen, DropOrder) {
    let mut screen = carrying();
    screen.keys("p");
    let (request, job) = screen.jobs().remove(0);
    assert_eq!(job, LocalJob::MakeRoom(1946));
    screen.send(Message::Local {
        request,
        outcome: Ok(LocalOutcome::PrivateFolder(FOLDER.into())),
    });
    let order = screen.order();
    (screen, order)
}

fn ended(screen: &mut Screen, drop: DropId, (id, remote): (u64, &str), state: TransferState) {
    let mut outcome = outcome(remote, &format!("{FOLDER}/x"));
    outcome.id = TransferId(id);
    outcome.drop = drop;
    outcome.state = state;
    screen.event(Event::Ended(outcome));
}

fn names(order: &DropOrder) -> Vec<(String, EntryKind)> {
    let items = order.items.iter();
    let named = items.map(|item| {
        (
            String::from_utf8_lossy(item.name.as_bytes()).into_owned(),
            item.kind,
        )
    });
    named.collect()
}

#[test]
fn it_is_said_beforehand_that_the_bytes_cross_twice() {
    let screen = carrying();
    assert_eq!(screen.app.target(), Some(Target::Ok { conflicts: 0 }));
    let words = screen.app.copy_words().unwrap();
    assert_eq!(
        words,
        "through this computer: 1.90 KiB and what is in folders down, and up again"
    );
}

#[test]
fn a_copy_comes_here_and_goes_up_again() {
    let (mut screen, down) = coming();
    assert_eq!((&down.from, &down.to), (&remote("/pub"), &local(FOLDER)));
    assert_eq!(names(&down).len(), 2);
    ended(
        &mut screen,
        down.id,
        (1, "/pub/README"),
        TransferState::Done,
    );
    ended(
        &mut screen,
        down.id,
        (2, "/pub/logs/a"),
        TransferState::Done,
    );
    assert!(screen.commands().is_empty(), "there may be more");
    screen.event(Event::DropEnded { drop: down.id });
    let up = screen.order();
    // The queue was empty for a moment; that is no end.
    let toast = screen.toast().to_owned();
    screen.event(Event::BatchEnded(Batch {
        done: 2,
        ..Batch::default()
    }));
    assert_eq!(screen.toast(), toast);
    assert_eq!(
        (&up.from, &up.to),
        (&local(FOLDER), &remote("/pub/incoming"))
    );
    assert_eq!(up.on_conflict, OnConflict::Ask);
    assert_eq!(
        names(&up),
        [
            ("logs".into(), EntryKind::Dir),
            ("README".into(), EntryKind::File)
        ]
    );
    ended(
        &mut screen,
        up.id,
        (3, "/pub/incoming/README"),
        TransferState::Done,
    );
    screen.event(Event::DropEnded { drop: up.id });
    assert_eq!(screen.toast(), "copied 1 file on the server");
    let jobs = screen.jobs();
    assert!(
        jobs.iter()
            .any(|(_, job)| *job == LocalJob::RemovePrivateFolder(FOLDER.into())),
        "{jobs:?}"
    );
}

#[test]
fn what_failed_is_waited_for_and_what_is_given_up_stays_behind() {
    let (mut screen, down) = coming();
    ended(
        &mut screen,
        down.id,
        (1, "/pub/README"),
        TransferState::Failed,
    );
    ended(
        &mut screen,
        down.id,
        (2, "/pub/logs/a"),
        TransferState::Done,
    );
    screen.event(Event::DropEnded { drop: down.id });
    assert!(screen.commands().is_empty());
    assert!(
        screen.toast().starts_with("the copy waits: 1 file failed"),
        "{}",
        screen.toast()
    );
    // Given up in the queue.
    screen.keys("Down");
    ended(
        &mut screen,
        down.id,
        (1, "/pub/README"),
        TransferState::Cancelled,
    );
    screen.event(Event::DropEnded { drop: down.id });
    let up = screen.order();
    assert_eq!(names(&up), [("logs".into(), EntryKind::Dir)]);
    screen.event(Event::DropEnded { drop: up.id });
    assert_eq!(screen.toast(), "copied 0 files on the server; 1 left out");
}

#[test]
fn taking_it_back_leaves_nothing_behind() {
    let (mut screen, down) = coming();
    screen.keys("u");
    let effects = screen.take();
    let text = format!("{effects:?}");
    assert!(
        text.contains("CancelDrop") && text.contains("RemovePrivateFolder"),
        "{text}"
    );
    screen.event(Event::DropEnded { drop: down.id });
    assert!(screen.commands().is_empty());
}

#[test]
fn from_another_server_nothing_is_fetched() {
    let mut screen = carrying();
    screen.keys("p");
    let (request, _) = screen.jobs().remove(0);
    screen.keys("o Ctrl-A Ctrl-K");
    screen.text("ftp://eve:pw@elsewhere/");
    screen.keys("Enter");
    screen.take();
    screen.send(Message::Local {
        request,
        outcome: Ok(LocalOutcome::PrivateFolder(FOLDER.into())),
    });
    let effects = format!("{:?}", screen.take());
    assert!(!effects.contains("Enqueue"), "{effects}");
    assert!(effects.contains("RemovePrivateFolder"), "{effects}");
    assert!(screen.toast().contains("that server was left"));
}

#[test]
fn a_server_that_copies_by_itself_is_told_to() {
    let mut screen = carrying();
    screen.event(Event::Reconnected {
        label: "anna@ftp.example.org".into(),
        features: "COPY EPSV MLST".into(),
    });
    assert_eq!(
        screen.app.copy_words().as_deref(),
        Some("the server copies it")
    );
    screen.keys("p");
    let copies: Vec<(RequestId, String)> = screen
        .commands()
        .into_iter()
        .filter_map(|command| match command {
            Command::CopyThere { request, to, .. } => {
                Some((request, String::from_utf8_lossy(to.as_bytes()).into_owned()))
            }
            _ => None,
        })
        .collect();
    let ends: Vec<&str> = copies.iter().map(|(_, to)| to.as_str()).collect();
    assert_eq!(ends, ["/pub/incoming/logs", "/pub/incoming/README"]);
    for (request, _) in copies {
        let summary = "copied x".into();
        screen.event(Event::Done { request, summary });
    }
    assert_eq!(screen.toast(), "copied 2 items");
}
