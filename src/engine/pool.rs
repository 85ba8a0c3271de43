//! How many sessions there are, and how many there may be: the server teaches it.

use super::Problem;
use super::dispatch::{Occupation, server_of};
use super::router::Router;
use crate::model::SessionRole;
use std::time::{Duration, Instant};

/// A transfer session that has had nothing to do for so long says QUIT: logins are scarce.
const IDLE_LIMIT: Duration = Duration::from_secs(30);
/// After so many failures in a row to reach the server for a further session it is done without.
const POOL_FAILURES: u8 = 3;
/// How long is waited after such a failure.
const POOL_PAUSE: Duration = Duration::from_secs(5);

impl Router {
    /// How many transfer sessions there are, those that are being opened included.
    pub(crate) fn transfer_sessions(&self) -> usize {
        self.slots
            .values()
            .filter(|slot| slot.role == SessionRole::Transfer && !slot.closing)
            .count()
    }

    /// How many transfer sessions the server we are at counts: one that is being closed has its place
    /// there until it has ended.
    pub(crate) fn transfers_counted(&self) -> usize {
        let here = self.site.as_ref().map(server_of);
        let closing = self.slots.values().filter(|slot| {
            slot.role == SessionRole::Transfer
                && slot.closing
                && Some(&slot.server) == here.as_ref()
        });
        self.transfer_sessions() + closing.count()
    }

    /// Notes how many transfer sessions the server has let in at once.
    pub(crate) fn count_sessions(&mut self) {
        let transfers = self.slots.values();
        let transfers = transfers.filter(|slot| slot.role == SessionRole::Transfer);
        let logged_in = transfers.filter(|slot| slot.is_logged_in()).count();
        self.most_sessions = self.most_sessions.max(logged_in);
    }

    /// How many transfer sessions there is work for.
    pub(crate) fn transfer_load(&self) -> usize {
        let busy = self
            .slots
            .values()
            .filter(|slot| {
                slot.role == SessionRole::Transfer
                    && matches!(slot.occupation, Occupation::Busy { .. })
            })
            .count();
        busy + self.queued()
    }

    /// How many transfer sessions there may be: as the site says, and as the server has taught.
    pub(crate) fn wanted(&self) -> usize {
        let site = self.site.as_ref().map_or(0, |site| site.transfer_sessions);
        self.limit.map_or(site, |limit| limit.min(site))
    }

    /// Whether one session has to serve the panes and the queue.
    pub(crate) fn is_shared(&self) -> bool {
        self.wanted() == 0
    }

    /// Closes transfer sessions that are more than are wanted, idle ones first. What those at work had
    /// is gone on with by others.
    pub(crate) fn close_surplus(&mut self) {
        let mut surplus = self.transfer_sessions().saturating_sub(self.wanted());
        for idle in [true, false] {
            for slot in self.slots.values_mut() {
                let fits = slot.role == SessionRole::Transfer
                    && !slot.closing
                    && slot.is_idle() == idle
                    && matches!(slot.occupation, Occupation::Idle(_)) == idle;
                if surplus > 0 && fits {
                    surplus -= 1;
                    slot.closing = true;
                    slot.handle.stop.cancel();
                }
            }
        }
    }

    /// Closes transfer sessions that have had nothing to do for a while.
    pub(crate) fn close_idle(&mut self, now: Instant) {
        for slot in self.slots.values_mut() {
            if slot.role == SessionRole::Transfer
                && !slot.closing
                && matches!(slot.occupation, Occupation::Idle(since) if now - since > IDLE_LIMIT)
            {
                slot.closing = true;
                slot.handle.stop.cancel();
            }
        }
    }

    /// A further transfer session could not be opened. A server that was not reached may be in a
    /// moment; and one that has let more in before may count one that is gone. Both are tried again,
    /// a few times.
    pub(crate) fn no_further(&mut self, problem: Problem, refused: bool) {
        let words = problem.words.unwrap_or(problem.what);
        let doubtful = !refused || self.transfer_sessions() < self.most_sessions;
        // Those that were dialled with the one that failed say no more than that.
        let told = self.pool_pause.is_some();
        if !doubtful || (!told && self.pool_failures >= POOL_FAILURES) {
            self.limit_guessed = doubtful;
            self.learn_limit(words);
        } else if !told {
            self.pool_failures += 1;
            self.pool_pause = Some(Instant::now() + POOL_PAUSE);
            let seconds = POOL_PAUSE.as_secs();
            self.notice(format!(
                "No further session could be opened ({words}); tried again in {seconds} s."
            ));
        }
    }

    /// As many transfer sessions as there are now is what the server allows.
    fn learn_limit(&mut self, words: String) {
        self.limit = Some(self.transfer_sessions());
        self.untold_limit = Some(words);
        self.tell_limit();
    }

    /// Tells a limit that has been learned, once no session is being opened any more: one of those
    /// may be refused as well.
    pub(crate) fn tell_limit(&mut self) {
        let opening = self.slots.values().any(|slot| {
            slot.role == SessionRole::Transfer && matches!(slot.occupation, Occupation::Opening)
        });
        let Some(words) = self.untold_limit.take_if(|_| !opening) else {
            return;
        };
        match self.transfer_sessions() {
            0 => {
                self.notice(format!(
                    "One session only ({words}): browsing comes between files."
                ));
                if let Some(browse) = self.browse_slot() {
                    self.set_role(browse, SessionRole::Shared);
                }
            }
            have => self.notice(format!("{} sessions at most ({words}).", have + 1)),
        }
    }
}

#[cfg(test)]
mod tests;
