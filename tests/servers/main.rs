//! The engine against servers: real ones, the embedded one, and scripted ones that misbehave.
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

mod driver;
mod peers;
mod recorder;
mod scripted;
mod secure;

mod another;
mod comparing;
mod confirmations;
mod conflicts;
mod doctor;
mod faults;
mod going_on;
mod hostile;
mod in_clear;
mod keeping;
mod limits;
mod losses;
mod matrix;
mod modes;
mod names;
mod negotiation;
mod parts;
mod places;
mod proxies;
mod queue;
mod reconnect;
mod resumption;
mod sockets;
mod sources;
mod tls;
mod tls_faults;
mod trust;
