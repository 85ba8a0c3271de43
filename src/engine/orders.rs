//! Drops and transfers: how they come into the queue, how they end, and what the user says of them.

use super::command::{DropOrder, Place};
use super::doubles::Doubles;
use super::drops::{DropState, Findings};
use super::problem::Cause;
use super::queue::{Held, Transfer};
use super::recovery::{Losses, back_off, chance};
use super::router::Router;
use super::work::{TransferOrder, WalkOrder, Walked};
use super::{DropId, Event, Problem, explain};
use crate::model::{
    Direction, NameCoding, OnConflict, Operation, QueuePlace, TransferId, TransferState,
};
use std::sync::Arc;
use std::time::Instant;

impl Router {
    /// A pair of folders has been looked at, by a session that had been logged in at `since`.
    pub(crate) fn walked(
        &mut self,
        order: &WalkOrder,
        found: Result<Walked, Problem>,
        since: Instant,
    ) {
        if let Ok(found) = &found
            && self.is_here(order.drop)
        {
            let there = match order.direction {
                Direction::Download => &found.entries,
                Direction::Upload => &found.present,
            };
            self.learn_names(there.iter().map(|entry| &entry.name));
        }
        let names = self.names();
        let Some(drop) = self.drops.get_mut(&order.drop) else {
            return;
        };
        match found {
            Ok(found) => {
                self.ledger.walked(order);
                drop.losses = Losses::default();
                let folder = names.shown(order.remote.as_bytes());
                let unread = unread_that_matter(order, &drop.order, &found, names);
                let unread = explain::unread_lines(&folder, &unread);
                drop.coding = names;
                let findings = drop.walked(order, found, &mut self.queue);
                if !order.top && drop.order.operation == Operation::Move {
                    self.ledger.folder(order);
                }
                if let Some(problem) = unread {
                    self.fail_part(order.drop, problem);
                }
                self.take_findings(order.drop, findings, order.since);
            }
            Err(problem) if problem.cause == Cause::Connection && drop.outlives_loss(since) => {
                if self.is_here(order.drop) {
                    self.walks.push_front(order.clone());
                } else {
                    self.park(order.clone());
                }
            }
            Err(problem)
                if matches!(problem.cause, Cause::Transient | Cause::Data)
                    && order.failures < self.queue.retries =>
            {
                self.defer(order, &problem);
            }
            Err(problem) => {
                self.ledger.walked(order);
                drop.walking = drop.walking.saturating_sub(1);
                self.fail_part(order.drop, problem);
                self.settle_drop(order.drop);
            }
        }
    }

    /// A folder is read again in a while.
    fn defer(&mut self, order: &WalkOrder, problem: &Problem) {
        let mut order = order.clone();
        order.failures += 1;
        let wait = back_off(order.failures, chance());
        let (attempt, of) = (order.failures + 1, self.queue.retries + 1);
        let seconds = wait.as_secs_f64();
        self.notice(format!(
            "{problem}  Try {attempt} of {of} in {seconds:.0} s."
        ));
        self.deferred.push((Instant::now() + wait, order));
    }

    /// Folders whose time has come are read again. Whether there were any.
    pub(crate) fn walk_deferred(&mut self, now: Instant) -> bool {
        let due: Vec<_> = self.deferred.extract_if(.., |(at, _)| *at <= now).collect();
        let any = !due.is_empty();
        for (_, walk) in due {
            if self.is_here(walk.drop) {
                self.walks.push_back(walk);
            } else {
                self.park(walk);
            }
        }
        any
    }

    pub(crate) fn enqueue(&mut self, mut order: DropOrder) {
        let id = order.id;
        if order.on_conflict == OnConflict::Ask {
            let rule = self.site.as_ref().and_then(|site| site.policy.on_conflict);
            order.on_conflict = rule.unwrap_or(OnConflict::Ask);
        }
        if let Place::Remote(_) = order.from {
            self.learn_names(order.items.iter().map(|item| &item.name));
        }
        let mut drop = DropState::new(order, &self.label);
        match drop.begin() {
            Some(walk) if self.site.is_some() => {
                if let Some(site) = &self.site {
                    self.ledger.site(site);
                }
                self.ledger.new_drop(&drop);
                self.ledger.walk(&walk);
                self.drops.insert(id, drop);
                self.walks.push_back(walk);
            }
            Some(_) => {
                let problem = Problem::new(Cause::Connection, "There is no connection")
                    .advice("Connect first (o), then drop again.");
                self.give_up_drop(id, problem);
            }
            None => {
                let problem = Problem::new(Cause::Local, "Both folders are on the same side");
                self.give_up_drop(id, problem);
            }
        }
    }

