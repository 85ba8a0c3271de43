//! Twoport: a dual-pane FTP file manager for the terminal.
//!
//! The module map is one way; a test (`tests/arrows.rs`) holds it:
//!
//! ```text
//! main ─▶ cli, tui ─▶ app ─▶ engine ─▶ ftp, fs ─▶ model
//! ```
//!
//! `engine` and below know nothing of screens and serve the command line as well. `server` is the
//! small FTP server behind `twoport demo` and the tests; nothing but `demo` names it. `secrets` keeps
//! passwords for `cli` and `tui`, `sites` the user's sites.

pub mod app;
pub mod cli;
pub mod config;
pub mod demo;
pub mod engine;
pub mod fs;
pub mod ftp;
pub mod logging;
pub mod model;
pub mod secrets;
pub mod server;
pub mod sites;
pub mod tui;
