//! Twoport: a dual-pane FTP file manager for the terminal.
//!
//! Who may name whom goes one way; the tests in `tests/arrows` read the sources and hold them to it:
//!
//! ```text
//! main ─▶ tui ─▶ app ─▶ engine ─▶ ftp, fs ─▶ model
//!         cli ────────▶ engine
//!         tui, cli ─▶ sites ─▶ secrets ─▶ fs        sites ─▶ config ─▶ model
//!         demo ─▶ server ─▶ model                   logging ─▶ fs
//! ```
//!
//! `app` is the state of the screen, without any input or output of its own. `engine` and below know
//! nothing of screens and serve the command line as well. `server` is the small FTP server behind
//! `twoport demo` and the tests; nothing but `demo` names it. `secrets` keeps passwords, `sites` the
//! user's sites, `config` the settings, `logging` the file of the log. `ARCHITECTURE.md` tells the
//! rest.

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
