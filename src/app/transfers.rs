//! The transfers view: walking in it, and what can be done with the row under the cursor.

use super::pane::moved;
use super::{Action, App, Context, Focus, Hint, QueueTab, Section, ToastKind};
use crate::engine::{Command, Which};
use crate::model::text::plural;
use crate::model::{Priority, QueuePlace, TransferId, TransferState, TransferView};
use std::sync::Arc;
use strum::IntoEnumIterator as _;

impl App {
    /// The row under the cursor of the transfers view.
    pub fn transfer(&self) -> Option<&TransferView> {
        let rows = self.queue.rows(&self.snapshot);
        rows.get(self.queue.cursor).map(Arc::as_ref)
    }

    /// A transfer by its number.
    pub fn transfer_called(&self, id: TransferId) -> Option<&TransferView> {
        let here = self.transfer().filter(|row| row.id == id);
        here.or_else(|| {
            let mut rows = self.snapshot.transfers.iter();
            rows.find(|row| row.id == id).map(Arc::as_ref)
        })
    }

    /// The view is opened: the cursor goes to the transfer whose failure has been told, so that
    /// `T r` retries it; if it has not been moved yet, to the first that runs.
    pub(super) fn stand_on_what_matters(&mut self) {
        let failed = self.last_failed.take();
        let runs = self.snapshot.urgent.first();
        let runs = runs.filter(|row| row.state.is_active() && self.queue.cursor == 0);
        let wanted = failed.or(runs.map(|row| row.id));
        if failed.is_some() {
            self.queue.tab = QueueTab::All;
            self.queue.filter.reset();
        }
        self.look_at_queue(wanted);
    }

    /// The queue, or what is asked of it, has changed: the cursor stays on its transfer, if that is
    /// still shown.
    pub(super) fn look_at_queue(&mut self, at: Option<TransferId>) {
        self.queue.look_again(&self.snapshot.transfers);
        let rows = self.queue.rows(&self.snapshot);
        let row = at.and_then(|id| rows.row_of(id, self.queue.cursor));
        let count = rows.len();
        self.queue.cursor = row.unwrap_or(self.queue.cursor);
        self.keep_row_in_sight(count);
    }

    fn keep_row_in_sight(&mut self, count: usize) {
        let height = self.layout().queue_lines();
        self.queue.keep_in_sight(count, height);
    }

    /// Transfers that have a session.
    pub(super) fn running(&self) -> usize {
        self.snapshot.totals.active
    }

    /// Transfers that closing the tab would stop.
    pub(super) fn unfinished(&self) -> usize {
        self.snapshot.totals.unfinished()
    }

    /// Edited files that are not back on the server, in all tabs.
    pub fn unsent_in_all(&self) -> usize {
        let others = self.tabs.others().map(|tab| tab.unsent);
        self.unsent_texts().len() + others.sum::<usize>()
    }

    /// Transfers that would be stopped by quitting.
    pub(super) fn unfinished_in_all(&self) -> usize {
        let others = self.tabs.others().map(|tab| tab.unfinished);
        self.unfinished() + others.sum::<usize>()
    }

    pub(super) fn act_in_transfers(&mut self, action: Action) {
        match action {
            Action::TogglePause => self.toggle_pause(),
            Action::Retry => self.retry(),
            Action::CancelTransfer => self.cancel_transfer(),
            Action::Details => self.tell_of_transfer(),
            Action::MoveUp => self.reorder(QueuePlace::Up),
            Action::MoveDown => self.reorder(QueuePlace::Down),
            Action::ToTop => self.reorder(QueuePlace::Top),
            Action::ToBottom => self.reorder(QueuePlace::Bottom),
            Action::PriorityUp => self.prioritize(true),
            Action::PriorityDown => self.prioritize(false),
            Action::NextState => self.go_round_tabs(1),
            Action::PreviousState => self.go_round_tabs(QueueTab::iter().count() - 1),
            Action::Filter => self.queue.typing = true,
            // Esc leaves one level: what narrows the view, and then the view.
            Action::Back if !self.queue.filter.value().is_empty() => self.clear_filter(),
            Action::Back => self.focus = Focus::Pane(self.last_pane),
            _ => self.walk_in_queue(action),
        }
    }

    fn walk_in_queue(&mut self, action: Action) {
        let count = self.queue.rows(&self.snapshot).len();
        let page = self.layout().queue_lines();
        self.queue.cursor = moved(self.queue.cursor, count, page, action);
        self.keep_row_in_sight(count);
    }

    /// Scrolls by so many rows, up if negative; the cursor stays in sight.
    pub(super) fn scroll_queue(&mut self, rows: isize) {
        let count = self.queue.rows(&self.snapshot).len();
        let height = self.layout().queue_lines().max(1);
        let last_top = count.saturating_sub(height);
        self.queue.top = self.queue.top.saturating_add_signed(rows).min(last_top);
        let last = self.queue.top + height - 1;
        self.queue.cursor = self.queue.cursor.clamp(self.queue.top, last);
        self.keep_row_in_sight(count);
    }

