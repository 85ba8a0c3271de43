//! Entries and rows that hang on the pointer.

use crate::mouse::{Pointing, ground, over};
use crate::screen::*;
use twoport::app::{
    Context, Focus, LocalJob, LocalOutcome, Message, MouseEvent, Over, Position, Target,
};
use twoport::engine::{Command, Place};
use twoport::model::Shore::{Local, Remote};
use twoport::model::{Operation, QueuePlace, TransferId, TransferState};

#[test]
fn entries_are_dragged_to_the_other_pane() {
    let mut screen = Screen::online();
    screen.drag(screen.row(Local, "notes.txt"), ground(&screen, Remote));
    assert_eq!(over(&screen), Over::Pane(Remote));
    assert_eq!(screen.app.target(), Some(Target::Ok { conflicts: 0 }));
    assert_eq!(screen.app.context(), Context::Carrying);
    screen.drop(ground(&screen, Remote));
    let order = screen.order();
    assert_eq!((order.from, order.to), (local(WORK), remote("/pub")));
    assert_eq!(order.items.len(), 1);
    assert_eq!(order.operation, Operation::Copy);
    assert!(screen.app.carry.is_none() && screen.app.dragged().is_none());
    assert_eq!(screen.app.focus, Focus::Pane(Remote));
}

#[test]
fn marks_go_along_only_with_one_of_them() {
    let mut screen = Screen::online();
    for name in ["photos", "site"] {
        screen.stand_on(name);
        screen.keys("Space");
    }
    screen.drag(screen.row(Local, "photos"), ground(&screen, Remote));
    assert_eq!(screen.app.carry.as_ref().unwrap().items.len(), 2);
    screen.keys("Esc");
    assert_eq!(screen.marks(Local), ["photos", "site"]);
    screen.drag(screen.row(Local, "notes.txt"), ground(&screen, Remote));
    assert_eq!(screen.app.carry.as_ref().unwrap().items.len(), 1);
}

#[test]
fn over_a_folder_it_goes_into_it() {
    let mut screen = Screen::online();
    let logs = screen.row(Remote, "logs");
    screen.drag(screen.row(Local, "notes.txt"), logs);
    assert_eq!(over(&screen), Over::Folder(Remote));
    assert_eq!(screen.app.target_title(), "/pub/logs");
    screen.drop(logs);
    assert_eq!(screen.order().to, remote("/pub/logs"));
}

#[test]
fn over_the_parent_row_it_goes_to_the_folder_above() {
    let mut screen = Screen::online();
    let above = screen.row(Remote, "../");
    screen.drag(screen.row(Local, "notes.txt"), above);
    screen.drop(above);
    assert_eq!(screen.order().to, remote("/"));
}

#[test]
fn a_pointer_that_rests_on_a_folder_opens_it() {
    let mut screen = Screen::online();
    let logs = screen.row(Remote, "logs");
    screen.drag(screen.row(Local, "notes.txt"), logs);
    screen.wait(600);
    assert!(screen.commands().is_empty());
    assert!(screen.app.next_tick().unwrap().as_millis() <= 100);
    screen.wait(100);
    let commands = screen.commands();
    assert!(
        matches!(&commands[..], [Command::List { path, .. }] if *path == crate::screen::path("/pub/logs"))
    );
    screen.answer_remote(
        "/pub/logs",
        vec![directory("deep"), directory("deeper"), directory("deepest")],
    );
    // It rests on another folder now, which opens only once it has moved.
    screen.wait(2_000);
    assert!(screen.commands().is_empty());
    screen.drop(ground(&screen, Remote));
    assert_eq!(screen.order().to, remote("/pub/logs"));
}

#[test]
fn let_go_where_it_cannot_go_it_is_put_back() {
    let mut screen = Screen::online();
    let notes = screen.row(Local, "notes.txt");
    // Over nothing, and over the pane it comes from.
    let nowhere = Position {
        column: 3,
        row: screen.app.areas().connection.y + 2,
    };
    for at in [nowhere, ground(&screen, Local)] {
        screen.drag(notes, at);
        assert!(matches!(screen.app.target(), Some(Target::No(_))));
        screen.drop(at);
        assert!(screen.app.carry.is_none());
        assert_eq!(screen.toast(), "put back");
        assert_eq!(screen.at(Local), "notes.txt");
    }
    // A folder into itself, to move.
    let photos = screen.row(Local, "photos");
    screen.drag(photos, photos);
    screen.keys("c");
    screen.drop(photos);
    assert_eq!(screen.toast(), "put back: into itself");
    assert!(screen.take().is_empty());
}

