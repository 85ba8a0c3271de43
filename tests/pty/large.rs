//! A directory of 100,000 entries: keys work while its listing comes.

use crate::support::pty::{LIMIT, Screen};
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
