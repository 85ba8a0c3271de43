//! The FTP layer: one control connection, its data connections, and what is said on them.
//!
//! Knows nothing of queues or screens. The parts that need no I/O are [`reply`], [`address`],
//! [`features`], [`directory`] and [`listing`]: bytes from the server go in, values or errors come
//! out, nothing panics and nothing grows without bound.

pub mod address;
pub mod directory;
pub mod features;
pub mod listing;
pub mod reply;

pub use features::FeatureSet;
pub use listing::{Dialect, Listing, ListingKind, ListingLimit, ListingParser};
pub use reply::{MalformedReply, Reply, ReplyClass};
