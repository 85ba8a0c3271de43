//! The user's settings, as the program finds them.

use crate::program::SIZE;
use crate::support::pty::{LIMIT, Launch, Screen};
use std::path::Path;

fn with_settings(home: &Path, text: &str) -> Screen {
    let folder = home.join(".xdg-config/twoport");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("config.toml"), text).unwrap();
    Screen::start(&Launch {
        size: SIZE,
        home: Some(home.to_owned()),
        ..Launch::default()
    })
}

#[test]
fn the_program_starts_and_says_what_is_wrong_with_them() {
    let home = tempfile::tempdir().unwrap();
    let screen = with_settings(home.path(), "[queue]\nretries = \"many\"\n");
    screen.wait_for("The settings cannot be read", LIMIT);
    screen.wait_for("config.toml, line 2, column", LIMIT);
    screen.wait_for(
        "11: `retries` will not do: it takes a number from 0 to 100",
        LIMIT,
    );
    screen.press("Esc");
    screen.wait_gone("The settings cannot be read", LIMIT);
    screen.wait_for("not connected", LIMIT);
}

#[test]
fn they_hold_in_the_screen() {
    let home = tempfile::tempdir().unwrap();
    let text = "[queue]\nsessions = 5\n[transfers]\nlimit_down = \"2M\"\n";
    let screen = with_settings(home.path(), text);
    screen.wait_for("not connected", LIMIT);
    screen.press("T");
    screen.wait_for("limit 2M down · 0 of 5 slots", LIMIT);
}