#[test]
fn esc_puts_it_back_and_the_button_means_nothing_then() {
    let mut screen = Screen::online();
    let notes = screen.row(Local, "notes.txt");
    screen.drag(notes, ground(&screen, Remote));
    screen.keys("Esc");
    assert!(screen.app.carry.is_none());
    assert_eq!(
        (screen.app.active(), screen.at(Local).as_str()),
        (Local, "notes.txt")
    );
    screen.mouse(MouseEvent::Drag, ground(&screen, Remote));
    screen.drop(ground(&screen, Remote));
    assert!(screen.app.carry.is_none() && screen.take().is_empty());
}

#[test]
fn a_release_that_is_lost_puts_it_back() {
    let mut screen = Screen::online();
    let notes = screen.row(Local, "notes.txt");
    screen.drag(notes, ground(&screen, Remote));
    screen.send(Message::Focus(false));
    assert!(screen.app.carry.is_none());
    screen.drag(notes, ground(&screen, Remote));
    screen.mouse(MouseEvent::Move, ground(&screen, Remote));
    assert!(screen.app.carry.is_none());
    screen.drag(notes, ground(&screen, Remote));
    screen.mouse(MouseEvent::Press, ground(&screen, Remote));
    assert!(screen.app.carry.is_none() && screen.take().is_empty());
}

#[test]
fn what_is_put_back_goes_back_although_a_folder_was_about_to_open() {
    let mut screen = Screen::online();
    let photos = screen.row(Local, "photos");
    screen.stand_on("notes.txt");
    screen.drag(photos, Position { column: 0, row: 0 });
    screen.keys("Enter");
    let listing = screen.app.local.loading.expect("the folder opens");
    screen.mouse(MouseEvent::Press, ground(&screen, Remote));
    assert!(screen.app.carry.is_none());
    assert_eq!(screen.toast(), "put back");
    assert_eq!(screen.app.active(), Remote, "the press counts");
    assert_eq!(screen.app.local.loading, None);
    screen.send(Message::Local {
        request: listing,
        outcome: Ok(LocalOutcome::Listed {
            path: format!("{WORK}/photos").into(),
            told: 0,
            entries: vec![file("a", 1)],
            free: None,
        }),
    });
    assert_eq!(screen.app.local.place, Some(Place::Local(WORK.into())));
}

#[test]
fn a_small_movement_is_a_click() {
    let mut screen = Screen::online();
    let notes = screen.row(Local, "notes.txt");
    screen.mouse(MouseEvent::Press, notes);
    let near = Position {
        column: notes.column + 1,
        ..notes
    };
    screen.mouse(MouseEvent::Drag, near);
    assert!(screen.app.carry.is_none());
    screen.drop(near);
    assert_eq!(screen.at(Local), "notes.txt");
}

#[test]
fn at_the_edge_of_a_pane_it_scrolls() {
    let mut screen = Screen::online();
    let entries = (0..60).map(|n| file(&format!("f{n:02}"), 1)).collect();
    screen.keys("2 R");
    screen.answer_remote("/pub", entries);
    let list = screen.app.layout().pane_list(screen.area(Remote));
    let edge = Position {
        column: list.x + 5,
        row: list.bottom() - 1,
    };
    screen.drag(screen.row(Local, "notes.txt"), edge);
    let mut steps = 0;
    while screen.app.remote.top < 20 {
        let tick = screen.app.next_tick().expect("it goes on by itself");
        screen.wait(i64::try_from(tick.as_millis()).unwrap() + 1);
        steps += 1;
        assert!(steps < 60);
    }
    screen.mouse(MouseEvent::Drag, ground(&screen, Remote));
    screen.wait(1_000);
    assert_eq!(screen.app.remote.top, 20);
}

#[test]
fn on_this_computer_a_drag_copies_and_c_makes_it_a_move() {
    let mut screen = Screen::online();
    let site = screen.row(Local, "site");
    screen.drag(screen.row(Local, "notes.txt"), site);
    screen.drop(site);
    let job = |screen: &mut Screen| screen.jobs().remove(0).1;
    assert!(matches!(job(&mut screen), LocalJob::CopyInto { .. }));
    screen.drag(screen.row(Local, "notes.txt"), site);
    screen.keys("c");
    screen.drop(site);
    assert!(matches!(job(&mut screen), LocalJob::MoveInto { .. }));
}

