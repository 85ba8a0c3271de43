//! The test support tests itself: what it reports of servers, terminals, sockets and trees must
//! be true before any other test can build on it.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "test code: a panic is how it reports"
)]

#[path = "../support/mod.rs"]
mod support;

mod pty;
mod servers;
mod sockets;
mod tls;
mod trees;
