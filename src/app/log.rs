//! The dialogue with the server, kept in a ring.

use crate::engine::LogLine;
use std::collections::VecDeque;

/// Lines that are kept.
pub const LOG_LINES: usize = 10_000;

/// The log.
#[derive(Debug, Default)]
pub struct Log {
    /// The lines, oldest first, at most [`LOG_LINES`].
    pub lines: VecDeque<LogLine>,
    /// Errors that came since the log was last looked at.
    pub unread: usize,
    /// How many lines the view is scrolled up from the end; 0 follows.
    pub scroll: usize,
    /// Only refusals and errors are shown.
    pub errors_only: bool,
}
