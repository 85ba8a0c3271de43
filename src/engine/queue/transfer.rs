//! One transfer of the queue and where it stands.

use super::super::recovery::Losses;
use super::super::work::{Token, TransferOrder};
use super::super::{DropId, Outcome, Problem};
use crate::model::text::display_safe_str;
use crate::model::{
    Direction, FileFacts, Name, NameCoding, Priority, Shore, TransferState, TransferView, Try,
    clock,
};
use jiff::Timestamp;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// So many tries are remembered for the details.
const TRIES_KEPT: usize = 6;

/// A moment, for measuring and for telling.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    pub(crate) instant: Instant,
    pub(crate) at: Timestamp,
}

impl Moment {
    /// This moment.
    pub(crate) fn now() -> Self {
        Self {
            instant: Instant::now(),
            at: clock::now(),
        }
    }

    /// So much later.
    pub(crate) fn after(self, wait: Duration) -> Self {
        Self {
            instant: self.instant + wait,
            at: self.at.saturating_add(wait).unwrap_or(self.at),
        }
    }
}

/// Why a transfer is paused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pause {
    /// The user said so.
    User,
    /// There is no room on this shore; it goes on when there is.
    Room(Shore),
    /// An earlier run left it; the user is asked.
    Earlier,
}

/// Why an active transfer is being stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// For good: the user cancelled it.
    Cancel,
    /// Until the user lets it go on.
    Pause,
    /// For a moment: the only session is needed for something else.
    StepAside,
}

/// A name that is taken, while the answer is awaited.
#[derive(Clone, Debug, Default)]
pub(crate) struct Held {
    /// What has the name.
    pub(crate) present: FileFacts,
    /// All names that are in the target folder or will be, for finding one that is free.
    pub(crate) taken: Arc<HashSet<Name>>,
}

/// A transfer and where it stands.
#[derive(Debug)]
pub(crate) struct Transfer {
    pub(crate) order: Arc<TransferOrder>,
    pub(crate) drop: DropId,
    /// The site it belongs to, as [`crate::model::Site::label`] says it: it goes nowhere else.
    pub(crate) site: Arc<str>,
    pub(crate) state: TransferState,
    pub(crate) priority: Priority,
    /// Its place in the queue; no two have the same.
    pub(crate) position: i64,
    /// Bytes that are across, what earlier tries brought included.
    pub(crate) bytes: u64,
    pub(crate) problem: Option<Box<Problem>>,
    /// What is to be said of it although it is done.
    pub(crate) note: Option<Box<str>>,
    /// The session that has it.
    pub(crate) session: Option<usize>,
    /// Stops it while a session has it.
    pub(crate) cancel: Option<CancellationToken>,
    /// Why it is being stopped.
    pub(crate) stop: Option<Stop>,
    /// Why it is paused, while it is.
    pub(crate) pause: Option<Pause>,
    /// What it waits to be told about, while it is held.
    pub(crate) held: Option<Box<Held>>,
    /// When it is tried again, while it is retrying.
    pub(crate) due: Option<Moment>,
    /// Tries in a row that failed for a passing reason without getting any further.
    pub(crate) attempts: u32,
    /// The sessions in a row that were lost with it.
    pub(crate) losses: Losses,
    /// The furthest byte that any try has reached.
    pub(crate) reached: u64,
    /// How the last tries ended.
    pub(crate) tries: Vec<Try>,
    /// How many there were.
    pub(crate) tried: u32,
    pub(crate) began: Option<Moment>,
    pub(crate) took: Duration,
    /// Whether it may be tried again. What was refused or skipped was never tried, and would go
    /// round the rules that kept it from being.
    pub(crate) retriable: bool,
    /// The writing of the journal that has it on the disk: before then nothing is done about it.
    pub(crate) written_by: u64,
    /// Which ending of this run was its last one, from 1; 0 before.
    pub(super) ending: u64,
    /// The dead run that had it in the journal.
    pub(crate) taken_from: Option<String>,
    /// As it is shown, until something changes.
    pub(super) view: Option<Arc<TransferView>>,
}

/// How often a transfer may be tried, and which folders it is shown with.
pub(super) struct Shown<'a> {
    pub(super) names: NameCoding,
    pub(super) retries: u32,
    pub(super) folders: &'a mut super::views::Folders,
}

