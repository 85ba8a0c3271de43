//! What can happen to the queue, one thing at a time.

use super::views::Live;
use super::*;
use crate::engine::command::{Fate, QueueEdit};
use crate::engine::fixtures::download;
use crate::engine::problem::Cause;
use crate::engine::work::{Begun, Token};
use crate::model::{NameCoding, QueuePlace, Shore};
use std::time::Duration;

mod endings;
mod places;
mod properties;

const HERE: &str = "anna@here";

fn here() -> Arc<str> {
    HERE.into()
}

fn queue() -> TransferQueue {
    TransferQueue {
        retries: 2,
        ..TransferQueue::default()
    }
}

fn order(queue: &mut TransferQueue) -> TransferOrder {
    download(queue.next_id())
}

fn push(queue: &mut TransferQueue) -> TransferId {
    let order = order(queue);
    let id = order.id;
    queue.push(&here(), DropId(1), order);
    id
}

fn start(queue: &mut TransferQueue) -> Option<TransferId> {
    Some(queue.start_next(HERE, 1, Moment::now())?.0.id)
}

fn problem(cause: Cause) -> Problem {
    Problem::new(cause, "no").words("550 no")
}

fn end(queue: &mut TransferQueue, id: TransferId, cause: Cause, bytes: u64) -> Option<Ending> {
    end_on(queue, id, (cause, bytes), Instant::now())
}

/// A try ends so, on a session that was logged in at `since`.
fn end_on(
    queue: &mut TransferQueue,
    id: TransferId,
    (cause, bytes): (Cause, u64),
    since: Instant,
) -> Option<Ending> {
    let tried = Tried {
        from: 0,
        bytes,
        since,
        end: Err(problem(cause)),
    };
    queue.ended(id, tried, 0, Moment::now())
}

fn state(queue: &TransferQueue, id: TransferId) -> TransferState {
    queue.get(id).unwrap().state
}

fn views(queue: &mut TransferQueue) -> Arc<Vec<Arc<TransferView>>> {
    queue.views(NameCoding::default(), &HashMap::new(), Moment::now())
}

#[test]
fn what_has_moved_is_not_left_any_more() {
    let mut queue = queue();
    push(&mut queue);
    push(&mut queue);
    let running = start(&mut queue).unwrap();
    assert_eq!(queue.totals().bytes_left, 20);
    let moved = |bytes| {
        let (rate, moves) = (1, true);
        HashMap::from([(running, Live { bytes, rate, moves })])
    };
    assert_eq!(queue.totals_with(&moved(7)).bytes_left, 13);
    // One that grows is no debt.
    assert_eq!(queue.totals_with(&moved(700)).bytes_left, 10);
    assert_eq!(queue.totals_with(&HashMap::new()).bytes_left, 20);
}

#[test]
fn what_is_queued_for_one_server_never_goes_to_another() {
    let mut queue = queue();
    let elsewhere = order(&mut queue);
    let waits = elsewhere.id;
    queue.push(&"anna@elsewhere".into(), DropId(1), elsewhere);
    let goes = push(&mut queue);
    assert_eq!(queue.waiting(HERE), 1);
    assert_eq!(start(&mut queue), Some(goes));
    assert!(start(&mut queue).is_none());
    let there = queue.start_next("anna@elsewhere", 3, Moment::now());
    assert_eq!(there.unwrap().0.id, waits);
}

#[test]
fn nothing_begins_before_it_is_on_the_disk() {
    let mut queue = queue();
    queue.written = 0;
    queue.writing = 4;
    let id = push(&mut queue);
    queue.written = 4;
    assert_eq!((queue.waiting(HERE), start(&mut queue)), (0, None));
    queue.written = 5;
    assert_eq!((queue.waiting(HERE), start(&mut queue)), (1, Some(id)));
}

