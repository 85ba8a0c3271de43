//! Ending and stopping: the exit code is right and the terminal is as it was.

use crate::program::{Demo, PROGRAM, SIZE, Side, wait_in};
use crate::support::poll;
use crate::support::process::{descendants, signal};
use crate::support::pty::{LIMIT, Launch, Screen, Settings};
use crate::support::terminal::lines;
use rustix::process::Signal;
use std::fs;
use std::path::PathBuf;

/// The settings of a terminal that nobody has touched.
fn untouched() -> Settings {
    let mut screen = Screen::start(&Launch {
        program: PathBuf::from("/bin/true"),
        size: SIZE,
        ..Launch::default()
    });
    screen.wait_exit(LIMIT);
    screen.settings()
}

/// Whether the terminal is as a shell wants it.
pub fn assert_sane(screen: &Screen) {
    assert_eq!(screen.settings(), untouched());
    screen.look(|screen| {
        assert!(!screen.alternate_screen(), "still on the alternate screen");
        assert!(!screen.hide_cursor(), "the cursor is hidden");
        assert!(!screen.bracketed_paste(), "pastes are still bracketed");
        let mouse = screen.mouse_protocol_mode();
        assert_eq!(mouse, vt100::MouseProtocolMode::None);
    });
    let raw = screen.raw_output();
    let last = |wanted: &[u8]| raw.windows(wanted.len()).rposition(|at| at == wanted);
    // Focus events and synchronized updates, which the emulation does not keep account of.
    assert!(last(b"\x1b[?1004l") > last(b"\x1b[?1004h"));
    assert!(last(b"\x1b[?2026l") > last(b"\x1b[?2026h"));
    assert!(last(b"\x1b[?1002l") > last(b"\x1b[?1002h"));
    assert!(last(b"\x1b[?1006l") > last(b"\x1b[?1006h"));
}

fn ends(how: impl FnOnce(&Screen), code: u32) {
    let mut demo = Demo::start(&[]);
    wait_in(&demo.screen, Side::Right, "README");
    assert!(demo.screen.look(vt100::Screen::alternate_screen));
    assert!(!demo.screen.settings().is_cooked());
    let mouse = demo.screen.look(vt100::Screen::mouse_protocol_mode);
    assert_eq!(mouse, vt100::MouseProtocolMode::ButtonMotion);
    how(&demo.screen);
    assert_eq!(demo.screen.wait_exit(LIMIT).exit_code(), code);
    assert_sane(&demo.screen);
    assert!(demo.is_clean(), "the demo left something behind");
}

#[test]
fn q_ends_with_0() {
    ends(|screen| screen.press("q"), 0);
}

#[test]
fn sigterm_ends_with_143() {
    ends(|screen| signal(screen.pid(), Signal::TERM), 143);
}

#[test]
fn sighup_ends_with_129() {
    ends(|screen| signal(screen.pid(), Signal::HUP), 129);
}

#[test]
fn sigint_from_outside_ends_with_130() {
    ends(|screen| signal(screen.pid(), Signal::INT), 130);
}

/// The state of a process as in /proc/PID/stat: `T` is stopped.
fn state(pid: u32) -> Option<char> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit_once(')')?.1.trim_start().chars().next()
}

fn wait_stopped(pid: u32) {
    let stopped = poll(LIMIT, || (state(pid) == Some('T')).then_some(()));
    assert!(stopped.is_some(), "not stopped but {:?}", state(pid));
}

/// The demo started by a shell with job control, as a user has it, and its id.
fn in_a_shell(folder: &str) -> (Screen, u32) {
    let screen = Screen::start(&Launch {
        program: PathBuf::from("/bin/bash"),
        arguments: ["--norc", "--noprofile", "--noediting", "-i"]
            .map(String::from)
            .into(),
        variables: vec![
            ("PS1".into(), "prompt> ".into()),
            ("TMPDIR".into(), folder.into()),
        ],
        size: SIZE,
        ..Launch::default()
    });
    screen.wait_for("prompt>", LIMIT);
    screen.send(format!("'{PROGRAM}' demo\r"));
    screen.wait_for("connected to ", LIMIT);
    wait_in(&screen, Side::Right, "README");
    let children = descendants(screen.pid());
    let [program] = children.as_slice() else {
        panic!("{children:?}");
    };
    (screen, program.pid)
}

/// q ends the program, and the shell goes on with the exit code.
fn assert_quits_well(screen: &Screen) {
    screen.press("q");
    screen.wait_until("the shell's prompt", LIMIT, |screen| {
        let last = lines(screen).filter(|line| !line.is_empty()).last();
        !screen.alternate_screen() && last.is_some_and(|line| line == "prompt>")
    });
    screen.send("echo it said $?\r");
    screen.wait_for("it said 0", LIMIT);
}

#[test]
fn ctrl_z_stops_it_and_it_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let (screen, pid) = in_a_shell(folder.path().to_str().unwrap());
    for _ in 0..2 {
        screen.press("C-z");
        screen.wait_for("Stopped", LIMIT);
        wait_stopped(pid);
        assert_sane(&screen);
        let before = screen.raw_output().len();
        screen.send("fg\r");
        screen.wait_for("  Remote  /pub", LIMIT);
        screen.wait_for("F1 Help", LIMIT);
        assert!(screen.look(vt100::Screen::alternate_screen));
        let raw = screen.raw_output();
        let after = &raw[before..];
        let cleared = after.windows(4).any(|bytes| bytes == b"\x1b[2J");
        assert!(cleared, "it was not drawn anew");
    }
    screen.press("Down");
    screen.wait_until("the cursor moved", LIMIT, |screen| {
        crate::program::cursor_row(screen).is_some_and(|row| row.contains("invoices"))
    });
    assert_quits_well(&screen);
    assert!(fs::read_dir(folder.path()).unwrap().next().is_none());
}

#[test]
fn stopped_from_outside_it_draws_everything_anew() {
    let folder = tempfile::tempdir().unwrap();
    let (screen, pid) = in_a_shell(folder.path().to_str().unwrap());
    signal(pid, Signal::STOP);
    wait_stopped(pid);
    // The shell has taken the terminal back and says so, right into the picture.
    screen.wait_for("Stopped", LIMIT);
    screen.send("fg\r");
    screen.wait_gone("Stopped", LIMIT);
    screen.wait_for("F1 Help", LIMIT);
    assert!(screen.look(vt100::Screen::alternate_screen));
    assert_quits_well(&screen);
}
