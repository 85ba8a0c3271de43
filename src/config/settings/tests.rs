use super::*;
use crate::model::settings::{Keys, ThemeChoice};
use crate::model::{AtStart, Naming, OnConflict, Verify};

const SAMPLE: &str = include_str!("../../../assets/config.sample.toml");

fn errors(text: &str) -> Vec<String> {
    let wrong = parse(text).unwrap_err().into_iter();
    wrong
        .map(|((line, column), what)| format!("{line}:{column}: {what}"))
        .collect()
}

#[test]
fn the_sample_says_what_holds_without_it() {
    assert_eq!(parse(SAMPLE), Ok(Settings::default()));
    assert_eq!(parse(""), Ok(Settings::default()));
}

#[test]
fn the_sample_has_every_setting_in_the_order_of_the_table() {
    let mut last = 0;
    for setting in SETTINGS {
        let line = format!("\n{} = ", setting.key);
        let at = SAMPLE[last..].find(&line);
        last +=
            at.unwrap_or_else(|| panic!("{} is not there, or not in its place", setting.name()));
    }
}

#[test]
fn every_setting_is_taken_in() {
    let settings = parse(
        r#"
[queue]
at_start = "go"
retries = 9
sessions = 0
verify = "hash"
when_done = ["notify-send", "{summary}"]
notify = false
[transfers]
keep_times = false
keep_permissions = true
limit_down = "2M"
limit_up = 512_000
on_conflict = "newer"
upload_naming = "direct"
[passwords]
netrc = true
[log]
file = "~/ftp.log"
"#,
    );
    let settings = settings.unwrap();
    assert_eq!((settings.at_start, settings.netrc), (AtStart::Go, true));
    assert_eq!((settings.policy.retries, settings.sessions), (9, 0));
    assert_eq!(settings.policy.verify, Verify::Hash);
    assert_eq!(settings.log_file, Some("~/ftp.log".into()));
    assert_eq!(settings.when_done, ["notify-send", "{summary}"]);
    assert!(!settings.notify && !settings.policy.keep_times && settings.policy.keep_permissions);
    assert_eq!(settings.limits.down, Some(2 << 20));
    assert_eq!(settings.limits.up, Some(512_000));
    assert_eq!(settings.policy.on_conflict, Some(OnConflict::Newer));
    assert_eq!(settings.policy.naming, Some(Naming::Direct));
}

#[test]
fn what_is_wrong_is_told_with_its_place_and_what_would_be_right() {
    let text = "[queue]\nretries = -1\nat_start = \"never\"\n  speed = 3\n\n[transfer]\nx = 1\n";
    assert_eq!(
        errors(text),
        [
            "2:11: `retries` will not do: it takes a number from 0 to 100",
            "3:12: `at_start` will not do: it takes \"ask\" or \"go\" or \"pause\"",
            "4:3: there is no setting `speed`, but at_start, retries, sessions, verify, when_done, \
             notify",
            "6:2: there is no section `transfer`; did you mean `transfers`?",
        ]
    );
}

#[test]
fn values_of_another_kind_are_told() {
    for (line, right) in [
        ("retries = \"5\"", "a number from 0 to 100"),
        ("retries = 101", "a number from 0 to 100"),
        ("sessions = 17", "a number from 0 to 16"),
        ("sessions = 1.5", "a number from 0 to 16"),
        ("verify = true", "\"size\" or \"hash\" or \"full\""),
        ("notify = 1", "true or false"),
        ("when_done = \"beep\"", "a program and its arguments"),
        ("when_done = [\"\"]", "a program and its arguments"),
        ("when_done = [1]", "a program and its arguments"),
    ] {
        let told = errors(&format!("[queue]\n{line}"));
        assert!(told[0].contains(right), "{line}: {told:?}");
    }
    for (line, right) in [
        ("limit_up = true", "\"2M\" or \"500k\""),
        ("limit_down = \"fast\"", "\"2M\" or \"500k\""),
        ("limit_down = 5", "\"2M\" or \"500k\""),
        ("on_conflict = \"Overwrite\"", "\"overwrite\""),
        (
            "upload_naming = \"none\"",
            "\"auto\" or \"temporary\" or \"direct\"",
        ),
    ] {
        let told = errors(&format!("[transfers]\n{line}"));
        assert!(told[0].contains(right), "{line}: {told:?}");
    }
}

#[test]
fn what_stands_above_the_sections_is_taken_in() {
    let settings = parse("theme = \"light\"\nkeymap = \"vim\"\n[queue]\nretries = 1\n").unwrap();
    assert_eq!(settings.appearance.theme, ThemeChoice::Light);
    assert_eq!((settings.keys, settings.policy.retries), (Keys::Vim, 1));
    assert_eq!(
        errors("keymap = \"emacs\"\nthem = \"dark\"\n[hosts]\n"),
        [
            "1:10: `keymap` will not do: it takes \"default\" or \"mc\" or \"vim\" or \"filezilla\"",
            "2:1: there is no setting `them`; did you mean `theme`?",
            "3:2: there is no section `hosts`, but [queue], [transfers], [panes], \
             [passwords], [screen], [log]",
        ]
    );
}

#[test]
fn what_is_not_toml_is_told_with_its_place() {
    let told = errors("[queue]\nretries = = 3\n");
    assert!(told[0].starts_with("2:"), "{told:?}");
    let told = errors("queue = 3\n");
    assert_eq!(
        told,
        ["1:1: `queue` is a section: write [queue] above its settings"]
    );
}

#[test]
fn a_file_that_is_wrong_leaves_the_defaults() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    assert_eq!(load(Some(&file)), (Settings::default(), Vec::new()));
    std::fs::write(&file, "[queue]\nretries = 7\nspeed = 3").unwrap();
    let (settings, wrong) = load(Some(&file));
    assert_eq!(settings, Settings::default());
    let told = wrong[0].to_string();
    assert!(
        told.contains("config.toml, line 3, column 1: there is no setting `speed`"),
        "{told}"
    );
    let (_, wrong) = load(Some(folder.path()));
    assert!(wrong[0].to_string().contains("cannot be read"), "{wrong:?}");
}
