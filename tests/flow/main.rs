//! Keys and events in, state and effects out: the program without terminal, disk or network.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test says what it finds by failing"
)]

mod carry;
mod certificate;
mod completing;
mod connect;
mod doctor;
mod dragging;
mod edit;
mod edits;
mod encryption;
mod files;
mod filter;
mod invariants;
mod keys;
mod large;
mod line;
mod menu;
mod mouse;
mod names;
mod palette;
mod passwords;
mod properties;
mod questions;
mod queue;
mod reconnecting;
mod refresh;
mod restored;
mod screen;
mod settings;
mod settled;
mod sites;
mod talk;
mod toasts;
mod transfers;
mod viewer;
mod walk;
