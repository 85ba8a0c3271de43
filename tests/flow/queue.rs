//! Orders to the queue: pause and go, places, priorities, cancelling; tabs and filter.

use crate::screen::*;
use twoport::app::{Message, Overlay, Question, QueueTab};
use twoport::engine::{Command, Event, Which};
use twoport::model::{Priority, QueuePlace, TransferId, TransferState, TransferView};

/// One transfer in each state, numbered from 1 in the order of the states.
fn queue() -> Screen {
    use TransferState as S;
    let states = [
        S::Held,
        S::Queued,
        S::Running,
        S::Paused,
        S::Retrying,
        S::Done,
        S::Failed,
        S::Cancelled,
    ];
    let mut screen = Screen::online();
    let rows = (1..).zip(states).map(|(id, state)| transfer(id, state));
    screen.queue(rows.collect());
    screen.keys("T");
    screen
}

fn stand_on(screen: &mut Screen, id: u64) {
    screen.keys("g g");
    while screen.app.transfer().unwrap().id.0 != id {
        screen.keys("j");
    }
}

fn these(id: u64) -> Which {
    Which::These(vec![TransferId(id)])
}

#[test]
fn space_pauses_and_lets_go_on() {
    let mut screen = queue();
    for id in [2, 3, 5] {
        stand_on(&mut screen, id);
        screen.keys("Space");
        assert!(
            matches!(screen.commands().as_slice(), [Command::Pause(which)] if *which == these(id))
        );
    }
    stand_on(&mut screen, 4);
    screen.keys("Space");
    assert!(matches!(screen.commands().as_slice(), [Command::Go(which)] if *which == these(4)));
    for (id, told) in [
        (1, "its name is taken: a answers"),
        (6, "it has ended already"),
        (7, "it has ended already"),
    ] {
        stand_on(&mut screen, id);
        screen.keys("Space");
        assert!(screen.take().is_empty());
        assert_eq!(screen.toast(), told);
    }
}

#[test]
fn r_tries_at_once_what_waits_for_its_next_try() {
    let mut screen = queue();
    stand_on(&mut screen, 5);
    screen.keys("r");
    assert!(matches!(screen.commands().as_slice(), [Command::Go(which)] if *which == these(5)));
    stand_on(&mut screen, 4);
    screen.keys("r");
    assert!(screen.take().is_empty());
    assert_eq!(screen.toast(), "paused: Space lets it go on");
}

#[test]
fn what_waits_gets_another_place() {
    for (key, expected) in [
        ("K", QueuePlace::Up),
        ("J", QueuePlace::Down),
        ("t", QueuePlace::Top),
    ] {
        let mut screen = queue();
        stand_on(&mut screen, 2);
        screen.keys(key);
        assert!(matches!(
            screen.commands().as_slice(),
            [Command::Reorder { id: TransferId(2), place }] if *place == expected
        ));
        stand_on(&mut screen, 3);
        screen.keys(key);
        assert!(screen.take().is_empty(), "it runs");
        assert_eq!(screen.toast(), "it has its turn already");
    }
}

#[test]
fn plus_and_minus_change_the_priority_by_a_step() {
    let mut screen = queue();
    stand_on(&mut screen, 2);
    screen.keys("+");
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::Prioritize {
            id: TransferId(2),
            priority: Priority::High
        }]
    ));
    let mut low = transfer(2, TransferState::Queued);
    low.priority = Priority::Low;
    screen.queue(vec![low]);
    screen.keys("-");
    assert_eq!(screen.toast(), "its priority is low already");
    screen.keys("+");
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::Prioritize {
            priority: Priority::Normal,
            ..
        }]
    ));
}

#[test]
fn the_whole_queue_is_paused_and_goes_on() {
    let mut screen = queue();
    screen.keys("P");
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::Pause(Which::All)]
    ));
    let mut snapshot = screen.app.snapshot.clone();
    snapshot.paused = true;
    screen.send(Message::Snapshot(snapshot));
    screen.keys("P");
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::Go(Which::All)]
    ));
    // A queue of last time that was left paused stands still as well.
    let mut screen = Screen::online();
    screen.queue(vec![transfer(1, TransferState::Paused)]);
    screen.keys("T P");
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::Go(Which::All)]
    ));
}

