//! The fault matrix: every row does something to a transfer that may happen to one, to the real
//! program and as often as its form says, and the oracle holds what came out against the truth.
//! `just faults` runs the long form and prints the table; each failure names what repeats it
//! (`FAULTS_SEED=n FAULTS_RUN=m cargo nextest run --test faults -E 'test(row)'`).
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "test code: a panic is how it reports"
)]

#[path = "../support/mod.rs"]
mod support;

mod child;
mod form;
mod names;
mod netlab;
mod oracle;
mod peers;
mod program;
mod proof;
mod servers;
mod table;
mod verdict;
mod world;

mod rows;
