//! Limits on how fast bytes move: a bucket for each direction that fills at the limit's rate, and
//! that all who move bytes that way take from. A limit can be changed while they do.

use crate::model::{Direction, RateLimits};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// So often a second somebody who waits looks again: small portions make for fair ones, and a limit
/// that is changed counts at once.
const LOOKS: u64 = 50;

/// A portion is no smaller than this where the rate gives it within a second: system calls and TLS
/// records cost as well.
const PORTION: u64 = 512;

/// Stands for no limit.
const UNLIMITED: u64 = 0;

/// Limits for both directions.
#[derive(Debug, Default)]
pub struct Throttle {
    down: Bucket,
    up: Bucket,
}

#[derive(Debug, Default)]
struct Bucket {
    /// Bytes a second.
    rate: AtomicU64,
    level: Mutex<Level>,
}

/// What may be taken.
#[derive(Debug, Default)]
struct Level {
    bytes: u64,
    /// When it was filled last; `None` while there is no limit.
    filled: Option<Instant>,
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

    fn bucket(&self, direction: Direction) -> &Bucket {
        match direction {
            Direction::Download => &self.down,
            Direction::Upload => &self.up,
        }
    }
}

impl Bucket {
    fn set(&self, limit: Option<u64>) {
        // A limit of nothing would be no end of waiting.
        let rate = limit.map_or(UNLIMITED, |rate| rate.max(1));
        let mut level = self.level.lock().unwrap_or_else(PoisonError::into_inner);
        if self.rate.swap(rate, Ordering::Relaxed) != rate {
            *level = Level::default();
        }
    }

    fn is_limited(&self) -> bool {
        self.rate.load(Ordering::Relaxed) != UNLIMITED
    }

    /// How many of the `wanted` bytes may go now; 0 to ask again in a moment.
    fn take(&self, wanted: u64, now: Instant) -> u64 {
        let rate = self.rate.load(Ordering::Relaxed);
        if rate == UNLIMITED {
            return wanted;
        }
        let portion = (rate / LOOKS).max(PORTION.min(rate));
        let mut level = self.level.lock().unwrap_or_else(PoisonError::into_inner);
        let filled = *level.filled.get_or_insert(now);
        let since = now.saturating_duration_since(filled);
        let gained = u128::from(rate) * since.as_nanos() / 1_000_000_000;
        let gained = u64::try_from(gained).unwrap_or(u64::MAX);
        if gained > 0 {
            // Time that has not made up a byte yet is not forgotten.
            let nanos = u128::from(gained) * 1_000_000_000 / u128::from(rate);
            let nanos = u64::try_from(nanos).unwrap_or(u64::MAX);
            level.filled = Some(filled + Duration::from_nanos(nanos));
            // What nobody took for a while cannot be made up for.
            level.bytes = level.bytes.saturating_add(gained).min(portion * 4);
        }
        let granted = wanted.min(portion);
        if level.bytes < granted {
            return 0;
        }
        level.bytes -= granted;
        granted
    }

    fn give_back(&self, bytes: u64) {
        if self.is_limited() {
            let mut level = self.level.lock().unwrap_or_else(PoisonError::into_inner);
            level.bytes = level.bytes.saturating_add(bytes);
        }
    }
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
    /// Whether there is a limit now.
    pub(super) fn is_limited(&self, direction: Direction) -> bool {
        self.total.bucket(direction).is_limited() || self.site.bucket(direction).is_limited()
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
        let (total, site) = (self.total.bucket(direction), self.site.bucket(direction));
        while !stopped() {
            let now = Instant::now();
            let first = total.take(wanted as u64, now);
            let both = if first == 0 { 0 } else { site.take(first, now) };
            total.give_back(first - both);
            if both > 0 {
                return usize::try_from(both).unwrap_or(wanted);
            }
            std::thread::sleep(Duration::from_millis(1000 / LOOKS));
        }
        0
    }

    /// Gives back what was taken and did not move.
    pub(super) fn give_back(&self, direction: Direction, bytes: usize) {
        for throttle in [&self.total, &self.site] {
            throttle.bucket(direction).give_back(bytes as u64);
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

    /// What a bucket gives within a time, asked ten times as often as needed.
    fn given(bucket: &Bucket, from: Instant, millis: u64, wanted: u64) -> u64 {
        (0..=millis / 2)
            .map(|step| bucket.take(wanted, from + Duration::from_millis(step * 2)))
            .sum()
    }

    #[test]
    fn a_bucket_gives_its_rate_and_no_more() {
        for rate in [1, 100, 4096, 1_000_000, 123_456_789] {
            let bucket = Bucket::default();
            bucket.set(Some(rate));
            let given = given(&bucket, Instant::now(), 10_000, 256 * 1024);
            assert!(given <= rate * 10, "{given} of {rate}");
            assert!(given >= rate * 9, "{given} of {rate}");
        }
    }

    #[test]
    fn a_pause_is_not_made_up_for() {
        let bucket = Bucket::default();
        bucket.set(Some(1_000_000));
        let now = Instant::now();
        bucket.take(1, now);
        let later = now + Duration::from_mins(10);
        assert!(given(&bucket, later, 0, 1 << 20) <= 100_000);
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
    fn the_lower_of_two_limits_counts_and_the_other_loses_nothing() {
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
        assert!(throttles.total.down.level.lock().unwrap().bytes >= 20_000);
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
