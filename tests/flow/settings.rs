//! The settings' screen, themes, and files that change on the disk.

use crate::screen::*;
use twoport::app::{
    Context, Effect, Message, Overlay, OwnKeys, SettingsJob, SettingsRead, ToastKind,
};
use twoport::engine::problem::Cause;
use twoport::engine::{Command, Problem};
use twoport::model::Settings;
use twoport::model::settings::{Keys, SETTINGS, SortKey, ThemeChoice, Value};

/// The list is open on this setting, and changes are kept.
fn standing_on(key: &str) -> Screen {
    let mut screen = Screen::offline();
    screen.app.files.writable = true;
    screen.keys("Alt-,");
    let at = SETTINGS.iter().position(|setting| setting.key == key);
    for _ in 0..at.unwrap() {
        screen.keys("Down");
    }
    screen
}

fn kept(screen: &mut Screen) -> Vec<SettingsJob> {
    let job = |effect| match effect {
        Effect::Settings(job) => Some(job),
        _ => None,
    };
    screen.take().into_iter().filter_map(job).collect()
}

fn read(settings: Settings, keys: Option<&str>) -> Message {
    let own_keys = keys.map(|text| OwnKeys {
        file: "keys.toml".into(),
        text: text.into(),
    });
    Message::Settings(Ok(Box::new(SettingsRead { settings, own_keys })))
}

#[test]
fn words_go_round_and_are_kept_at_once() {
    let mut screen = standing_on("theme");
    screen.keys("Right");
    assert_eq!(screen.app.settings.appearance.theme, ThemeChoice::Dark);
    screen.keys("Left Left");
    assert_eq!(screen.app.settings.appearance.theme, ThemeChoice::Mono);
    screen.keys("Enter Space");
    assert_eq!(screen.app.settings.appearance.theme, ThemeChoice::Dark);
    let jobs = kept(&mut screen);
    assert_eq!(jobs.len(), 5);
    assert_eq!(
        jobs[0],
        SettingsJob {
            section: "",
            key: "theme",
            value: Some(Value::Text("dark".into())),
        }
    );
    screen.keys("Esc");
    assert_eq!(screen.app.context(), Context::Panes);
}

#[test]
fn what_is_said_of_a_change_stands_in_the_list_too() {
    let mut screen = standing_on("retries");
    screen.app.files.writable = false;
    screen.keys("Right");
    let told = |screen: &Screen| match &screen.app.overlay {
        Some(Overlay::Settings(list)) => list.error.clone().or(list.told.clone()),
        other => panic!("no settings but {other:?}"),
    };
    let here = "it holds for this run: nothing is kept here";
    assert_eq!(told(&screen).as_deref(), Some(here));
    assert_eq!(screen.toast(), here);
    screen.keys("d");
    let both = told(&screen).unwrap();
    assert!(both.starts_with("retries is at its default") && both.ends_with(here));
    let problem = Problem::new(Cause::Local, "The settings cannot be written");
    screen.send(Message::SettingNotKept(problem));
    assert_eq!(
        told(&screen).as_deref(),
        Some("The settings cannot be written")
    );
}

#[test]
fn numbers_and_texts_are_typed_in_their_place_and_checked() {
    let mut screen = standing_on("retries");
    screen.keys("Right");
    assert_eq!(screen.app.settings.policy.retries, 6);
    screen.keys("Enter");
    assert_eq!(screen.app.context(), Context::SettingText);
    screen.keys("Ctrl-U");
    screen.text("many");
    screen.keys("Enter");
    assert_eq!(screen.app.context(), Context::SettingText, "it is not left");
    assert_eq!(screen.app.settings.policy.retries, 6);
    screen.keys("Ctrl-U");
    screen.text("12");
    screen.keys("Enter");
    assert_eq!(screen.app.settings.policy.retries, 12);
    assert_eq!(screen.app.context(), Context::Settings);
    let last = kept(&mut screen).pop().unwrap();
    assert_eq!(last.value, Some(Value::Number(12)));
    screen.keys("Enter");
    screen.text("3");
    screen.keys("Esc");
    assert_eq!(screen.app.settings.policy.retries, 12);
    assert_eq!(screen.app.context(), Context::Settings);
}

