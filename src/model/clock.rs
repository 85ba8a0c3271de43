//! The time of day: every one that is shown or kept comes from here. It is the system's, but for the
//! pictures of the demo, which are to show the same times whenever they are painted.
//!
//! How long something takes is measured with `Instant`s, and never by this clock.

use jiff::Timestamp;
use std::sync::OnceLock;
use std::time::Instant;

static SET: OnceLock<Clock> = OnceLock::new();

/// A clock that has been set.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    at: Timestamp,
    /// When it was set; `None`: it stands.
    since: Option<Instant>,
}

impl Clock {
    /// One that stands.
    pub fn standing(at: Timestamp) -> Self {
        Self { at, since: None }
    }

    /// One that goes on from there.
    pub fn running(at: Timestamp) -> Self {
        let since = Some(Instant::now());
        Self { at, since }
    }

    /// What it shows.
    pub fn now(&self) -> Timestamp {
        let passed = self.since.map(|since| since.elapsed()).unwrap_or_default();
        self.at.checked_add(passed).unwrap_or(self.at)
    }
}

/// Has the whole program go by this clock. The first one that is set stays.
pub fn set(clock: Clock) {
    let _ = SET.set(clock);
}

/// What time it is.
pub fn now() -> Timestamp {
    SET.get().map_or_else(Timestamp::now, Clock::now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_stands_or_goes_on() {
        let at = Timestamp::UNIX_EPOCH;
        assert_eq!(Clock::standing(at).now(), at);
        let clock = Clock::running(at);
        while clock.now() == at {
            std::thread::yield_now();
        }
        assert!(clock.now() > at);
    }
}
