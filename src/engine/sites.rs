//! Connecting to a site, and leaving one.

use super::dispatch::server_of;
use super::recovery::Recovery;
use super::router::Router;
use super::work::WalkOrder;
use super::{Cause, Event, Problem};
use crate::ftp::data::ModeSettings;
use crate::model::{SessionRole, Site};
use std::time::{Duration, Instant};

/// So long the sessions before may take to leave their places to the new one.
const HANG_UP: Duration = Duration::from_secs(3);
/// A server that still counted them is tried once more after this.
const COUNTS_ANEW: Duration = Duration::from_secs(1);

/// What the first session of a site waits for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Entrance {
    /// The sessions before, with the same server, have ended; until then at most.
    Freed(Instant),
    /// This time.
    At(Instant),
}

impl Entrance {
    /// Until when it waits at most.
    pub(crate) fn latest(self) -> Instant {
        match self {
            Self::Freed(at) | Self::At(at) => at,
        }
    }
}

impl Router {
    pub(crate) fn connect(&mut self, site: Site) {
        self.disconnect();
        self.limit = None;
        self.untold_limit = None;
        self.pool_failures = 0;
        self.pool_pause = None;
        self.limit_guessed = false;
        self.keep_alive.send_replace(site.keep_alive);
        self.throttles.site.set(site.limits);
        self.features = None;
        self.speaks_no_tls = false;
        self.connecting = true;
        self.settings.send_replace(ModeSettings {
            works: self.memory(&site).works,
            ..ModeSettings::of(&site)
        });
        self.tell(Event::ModeChanged(site.mode));
        self.tell(Event::Connecting {
            label: site.label(),
        });
        if *self.label != *site.label() {
            self.leave_site();
            self.most_sessions = 0;
            self.reading.forget();
            self.label = site.label().into();
        }
        self.set_charset(site.charset);
        self.queue.retries = site.policy.retries;
        self.throttles.site.set(site.limits);
        self.queue.blocked.clear();
        let rule = self.memory(&site).on_conflict;
        self.site = Some(site);
        if let Some(site) = &mut self.site {
            site.policy.on_conflict = site.policy.on_conflict.or(rule);
        }
        self.unpark();
        self.discard_left();
        for id in self.waiting_on_server() {
            self.queue.go(id);
        }
        self.took_over = self.is_counted();
        let now = Instant::now();
        self.entrance = Some(if self.took_over {
            Entrance::Freed(now + HANG_UP)
        } else {
            Entrance::At(now)
        });
        self.enter(now);
    }

    /// Whether there are sessions with the server that is connected to; they are being closed.
    fn is_counted(&self) -> bool {
        let here = self.site.as_ref().map(server_of);
        let mut slots = self.slots.values();
        slots.any(|slot| Some(&slot.server) == here.as_ref())
    }

    /// Opens the first session of a site, once it may: a server that lets one in only has to see the
    /// one before go.
    pub(crate) fn enter(&mut self, now: Instant) {
        let Some(entrance) = self.entrance else {
            return;
        };
        let is_free = matches!(entrance, Entrance::Freed(_)) && !self.is_counted();
        if !is_free && now < entrance.latest() {
            return;
        }
        self.entrance = None;
        let shared = self.is_shared();
        self.open_session(if shared {
            SessionRole::Shared
        } else {
            SessionRole::Browse
        });
    }

    /// The server has no place for the first session, perhaps since it counts those before: it is
    /// opened once more in a moment.
    pub(crate) fn enter_later(&mut self, problem: &Problem) {
        self.entrance = Some(Entrance::At(Instant::now() + COUNTS_ANEW));
        let seconds = COUNTS_ANEW.as_secs();
        self.note(&format!("{problem}  Tried once more in {seconds} s."));
    }

    /// Another server: what waits for the one before, folders that were to be read included, goes on
    /// when we are back there.
    fn leave_site(&mut self) {
        self.chores.clear();
        for walk in std::mem::take(&mut self.walks) {
            self.park(walk);
        }
    }

    /// A pair of folders that was being looked at is looked at by the next session, or when we are at
    /// its site again.
    pub(crate) fn lay_back(&mut self, walk: WalkOrder) {
        if self.is_here(walk.drop) {
            self.walks.push_front(walk);
        } else {
            self.park(walk);
        }
    }

    /// A pair of folders is looked at when we are at its site again.
    pub(crate) fn park(&mut self, walk: WalkOrder) {
        if let Some(drop) = self.drops.get_mut(&walk.drop) {
            drop.is_let_go = true;
            drop.parked.push(walk);
        }
    }

    /// Ends every session. Transfers that were under way go back into the queue.
    pub(crate) fn disconnect(&mut self) {
        self.connecting = false;
        self.entrance = None;
        self.redial_at = None;
        self.recovery = Recovery::default();
        for waiting in self.take_waiting() {
            self.give_up(
                &waiting.work,
                Cause::Connection,
                "the connection was closed",
            );
        }
        for slot in self.slots.values_mut() {
            slot.closing = true;
            slot.handle.stop.cancel();
        }
    }

    /// Tells that there is no connection any more.
    pub(crate) fn tell_disconnected(&self, problem: Option<Problem>) {
        let label = self.label.to_string();
        self.tell(Event::Disconnected { label, problem });
    }
}
