//! Limits on how fast bytes move: a line for each direction in which everybody who moves bytes that
//! way takes a place, portion by portion, so that all get the same. A limit can be changed while they
//! wait.

use crate::model::{Direction, RateLimits};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// So many portions a second: small ones make for fair ones.
const PORTIONS: u64 = 50;

/// A portion is no smaller than this where the rate gives it within a second: system calls and TLS
/// records cost as well.
const PORTION: u64 = 512;

/// Who waits looks so often whether it has been stopped, or the limit changed.
const LOOK: Duration = Duration::from_millis(20);

/// So much of a pause is made up for.
const SLACK: Duration = Duration::from_millis(80);

/// Stands for no limit.
const UNLIMITED: u64 = 0;

/// Limits for both directions.
#[derive(Debug, Default)]
pub struct Throttle {
    down: Line,
    up: Line,
}

/// One direction.
#[derive(Debug, Default)]
struct Line {
    /// Bytes a second.
    rate: AtomicU64,
    /// When the place behind all that are taken is.
    end: Mutex<Option<Instant>>,
}

impl Throttle {
    /// With these limits.
    pub fn new(limits: RateLimits) -> Self {
        let throttle = Self::default();
        throttle.set(limits);
        throttle
    }

    /// Changes the limits, for what moves already too.
    pub fn set(&self, limits: RateLimits) {
        self.down.set(limits.down);
        self.up.set(limits.up);
    }

    fn line(&self, direction: Direction) -> &Line {
        match direction {
            Direction::Download => &self.down,
            Direction::Upload => &self.up,
        }
    }
}

impl Line {
    fn set(&self, limit: Option<u64>) {
        // A limit of nothing would be no end of waiting.
        let rate = limit.map_or(UNLIMITED, |rate| rate.max(1));
        let mut end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        if self.rate.swap(rate, Ordering::Relaxed) != rate {
            *end = None;
        }
    }

    fn rate(&self) -> u64 {
        self.rate.load(Ordering::Relaxed)
    }

    /// How many of the `wanted` bytes make a portion.
    fn portion(&self, wanted: u64) -> u64 {
        match self.rate() {
            UNLIMITED => wanted,
            rate => wanted.min((rate / PORTIONS).max(PORTION.min(rate))),
        }
    }

    /// Takes a place for so many bytes: when they may go.
    fn reserve(&self, bytes: u64, now: Instant) -> Instant {
        let rate = self.rate();
        if rate == UNLIMITED {
            return now;
        }
        let mut end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        let earliest = now.checked_sub(SLACK).unwrap_or(now);
        let place = end.map_or(now, |end| end.max(earliest));
        *end = Some(place + time_of(bytes, rate));
        place
    }

    /// Gives a place for so many bytes back.
    fn give_back(&self, bytes: u64) {
        let rate = self.rate();
        let mut end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(behind) = *end
            && rate != UNLIMITED
        {
            *end = behind.checked_sub(time_of(bytes, rate));
        }
    }
}

/// How long so many bytes take at this rate.
fn time_of(bytes: u64, rate: u64) -> Duration {
    let nanos = u128::from(bytes) * 1_000_000_000 / u128::from(rate.max(1));
    Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
}

/// The limits that a transfer is under: that for all, and that of its site.
#[derive(Clone, Debug, Default)]
pub struct Throttles {
    /// For all transfers together.
    pub total: Arc<Throttle>,
    /// For those with this site.
    pub site: Arc<Throttle>,
}

impl Throttles {
    fn lines(&self, direction: Direction) -> [&Line; 2] {
        [self.total.line(direction), self.site.line(direction)]
    }

    /// Whether there is a limit now.
    pub(super) fn is_limited(&self, direction: Direction) -> bool {
        let lines = self.lines(direction);
        lines.iter().any(|line| line.rate() != UNLIMITED)
    }

