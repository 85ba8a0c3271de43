//! What the engine makes of what sessions tell, and what the user says about the queue.

use super::command::DropOrder;
use super::dispatch::{Occupation, Slot, Waiting};
use super::drops::{DropState, Findings};
use super::problem::Cause;
use super::router::Router;
use super::session::{Ready, SessionEvent};
use super::work::{TransferOrder, WalkOrder, Walked, Work, WorkResult};
use super::{DropId, Event, Outcome, Problem};
use crate::model::{
    DataCommand, Direction, LogKind, LogLine, ModeChoice, OnConflict, Operation, SessionRole,
    TransferId, TransferState,
};
use jiff::Timestamp;
use std::time::Instant;
use tokio_util::sync::CancellationToken;

impl Router {
    pub(crate) fn session_event(&mut self, id: usize, event: SessionEvent) {
        match event {
            SessionEvent::Ready(ready) => self.ready(id, *ready),
            SessionEvent::OpenFailed(problem) => self.open_failed(id, problem),
            SessionEvent::Worked(result) => self.worked(id, result),
            SessionEvent::Opened { command, fallbacks } => self.opened(command, &fallbacks),
            SessionEvent::Lost => self.lost(id),
        }
    }

    fn ready(&mut self, id: usize, ready: Ready) {
        let Some(slot) = self.slots.get_mut(&id).filter(|slot| !slot.closing) else {
            return;
        };
        slot.occupation = Occupation::Idle(Instant::now());
        let is_browse = self
            .slots
            .get(&id)
            .is_some_and(|s| s.role != SessionRole::Transfer);
        if self.features.is_none() {
            self.features = Some(ready.features.clone());
        }
        if is_browse && std::mem::take(&mut self.connecting) {
            // Told together: no frame shows the one without the other.
            self.publish();
            let Some(site) = &self.site else { return };
            let directory = match &site.directory {
                None => ready.directory,
                Some(crate::model::site::Directory::Absolute(path)) => path.clone(),
                Some(crate::model::site::Directory::FromLogin(path)) => {
                    ready.directory.resolve(path)
                }
            };
            self.tell(Event::Connected {
                label: site.label(),
                directory,
                greeting: ready.greeting,
                features: ready.features.summary(),
            });
        }
    }

    /// A session could not be opened. For the first that is the user's business; for a further
    /// transfer session it teaches how many the server allows.
    fn open_failed(&mut self, id: usize, problem: Problem) {
        let Some(slot) = self.slots.remove(&id) else {
            return;
        };
        if slot.closing || problem.cause == Cause::Cancelled {
            return;
        }
        if slot.role == SessionRole::Transfer {
            let have = self
                .slots
                .values()
                .filter(|slot| slot.role == SessionRole::Transfer && !slot.closing);
            let opening = |slot: &&Slot| matches!(slot.occupation, Occupation::Opening);
            let (have, opening) = (have.clone().count(), have.filter(opening).count());
            self.limit = Some(have);
            if opening > 0 {
                // How many there may be is not known before that one has succeeded or failed too.
                return;
            }
            let words = problem
                .words
                .clone()
                .unwrap_or_else(|| problem.what.clone());
            self.notice(if have == 0 {
                format!("One session only ({words}): browsing comes between files.")
            } else {
                format!("{} sessions at most ({words}).", have + 1)
            });
            if have == 0
                && let Some(browse) = self.browse_slot()
            {
                self.set_role(browse, SessionRole::Shared);
            }
            return;
        }
        for Waiting { work, .. } in std::mem::take(&mut self.browsing) {
            self.fail_request(&work, &problem);
        }
        if std::mem::take(&mut self.connecting) {
            self.site = None;
            self.tell(Event::ConnectFailed(problem));
        } else {
            self.fail_queue(&problem);
            self.tell(Event::Disconnected(Some(problem)));
        }
    }

    /// The server cannot be reached any more: what waits fails with that reason, to be retried.
    fn fail_queue(&mut self, problem: &Problem) {
        for walk in std::mem::take(&mut self.walks) {
            self.tell(Event::DropFailed {
                drop: walk.drop,
                problem: problem.clone(),
            });
            self.drops.remove(&walk.drop);
        }
        if self.is_shared() {
            while let Some((order, _)) = self.queue.start_next(&self.label, 0, Instant::now()) {
                self.end(order.id, 0, Err(problem.clone()));
            }
        }
    }

