//! The two forms of the matrix, and chance: the short form runs every row a few times, the long
//! one (`FAULTS=long`) as often as the table says.

use std::time::{SystemTime, UNIX_EPOCH};

/// The seed of the short form, which is the same every time.
const USUAL_SEED: u64 = 4;

/// Whether this is the long form.
pub(crate) fn is_long() -> bool {
    std::env::var("FAULTS").as_deref() == Ok("long")
}

/// A number that depends on the form.
pub(crate) fn by_form<T>(short: T, long: T) -> T {
    if is_long() { long } else { short }
}

/// The seed of this run: `FAULTS_SEED`, else the usual one, and in the long form the time.
pub(crate) fn seed() -> u64 {
    let given = std::env::var("FAULTS_SEED").ok();
    given.map_or_else(usual_seed, |text| {
        text.parse().expect("FAULTS_SEED is a number")
    })
}

/// The one run of a row that is asked for by `FAULTS_RUN`.
pub(crate) fn only_run() -> Option<usize> {
    let given = std::env::var("FAULTS_RUN").ok()?;
    Some(given.parse().expect("FAULTS_RUN is a number"))
}

fn usual_seed() -> u64 {
    if !is_long() {
        return USUAL_SEED;
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.expect("it is after 1970").as_secs()
}

/// `SplitMix64`: the same numbers for the same seed.
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    /// Begins at a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` up to and without `high`.
    pub(crate) fn within(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high - low).max(1)
    }

    /// An offset into a stream of so many bytes, from the classes where things break: the first
    /// byte, the edges of a buffer, the middle, the last byte, and anywhere.
    pub(crate) fn offset(&mut self, length: u64) -> u64 {
        let edges = [
            1,
            16 * 1024 - 1,
            16 * 1024 + 1,
            length / 2,
            length.saturating_sub(1),
        ];
        let chosen = match self.within(0, 8) {
            class @ 0..5 => edges[usize::try_from(class).unwrap_or(0)],
            _ => self.within(0, length),
        };
        chosen.min(length.saturating_sub(1))
    }
}
