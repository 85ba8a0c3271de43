//! What becomes of lost sessions: work that had not begun goes back into the line, and the
//! connection comes back by itself, at once or by back-off, unless nobody needs it.

use super::dispatch::{Occupation, Slot, Waiting};
use super::problem::Cause;
use super::queue::Tried;
use super::recovery::chance;
use super::router::Router;
use super::session::Farewell;
use super::work::Work;
use super::{DropId, Event, Problem};
use crate::model::SessionRole;
use std::time::Instant;

/// While nothing is asked of the connection so many tries in a row are enough.
const TRIES_UNASKED: u32 = 5;

impl Router {
    /// A session is gone.
    pub(crate) fn lost(&mut self, id: usize, farewell: Option<Farewell>) {
        let Some(slot) = self.slots.remove(&id) else {
            return;
        };
        let browsing = slot.role != SessionRole::Transfer;
        let (closing, proved, trouble) = (slot.closing, slot.proved, slot.trouble);
        let since = slot.since;
        if let Occupation::Busy { work, cancel, lost } = slot.occupation {
            let waiting = Waiting { work, cancel, lost };
            self.return_work(waiting, since, closing);
        }
        if closing || self.quitting {
            return;
        }
        match (farewell, trouble) {
            (Some(farewell), _) if browsing => self.lost_idle(&farewell, proved),
            (None, Some(problem)) => {
                self.recovery.loss(Instant::now());
                if browsing {
                    self.recovery.miss();
                }
                if !proved {
                    // It was lost at the first thing it was asked: the next one may be as well.
                    self.try_later(problem);
                }
            }
            // A transfer session that was not needed, or one that did not outlive a cancel.
            _ => {}
        }
    }

    /// The browsing session ended while nothing was asked of it. A server that says so closes idle
    /// sessions, and is not bothered until there is need; one that just hangs up is asked once. What
    /// waits by now opens another anyway.
    fn lost_idle(&mut self, farewell: &Farewell, proved: bool) {
        if !farewell.announced && proved {
            self.recovery.loss(Instant::now());
            self.recovery.miss();
        } else if !self.is_asked_for() {
            let words = &farewell.words;
            self.fall_asleep(format!("the server closed the idle connection ({words})"));
        }
    }

    /// Work that a lost session had not begun goes back into the line.
    fn return_work(&mut self, waiting: Waiting, since: Instant, closing: bool) {
        let Waiting { work, cancel, lost } = waiting;
        match work {
            Work::Transfer(order) if cancel.is_cancelled() => {
                let end = Err(Problem::new(Cause::Cancelled, "Cancelled"));
                let (from, bytes) = (0, 0);
                let tried = Tried {
                    from,
                    bytes,
                    since,
                    end,
                };
                self.end(order.id, tried);
            }
            Work::Transfer(order) => self.queue.put_back(order.id),
            // What is connected next may be another server.
            Work::Walk(walk) if !self.drops.contains_key(&walk.drop) => {}
            Work::RemoveEmptied { .. } | Work::Discard(_) if closing => {}
            work if closing && work.request().is_some() => {
                self.give_up(&work, Cause::Connection, "the connection was closed");
            }
            Work::Walk(walk) => self.lay_back(walk),
            chore @ (Work::RemoveEmptied { .. } | Work::Discard(_)) => {
                self.chores.push_front(chore);
            }
            work => self.ask_once_more(Waiting { work, cancel, lost }),
        }
    }

    /// Whether a drop is with the site we are at.
    pub(crate) fn is_here(&self, drop: DropId) -> bool {
        self.drops
            .get(&drop)
            .is_some_and(|drop| drop.site == self.label)
    }

    /// Whether anything waits for a session.
    fn is_asked_for(&self) -> bool {
        !self.browsing.is_empty() || !self.readings.is_empty() || self.queued() > 0
    }

    /// Nothing is tried until something is asked.
    fn fall_asleep(&mut self, mut text: String) {
        self.recovery.rest();
        self.redial_at = None;
        text.push_str("; the next action reconnects");
        self.note(&text);
        self.tell(Event::Asleep(text));
    }

    /// Opens the session that serves the panes, or notes when that may be tried.
    pub(crate) fn open_browsing(&mut self, now: Instant) {
        if self.may_log_in(now) {
            self.open_session(if self.is_shared() {
                SessionRole::Shared
            } else {
                SessionRole::Browse
            });
        }
    }

    /// Opens a transfer session, if it may be. Where no session is logged in, the browsing one goes
    /// ahead alone: whether the server is there is found out with one login, not with many.
    pub(crate) fn open_further(&mut self, now: Instant) -> bool {
        let alone = !self.slots.values().any(Slot::is_logged_in);
        if alone {
            if self.browse_slot().is_none() {
                self.open_browsing(now);
            }
            return false;
        }
        let may = self.may_log_in(now);
        if may {
            self.open_session(SessionRole::Transfer);
        }
        may
    }

    fn may_log_in(&mut self, now: Instant) -> bool {
        self.redial_at = self.recovery.next_login(now);
        self.redial_at.is_none()
    }

    /// A login failed that had to bring the connection back.
    pub(crate) fn not_back(&mut self, problem: Problem, may_pass: bool) {
        let alone = !self.slots.values().any(Slot::is_logged_in);
        if may_pass {
            self.try_later(problem);
        } else if !alone {
            // Others are logged in with the same password: it is not the password that is refused.
            let words = problem.words.unwrap_or(problem.what);
            let what = "The server lets no further session in now";
            self.try_later(Problem::new(Cause::Connection, what).words(words));
        } else {
            self.stop_trying(problem);
        }
    }

    /// The next login is tried after a pause, and the user is told.
    fn try_later(&mut self, problem: Problem) {
        // Another server may answer by then, or another version of it.
        self.features = None;
        let (attempt, wait) = self.recovery.failed(Instant::now(), chance());
        if self.browse_slot().is_some() {
            return;
        }
        if attempt > TRIES_UNASKED && !self.is_asked_for() {
            let words = problem.words.unwrap_or(problem.what);
            self.fall_asleep(format!("the connection is lost ({words})"));
            return;
        }
        self.recovery.miss();
        let seconds = wait.as_secs();
        self.note(&format!(
            "{problem}  Tried again in {seconds} s (attempt {attempt})."
        ));
        self.tell(Event::ConnectionLost {
            problem,
            attempt,
            wait,
        });
    }

    /// The login is refused by now: trying it again could lock the account. The queue stays.
    fn stop_trying(&mut self, problem: Problem) {
        for Waiting { work, .. } in self.take_waiting() {
            self.fail_request(&work, &problem);
        }
        self.disconnect();
        self.site = None;
        self.tell_disconnected(Some(problem));
    }

    /// The browsing session is logged in again.
    pub(crate) fn back(&mut self) {
        // What the pool met while the server was away says nothing of it now.
        self.pool_failures = 0;
        self.pool_pause = None;
        if std::mem::take(&mut self.limit_guessed) {
            self.limit = None;
        }
        self.publish();
        if let (Some(site), Some(features)) = (&self.site, &self.features) {
            self.tell(Event::Reconnected {
                label: site.label(),
                features: features.summary(),
            });
        }
    }
}

#[cfg(test)]
mod tests;
