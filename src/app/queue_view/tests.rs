use super::*;
use crate::model::{Direction, Operation, Priority, TransferId};
use proptest::prelude::*;
use std::time::Duration;

fn row(id: u64, state: TransferState) -> Arc<TransferView> {
    Arc::new(TransferView {
        id: TransferId(id),
        direction: Direction::Upload,
        operation: Operation::Copy,
        name: format!("File-{id}"),
        from: "~".into(),
        to: "/".into(),
        site: "anna@host".into(),
        size: None,
        bytes: 0,
        rate: 0,
        state,
        priority: Priority::Normal,
        reason: None,
        elapsed: Duration::ZERO,
        session: None,
        retriable: true,
        may_pass: true,
        retry: None,
        tries: Vec::new(),
        tried: 0,
    })
}

fn snapshot(rows: Vec<Arc<TransferView>>) -> EngineSnapshot {
    EngineSnapshot {
        transfers: Arc::new(rows),
        ..EngineSnapshot::default()
    }
}

fn ids(view: &QueueView, snapshot: &EngineSnapshot) -> Vec<u64> {
    let rows = view.rows(snapshot);
    rows.page(0, rows.len()).map(|row| row.id.0).collect()
}

const STATES: [TransferState; 10] = [
    TransferState::Held,
    TransferState::Queued,
    TransferState::Starting,
    TransferState::Running,
    TransferState::Paused,
    TransferState::Retrying,
    TransferState::Done,
    TransferState::Failed,
    TransferState::Cancelled,
    TransferState::Skipped,
];

#[test]
fn every_state_is_on_one_tab_beside_all() {
    for state in STATES {
        let tabs = QueueTab::iter().filter(|tab| tab.holds(state)).count();
        assert_eq!(tabs, 2, "{state}");
    }
}

#[test]
fn tabs_go_round() {
    assert_eq!(QueueTab::All.step(1), QueueTab::Active);
    assert_eq!(QueueTab::LeftOut.step(1), QueueTab::All);
    assert_eq!(
        QueueTab::All.step(QueueTab::iter().count() - 1),
        QueueTab::LeftOut
    );
}

proptest! {
    /// Looking again at what has changed finds the same as looking at all of it.
    #[test]
    fn what_is_kept_is_what_fits(
        before in proptest::collection::vec(0usize..10, 0..12),
        after in proptest::collection::vec((0usize..12, 0usize..10), 0..12),
        tab in 0usize..7,
        filter in "[f1-3]{0,2}",
    ) {
        let mut view = QueueView {
            tab: QueueTab::All.step(tab),
            filter: Input::new(filter),
            ..QueueView::default()
        };
        let old: Vec<_> = (0..).zip(&before).map(|(id, state)| row(id, STATES[*state])).collect();
        let first = snapshot(old.clone());
        view.look_again(&first.transfers);
        // Some rows are the same, some have moved, some are new.
        let new = (0_u64..).zip(&after).map(|(id, (same, state))| match old.get(*same) {
            Some(row) => Arc::clone(row),
            None => row(id, STATES[*state]),
        });
        let second = snapshot(new.collect());
        let fresh = QueueView {
            tab: view.tab,
            filter: view.filter.clone(),
            ..QueueView::default()
        };
        view.look_again(&second.transfers);
        prop_assert_eq!(ids(&view, &second), ids(&fresh, &second));
        prop_assert_eq!(ids(&view, &first), ids(&fresh, &first), "also of another queue");
    }

    #[test]
    fn the_cursor_is_in_sight(
        count in 0usize..40, height in 0usize..12, cursor in 0usize..50, top in 0usize..50
    ) {
        let mut view = QueueView { cursor, top, ..QueueView::default() };
        view.keep_in_sight(count, height);
        prop_assert!(view.cursor < count.max(1));
        prop_assert!(view.top <= view.cursor && view.cursor < view.top + height.max(1));
    }
}