    /// Waits until some of the `wanted` bytes may go, and says how many: all of them without a limit;
    /// none once `stopped` says so. Blocks.
    pub(super) fn take(
        &self,
        direction: Direction,
        wanted: usize,
        stopped: impl Fn() -> bool,
    ) -> usize {
        if !self.is_limited(direction) || wanted == 0 {
            return wanted;
        }
        let lines = self.lines(direction);
        while !stopped() {
            let rates = lines.map(Line::rate);
            let granted = lines
                .iter()
                .fold(wanted as u64, |bytes, line| line.portion(bytes));
            let now = Instant::now();
            let place = lines
                .map(|line| line.reserve(granted, now))
                .into_iter()
                .max();
            let place = place.unwrap_or(now);
            loop {
                let left = place.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    return usize::try_from(granted).unwrap_or(wanted);
                }
                if stopped() {
                    for line in lines {
                        line.give_back(granted);
                    }
                    return 0;
                }
                if lines.map(Line::rate) != rates {
                    // A place in a line that is none any more.
                    break;
                }
                std::thread::sleep(left.min(LOOK));
            }
        }
        0
    }

    /// Gives back what was taken and did not move.
    pub(super) fn give_back(&self, direction: Direction, bytes: usize) {
        for line in self.lines(direction) {
            line.give_back(bytes as u64);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicBool;

    fn down(rate: Option<u64>) -> RateLimits {
        RateLimits {
            down: rate,
            up: None,
        }
    }

    /// What one who takes place after place gets within a time.
    fn given(line: &Line, from: Instant, millis: u64, wanted: u64) -> u64 {
        let until = from + Duration::from_millis(millis);
        let (mut at, mut given) = (from, 0);
        loop {
            let portion = line.portion(wanted);
            let place = line.reserve(portion, at);
            if place > until {
                return given;
            }
            at = at.max(place);
            given += portion;
        }
    }

    #[test]
    fn a_line_gives_its_rate_and_no_more() {
        for rate in [1, 100, 4096, 1_000_000, 123_456_789] {
            let line = Line::default();
            line.set(Some(rate));
            let given = given(&line, Instant::now(), 10_000, 256 * 1024);
            // The first portion goes at once.
            assert!(
                given <= rate * 10 + line.portion(256 * 1024),
                "{given} of {rate}"
            );
            assert!(given >= rate * 9, "{given} of {rate}");
        }
    }

    #[test]
    fn a_pause_is_not_made_up_for() {
        let line = Line::default();
        line.set(Some(1_000_000));
        let now = Instant::now();
        line.reserve(1, now);
        let later = now + Duration::from_mins(10);
        assert!(given(&line, later, 0, 1 << 20) <= 110_000);
    }

    #[test]
    fn all_who_wait_get_the_same() {
        let throttles = Throttles {
            total: Arc::new(Throttle::new(down(Some(500_000)))),
            site: Arc::default(),
        };
        let (ended, began) = (AtomicBool::new(false), Instant::now());
        let shares: Vec<usize> = std::thread::scope(|scope| {
            let taker = || {
                let mut taken = 0;
                while began.elapsed() < Duration::from_millis(1500) {
                    taken += throttles.take(Direction::Download, 256 * 1024, || {
                        ended.load(Ordering::Relaxed)
                    });
                }
                taken
            };
            let takers: Vec<_> = (0..3).map(|_| scope.spawn(taker)).collect();
            let shares = takers.into_iter().map(|taker| taker.join().unwrap());
            shares.collect()
        });
        let (least, most) = (shares.iter().min().unwrap(), shares.iter().max().unwrap());
        assert!(least * 2 > *most, "{shares:?}");
    }

    #[test]
    fn without_a_limit_all_is_given_at_once() {
        let throttles = Throttles::default();
        assert_eq!(
            throttles.take(Direction::Download, 1 << 20, || true),
            1 << 20
        );
    }

    #[test]
    fn the_lower_of_two_limits_counts() {
        let throttles = Throttles {
            total: Arc::new(Throttle::new(down(Some(1_000_000)))),
            site: Arc::new(Throttle::new(down(Some(100_000)))),
        };
        let began = Instant::now();
        let mut taken = 0;
        while began.elapsed() < Duration::from_millis(500) {
            taken += throttles.take(Direction::Download, 1 << 20, || false);
        }
        assert!(taken <= 75_000, "{taken}");
        assert_eq!(throttles.take(Direction::Upload, 9, || false), 9);
    }

    #[test]
    fn waiting_ends_when_it_is_stopped_or_the_limit_goes() {
        let throttles = Throttles::default();
        throttles.total.set(down(Some(1)));
        let stopped = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let wait = || {
                throttles.take(Direction::Download, 1 << 20, || {
                    stopped.load(Ordering::Relaxed)
                })
            };
            let first = scope.spawn(wait);
            throttles.total.set(down(None));
            let granted = first.join().unwrap();
            assert!(granted == 1 << 20 || granted == 1);
            throttles.total.set(down(Some(1)));
            let second = scope.spawn(wait);
            stopped.store(true, Ordering::Relaxed);
            assert!(second.join().unwrap() <= 1);
        });
    }
}