#[test]
fn cancelling_asks_where_a_part_would_be_thrown_away() {
    let mut screen = queue();
    for (id, key, expected) in [(3, "y", true), (4, "Enter", false), (7, "y", true)] {
        stand_on(&mut screen, id);
        screen.keys("x");
        assert!(screen.take().is_empty(), "asked first");
        assert!(matches!(
            screen.question(),
            Question::CancelTransfer { id: asked, bytes: 40, .. } if asked.0 == id
        ));
        screen.keys(key);
        let commands = screen.commands();
        let cancelled = matches!(commands.as_slice(), [Command::Cancel(asked)] if asked.0 == id);
        assert_eq!(cancelled, expected, "{commands:?}");
        assert!(screen.app.overlay.is_none());
    }
    let mut fresh = transfer(9, TransferState::Queued);
    fresh.bytes = 0;
    screen.queue(vec![fresh]);
    screen.keys("x");
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::Cancel(TransferId(9))]
    ));
    // What has begun has bytes across that are not told yet.
    let mut begun = transfer(10, TransferState::Running);
    begun.bytes = 0;
    screen.queue(vec![begun]);
    screen.keys("x");
    assert!(screen.take().is_empty(), "asked first");
    screen.keys("y");
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::Cancel(TransferId(10))]
    ));
}

#[test]
fn what_has_ended_is_asked_about_no_more() {
    let mut screen = queue();
    stand_on(&mut screen, 3);
    screen.keys("x");
    let mut ended = outcome("/pub/file3", "/home/anna/work/file3");
    ended.id = TransferId(3);
    screen.event(Event::Ended(ended));
    assert!(screen.app.overlay.is_none());
    screen.keys("Enter");
    assert!(matches!(screen.app.overlay, Some(Overlay::Details { .. })));
    screen.queue(vec![transfer(1, TransferState::Queued)]);
    assert!(screen.app.overlay.is_none(), "its transfer is gone");
}

#[test]
fn what_the_details_say_is_next_is_done_from_there() {
    let mut screen = queue();
    stand_on(&mut screen, 7);
    screen.keys("Enter r");
    assert!(screen.app.overlay.is_none());
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::Retry(TransferId(7))]
    ));
}

#[test]
fn tabs_show_a_kind_of_state_each() {
    let mut screen = queue();
    let shown = |screen: &Screen| -> Vec<u64> {
        let rows = screen.app.queue.rows(&screen.app.snapshot);
        rows.page(0, 99).map(|row| row.id.0).collect()
    };
    for (key, tab, ids) in [
        ("Right", QueueTab::Active, vec![3]),
        ("l", QueueTab::Waiting, vec![1, 2, 5]),
        ("4", QueueTab::Failed, vec![7]),
        ("Right", QueueTab::Paused, vec![4]),
        ("6", QueueTab::Done, vec![6]),
        ("Right", QueueTab::LeftOut, vec![8]),
        ("Right", QueueTab::All, (1..9).collect()),
        ("Left", QueueTab::LeftOut, vec![8]),
        ("1", QueueTab::All, (1..9).collect()),
    ] {
        screen.keys(key);
        assert_eq!((screen.app.queue.tab, shown(&screen)), (tab, ids), "{key}");
    }
    // The last tab is passed over while there is nothing on it.
    screen.queue(vec![transfer(1, TransferState::Done)]);
    screen.keys("Left");
    assert_eq!(screen.app.queue.tab, QueueTab::Done);
    screen.keys("2 r");
    assert_eq!(screen.toast(), "no transfer is shown here");
}

#[test]
fn a_filter_is_typed_and_counts_at_once() {
    let mut screen = queue();
    stand_on(&mut screen, 5);
    screen.keys("/");
    screen.text("E5");
    assert_eq!(screen.app.queue.rows(&screen.app.snapshot).len(), 1);
    assert_eq!(screen.app.transfer().unwrap().id, TransferId(5));
    // Letters are typed, questions wait.
    assert!(screen.take().is_empty());
    screen.event(conflict(twoport::engine::DropId(1), &[1]));
    assert!(screen.app.overlay.is_none());
    screen.keys("Enter r");
    assert!(matches!(screen.commands().as_slice(), [Command::Go(which)] if *which == these(5)));
    screen.keys("Esc");
    assert_eq!(screen.app.queue.rows(&screen.app.snapshot).len(), 8);
    assert_eq!(
        screen.app.transfer().unwrap().id,
        TransferId(5),
        "it stays on its transfer"
    );
    screen.keys("/");
    screen.send(Message::Paste("file7\n".into()));
    assert_eq!(screen.app.queue.filter.value(), "file7");
    screen.keys("Esc");
    assert!(screen.app.queue.filter.value().is_empty());
    assert_eq!(screen.app.focus, twoport::app::Focus::Transfers);
    screen.keys("Esc");
    assert_ne!(screen.app.focus, twoport::app::Focus::Transfers);
}

#[test]
fn enter_opens_the_details_which_follow_the_transfer() {
    let mut screen = queue();
    stand_on(&mut screen, 7);
    screen.keys("Enter");
    assert!(matches!(
        screen.app.overlay,
        Some(Overlay::Details {
            id: TransferId(7),
            top: 0
        })
    ));
    screen.keys("Esc");
    assert!(screen.app.overlay.is_none());
}