    /// The transfer under the cursor, or a word that there is none.
    pub(super) fn transfer_or_say(&mut self) -> Option<TransferView> {
        let transfer = self.transfer().cloned();
        if transfer.is_none() {
            let text = if self.snapshot.transfers.is_empty() {
                "there are no transfers"
            } else {
                "no transfer is shown here"
            };
            self.say(ToastKind::Info, text);
        }
        transfer
    }

    fn toggle_pause(&mut self) {
        let Some(transfer) = self.transfer_or_say() else {
            return;
        };
        let this = Which::These(vec![transfer.id]);
        match transfer.state {
            TransferState::Paused => self.ask_engine(Command::Go(this)),
            TransferState::Held => {
                let key = self.key_for(Context::Transfers, Action::Answer);
                self.say(ToastKind::Info, format!("its name is taken: {key} answers"));
            }
            state if state.is_final() => self.say(ToastKind::Info, "it has ended already"),
            _ => self.ask_engine(Command::Pause(this)),
        }
    }

    /// Whether the queue stands still because it was paused: then `P` lets it go on.
    pub(super) fn is_queue_paused(&self) -> bool {
        let totals = &self.snapshot.totals;
        let waiting = totals.queued + totals.active + totals.retrying;
        self.snapshot.paused || (waiting == 0 && totals.paused > 0)
    }

    pub(super) fn pause_all(&mut self) {
        if self.is_queue_paused() {
            self.ask_engine(Command::Go(Which::All));
            self.say(ToastKind::Info, "the queue goes on");
        } else {
            self.ask_engine(Command::Pause(Which::All));
            let key = self.key_for(Context::Transfers, Action::PauseAll);
            let text = format!("the queue is paused, what has moved is kept; {key} lets it go on");
            self.say(ToastKind::Info, text);
        }
    }

    fn reorder(&mut self, place: QueuePlace) {
        let Some(transfer) = self.transfer_or_say() else {
            return;
        };
        let id = transfer.id;
        match transfer.state {
            state if state.is_final() => self.say(ToastKind::Info, "it has ended already"),
            state if state.is_active() => self.say(ToastKind::Info, "it has its turn already"),
            _ => self.ask_engine(Command::Reorder { id, place }),
        }
    }

    fn prioritize(&mut self, higher: bool) {
        let Some(transfer) = self.transfer_or_say() else {
            return;
        };
        let id = transfer.id;
        let priority = match (transfer.priority, higher) {
            (Priority::Low, true) | (Priority::High, false) => Priority::Normal,
            (Priority::Normal | Priority::High, true) => Priority::High,
            (Priority::Normal | Priority::Low, false) => Priority::Low,
        };
        if transfer.state.is_final() {
            self.say(ToastKind::Info, "it has ended already");
        } else if priority == transfer.priority {
            self.say(
                ToastKind::Info,
                format!("its priority is {priority} already"),
            );
        } else {
            self.ask_engine(Command::Prioritize { id, priority });
        }
    }

    fn retry(&mut self) {
        let Some(transfer) = self.transfer_or_say() else {
            return;
        };
        match transfer.state {
            TransferState::Done => self.say(ToastKind::Info, "it is done; nothing to retry"),
            TransferState::Skipped => {
                let text = "skipped: it is there already; drop it again to be asked";
                self.say(ToastKind::Info, text);
            }
            TransferState::Retrying => {
                self.ask_engine(Command::Go(Which::These(vec![transfer.id])));
            }
            TransferState::Paused => {
                let key = self.key_for(Context::Transfers, Action::TogglePause);
                self.say(ToastKind::Info, format!("paused: {key} lets it go on"));
            }
            state if state.is_final() && !transfer.retriable => {
                let why = transfer
                    .reason
                    .unwrap_or_else(|| "not to be retried".into());
                self.say(ToastKind::Info, format!("it was refused for safety: {why}"));
            }
            state if state.is_final() => self.ask_engine(Command::Retry(transfer.id)),
            _ => self.say(ToastKind::Info, "it has not ended yet"),
        }
    }

    pub(super) fn retry_failed(&mut self) {
        let totals = self.snapshot.totals;
        match totals.retriable {
            0 if totals.failed > 0 => {
                let text = "what has failed was refused for safety; nothing to retry";
                self.say(ToastKind::Info, text);
            }
            0 => self.say(ToastKind::Info, "nothing has failed"),
            count => {
                self.ask_engine(Command::RetryFailed);
                let text = format!("{} queued again", plural(count, "transfer"));
                self.say(ToastKind::Info, text);
            }
        }
    }