#[test]
fn what_was_refused_or_skipped_is_never_queued_again() {
    for state in [TransferState::Failed, TransferState::Skipped] {
        let mut queue = queue();
        let order = order(&mut queue);
        let id = order.id;
        queue.push_ended(&here(), DropId(1), order, state, problem(Cause::Local));
        assert!(!queue.retry(id, true), "{state}");
        assert!(queue.failed().is_empty(), "{state}");
        assert_eq!(queue.waiting(HERE), 0);
        assert!(!views(&mut queue)[0].retriable);
    }
}

#[test]
fn cancelling_takes_a_waiting_one_out_and_tells_an_active_one() {
    let mut queue = queue();
    let (first, second) = (push(&mut queue), push(&mut queue));
    let (_, token) = queue.start_next(HERE, 1, Moment::now()).unwrap();
    assert!(queue.cancel(second).is_some());
    assert!(queue.cancel(first).is_none());
    assert!(token.is_cancelled());
    assert!(start(&mut queue).is_none());
    // A pause that comes too late does not undo it.
    queue.pause(first);
    end(&mut queue, first, Cause::Cancelled, 3);
    assert_eq!(state(&queue, first), TransferState::Cancelled);
}

#[test]
fn a_part_that_is_gone_says_nothing_of_the_one_that_came_in_its_place() {
    let mut queue = queue();
    let id = push(&mut queue);
    start(&mut queue).unwrap();
    let token = queue.get(id).unwrap().order.token.clone();
    queue.begun(id, Begun::default());
    queue.cancel(id);
    end(&mut queue, id, Cause::Cancelled, 0);
    queue.discarded(id, &Token("of the part before".into()));
    assert!(queue.get(id).unwrap().order.begun.is_some());
    queue.discarded(id, &token);
    assert!(queue.get(id).unwrap().order.begun.is_none());
}

#[test]
fn a_pause_stops_what_runs_and_keeps_what_has_come() {
    let mut queue = queue();
    let id = push(&mut queue);
    start(&mut queue).unwrap();
    let source = crate::model::FileFacts::default();
    let begun = Begun {
        source,
        whole: false,
    };
    queue.begun(id, begun);
    queue.pause(id);
    end(&mut queue, id, Cause::Cancelled, 7);
    assert_eq!(state(&queue, id), TransferState::Paused);
    assert_eq!(views(&mut queue)[0].bytes, 7);
    queue.go(id);
    let (order, _) = queue.start_next(HERE, 1, Moment::now()).unwrap();
    assert_eq!(order.begun, Some(begun));
}

#[test]
fn the_users_pause_outlasts_everything_else() {
    let mut queue = queue();
    let id = push(&mut queue);
    start(&mut queue).unwrap();
    end(&mut queue, id, Cause::NoRoom(Shore::Local), 3);
    queue.pause(id);
    assert!(queue.waiting_for_room(Shore::Local).is_empty());
    assert_eq!(queue.row(id).unwrap().state, TransferState::Paused);
    // It came too late to stop the try, or the whole queue was paused after it.
    for cause in [Cause::Transient, Cause::Connection, Cause::Cancelled] {
        queue.go(id);
        queue.paused = false;
        start(&mut queue).unwrap();
        queue.pause(id);
        queue.pause_all();
        assert_eq!(
            end(&mut queue, id, cause, 3),
            Some(Ending::Paused(Pause::User)),
            "{cause:?}"
        );
    }
}

#[test]
fn a_file_that_only_grows_is_given_up() {
    let mut queue = queue();
    let id = push(&mut queue);
    for size in 1..=3 {
        start(&mut queue).unwrap();
        end(&mut queue, id, Cause::Changed, size << 20);
        queue.go_due(None);
    }
    assert_eq!(state(&queue, id), TransferState::Failed);
}

#[test]
fn what_is_tried_again_after_it_was_cancelled_keeps_away_from_what_is_removed() {
    for anew in [true, false] {
        let mut queue = queue();
        let id = push(&mut queue);
        start(&mut queue).unwrap();
        let source = crate::model::FileFacts::default();
        let whole = false;
        queue.begun(id, Begun { source, whole });
        queue.stop(id, Stop::Cancel);
        end(&mut queue, id, Cause::Cancelled, 7);
        assert!(queue.retry(id, anew));
        let (order, _) = queue.start_next(HERE, 1, Moment::now()).unwrap();
        assert_eq!(order.begun.is_none(), anew);
        assert_eq!(order.token != Token("0".into()), anew);
        assert_eq!(queue.get(id).unwrap().bytes, if anew { 0 } else { 7 });
    }
}