    /// Tells that a part of a drop does not get across.
    fn fail_part(&mut self, id: DropId, problem: Problem) {
        if let Some(drop) = self.drops.get_mut(&id) {
            drop.flawed = true;
        }
        self.tell(Event::DropFailed {
            drop: id,
            whole: false,
            problem,
        });
    }

    /// Tells that nothing more comes of a drop.
    pub(crate) fn give_up_drop(&self, drop: DropId, problem: Problem) {
        self.tell(Event::DropFailed {
            drop,
            whole: true,
            problem,
        });
    }

    fn take_findings(&mut self, drop: DropId, findings: Findings, since: u64) {
        let Doubles {
            present: doubles,
            transfers,
            joined,
        } = self.find_doubles(drop, findings.transfers, since);
        let open = transfers.len() + findings.held.len() + joined;
        if let Some(state) = self.drops.get_mut(&drop) {
            state.open += open;
        }
        self.ledger.drop_changed(drop);
        for order in transfers {
            self.queue_transfer(drop, order);
        }
        for (order, double) in doubles {
            let words = format!("it is in the queue already (#{})", double.0);
            let problem = Problem::new(Cause::Local, "Skipped").words(words);
            self.push_ended(drop, order, TransferState::Skipped, problem);
            self.queue.go(double);
        }
        self.hold(drop, findings.held);
        for (order, problem) in findings.refused {
            self.push_ended(drop, order, TransferState::Failed, problem);
        }
        for (order, why) in findings.skipped {
            self.skip(drop, order, why);
        }
        if let Some(problem) = findings.cut_off {
            self.fail_part(drop, problem);
        }
        // In front of what waits, but in their own order: a tree is walked as it is read.
        let here = self.is_here(drop);
        for walk in findings.walks.into_iter().rev() {
            self.ledger.walk(&walk);
            if here {
                self.walks.push_front(walk);
            } else {
                self.park(walk);
            }
        }
        self.settle_drop(drop);
    }

    /// Queues a transfer. What a dead run has left of it is taken over.
    fn queue_transfer(&mut self, drop: DropId, mut order: TransferOrder) {
        let label = self.site_of(drop);
        let orphan = self.ledger.take_over(&label, &mut order);
        let id = order.id;
        self.queue.push(&label, drop, order);
        if let Some(before) = self.drops.get(&drop).and_then(|drop| drop.before) {
            self.queue.reorder(id, QueuePlace::Before(before));
        }
        if let Some(orphan) = orphan {
            self.queue.taken_over(id, orphan.owner, orphan.bytes);
        }
    }

    /// Leaves a file out as the rule says. That a dead run was to bring it is settled by that.
    fn skip(&mut self, drop: DropId, mut order: TransferOrder, why: &'static str) {
        let label = self.site_of(drop);
        let orphan = self.ledger.take_over_unbegun(&label, &mut order);
        let id = order.id;
        let problem = Problem::new(Cause::Local, "Skipped").words(why);
        self.push_ended(drop, order, TransferState::Skipped, problem);
        if let Some(orphan) = orphan {
            self.queue.taken_over(id, orphan.owner, 0);
        }
    }

    /// The label of the site a drop is with.
    pub(crate) fn site_of(&self, drop: DropId) -> Arc<str> {
        let drop = self.drops.get(&drop);
        Arc::clone(drop.map_or(&self.label, |drop| &drop.site))
    }

    /// Files whose names are taken wait in the queue, and are asked about together.
    fn hold(&mut self, drop: DropId, held: Vec<(TransferOrder, Held)>) {
        let label = self.site_of(drop);
        let mut conflicts = Vec::with_capacity(held.len());
        for (mut order, held) in held {
            let orphan = self.ledger.take_over_unbegun(&label, &mut order);
            conflicts.push(self.conflict(&order, &held));
            let id = order.id;
            self.queue.push_held(&label, drop, order, held);
            if let Some(orphan) = orphan {
                self.queue.taken_over(id, orphan.owner, 0);
            }
        }
        if !conflicts.is_empty() {
            self.tell(Event::Conflict { drop, conflicts });
        }
    }

    fn push_ended(
        &mut self,
        drop: DropId,
        order: TransferOrder,
        state: TransferState,
        problem: Problem,
    ) {
        let id = order.id;
        let label = self.site_of(drop);
        self.queue.push_ended(&label, drop, order, state, problem);
        if let Some(outcome) = self.queue.get(id).map(Transfer::outcome) {
            self.batch.ended(&outcome);
            self.tell(Event::Ended(outcome));
        }
    }

