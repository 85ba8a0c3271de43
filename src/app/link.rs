//! How things stand with the server.

use jiff::Timestamp;

/// How things stand with the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// Not connected. After a loss the last listing stays, as of then.
    Offline {
        /// Why, and what to do; `None` before the first connection or after the user's own close.
        reason: Option<String>,
    },
    /// A connection is being made.
    Connecting {
        /// `user@host:port`.
        label: String,
    },
    /// Logged in. The connection may sleep meanwhile ([`App::is_asleep`](super::App::is_asleep)).
    Online {
        /// `user@host:port`.
        label: String,
        /// What FEAT offers, in short.
        features: String,
    },
    /// The connection is lost and comes back by itself.
    Reconnecting {
        /// `user@host:port`.
        label: String,
        /// What FEAT offered, in short.
        features: String,
        /// Why it is lost, or why the last try failed, safe to show.
        words: String,
        /// Which try comes next, from 1.
        attempt: u32,
        /// When; afterwards it is under way.
        due: Timestamp,
    },
}
