//! Keys and events in, state and effects out: the program without terminal, disk or network.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test says what it finds by failing"
)]

mod across;
mod beside;
mod carry;
mod certificate;
mod comparing;
mod completing;
mod connect;
mod data_connections;
mod doctor;
mod dragging;
mod edit;
mod edits;
mod encryption;
mod files;
mod filter;
mod history;
mod invariants;
mod keys;
mod large;
mod line;
mod line_words;
mod marks;
mod menu;
mod mirroring;
mod mouse;
mod names;
mod palette;
mod passwords;
mod places;
mod properties;
mod questions;
mod queue;
mod reconnecting;
mod refresh;
mod relay;
mod restored;
mod screen;
mod search;
mod settings;
mod settled;
mod sites;
mod tabs;
mod talk;
mod toasts;
mod together;
mod transfers;
mod undoing;
mod viewer;
mod walk;
