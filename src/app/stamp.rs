//! Tells whether something large is still what it was, without looking through it.

use std::sync::atomic::{AtomicU64, Ordering};

/// Differs from that of everything else, and from those before a change. Only that it differs has a
/// meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp(u64);

impl Stamp {
    /// A new one.
    pub(super) fn new() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        Self(LAST.fetch_add(1, Ordering::Relaxed))
    }
}

impl Default for Stamp {
    fn default() -> Self {
        Self::new()
    }
}