    fn set_role(&mut self, id: usize, role: SessionRole) {
        if let Some(slot) = self.slots.get_mut(&id) {
            slot.role = role;
        }
    }

    fn opened(&mut self, command: DataCommand, fallbacks: &[String]) {
        for fallback in fallbacks {
            self.notice(format!("{fallback}; {} is used instead.", command.verb()));
        }
        self.settings.send_if_modified(|settings| {
            let changed = settings.works != Some(command) && settings.choice == ModeChoice::Auto;
            settings.works = Some(command);
            changed
        });
    }

    fn worked(&mut self, id: usize, result: WorkResult) {
        let Some(slot) = self.slots.get_mut(&id) else {
            return;
        };
        let before = std::mem::replace(&mut slot.occupation, Occupation::Idle(Instant::now()));
        let closing = slot.closing;
        let (work, attempt) = match before {
            Occupation::Busy { work, attempt, .. } => (Some(work), attempt),
            _ => (None, 0),
        };
        match result {
            WorkResult::Listed {
                request,
                path,
                entries,
                verb,
                unparsed,
            } => {
                self.tell(Event::Listed {
                    request,
                    path,
                    entries,
                    verb,
                    unparsed,
                });
            }
            WorkResult::Done { request, summary } => self.tell(Event::Done { request, summary }),
            WorkResult::Failed { request, problem } => {
                // A session that had died of idleness: ask again on a new one, once, where asking
                // twice does no harm.
                let again = work.filter(|work| {
                    matches!(work, Work::List { .. })
                        && attempt == 0
                        && problem.cause == Cause::Connection
                        && !closing
                });
                match again {
                    Some(work) => self.browsing.push_front(Waiting {
                        work,
                        cancel: CancellationToken::new(),
                        attempt: 1,
                    }),
                    None => self.tell(Event::Failed { request, problem }),
                }
            }
            WorkResult::Walked { order, found } => self.walked(&order, found),
            WorkResult::Transferred { id, bytes, end } => {
                if closing && end.as_ref().is_err_and(|p| p.cause == Cause::Cancelled) {
                    self.queue.put_back(id);
                } else {
                    self.end(id, bytes, end);
                }
            }
            WorkResult::Quiet => {}
        }
    }

    fn walked(&mut self, order: &WalkOrder, found: Result<Walked, Problem>) {
        let Some(drop) = self.drops.get_mut(&order.drop) else {
            return;
        };
        match found {
            Ok(found) => {
                let queue = &mut self.queue;
                let findings = drop.walked(order, found, &mut || queue.next_id());
                self.take_findings(order.drop, findings);
            }
            Err(problem) => {
                drop.walking = drop.walking.saturating_sub(1);
                drop.flawed = true;
                self.tell(Event::DropFailed {
                    drop: order.drop,
                    problem,
                });
                self.settle_drop(order.drop);
            }
        }
    }

    /// A session is gone. Work it had not begun goes back into the line.
    fn lost(&mut self, id: usize) {
        let Some(slot) = self.slots.remove(&id) else {
            return;
        };
        if matches!(slot.occupation, Occupation::Idle(_))
            && slot.role != SessionRole::Transfer
            && !slot.closing
        {
            self.notice(
                "The server ended the idle session; the next action opens a new one.".into(),
            );
        }
        let Occupation::Busy {
            work,
            cancel,
            attempt,
        } = slot.occupation
        else {
            return;
        };
        match work {
            Work::Transfer(order) => self.queue.put_back(order.id),
            // What is connected next may be another server.
            Work::Walk(walk) if !self.drops.contains_key(&walk.drop) => {}
            Work::RemoveEmptied { .. } if slot.closing => {}
            work if slot.closing && work.request().is_some() => {
                self.give_up(&work, "the connection was closed");
            }
            Work::Walk(walk) => self.walks.push_front(walk),
            chore @ Work::RemoveEmptied { .. } => self.chores.push_front(chore),
            work => self.browsing.push_front(Waiting {
                work,
                cancel,
                attempt: attempt + 1,
            }),
        }
    }

    // The queue.

