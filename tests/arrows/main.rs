//! Holds the one-way rule of the layers: who may name whom, and where a few outside crates,
//! `std::fs` and `unsafe` may stand. It reads the source, so it grows with the tree.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    unreachable_pub,
    reason = "test code: a panic is how it reports"
)]

mod paths;
mod rules;

use rules::violations;
use std::fs;
use std::path::Path;

#[test]
fn the_source_keeps_to_the_layers() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut found = Vec::new();
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap();
                found.extend(violations(name, &fs::read_to_string(&path).unwrap()));
                count += 1;
            }
        }
    }
    assert!(count > 5, "only {count} files were found");
    assert!(found.is_empty(), "wrong arrows:\n{}", found.join("\n"));
}

#[test]
fn wrong_arrows_are_found() {
    for (path, source, expected) in WRONG {
        let found = violations(path, source);
        assert!(
            found.iter().any(|line| line.contains(expected)),
            "{source}: {found:?}"
        );
    }
}

#[test]
fn right_arrows_are_left_alone() {
    for (path, source) in RIGHT {
        assert_eq!(
            violations(path, source),
            Vec::<String>::new(),
            "{path}: {source}"
        );
    }
}

/// File, source, and what is to be found in it.
const WRONG: &[(&str, &str, &str)] = &[
    (
        "model/name.rs",
        "use crate::engine::Command;",
        "1: model names engine",
    ),
    ("ftp.rs", "\nuse super::tui;", "2: ftp names tui"),
    (
        "ftp/reply.rs",
        "use super::super::app::Pane;",
        "1: ftp names app",
    ),
    (
        "ftp.rs",
        "mod tests { use super::super::app; }",
        "1: ftp names app",
    ),
    (
        "fs.rs",
        "use crate::{model::Name, ftp::{Reply, data::State}};",
        "1: fs names ftp",
    ),
    (
        "main.rs",
        "fn main() { twoport::ftp::connect(); }",
        "1: main names ftp",
    ),
    (
        "cli/get.rs",
        "let x: crate::app::App = y;",
        "1: cli names app",
    ),
    (
        "engine.rs",
        "use suppaftp::FtpStream;",
        "1: engine names suppaftp",
    ),
    (
        "app.rs",
        "fn f(key: crossterm::event::KeyEvent) {}",
        "1: app names crossterm",
    ),
    (
        "app.rs",
        "use ratatui::{layout::Rect};",
        "1: app names ratatui",
    ),
    (
        "engine.rs",
        "use std::{io, fs::{self, File}};",
        "1: engine names std::fs",
    ),
    (
        "engine.rs",
        "async fn f() { tokio::fs::read(p).await }",
        "1: engine names tokio::fs",
    ),
    ("ftp.rs", "fn f() { unsafe { g() } }", "1: unsafe"),
    (
        "engine/log.rs",
        "let at = jiff::Timestamp::now();",
        "1: the time of day",
    ),
    (
        "app.rs",
        "use crate::model::{Site, clock};",
        "1: app has no clock",
    ),
    (
        "utilities.rs",
        "",
        "the layer \"utilities\" is not in the table",
    ),
];

/// File and source with nothing to be found.
const RIGHT: &[(&str, &str)] = &[
    (
        "engine/queue.rs",
        "use crate::{fs::part_file, ftp::Reply, model};",
    ),
    (
        "ftp/reply.rs",
        "use super::control::app; use super::super::model::Name;",
    ),
    (
        "ftp/reply.rs",
        "mod tests { use super::super::engine_like; use crate::server::S; }",
    ),
    (
        "model.rs",
        "//! crate::engine\n/* use crate::engine; /* suppaftp::x */ */",
    ),
    (
        "model.rs",
        r##"const X: &str = "\" crate::engine"; const Y: &str = r#"" crate::tui"#;"##,
    ),
    (
        "model.rs",
        "fn f<'a>(x: &'a str) -> char { '\\'' } const Q: char = '\"';",
    ),
    ("ftp/socket_info.rs", "unsafe { libc::getsockopt() }"),
    ("ftp/control.rs", "use suppaftp::tokio::AsyncFtpStream;"),
    ("fs/part_file.rs", "use std::fs::File;"),
    ("tui/view.rs", "use ratatui::Frame; use crate::app::App;"),
    ("main.rs", "use twoport::{cli, tui};"),
    ("lib.rs", "pub mod model; pub use tui::run;"),
    ("engine.rs", "let suppaftp = 1;"),
    ("model/clock.rs", "fn now() { Timestamp::now() }"),
    ("tui.rs", "use crate::model::clock; clock::now()"),
];
