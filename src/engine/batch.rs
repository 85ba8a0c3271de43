//! What is counted until nothing is left to do, and the search for room where there was none.

use super::event::Batch;
use super::router::Router;
use super::{Event, Outcome};
use crate::fs::local;
use crate::model::{Direction, Shore, TransferId, TransferState};
use std::time::{Duration, Instant};

/// How often the local disk is looked at for room.
const LOOK: Duration = Duration::from_secs(2);
/// How often a server that had no room is tried again.
const TRY: Duration = Duration::from_mins(1);
/// So much room more than what is still to come is wanted before it goes on.
const SPARE: u64 = 1 << 20;

/// What has ended since nothing was left to do.
#[derive(Debug, Default)]
pub(crate) struct Counter {
    batch: Batch,
    began: Option<Instant>,
}

impl Counter {
    /// Something is being done.
    pub(crate) fn begin(&mut self, now: Instant) {
        self.began.get_or_insert(now);
    }

    /// A transfer has ended.
    pub(crate) fn ended(&mut self, outcome: &Outcome) {
        let batch = &mut self.batch;
        match outcome.state {
            TransferState::Done => {
                batch.done += 1;
                batch.bytes += outcome.bytes;
            }
            TransferState::Failed => {
                batch.failed += 1;
                batch.may_pass += usize::from(outcome.may_pass());
            }
            state => {
                batch.left_out += 1;
                batch.cancelled += usize::from(state == TransferState::Cancelled);
            }
        }
    }

    fn has_ended(&self) -> bool {
        self.batch.done + self.batch.failed + self.batch.left_out > 0
    }

    /// Nothing is left to do: what has ended, if there was anything to do.
    fn take(&mut self, now: Instant) -> Option<Batch> {
        let began = self.began.take()?;
        let mut batch = std::mem::take(&mut self.batch);
        batch.took = now.saturating_duration_since(began);
        Some(batch)
    }
}

/// When room is looked for again, on either shore.
#[derive(Debug, Default)]
pub(crate) struct Room {
    local: Option<Instant>,
    remote: Option<Instant>,
    looking: bool,
    /// There seemed to be room on this computer at this time.
    found: Option<Instant>,
    /// How often in a row it only seemed so: a quota, or no more files than these.
    deceived: u32,
}

impl Room {
    /// There was none: it is looked for in a while.
    pub(crate) fn ask_again(&mut self, shore: Shore) {
        let now = Instant::now();
        match shore {
            Shore::Local => self.local = Some(now + self.patience()),
            Shore::Remote => self.remote = Some(now + TRY),
        }
    }

    /// How long is waited before the disk is looked at again: longer each time that it only seemed
    /// to have room.
    fn patience(&self) -> Duration {
        (LOOK * 2_u32.saturating_pow(self.deceived.min(8))).min(TRY)
    }

    /// There is no room on this computer. Whether that is news: not, if there only seemed to be.
    pub(crate) fn is_news(&mut self) -> bool {
        let soon = self.patience() * 2;
        let found = self.found.take().map(|found| found.elapsed());
        self.deceived = if found.is_some_and(|since| since < soon) {
            self.deceived + 1
        } else {
            0
        };
        self.deceived == 0
    }

    /// When it is looked for next.
    pub(crate) fn next(&self) -> Option<Instant> {
        [self.local.filter(|_| !self.looking), self.remote]
            .into_iter()
            .flatten()
            .min()
    }
}

impl Router {
    /// Tells when nothing is left to do.
    pub(crate) fn tell_batch(&mut self) {
        let now = Instant::now();
        // What waits for another server does not keep this one's from having ended.
        let waits = self.queue.waits_at(&self.label);
        let walks = !self.walks.is_empty() || !self.deferred.is_empty();
        let busy = self.queue.totals().active > 0 || waits || walks;
        if busy || self.batch.has_ended() {
            self.batch.begin(now);
        }
        if busy || self.queue.holds_at(&self.label) {
            return;
        }
        if self
            .drops
            .values()
            .any(|drop| drop.walking > drop.parked.len())
        {
            return;
        }
        if let Some(batch) = self.batch.take(now) {
            self.tell(Event::BatchEnded(batch));
        }
    }

    /// Looks for room where there was none, when it is time.
    pub(crate) fn look_for_room(&mut self, now: Instant) {
        if self.room.local.is_some_and(|at| at <= now) && !self.room.looking {
            self.look_at_disk();
        }
        if self.room.remote.is_some_and(|at| at <= now) {
            self.look_at_server();
        }
    }

    /// Lets one of those that wait for room on the server have its turn.
    fn look_at_server(&mut self) {
        self.room.remote = None;
        self.queue.blocked.remove(&Direction::Upload);
        let waiting = self.waiting_on_server();
        if let Some(id) = waiting.first() {
            self.queue.go(*id);
        }
        // Whatever comes of it, the others have their turn.
        if waiting.len() > 1 {
            self.room.ask_again(Shore::Remote);
        }
    }

    /// Uploads that wait for room on the server we are at.
    pub(crate) fn waiting_on_server(&self) -> Vec<TransferId> {
        let mut waiting = self.queue.waiting_for_room(Shore::Remote);
        waiting.retain(|id| {
            let transfer = self.queue.get(*id);
            transfer.is_some_and(|transfer| transfer.site == self.label)
        });
        waiting
    }

    /// Asks how much is free in the folders that are waited for.
    fn look_at_disk(&mut self) {
        self.room.local = None;
        let waiting = self.queue.waiting_for_room(Shore::Local);
        let wanted: Vec<_> = waiting
            .iter()
            .filter_map(|id| self.queue.get(*id))
            .map(|transfer| {
                let rest = transfer.order.size.unwrap_or(0);
                let rest = rest.saturating_sub(transfer.bytes);
                (transfer.order.root.to_path_buf(), rest + SPARE)
            })
            .collect();
        if wanted.is_empty() {
            self.queue.blocked.remove(&Direction::Download);
            return;
        }
        self.room.looking = true;
        let answer = self.room_answers.clone();
        tokio::task::spawn_blocking(move || {
            let fits = |(folder, bytes): &(std::path::PathBuf, u64)| {
                local::free_bytes(folder).is_none_or(|free| free >= *bytes)
            };
            // Nobody listens any more at the very end.
            let _ = answer.send(wanted.iter().any(fits));
        });
    }

    /// There is room for one of those that wait, or not.
    pub(crate) fn looked_at_disk(&mut self, room: bool) {
        self.room.looking = false;
        if !room {
            return self.room.ask_again(Shore::Local);
        }
        self.queue.blocked.remove(&Direction::Download);
        let waiting = self.queue.waiting_for_room(Shore::Local);
        for id in &waiting {
            self.queue.go(*id);
        }
        self.room.found = Some(Instant::now());
        if !waiting.is_empty() && self.room.deceived == 0 {
            self.notice("There is room again: downloads go on.".into());
        }
    }

    /// An upload got through: what was paused for want of room on the server goes on too.
    pub(crate) fn room_on_server(&mut self) {
        self.queue.blocked.remove(&Direction::Upload);
        if self.queue.totals().paused == 0 {
            return;
        }
        let waiting = self.waiting_on_server();
        for id in &waiting {
            self.queue.go(*id);
        }
        if !waiting.is_empty() {
            self.notice("There is room on the server again: uploads go on.".into());
        }
    }
}

#[cfg(test)]
mod tests;