#[test]
fn a_limit_holds_at_once() {
    let mut screen = standing_on("limit_down");
    screen.keys("Enter Ctrl-U");
    screen.send(Message::Paste("2M\n".into()));
    screen.keys("Enter");
    let asked = screen.take();
    assert!(asked.iter().any(|effect| matches!(
        effect,
        Effect::Engine(Command::SetLimits(limits)) if limits.down == Some(2 << 20)
    )));
}

#[test]
fn the_default_comes_back_and_need_not_be_written() {
    let mut screen = standing_on("notify");
    screen.keys("Space Del");
    assert!(screen.app.settings.notify);
    let values: Vec<_> = kept(&mut screen).into_iter().map(|job| job.value).collect();
    assert_eq!(values, [Some(Value::YesNo(false)), None]);
}

#[test]
fn where_nothing_is_kept_it_is_said() {
    let mut screen = standing_on("notify");
    screen.app.files.writable = false;
    screen.keys("Space");
    assert!(!screen.app.settings.notify && kept(&mut screen).is_empty());
    assert!(screen.toast().contains("for this run"));
}

#[test]
fn another_keymap_holds_at_once() {
    let mut screen = standing_on("keymap");
    screen.keys("Right Right Esc");
    assert_eq!(screen.app.settings.keys, Keys::Vim);
    screen.keys("Down y y");
    assert_eq!(screen.app.carry.as_ref().unwrap().items.len(), 1);
}

#[test]
fn a_theme_is_chosen_in_the_menu_for_this_run() {
    let mut screen = Screen::offline();
    screen.app.files.writable = true;
    screen.keys("Alt-V Down Down Right Down Down Enter");
    assert_eq!(screen.app.settings.appearance.theme, ThemeChoice::Light);
    assert_eq!(
        screen.app.files.settings.appearance.theme,
        ThemeChoice::Auto
    );
    assert!(kept(&mut screen).is_empty());
    assert!(screen.toast().contains("theme light"));
}

#[test]
fn what_changes_in_the_file_holds_and_what_the_command_line_said_stays() {
    let mut screen = Screen::offline();
    screen.app.settings.appearance.theme = ThemeChoice::Mono;
    let mut new = Settings::default();
    new.policy.retries = 9;
    new.sessions = 1;
    screen.send(read(new.clone(), None));
    assert_eq!(screen.app.settings.policy.retries, 9);
    assert_eq!(screen.app.settings.appearance.theme, ThemeChoice::Mono);
    assert_eq!(
        screen.toast(),
        "the settings were read again: retries 9, sessions 1"
    );
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::SetSessions(1)]
    ));
    screen.app.toast = None;
    screen.send(read(new.clone(), None));
    assert_eq!(screen.app.toast, None, "nothing is new");
    new.appearance.theme = ThemeChoice::Light;
    screen.send(read(new, None));
    assert_eq!(screen.app.settings.appearance.theme, ThemeChoice::Light);
}

#[test]
fn own_keys_are_taken_in_when_they_change() {
    let mut screen = Screen::offline();
    let keys = "[panes]\npick-up = [\"Ctrl-K\"]\n";
    screen.send(read(Settings::default(), Some(keys)));
    assert_eq!(screen.toast(), "the settings were read again: keys");
    screen.keys("Down Ctrl-K");
    assert!(screen.app.carry.is_some());
}

