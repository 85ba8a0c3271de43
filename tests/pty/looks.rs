//! Themes by the terminal's answer, files that change while the program runs, keymaps, and what the
//! terminal is told beside the screen.

use crate::program::{Demo, SIZE, Side, activate, find};
use crate::support::pty::{LIMIT, Launch, Screen};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

const BACKGROUND: &str = "\x1b]11;?\x1b\\";
const WHITE: &str = "\x1b]11;rgb:ffff/ffff/ffff\x1b\\";
const BLACK: &str = "\x1b]11;rgb:0000/0000/0000\x07";

/// The ground of the two themes.
const LIGHT: vt100::Color = vt100::Color::Rgb(0xfb, 0xfb, 0xf8);
const DARK: vt100::Color = vt100::Color::Rgb(0x0f, 0x14, 0x1b);

fn folder(home: &Path) -> PathBuf {
    home.join(".xdg-config/twoport")
}

/// Writes a file as editors do, as a whole.
fn write(home: &Path, name: &str, text: &str) {
    let folder = folder(home);
    fs::create_dir_all(&folder).unwrap();
    let draft = folder.join("draft");
    fs::write(&draft, text).unwrap();
    fs::rename(draft, folder.join(name)).unwrap();
}

fn start(home: &Path, knows: &[(&str, &str)]) -> Screen {
    let knows = knows.iter();
    Screen::start(&Launch {
        size: SIZE,
        home: Some(home.to_owned()),
        knows: knows
            .map(|(q, a)| ((*q).to_owned(), (*a).to_owned()))
            .collect(),
        ..Launch::default()
    })
}

#[track_caller]
fn wait_ground(screen: &Screen, ground: vt100::Color) {
    screen.wait_until(&format!("a ground of {ground:?}"), LIMIT, |screen| {
        screen
            .cell(20, 30)
            .is_some_and(|cell| cell.bgcolor() == ground)
    });
}

fn said(screen: &Screen, bytes: &str) -> bool {
    let raw = screen.raw_output();
    raw.windows(bytes.len())
        .any(|window| window == bytes.as_bytes())
}

#[test]
fn a_light_terminal_gets_a_light_screen_from_the_first_frame_on() {
    let home = tempfile::tempdir().unwrap();
    let screen = start(home.path(), &[(BACKGROUND, WHITE)]);
    screen.wait_for("not connected", LIMIT);
    wait_ground(&screen, LIGHT);
    assert!(!said(&screen, "48;2;15;20;27"), "no frame was dark");
    assert!(!screen.text().contains("rgb"), "{}", screen.text());
}

#[test]
fn a_terminal_that_does_not_say_gets_a_dark_one() {
    let home = tempfile::tempdir().unwrap();
    let screen = start(home.path(), &[]);
    screen.wait_for("not connected", LIMIT);
    wait_ground(&screen, DARK);
    assert!(said(&screen, BACKGROUND), "it was asked");
}

#[test]
fn a_background_that_changes_is_followed_when_one_looks_again() {
    let home = tempfile::tempdir().unwrap();
    let screen = start(home.path(), &[(BACKGROUND, BLACK)]);
    screen.wait_for("not connected", LIMIT);
    wait_ground(&screen, DARK);
    screen.answer(BACKGROUND, WHITE);
    screen.send("\x1b[O\x1b[I");
    wait_ground(&screen, LIGHT);
    screen.answer(BACKGROUND, BLACK);
    screen.send("\x1b[O\x1b[I");
    wait_ground(&screen, DARK);
    // Nothing of the answers was taken for keys.
    screen.press("T");
    screen.wait_for("▶ Transfers", LIMIT);
    screen.press("q");
}

#[test]
fn keys_are_told_apart_where_the_terminal_can_and_no_longer_afterwards() {
    let home = tempfile::tempdir().unwrap();
    let mut screen = start(home.path(), &[("\x1b[?u", "\x1b[?0u")]);
    screen.wait_for("not connected", LIMIT);
    assert!(said(&screen, "\x1b[>1u"));
    // Esc and Ctrl-L as kitty tells them.
    screen.send("\x1b[27u\x1b[108;5u");
    screen.press("q");
    assert_eq!(screen.wait_exit(LIMIT).exit_code(), 0);
    assert!(said(&screen, "\x1b[<1u"));
    assert!(
        said(&screen, "\x1b[22;2t") && said(&screen, "\x1b[23;2t"),
        "the title"
    );
}

#[test]
fn settings_that_change_on_the_disk_hold_at_once() {
    let home = tempfile::tempdir().unwrap();
    write(home.path(), "config.toml", "[queue]\nretries = 4\n");
    let screen = start(home.path(), &[]);
    screen.wait_for("not connected", LIMIT);
    let text = "theme = \"light\"\n[queue]\nretries = 4\n";
    write(home.path(), "config.toml", text);
    screen.wait_for("the settings were read again: theme light", LIMIT);
    wait_ground(&screen, LIGHT);
    write(
        home.path(),
        "config.toml",
        "theme = \"light\"\nretries = 4\n",
    );
    screen.wait_for("config.toml, line 2, column 1: there is no setting", LIMIT);
    wait_ground(&screen, LIGHT);
    screen.press("Esc");
    write(home.path(), "themes", "");
    fs::remove_file(folder(home.path()).join("themes")).unwrap();
    fs::create_dir(folder(home.path()).join("themes")).unwrap();
    let sea = "[theme]\nbg = \"#012345\"\nsea = \"red\"\n";
    fs::write(folder(home.path()).join("themes/sea.toml"), sea).unwrap();
    write(home.path(), "config.toml", "theme = \"sea\"\n");
    wait_ground(&screen, vt100::Color::Rgb(1, 0x23, 0x45));
    screen.wait_for("sea.toml, line 3, column 1: there is no token `sea`", LIMIT);
}

