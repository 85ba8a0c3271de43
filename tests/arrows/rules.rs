//! The table of layers, and what it says of one file.

use super::paths::{Named, paths};

/// Each layer and the layers it may name.
const LAYERS: [(&str, &[&str]); 14] = [
    (
        "main",
        &[
            "cli", "tui", "engine", "demo", "config", "logging", "secrets", "sites", "model",
        ],
    ),
    (
        "tui",
        &[
            "app", "engine", "fs", "model", "demo", "config", "logging", "secrets", "sites",
        ],
    ),
    (
        "cli",
        &[
            "engine", "ftp", "fs", "model", "demo", "config", "logging", "secrets", "sites",
        ],
    ),
    ("app", &["engine", "model"]),
    ("engine", &["ftp", "fs", "model"]),
    ("ftp", &["model"]),
    ("fs", &["model"]),
    ("secrets", &["fs", "model"]),
    ("sites", &["config", "fs", "model", "secrets"]),
    ("model", &[]),
    ("server", &["model"]),
    ("demo", &["server", "model"]),
    ("config", &["model"]),
    ("logging", &["fs", "model"]),
];

/// Paths that only some layers may name.
const CONFINED: [(&[&str], &[&str]); 13] = [
    (&["suppaftp"], &["ftp"]),
    (&["rusqlite"], &["engine"]),
    (&["encoding_rs"], &["model"]),
    (&["chardetng"], &["model"]),
    (&["ratatui"], &["tui"]),
    (&["crossterm"], &["tui"]),
    (&["keyring"], &["secrets"]),
    (&["argon2"], &["secrets"]),
    (&["roxmltree"], &["sites"]),
    (&["toml_edit"], &["sites", "config"]),
    (&["std", "fs"], FILES),
    (&["tokio", "fs"], FILES),
    (&["rustix", "fs"], FILES),
];

const FILES: &[&str] = &["fs", "server", "demo", "config", "logging"];

/// The only files with `unsafe` in them: calls of the system that no crate of ours wraps.
const UNSAFE: &[&str] = &["ftp/socket_info.rs", "tui/turns.rs"];

/// The only files that ask the system for the time of day: the program's clock, and what finds out how
/// far a server's clock is from the system's.
const TIME: &[&str] = &["model/clock.rs", "engine/worker/keeping.rs"];

/// What is wrong with a file: its path below `src` and its text. One line for each finding.
pub fn violations(path: &str, source: &str) -> Vec<String> {
    let layer = layer_of(path);
    if layer == "lib" {
        return Vec::new();
    }
    let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == layer) else {
        return vec![format!(
            "{path}: the layer {layer:?} is not in the table of tests/arrows"
        )];
    };
    let depth = module_depth(path);
    let mut found = Vec::new();
    for named in paths(source) {
        let tests = named.in_tests || path.ends_with("/tests.rs") || path.contains("/tests/");
        let mut complain = |what: &str| found.push(format!("{path}:{}: {what}", named.line));
        if let Some(target) = target(&named, depth) {
            let known = LAYERS.iter().any(|(name, _)| *name == target);
            // Tests may talk to the embedded server.
            let granted =
                target == layer || allowed.contains(&target) || (tests && target == "server");
            if known && !granted {
                complain(&format!("{layer} names {target}"));
            }
        }
        for (name, layers) in CONFINED {
            let segments = named.segments.iter().map(String::as_str);
            let names =
                named.segments.len() >= name.len() && segments.zip(name).all(|(a, b)| a == *b);
            // A single word may be a variable.
            let is_path = named.segments.len() > 1;
            if names && is_path && !layers.contains(&layer) && !tests {
                complain(&format!("{layer} names {}", name.join("::")));
            }
        }
        let ends = |end: [&str; 2]| named.segments.ends_with(&end.map(str::to_owned));
        let asks = ["Timestamp", "Zoned", "SystemTime"].map(|clock| ends([clock, "now"]));
        if asks.contains(&true) && !TIME.contains(&path) && !tests {
            complain("the time of day comes from model::clock");
        }
        if layer == "app" && ends(["model", "clock"]) {
            complain("app has no clock");
        }
        if named.segments == ["unsafe"] && !UNSAFE.contains(&path) {
            complain("unsafe");
        }
    }
    found
}

/// `ftp.rs` and `ftp/data/state.rs` belong to `ftp`.
fn layer_of(path: &str) -> &str {
    let first = path.split('/').next().unwrap_or(path);
    first.strip_suffix(".rs").unwrap_or(first)
}

/// How deep below the crate's root a file's module is: 1 for `ftp.rs`, 2 for `ftp/reply.rs`.
fn module_depth(path: &str) -> usize {
    if path == "main.rs" {
        0
    } else {
        path.split('/').count()
    }
}

/// The top-level module that a path leads to, where it goes by the crate's root.
fn target(named: &Named, depth: usize) -> Option<&str> {
    let segments: Vec<&str> = named.segments.iter().map(String::as_str).collect();
    match segments.as_slice() {
        ["crate" | "twoport", target, ..] => Some(target),
        ["super", ..] => {
            let steps = segments
                .iter()
                .take_while(|segment| **segment == "super")
                .count();
            (steps == depth + named.depth).then(|| segments.get(steps).copied())?
        }
        _ => None,
    }
}