#[test]
fn what_is_wrong_is_told_and_what_held_still_holds() {
    let mut screen = Screen::offline();
    screen.app.settings.policy.retries = 7;
    let wrong = vec![
        "config.toml, line 2, column 11: no".to_owned(),
        "more".into(),
    ];
    screen.send(Message::Settings(Err(wrong)));
    let toast = screen.app.toast.as_ref().unwrap();
    assert_eq!(toast.kind, ToastKind::Error);
    assert_eq!(
        toast.text,
        "config.toml, line 2, column 11: no (and 1 more, in the log); what held before still holds"
    );
    assert_eq!(screen.app.settings.policy.retries, 7);
    screen.send(read(Settings::default(), None));
    assert_eq!(
        screen.toast(),
        "the settings are in order again",
        "what is mended is not an error any more"
    );
    let clash = "[panes]\ncopy = [\"x\"]\n";
    screen.keys("Esc");
    screen.send(read(Settings::default(), Some(clash)));
    assert!(
        screen
            .toast()
            .starts_with("keys.toml, line 2: `x` is `pick-up-move` already")
    );
    screen.keys("Down p");
    assert!(screen.app.carry.is_some(), "the keys of before");
}

#[test]
fn in_the_keys_of_mc_and_filezilla_enter_opens_what_is_found() {
    for keys in [Keys::Mc, Keys::Filezilla] {
        let mut screen = Screen::online();
        let mut settings = screen.app.settings.clone();
        settings.keys = keys;
        screen.send(read(settings, None));
        screen.keys("2 /");
        screen.text("lo");
        let bar = screen.app.key_bar();
        let opens = bar
            .iter()
            .any(|hint| hint.key == "Enter" && hint.label == "Open");
        assert!(opens, "{keys:?}: {bar:?}");
        screen.take();
        screen.keys("Enter");
        let commands = screen.commands();
        let logs = path("/pub/logs");
        assert!(
            matches!(commands.as_slice(), [Command::List { path, .. }] if *path == logs),
            "{keys:?}: {commands:?}"
        );
    }
}

#[test]
fn the_file_of_the_log_holds_from_the_next_start_on() {
    let mut screen = standing_on("file");
    screen.keys("Enter");
    screen.text("/tmp/ftp.log");
    screen.keys("Enter");
    assert_eq!(screen.toast(), "the log goes there from the next start on");
    let setting = SETTINGS.iter().find(|setting| setting.key == "file");
    assert!(setting.unwrap().about.contains("from the next start on"));
}

#[test]
fn columns_are_chosen_in_the_menu_for_this_run() {
    let mut screen = Screen::online();
    // View, its second submenu, the second column.
    screen.keys("Alt-V Down Right Down Enter");
    assert_eq!(
        screen.toast(),
        "columns: size, permissions, owner; File, Settings keeps them for good"
    );
    assert!(screen.take().is_empty());
}

#[test]
fn the_panes_begin_as_the_settings_have_them() {
    let mut screen = Screen::online();
    let mut settings = screen.app.settings.clone();
    settings.panes.sort = SortKey::Size;
    settings.panes.hidden = true;
    screen.send(read(settings, None));
    for pane in [&screen.app.local, &screen.app.remote] {
        assert_eq!((pane.sort.key, pane.sort.descending), (SortKey::Size, true));
        assert!(pane.show_hidden);
    }
}

#[test]
fn columns_are_typed_and_what_is_none_is_told() {
    let mut screen = standing_on("columns");
    screen.keys("Enter Ctrl-U");
    screen.text("size weight");
    screen.keys("Enter");
    assert!(kept(&mut screen).is_empty());
    screen.keys("Ctrl-U");
    screen.text("size owner");
    screen.keys("Enter");
    assert_eq!(
        kept(&mut screen)[0].value,
        Some(Value::List(vec!["size".into(), "owner".into()]))
    );
}

#[test]
fn what_is_at_its_default_says_so() {
    let mut screen = standing_on("notify");
    screen.keys("Del");
    assert_eq!(screen.toast(), "notify is at its default already: yes");
    let Some(Overlay::Settings(list)) = &screen.app.overlay else {
        panic!("the settings");
    };
    assert_eq!(list.told.as_deref(), Some(screen.toast()));
    screen.keys("Space Del");
    assert_eq!(screen.toast(), "notify is at its default again: yes");
}