    /// Takes a drop back: what has not begun is cancelled.
    pub(crate) fn take_back(&mut self, drop: DropId) {
        self.walks.retain(|walk| walk.drop != drop);
        self.deferred.retain(|(_, walk)| walk.drop != drop);
        self.stop_walks(drop);
        let waiting = |state| {
            matches!(
                state,
                TransferState::Queued | TransferState::Held | TransferState::Retrying
            )
        };
        let begun = |state: TransferState| state.is_active() || state == TransferState::Paused;
        let begun = self.queue.of_drop(drop, |transfer| begun(transfer.state));
        let done = |state| state == TransferState::Done;
        let done = self.queue.of_drop(drop, |transfer| done(transfer.state));
        let waiting = self.queue.of_drop(drop, |transfer| waiting(transfer.state));
        for id in &waiting {
            self.cancel(*id);
        }
        self.notice(taken_back(waiting.len(), begun.len(), done.len()));
        if !begun.is_empty() {
            self.tell(Event::UnderWay { drop, ids: begun });
        }
        self.drops.remove(&drop);
        self.ledger.end_drop(drop);
    }

    /// Takes a drop back, and stops what runs of it.
    pub(crate) fn cancel_drop(&mut self, drop: DropId) {
        self.walks.retain(|walk| walk.drop != drop);
        self.deferred.retain(|(_, walk)| walk.drop != drop);
        self.stop_walks(drop);
        let ends = |state: TransferState| !state.is_final() || state == TransferState::Failed;
        for id in self.queue.of_drop(drop, |transfer| ends(transfer.state)) {
            self.cancel(id);
        }
        self.drops.remove(&drop);
        self.ledger.end_drop(drop);
    }

    pub(crate) fn cancel(&mut self, id: TransferId) {
        let state = self.queue.get(id).map(|transfer| transfer.state);
        let Some(outcome) = self.queue.cancel(id).map(Transfer::outcome) else {
            return;
        };
        if state == Some(TransferState::Failed) {
            // That it has ended is known; now it is forgotten, with what had come of it.
            self.discard(id);
            let drop = outcome.drop;
            self.tell(Event::Ended(outcome));
            self.settle_drop(drop);
            self.queue.forget_cancelled(id);
        } else {
            self.tell_ended(id);
        }
    }

    pub(crate) fn retry(&mut self, ids: &[TransferId]) {
        for id in ids {
            // What a cancelled one has left is being removed already, unless it is on another server.
            let anew = self.queue.get(*id).is_some_and(|transfer| {
                transfer.order.direction == Direction::Download || transfer.site == self.label
            });
            if self.queue.retry(*id, anew)
                && let Some(drop) = self.queue.get(*id).map(|transfer| transfer.drop)
                && let Some(drop) = self.drops.get_mut(&drop)
            {
                drop.open += 1;
            }
        }
    }
}

/// What came of taking a drop back: so many were cancelled, are under way, are done.
fn taken_back(cancelled: usize, under_way: usize, done: usize) -> String {
    let are = |count: usize| if count == 1 { "is" } else { "are" };
    let mut parts = Vec::new();
    if cancelled > 0 {
        parts.push(format!("{cancelled} cancelled"));
    }
    if under_way > 0 {
        let goes = if under_way == 1 { "goes" } else { "go" };
        parts.push(format!(
            "{under_way} {} under way and {goes} on (Transfers cancels)",
            are(under_way)
        ));
    }
    if done > 0 {
        let stays = if done == 1 { "stays" } else { "stay" };
        parts.push(format!("{done} {} done and {stays}", are(done)));
    }
    let begun = cancelled == 0 && under_way + done > 0;
    match parts.as_slice() {
        [] => "took the last drop back before anything of it was queued".to_owned(),
        _ if begun => format!("nothing is left to take back: {}", parts.join(", ")),
        _ => format!("took the last drop back: {}", parts.join(", ")),
    }
}

/// The lines of the server's listing that may stand for what is carried: all of what comes from there;
/// of what goes there, those with the name of something that goes into the folder in them.
fn unread_that_matter(
    order: &WalkOrder,
    whole: &DropOrder,
    found: &Walked,
    names: NameCoding,
) -> Vec<String> {
    let mut unread = found.unread.clone();
    if order.direction == Direction::Upload && !unread.is_empty() {
        let top = whole.items.iter().filter(|_| order.top);
        let top = top.map(|item| item.rename_to.as_ref().unwrap_or(&item.name));
        let going = top.chain(found.entries.iter().map(|entry| &entry.name));
        let going: Vec<String> = going.map(|name| names.shown(name.as_bytes())).collect();
        unread.retain(|line| going.iter().any(|name| line.contains(name.as_str())));
    }
    unread
}

#[cfg(test)]
mod tests;
