//! The local side: the only place that reads and writes files of the user.

pub mod local;
