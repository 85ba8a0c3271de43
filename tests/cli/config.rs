//! `twoport config` and `twoport keys`.

use super::program::{Ran, Setup, read};
use std::path::PathBuf;

fn run(setup: &Setup, arguments: &[&str]) -> Ran {
    let folder = setup.here.join(".config");
    setup.run_with(
        arguments,
        &[("XDG_CONFIG_HOME", folder.to_str().unwrap())],
        "",
    )
}

fn file(setup: &Setup) -> PathBuf {
    let ran = run(setup, &["config", "path"]).ended(0);
    PathBuf::from(ran.out.trim_end())
}

#[test]
fn nothing_is_written_before_it_is_asked_for_and_then_once() {
    let setup = Setup::new();
    let file = file(&setup);
    run(&setup, &["config", "show"]).ended(0);
    run(&setup, &["config", "check"]).ended(0).said("in order");
    assert!(!file.exists());
    run(&setup, &["config", "init"]).ended(0).said("is written");
    assert!(read(&file).contains("retries = 5"));
    std::fs::write(&file, "[queue]\nretries = 7\n").unwrap();
    run(&setup, &["config", "init"])
        .ended(1)
        .said("is there already");
    let ran = run(&setup, &["config", "show"]).ended(0);
    assert!(ran.out.contains("retries = 7  # default: 5"), "{}", ran.out);
    let ran = run(&setup, &["config", "show", "--json"]).ended(0);
    let values: Vec<serde_json::Value> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let retries = values.iter().find(|value| value["name"] == "queue.retries");
    assert_eq!(retries.unwrap()["value"], 7);
}

#[test]
fn what_is_wrong_is_told_with_line_and_column_and_the_nearest_name() {
    let setup = Setup::new();
    let file = file(&setup);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, "theme = \"see\"\n[queue]\n  retrys = 3\n").unwrap();
    run(&setup, &["config", "check"]).ended(2).said(
        "config.toml, line 3, column 3: there is no setting `retrys`; did you mean `retries`?",
    );
    std::fs::write(&file, "theme = \"drak\"\n").unwrap();
    std::fs::write(file.with_file_name("keys.toml"), "[panes]\ncpy = []\n").unwrap();
    run(&setup, &["config", "check"])
        .ended(2)
        .said("keys.toml, line 2: no action `cpy` (did you mean `copy`?)")
        .said("there is no theme `drak`")
        .said("(did you mean `dark`?)");
}

#[test]
fn the_keys_in_force_are_a_table() {
    let setup = Setup::new();
    let file = file(&setup);
    let ran = run(&setup, &["keys"]).ended(0);
    assert!(ran.out.contains("[panes]"), "{}", ran.out);
    let line = ran
        .out
        .lines()
        .find(|line| line.contains("  copy  "))
        .unwrap();
    assert!(line.starts_with("F5  c "), "{line}");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, "keymap = \"mc\"\n").unwrap();
    let own = "[panes]\ncopy = [\"F5\", \"Ctrl-K\"]\n";
    std::fs::write(file.with_file_name("keys.toml"), own).unwrap();
    let ran = run(&setup, &["keys", "--json"]).ended(0);
    let rows = ran
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    let rows: Vec<serde_json::Value> = rows.collect();
    let keys = |section: &str, action: &str| {
        let row = rows
            .iter()
            .find(|row| row["section"] == section && row["action"] == action);
        row.unwrap()["keys"].clone()
    };
    assert_eq!(keys("panes", "copy"), serde_json::json!(["F5", "Ctrl-K"]));
    assert_eq!(keys("panes", "delete"), serde_json::json!(["F8"]));
}
