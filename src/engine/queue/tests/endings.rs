//! What comes of tries that have failed.

use super::*;

#[test]
fn a_transfer_that_costs_every_session_is_given_up_until_it_is_retried() {
    let mut queue = queue();
    let id = push(&mut queue);
    for (bytes, tries) in [(0, 2), (100, 6)] {
        for _ in 1..tries {
            assert!(start(&mut queue).is_some());
            let ending = end(&mut queue, id, Cause::Connection, bytes);
            assert_eq!(ending, Some(Ending::Waits), "it begins again");
        }
        assert!(start(&mut queue).is_some());
        let ending = end(&mut queue, id, Cause::Connection, bytes);
        assert_eq!(ending, Some(Ending::Final));
        assert!(queue.retry(id, true), "the user may know better");
    }
}

/// A server that goes away takes all sessions with it. Who is given one after another of them before
/// that is known is not to blame.
#[test]
fn sessions_that_were_lost_together_count_once() {
    let mut queue = queue();
    let id = push(&mut queue);
    let since = Instant::now();
    for _ in 0..10 {
        assert!(start(&mut queue).is_some());
        let ending = end_on(&mut queue, id, (Cause::Connection, 0), since);
        assert_eq!(ending, Some(Ending::Waits));
    }
    assert!(start(&mut queue).is_some());
    let ending = end(&mut queue, id, Cause::Connection, 0);
    assert_eq!(ending, Some(Ending::Final), "a new one is lost as well");
}

#[test]
fn losses_that_bring_it_further_are_not_counted() {
    let mut queue = queue();
    let id = push(&mut queue);
    for step in 1..100 {
        assert!(start(&mut queue).is_some());
        let ending = end(&mut queue, id, Cause::Connection, step * 100_000);
        assert_eq!(ending, Some(Ending::Waits));
    }
}

#[test]
fn what_may_pass_is_tried_again_with_growing_waits_and_then_fails() {
    let mut queue = queue();
    let id = push(&mut queue);
    for seconds in [1, 2] {
        start(&mut queue).unwrap();
        let wait = Duration::from_secs(seconds);
        let ending = end(&mut queue, id, Cause::Transient, 0);
        assert_eq!(ending, Some(Ending::Again(wait)));
        assert_eq!(state(&queue, id), TransferState::Retrying);
        assert!(start(&mut queue).is_none(), "not before its time");
        let due = queue.next_due().unwrap();
        assert!(!queue.go_due(due.checked_sub(Duration::from_millis(1))));
        assert!(queue.go_due(Some(due)));
    }
    start(&mut queue).unwrap();
    let ending = end(&mut queue, id, Cause::Transient, 0);
    assert_eq!(ending, Some(Ending::Final));
    assert_eq!(state(&queue, id), TransferState::Failed);
    assert_eq!(queue.get(id).unwrap().tries.len(), 3);
}

#[test]
fn the_user_need_not_wait_for_the_next_try() {
    let mut queue = queue();
    let id = push(&mut queue);
    start(&mut queue).unwrap();
    end(&mut queue, id, Cause::Data, 0);
    queue.go(id);
    assert_eq!(start(&mut queue), Some(id));
}

#[test]
fn what_is_refused_for_good_fails_at_once() {
    let mut queue = queue();
    let id = push(&mut queue);
    start(&mut queue).unwrap();
    assert_eq!(end(&mut queue, id, Cause::Refused, 0), Some(Ending::Final));
    let views = views(&mut queue);
    assert_eq!(views[0].reason.as_deref(), Some("550 no"));
    assert!(queue.retry(id, true));
    assert!(!queue.retry(id, true));
    assert_eq!(start(&mut queue), Some(id));
}

#[test]
fn without_room_it_waits_or_fails_as_it_was_told() {
    let no_room = Cause::NoRoom(Shore::Local);
    for (waits, expected) in [
        (true, TransferState::Paused),
        (false, TransferState::Failed),
    ] {
        let mut queue = queue();
        queue.waits_for_room = waits;
        let id = push(&mut queue);
        start(&mut queue).unwrap();
        end(&mut queue, id, no_room, 5);
        assert_eq!(state(&queue, id), expected);
        let waiting = queue.waiting_for_room(Shore::Local).len();
        assert_eq!(waiting, usize::from(waits));
    }
}
