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

/// The options of a run at a server that falls silent: it is found out quickly enough for a test.
pub(crate) const QUICK: [&str; 2] = ["--timeout", "3"];

/// The options of a run that nothing keeps waiting: no busy machine needs so long for an answer.
pub(crate) const CALM: [&str; 2] = ["--timeout", "20"];