#[test]
fn dropped_on_the_queue_it_comes_in_at_that_place() {
    let mut screen = Screen::online();
    screen.queue(vec![
        transfer(1, TransferState::Running),
        transfer(2, TransferState::Queued),
    ]);
    let second = Position {
        column: 8,
        row: screen.app.areas().transfers.y + 2,
    };
    screen.drag(screen.row(Local, "notes.txt"), second);
    assert_eq!(over(&screen), Over::Queue(Some(TransferId(2))));
    assert_eq!(screen.app.target_title(), "/pub");
    screen.drop(second);
    let commands = screen.commands();
    let [Command::Enqueue(order), Command::PlaceDrop { drop, before }] = &commands[..] else {
        panic!("{commands:?}");
    };
    assert_eq!((order.to.clone(), *drop), (remote("/pub"), order.id));
    assert_eq!(*before, TransferId(2));
}

#[test]
fn rows_of_the_queue_are_dragged_to_another_place() {
    let mut screen = Screen::online();
    let queued = |id| transfer(id, TransferState::Queued);
    screen.queue(vec![queued(1), queued(2), queued(3)]);
    screen.keys("T g g");
    let list = screen.app.layout().queue_list(screen.app.areas().queue);
    let row = |number| Position {
        column: 6,
        row: list.y + number,
    };
    screen.drag(row(0), row(2));
    assert_eq!(screen.app.dragged_row().unwrap().id, TransferId(1));
    screen.drop(row(2));
    let id = TransferId(1);
    let place = QueuePlace::Behind(TransferId(3));
    assert!(
        matches!(screen.commands()[..], [Command::Reorder { id: a, place: b }] if (a, b) == (id, place))
    );
    screen.drag(row(2), row(0));
    screen.keys("Esc");
    screen.mouse(MouseEvent::Move, row(0));
    assert!(screen.app.dragged_row().is_none() && screen.take().is_empty());
}

#[test]
fn a_row_that_has_its_turn_already_stays_there() {
    let mut screen = Screen::online();
    let states = [TransferState::Running, TransferState::Queued];
    screen.queue(
        (1..)
            .zip(states)
            .map(|(id, state)| transfer(id, state))
            .collect(),
    );
    screen.keys("T g g");
    let list = screen.app.layout().queue_list(screen.app.areas().queue);
    let row = |number| Position {
        column: 6,
        row: list.y + number,
    };
    screen.drag(row(0), row(1));
    screen.drop(row(1));
    assert_eq!(screen.toast(), "it has its turn already");
    assert!(screen.take().is_empty());
}

#[test]
fn what_the_listing_calls_read_only_is_no_target() {
    let mut screen = Screen::online();
    let mut logs = directory("logs");
    logs.takes_files = Some(false);
    screen.keys("2 R");
    screen.answer_remote("/pub", vec![logs]);
    screen.take();
    let target = screen.row(Remote, "logs");
    screen.drag(screen.row(Local, "notes.txt"), target);
    let reason = "read-only: the server takes no files there";
    assert_eq!(screen.app.target(), Some(Target::No(reason.into())));
    screen.drop(target);
    assert_eq!(screen.toast(), format!("put back: {reason}"));
    assert!(screen.take().is_empty());
}

/// The same words, whichever way it was to go there.
#[test]
fn nothing_goes_into_a_folder_that_takes_no_files() {
    let reason = "read-only: the server takes no files there";
    let mut screen = Screen::online();
    let mut logs = directory("logs");
    logs.takes_files = Some(false);
    screen.keys("2 R");
    screen.answer_remote("/pub", vec![logs.clone()]);
    for line in [
        "put notes.txt logs/",
        "mput *.mp3 to logs",
        "cp -r logs logs/copy",
    ] {
        screen.take();
        screen.line(line);
        assert_eq!(screen.line_error(), reason, "{line}");
        screen.keys("Esc");
        assert!(screen.take().is_empty(), "{line}");
    }
    screen.line("mirror -R photos logs");
    assert_eq!(screen.toast(), format!("cannot drop here: {reason}"));
    screen.stand_on("logs");
    screen.keys("Enter");
    screen.answer_remote("/pub/logs", Vec::new());
    screen.keys("1");
    screen.stand_on("notes.txt");
    for keys in ["F5", "F6", ">", "g m"] {
        screen.take();
        screen.keys(keys);
        assert_eq!(
            screen.toast(),
            format!("cannot drop here: {reason}"),
            "{keys}"
        );
        assert!(screen.take().is_empty(), "{keys}");
    }
}
