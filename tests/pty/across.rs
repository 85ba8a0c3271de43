//! From one server to another in the real program.

use crate::mouse::{drag, place};
use crate::program::{LONG, SIZE, Side, find, wait_in, wait_not_in, wait_path};
use crate::support::keys::Mouse;
use crate::support::poll;
use crate::support::process::signal;
use crate::support::pty::{LIMIT, Launch, Screen};
use crate::support::terminal::lines;
use crate::tabs::{Two, wait_row};
use rustix::process::Signal;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A folder with files and folders in it on the first server; the screen has a folder of its own for
/// what goes through this computer.
fn start(first: impl FnOnce(&Path)) -> (Two, TempDir, Screen) {
    let two = Two::endless();
    first(two.places[0].path());
    let through = tempfile::tempdir().unwrap();
    let screen = launch(&two, &through, vec![two.url(0)]);
    wait_in(&screen, Side::Right, "big.bin");
    (two, through, screen)
}

fn launch(two: &Two, through: &TempDir, arguments: Vec<String>) -> Screen {
    Screen::start(&Launch {
        arguments,
        variables: vec![("TMPDIR".into(), through.path().to_string_lossy().into())],
        size: SIZE,
        home: Some(two.home.path().to_owned()),
        ..Launch::default()
    })
}

