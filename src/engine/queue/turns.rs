//! Whose turn it is: starting, pausing, changing places.

use super::transfer::{Moment, Pause, Stop, Transfer};
use super::{STEP, TransferQueue};
use crate::engine::DropId;
use crate::engine::command::{Fate, QueueEdit};
use crate::engine::recovery::Losses;
use crate::engine::work::TransferOrder;
use crate::model::{Priority, QueuePlace, TransferId, TransferState};
use std::time::Instant;
use tokio_util::sync::CancellationToken;

/// Those whose writing is not on the disk yet are looked past up to so many.
const LOOK_AHEAD: usize = 256;

impl TransferQueue {
    /// How many wait for this site and may begin.
    pub(crate) fn waiting(&self, site: &str) -> usize {
        if self.paused {
            return 0;
        }
        let waiting = self.waiting.get(site);
        waiting.map_or(0, |waiting| {
            if self.blocked.is_empty() && self.written == u64::MAX {
                return waiting.len();
            }
            let turns = waiting.iter().take(self.look_ahead());
            turns.filter(|turn| self.may_begin(turn.1)).count()
        })
    }

    /// Whether anything of this site is still to be begun, now or after a wait.
    pub(crate) fn waits_at(&self, site: &str) -> bool {
        let queued = self
            .waiting
            .get(site)
            .is_some_and(|turns| !turns.is_empty());
        queued || self.is_any_at(site, self.retrying.iter().map(|(_, id)| id))
    }

    /// Whether the name of any of this site is taken, and the answer awaited.
    pub(crate) fn holds_at(&self, site: &str) -> bool {
        let held = |id: &&TransferId| {
            let transfer = self.transfers.get(id);
            transfer.is_some_and(|transfer| transfer.state == TransferState::Held)
        };
        self.totals.held > 0 && self.is_any_at(site, self.stuck.iter().filter(held))
    }

