//! When the next login may be tried after a loss: back-off with jitter, and never a storm. Pure:
//! time and chance are given.

use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

/// The wait after the first failure; each further one doubles it.
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// The longest wait before jitter; with a quarter of jitter it is 60 s.
const LONGEST_WAIT: Duration = Duration::from_secs(48);
/// Soon after a loss there is at most one login in this time.
const LOGIN_INTERVAL: Duration = Duration::from_secs(1);
/// So long after a loss logins are kept apart.
const WARY: Duration = Duration::from_mins(1);

/// What is remembered of losses and of logins that failed.
#[derive(Debug, Default)]
pub(crate) struct Recovery {
    /// No login before then.
    due: Option<Instant>,
    /// Tries in a row that came to nothing, or to a session that was lost before it did anything.
    failures: u32,
    /// The browsing session is to be opened again though nothing has been asked of it.
    missed: bool,
    last_login: Option<Instant>,
    last_loss: Option<Instant>,
}

impl Recovery {
    /// A session broke off at work: logins are kept apart from now on.
    pub(crate) fn loss(&mut self, now: Instant) {
        self.last_loss = Some(now);
    }

    /// The browsing session is to be opened again.
    pub(crate) fn miss(&mut self) {
        self.missed = true;
    }

    /// Whether the browsing session is to be opened again though nothing has been asked of it.
    pub(crate) fn is_missed(&self) -> bool {
        self.missed
    }

    /// A try has failed. Gives how many have, and how long to wait before the next: 1, 2, 4 … 60 s.
    /// `chance` is 0 to 999 and lengthens the wait by up to a quarter.
    pub(crate) fn failed(&mut self, now: Instant, chance: u32) -> (u32, Duration) {
        self.failures = self.failures.saturating_add(1);
        let wait = back_off(self.failures, chance);
        self.due = Some(now + wait);
        self.last_loss = Some(now);
        (self.failures, wait)
    }

    /// The user does not want to wait.
    pub(crate) fn hurry(&mut self, now: Instant) {
        if self.due.is_some() {
            self.due = Some(now);
        }
    }

    /// A login is being tried.
    pub(crate) fn trying(&mut self, now: Instant) {
        self.last_login = Some(now);
    }

    /// A login is through. Whether it was the missed one, if it is the browsing session's.
    pub(crate) fn logged_in(&mut self, browsing: bool) -> bool {
        self.due = None;
        browsing && std::mem::take(&mut self.missed)
    }

    /// A session has done what it was asked to do: all is well.
    pub(crate) fn proved(&mut self) {
        self.failures = 0;
    }

    /// Nobody needs the connection: nothing is tried until something is asked.
    pub(crate) fn rest(&mut self) {
        self.due = None;
        self.missed = false;
        self.failures = 0;
    }

    /// When the next login may be tried; `None` is now.
    pub(crate) fn next_login(&self, now: Instant) -> Option<Instant> {
        let wary = self
            .last_loss
            .is_some_and(|at| now.saturating_duration_since(at) < WARY);
        let apart = self
            .last_login
            .filter(|_| wary)
            .map(|at| at + LOGIN_INTERVAL);
        self.due.max(apart).filter(|at| *at > now)
    }
}

/// The sessions in a row that were lost with the same work, by weight.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Losses {
    sum: u8,
    /// When the last one that counted was lost.
    last: Option<Instant>,
}

impl Losses {
    /// One more is lost, which had been logged in at `since`. Gives the sum. One that was logged in
    /// already when the last was lost may well have gone with it, and been given the work only because
    /// that was not known yet: it says nothing against the work, and does not count.
    pub(crate) fn add(&mut self, weight: u8, since: Instant, now: Instant) -> u8 {
        if self.last.is_none_or(|last| last <= since) {
            self.sum = self.sum.saturating_add(weight);
            self.last = Some(now);
        }
        self.sum
    }
}

/// The wait after so many failures in a row, from 1 on: 1, 2, 4 … 60 s. `chance` is 0 to 999 and
/// lengthens it by up to a quarter.
pub(crate) fn back_off(failures: u32, chance: u32) -> Duration {
    let doublings = failures.saturating_sub(1).min(16);
    let base = (FIRST_WAIT * 2_u32.pow(doublings)).min(LONGEST_WAIT);
    base + base * chance.min(999) / 4000
}

/// The wait after so many failures in a row, from 1 on: 1, 2, 4 … 60 s, lengthened by chance by up to a
/// quarter.
pub fn back_off_by_chance(failures: u32) -> Duration {
    back_off(failures, chance())
}

/// A number from 0 to 999 that differs each time, so that many clients of one server do not come
/// back in step.
pub(crate) fn chance() -> u32 {
    // Each of these has a key of its own, made from the system's randomness.
    let number = RandomState::new().hash_one(()) % 1000;
    u32::try_from(number).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn waits_double_up_to_a_minute() {
        let (mut recovery, now) = (Recovery::default(), Instant::now());
        let waits: Vec<_> = (0..8)
            .map(|_| recovery.failed(now, 0).1.as_secs())
            .collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 48, 48]);
        let longest = recovery.failed(now, 999).1;
        assert!(longest > Duration::from_secs(59) && longest <= Duration::from_mins(1));
        recovery.proved();
        assert_eq!(recovery.failed(now, 0), (1, Duration::from_secs(1)));
    }

    #[test]
    fn no_login_before_the_wait_is_over_unless_the_user_wants_it() {
        let (mut recovery, now) = (Recovery::default(), Instant::now());
        assert_eq!(recovery.next_login(now), None);
        recovery.trying(now);
        assert_eq!(recovery.next_login(now), None, "nothing has been lost yet");
        recovery.failed(now, 0);
        recovery.failed(now, 0);
        let due = now + Duration::from_secs(2);
        assert_eq!(recovery.next_login(now), Some(due));
        assert_eq!(recovery.next_login(due), None);
        recovery.hurry(now);
        let apart = now + LOGIN_INTERVAL;
        assert_eq!(recovery.next_login(now), Some(apart), "still no storm");
    }

    #[test]
    fn a_login_ends_the_wait_but_not_the_count() {
        let (mut recovery, now) = (Recovery::default(), Instant::now());
        recovery.miss();
        recovery.failed(now, 0);
        assert!(!recovery.logged_in(false) && recovery.is_missed());
        assert!(recovery.logged_in(true) && !recovery.is_missed());
        assert_eq!(recovery.next_login(now), None);
        assert_eq!(recovery.failed(now, 0).0, 2);
    }

    proptest! {
        #[test]
        fn logins_stay_apart_for_a_minute_after_a_loss(steps: Vec<(bool, u16)>) {
            let (mut recovery, mut now) = (Recovery::default(), Instant::now());
            let (mut last_login, mut last_loss) = (None, None);
            for (lost, milliseconds) in steps {
                now += Duration::from_millis(u64::from(milliseconds));
                if lost {
                    recovery.loss(now);
                    last_loss = Some(now);
                } else if recovery.next_login(now).is_none() {
                    if last_loss.is_some_and(|at| now - at < WARY) {
                        prop_assert!(last_login.is_none_or(|at| now - at >= LOGIN_INTERVAL));
                    }
                    recovery.trying(now);
                    last_login = Some(now);
                }
            }
        }
    }
}
