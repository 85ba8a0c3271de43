//! What earlier runs have left, and what the journal is told.

use super::transfer::{Held, Pause, Transfer};
use super::{STEP, TransferQueue};
use crate::engine::DropId;
use crate::engine::journal::{Same, TransferRow};
use crate::engine::work::Token;
use crate::model::{TransferId, TransferState};
use std::hash::BuildHasher as _;
use std::sync::Arc;

impl TransferQueue {
    /// Takes in a transfer that an earlier run has left. What had not ended is paused until the user
    /// has been asked, or waits for its answer.
    pub(crate) fn restore(&mut self, row: TransferRow) {
        let site: Arc<str> = self
            .waiting
            .keys()
            .find(|label| ***label == *row.site)
            .cloned()
            .unwrap_or_else(|| row.site.as_str().into());
        self.waiting.entry(Arc::clone(&site)).or_default();
        self.take_target(&site, &row.order.target(), row.order.id);
        let mut transfer = Transfer::new(&site, DropId(row.drop), Arc::unwrap_or_clone(row.order));
        transfer.priority = row.priority;
        transfer.bytes = row.bytes;
        transfer.reached = row.bytes;
        transfer.retriable = row.retriable;
        transfer.problem = row.problem.map(Box::new);
        transfer.note = row.note.map(String::into_boxed_str);
        match row.state {
            TransferState::Held => {
                transfer.state = TransferState::Held;
                transfer.held = Some(Box::new(Held {
                    present: row.present.unwrap_or_default(),
                    taken: Arc::default(),
                }));
            }
            state if state.is_final() => transfer.state = state,
            TransferState::Paused => {
                transfer.state = TransferState::Paused;
                transfer.pause = Some(Pause::User);
            }
            _ => {
                transfer.state = TransferState::Paused;
                transfer.pause = Some(Pause::Earlier);
            }
        }
        // Runs counted their own places: two may have had the same.
        let last = self.rows.last_key_value().map_or(0, |(last, _)| *last);
        transfer.position = if row.position > last {
            row.position
        } else {
            last + STEP
        };
        self.insert(transfer);
    }

    /// A transfer as the journal is to have it.
    pub(crate) fn row(&self, id: TransferId) -> Option<TransferRow> {
        let transfer = self.transfers.get(&id)?;
        Some(TransferRow {
            order: Arc::clone(&transfer.order),
            drop: transfer.drop.0,
            site: transfer.site.to_string(),
            position: transfer.position,
            priority: transfer.priority,
            // Only what the user paused is paused for the next run too.
            state: match transfer.pause {
                Some(Pause::Earlier | Pause::Room(_)) => TransferState::Queued,
                _ => transfer.state,
            },
            present: transfer.held.as_ref().map(|held| held.present),
            bytes: transfer.bytes,
            retriable: transfer.retriable,
            problem: transfer.problem.as_deref().cloned(),
            note: transfer.note.as_deref().map(str::to_owned),
            taken_from: transfer.taken_from.clone(),
        })
    }

    /// What earlier runs have left of this site's queue goes on, or stays paused as if the user had
    /// paused it. All sites' if `None`.
    pub(crate) fn settle_restored(&mut self, site: Option<&str>, go: bool) {
        for id in self.paused_for(|pause| pause == Pause::Earlier) {
            let here = self
                .transfers
                .get(&id)
                .is_some_and(|transfer| site.is_none_or(|site| *transfer.site == *site));
            if here && go {
                self.go(id);
            } else if here {
                self.change(id, |transfer| transfer.pause = Some(Pause::User));
            }
        }
    }

    /// The answer to whether a name may be taken: the transfer may begin, perhaps with another name.
    pub(crate) fn release(&mut self, id: TransferId, edit: impl FnOnce(&mut Transfer)) {
        let held = |transfer: &Transfer| transfer.state == TransferState::Held;
        if self.transfers.get(&id).is_some_and(held) {
            self.change(id, |transfer| {
                edit(transfer);
                if transfer.state == TransferState::Held {
                    transfer.enter(TransferState::Queued);
                }
            });
        }
    }

    /// Ends a transfer that was not tried: skipped or refused.
    pub(crate) fn leave_out(
        &mut self,
        id: TransferId,
        state: TransferState,
        problem: crate::engine::Problem,
    ) {
        self.change(id, |transfer| {
            transfer.enter(state);
            transfer.retriable = false;
            transfer.problem = Some(Box::new(problem));
        });
    }

    /// A transfer goes on with what a dead run has left of it.
    pub(crate) fn taken_over(&mut self, id: TransferId, run: String, bytes: u64) {
        self.change(id, |transfer| {
            transfer.taken_from = Some(run);
            transfer.bytes = bytes;
            transfer.reached = bytes;
        });
    }

    /// Nothing is left of this part of a transfer, if it was cancelled; it may have another one by
    /// now.
    pub(crate) fn discarded(&mut self, id: TransferId, token: &Token) {
        if self
            .transfers
            .get(&id)
            .is_some_and(|t| t.state == TransferState::Cancelled && t.order.token == *token)
        {
            self.change(id, |transfer| transfer.order_mut().begun = None);
        }
    }

    /// Cancelled uploads whose parts are still on the server of this label.
    pub(crate) fn to_discard(&self, site: &str) -> Vec<TransferId> {
        self.transfers
            .values()
            .filter(|transfer| *transfer.site == *site && transfer.leaves_a_part())
            .map(|transfer| transfer.order.id)
            .collect()
    }

    /// Dead runs had these in their queues.
    pub(crate) fn know_left<'a>(&mut self, left: impl Iterator<Item = &'a Same>) {
        let hashes = left.map(|same| self.hasher.hash_one(same));
        self.left_before.extend(hashes);
    }

    /// Whether a dead run was to carry this file to this target: what is there may be that file.
    pub(crate) fn was_left(&self, same: &Same) -> bool {
        !self.left_before.is_empty() && self.left_before.contains(&self.hasher.hash_one(same))
    }

    /// Another run has taken this one: nothing is done about it here.
    pub(crate) fn lose(&mut self, id: TransferId, problem: crate::engine::Problem) {
        self.leave_out(id, TransferState::Failed, problem);
        // It stands in the other run's name in the journal.
        self.untold.remove(&id);
    }
}
