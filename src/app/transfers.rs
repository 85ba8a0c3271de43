//! The transfers view, the log view and the sessions of the connection pane.

use super::pane::moved;
use super::{Action, App, Focus, Overlay, ToastKind};
use crate::engine::{Command, LogLine};
use crate::model::text::plural;
use crate::model::{SessionRole, SessionView, TransferState, TransferView};
use std::sync::Arc;

impl App {
    /// The row under the cursor of the transfers view.
    pub fn transfer(&self) -> Option<&TransferView> {
        self.snapshot
            .transfers
            .get(self.transfer_cursor)
            .map(Arc::as_ref)
    }

    /// Puts the cursor on the transfer whose failure has been told, so that `T r` retries it.
    pub(super) fn stand_on_last_failure(&mut self) {
        let failed = self.last_failed.take();
        let rows = self.snapshot.transfers.iter();
        let line = rows.into_iter().position(|row| Some(row.id) == failed);
        self.transfer_cursor = line.unwrap_or(self.transfer_cursor);
    }

    /// Transfers that have a session.
    pub(super) fn running(&self) -> usize {
        self.count(TransferState::is_active)
    }

    /// Transfers that would be stopped by quitting.
    pub(super) fn unfinished(&self) -> usize {
        self.count(|state| !state.is_final())
    }

    pub(super) fn count(&self, fits: impl Fn(TransferState) -> bool) -> usize {
        let transfers = self.snapshot.transfers.iter();
        transfers.filter(|transfer| fits(transfer.state)).count()
    }

    /// Failed transfers that can be queued again.
    pub(super) fn failed_to_retry(&self) -> usize {
        let failed = |row: &&Arc<TransferView>| row.state == TransferState::Failed && row.retriable;
        self.snapshot.transfers.iter().filter(failed).count()
    }

    pub(super) fn act_in_transfers(&mut self, action: Action) {
        match action {
            Action::Retry => self.retry(),
            Action::CancelTransfer => self.cancel_transfer(),
            Action::Details => self.tell_of_transfer(),
            _ => {
                let page = usize::from(self.size.1).saturating_sub(5);
                let count = self.snapshot.transfers.len();
                self.transfer_cursor = moved(self.transfer_cursor, count, page, action);
            }
        }
    }

    /// The transfer under the cursor, or a word that there is none.
    fn transfer_or_say(&mut self) -> Option<TransferView> {
        let transfer = self.transfer().cloned();
        if transfer.is_none() {
            self.say(ToastKind::Info, "there are no transfers");
        }
        transfer
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

    fn cancel_transfer(&mut self) {
        let Some(transfer) = self.transfer_or_say() else {
            return;
        };
        if transfer.state.is_final() {
            self.say(ToastKind::Info, "it has ended already");
        } else {
            self.ask_engine(Command::Cancel(transfer.id));
        }
    }

    pub(super) fn retry_failed(&mut self) {
        let failed = self.count(|state| state == TransferState::Failed);
        match self.failed_to_retry() {
            0 if failed > 0 => {
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
        self.ask_engine(Command::ClearDone);
    }

    fn tell_of_transfer(&mut self) {
        let Some(transfer) = self.transfer_or_say() else {
            return;
        };
        let size = transfer
            .size
            .map_or_else(|| "not known".into(), crate::model::text::size);
        let mut lines = vec![
            format!("{} {}", transfer.direction, transfer.operation),
            format!("from   {}", transfer.from),
            format!("to     {}", transfer.to),
            format!("size   {size}"),
            format!("state  {}", transfer.state),
        ];
        lines.extend(transfer.reason_beside_state().map(str::to_owned));
        self.overlay = Some(Overlay::Notice {
            title: transfer.name,
            lines,
        });
    }

    pub(super) fn act_in_log(&mut self, action: Action) {
        let height = self.layout().log_lines();
        let page = isize::try_from(height).unwrap_or(isize::MAX) - 1;
        let page = page.max(1);
        match action {
            Action::ErrorsOnly => self.log.toggle_errors_only(),
            Action::Up => self.log.scroll_by(1, height),
            Action::Down => self.log.scroll_by(-1, height),
            Action::PageUp => self.log.scroll_by(page, height),
            Action::PageDown => self.log.scroll_by(-page, height),
            Action::First => self.log.scroll_by(isize::MAX, height),
            Action::Last => self.log.scroll_by(isize::MIN, height),
            _ => {}
        }
    }

    pub(super) fn log_line(&mut self, line: LogLine) {
        let looked_at = self.focus == Focus::Log;
        self.log.push(line, looked_at);
    }

    /// The session that the connection pane shows, as an index into the snapshot's sessions: the
    /// one chosen, or else the one whose data connection is live (a transfer's before a listing's),
    /// or else the one that was busy last.
    pub fn session_index(&self) -> Option<usize> {
        let sessions = &self.snapshot.sessions;
        let data = |session: &SessionView| {
            let data = session.data.as_ref()?;
            // Live ones first, transfers before listings, and then the latest.
            let listing = session.role == SessionRole::Browse;
            Some((
                !data.state.is_live(),
                data.state.is_live() && listing,
                data.age,
            ))
        };
        self.session_shown
            .or_else(|| {
                let shown = sessions
                    .iter()
                    .enumerate()
                    .filter(|(_, s)| s.data.is_some());
                shown
                    .min_by_key(|(_, session)| data(session))
                    .map(|(index, _)| index)
            })
            .or((!sessions.is_empty()).then_some(0))
    }

    pub(super) fn show_session(&mut self, back: bool) {
        let count = self.snapshot.sessions.len();
        match self.session_index() {
            None => self.say(ToastKind::Info, "there are no sessions"),
            Some(shown) => {
                let step = if back { count.saturating_sub(1) } else { 1 };
                self.session_shown = Some((shown + step) % count.max(1));
            }
        }
    }
}
