//! Names in the server's character set on the screen.

use crate::program::{Side, activate, connected, find, wait_cursor, wait_done, wait_in};
use crate::support::pty::LIMIT;
use crate::support::server::{Kind, RealServer};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;

/// `яблоко.txt` in windows-1251.
const APPLE: &[u8] = b"\xff\xe1\xeb\xee\xea\xee.txt";

/// What is taken for Russian is chosen to be Western and Russian again, without a new listing; then
/// files are renamed, made and carried both ways.
fn prove(kind: Kind) {
    let Some(server) = RealServer::start(kind) else {
        return;
    };
    for name in [APPLE, b"\xee\xf2\xf7\xb8\xf2 \xe7\xe0 \xec\xe0\xf0\xf2.doc"] {
        fs::write(server.data().join(OsStr::from_bytes(name)), "there").unwrap();
    }
    server.own();
    let local = tempfile::tempdir().unwrap();
    fs::write(local.path().join("новое.txt"), "here").unwrap();
    let screen = connected(&server, local.path(), &[]);
    wait_in(&screen, Side::Right, "яблоко.txt");
    wait_in(&screen, Side::Right, "отчёт за март.doc");
    screen.wait_for("· windows-1251 ", LIMIT);
    activate(&screen, Side::Right);
    find(&screen, "яблоко");

    let menu = || {
        screen.press("F9 Right");
        screen.wait_for("Disconnect", LIMIT);
        screen.press("Down Down Down Down Down Down Down Down Down Right");
        screen.wait_for("Western  windows-1252", LIMIT);
    };
    menu();
    screen.wait_for("(•) Detect: UTF-8 and windows-1251 here", LIMIT);
    screen.press("Down Down Enter");
    wait_cursor(&screen, "ÿáëîêî.txt");
    menu();
    screen.wait_for("(•) Western  windows-1252", LIMIT);
    screen.press("Home Enter");
    wait_cursor(&screen, "яблоко.txt");

    screen.press("F7");
    screen.wait_for("─ New folder ", LIMIT);
    screen.send("папка я");
    screen.press("Enter");
    screen.wait_for("made folder папка я", LIMIT);
    wait_cursor(&screen, "папка я/");
    let folder = server
        .data()
        .join(OsStr::from_bytes(b"\xef\xe0\xef\xea\xe0 \xff"));
    assert!(folder.is_dir());

    find(&screen, "яблоко");
    screen.press("F5");
    wait_done(&screen, 1);
    wait_in(&screen, Side::Left, "яблоко.txt");
    assert_eq!(fs::read(local.path().join("яблоко.txt")).unwrap(), b"there");
    activate(&screen, Side::Left);
    find(&screen, "новое");
    screen.press("F5");
    wait_done(&screen, 2);
    wait_in(&screen, Side::Right, "новое.txt");
    let arrived = server
        .data()
        .join(OsStr::from_bytes(b"\xed\xee\xe2\xee\xe5.txt"));
    assert_eq!(fs::read(arrived).unwrap(), b"here");
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