    pub(crate) fn enqueue(&mut self, order: DropOrder) {
        let id = order.id;
        let mut drop = DropState::new(order);
        match drop.begin() {
            Some(walk) if self.site.is_some() => {
                self.drops.insert(id, drop);
                self.walks.push_back(walk);
            }
            Some(_) => {
                let problem = Problem::new(Cause::Connection, "There is no connection")
                    .advice("Connect first (o), then drop again.");
                self.tell(Event::DropFailed { drop: id, problem });
            }
            None => {
                let problem = Problem::new(Cause::Local, "Both folders are on the same side");
                self.tell(Event::DropFailed { drop: id, problem });
            }
        }
    }

    fn take_findings(&mut self, drop: DropId, findings: Findings) {
        let open = findings.transfers.len();
        if let Some(state) = self.drops.get_mut(&drop) {
            state.open += open;
            if let Some(names) = findings.ask {
                let target = state.target();
                self.tell(Event::Conflict {
                    drop,
                    names,
                    target,
                });
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
        let outcome = Outcome {
            id: order.id,
            drop,
            direction: order.direction,
            operation: order.operation,
            local: order.local.clone(),
            remote: order.remote.clone(),
            state,
            bytes: 0,
            took: std::time::Duration::ZERO,
            problem: Some(problem.clone()),
        };
        self.queue
            .push_ended(&self.label, drop, order, state, problem);
        self.tell(Event::Ended(outcome));
    }

    pub(crate) fn answer_conflict(&mut self, drop: DropId, answer: Option<OnConflict>) {
        let queue = &mut self.queue;
        let Some(state) = self.drops.get_mut(&drop) else {
            return;
        };
        let findings = state.answered(answer.unwrap_or(OnConflict::Skip), &mut || queue.next_id());
        self.take_findings(drop, findings);
        if answer.is_none() {
            self.take_back(drop);
        }
    }

    /// Takes a drop back: what has not begun is cancelled.
    fn take_back(&mut self, drop: DropId) {
        self.walks.retain(|walk| walk.drop != drop);
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
    fn end(&mut self, id: TransferId, bytes: u64, end: Result<(), Problem>) {
        let never_began = bytes == 0
            && end
                .as_ref()
                .is_err_and(|problem| problem.cause == Cause::Connection);
        if never_began && self.queue.give_back(id) {
            return;
        }
        let (state, problem) = match end {
            Ok(()) => (TransferState::Done, None),
            Err(problem) if problem.cause == Cause::Cancelled => {
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
        let order = &transfer.order;
        let outcome = Outcome {
            id,
            drop,
            direction: order.direction,
            operation: order.operation,
            local: order.local.clone(),
            remote: order.remote.clone(),
            state,
            bytes: transfer.bytes,
            took: transfer.took(),
            problem: transfer.problem.clone(),
        };
        self.tell(Event::Ended(outcome));
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
        let moved = drop.order.operation == Operation::Move;
        let direction = drop.ends().map(|(direction, ..)| direction);
        let mut folders = drop.folders.clone();
        // Deepest first.
        folders.sort_by_key(|(remote, _)| std::cmp::Reverse(remote.as_bytes().len()));
        self.drops.remove(&id);
        match direction.filter(|_| moved && !folders.is_empty()) {
            Some(Direction::Download) => {
                let dirs = folders.into_iter().map(|(remote, _)| remote).collect();
                self.chores.push_back(Work::RemoveEmptied { dirs });
            }
            Some(Direction::Upload) => {
                let paths: Vec<_> = folders.into_iter().map(|(_, local)| local).collect();
                tokio::task::spawn_blocking(move || crate::fs::folder::remove_emptied(&paths));
            }
            None => {}
        }
    }

    // Telling.

    fn notice(&mut self, text: String) {
        let at = Timestamp::now();
        self.tell(Event::Log(LogLine {
            at,
            session: 0,
            kind: LogKind::Note,
            text: text.clone(),
        }));
        self.tell(Event::Notice(text));
    }

    pub(crate) fn give_up(&mut self, work: &Work, why: &str) {
        let cause = if why == "cancelled" {
            Cause::Cancelled
        } else {
            Cause::Connection
        };
        let problem = Problem::new(cause, format!("{} failed", work.describe())).words(why);
        self.fail_request(work, &problem);
    }

    fn fail_request(&mut self, work: &Work, problem: &Problem) {
        if let Some(request) = work.request() {
            self.tell(Event::Failed {
                request,
                problem: problem.clone(),
            });
        }
    }
}
