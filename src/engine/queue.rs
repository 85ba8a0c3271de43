//! The queue: an order of transfers and their states. Pure; time is given.

use super::work::{Begun, TransferOrder};
use super::{DropId, Outcome, Place, Problem};
use crate::model::text::display_safe_str;
use crate::model::{Direction, NameCoding, RemotePath, TransferId, TransferState, TransferView};
use std::collections::{BTreeMap, HashSet, VecDeque};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// A transfer whose session is lost so often in a row is not tried again by itself. One that has not
/// begun counts threefold: more likely than not it is what ends the session.
const LOSS_LIMIT: u8 = 6;

/// A transfer and where it stands.
#[derive(Debug)]
pub(crate) struct Transfer {
    pub(crate) order: TransferOrder,
    pub(crate) drop: DropId,
    /// The site it belongs to, as [`crate::model::Site::label`] says it: it goes nowhere else.
    site: Arc<str>,
    pub(crate) state: TransferState,
    /// Bytes moved, as of its end.
    pub(crate) bytes: u64,
    pub(crate) problem: Option<Problem>,
    /// What is to be said of it although it is done.
    pub(crate) note: Option<String>,
    /// The session that has it.
    pub(crate) session: Option<usize>,
    /// Stops it while a session has it.
    pub(crate) cancel: CancellationToken,
    began: Option<Instant>,
    took: Duration,
    /// Whether it may be tried again. What was refused or skipped was never tried, and would go
    /// round the rules that kept it from being.
    retriable: bool,
    /// How often in a row it was given back because its session was lost.
    losses: u8,
}

/// All transfers of this run, in the order they were queued.
#[derive(Debug, Default)]
pub(crate) struct TransferQueue {
    transfers: BTreeMap<TransferId, Transfer>,
    /// Those that wait, first to last.
    waiting: VecDeque<TransferId>,
    /// Where the transfers of this run go, each with the site it is on: a file that is renamed to
    /// keep both is given none of these names, whether it is there already or not.
    targets: HashSet<(Arc<str>, Place)>,
    next: u64,
}

impl TransferQueue {
    /// A name for the next transfer.
    pub(crate) fn next_id(&mut self) -> TransferId {
        self.next += 1;
        TransferId(self.next)
    }

    /// Queues a transfer with the site of this label.
    pub(crate) fn push(&mut self, site: &Arc<str>, drop: DropId, order: TransferOrder) {
        let id = order.id;
        self.reserve(site, order.target());
        self.transfers.insert(id, Transfer::new(site, drop, order));
        self.waiting.push_back(id);
    }

    /// Takes a target for a transfer to come; whether no other has it.
    pub(crate) fn reserve(&mut self, site: &Arc<str>, target: Place) -> bool {
        let site = match target {
            // There is one local disk, whatever the server is.
            Place::Local(_) => Arc::default(),
            Place::Remote(_) => Arc::clone(site),
        };
        self.targets.insert((site, target))
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
        let id = order.id;
        let mut transfer = Transfer::new(site, drop, order);
        transfer.state = state;
        transfer.retriable = false;
        transfer.problem = Some(problem);
        self.transfers.insert(id, transfer);
    }

    /// How many wait for this site.
    pub(crate) fn waiting(&self, site: &str) -> usize {
        self.waiting
            .iter()
            .filter(|id| self.is_for(**id, site))
            .count()
    }

    fn is_for(&self, id: TransferId, site: &str) -> bool {
        self.transfers
            .get(&id)
            .is_some_and(|transfer| &*transfer.site == site)
    }

    /// Gives the first that waits for this site to a session of it.
    pub(crate) fn start_next(
        &mut self,
        site: &str,
        session: usize,
        now: Instant,
    ) -> Option<(TransferOrder, CancellationToken)> {
        let at = self.waiting.iter().position(|id| self.is_for(*id, site))?;
        let id = self.waiting.remove(at)?;
        let transfer = self.transfers.get_mut(&id)?;
        transfer.state = TransferState::Starting;
        transfer.session = Some(session);
        transfer.began = Some(now);
        transfer.problem = None;
        transfer.note = None;
        transfer.bytes = 0;
        transfer.cancel = CancellationToken::new();
        Some((transfer.order.clone(), transfer.cancel.clone()))
    }

