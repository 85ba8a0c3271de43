//! The real program in a real terminal, on real servers: what a user would see and get.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    unreachable_pub,
    reason = "test code: a panic is how it reports"
)]

#[path = "../support/mod.rs"]
mod support;

mod across;
mod answers;
mod any_byte;
mod canary;
mod copying;
mod doctor;
mod editing;
mod files;
mod folders;
mod form;
mod hostile;
mod large;
mod line;
mod looks;
mod menu;
mod modes;
mod mouse;
mod names;
mod passwords;
mod pasting;
mod picture;
mod program;
mod queue;
mod reconnecting;
mod resize;
mod restored;
mod settings;
mod signals;
mod sites;
mod sockets;
mod tabs;
mod tabs_edit;
mod talk;
mod trust;
mod viewer;
