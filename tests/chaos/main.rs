//! Servers that misbehave, row by row: what each does is a script in `rows/*.toml`, with what must
//! come out of it. Every row is asked through the engine, and its first step through the program
//! as well.
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

#[path = "../servers/driver.rs"]
#[allow(
    dead_code,
    reason = "shared with another test crate, which uses more of it"
)]
mod driver;

mod asked;
mod program;
mod row;
mod script;
mod server;
mod table;
mod wire;