fn album(place: &Path) {
    fs::create_dir_all(place.join("album/deep/empty")).unwrap();
    fs::write(place.join("album/one.txt"), "one").unwrap();
    fs::write(place.join("album/deep/two.txt"), "two").unwrap();
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

fn wait_empty(through: &TempDir) {
    let gone = poll(LIMIT, || is_empty(through.path()).then_some(()));
    assert!(gone.is_some(), "a folder is left here");
}

/// The folder is carried over the second server.
fn carry(two: &Two, screen: &Screen, key: &str) {
    screen.press("2");
    find(screen, "album");
    screen.press(key);
    screen.wait_for("CARRYING 1", LIMIT);
    screen.send(format!(":tab {}\r", two.url(1)));
    wait_in(screen, Side::Right, "other.txt");
    wait_row(screen, "❯2 ");
    screen.press("2");
    screen.wait_for("through this computer", LIMIT);
}

#[test]
fn a_folder_is_copied_from_one_server_to_another() {
    let (two, through, screen) = start(album);
    carry(&two, &screen, "y");
    screen.press("p");
    screen.wait_for("copied 2 files from", LONG);
    wait_in(&screen, Side::Right, "album");
    let (from, to) = (two.places[0].path(), two.places[1].path());
    for place in [from, to] {
        assert_eq!(fs::read(place.join("album/deep/two.txt")).unwrap(), b"two");
        assert_eq!(fs::read(place.join("album/one.txt")).unwrap(), b"one");
        assert!(place.join("album/deep/empty").is_dir());
    }
    wait_empty(&through);
    // Each of the tabs has its half in its queue.
    screen.wait_for("2 done", LIMIT);
    screen.send("g1");
    wait_row(&screen, "❯1 ");
    screen.wait_for("2 done", LIMIT);
    drop(screen);
    two.stop();
}

#[test]
fn a_move_leaves_nothing_where_it_was() {
    let (two, through, screen) = start(album);
    carry(&two, &screen, "x");
    screen.press("p");
    screen.wait_for("there: deleted 2 files and 3 folders", LONG);
    let (from, to) = (two.places[0].path(), two.places[1].path());
    wait_path(&from.join("album"), false);
    assert_eq!(fs::read(to.join("album/deep/two.txt")).unwrap(), b"two");
    assert!(to.join("album/deep/empty").is_dir());
    wait_empty(&through);
    screen.send("g1");
    wait_row(&screen, "❯1 ");
    wait_not_in(&screen, Side::Right, "album");
    drop(screen);
    two.stop();
}

#[test]
fn quitting_amid_a_copy_leaves_nothing_behind() {
    let (two, through, mut screen) = start(|_| ());
    // The connection is slow.
    screen.press("2");
    find(&screen, "big.bin");
    screen.press("y");
    screen.wait_for("CARRYING 1", LIMIT);
    screen.send(format!(":tab {}\r", two.url(1)));
    wait_in(&screen, Side::Right, "other.txt");
    screen.press("2");
    screen.press("p");
    wait_row(&screen, "▶1");
    screen.press("q");
    screen.wait_for("copied through this computer is given up", LIMIT);
    screen.press("y");
    assert_eq!(screen.wait_exit(LIMIT).exit_code(), 0);
    assert!(is_empty(through.path()));
    drop(screen);
    let screen = two.launch(&[]);
    screen.wait_for("not connected", LIMIT);
    assert!(!screen.text().contains("The queue of last time"));
    drop(screen);
    two.stop();
}

#[test]
fn after_a_kill_what_was_still_to_come_is_told_and_cleared_away() {
    let (two, through, mut screen) = start(|_| ());
    screen.press("2");
    find(&screen, "big.bin");
    screen.press("y");
    screen.wait_for("CARRYING 1", LIMIT);
    screen.send(format!(":tab {}\r", two.url(1)));
    wait_in(&screen, Side::Right, "other.txt");
    screen.press("2");
    screen.press("p");
    wait_row(&screen, "▶1");
    signal(screen.pid(), Signal::KILL);
    screen.wait_exit(LIMIT);
    drop(screen);
    assert!(!is_empty(through.path()));

    let screen = launch(&two, &through, Vec::new());
    screen.wait_for("A copy through this computer was given up", LIMIT);
    assert!(!screen.text().contains("The queue of last time"));
    wait_empty(&through);
    drop(screen);
    two.stop();
}

#[test]
fn after_a_kill_what_was_being_sent_goes_on() {
    let (two, through, mut screen) = start(|_| ());
    // From the second server to the first, which is slow.
    screen.send(format!(":tab {}\r", two.url(1)));
    fs::write(two.places[1].path().join("large.bin"), vec![7; 8_000_000]).unwrap();
    wait_in(&screen, Side::Right, "other.txt");
    screen.press("R");
    wait_in(&screen, Side::Right, "large.bin");
    screen.press("2");
    find(&screen, "large.bin");
    screen.press("x");
    screen.wait_for("CARRYING 1", LIMIT);
    screen.send("g1");
    wait_row(&screen, "❯1 ");
    screen.press("2");
    screen.press("p");
    screen.wait_for("↑ large.bin", LIMIT);
    screen.wait_for("1 active", LIMIT);
    signal(screen.pid(), Signal::KILL);
    screen.wait_exit(LIMIT);
    drop(screen);
    assert!(!is_empty(through.path()));

    let screen = launch(&two, &through, Vec::new());
    screen.wait_for("The queue of last time", LIMIT);
    screen.wait_for("Later", LIMIT);
    assert!(!is_empty(through.path()), "it is still wanted");
    screen.press("g");
    screen.wait_for("1 done", LONG);
    wait_empty(&through);
    let arrived = fs::read(two.places[0].path().join("large.bin")).unwrap();
    assert_eq!(arrived, vec![7; 8_000_000]);
    assert!(two.places[1].path().join("large.bin").exists());
    drop(screen);
    two.stop();
}

#[test]
fn a_file_is_dragged_over_a_tab_and_dropped_on_its_server() {
    let (two, _through, screen) = start(|place| {
        fs::write(place.join("note.txt"), "note").unwrap();
    });
    screen.send(format!(":tab {}\r", two.url(1)));
    wait_in(&screen, Side::Right, "other.txt");
    screen.send("g1");
    wait_row(&screen, "❯1 ");
    let chip = screen.look(|screen| {
        let row = lines(screen).nth(1).unwrap_or_default();
        let before = row.split(" 2 ").next().unwrap_or_default();
        u16::try_from(before.chars().count()).unwrap() + 2
    });
    drag(&screen, place(&screen, Side::Right, "note.txt"), (chip, 1));
    wait_row(&screen, "❯2 ");
    wait_in(&screen, Side::Right, "other.txt");
    let ground = (SIZE.0 - 20, 12);
    screen.mouse(Mouse::Drag, ground);
    screen.wait_for("through this computer", LIMIT);
    screen.mouse(Mouse::Release, ground);
    wait_path(&two.places[1].path().join("note.txt"), true);
    wait_in(&screen, Side::Right, "note.txt");
    drop(screen);
    two.stop();
}
