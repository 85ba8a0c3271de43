//! How transfers and drops end, and what comes of that.

use super::queue::{Ending, Moment, Pause, Tried};
use super::recovery::chance;
use super::router::Router;
use super::work::{TransferOrder, Work};
use super::{DropId, Event, worker};
use crate::model::{Direction, Operation, Shore, TransferId, TransferState};
use std::sync::Arc;

impl Router {
    /// A session is done with a transfer.
    pub(crate) fn end(&mut self, id: TransferId, tried: Tried) {
        let before = self
            .queue
            .get(id)
            .map(|transfer| Arc::clone(&transfer.order));
        match self.queue.ended(id, tried, chance(), Moment::now()) {
            Some(Ending::Beside) => {
                self.notice(
                    "What an earlier try has left on the server gives no answer: the upload begins \
                     anew beside it."
                        .into(),
                );
                // Once whoever holds it has let go, it can be removed.
                let left = before.map(|order| Work::Discard(TransferOrder::clone(&order)));
                self.chores.extend(left);
            }
            Some(Ending::Final) => self.tell_ended(id),
            Some(Ending::Again(wait)) => self.tell_retry(id, wait),
            Some(Ending::Paused(Pause::Room(shore))) => self.out_of_room(id, shore),
            Some(Ending::Paused(_) | Ending::Waits) | None => {}
        }
    }

    fn tell_retry(&self, id: TransferId, wait: std::time::Duration) {
        let Some(transfer) = self.queue.get(id) else {
            return;
        };
        let Some(problem) = transfer.problem.as_deref().cloned() else {
            return;
        };
        let (attempt, of) = (transfer.attempts + 1, self.queue.retries + 1);
        let seconds = wait.as_secs_f64();
        self.note(&format!(
            "{problem}  Try {attempt} of {of} in {seconds:.1} s."
        ));
        self.tell(Event::Retry {
            id,
            problem,
            attempt,
            of,
            wait,
        });
    }

    /// There is no room: what goes that way waits until there is, and the user is told once.
    fn out_of_room(&mut self, id: TransferId, shore: Shore) {
        if shore == Shore::Remote && !self.is_with_us(id) {
            // It was another server's: what goes to this one goes on.
            return;
        }
        let direction = match shore {
            Shore::Local => Direction::Download,
            Shore::Remote => Direction::Upload,
        };
        let known = !self.queue.blocked.insert(direction);
        let news = !known && (shore == Shore::Remote || self.room.is_news());
        self.room.ask_again(shore);
        if !news {
            return;
        }
        let words = self.queue.get(id).and_then(|transfer| {
            let problem = transfer.problem.as_deref()?;
            Some(
                problem
                    .words
                    .clone()
                    .unwrap_or_else(|| problem.what.clone()),
            )
        });
        let words = words.unwrap_or_default();
        let text = match shore {
            Shore::Local => format!(
                "No room on this computer: downloads pause, and go on by themselves when there \
                 is. What is there already is kept ({words})"
            ),
            Shore::Remote => format!(
                "No room on the server ({words}): uploads pause, and are tried again each minute. \
                 What is there already is kept"
            ),
        };
        self.notice(text);
    }

    /// Whether a transfer is with the site we are at.
    pub(crate) fn is_with_us(&self, id: TransferId) -> bool {
        let transfer = self.queue.get(id);
        transfer.is_some_and(|transfer| transfer.site == self.label)
    }

    /// Removes what a cancelled transfer has left of its part: here at once, on its server when we are
    /// there.
    pub(crate) fn discard(&mut self, id: TransferId) {
        let Some(transfer) = self.queue.get(id) else {
            return;
        };
        if transfer.order.begun.is_none() {
            return;
        }
        let order = TransferOrder::clone(&transfer.order);
        match order.direction {
            Direction::Download => {
                self.queue.discarded(id, &order.token);
                tokio::task::spawn_blocking(move || worker::discard_here(&order));
            }
            Direction::Upload if transfer.site == self.label => {
                self.chores.push_back(Work::Discard(order));
            }
            Direction::Upload => {}
        }
    }

    /// Removes what cancelled uploads have left on the server we are at now.
    pub(crate) fn discard_left(&mut self) {
        for id in self.queue.to_discard(&self.label) {
            self.discard(id);
        }
    }

    pub(crate) fn tell_ended(&mut self, id: TransferId) {
        let Some(transfer) = self.queue.get(id) else {
            return;
        };
        let (drop, state) = (transfer.drop, transfer.state);
        let outcome = transfer.outcome();
        if state == TransferState::Cancelled {
            self.discard(id);
        }
        self.batch.ended(&outcome);
        self.tell(Event::Ended(outcome));
        if let Some(drop) = self.drops.get_mut(&drop) {
            drop.open = drop.open.saturating_sub(1);
            drop.flawed |= state != TransferState::Done;
        }
        self.ledger.drop_changed(drop);
        self.settle_drop(drop);
    }

    /// Tells when a drop is wholly queued, and clears up behind a move that is wholly done.
    pub(crate) fn settle_drop(&mut self, id: DropId) {
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
        let Some(drop) = self.drops.get(&id).filter(|drop| drop.open == 0) else {
            return;
        };
        let _ = self.events.send(Event::DropEnded { drop: id });
        if drop.flawed {
            return;
        }
        // Folders of one server are not looked for on another.
        let here = drop.site == self.label;
        let moved = drop.order.operation == Operation::Move;
        let direction = drop.ends().map(|(direction, ..)| direction);
        let mut folders = drop.folders.clone();
        let leaves = drop.leaves.clone();
        // Deepest first.
        folders.sort_by_key(|(remote, _)| std::cmp::Reverse(remote.as_bytes().len()));
        self.drops.remove(&id);
        self.ledger.end_drop(id);
        if let Some(folder) = leaves {
            tokio::task::spawn_blocking(move || crate::fs::draft::remove_private_folder(&folder));
        }
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
