//! The FTP layer: one control connection, its data connections, and what is said on them.
//!
//! Knows nothing of queues or screens. The parts that need no I/O are [`reply`], [`address`],
//! [`features`] and [`directory`]: bytes from the server go in, values or errors come out, nothing
//! panics.

pub mod address;
pub mod directory;
pub mod features;
pub mod reply;

pub use features::FeatureSet;
pub use reply::{MalformedReply, Reply, ReplyClass};
