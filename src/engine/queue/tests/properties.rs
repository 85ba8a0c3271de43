//! The queue under any order of what can happen to it.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug)]
enum Step {
    Push,
    Start,
    End(usize, Option<Cause>, u64),
    Cancel(usize),
    Pause(usize),
    PauseAll,
    Go(usize),
    GoAll,
    Due,
    Retry(usize),
    Reorder(usize, QueuePlace),
    Prioritize(usize, Priority),
    Clear,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let cause = prop_oneof![
        Just(None),
        Just(Some(Cause::Connection)),
        Just(Some(Cause::Transient)),
        Just(Some(Cause::Refused)),
        Just(Some(Cause::Cancelled)),
        Just(Some(Cause::NoRoom(Shore::Local))),
    ];
    let place = prop_oneof![
        Just(QueuePlace::Up),
        Just(QueuePlace::Down),
        Just(QueuePlace::Top),
        Just(QueuePlace::Bottom),
        (1..9u64).prop_map(|id| QueuePlace::Before(TransferId(id))),
        (1..9u64).prop_map(|id| QueuePlace::Behind(TransferId(id)))
    ];
    let priority = prop_oneof![
        Just(Priority::High),
        Just(Priority::Normal),
        Just(Priority::Low)
    ];
    let step = prop_oneof![
        3 => Just(Step::Push),
        4 => Just(Step::Start),
        4 => (1..9usize, cause, 0..200_000_u64).prop_map(|(n, cause, b)| Step::End(n, cause, b)),
        1 => (1..9usize).prop_map(Step::Cancel),
        1 => (1..9usize).prop_map(Step::Pause),
        1 => Just(Step::PauseAll),
        1 => (1..9usize).prop_map(Step::Go),
        1 => Just(Step::GoAll),
        1 => Just(Step::Due),
        1 => (1..9usize).prop_map(Step::Retry),
        1 => (1..9usize, place).prop_map(|(n, place)| Step::Reorder(n, place)),
        1 => (1..9usize, priority).prop_map(|(n, priority)| Step::Prioritize(n, priority)),
        1 => Just(Step::Clear),
    ];
    proptest::collection::vec(step, 0..80)
}

fn take(queue: &mut TransferQueue, step: Step) {
    let id = |n: usize| TransferId(n as u64);
    match step {
        Step::Push => drop(push(queue)),
        Step::Start => drop(start(queue)),
        Step::End(n, cause, bytes) => {
            let end = cause.map_or(Ok(None), |cause| Err(problem(cause)));
            let tried = Tried {
                from: 0,
                bytes,
                since: Instant::now(),
                end,
            };
            queue.ended(id(n), tried, 500, Moment::now());
        }
        Step::Cancel(n) => drop(queue.cancel(id(n)).map(Transfer::outcome)),
        Step::Pause(n) => queue.pause(id(n)),
        Step::PauseAll => queue.pause_all(),
        Step::Go(n) => queue.go(id(n)),
        Step::GoAll => queue.go_all(),
        Step::Due => drop(queue.go_due(None)),
        Step::Retry(n) => drop(queue.retry(id(n), true)),
        Step::Reorder(n, place) => queue.reorder(id(n), place),
        Step::Prioritize(n, priority) => queue.prioritize(id(n), priority),
        Step::Clear => queue.clear_done(),
    }
}

/// The numbers, counted one by one.
fn counted(queue: &TransferQueue) -> QueueTotals {
    let mut totals = QueueTotals::default();
    for transfer in queue.transfers.values() {
        count(&mut totals, transfer, |number, by| *number += by);
    }
    totals
}

proptest! {
    /// Whatever is done, a transfer waits exactly once if it is queued, and never otherwise; the
    /// numbers are those of the rows; and what the journal has is what there is.
    #[test]
    fn nothing_is_lost_and_nothing_doubled(steps in steps()) {
        let mut queue = queue();
        let mut journal: BTreeMap<TransferId, TransferState> = BTreeMap::new();
        let (mut pushed, mut cleared) = (0, 0);
        for step in steps {
            pushed += usize::from(matches!(step, Step::Push));
            let before = queue.transfers.len();
            let clears = matches!(step, Step::Clear);
            take(&mut queue, step);
            if clears {
                cleared += before - queue.transfers.len();
            }
            prop_assert_eq!(queue.transfers.len(), pushed - cleared);
            prop_assert_eq!(queue.rows.len(), queue.transfers.len());
            for (id, transfer) in &queue.transfers {
                let waits = queue
                    .waiting
                    .values()
                    .flatten()
                    .filter(|(_, position)| queue.rows.get(position) == Some(id))
                    .count();
                prop_assert_eq!(waits, usize::from(transfer.state == TransferState::Queued));
                prop_assert_eq!(transfer.session.is_some(), transfer.state.is_active());
                prop_assert_eq!(transfer.due.is_some(), transfer.state == TransferState::Retrying);
                prop_assert_eq!(transfer.pause.is_some(), transfer.state == TransferState::Paused);
                prop_assert_eq!(queue.rows.get(&transfer.position), Some(id));
            }
            prop_assert_eq!(queue.totals(), counted(&queue));
            let (changed, forgotten) = queue.take_changes();
            for id in changed {
                if let Some(row) = queue.row(id) {
                    journal.insert(id, row.state);
                }
            }
            for id in forgotten {
                journal.remove(&id);
            }
            // A journal that says of one that moves that it waits tells no lie to another run.
            let told = |state: TransferState| if state.is_active() { TransferState::Queued } else { state };
            let waits = |t: &Transfer| matches!(t.pause, Some(Pause::Room(_)));
            let there = queue.transfers.iter().map(|(id, t)| {
                let state = if waits(t) { TransferState::Queued } else { told(t.state) };
                (*id, state)
            });
            let there: BTreeMap<_, _> = there.collect();
            let kept: BTreeMap<_, _> = journal.iter().map(|(id, s)| (*id, told(*s))).collect();
            prop_assert_eq!(kept, there);
            let rows = views(&mut queue);
            prop_assert_eq!(rows.len(), queue.transfers.len());
            for row in rows.iter() {
                prop_assert_eq!(row.state, queue.get(row.id).unwrap().state);
            }
        }
    }
}
