//! A control connection that ended while nobody looked is dialled again without a word.

use super::driver::{Driver, down, file, remote};
use super::scripted::{Scripted, Talk, Then};
use std::fs;
use twoport::engine::Event;

/// Lists, lets the server say goodbye in its way, and lists again.
async fn goodbye(farewell: &'static str) {
    let server = Scripted::start(move |talk: &mut Talk, line| {
        if talk.number > 1 || !line.starts_with("LIST") {
            return Then::Usual;
        }
        talk.send(b"-rw-r--r-- 1 a a 1 Jan 1 2020 x\r\n");
        if !farewell.is_empty() {
            talk.say(farewell);
        }
        Then::Close
    });
    let mut site = server.site.clone();
    site.transfer_sessions = 0;
    let mut driver = Driver::connect(&site).await;
    assert_eq!(driver.names(&remote("/")).await, [b"x"]);
    assert!(driver.names(&remote("/")).await.is_empty());
    assert_eq!(server.connections(), 2);
    assert!(quiet(&mut driver), "the user is not bothered");
    driver.quit().await;
}

/// Whether nothing was told that a user would see as trouble.
fn quiet(driver: &mut Driver) -> bool {
    while let Ok(event) = driver.engine.events.try_recv() {
        if matches!(
            event,
            Event::Disconnected { .. } | Event::Failed { .. } | Event::ConnectFailed { .. }
        ) {
            return false;
        }
    }
    true
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_421() {
    goodbye("421 Idle for too long").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_bare_end() {
    goodbye("").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_turns_out_dead_at_its_next_command_is_replaced() {
    let server = Scripted::start(|talk: &mut Talk, line| {
        match (
            talk.number,
            line.starts_with("CWD /second"),
            line.starts_with("RETR"),
        ) {
            (1, true, _) => {
                talk.say("421 Idle for too long");
                Then::Close
            }
            (2, _, true) => Then::Close,
            (3.., _, true) => {
                talk.send(b"x");
                Then::Answered
            }
            _ => Then::Usual,
        }
    });
    let mut site = server.site.clone();
    site.transfer_sessions = 0;
    let mut driver = Driver::connect(&site).await;
    driver.names(&remote("/")).await;
    driver.names(&remote("/second")).await;
    assert_eq!(server.connections(), 2);
    let local = tempfile::tempdir().unwrap();
    driver
        .carry(down(&remote("/"), local.path(), vec![file("x")]))
        .await
        .all_done();
    assert_eq!(fs::read(local.path().join("x")).unwrap(), b"x");
    assert_eq!(server.connections(), 3);
    driver.quit().await;
}