    fn is_any_at<'a>(&self, site: &str, mut ids: impl Iterator<Item = &'a TransferId>) -> bool {
        ids.any(|id| {
            let transfer = self.transfers.get(id);
            transfer.is_some_and(|transfer| *transfer.site == *site)
        })
    }

    fn look_ahead(&self) -> usize {
        if self.blocked.is_empty() {
            LOOK_AHEAD
        } else {
            usize::MAX
        }
    }

    fn may_begin(&self, position: i64) -> bool {
        let transfer = self
            .rows
            .get(&position)
            .and_then(|id| self.transfers.get(id));
        transfer.is_some_and(|transfer| {
            transfer.written_by < self.written && !self.blocked.contains(&transfer.order.direction)
        })
    }

    /// Gives the first that waits for this site, and is on the disk, to a session of it.
    pub(crate) fn start_next(
        &mut self,
        site: &str,
        session: usize,
        now: Moment,
    ) -> Option<(TransferOrder, CancellationToken)> {
        if self.paused {
            return None;
        }
        let turns = self.waiting.get(site)?.iter().take(self.look_ahead());
        let position = turns
            .map(|(_, position)| *position)
            .find(|position| self.may_begin(*position))?;
        let id = *self.rows.get(&position)?;
        let cancel = CancellationToken::new();
        let told = !self.untold.contains(&id);
        let order = self.change(id, |transfer| {
            transfer.enter(TransferState::Starting);
            transfer.session = Some(session);
            transfer.cancel = Some(cancel.clone());
            transfer.began = Some(now);
            transfer.problem = None;
            transfer.note = None;
            TransferOrder::clone(&transfer.order)
        })?;
        if told {
            // To another run it is one that has not ended, whether it waits or moves.
            self.untold.remove(&id);
        }
        Some((order, cancel))
    }

    /// Puts an active transfer back to where it was: its session is closed, or needed otherwise.
    pub(crate) fn put_back(&mut self, id: TransferId) {
        if self.transfers.get(&id).is_some_and(|t| t.state.is_active()) {
            self.change(id, |transfer| transfer.enter(TransferState::Queued));
        }
    }

    /// The same, after so many bytes have crossed in this try.
    pub(crate) fn put_by(&mut self, id: TransferId, across: u64) {
        if self.transfers.get(&id).is_some_and(|t| t.state.is_active()) {
            self.change(id, |transfer| {
                transfer.bytes = across;
                transfer.reached = transfer.reached.max(across);
                transfer.enter(TransferState::Queued);
            });
        }
    }

    /// Stops an active transfer, for this reason.
    pub(crate) fn stop(&mut self, id: TransferId, why: Stop) {
        self.change(id, |transfer| {
            // Cancelled stays cancelled, and what the user has paused does not just step aside.
            let stays = match transfer.stop {
                Some(Stop::Cancel) => true,
                Some(Stop::Pause) => why == Stop::StepAside,
                Some(Stop::StepAside) | None => false,
            };
            if !stays {
                transfer.stop = Some(why);
            }
            if let Some(cancel) = &transfer.cancel {
                cancel.cancel();
            }
        });
    }

    /// Stops a transfer for good: what waits, or has failed, at once (then it is given back), an active one through
    /// its token, and its session tells when it has ended.
    pub(crate) fn cancel(&mut self, id: TransferId) -> Option<&Transfer> {
        let state = self.transfers.get(&id)?.state;
        if state.is_active() {
            self.stop(id, Stop::Cancel);
            return None;
        }
        if state.is_final() && state != TransferState::Failed {
            return None;
        }
        self.change(id, |transfer| transfer.enter(TransferState::Cancelled));
        self.transfers.get(&id)
    }

    /// The user stops a transfer until it is let go on, whatever else it may be paused for.
    pub(crate) fn pause(&mut self, id: TransferId) {
        match self.transfers.get(&id).map(|transfer| transfer.state) {
            Some(state) if state.is_active() => self.stop(id, Stop::Pause),
            Some(TransferState::Queued | TransferState::Retrying | TransferState::Paused) => {
                self.change(id, |transfer| {
                    transfer.enter(TransferState::Paused);
                    transfer.pause = Some(Pause::User);
                });
            }
            _ => {}
        }
    }

    /// Pauses the whole queue: what runs goes back to its place.
    pub(crate) fn pause_all(&mut self) {
        self.paused = true;
        for id in self.active.clone() {
            self.stop(id, Stop::StepAside);
        }
    }

    /// Lets a transfer go on: from a pause, or without waiting for the time of its next try.
    pub(crate) fn go(&mut self, id: TransferId) {
        let waits = self.transfers.get(&id).is_some_and(|transfer| {
            matches!(
                transfer.state,
                TransferState::Paused | TransferState::Retrying
            )
        });
        if waits {
            self.change(id, |transfer| transfer.enter(TransferState::Queued));
        }
    }

    /// Lets a transfer go on, as one of this drop.
    pub(crate) fn join(&mut self, id: TransferId, drop: DropId) {
        self.change(id, |transfer| transfer.drop = drop);
        self.go(id);
    }

    /// Lets everything go on.
    pub(crate) fn go_all(&mut self) {
        self.paused = false;
        self.blocked.clear();
        for id in self.paused_for(|_| true) {
            self.go(id);
        }
        self.go_due(None);
    }

    /// Those that are paused for such a reason.
    pub(crate) fn paused_for(&self, fits: impl Fn(Pause) -> bool) -> Vec<TransferId> {
        let fits = |id: &&TransferId| {
            let transfer = self.transfers.get(id);
            transfer.and_then(|t| t.pause).is_some_and(&fits)
        };
        self.stuck.iter().filter(fits).copied().collect()
    }

    /// Those whose time to be tried again has come (all of them if `None`) wait for a session again.
    /// Whether there were any.
    pub(crate) fn go_due(&mut self, now: Option<Instant>) -> bool {
        let due = self
            .retrying
            .iter()
            .take_while(|(at, _)| now.is_none_or(|now| *at <= now));
        let due: Vec<TransferId> = due.map(|(_, id)| *id).collect();
        for id in &due {
            self.go(*id);
        }
        !due.is_empty()
    }

    /// When the next one is tried again.
    pub(crate) fn next_due(&self) -> Option<Instant> {
        self.retrying.first().map(|(at, _)| *at)
    }

    /// Queues an ended transfer again. Done ones stay done, and what was refused or skipped stays so.
    /// `anew`: what is left of a cancelled one is being removed, and it keeps away from that.
    pub(crate) fn retry(&mut self, id: TransferId, anew: bool) -> bool {
        let again = self.transfers.get(&id).is_some_and(|transfer| {
            transfer.retriable
                && matches!(
                    transfer.state,
                    TransferState::Failed | TransferState::Cancelled
                )
        });
        if again {
            self.change(id, |transfer| {
                if anew && transfer.state == TransferState::Cancelled {
                    transfer.begin_anew();
                }
                transfer.enter(TransferState::Queued);
                transfer.problem = None;
                transfer.losses = Losses::default();
                transfer.attempts = 0;
            });
        }
        again
    }

    /// The failed ones that may be tried again.
    pub(crate) fn failed(&self) -> Vec<TransferId> {
        let failed = |id: &&TransferId| {
            let transfer = self.transfers.get(id);
            transfer.is_some_and(|t| t.state == TransferState::Failed && t.retriable)
        };
        self.stuck.iter().filter(failed).copied().collect()
    }

    /// Gives a waiting transfer another turn.
    pub(crate) fn prioritize(&mut self, id: TransferId, priority: Priority) {
        if self.transfers.get(&id).is_some_and(|t| !t.state.is_final()) {
            self.change(id, |transfer| transfer.priority = priority);
        }
    }

    /// Gives a transfer that has not ended another place.
    pub(crate) fn reorder(&mut self, id: TransferId, place: QueuePlace) {
        let Some(at) = self
            .transfers
            .get(&id)
            .filter(|transfer| !transfer.state.is_final())
            .map(|transfer| transfer.position)
        else {
            return;
        };
        match place {
            QueuePlace::Top => {
                let first = self.rows.first_key_value().map_or(at, |(first, _)| *first);
                self.place(id, first - STEP);
            }
            QueuePlace::Bottom => {
                let last = self.rows.last_key_value().map_or(at, |(last, _)| *last);
                self.place(id, last + STEP);
            }
            QueuePlace::Up => {
                let other = self.rows.range(..at).next_back();
                if let Some((place, other)) = other.map(|(place, id)| (*place, *id)) {
                    self.swap((id, at), (other, place));
                }
            }
            QueuePlace::Down => {
                let other = self.rows.range(at + 1..).next();
                if let Some((place, other)) = other.map(|(place, id)| (*place, *id)) {
                    self.swap((id, at), (other, place));
                }
            }
            QueuePlace::Before(other) => self.put_beside((id, at), other, false),
            QueuePlace::Behind(other) => self.put_beside((id, at), other, true),
        }
    }

    /// Puts one in front of another that has not ended, or right behind it.
    fn put_beside(&mut self, (id, at): (TransferId, i64), other: TransferId, behind: bool) {
        let there = self.transfers.get(&other);
        let Some(place) = there.filter(|there| !there.state.is_final() && other != id) else {
            return;
        };
        let place = place.position;
        let next = if behind {
            self.rows.range(place + 1..).next()
        } else {
            self.rows.range(..place).next_back()
        };
        let edge = if behind {
            place + 2 * STEP
        } else {
            place - 2 * STEP
        };
        let between = next.map_or(edge, |(next, _)| *next);
        let middle = i64::midpoint(place, between);
        if next.is_some_and(|(_, next)| *next == id) {
            // It is there already.
        } else if middle != place && middle != between {
            self.place(id, middle);
        } else {
            // No place is left between the two: all from here to there move up by one.
            let (first, last) = (at.min(place), at.max(place));
            let rows = self.rows.range(first..=last);
            let (places, mut ids): (Vec<i64>, Vec<TransferId>) =
                rows.map(|(place, id)| (*place, *id)).unzip();
            ids.retain(|moved| *moved != id);
            let beside = ids.iter().position(|moved| *moved == other).unwrap_or(0);
            ids.insert(beside + usize::from(behind), id);
            // First out of the way, so that no two meet.
            let end = self.rows.last_key_value().map_or(0, |(last, _)| *last);
            for (id, away) in ids.iter().zip(end + 1..) {
                self.place(*id, away);
            }
            for (id, place) in ids.into_iter().zip(places) {
                self.place(id, place);
            }
        }
    }

    fn place(&mut self, id: TransferId, position: i64) {
        self.change(id, |transfer| transfer.position = position);
    }

    fn swap(&mut self, one: (TransferId, i64), other: (TransferId, i64)) {
        // No two have the same place, not even for a moment.
        let last = self.rows.last_key_value().map_or(0, |(last, _)| *last);
        self.place(one.0, last + 1);
        self.place(other.0, one.1);
        self.place(one.0, other.1);
    }

    /// The queue was edited as text: those named come first, in this order. Gives those that are to
    /// be cancelled.
    pub(crate) fn rearrange(&mut self, edits: &[QueueEdit]) -> Vec<TransferId> {
        let open = |queue: &Self, id| {
            let transfer = queue.transfers.get(&id);
            transfer.is_some_and(|transfer| !transfer.state.is_final())
        };
        let edits: Vec<&QueueEdit> = edits.iter().filter(|edit| open(self, edit.id)).collect();
        let mut places: Vec<i64> = edits
            .iter()
            .filter_map(|edit| self.transfers.get(&edit.id).map(|t| t.position))
            .collect();
        places.sort_unstable();
        // First out of the way, so that no two meet.
        let last = self.rows.last_key_value().map_or(0, |(last, _)| *last);
        for (edit, away) in edits.iter().zip(last + 1..) {
            self.place(edit.id, away);
        }
        let mut cancelled = Vec::new();
        for (edit, place) in edits.iter().zip(places) {
            self.place(edit.id, place);
            self.prioritize(edit.id, edit.priority);
            match edit.fate {
                Fate::Go => self.go(edit.id),
                Fate::Pause => self.pause(edit.id),
                Fate::Cancel => cancelled.push(edit.id),
            }
        }
        cancelled
    }
}
