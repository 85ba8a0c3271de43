//! The queue: transfers in their order, and what can happen to them. Pure; time and chance are given.
//!
//! Every change of a transfer goes through [`TransferQueue::change`], which keeps the indexes and the
//! numbers true and notes what the journal has to be told.

mod endings;
mod restored;
mod transfer;
mod turns;
mod views;

pub(crate) use endings::{Ending, Tried};
pub(crate) use transfer::{Held, Moment, Pause, Stop, Transfer};
pub(crate) use views::Live;

use super::work::TransferOrder;
use super::{DropId, Place, Problem};
use crate::model::{Direction, Priority, QueueTotals, TransferId, TransferState, TransferView};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::Instant;

/// Between two places in the queue there is room for others.
const STEP: i64 = 1 << 16;
/// So many of those that ended last are known by name.
const ENDED_KEPT: usize = 32;

/// All transfers of this run, and those that earlier ones left.
#[derive(Debug)]
pub(crate) struct TransferQueue {
    transfers: HashMap<TransferId, Transfer>,
    /// By position.
    rows: BTreeMap<i64, TransferId>,
    /// For each site those that wait, in the order of their turns.
    waiting: HashMap<Arc<str>, BTreeSet<(Priority, i64)>>,
    active: BTreeSet<TransferId>,
    /// By the time they are tried again.
    retrying: BTreeSet<(Instant, TransferId)>,
    /// Failed, held or paused.
    stuck: BTreeSet<TransferId>,
    /// Those that ended last.
    ended: VecDeque<TransferId>,
    totals: QueueTotals,
    /// Where the transfers of this run go, each with the site it is on: a file that is renamed to
    /// keep both is given none of these names, whether it is there already or not. Kept as hashes,
    /// with the transfer that took it last.
    targets: HashMap<u64, TransferId>,
    /// Where dead runs were to bring files to, likewise.
    left_before: HashSet<u64>,
    hasher: RandomState,
    /// How many transfers have ended in this run.
    endings: u64,
    next: u64,
    /// Nothing is started while this is set.
    pub(crate) paused: bool,
    /// Nothing of these directions is started: there is no room for it.
    pub(crate) blocked: BTreeSet<Direction>,
    /// How often a transfer is tried again by itself.
    pub(crate) retries: u32,
    /// Whether one for which there is no room waits for room; otherwise it fails.
    pub(crate) waits_for_room: bool,
    /// Writings of the journal up to this one are on the disk.
    pub(crate) written: u64,
    /// The writing that takes in what changes now.
    pub(crate) writing: u64,
    /// What the journal has not been told yet.
    untold: BTreeSet<TransferId>,
    /// Whom it has to forget.
    forgotten: Vec<TransferId>,
    views: views::Views,
}

impl Default for TransferQueue {
    fn default() -> Self {
        Self {
            transfers: HashMap::new(),
            rows: BTreeMap::new(),
            waiting: HashMap::new(),
            active: BTreeSet::new(),
            retrying: BTreeSet::new(),
            stuck: BTreeSet::new(),
            ended: VecDeque::new(),
            totals: QueueTotals::default(),
            targets: HashMap::new(),
            left_before: HashSet::new(),
            hasher: RandomState::new(),
            endings: 0,
            next: 0,
            paused: false,
            blocked: BTreeSet::new(),
            retries: 0,
            waits_for_room: true,
            written: u64::MAX,
            writing: 0,
            untold: BTreeSet::new(),
            forgotten: Vec::new(),
            views: views::Views::default(),
        }
    }
}

impl TransferQueue {
    /// Names from here on; those before belong to other runs.
    pub(crate) fn count_from(&mut self, first: u64) {
        self.next = self.next.max(first);
    }

    /// A name for the next transfer.
    pub(crate) fn next_id(&mut self) -> TransferId {
        self.next += 1;
        TransferId(self.next)
    }

    /// Queues a transfer with the site of this label.
    pub(crate) fn push(&mut self, site: &Arc<str>, drop: DropId, order: TransferOrder) {
        self.take_target(site, &order.target(), order.id);
        self.insert(Transfer::new(site, drop, order));
    }

    /// Notes one whose name is taken: it waits for the answer.
    pub(crate) fn push_held(
        &mut self,
        site: &Arc<str>,
        drop: DropId,
        order: TransferOrder,
        held: Held,
    ) {
        let mut transfer = Transfer::new(site, drop, order);
        transfer.state = TransferState::Held;
        transfer.held = Some(Box::new(held));
        self.insert(transfer);
    }

