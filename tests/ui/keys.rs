//! The keys that texts name are those of the keymap in force.

use crate::fixtures::connected;
use crate::{dark, queues, render, text};
use regex::Regex;
use std::fs;
use std::path::{Path, PathBuf};
use twoport::app::{App, Focus, Key, Link, Message, OwnKeys};
use twoport::model::settings::Keys;

/// Where the texts of the screen are.
const TEXTS: [&str; 3] = ["src/app", "src/tui", "src/model/settings"];

/// Names of keys that no keymap changes: those of the key names themselves, of what is typed into a
/// field, of the shell's terminal, and an example.
const FIXED: [&str; 6] = [
    "src/app/key.rs",
    "Space changes it",
    "Space: keyring",
    "Space forgets it",
    "[Enter goes back to twoport]",
    "copy = [",
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

/// The strings of a source, without comments and tests.
fn strings(source: &str) -> Vec<String> {
    let code = source.split("#[cfg(test)]").next().unwrap();
    let lines = code.lines();
    let code: Vec<&str> = lines
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    let code = code.join("\n").replace("'\"'", "' '");
    let string = Regex::new(r#""((?:[^"\\]|\\.|\\\n)*)""#).unwrap();
    let all = string.captures_iter(&code);
    all.map(|found| found[1].to_owned()).collect()
}

#[test]
fn no_text_names_a_key_that_a_keymap_may_move() {
    let named = Regex::new(concat!(
        r"\b(Ctrl|Alt|Shift)-|\bF[0-9]{1,2}\b",
        r"|\b(Space|Enter|Esc|Tab|Del|Insert|PgUp|PgDn|Backspace)\b",
        // `o connects`, `T, then r: retry`
        r"|(^|[;:,.(] |  )[A-Za-z/?] [a-z]+s\b|\bthen [a-zA-Z]\b",
    ))
    .unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in TEXTS {
        sources(&root.join(folder), &mut files);
    }
    let mut wrong = Vec::new();
    for file in files {
        if file.ends_with("tests.rs") {
            continue;
        }
        let path = file.strip_prefix(root).unwrap().display().to_string();
        for string in strings(&fs::read_to_string(&file).unwrap()) {
            let fixed = FIXED
                .iter()
                .any(|fixed| string.contains(fixed) || path == *fixed);
            if named.is_match(&string) && !fixed {
                wrong.push(format!("{path}: {string}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn own(app: &mut App, keys: &str) {
    app.files.own_keys = Some(OwnKeys {
        file: "keys.toml".into(),
        text: keys.into(),
    });
    app.compose_keys().unwrap();
}

fn press(app: &mut App, keys: &str) {
    for name in keys.split_whitespace() {
        let key: Key = name.parse().unwrap();
        app.update(Message::Key(key), app.now);
    }
}

fn toast(app: &App) -> &str {
    app.toast.as_ref().map_or("", |toast| &toast.text)
}

#[test]
fn hints_name_the_keys_of_the_user() {
    let mut app = connected((120, 36));
    app.snapshot = queues::every_state();
    own(
        &mut app,
        "[program]\ntransfers = [\"F11\"]\nlog = [\"F12\"]\n[transfers]\nretry = [\"Ctrl-E\"]\n",
    );
    let screen = text(&render(&app, &dark(), app.size));
    for words in ["F11, then Ctrl-E: retry", "F11 full view", "F12 log"] {
        assert!(screen.contains(words), "{words}:\n{screen}");
    }
    app.focus = Focus::Transfers;
    let screen = text(&render(&app, &dark(), app.size));
    assert!(screen.contains("Ctrl-E retry"), "{screen}");
}

#[test]
fn toasts_name_the_keys_of_the_preset() {
    let mut app = connected((120, 36));
    app.settings.keys = Keys::Filezilla;
    app.compose_keys().unwrap();
    press(&mut app, "n");
    assert_eq!(toast(&app), "nothing to find yet; Ctrl-F begins");
}

#[test]
fn what_has_no_key_is_in_the_palette() {
    let mut app = connected((120, 36));
    app.link = Link::Offline { reason: None };
    own(&mut app, "[program]\nconnect = []\n");
    press(&mut app, "2 F7");
    assert_eq!(toast(&app), "not connected; Ctrl-P connects");
}
