//! The pool: which session does what next, when a further one is opened, and when one is closed.
//! Browsing comes first; where the server allows one login only, the queue moves between requests.

use super::queue::Moment;
use super::router::Router;
use super::session::{self, SessionHandle, Setup};
use super::work::{Assignment, TransferOrder, Work};
use super::{Cause, DropId, Event, Problem};
use crate::fs::server_memory;
use crate::ftp::Reporter;
use crate::model::{Security, SessionRole, Site};
use std::sync::Arc;
use std::time::Instant;
use tokio_util::sync::CancellationToken;

/// What a session is doing.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there are a handful of them")]
pub(crate) enum Occupation {
    /// Connecting and logging in.
    Opening,
    /// Nothing, since then.
    Idle(Instant),
    /// This work; it can be stopped.
    Busy {
        work: Work,
        cancel: CancellationToken,
        /// When a session was lost that had it before.
        lost: Option<Instant>,
    },
}

/// A session of the pool.
#[derive(Debug)]
pub(crate) struct Slot {
    /// The server it is with.
    pub(crate) server: String,
    pub(crate) handle: SessionHandle,
    pub(crate) role: SessionRole,
    pub(crate) occupation: Occupation,
    /// It has been told to end, and is given nothing more.
    pub(crate) closing: bool,
    /// When it was logged in last; before that, when it was begun.
    pub(crate) since: Instant,
    /// It has done something that was asked of it.
    pub(crate) proved: bool,
    /// What broke it off at its work.
    pub(crate) trouble: Option<Problem>,
    /// Its connection is gone, and it logs in anew in the middle of its work.
    pub(crate) adrift: bool,
}

impl Slot {
    pub(crate) fn is_idle(&self) -> bool {
        matches!(self.occupation, Occupation::Idle(_)) && !self.closing
    }

    /// What a finished piece of work says of the session; `problem` is why it failed. True where the
    /// session has proved good by it.
    pub(crate) fn take_lesson(&mut self, problem: Option<&Problem>) -> bool {
        match problem.map(|problem| problem.cause) {
            Some(Cause::Connection | Cause::Unknown) => {
                self.trouble = problem.cloned();
                false
            }
            Some(Cause::Cancelled) => false,
            _ => {
                self.proved = true;
                true
            }
        }
    }

    /// Whether it is logged in, as far as is known.
    pub(crate) fn is_logged_in(&self) -> bool {
        !matches!(self.occupation, Occupation::Opening) && !self.closing && !self.adrift
    }

    /// Whether it is at work or connecting: then the screen changes by itself.
    pub(crate) fn is_busy(&self) -> bool {
        !matches!(self.occupation, Occupation::Idle(_))
    }

    /// The transfer it has.
    pub(crate) fn transfer(&self) -> Option<&TransferOrder> {
        match &self.occupation {
            Occupation::Busy {
                work: Work::Transfer(order),
                ..
            } => Some(order),
            _ => None,
        }
    }
}

/// A pane's request that waits for the browsing session.
#[derive(Debug)]
pub(crate) struct Waiting {
    pub(crate) work: Work,
    pub(crate) cancel: CancellationToken,
    /// When the session was lost that had it before.
    pub(crate) lost: Option<Instant>,
}

impl Waiting {
    /// The session turned out to be dead, the first one at the time `lost`: it waits for another.
    pub(crate) fn again(work: Work, lost: Option<Instant>) -> Self {
        Self {
            work,
            cancel: CancellationToken::new(),
            lost: lost.or_else(|| Some(Instant::now())),
        }
    }
}

/// What tells the servers of sessions apart: the host and the port.
pub(crate) fn server_of(site: &Site) -> String {
    server_memory::key(&site.host, site.port)
}

impl Router {
    /// Gives every idle session something to do, and opens sessions while that helps.
    pub(crate) fn dispatch(&mut self) {
        if self.site.is_none() || self.quitting {
            return;
        }
        let now = Instant::now();
        // Before the first login is through, further ones would only fail with it.
        if self.connecting {
            return self.enter(now);
        }
        self.dispatch_browsing(now);
        self.dispatch_readings(now);
        while self.queued() > 0 {
            if let Some(id) = self.idle_transfer_slot() {
                if !self.assign_queued(id) {
                    break;
                }
            } else if let Some(id) = self.browse_slot_for_walks() {
                if !self.assign_queued(id) {
                    break;
                }
            } else if self.is_shared() {
                match self.browse_slot() {
                    Some(id) if self.browsing.is_empty() && self.is_idle(id) => {
                        if !self.assign_queued(id) {
                            break;
                        }
                    }
                    Some(_) => break,
                    None => {
                        self.open_browsing(now);
                        break;
                    }
                }
            } else if self.pool_pause.is_none()
                && self.transfers_counted() < self.wanted().min(self.transfer_load())
            {
                if !self.open_further(now) {
                    break;
                }
            } else {
                break;
            }
        }
    }

