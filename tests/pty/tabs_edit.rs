//! Files of several tabs in the user's editor.

use crate::program::{Side, find, wait_in, wait_opened};
use crate::support::poll;
use crate::support::pty::{LIMIT, Screen};
use crate::tabs::{Two, wait_row};
use std::fs;
use std::path::{Path, PathBuf};

/// An editor that waits for a line.
const WAITS: &str = "#!/bin/sh
printf 'EDITOR OPEN'
read -r word
printf '%s' \"$word\" > \"$1\"
";

/// An editor with a window of its own: it is back at once, and tells what it has.
const WINDOW: &str = "#!/bin/sh
printf '%s' \"$1\" > \"$(dirname \"$0\")/has\"
";

fn editor(folder: &Path, script: &str) -> PathBuf {
    use std::os::unix::fs::PermissionsExt as _;
    let path = folder.join("editor");
    fs::write(&path, script).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

/// A tab at each server, the first in front; the editor is this script.
fn at_both(two: &Two, folder: &Path, script: &str) -> Screen {
    fs::write(two.home.path().join("mine.txt"), "mine").unwrap();
    let editor = editor(folder, script);
    let screen = two.launch_with(&[&two.url(1)], &[("VISUAL", editor.to_str().unwrap())]);
    wait_in(&screen, Side::Right, "other.txt");
    wait_in(&screen, Side::Left, "mine.txt");
    screen.send(format!(":tab {}\r", two.url(0)));
    wait_in(&screen, Side::Right, "big.bin");
    screen.send("g1");
    wait_row(&screen, "❯1 ");
    screen
}

fn wait_content(path: &Path, wanted: &str) {
    let came = poll(LIMIT, || {
        fs::read_to_string(path)
            .is_ok_and(|text| text == wanted)
            .then_some(())
    });
    assert!(came.is_some(), "{}", path.display());
}

#[test]
fn an_editor_is_of_the_tab_that_asked_for_it() {
    let two = Two::start();
    let folder = tempfile::tempdir().unwrap();
    let screen = at_both(&two, folder.path(), WAITS);
    screen.press("1");
    find(&screen, "mine.txt");
    // In one go: the editor opens before the other tab comes.
    screen.send("eg2");
    screen.wait_for("EDITOR OPEN", LIMIT);
    screen.send("first\n");
    screen.wait_gone("EDITOR OPEN", LIMIT);
    wait_content(&two.home.path().join("mine.txt"), "first");
    // The first tab knows that it has ended: a file of the server opens there.
    screen.send("g1");
    wait_row(&screen, "❯1 ");
    screen.press("2");
    find(&screen, "other.txt");
    screen.press("e");
    wait_opened(&screen, 2);
    screen.send("second\n");
    wait_content(&two.places[1].path().join("other.txt"), "second");
    drop(screen);
    two.stop();
}

#[test]
fn a_file_that_came_behind_opens_when_its_tab_is_shown() {
    let two = Two::start();
    let folder = tempfile::tempdir().unwrap();
    let screen = at_both(&two, folder.path(), WAITS);
    screen.press("2");
    find(&screen, "other.txt");
    screen.send("eg2");
    wait_row(&screen, "❯2 ");
    screen.wait_for("1 file done", LIMIT);
    screen.send("g1");
    screen.wait_for("EDITOR OPEN", LIMIT);
    screen.send("third\n");
    wait_content(&two.places[1].path().join("other.txt"), "third");
    drop(screen);
    two.stop();
}

#[test]
fn a_watched_file_goes_back_from_a_tab_behind() {
    let two = Two::start();
    let folder = tempfile::tempdir().unwrap();
    let screen = at_both(&two, folder.path(), WINDOW);
    screen.press("2");
    find(&screen, "other.txt");
    screen.press("e");
    screen.wait_for("the editor was back at once", LIMIT);
    screen.send("g2");
    wait_row(&screen, "❯2 ");
    let has = fs::read_to_string(folder.path().join("has")).unwrap();
    fs::write(has, "saved in a window").unwrap();
    wait_content(&two.places[1].path().join("other.txt"), "saved in a window");
    drop(screen);
    two.stop();
}
