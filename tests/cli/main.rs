//! The headless commands as scripts use them: the program itself against the embedded server.
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

mod program;

mod carrying;
mod config;
mod doctor;
mod failing;
mod interrupting;
mod line;
mod line_long;
mod line_servers;
mod line_verbs;
mod line_words;
mod listing;
mod mirror;
mod mirror_servers;
mod names;
mod netrc;
mod passwords;
mod private;
mod reading;
mod sinks;
mod sites;
mod tls;
