//! A directory of 100,000 entries: keys work while its listing comes.

use crate::support::pty::{LIMIT, Launch, Screen};
use std::fs::File;
use twoport::server::{EmbeddedServer, ServerOptions};

const ENTRIES: usize = 100_000;

#[test]
fn keys_and_filter_work_while_a_large_listing_comes() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..ENTRIES {
        File::create(folder.path().join(format!("file{number:06}"))).unwrap();
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = EmbeddedServer::start(ServerOptions::new(folder.path()));
    let server = runtime.block_on(server).unwrap();
    let url = format!("ftp://127.0.0.1:{}", server.address().port());
    let screen = Screen::spawn((120, 36), &[&url], &[]);
    screen.wait_for("file000000", LIMIT);
    screen.press("Tab End");
    screen.wait_gone("file000000", LIMIT);
    screen.press("Home PageDown");
    screen.wait_for("file000000", LIMIT);
    screen.wait_for("17 of ", LIMIT);
    screen.press("f");
    screen.send("9999");
    screen.wait_for(&format!("filter 9999 · 19 of {ENTRIES}"), LIMIT * 3);
    screen.wait_for("file099990", LIMIT);
    screen.press("Esc");
    screen.wait_for(&format!("of {ENTRIES}"), LIMIT);
    screen.wait_gone("filter", LIMIT);
    screen.press("End");
    screen.wait_for("file099999", LIMIT);
    screen.wait_for(&format!("{ENTRIES} of {ENTRIES}"), LIMIT);
    drop(screen);
    runtime.block_on(server.stop());
}

/// A key that is held, and keys typed while the program was busy, never queue up behind frames.
#[test]
fn keys_that_come_together_cost_a_few_frames() {
    let home = tempfile::tempdir().unwrap();
    for number in 0..400 {
        File::create(home.path().join(format!("file{number:03}"))).unwrap();
    }
    let screen = Screen::start(&Launch {
        home: Some(home.path().to_owned()),
        size: (120, 36),
        ..Launch::default()
    });
    screen.wait_for("file000", LIMIT);
    let frames = || {
        let begin = b"\x1b[?2026h";
        let bytes = screen.raw_output();
        bytes.windows(begin.len()).filter(|at| at == begin).count()
    };
    let before = frames();
    screen.send("\x1b[B".repeat(300));
    screen.wait_for("300 of 400", LIMIT);
    let cost = frames() - before;
    assert!(cost < 150, "{cost} frames for 300 keys");
}