#[test]
fn a_name_that_is_looked_at_stays_with_whoever_has_it() {
    let mut queue = queue();
    let id = push(&mut queue);
    let target = queue.get(id).unwrap().order.target();
    let other = queue.next_id();
    assert!(!queue.reserve(&here(), &target, other));
    assert_eq!(queue.on_its_way(&here(), &target, 0), Some(id));
    // Whoever listed the folder before the file got its name has not seen it there.
    let before = queue.endings();
    start(&mut queue).unwrap();
    let tried = Tried {
        from: 0,
        bytes: 1,
        since: Instant::now(),
        end: Ok(None),
    };
    queue.ended(id, tried, 0, Moment::now());
    assert_eq!(queue.on_its_way(&here(), &target, before), Some(id));
    assert_eq!(queue.on_its_way(&here(), &target, queue.endings()), None);
}

#[test]
fn a_paused_queue_begins_nothing_and_goes_on_where_it_was() {
    let mut queue = queue();
    let (first, _second) = (push(&mut queue), push(&mut queue));
    start(&mut queue).unwrap();
    queue.pause_all();
    assert_eq!(
        end(&mut queue, first, Cause::Cancelled, 1),
        Some(Ending::Waits)
    );
    assert_eq!((queue.waiting(HERE), start(&mut queue)), (0, None));
    queue.go_all();
    assert_eq!(start(&mut queue), Some(first), "it keeps its place");
}

#[test]
fn turns_follow_priority_and_then_place() {
    let mut queue = queue();
    let [a, b, c, d] = std::array::from_fn(|_| push(&mut queue));
    queue.prioritize(c, Priority::High);
    queue.prioritize(a, Priority::Low);
    queue.reorder(d, QueuePlace::Top);
    queue.reorder(b, QueuePlace::Down);
    let turns: Vec<_> = std::iter::from_fn(|| start(&mut queue)).collect();
    assert_eq!(turns, [c, d, b, a]);
}

#[test]
fn moving_a_row_changes_places_with_its_neighbour() {
    let mut queue = queue();
    let [a, b, c] = std::array::from_fn(|_| push(&mut queue));
    let shown = |queue: &mut TransferQueue| -> Vec<TransferId> {
        views(queue).iter().map(|row| row.id).collect()
    };
    queue.reorder(c, QueuePlace::Up);
    assert_eq!(shown(&mut queue), [a, c, b]);
    queue.reorder(a, QueuePlace::Down);
    assert_eq!(shown(&mut queue), [c, a, b]);
    queue.reorder(c, QueuePlace::Up);
    queue.reorder(b, QueuePlace::Down);
    assert_eq!(shown(&mut queue), [c, a, b], "there is nothing beyond");
    queue.reorder(c, QueuePlace::Bottom);
    assert_eq!(shown(&mut queue), [a, b, c]);
}

#[test]
fn an_edited_queue_has_the_order_of_its_lines() {
    let mut queue = queue();
    let [a, b, c, d] = std::array::from_fn(|_| push(&mut queue));
    let edit = |id, fate| QueueEdit {
        id,
        fate,
        priority: Priority::Normal,
    };
    let edits = [
        edit(d, Fate::Go),
        edit(b, Fate::Pause),
        edit(TransferId(99), Fate::Go),
        edit(a, Fate::Cancel),
    ];
    assert_eq!(queue.rearrange(&edits), [a]);
    queue.cancel(a);
    assert_eq!(state(&queue, b), TransferState::Paused);
    let turns: Vec<_> = std::iter::from_fn(|| start(&mut queue)).collect();
    assert_eq!(turns, [c, d].map(|id| if id == c { d } else { c }));
}