#[test]
fn the_settings_screen_writes_into_the_users_file() {
    let home = tempfile::tempdir().unwrap();
    write(
        home.path(),
        "config.toml",
        "# mine\n[queue]\nretries = 4 # enough\n",
    );
    let file = folder(home.path()).join("config.toml");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    let screen = start(home.path(), &[]);
    screen.wait_for("not connected", LIMIT);
    screen.press("A-,");
    screen.wait_for("keymap", LIMIT);
    screen.press("Right Right");
    wait_ground_of_panes(&screen);
    screen.press("Down Down Down Down Down Down Down Down Right");
    screen.press("Esc");
    let wanted = "retries = 5 # enough";
    crate::support::poll(LIMIT, || {
        let text = fs::read_to_string(&file).unwrap();
        (text.contains("theme = \"light\"") && text.contains(wanted)).then_some(())
    })
    .unwrap_or_else(|| panic!("{}", fs::read_to_string(&file).unwrap()));
    assert!(
        fs::read_to_string(&file)
            .unwrap()
            .contains("# mine\n[queue]\n")
    );
    let mode = fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

/// Outside of the list of settings.
fn wait_ground_of_panes(screen: &Screen) {
    screen.wait_until("a light ground", LIMIT, |screen| {
        screen
            .cell(5, 5)
            .is_some_and(|cell| cell.bgcolor() == LIGHT)
    });
}

#[test]
fn a_preset_changes_the_keys() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("alpha.txt"), "a").unwrap();
    write(home.path(), "config.toml", "keymap = \"vim\"\n");
    write(
        home.path(),
        "keys.toml",
        "[program]\nhelp = [\"F1\", \"Ctrl-G\"]\n",
    );
    let screen = start(home.path(), &[]);
    screen.wait_for("alpha.txt", LIMIT);
    find(&screen, "alpha.txt");
    screen.press("y y");
    screen.wait_for("CARRYING 1", LIMIT);
    screen.press("Esc");
    screen.wait_gone("CARRYING 1", LIMIT);
    screen.press("d D");
    screen.wait_for("─ Delete ", LIMIT);
    screen.press("Esc");
    screen.wait_gone("─ Delete ", LIMIT);
    for key in ["F5", "c"] {
        screen.press(key);
        screen.wait_for("not connected; o connects", LIMIT);
        // It goes by itself.
        screen.wait_gone("not connected; o connects", LIMIT);
    }
    screen.press("C-g");
    screen.wait_for("Pick up, carry, drop", LIMIT);
}

#[test]
fn keys_that_are_wrong_stop_it_with_file_and_line() {
    let home = tempfile::tempdir().unwrap();
    write(home.path(), "keys.toml", "[panes]\ncopy = [\"x\"]\n");
    let mut screen = start(home.path(), &[]);
    assert_eq!(screen.wait_exit(LIMIT).exit_code(), 2);
    assert!(said(
        &screen,
        "keys.toml, line 2: `x` is `pick-up-move` already"
    ));
    assert!(!said(&screen, "\x1b[?1049h"), "no screen was opened");
}

#[test]
fn a_theme_that_is_not_there_stops_it() {
    let home = tempfile::tempdir().unwrap();
    let mut screen = Screen::start(&Launch {
        arguments: vec!["--theme".into(), "ligth".into()],
        size: SIZE,
        home: Some(home.path().to_owned()),
        ..Launch::default()
    });
    assert_eq!(screen.wait_exit(LIMIT).exit_code(), 2);
    assert!(said(&screen, "there is no theme `ligth`"));
    assert!(said(&screen, "did you mean `light`?"));
}

#[test]
fn the_title_and_the_tab_tell_how_far_it_is() {
    let variables = [("WT_SESSION", "1")];
    let mut demo = Demo::start_with(&["--rate", "4000000"], SIZE, &variables);
    let screen = &demo.screen;
    activate(screen, Side::Right);
    find(screen, "dataset");
    screen.press("F5");
    let told = crate::support::poll(LIMIT, || said(screen, "\x1b]9;4;1;").then_some(()));
    assert!(told.is_some(), "the progress was told");
    let titled = crate::support::poll(LIMIT, || said(screen, " \u{25b6}1 ").then_some(()));
    assert!(titled.is_some(), "the title says that one runs");
    screen.press("F10");
    screen.press("y");
    demo.screen.wait_exit(LIMIT);
    let raw = demo.screen.raw_output();
    let last = |bytes: &[u8]| raw.windows(bytes.len()).rposition(|window| window == bytes);
    assert!(
        last(b"\x1b]9;4;0;0\x07") > last(b"\x1b]9;4;1;"),
        "it was taken off"
    );
}
