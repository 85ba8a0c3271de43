//! The FTP layer: one control connection, its data connections, and what is said on them.
//!
//! Knows nothing of queues or screens. suppaftp is named here only, and only for the control
//! connection. The parts that need no I/O are [`reply`], [`address`], [`features`], [`directory`]
//! and [`listing`]: bytes from the server go in, values or errors come out, nothing panics and
//! nothing grows without bound.

pub mod address;
pub mod commands;
pub mod control;
pub mod data;
pub mod directory;
pub mod error;
pub mod features;
pub mod listing;
pub mod login;
mod proxy;
pub mod reply;
pub mod report;
pub mod socket_info;
pub mod story;
pub mod throttle;
mod tls;

pub use control::ControlConnection;
pub use error::{FtpError, Stage};
pub use features::FeatureSet;
pub use listing::{Dialect, Listing, ListingKind, ListingLimit, ListingParser};
pub use reply::{MalformedReply, Reply, ReplyClass};
pub use report::{LogSink, Reporter, SessionReport};
