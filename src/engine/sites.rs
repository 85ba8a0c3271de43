//! Connecting to a site, and leaving one.

use super::recovery::Recovery;
use super::router::Router;
use super::work::WalkOrder;
use super::{Cause, Event};
use crate::ftp::data::ModeSettings;
use crate::model::{SessionRole, Site};

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
        let shared = self.is_shared();
        self.open_session(if shared {
            SessionRole::Shared
        } else {
            SessionRole::Browse
        });
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
}
