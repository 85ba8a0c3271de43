//! Another mode while the queue is under way.

use crate::program::{Demo, Side, activate, find, set_mode, transfers_heading, wait_done};
use crate::support::pty::LIMIT;
use std::fs;

const FILES: [&str; 4] = [
    "dataset-001.parquet",
    "dataset-002.parquet",
    "dataset-003.parquet",
    "firmware-2.1.bin",
];

#[test]
fn a_queue_under_way_goes_on_in_the_new_mode() {
    let demo = Demo::start(&[]);
    let screen = &demo.screen;
    set_mode(screen, "PASSIVE");
    activate(screen, Side::Right);
    for name in FILES {
        find(screen, name);
        screen.press("Space");
    }
    screen.press("F5");
    screen.wait_until("some at work, some waiting", LIMIT, |screen| {
        let heading = transfers_heading(screen);
        heading.contains("2 active · 2 waiting") || heading.contains("3 active · 1 waiting")
    });
    screen.wait_for("━━ dials ━━━▶", LIMIT);
    set_mode(screen, "ACTIVE");
    screen.wait_for(" running keep theirs", LIMIT);
    screen.wait_for("◀━━━ dials ━━", LIMIT);
    wait_done(screen, 4);
    for name in FILES {
        let (ours, theirs) = (
            demo.local().join(name),
            demo.server().join("pub").join(name),
        );
        assert!(
            fs::read(ours).unwrap() == fs::read(theirs).unwrap(),
            "{name} differs"
        );
    }
    screen.press("L");
    screen.wait_for("(the server)", LIMIT);
}
