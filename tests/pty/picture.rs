//! Pictures of the demo: what is no measurement is the same each time.

use crate::support::process;
use crate::support::pty::{LIMIT, Launch, Screen};
use regex::Regex;
use rustix::process::Signal;
use std::path::PathBuf;

/// The panes and the log of a demo that has been listed, as `screenshots/make` starts it; without what
/// is measured, and without the port that the system chose.
fn look() -> [String; 2] {
    let stage = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/screenshots/stage"));
    let words = [env!("CARGO_BIN_EXE_twoport"), "demo", "--picture", "still"];
    let mut screen = Screen::start(&Launch {
        program: stage,
        arguments: words.map(str::to_owned).to_vec(),
        variables: vec![("TZ".into(), "UTC".into())],
        size: (120, 36),
        ..Launch::default()
    });
    for text in [
        "listed 0 s ago",
        "GiB free",
        "· CLOSED",
        "✓ 17:20:00  connected",
    ] {
        screen.wait_for(text, LIMIT);
    }
    let panes = settled(&screen);
    screen.send("L");
    screen.wait_for("closed in order", LIMIT);
    let log = settled(&screen);
    process::signal(screen.pid(), Signal::TERM);
    screen.wait_exit(LIMIT);
    [panes, log]
}

fn settled(screen: &Screen) -> String {
    let measured = r"rtt +[\d.]+ ms|│ steps .*│|[\d.]+ [KMGT]iB free|idle \d+s|[↑↓][\d.]+[KMG]?";
    let chosen = r"control(?:: ESTABLISHED)? +127\.0\.0\.1:\d+";
    let varies = Regex::new(&format!("{measured}|{chosen}| {{2,}}")).unwrap();
    varies.replace_all(&screen.text(), " … ").into_owned()
}

#[test]
fn two_pictures_show_the_same_times_ports_and_folders() {
    let [panes, log] = look();
    for text in [
        "demo@127.0.0.1:2121",
        "/tmp/twoport-local",
        "127.0.0.1:30000",
    ] {
        assert!(panes.contains(text), "{text}:\n{panes}");
    }
    assert!(log.contains("17:20:00"), "{log}");
    let [panes_again, log_again] = look();
    assert_eq!(panes, panes_again);
    assert_eq!(log, log_again);
}
