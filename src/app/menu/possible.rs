//! Which actions would do anything now.

use super::{CHARSETS, COLUMNS, ENCRYPTIONS, MODES, THEMES};
use crate::app::{Action, App, Focus, Link, Section};
use crate::model::{TransferState, TransferView};

impl App {
    /// Whether an action would do anything now.
    pub(in crate::app) fn can(&self, action: Action) -> bool {
        let in_panes = matches!(self.focus, Focus::Pane(_));
        let offline = matches!(self.link, Link::Offline { .. });
        let lost = matches!(self.link, Link::Reconnecting { .. });
        match action {
            Action::Copy
            | Action::View
            | Action::Edit
            | Action::Move
            | Action::PickUp
            | Action::PickUpMove
            | Action::Rename
            | Action::MakeDir
            | Action::Delete
            | Action::Permissions
            | Action::MarkAll
            | Action::MarkMask
            | Action::UnmarkMask
            | Action::MarkRange
            | Action::FindBelow
            | Action::Mirror
            | Action::Invert
            | Action::Mark
            | Action::MarkNone => in_panes && self.carry.is_none(),
            Action::Properties | Action::CopyPath | Action::CopyUrl => in_panes,
            Action::Drop
            | Action::DropInto
            | Action::PutBack
            | Action::ToggleOperation
            | Action::Add
            | Action::TakeOut => in_panes && self.carry.is_some(),
            Action::Reconnect => lost || !offline || self.site.is_some(),
            Action::Disconnect => !offline,
            Action::MarkDiffering => in_panes && self.local.verdicts.is_some(),
            Action::Doctor => self.site.is_some(),
            _ if CHARSETS.contains(&action) || ENCRYPTIONS.contains(&action) => self.site.is_some(),
            Action::PreviousSession | Action::NextSession => self.snapshot.sessions.len() > 1,
            Action::UndoDrop => !self.last_drops.is_empty(),
            Action::Answer => !self.questions.is_empty(),
            _ => self
                .can_in_queue(action)
                .unwrap_or_else(|| in_panes || self.is_everywhere(action)),
        }
    }

    /// Whether an action on the queue, or on the row under the cursor of its view, would do anything
    /// now; `None` for other actions.
    fn can_in_queue(&self, action: Action) -> Option<bool> {
        let (totals, in_view) = (&self.snapshot.totals, self.focus == Focus::Transfers);
        let here = self.transfer().filter(|_| in_view);
        let waits = |row: &TransferView| !row.state.is_final() && !row.state.is_active();
        Some(match action {
            Action::RetryFailed => totals.retriable > 0,
            Action::ClearDone => totals.done + totals.left_out > 0,
            Action::PauseAll | Action::EditQueue => totals.unfinished() > 0,
            Action::Bandwidth | Action::Sessions => true,
            Action::Filter if in_view => !self.snapshot.transfers.is_empty(),
            Action::Filter => matches!(self.focus, Focus::Pane(_)),
            Action::Details => here.is_some(),
            Action::TogglePause => {
                here.is_some_and(|row| !row.state.is_final() && row.state != TransferState::Held)
            }
            Action::Retry => here.is_some_and(|row| match row.state {
                TransferState::Retrying => true,
                state => row.retriable && state.is_final() && state != TransferState::Done,
            }),
            Action::CancelTransfer => here.is_some_and(|row| {
                let part = row.state == TransferState::Failed && row.bytes > 0;
                part || !row.state.is_final()
            }),
            Action::PriorityUp | Action::PriorityDown => {
                here.is_some_and(|row| !row.state.is_final())
            }
            Action::ToTop | Action::MoveUp | Action::MoveDown | Action::ToBottom => {
                here.is_some_and(waits)
            }
            _ => return None,
        })
    }

    /// Whether the action is the same whatever view is on the screen.
    fn is_everywhere(&self, action: Action) -> bool {
        matches!(
            action,
            Action::About | Action::KeepAlive | Action::ImportSites
        ) || THEMES.contains(&action)
            || COLUMNS.contains(&action)
            || MODES.contains(&action)
            || !self.keymap.keys_of(&[Section::Program], action).is_empty()
    }
}
