//! Transfers that are cancelled, fail, and are tried again.

use crate::program::{Demo, LONG, Side, activate, find, transfers_heading, wait_in};
use crate::support::pty::LIMIT;
use std::fs;

#[test]
fn a_running_transfer_is_cancelled_and_the_session_goes_on() {
    let demo = Demo::start(&["--rate", "4194304"]);
    let screen = &demo.screen;
    activate(screen, Side::Right);
    find(screen, "release-1.4.0.iso");
    screen.press("F5");
    screen.wait_for("1 active", LIMIT);
    screen.press("T");
    screen.wait_for("▶ Transfers", LIMIT);
    screen.wait_until("some bytes", LIMIT, |screen| {
        screen.contents().contains("/200 MiB")
    });
    screen.press("x");
    screen.wait_for("thrown away", LIMIT);
    screen.press("y");
    screen.wait_for("cancelled", LIMIT);
    screen.wait_for("Active 0", LIMIT);
    screen.press("Esc");
    screen.wait_gone("▶ Transfers", LIMIT);
    fs::write(demo.server().join("pub/brand-new.txt"), "new").unwrap();
    screen.press("R");
    wait_in(screen, Side::Right, "brand-new.txt");
    find(screen, "brand-new.txt");
    screen.press("F5");
    screen.wait_for("1 done", LIMIT);
    let got = fs::read_to_string(demo.local().join("brand-new.txt"));
    assert_eq!(got.unwrap(), "new");
    let left: Vec<_> = fs::read_dir(demo.local())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("release-1.4.0.iso"))
        .collect();
    assert!(!left.contains(&"release-1.4.0.iso".to_owned()), "{left:?}");
}

#[test]
fn a_failed_transfer_is_done_when_tried_again() {
    let demo = Demo::start(&["--rate", "0"]);
    let screen = &demo.screen;
    activate(screen, Side::Right);
    let source = demo.server().join("pub/firmware-2.1.bin");
    let away = demo.server().join("away");
    fs::rename(&source, &away).unwrap();
    find(screen, "firmware-2.1.bin");
    screen.press("F5");
    screen.wait_until("a failure", LIMIT, |screen| {
        transfers_heading(screen).contains("1 failed")
    });
    screen.wait_for("550 ", LIMIT);
    screen.press("T");
    screen.wait_for("▶ Transfers", LIMIT);
    fs::rename(&away, &source).unwrap();
    screen.press("r");
    screen.wait_for("Done 1", LONG);
    let got = fs::read(demo.local().join("firmware-2.1.bin")).unwrap();
    assert!(got == fs::read(&source).unwrap());
}

#[test]
fn quitting_with_work_under_way_asks_first() {
    let mut demo = Demo::start(&["--rate", "4194304"]);
    activate(&demo.screen, Side::Right);
    find(&demo.screen, "release-1.4.0.iso");
    demo.screen.press("F5");
    demo.screen.wait_for("1 active", LIMIT);
    demo.screen.press("q");
    demo.screen.wait_for("─ Quit", LIMIT);
    demo.screen.press("Enter");
    demo.screen.wait_gone("─ Quit", LIMIT);
    demo.screen.wait_for("1 active", LIMIT);
    demo.screen.press("q");
    demo.screen.wait_for("─ Quit", LIMIT);
    demo.screen.press("y");
    assert_eq!(demo.screen.wait_exit(LIMIT).exit_code(), 0);
    assert!(demo.is_clean());
}

/// What moves files gives way to what draws: its threads are nice, and no other one is.
#[cfg(target_os = "linux")]
#[test]
fn copying_gives_way_to_the_screen() {
    let demo = Demo::start(&["--rate", "500000"]);
    let screen = &demo.screen;
    activate(screen, Side::Right);
    find(screen, "dataset-001");
    screen.press("F5");
    screen.wait_for("1 active", LIMIT);
    // The niceness is the seventeenth word behind the name of the thread (proc(5)).
    let niceness = |task: &std::path::Path| -> Option<(bool, i32)> {
        let status = fs::read_to_string(task.join("stat")).ok()?;
        let (name, rest) = status.rsplit_once(')')?;
        let niceness = rest.split_whitespace().nth(16)?.parse().ok()?;
        Some((name.ends_with("(copy"), niceness))
    };
    let tasks = format!("/proc/{}/task", screen.pid());
    let seen = crate::support::poll(LIMIT, || {
        let tasks = fs::read_dir(&tasks).unwrap().flatten();
        let seen: Vec<_> = tasks.filter_map(|task| niceness(&task.path())).collect();
        seen.contains(&(true, 10)).then_some(seen)
    });
    let seen = seen.expect("a thread that copies, and is nice");
    let others = seen.iter().filter(|(copies, _)| !copies);
    assert!(
        others.clone().all(|(_, niceness)| *niceness == 0),
        "{seen:?}"
    );
}