    pub(crate) fn idle_transfer_slot(&self) -> Option<usize> {
        self.slots
            .iter()
            .find(|(_, slot)| slot.role == SessionRole::Transfer && slot.is_idle())
            .map(|(id, _)| *id)
    }

    /// The browsing session, if it has nothing to do while folders wait to be read: that takes it a
    /// listing each time, and a drop is in the queue at once although every transfer session moves
    /// a large file.
    fn browse_slot_for_walks(&self) -> Option<usize> {
        self.browse_slot()
            .filter(|id| !self.walks.is_empty() && self.browsing.is_empty() && self.is_idle(*id))
    }

    fn dispatch_browsing(&mut self, now: Instant) {
        if self.browsing.is_empty() && !self.recovery.is_missed() {
            return;
        }
        match self.browse_slot() {
            None => self.open_browsing(now),
            Some(id) if self.is_idle(id) => {
                if let Some(Waiting { work, cancel, lost }) = self.browsing.pop_front() {
                    self.assign(id, work, cancel, lost);
                }
            }
            Some(id) => self.step_aside(id, now),
        }
    }

    /// Everything that waits for a transfer session.
    pub(crate) fn queued(&self) -> usize {
        self.walks.len() + self.chores.len() + self.queue.waiting(&self.label)
    }

    /// The session that serves the panes.
    pub(crate) fn browse_slot(&self) -> Option<usize> {
        self.slots
            .iter()
            .find(|(_, slot)| slot.role != SessionRole::Transfer && !slot.closing)
            .map(|(id, _)| *id)
    }

    pub(crate) fn is_idle(&self, id: usize) -> bool {
        self.slots.get(&id).is_some_and(Slot::is_idle)
    }

    /// Gives a session what comes next. Whether there was anything.
    fn assign_queued(&mut self, id: usize) -> bool {
        // Folders first: what is in them can move while others still read theirs. What is to be cleared
        // away is quickly done.
        if let Some(mut walk) = self.walks.pop_front() {
            walk.since = self.queue.endings();
            self.assign(id, Work::Walk(walk), CancellationToken::new(), None);
        } else if let Some(chore) = self.chores.pop_front() {
            self.assign(id, chore, CancellationToken::new(), None);
        } else if let Some((order, cancel)) = self.queue.start_next(&self.label, id, Moment::now())
        {
            self.assign(id, Work::Transfer(order), cancel, None);
        } else {
            return false;
        }
        true
    }

    pub(crate) fn assign(
        &mut self,
        id: usize,
        work: Work,
        cancel: CancellationToken,
        lost: Option<Instant>,
    ) {
        if let Some(slot) = self.slots.get_mut(&id) {
            let assignment = Assignment {
                work: work.clone(),
                cancel: cancel.clone(),
            };
            slot.occupation = Occupation::Busy { work, cancel, lost };
            // If the actor has just ended, its `Lost` is on the way and takes the work back.
            let _ = slot.handle.work.send(assignment);
        }
    }

    /// Opens a session. How that went comes as a session event.
    pub(crate) fn open_session(&mut self, role: SessionRole) {
        let Some(mut site) = self.site.clone() else {
            return;
        };
        if self.speaks_no_tls && site.security == Security::Preferred {
            site.security = Security::Plain;
        }
        self.next_session += 1;
        let id = self.next_session;
        let events = self.events.clone();
        let wake = Arc::clone(&self.wake);
        let reporter = Reporter::new(
            id,
            Arc::new(move |line| {
                let (sign, transfer) = (line.kind.sign(), line.transfer.map(|run| run.id.0));
                tracing::debug!(session = line.session, transfer, "{sign} {}", line.text);
                // Without a listener there is nobody to tell.
                let _ = events.send(Event::Log(line));
                wake.notify_one();
            }),
        )
        .reading_names(self.coding.subscribe());
        self.recovery.trying(Instant::now());
        let server = server_of(&site);
        let setup = Setup {
            memory: self.memory(&site),
            kept: self.kept(&site),
            site,
            features: self.features.clone(),
            reporter,
            throttles: self.throttles.clone(),
        };
        let settings = self.settings.subscribe();
        let keep_alive = self.keep_alive.subscribe();
        let events = self.session_events.clone();
        let handle = session::start(id, setup, settings, keep_alive, events);
        let occupation = Occupation::Opening;
        self.slots.insert(
            id,
            Slot {
                server,
                handle,
                role,
                occupation,
                closing: false,
                since: Instant::now(),
                proved: false,
                trouble: None,
                adrift: false,
            },
        );
    }

    /// Stops the sessions that read a folder for this drop.
    pub(crate) fn stop_walks(&self, drop: DropId) {
        for slot in self.slots.values() {
            if let Occupation::Busy {
                work: Work::Walk(walk),
                cancel,
                ..
            } = &slot.occupation
                && walk.drop == drop
            {
                cancel.cancel();
            }
        }
    }
}