    /// Says something of an active transfer that goes with it to its end.
    pub(crate) fn note(&mut self, id: TransferId, note: String) {
        if let Some(transfer) = self.transfers.get_mut(&id).filter(|t| t.state.is_active()) {
            transfer.note = Some(note);
        }
    }

    /// A session is done with a transfer. `None` if it is not known or not active.
    pub(crate) fn finish(
        &mut self,
        id: TransferId,
        state: TransferState,
        bytes: u64,
        problem: Option<Problem>,
        now: Instant,
    ) -> Option<&Transfer> {
        let transfer = self
            .transfers
            .get_mut(&id)
            .filter(|t| t.state.is_active())?;
        transfer.state = state;
        transfer.bytes = bytes;
        transfer.problem = problem;
        transfer.session = None;
        transfer.took = transfer.began.map_or(Duration::ZERO, |began| now - began);
        Some(transfer)
    }

    /// Puts a transfer whose session was lost back to the front, to begin again. Whether it is: after
    /// the second loss without a byte, or the sixth, it is the file that does not get across.
    pub(crate) fn give_back(&mut self, id: TransferId, bytes: u64, problem: &Problem) -> bool {
        let Some(transfer) = self.transfers.get_mut(&id).filter(|t| t.state.is_active()) else {
            return false;
        };
        transfer.losses += if bytes == 0 { 3 } else { 1 };
        if transfer.losses >= LOSS_LIMIT {
            return false;
        }
        transfer.problem = Some(problem.clone());
        self.put_back(id);
        true
    }

    /// Puts an active transfer back to the front: its session is closed by the user's wish.
    pub(crate) fn put_back(&mut self, id: TransferId) {
        if let Some(transfer) = self.transfers.get_mut(&id).filter(|t| t.state.is_active()) {
            transfer.state = TransferState::Queued;
            transfer.session = None;
            self.waiting.push_front(id);
        }
    }

    /// Stops a transfer: a waiting one at once (then it is given back), an active one through its
    /// token, and its session tells when it has ended.
    pub(crate) fn cancel(&mut self, id: TransferId) -> Option<&Transfer> {
        let transfer = self.transfers.get_mut(&id)?;
        if transfer.state.is_active() {
            transfer.cancel.cancel();
            return None;
        }
        if transfer.state != TransferState::Queued {
            return None;
        }
        self.waiting.retain(|waiting| *waiting != id);
        transfer.state = TransferState::Cancelled;
        Some(transfer)
    }

    /// A session tells how far a transfer has come: another try goes on from there.
    pub(crate) fn began(&mut self, id: TransferId, begun: Begun) {
        if let Some(transfer) = self.transfers.get_mut(&id) {
            transfer.order.begun = Some(begun);
        }
    }

    /// Queues an ended transfer again. Done ones stay done, and what was refused or skipped stays so.
    pub(crate) fn retry(&mut self, id: TransferId) -> bool {
        let Some(transfer) = self.transfers.get_mut(&id) else {
            return false;
        };
        let ended = matches!(
            transfer.state,
            TransferState::Failed | TransferState::Cancelled
        );
        let again = ended && transfer.retriable;
        if again {
            transfer.state = TransferState::Queued;
            transfer.problem = None;
            transfer.losses = 0;
            transfer.bytes = 0;
            self.waiting.push_back(id);
        }
        again
    }

    /// Those of a drop that wait.
    pub(crate) fn waiting_of(&self, drop: DropId) -> Vec<TransferId> {
        let waiting = self.waiting.iter().copied();
        waiting
            .filter(|id| self.transfers.get(id).is_some_and(|t| t.drop == drop))
            .collect()
    }

