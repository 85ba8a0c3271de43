//! The queue under any order of what can happen to it.

use super::*;
use crate::engine::problem::Cause;
use crate::model::Operation;
use proptest::prelude::*;

fn order(queue: &mut TransferQueue) -> TransferOrder {
    TransferOrder {
        root: std::path::Path::new("/").into(),
        mode: None,
        extend: false,
        transfer_type: crate::model::TransferType::Image,
        token: crate::engine::work::Token(Box::default()),
        begun: None,
        id: queue.next_id(),
        direction: Direction::Download,
        operation: Operation::Copy,
        local: "/here/x".into(),
        remote: RemotePath::from_absolute(b"/there/x"),
        size: Some(10),
        modified: None,
        replace: false,
    }
}

#[test]
fn a_transfer_that_costs_every_session_is_given_up_until_it_is_retried() {
    let (mut queue, now) = (TransferQueue::default(), Instant::now());
    let order = order(&mut queue);
    let id = order.id;
    queue.push(&here(), DropId(1), order);
    for (bytes, tries) in [(0, 2), (100, 6)] {
        for _ in 1..tries {
            assert!(queue.start_next(HERE, 1, now).is_some());
            assert!(queue.give_back(id, bytes, &failed()), "it begins again");
        }
        assert!(queue.start_next(HERE, 1, now).is_some());
        assert!(!queue.give_back(id, bytes, &failed()));
        queue.finish(id, TransferState::Failed, 0, Some(failed()), now);
        assert!(queue.retry(id), "the user may know better");
    }
}

const HERE: &str = "anna@here";

fn here() -> Arc<str> {
    HERE.into()
}

#[test]
fn what_is_queued_for_one_server_never_goes_to_another() {
    let (mut queue, now) = (TransferQueue::default(), Instant::now());
    let (elsewhere, ours) = (order(&mut queue), order(&mut queue));
    let (waits, goes) = (elsewhere.id, ours.id);
    queue.push(&"anna@elsewhere".into(), DropId(1), elsewhere);
    queue.push(&here(), DropId(2), ours);
    assert_eq!(queue.waiting(HERE), 1);
    assert_eq!(queue.start_next(HERE, 1, now).unwrap().0.id, goes);
    assert!(queue.start_next(HERE, 2, now).is_none());
    assert_eq!(
        queue.start_next("anna@elsewhere", 3, now).unwrap().0.id,
        waits
    );
}

fn failed() -> Problem {
    Problem::new(Cause::Refused, "no").words("550 no")
}

#[test]
fn a_failed_transfer_keeps_the_servers_words_and_can_be_retried() {
    let (mut queue, now) = (TransferQueue::default(), Instant::now());
    let order = order(&mut queue);
    let id = order.id;
    queue.push(&here(), DropId(1), order);
    assert!(queue.start_next(HERE, 1, now).is_some());
    queue.finish(id, TransferState::Failed, 0, Some(failed()), now);
    assert_eq!(
        queue.views(NameCoding::default(), now)[0].reason.as_deref(),
        Some("550 no")
    );
    assert!(queue.retry(id));
    assert!(!queue.retry(id));
    assert_eq!(queue.start_next(HERE, 2, now).unwrap().0.id, id);
}

#[test]
fn what_was_refused_or_skipped_is_never_queued_again() {
    for state in [TransferState::Failed, TransferState::Skipped] {
        let mut queue = TransferQueue::default();
        let order = order(&mut queue);
        let id = order.id;
        queue.push_ended(&here(), DropId(1), order, state, failed());
        assert!(!queue.retry(id), "{state}");
        assert!(queue.failed().is_empty(), "{state}");
        assert_eq!(queue.waiting(HERE), 0);
        assert!(!queue.views(NameCoding::default(), Instant::now())[0].retriable);
    }
}

#[test]
fn cancelling_takes_a_waiting_one_out_and_tells_an_active_one() {
    let (mut queue, now) = (TransferQueue::default(), Instant::now());
    let (first, second) = (order(&mut queue), order(&mut queue));
    let (first_id, second_id) = (first.id, second.id);
    queue.push(&here(), DropId(1), first);
    queue.push(&here(), DropId(1), second);
    let (_, token) = queue.start_next(HERE, 1, now).unwrap();
    assert!(queue.cancel(second_id).is_some());
    assert!(queue.cancel(first_id).is_none());
    assert!(token.is_cancelled());
    assert!(queue.start_next(HERE, 2, now).is_none());
}

#[derive(Clone, Debug)]
enum Step {
    Push,
    Start,
    Finish(usize, bool),
    Cancel(usize),
    Retry(usize),
    GiveBack(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        Just(Step::Push),
        Just(Step::Start),
        (0..8usize, any::<bool>()).prop_map(|(n, ok)| Step::Finish(n, ok)),
        (0..8usize).prop_map(Step::Cancel),
        (0..8usize).prop_map(Step::Retry),
        (0..8usize).prop_map(Step::GiveBack),
    ];
    proptest::collection::vec(step, 0..60)
}

proptest! {
    /// Whatever is done, a transfer waits exactly once if it is queued, and never otherwise.
    #[test]
    fn nothing_is_lost_and_nothing_doubled(steps in steps()) {
        let (mut queue, now, mut pushed) = (TransferQueue::default(), Instant::now(), 0);
        for step in steps {
            match step {
                Step::Push => {
                    let order = order(&mut queue);
                    queue.push(&here(), DropId(1), order);
                    pushed += 1;
                }
                Step::Start => drop(queue.start_next(HERE, 1, now)),
                Step::Finish(n, ok) => {
                    let state = if ok { TransferState::Done } else { TransferState::Failed };
                    queue.finish(TransferId(n as u64), state, 1, None, now);
                }
                Step::Cancel(n) => drop(queue.cancel(TransferId(n as u64))),
                Step::Retry(n) => drop(queue.retry(TransferId(n as u64))),
                Step::GiveBack(n) => drop(queue.give_back(TransferId(n as u64), 1, &failed())),
            }
            prop_assert_eq!(queue.transfers.len(), pushed);
            for (id, transfer) in &queue.transfers {
                let waits = queue.waiting.iter().filter(|waiting| *waiting == id).count();
                let expected = usize::from(transfer.state == TransferState::Queued);
                prop_assert_eq!(waits, expected);
                prop_assert_eq!(transfer.session.is_some(), transfer.state.is_active());
            }
        }
    }
}