    /// Notes one that will not be tried: refused by the gate, or skipped.
    pub(crate) fn push_ended(
        &mut self,
        site: &Arc<str>,
        drop: DropId,
        order: TransferOrder,
        state: TransferState,
        problem: Problem,
    ) {
        let mut transfer = Transfer::new(site, drop, order);
        transfer.state = state;
        transfer.retriable = false;
        transfer.problem = Some(Box::new(problem));
        self.insert(transfer);
    }

    fn insert(&mut self, mut transfer: Transfer) {
        let id = transfer.order.id;
        if transfer.position == 0 {
            let last = self.rows.last_key_value().map_or(0, |(last, _)| *last);
            transfer.position = last + STEP;
        }
        transfer.written_by = self.writing;
        self.rows.insert(transfer.position, id);
        self.index(&transfer);
        self.transfers.insert(id, transfer);
        self.views.reordered = true;
        self.views.changed.insert(id);
        self.untold.insert(id);
    }

    /// Takes a target for a transfer, if no other has had it.
    pub(crate) fn reserve(&mut self, site: &Arc<str>, target: &Place, id: TransferId) -> bool {
        let hash = self.hash(site, target);
        let free = !self.targets.contains_key(&hash);
        if free {
            self.targets.insert(hash, id);
        }
        free
    }

    /// Takes a target for a transfer, from now on its alone.
    fn take_target(&mut self, site: &Arc<str>, target: &Place, id: TransferId) {
        let hash = self.hash(site, target);
        self.targets.insert(hash, id);
    }

    fn hash(&self, site: &Arc<str>, target: &Place) -> u64 {
        // There is one local disk, whatever the server is.
        let site: &str = match target {
            Place::Local(_) => "",
            Place::Remote(_) => site,
        };
        self.hasher.hash_one((site, target))
    }

    /// How many transfers have ended in this run.
    pub(crate) fn endings(&self) -> u64 {
        self.endings
    }

    /// The transfer that brings a file to this target, or has brought it since so many had ended.
    pub(crate) fn on_its_way(
        &self,
        site: &Arc<str>,
        target: &Place,
        since: u64,
    ) -> Option<TransferId> {
        let id = self.targets.get(&self.hash(site, target))?;
        let transfer = self.transfers.get(id)?;
        let brought = transfer.state == TransferState::Done && transfer.ending > since;
        let comes = brought || !transfer.state.is_final();
        (comes && transfer.order.target() == *target).then_some(*id)
    }

    /// Changes a transfer, and keeps everything else true to it.
    fn change<T>(&mut self, id: TransferId, edit: impl FnOnce(&mut Transfer) -> T) -> Option<T> {
        let mut transfer = self.transfers.remove(&id)?;
        self.unindex(&transfer);
        let (before, had_ended) = (transfer.position, transfer.state.is_final());
        let done = edit(&mut transfer);
        if transfer.position != before {
            self.rows.remove(&before);
            self.rows.insert(transfer.position, id);
            self.views.reordered = true;
        }
        if transfer.state.is_final() && !had_ended {
            self.endings += 1;
            transfer.ending = self.endings;
        }
        self.index(&transfer);
        self.transfers.insert(id, transfer);
        self.views.changed.insert(id);
        self.untold.insert(id);
        Some(done)
    }

    fn index(&mut self, transfer: &Transfer) {
        let id = transfer.order.id;
        match transfer.state {
            TransferState::Queued => {
                let waiting = self.waiting.entry(Arc::clone(&transfer.site)).or_default();
                waiting.insert((transfer.priority, transfer.position));
            }
            TransferState::Starting | TransferState::Running => {
                self.active.insert(id);
            }
            TransferState::Retrying => {
                if let Some(due) = transfer.due {
                    self.retrying.insert((due.instant, id));
                }
            }
            TransferState::Failed | TransferState::Held | TransferState::Paused => {
                self.stuck.insert(id);
            }
            TransferState::Done | TransferState::Cancelled | TransferState::Skipped => {
                self.ended.push_back(id);
                if self.ended.len() > ENDED_KEPT {
                    self.ended.pop_front();
                }
            }
        }
        count(&mut self.totals, transfer, |number, by| *number += by);
    }

