//! The screen answers while the wire is busy.

use crate::program::{
    Side, activate, connected, cursor_row, find, sparse, transfers_heading, wait_in,
};
use crate::support::pty::LIMIT;
use crate::support::server::{Kind, RealServer};
use std::fs;
use std::time::{Duration, Instant};

const KEYS: usize = 50;

#[test]
fn each_key_is_answered_while_two_gigabytes_go_each_way() {
    let Some(server) = RealServer::start(Kind::Proftpd) else {
        return;
    };
    let local = tempfile::tempdir().unwrap();
    for number in 0..KEYS + 20 {
        fs::write(local.path().join(format!("row-{number:03}")), "").unwrap();
    }
    sparse(&local.path().join("zz-upwards.img"), 2 << 30);
    sparse(&server.data().join("downwards.img"), 2 << 30);
    server.own();
    let screen = connected(&server, local.path(), &[]);
    wait_in(&screen, Side::Right, "downwards.img");
    activate(&screen, Side::Left);
    find(&screen, "zz-upwards.img");
    activate(&screen, Side::Right);
    find(&screen, "downwards.img");
    screen.press("F5 1 F5 Home");
    screen.wait_until("both under way", LIMIT, |screen| {
        transfers_heading(screen).contains("2 active")
    });
    let mut times: Vec<Duration> = (0..KEYS)
        .map(|_| {
            let before = screen.look(cursor_row);
            let sent = Instant::now();
            screen.press("Down");
            screen.wait_until("another row", LIMIT, |screen| cursor_row(screen) != before);
            sent.elapsed()
        })
        .collect();
    let heading = screen.look(transfers_heading);
    times.sort_unstable();
    eprintln!(
        "key to screen: median {:?}, slowest {:?}; then {}",
        times[KEYS / 2],
        times[KEYS - 1],
        heading.trim_matches(['╭', '─', '╮', ' '])
    );
    assert!(heading.contains(" active"), "the wire was idle: {heading}");
}