impl Transfer {
    pub(super) fn new(site: &Arc<str>, drop: DropId, order: TransferOrder) -> Self {
        Self {
            order: Arc::new(order),
            drop,
            site: Arc::clone(site),
            state: TransferState::Queued,
            priority: Priority::Normal,
            position: 0,
            bytes: 0,
            problem: None,
            note: None,
            session: None,
            cancel: None,
            stop: None,
            pause: None,
            held: None,
            due: None,
            attempts: 0,
            losses: Losses::default(),
            reached: 0,
            tries: Vec::new(),
            tried: 0,
            began: None,
            took: Duration::ZERO,
            retriable: true,
            written_by: 0,
            ending: 0,
            taken_from: None,
            view: None,
        }
    }

    /// Bytes expected: as listed, or as the server has told since.
    pub(super) fn size(&self) -> Option<u64> {
        let told = || self.order.begun.and_then(|begun| begun.source.size);
        self.order.size.or_else(told)
    }

    /// Its order, to be changed.
    pub(crate) fn order_mut(&mut self) -> &mut TransferOrder {
        Arc::make_mut(&mut self.order)
    }

    /// Has no more to do with what its tries have left: the next one begins with a part of its own.
    pub(super) fn begin_anew(&mut self) {
        let order = self.order_mut();
        order.token = Token(crate::engine::token::random().into());
        order.begun = None;
        (self.bytes, self.reached) = (0, 0);
    }

    /// Notes how a try ended. Whether it got further than all before it.
    pub(super) fn tried(&mut self, from: u64, bytes: u64, end: String, now: Moment) -> bool {
        let at = self.began.map_or(now.at, |began| began.at);
        self.took = self.began.map_or(Duration::ZERO, |began| {
            now.instant.saturating_duration_since(began.instant)
        });
        self.tried = self.tried.saturating_add(1);
        if self.tries.len() == TRIES_KEPT {
            self.tries.remove(0);
        }
        self.tries.push(Try {
            at,
            from,
            bytes,
            end,
        });
        let reached = from.saturating_add(bytes);
        self.bytes = reached;
        let further = reached >= self.reached.saturating_add(PROGRESS);
        self.reached = self.reached.max(reached);
        further
    }

    /// The state it has from now on; what belongs to the others is forgotten.
    pub(super) fn enter(&mut self, state: TransferState) {
        self.state = state;
        if !state.is_active() {
            self.session = None;
            self.cancel = None;
            self.stop = None;
        }
        if state != TransferState::Paused {
            self.pause = None;
        }
        if state != TransferState::Held {
            self.held = None;
        }
        if state != TransferState::Retrying {
            self.due = None;
        }
    }

    /// Whether its part is still to be removed from the server.
    pub(super) fn leaves_a_part(&self) -> bool {
        self.state == TransferState::Cancelled
            && self.order.begun.is_some()
            && self.order.direction == Direction::Upload
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
            bytes: self.tries.last().map_or(0, |last| last.bytes),
            offset: self.tries.last().map_or(0, |last| last.from),
            took: self.took,
            tries: self.tried,
            problem: self.problem.as_deref().cloned(),
            note: self.note.as_deref().map(str::to_owned),
            retriable: self.retriable,
        }
    }

    pub(super) fn make_view(&self, shown: &mut Shown<'_>) -> TransferView {
        let local = shown.folders.local(&self.order.local);
        let remote = shown.folders.remote(&self.order.remote, shown.names);
        let (from, to) = match self.order.direction {
            Direction::Download => (remote, local),
            Direction::Upload => (local, remote),
        };
        TransferView {
            id: self.order.id,
            direction: self.order.direction,
            operation: self.order.operation,
            name: self.source_name(shown.names),
            from,
            to,
            site: Arc::clone(&self.site),
            size: self.size(),
            bytes: self.bytes,
            rate: 0,
            state: self.state,
            priority: self.priority,
            reason: self.reason(),
            elapsed: self.took,
            session: self.session,
            retriable: self.retriable,
            may_pass: self.retriable && self.problem.as_ref().is_none_or(|p| p.cause.may_pass()),
            retry: self
                .due
                .map(|due| (self.attempts + 1, shown.retries + 1, due.at)),
            tries: self.tries.clone(),
            tried: usize::try_from(self.tried).unwrap_or(usize::MAX),
        }
    }

    /// The server's (or the system's) words if there are any: they say most in one line.
    fn reason(&self) -> Option<String> {
        let problem = self.problem.as_deref().map(|problem| {
            let words = problem.words.clone();
            words.unwrap_or_else(|| problem.what.clone())
        });
        problem
            .or_else(|| self.note.as_deref().map(str::to_owned))
            .or_else(|| match self.pause {
                Some(Pause::Earlier) => Some("left by an earlier run".into()),
                _ => None,
            })
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

/// A try that brings so many bytes more than all before it counts as progress, after which the tries
/// are counted anew.
const PROGRESS: u64 = 64 * 1024;
