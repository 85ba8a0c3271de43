//! Names with control characters never reach the terminal as they are.

use crate::program::{Side, activate, connected, wait_in};
use crate::support::pty::{LIMIT, Screen};
use crate::support::server::{Kind, RealServer};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;

/// A title, a colour, a clearing of the screen by the one-byte CSI and by its UTF-8 form, a
/// device control string, a bell, a backspace, and an override of the writing direction.
const NAMES: [&[u8]; 7] = [
    b"a-\x1b]0;owned\x07.txt",
    b"b-\x1b[31mred.txt",
    b"c-\x9b2Jgone.txt",
    b"d-\xc2\x9b2Jgone.txt",
    b"e-\x1bP1;2|evil\x1b\\.txt",
    b"f-\x07\x08\x08bell.txt",
    "g-\u{202e}txt.exe".as_bytes(),
];

/// What of them must not be in the output.
const FORBIDDEN: [&[u8]; 7] = [
    b"\x1b]0;owned",
    b"\x1b[31mred",
    b"\x9b2Jgone",
    b"\x1bP1",
    b"\x07\x08",
    "\u{202e}".as_bytes(),
    b"owned\x07.txt",
];

fn assert_clean(screen: &Screen) {
    let raw = screen.raw_output();
    for bytes in FORBIDDEN {
        let found = raw.windows(bytes.len()).any(|window| window == bytes);
        assert!(
            !found,
            "{:?} reached the terminal",
            bytes.escape_ascii().to_string()
        );
    }
}

fn prove(kind: Kind) {
    let Some(server) = RealServer::start(kind) else {
        return;
    };
    for name in NAMES {
        fs::write(server.data().join(OsStr::from_bytes(name)), name).unwrap();
    }
    server.put("harmless.txt", b"");
    let local = tempfile::tempdir().unwrap();
    let screen = connected(&server, local.path(), &[]);
    wait_in(&screen, Side::Right, "harmless.txt");
    // Pure-FTPd does not list the other ones at all.
    wait_in(&screen, Side::Right, r"g-\u{202e}txt.exe");
    if kind != Kind::PureFtpd {
        wait_in(&screen, Side::Right, "red.txt");
    }
    activate(&screen, Side::Right);
    screen.press("C-a y");
    screen.wait_for("CARRYING", LIMIT);
    screen.press("Esc");
    screen.wait_gone("CARRYING", LIMIT);
    screen.press("F8");
    screen.wait_for("─ Delete ", LIMIT);
    screen.press("Esc");
    screen.wait_gone("─ Delete ", LIMIT);
    screen.press("Esc");
    screen.wait_gone(" marked", LIMIT);
    screen.press("Home Down F2");
    screen.wait_for("─ Rename ", LIMIT);
    screen.press("Esc");
    screen.wait_gone("─ Rename ", LIMIT);
    screen.press("C-a F5");
    screen.wait_until("all of them have ended", LIMIT, |screen| {
        let heading = crate::program::transfers_heading(screen);
        heading.contains(" done") && !heading.contains(" active") && !heading.contains(" waiting")
    });
    for view in ["T", "L"] {
        screen.press(view);
        screen.wait_for(
            if view == "T" {
                "▶ Transfers"
            } else {
                "▶ Log"
            },
            LIMIT,
        );
        screen.press("Home");
        screen.wait_for("Esc Back", LIMIT);
    }
    assert_clean(&screen);
}

#[test]
fn from_vsftpd() {
    prove(Kind::Vsftpd);
}

#[test]
fn from_proftpd() {
    prove(Kind::Proftpd);
}

#[test]
fn from_pure_ftpd() {
    prove(Kind::PureFtpd);
}