#[test]
fn the_view_opens_where_something_runs() {
    let mut screen = Screen::online();
    let state = |id| match id {
        40 => TransferState::Running,
        _ => TransferState::Done,
    };
    screen.queue((1..=60).map(|id| transfer(id, state(id))).collect());
    let mut snapshot = screen.app.snapshot.clone();
    snapshot.urgent = vec![snapshot.transfers[39].clone()];
    screen.send(Message::Snapshot(snapshot));
    screen.keys("T");
    assert_eq!(screen.app.transfer().unwrap().id, TransferId(40));
    screen.keys("G T T");
    assert_eq!(
        screen.app.transfer().unwrap().id,
        TransferId(60),
        "one has moved"
    );
}

#[test]
fn a_countdown_to_a_retry_ticks_every_second() {
    let mut screen = Screen::online();
    let mut again = transfer(1, TransferState::Retrying);
    again.retry = Some((2, 6, screen.now + jiff::SignedDuration::from_millis(3_400)));
    screen.queue(vec![again]);
    screen.app.remote.listed_at = None;
    let row = |screen: &Screen| -> TransferView { screen.app.snapshot.urgent[0].as_ref().clone() };
    assert_eq!(screen.app.seconds_to_retry(&row(&screen)), Some(4));
    assert_eq!(screen.app.next_tick().unwrap().as_millis(), 400);
    screen.wait(400);
    assert_eq!(screen.app.seconds_to_retry(&row(&screen)), Some(3));
    assert_eq!(screen.app.next_tick().unwrap().as_millis(), 1_000);
    screen.wait(3_000);
    assert_eq!(screen.app.seconds_to_retry(&row(&screen)), Some(0));
    assert_eq!(screen.app.next_tick(), None);
}

#[test]
fn a_hundred_thousand_rows_are_walked_without_delay() {
    let mut screen = Screen::online();
    let rows = (0..100_000).map(|id| transfer(id, TransferState::Queued));
    screen.queue(rows.collect());
    screen.keys("T 3 G");
    assert_eq!(screen.app.queue.cursor, 99_999);
    // A snapshot in which one row has changed: the rest is not looked at again.
    let mut snapshot = screen.app.snapshot.clone();
    let mut rows = snapshot.transfers.as_ref().clone();
    rows[0] = std::sync::Arc::new(transfer(0, TransferState::Running));
    snapshot.transfers = std::sync::Arc::new(rows);
    screen.send(Message::Snapshot(snapshot));
    assert_eq!(screen.app.queue.rows(&screen.app.snapshot).len(), 99_999);
    assert_eq!(screen.app.transfer().unwrap().id, TransferId(99_999));
}

#[test]
fn every_key_that_the_details_name_works_in_them() {
    let mut screen = queue();
    for (id, keys) in [
        (3, vec!["Space", "x"]),
        (4, vec!["Space", "x"]),
        (5, vec!["r", "Space", "x", "D"]),
    ] {
        stand_on(&mut screen, id);
        let transfer = screen.app.transfer().unwrap().clone();
        let named = screen.app.next_for(&transfer);
        let named: Vec<&str> = named.iter().map(|hint| hint.key.as_str()).collect();
        assert_eq!(named, keys, "{id}");
        screen.keys("Enter Space");
        let commands = screen.commands();
        let paused = matches!(commands.as_slice(), [Command::Pause(_) | Command::Go(_)]);
        assert!(paused, "{id}: {commands:?}");
        assert!(matches!(screen.app.overlay, Some(Overlay::Details { .. })));
        screen.keys("Esc");
    }
    stand_on(&mut screen, 6);
    screen.keys("Enter C");
    assert!(matches!(screen.commands().as_slice(), [Command::ClearDone]));
}

#[test]
fn one_that_has_failed_is_taken_off_the_list_and_what_stays_is_told() {
    let mut failed = TransferView {
        bytes: 0,
        ..transfer(1, TransferState::Failed)
    };
    failed.size = Some(100);
    let done = transfer(2, TransferState::Done);
    let mut screen = Screen::online();
    screen.queue(vec![failed.clone(), done]);
    screen.keys("T");
    for key in ["x", "Del"] {
        stand_on(&mut screen, 1);
        screen.keys(key);
        let commands = screen.commands();
        assert!(
            matches!(commands.as_slice(), [Command::Cancel(TransferId(1))]),
            "{key}: {commands:?}"
        );
        stand_on(&mut screen, 2);
        screen.keys(key);
        assert!(screen.take().is_empty());
        assert_eq!(
            screen.toast(),
            "it has ended already: C takes what is done off the list"
        );
    }
    screen.keys("C");
    assert_eq!(screen.toast(), "took 1 transfer off the list");
    screen.queue(vec![failed]);
    screen.keys("C");
    assert_eq!(
        screen.toast(),
        "nothing is done; what has failed stays: x takes one off the list"
    );
    screen.queue(Vec::new());
    screen.keys("C");
    assert_eq!(screen.toast(), "there is nothing to take off the list");
}
