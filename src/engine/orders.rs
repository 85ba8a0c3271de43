//! Drops and transfers: how they come into the queue, how they end, and what the user says of them.

use super::command::{DropOrder, Place};
use super::drops::{DropState, Findings};
use super::problem::Cause;
use super::router::Router;
use super::work::{TransferOrder, WalkOrder, Walked, Work};
use super::{DropId, Event, Problem, explain};
use crate::model::{Direction, OnConflict, Operation, TransferId, TransferState};
use std::time::Instant;

impl Router {
    pub(crate) fn walked(&mut self, order: &WalkOrder, found: Result<Walked, Problem>) {
        if let Ok(found) = &found {
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
                drop.losses = 0;
                let folder = names.shown(order.remote.as_bytes());
                let unread = explain::unread_lines(&folder, &found.unread);
                drop.coding = names;
                let findings = drop.walked(order, found, &mut self.queue);
                if let Some(problem) = unread {
                    self.fail_part(order.drop, problem);
                }
                self.take_findings(order.drop, findings);
            }
            Err(problem) if problem.cause == Cause::Connection && drop.outlives_loss() => {
                self.walks.push_front(order.clone());
            }
            Err(problem) => {
                drop.walking = drop.walking.saturating_sub(1);
                self.fail_part(order.drop, problem);
                self.settle_drop(order.drop);
            }
        }
    }

    pub(crate) fn enqueue(&mut self, order: DropOrder) {
        let id = order.id;
        if let Place::Remote(_) = order.from {
            self.learn_names(order.items.iter().map(|item| &item.name));
        }
        let mut drop = DropState::new(order, &self.label);
        match drop.begin() {
            Some(walk) if self.site.is_some() => {
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

    fn take_findings(&mut self, drop: DropId, findings: Findings) {
        let open = findings.transfers.len();
        if let Some(state) = self.drops.get_mut(&drop) {
            state.open += open;
            if let Some(names) = findings.ask {
                let target = state.target();
                let conflict = |name| crate::model::Conflict {
                    id: TransferId(drop.0),
                    direction: Direction::Download,
                    name,
                    target: target.clone(),
                    source: crate::model::FileFacts::default(),
                    present: crate::model::FileFacts::default(),
                    renamed: None,
                };
                let conflicts = names.into_iter().map(conflict).collect();
                self.tell(Event::Conflict { drop, conflicts });
            }
        }
        for order in findings.transfers {
            self.queue.push(&self.label, drop, order);
        }
        for (order, problem) in findings.refused {
            self.push_ended(drop, order, TransferState::Failed, problem);
        }
        for order in findings.skipped {
            let problem = Problem::new(Cause::Local, "Skipped").words("it is there already");
            self.push_ended(drop, order, TransferState::Skipped, problem);
        }
        if let Some(problem) = findings.cut_off {
            self.fail_part(drop, problem);
        }
        // In front of what waits, but in their own order: a tree is walked as it is read.
        for walk in findings.walks.into_iter().rev() {
            self.walks.push_front(walk);
        }
        self.settle_drop(drop);
    }

    fn push_ended(
        &mut self,
        drop: DropId,
        order: TransferOrder,
        state: TransferState,
        problem: Problem,
    ) {
        let id = order.id;
        self.queue
            .push_ended(&self.label, drop, order, state, problem);
        if let Some(transfer) = self.queue.get(id) {
            self.tell(Event::Ended(transfer.outcome()));
        }
    }

    pub(crate) fn answer_conflict(&mut self, drop: DropId, answer: Option<OnConflict>) {
        if let Some(state) = self.drops.get_mut(&drop) {
            let findings = state.answered(answer.unwrap_or(OnConflict::Skip), &mut self.queue);
            self.take_findings(drop, findings);
        }
        if answer.is_none() {
            self.take_back(drop);
        }
    }

    /// Takes a drop back: what has not begun is cancelled.
    fn take_back(&mut self, drop: DropId) {
        self.walks.retain(|walk| walk.drop != drop);
        self.stop_walks(drop);
        for id in self.queue.waiting_of(drop) {
            self.cancel(id);
        }
        self.drops.remove(&drop);
    }

    pub(crate) fn cancel(&mut self, id: TransferId) {
        let cancelled = self.queue.cancel(id).is_some();
        if cancelled {
            self.tell_ended(id);
        }
    }

    pub(crate) fn retry(&mut self, ids: &[TransferId]) {
        for id in ids {
            if self.queue.retry(*id)
                && let Some(drop) = self.queue.get(*id).map(|transfer| transfer.drop)
                && let Some(drop) = self.drops.get_mut(&drop)
            {
                drop.open += 1;
            }
        }
    }

    /// A session is done with a transfer.
    pub(crate) fn end(&mut self, id: TransferId, bytes: u64, end: Result<(), Problem>) {
        if let Err(problem) = &end
            && problem.cause == Cause::Connection
            && self.queue.give_back(id, bytes, problem)
        {
            return;
        }
        let (state, problem) = match end {
            Ok(()) => (TransferState::Done, None),
            Err(problem) if problem.cause == Cause::Cancelled => {
                if let Some(transfer) = self.queue.get(id).filter(|t| t.order.begun.is_some()) {
                    let order = transfer.order.clone();
                    self.chores.push_back(Work::Discard(order));
                }
                (TransferState::Cancelled, Some(problem))
            }
            Err(problem) => (TransferState::Failed, Some(problem)),
        };
        if self
            .queue
            .finish(id, state, bytes, problem, Instant::now())
            .is_some()
        {
            self.tell_ended(id);
        }
    }

    fn tell_ended(&mut self, id: TransferId) {
        let Some(transfer) = self.queue.get(id) else {
            return;
        };
        let (drop, state) = (transfer.drop, transfer.state);
        self.tell(Event::Ended(transfer.outcome()));
        if let Some(drop) = self.drops.get_mut(&drop) {
            drop.open = drop.open.saturating_sub(1);
            drop.flawed |= state != TransferState::Done;
        }
        self.settle_drop(drop);
    }

    /// Tells when a drop is wholly queued, and clears up behind a move that is wholly done.
    fn settle_drop(&mut self, id: DropId) {
        let Some(drop) = self.drops.get_mut(&id).filter(|drop| drop.is_planned()) else {
            return;
        };
        if !std::mem::replace(&mut drop.announced, true) {
            let (files, bytes) = (drop.files, drop.bytes);
            let _ = self.events.send(Event::Planned {
                drop: id,
                files,
                bytes,
            });
        }
        let Some(drop) = self
            .drops
            .get(&id)
            .filter(|drop| drop.open == 0 && !drop.flawed)
        else {
            return;
        };
        // Folders of one server are not looked for on another.
        let here = drop.site == self.label;
        let moved = drop.order.operation == Operation::Move;
        let direction = drop.ends().map(|(direction, ..)| direction);
        let mut folders = drop.folders.clone();
        // Deepest first.
        folders.sort_by_key(|(remote, _)| std::cmp::Reverse(remote.as_bytes().len()));
        self.drops.remove(&id);
        match direction.filter(|_| moved && !folders.is_empty()) {
            Some(Direction::Download) if here => {
                let dirs = folders.into_iter().map(|(remote, _)| remote).collect();
                self.chores.push_back(Work::RemoveEmptied { dirs });
            }
            Some(Direction::Upload) => {
                let paths: Vec<_> = folders.into_iter().map(|(_, local)| local).collect();
                tokio::task::spawn_blocking(move || crate::fs::folder::remove_emptied(&paths));
            }
            Some(Direction::Download) | None => {}
        }
    }
}

#[cfg(test)]
mod tests;