    fn unindex(&mut self, transfer: &Transfer) {
        let id = transfer.order.id;
        if let Some(waiting) = self.waiting.get_mut(&transfer.site) {
            waiting.remove(&(transfer.priority, transfer.position));
        }
        self.active.remove(&id);
        self.stuck.remove(&id);
        if let Some(due) = transfer.due {
            self.retrying.remove(&(due.instant, id));
        }
        if transfer.state.is_final() {
            self.ended.retain(|ended| *ended != id);
        }
        count(&mut self.totals, transfer, |number, by| {
            *number = number.saturating_sub(by);
        });
    }

    /// Forgets what is done, cancelled or skipped.
    pub(crate) fn clear_done(&mut self) {
        let done: Vec<TransferId> = self
            .transfers
            .values()
            .filter(|t| t.state.is_final() && t.state != TransferState::Failed)
            .filter(|transfer| !transfer.leaves_a_part())
            .map(|transfer| transfer.order.id)
            .collect();
        for id in done {
            self.forget(id);
        }
    }

    /// Forgets a transfer that has failed before anything of it was across.
    pub(crate) fn forget_failed(&mut self, id: TransferId) {
        let transfer = self.transfers.get(&id);
        if transfer.is_some_and(|t| t.state == TransferState::Failed && t.reached == 0) {
            self.forget(id);
        }
    }

    /// Forgets a transfer that was cancelled, unless its part is still to be removed from the server.
    pub(crate) fn forget_cancelled(&mut self, id: TransferId) {
        let transfer = self.transfers.get(&id);
        if transfer.is_some_and(|t| t.state == TransferState::Cancelled && !t.leaves_a_part()) {
            self.forget(id);
        }
    }

    /// Forgets a transfer altogether.
    pub(crate) fn forget(&mut self, id: TransferId) {
        if let Some(transfer) = self.transfers.remove(&id) {
            self.unindex(&transfer);
            self.rows.remove(&transfer.position);
            self.untold.remove(&id);
            self.forgotten.push(id);
            self.views.reordered = true;
        }
    }

    /// What the journal has to be told: transfers that changed, and those it has to forget. What
    /// changes from now on belongs to the next writing.
    pub(crate) fn take_changes(&mut self) -> (BTreeSet<TransferId>, Vec<TransferId>) {
        (
            std::mem::take(&mut self.untold),
            std::mem::take(&mut self.forgotten),
        )
    }

    /// Whether the journal has to be told of anything.
    pub(crate) fn has_changes(&self) -> bool {
        !self.untold.is_empty() || !self.forgotten.is_empty()
    }

    /// The transfer of this name.
    pub(crate) fn get(&self, id: TransferId) -> Option<&Transfer> {
        self.transfers.get(&id)
    }

    /// Its numbers.
    pub(crate) fn totals(&self) -> QueueTotals {
        self.totals
    }

    /// All of them, in no order.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Transfer> {
        self.transfers.values()
    }

    /// Those of a drop for which this holds.
    pub(crate) fn of_drop(
        &self,
        drop: DropId,
        fits: impl Fn(&Transfer) -> bool,
    ) -> Vec<TransferId> {
        let mut found: Vec<(i64, TransferId)> = self
            .transfers
            .values()
            .filter(|transfer| transfer.drop == drop && fits(transfer))
            .map(|transfer| (transfer.position, transfer.order.id))
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, id)| id).collect()
    }
}

/// Adds a transfer to the numbers, or takes it out.
fn count(totals: &mut QueueTotals, transfer: &Transfer, change: impl Fn(&mut usize, usize)) {
    let number = match transfer.state {
        TransferState::Held => &mut totals.held,
        TransferState::Queued => &mut totals.queued,
        TransferState::Starting | TransferState::Running => &mut totals.active,
        TransferState::Paused => &mut totals.paused,
        TransferState::Retrying => &mut totals.retrying,
        TransferState::Done => &mut totals.done,
        TransferState::Failed => &mut totals.failed,
        TransferState::Cancelled | TransferState::Skipped => &mut totals.left_out,
    };
    change(number, 1);
    if transfer.state == TransferState::Failed && transfer.retriable {
        change(&mut totals.retriable, 1);
    }
    let wide = |bytes: u64| usize::try_from(bytes).unwrap_or(usize::MAX);
    let bytes = |sum: &mut u64, by: u64| {
        let mut number = wide(*sum);
        change(&mut number, wide(by));
        *sum = number as u64;
    };
    if transfer.state == TransferState::Done {
        bytes(&mut totals.bytes_done, transfer.bytes);
    } else if !transfer.state.is_final() {
        let left = transfer.size().unwrap_or(0).saturating_sub(transfer.bytes);
        bytes(&mut totals.bytes_left, left);
    }
}

#[cfg(test)]
mod tests;