    /// The failed ones that may be tried again.
    pub(crate) fn failed(&self) -> Vec<TransferId> {
        self.transfers
            .iter()
            .filter(|(_, transfer)| transfer.state == TransferState::Failed && transfer.retriable)
            .map(|(id, _)| *id)
            .collect()
    }

    /// Forgets what is done, cancelled or skipped.
    pub(crate) fn clear_done(&mut self) {
        self.transfers.retain(|_, transfer| {
            !transfer.state.is_final() || transfer.state == TransferState::Failed
        });
    }

    /// The transfer of this name.
    pub(crate) fn get(&self, id: TransferId) -> Option<&Transfer> {
        self.transfers.get(&id)
    }

    /// All of them as they are shown, in the order they were queued.
    pub(crate) fn views(&self, names: NameCoding, now: Instant) -> Vec<Arc<TransferView>> {
        self.transfers
            .values()
            .map(|transfer| Arc::new(transfer.view(names, now)))
            .collect()
    }
}

impl Transfer {
    fn new(site: &Arc<str>, drop: DropId, order: TransferOrder) -> Self {
        Self {
            order,
            drop,
            site: Arc::clone(site),
            state: TransferState::Queued,
            bytes: 0,
            problem: None,
            note: None,
            session: None,
            cancel: CancellationToken::new(),
            began: None,
            took: Duration::ZERO,
            retriable: true,
            losses: 0,
        }
    }

    /// How it ended, for those outside.
    pub(crate) fn outcome(&self) -> Outcome {
        Outcome {
            id: self.order.id,
            drop: self.drop,
            direction: self.order.direction,
            operation: self.order.operation,
            local: self.order.local.clone(),
            remote: self.order.remote.clone(),
            state: self.state,
            bytes: self.bytes,
            took: self.took,
            problem: self.problem.clone(),
            note: self.note.clone(),
            retriable: self.retriable,
        }
    }

    fn view(&self, names: NameCoding, now: Instant) -> TransferView {
        let (local, remote) = (
            local_folder(&self.order.local),
            remote_folder(&self.order.remote, names),
        );
        let (from, to) = match self.order.direction {
            Direction::Download => (remote, local),
            Direction::Upload => (local, remote),
        };
        TransferView {
            id: self.order.id,
            direction: self.order.direction,
            operation: self.order.operation,
            name: self.source_name(names),
            from: from.into(),
            to: to.into(),
            site: Arc::clone(&self.site),
            priority: crate::model::Priority::Normal,
            retry: None,
            tries: Vec::new(),
            size: self.order.size,
            bytes: self.bytes,
            rate: 0,
            state: self.state,
            reason: self.problem.as_ref().map(reason).or(self.note.clone()),
            elapsed: match (self.state.is_active(), self.began) {
                (true, Some(began)) => now.saturating_duration_since(began),
                _ => self.took,
            },
            session: self.session,
            retriable: self.retriable,
        }
    }

    fn source_name(&self, names: NameCoding) -> String {
        match self.order.direction {
            Direction::Download => self
                .order
                .remote
                .name()
                .map_or_else(String::new, |name| names.shown(name.as_bytes())),
            Direction::Upload => self
                .order
                .local
                .file_name()
                .map_or_else(String::new, |name| {
                    display_safe_str(&name.to_string_lossy())
                }),
        }
    }
}

/// The server's (or the system's) words if there are any: they say most in one line.
fn reason(problem: &Problem) -> String {
    problem
        .words
        .clone()
        .unwrap_or_else(|| problem.what.clone())
}

fn local_folder(path: &Path) -> String {
    path.parent().map_or_else(String::new, |folder| {
        display_safe_str(&folder.to_string_lossy())
    })
}

fn remote_folder(path: &RemotePath, names: NameCoding) -> String {
    path.parent()
        .map_or_else(|| "/".into(), |folder| names.shown(folder.as_bytes()))
}

#[cfg(test)]
mod tests;
