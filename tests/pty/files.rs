//! Work on files and folders on both sides, and finding, hiding and sorting them.

use crate::program::{
    Demo, Side, activate, connected, find, half, wait_cursor, wait_in, wait_not_in, wait_path,
};
use crate::support::pty::{LIMIT, Screen};
use crate::support::server::{Kind, RealServer};
use std::fs;
use std::path::Path;

fn rename(screen: &Screen, from: &str, to: &str) {
    find(screen, from);
    screen.press("F2");
    screen.wait_for("─ Rename ", LIMIT);
    screen.press("C-u");
    screen.send(to);
    screen.wait_for(to, LIMIT);
    screen.press("Enter");
    screen.wait_for(&format!("renamed {from} to {to}"), LIMIT);
    wait_cursor(screen, to);
}

fn delete(screen: &Screen, name: &str, answer: &str) {
    find(screen, name);
    screen.press("F8");
    screen.wait_for("─ Delete 1 item ", LIMIT);
    screen.wait_for("cannot be undone", LIMIT);
    screen.press(answer);
    screen.wait_gone("cannot be undone", LIMIT);
}

/// The pane `side` shows the folder `disk`, which has `old.txt` and `deep/`.
fn work(screen: &Screen, side: Side, disk: &Path) {
    activate(screen, side);
    wait_in(screen, side, "old.txt");
    rename(screen, "old.txt", "new.txt");
    wait_path(&disk.join("new.txt"), true);
    assert!(!disk.join("old.txt").exists());
    wait_not_in(screen, side, "old.txt");
    screen.press("F7");
    screen.wait_for("─ New folder ", LIMIT);
    screen.send("made here");
    screen.press("Enter");
    screen.wait_for("made folder made here", LIMIT);
    wait_in(screen, side, "made here/");
    assert!(disk.join("made here").is_dir());
    delete(screen, "new.txt", "Enter");
    screen.wait_for("nothing was deleted", LIMIT);
    wait_in(screen, side, "new.txt");
    assert!(disk.join("new.txt").exists());
    delete(screen, "new.txt", "y");
    wait_not_in(screen, side, "new.txt");
    wait_path(&disk.join("new.txt"), false);
    delete(screen, "deep", "y");
    wait_not_in(screen, side, "deep/");
    wait_path(&disk.join("deep"), false);
}

fn fill(folder: &Path) {
    fs::create_dir_all(folder.join("deep/er/est")).unwrap();
    for name in ["old.txt", "deep/one", "deep/er/two", "deep/er/est/three"] {
        fs::write(folder.join(name), name).unwrap();
    }
}

fn prove(kind: Kind) {
    let Some(server) = RealServer::start(kind) else {
        return;
    };
    fill(server.data());
    server.own();
    let local = tempfile::tempdir().unwrap();
    fill(local.path());
    let screen = connected(&server, local.path(), &[]);
    work(&screen, Side::Right, server.data());
    work(&screen, Side::Left, local.path());
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
fn on_pure_ftpd() {
    prove(Kind::PureFtpd);
}

#[test]
fn a_refused_delete_says_why_and_keeps_the_listing() {
    let demo = Demo::start(&[]);
    let screen = &demo.screen;
    activate(screen, Side::Right);
    wait_in(screen, Side::Right, "mirror/");
    fs::remove_file(demo.server().join("pub/README")).unwrap();
    delete(screen, "README", "y");
    screen.wait_for("550 ", LIMIT);
    wait_in(screen, Side::Right, "mirror/");
}

#[test]
fn names_are_found_as_they_are_typed() {
    let demo = Demo::start(&[]);
    let screen = &demo.screen;
    wait_in(screen, Side::Left, "style.css");
    screen.press("/");
    screen.wait_for("Stay here", LIMIT);
    screen.send("log");
    wait_cursor(screen, "logs/");
    screen.press("Down");
    wait_cursor(screen, "latest.log");
    screen.press("Down");
    wait_cursor(screen, "logo.svg");
    screen.press("Esc");
    wait_cursor(screen, "../");
    screen.press("/");
    screen.wait_for("Stay here", LIMIT);
    screen.send("müll");
    wait_cursor(screen, "notes für Müller.txt");
    screen.send("z");
    screen.wait_for("no name here has `müllz`", LIMIT);
    screen.press("Enter");
    wait_cursor(screen, "notes für Müller.txt");
}

#[test]
fn hidden_files_come_and_go() {
    let demo = Demo::start(&[]);
    let screen = &demo.screen;
    wait_in(screen, Side::Left, "style.css");
    assert!(screen.line_with(".editorconfig").is_none());
    screen.press(".");
    wait_in(screen, Side::Left, ".editorconfig");
    screen.press(".");
    wait_not_in(screen, Side::Left, ".editorconfig");
}

/// The names of the files in a pane, from above.
fn order(screen: &vt100::Screen, side: Side, names: &[&str]) -> Vec<String> {
    let rows = half(screen, side);
    let shown = rows.iter().filter_map(|row| {
        let name = names
            .iter()
            .find(|name| row.contains(&format!(" {name}")))?;
        Some((*name).to_owned())
    });
    shown.collect()
}

#[test]
fn rows_are_sorted_by_what_is_asked_for() {
    let demo = Demo::start(&[]);
    let screen = &demo.screen;
    let names = [
        "archive-2025.tar.zst",
        "backup.sql.gz",
        "robots.txt",
        "empty.txt",
    ];
    let wait = |wanted: [usize; 4]| {
        let wanted = wanted.map(|index| names[index]);
        screen.wait_until(&format!("{wanted:?}"), LIMIT, |screen| {
            order(screen, Side::Left, &names) == wanted
        });
    };
    wait([0, 1, 3, 2]);
    screen.press("C-F6");
    wait([0, 1, 2, 3]);
    screen.press("C-F5");
    wait([1, 0, 3, 2]);
    screen.press("C-F3");
    wait([0, 1, 3, 2]);
    screen.press("C-F3");
    wait([2, 3, 1, 0]);
    // s opens the orders: name, extension, time, size.
    screen.press("s");
    screen.wait_for("By size", LIMIT);
    screen.press("Down Down Down Enter");
    screen.wait_until("sorted by size", LIMIT, |screen| {
        half(screen, Side::Left)[2].contains("▼ Size")
    });
    wait([0, 1, 2, 3]);
}
