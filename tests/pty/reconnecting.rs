//! A server that goes away and comes back, as the user sees it.

use crate::program::{SIZE, Side, connected, wait_in};
use crate::support::pty::{LIMIT, Screen};
use crate::support::server::{Kind, RealServer, free};
use std::fs;
use tokio::runtime::Runtime;
use twoport::server::{EmbeddedServer, ServerOptions};

#[test]
fn the_countdown_is_seen_and_the_listing_comes_back() {
    let runtime = Runtime::new().unwrap();
    let (place, home) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::create_dir(place.path().join("deep")).unwrap();
    fs::write(place.path().join("deep/before"), "x").unwrap();
    let mut options = ServerOptions::new(place.path());
    options.bind = free(options.bind);
    let server = runtime
        .block_on(EmbeddedServer::start(options.clone()))
        .unwrap();
    let url = format!("ftp://{}/deep", server.address());
    let home_variable = home.path().to_str().unwrap();
    let screen = Screen::spawn(SIZE, &[&url], &[("HOME", home_variable)]);
    wait_in(&screen, Side::Right, "before");
    runtime.block_on(server.stop());
    screen.wait_for("! connection lost: ", LIMIT);
    screen.wait_for("Ctrl-R now", LIMIT);
    screen.wait_for("Esc give up", LIMIT);
    screen.wait_for(", offline)", LIMIT);
    screen.wait_for("Reconnecting in 2 s (attempt 2)", LIMIT);
    screen.wait_for("Reconnecting in 1 s (attempt 2)", LIMIT);
    screen.wait_for("lost, again in ", LIMIT);
    fs::write(place.path().join("deep/after"), "x").unwrap();
    let server = runtime.block_on(EmbeddedServer::start(options)).unwrap();
    screen.press("C-r");
    screen.wait_for("connected again", LIMIT);
    wait_in(&screen, Side::Right, "after");
    screen.wait_gone("connection lost", LIMIT);
    drop(screen);
    runtime.block_on(server.stop());
}

#[test]
fn giving_up_leaves_the_listing_and_the_key_to_come_back() {
    let runtime = Runtime::new().unwrap();
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("kept"), "x").unwrap();
    let options = ServerOptions::new(place.path());
    let server = runtime.block_on(EmbeddedServer::start(options)).unwrap();
    let url = format!("ftp://{}/", server.address());
    let screen = Screen::spawn(SIZE, &[&url], &[]);
    wait_in(&screen, Side::Right, "kept");
    runtime.block_on(server.stop());
    screen.wait_for("Esc give up", LIMIT);
    screen.press("Esc");
    screen.wait_for("gave up reconnecting; Ctrl-R tries again", LIMIT);
    wait_in(&screen, Side::Right, "kept");
    screen.wait_gone("Reconnecting", LIMIT);
}

#[test]
fn every_server_is_found_again_after_a_crash() {
    for mut server in Kind::ALL.into_iter().filter_map(RealServer::start) {
        server.put("before", b"x");
        let home = tempfile::tempdir().unwrap();
        let screen = connected(&server, home.path(), &[]);
        wait_in(&screen, Side::Right, "before");
        server.kill();
        screen.wait_for("! connection lost: ", LIMIT);
        server.put("after", b"x");
        server.restart();
        screen.wait_for("connected again", LIMIT);
        wait_in(&screen, Side::Right, "after");
    }
}
