//! Finding below a folder, comparing, synchronized browsing and marks by mask against real servers.

use crate::program::{
    Side, activate, connected, find, wait_cursor, wait_in, wait_not_in, wait_path,
};
use crate::support::pty::{LIMIT, Screen};
use crate::support::server::{Kind, RealServer};
use std::fs;
use std::path::Path;

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
}

/// What is below is found, carried away, gone to and deleted.
fn search(screen: &Screen, server: &Path, local: &Path) {
    activate(screen, Side::Right);
    screen.press("F");
    screen.wait_for("─ Find below ", LIMIT);
    screen.send("*.log");
    screen.press("Enter");
    screen.wait_for("found 2 in 4 folders", LIMIT);
    wait_in(screen, Side::Right, "logs/old/deep.log");
    screen.press("+");
    screen.wait_for("─ Mark by mask ", LIMIT);
    screen.send("deep*");
    screen.press("Enter");
    screen.wait_for("1 marked", LIMIT);
    screen.press("F5");
    wait_path(&local.join("deep.log"), true);
    assert_eq!(
        fs::read_to_string(local.join("deep.log")).unwrap(),
        "deep down"
    );
    find(screen, "logs/top.log");
    screen.press("d");
    screen.wait_for("cannot be undone", LIMIT);
    screen.press("y");
    wait_path(&server.join("logs/top.log"), false);
    wait_not_in(screen, Side::Right, "logs/top.log");
    find(screen, "logs/old/deep.log");
    screen.press("Enter");
    wait_cursor(screen, "deep.log");
    screen.press("Backspace");
    wait_cursor(screen, "old/");
    screen.press("Backspace");
    wait_cursor(screen, "logs/");
}

/// What differs is marked, copied, and then the same.
fn compare(screen: &Screen, server: &Path) {
    wait_in(screen, Side::Left, "deep.log");
    screen.press("=");
    screen.wait_for("─ Compare the two folders ", LIMIT);
    // By size.
    screen.press("Space");
    screen.press("Enter");
    screen.wait_for("only here", LIMIT);
    activate(screen, Side::Left);
    screen.wait_for("3 marked", LIMIT);
    screen.press("F5");
    screen.wait_for("both.txt is already there", LIMIT);
    screen.wait_for("Cancel the drop", LIMIT);
    screen.press("o");
    wait_path(&server.join("mine.txt"), true);
    wait_path(&server.join("deep.log"), true);
    screen.wait_until("the longer text", LIMIT, |_| {
        fs::read(server.join("both.txt")).is_ok_and(|text| text == b"longer than there")
    });
}

/// Where one pane goes, the other goes too.
fn together(screen: &Screen, local: &Path) {
    screen.press("Y");
    screen.wait_for("synchronized ", LIMIT);
    activate(screen, Side::Right);
    find(screen, "logs");
    screen.press("Enter");
    screen.wait_for("There is no such folder", LIMIT);
    screen.wait_for("y Make it", LIMIT);
    screen.press("y");
    wait_path(&local.join("logs"), true);
    wait_in(screen, Side::Right, "old/");
    wait_not_in(screen, Side::Left, "both.txt");
    screen.press("Backspace");
    wait_in(screen, Side::Left, "both.txt");
}

fn prove(kind: Kind) {
    let Some(server) = RealServer::start(kind) else {
        return;
    };
    let there = [
        ("logs/top.log", "top"),
        ("logs/old/deep.log", "deep down"),
        ("other/a.txt", "a"),
        ("both.txt", "short"),
    ];
    write(server.data(), &there);
    server.own();
    let local = tempfile::tempdir().unwrap();
    let here = [("both.txt", "longer than there"), ("mine.txt", "mine")];
    write(local.path(), &here);
    let screen = connected(&server, local.path(), &[]);
    wait_in(&screen, Side::Right, "other/");
    search(&screen, server.data(), local.path());
    compare(&screen, server.data());
    together(&screen, local.path());
}

#[test]
fn on_vsftpd() {
    prove(Kind::Vsftpd);
}

#[test]
fn on_proftpd() {
    prove(Kind::Proftpd);
}

#[test]
fn a_tree_is_mirrored_after_it_is_shown() {
    let Some(server) = RealServer::start(Kind::Vsftpd) else {
        return;
    };
    server.own();
    let local = tempfile::tempdir().unwrap();
    let here = [
        ("a/b/deep.txt", "deep"),
        ("a/one.txt", "one"),
        ("top.txt", "top"),
    ];
    write(&local.path().join("tree"), &here);
    let screen = connected(&server, local.path(), &[]);
    activate(&screen, Side::Left);
    find(&screen, "tree");
    screen.press("Enter");
    wait_in(&screen, Side::Left, "top.txt");
    screen.press("g");
    screen.press("m");
    screen.wait_for("3 files to copy, 10 B; 2 folders to make", LIMIT);
    assert!(
        !server.data().join("a").exists(),
        "nothing goes before it is let go"
    );
    screen.press("y");
    for (name, text) in here {
        let file = server.data().join(name);
        wait_path(&file, true);
        assert_eq!(fs::read_to_string(file).unwrap(), text);
    }
}
