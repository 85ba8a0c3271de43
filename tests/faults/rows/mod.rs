//! The rows of the matrix.

pub(crate) mod codes;
pub(crate) mod data;
pub(crate) mod kills;
pub(crate) mod lies;
pub(crate) mod many;
pub(crate) mod moving;
pub(crate) mod network;
pub(crate) mod outages;
pub(crate) mod refusals;
pub(crate) mod room;
pub(crate) mod signals;

/// How many runs of a row go on at the same time: most of their time is waiting.
pub(crate) const AT_A_TIME: usize = 4;

/// The options of a run that is tried again quickly enough for a test.
pub(crate) const QUICK: [&str; 2] = ["--timeout", "3"];
