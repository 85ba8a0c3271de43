//! A queue that outlives the program: killed in the middle of a file, and started again.

use crate::program::{LONG, SIZE, Side, activate, find, wait_in};
use crate::support::process::signal;
use crate::support::pty::{LIMIT, Launch, Screen};
use rustix::process::Signal;
use std::fs;
use std::path::Path;
use tokio::runtime::Runtime;
use twoport::server::{DataFault, DataFaultKind, EmbeddedServer, ServerOptions};

fn start(home: &Path, arguments: &[&str]) -> Screen {
    Screen::start(&Launch {
        arguments: arguments.iter().map(|word| (*word).to_owned()).collect(),
        size: SIZE,
        home: Some(home.to_owned()),
        ..Launch::default()
    })
}

#[test]
fn a_queue_that_was_killed_is_asked_about_and_goes_on() {
    let runtime = Runtime::new().unwrap();
    let (place, home) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let content: Vec<u8> = (0..6_000_000_u32).map(|at| (at % 251) as u8).collect();
    fs::write(place.path().join("big.bin"), &content).unwrap();
    let mut options = ServerOptions::new(place.path());
    options.rate = Some(1 << 20);
    let server = runtime.block_on(EmbeddedServer::start(options)).unwrap();
    let url = format!("ftp://{}/", server.address());
    let mut screen = start(home.path(), &[&url]);
    wait_in(&screen, Side::Right, "big.bin");
    activate(&screen, Side::Right);
    find(&screen, "big.bin");
    screen.press("F5");
    screen.wait_for("1 active", LIMIT);
    screen.wait_until("some bytes", LIMIT, |screen| {
        screen.contents().contains("/5.72 MiB") && !screen.contents().contains(" 0/5.72 MiB")
    });
    signal(screen.pid(), Signal::KILL);
    screen.wait_exit(LIMIT);

    let screen = start(home.path(), &[]);
    screen.wait_for("The queue of last time", LIMIT);
    screen.wait_for("Later", LIMIT);
    screen.wait_for("1 transfer for anonymous@127.0.0.1", LIMIT);
    // Later; the question waits as a chip, and the transfer is paused.
    screen.press("Esc");
    screen.wait_for("? 1", LIMIT);
    screen.press("T");
    screen.wait_for("Paused 1", LIMIT);
    screen.press("a");
    screen.wait_for("g Go on", LIMIT);
    screen.press("g");
    screen.wait_for("Done 1", LONG);
    assert_eq!(fs::read(home.path().join("big.bin")).unwrap(), content);
    drop(screen);
    runtime.block_on(server.stop());
}

#[test]
fn a_countdown_to_the_next_try_is_seen_and_r_does_not_wait_for_it() {
    let runtime = Runtime::new().unwrap();
    let (place, home) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let content: Vec<u8> = (0..3_000_000_u32).map(|at| (at % 249) as u8).collect();
    fs::write(place.path().join("big.bin"), &content).unwrap();
    let mut options = ServerOptions::new(place.path());
    options.faults = vec![DataFault {
        verb: "RETR".into(),
        after_bytes: 1_000_000,
        times: 2,
        kind: DataFaultKind::ResetThen426,
    }];
    let server = runtime.block_on(EmbeddedServer::start(options)).unwrap();
    let url = format!("ftp://{}/", server.address());
    let screen = start(home.path(), &[&url]);
    wait_in(&screen, Side::Right, "big.bin");
    activate(&screen, Side::Right);
    find(&screen, "big.bin");
    screen.press("F5 T");
    screen.wait_until("a countdown", LIMIT, |screen| {
        let text = screen.contents();
        text.contains("retry ") && text.contains(" in ") && text.contains("it goes on from byte")
    });
    screen.wait_for("try 1", LIMIT);
    screen.press("r");
    screen.wait_for("Done 1", LONG);
    assert_eq!(fs::read(home.path().join("big.bin")).unwrap(), content);
    drop(screen);
    runtime.block_on(server.stop());
}
