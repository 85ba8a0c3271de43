//! What is counted until nothing is left to do, and the search for room where there was none.

use super::event::Batch;
use super::queue::Pause;
use super::router::Router;
use super::{Event, Outcome};
use crate::fs::local;
use crate::model::{Direction, Shore, TransferState};
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
            TransferState::Failed => batch.failed += 1,
            _ => batch.left_out += 1,
        }
    }

    fn has_ended(&self) -> bool {
        self.batch.done + self.batch.failed + self.batch.left_out > 0
    }

    /// Nothing is left to do: what has ended, if anything was tried.
    fn take(&mut self, now: Instant) -> Option<Batch> {
        let began = self.began.take()?;
        let mut batch = std::mem::take(&mut self.batch);
        batch.took = now.saturating_duration_since(began);
        (batch.done + batch.failed + batch.left_out > 0).then_some(batch)
    }
}

/// When room is looked for again, on either shore.
#[derive(Debug, Default)]
pub(crate) struct Room {
    local: Option<Instant>,
    remote: Option<Instant>,
    looking: bool,
}

impl Room {
    /// There was none: it is looked for in a while.
    pub(crate) fn ask_again(&mut self, shore: Shore) {
        match shore {
            Shore::Local => self.local = Some(Instant::now() + LOOK),
            Shore::Remote => self.remote = Some(Instant::now() + TRY),
        }
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
        let totals = self.queue.totals();
        let now = Instant::now();
        let walks = !self.walks.is_empty() || !self.deferred.is_empty();
        let busy = totals.active + totals.retrying + totals.queued > 0 || walks;
        if busy || self.batch.has_ended() {
            self.batch.begin(now);
        }
        if busy || totals.held > 0 {
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
            self.room.remote = None;
            if let Some(id) = self.queue.waiting_for_room(Shore::Remote).first() {
                self.queue.blocked = None;
                self.queue.go(*id);
            }
        }
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
            self.queue.blocked = None;
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
        self.queue.blocked = None;
        let waiting = self
            .queue
            .paused_for(|pause| pause == Pause::Room(Shore::Local));
        for id in &waiting {
            self.queue.go(*id);
        }
        if !waiting.is_empty() {
            self.notice("There is room again: downloads go on.".into());
        }
    }

    /// An upload got through: what was paused for want of room on the server goes on too.
    pub(crate) fn room_on_server(&mut self) {
        if self.queue.blocked != Some(Direction::Upload) {
            return;
        }
        let waiting = self.queue.waiting_for_room(Shore::Remote);
        self.queue.blocked = None;
        for id in &waiting {
            self.queue.go(*id);
        }
        if !waiting.is_empty() {
            self.notice("There is room on the server again: uploads go on.".into());
        }
    }
}