    pub(super) fn clear_done(&mut self) {
        let totals = self.snapshot.totals;
        let text = match (totals.done + totals.left_out, totals.failed) {
            (0, 0) => "there is nothing to take off the list".to_owned(),
            (0, _) => {
                let key = self.key_for(Context::Transfers, Action::CancelTransfer);
                format!("nothing is done; what has failed stays: {key} takes one off the list")
            }
            (count, _) => format!("took {} off the list", plural(count, "transfer")),
        };
        self.ask_engine(Command::ClearDone);
        self.say(ToastKind::Info, text);
    }

    fn go_round_tabs(&mut self, step: usize) {
        let mut tab = self.queue.tab.step(step);
        // A tab that is mostly empty is shown only when it is not.
        if tab == QueueTab::LeftOut && self.snapshot.totals.left_out == 0 {
            tab = tab.step(step);
        }
        self.go_to_tab(tab);
    }

    pub(super) fn go_to_tab(&mut self, tab: QueueTab) {
        let at = self.transfer().map(|row| row.id);
        self.queue.tab = tab;
        self.look_at_queue(at);
    }

    /// A digit goes to a tab, from 1.
    pub(super) fn go_to_tab_number(&mut self, number: usize) {
        let tab = number
            .checked_sub(1)
            .and_then(|index| QueueTab::iter().nth(index));
        if let Some(tab) = tab {
            self.go_to_tab(tab);
        }
    }

    pub(super) fn act_in_queue_filter(&mut self, action: Action) {
        match action {
            Action::Accept => self.queue.typing = false,
            Action::Leave => {
                self.queue.typing = false;
                self.clear_filter();
            }
            _ => self.walk_in_queue(action),
        }
    }

    fn clear_filter(&mut self) {
        let at = self.transfer().map(|row| row.id);
        self.queue.filter.reset();
        self.look_at_queue(at);
    }

    /// What was typed into the filter counts at once.
    pub(super) fn change_queue_filter(&mut self, change: impl FnOnce(&mut tui_input::Input)) {
        let at = self.transfer().map(|row| row.id);
        change(&mut self.queue.filter);
        self.look_at_queue(at);
    }

    /// What can be done next with a transfer: the keys of the transfers view and their words.
    pub fn next_for(&self, transfer: &TransferView) -> Vec<Hint> {
        use TransferState as S;
        let (state, part) = (transfer.state, transfer.bytes > 0);
        let waits = matches!(state, S::Queued | S::Retrying);
        let again = matches!(state, S::Failed | S::Cancelled) && transfer.retriable;
        let left = state.is_final() && state != S::Failed;
        let known = [
            (Action::Answer, "answer", state == S::Held),
            (Action::Retry, "now", state == S::Retrying),
            (Action::Retry, "retry", again && transfer.may_pass),
            (
                Action::Retry,
                "retry, once that is put right",
                again && !transfer.may_pass,
            ),
            (Action::TogglePause, "go on", state == S::Paused),
            (Action::TogglePause, "pause", waits || state.is_active()),
            (Action::CancelTransfer, "cancel", !state.is_final()),
            (
                Action::CancelTransfer,
                "leave it out of the copy",
                state == S::Failed && !part && self.is_waited_for(transfer.id),
            ),
            (
                Action::CancelTransfer,
                "take it off the list",
                state == S::Failed && !part && !self.is_waited_for(transfer.id),
            ),
            (
                Action::CancelTransfer,
                "forget it (asks about the part)",
                state == S::Failed && part,
            ),
            (Action::ToTop, "to top", state == S::Queued),
            (
                Action::Doctor,
                "doctor",
                matches!(state, S::Failed | S::Retrying),
            ),
            (Action::ClearDone, "clear what is done", left),
        ];
        let sections = [Section::Transfers, Section::Waiting, Section::Program];
        let named = known.into_iter().filter(|(_, _, fits)| *fits);
        let named = named.filter_map(|(action, label, _)| {
            let key = self.keymap.keys_of(&sections, action).into_iter().next()?;
            let label = label.into();
            Some(Hint { key, label })
        });
        named.collect()
    }

    /// How long until a transfer that is tried again in a moment shows another second.
    pub(super) fn until_retry_counts(&self) -> Option<jiff::SignedDuration> {
        if self.snapshot.totals.retrying == 0 {
            return None;
        }
        let rows = self.queue.rows(&self.snapshot);
        let shown = rows.page(self.queue.top, usize::from(self.size.1));
        let in_view = shown.filter(|_| self.focus == Focus::Transfers);
        let due = |row: &Arc<TransferView>| Some(row.retry?.2);
        let rows = self.snapshot.urgent.iter().chain(in_view);
        rows.filter_map(due)
            .filter_map(|due| super::reconnecting::until_next_second(due, self.now))
            .min()
    }

    /// Whole seconds until the next try of a transfer, rounded up.
    pub fn seconds_to_retry(&self, transfer: &TransferView) -> Option<u64> {
        let (_, _, due) = transfer.retry?;
        Some(super::reconnecting::seconds_until(due, self.now))
    }
}
