//! The network laboratory: a client, a router and a server in network namespaces of their own,
//! with firewalls, NATs and FTP helpers between them, a real FTP server, and the real program.
//! `table.rs` says what is expected where. Root only; a loud skip otherwise.
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

mod client;
mod embedded;
mod lab;
mod namespaces;
mod rules;
mod scenario;
mod server;
mod table;
mod tools;

mod doctor;
mod modes;
mod outages;
mod teardown;
