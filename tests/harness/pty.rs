//! The terminal driver with programs whose behaviour is known.

use crate::support::keys::{Mouse, key, mouse};
use crate::support::poll;
use crate::support::process::Process;
use crate::support::pty::{LIMIT, Launch, Screen};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::Duration;

fn shell(script: &str, size: (u16, u16)) -> Screen {
    Screen::start(&Launch {
        program: PathBuf::from("/bin/sh"),
        arguments: vec!["-c".into(), script.into()],
        variables: vec![("EXTRA".into(), "given".into())],
        size,
        home: None,
        knows: Vec::new(),
    })
}

#[test]
fn the_program_sees_the_size_and_its_changes() {
    let screen = shell(
        "trap 'stty size' WINCH; stty size; while :; do read line; done",
        (90, 20),
    );
    screen.wait_for("20 90", LIMIT);
    screen.resize(101, 31);
    // A shell that was about to read when the signal came tells of it at the next line only.
    screen.send("\r");
    screen.wait_for("31 101", LIMIT);
    assert_eq!(screen.look(|screen| screen.size().1.get()), 101);
}

#[test]
fn the_environment_is_its_own() {
    let mut screen = shell(
        "echo $HOME; echo [$EXTRA $TERM $LC_ALL $CARGO]; pwd",
        (200, 10),
    );
    assert!(screen.wait_exit(LIMIT).success());
    let home = screen.home().to_str().unwrap().to_owned();
    assert_eq!(screen.line_with(&home).as_deref(), Some(home.as_str()));
    assert!(
        screen.text().contains("[given xterm-256color C.UTF-8 ]"),
        "{}",
        screen.text()
    );
    drop(screen);
    assert!(!PathBuf::from(home).exists());
}

#[test]
fn keys_arrive_as_sent() {
    let screen = shell(
        "stty raw -echo opost onlcr; echo ready; exec od -An -tx1 -v",
        (80, 24),
    );
    screen.wait_for("ready", LIMIT);
    screen.press("Up C-c S-Tab A-x F5 ö");
    screen.mouse(Mouse::Drag, (4, 9));
    // od prints whole lines of sixteen bytes: three of them.
    screen.send(vec![b'.'; 48]);
    screen.wait_for("1b 5b 41 03 1b 5b 5a 1b 78 1b 5b 31 35 7e c3 b6", LIMIT);
    screen.wait_for("1b 5b 3c 33 32 3b 35 3b 31 30 4d", LIMIT);
    assert_eq!(key("C-Right").as_deref(), Some("\x1b[1;5C"));
    assert_eq!(key("nonsense"), None);
    assert_eq!(mouse(Mouse::Release, 0, 0), "\x1b[<0;1;1m");
}

#[test]
fn output_is_drawn_and_kept() {
    let script = r"printf '\033[?1049h\033[2;3H\033[1mGr\303\274\303\237e\033[0m'; read line";
    let screen = shell(script, (40, 10));
    screen.wait_for("Grüße", LIMIT);
    assert_eq!(screen.position_of("üße"), Some((4, 1)));
    assert!(screen.look(|screen| screen.cell(1, 2).unwrap().bold()));
    assert!(screen.look(vt100::Screen::alternate_screen));
    assert!(screen.raw_output().starts_with(b"\x1b[?1049h"));
}

#[test]
fn the_exit_status_and_the_settings_left_behind_are_seen() {
    let mut screen = shell("exit 7", (80, 24));
    assert_eq!(screen.wait_exit(LIMIT).exit_code(), 7);
    assert!(screen.settings().is_cooked());
    let mut screen = shell("stty raw -echo; kill -TERM $$", (80, 24));
    assert_eq!(screen.wait_exit(LIMIT).signal(), Some("Terminated"));
    assert!(!screen.settings().is_cooked());
}

#[test]
fn questions_to_the_terminal_are_answered() {
    let script =
        r"stty raw -echo; printf '\033[3;4H\033[6n'; dd bs=1 count=6 2>/dev/null | od -An -c";
    let screen = shell(script, (80, 24));
    screen.wait_for(r"033   [   3   ;   4   R", LIMIT);
}

#[test]
fn a_failed_wait_shows_the_screen() {
    let screen = shell("echo what there is; read line", (80, 24));
    screen.wait_for("what there is", LIMIT);
    let failed = catch_unwind(AssertUnwindSafe(|| {
        screen.wait_for("what there is not", Duration::from_millis(20));
    }));
    let message = failed.unwrap_err().downcast::<String>().unwrap();
    assert!(
        message.contains("waited for \"what there is not\"") && message.contains("what there is\n")
    );
}

#[test]
fn the_smallest_terminal_does_no_harm() {
    let mut screen = shell(
        r"printf 'a\303\274\346\227\245\033[5;5Hx\n\n\033[2J'",
        (1, 1),
    );
    assert!(screen.wait_exit(LIMIT).success());
}

#[test]
fn dropping_the_screen_ends_the_program_and_its_children() {
    let screen = shell(
        "trap '' HUP TERM; sleep 1000 & echo child $!; wait",
        (80, 24),
    );
    screen.wait_for("child ", LIMIT);
    let line = screen.line_with("child ").unwrap();
    let child = Process::find(line.rsplit(' ').next().unwrap().parse().unwrap()).unwrap();
    let program = Process::find(screen.pid()).unwrap();
    assert!(child.is_running() && program.is_running());
    drop(screen);
    assert!(!program.is_running());
    assert!(poll(LIMIT, || (!child.is_running()).then_some(())).is_some());
}

/// As in a terminal that knows of synchronized output.
#[test]
fn a_frame_is_seen_as_a_whole_or_not_at_all() {
    let script = r"stty -echo; printf 'before\r\n\033[?20'; read l; printf '26hwithin'; read l; printf ' it\r\n\033[?2026'; read l; printf 'lafter'; read l; printf '\033[?2026hend'";
    let mut screen = shell(script, (40, 10));
    let wrote = |screen: &Screen, text: &str| {
        let there = || {
            let raw = screen.raw_output();
            let found = raw
                .windows(text.len())
                .any(|bytes| bytes == text.as_bytes());
            found.then_some(())
        };
        assert!(poll(LIMIT, there).is_some(), "{text} was not written");
    };
    screen.wait_for("before", LIMIT);
    screen.send("\r");
    wrote(&screen, "within");
    assert!(!screen.text().contains("within"));
    screen.send("\r");
    wrote(&screen, " it");
    assert!(!screen.text().contains("within"));
    screen.send("\r");
    screen.wait_for("after", LIMIT);
    assert!(screen.text().contains("within it"));
    screen.send("\r");
    assert!(screen.wait_exit(LIMIT).success());
    assert!(
        screen.text().contains("end"),
        "what was written last is seen"
    );
}
