//! Servers that count a session that has ended for a moment still, or one that is dead: its place is
//! waited for, and nothing false is learned from it.

use super::driver::{Driver, down, file, remote};
use super::peers::Peer;
use super::scripted::{Scripted, Talk, Then};
use super::support::server::{Kind, RealOptions};
use std::fs;
use std::sync::{Mutex, mpsc};
use std::time::Duration;
use twoport::engine::{Command, Event};
use twoport::model::{ModeChoice, Site};

/// Connects again and again to the site that is connected to.
async fn comes_back(site: &Site) {
    let mut driver = Driver::connect(site).await;
    for _ in 0..4 {
        driver.log_in(site).await.unwrap();
    }
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_connection_is_enough_for_connecting_again() {
    let peer = Peer::embedded(|options| options.max_sessions = Some(1)).await;
    comes_back(&peer.site(ModeChoice::Auto, 0)).await;
    comes_back(&peer.site(ModeChoice::Auto, 2)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_login_is_enough_for_connecting_again() {
    let peer = Peer::embedded(|options| options.login_limit = Some(1)).await;
    comes_back(&peer.site(ModeChoice::Auto, 1)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn real_servers_that_let_one_in_are_connected_to_again() {
    for kind in [Kind::Vsftpd, Kind::Proftpd] {
        let options = RealOptions {
            max_logins: Some(1),
            ..RealOptions::default()
        };
        if let Some(peer) = Peer::real_with(kind, options) {
            comes_back(&peer.site(ModeChoice::Auto, 0)).await;
        }
    }
}

/// A slow farewell: whoever comes in the middle of it is one too many.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_session_before_has_ended_when_the_new_one_is_opened() {
    let (came, comes) = mpsc::channel();
    let comes = Mutex::new(comes);
    let server = Scripted::start(move |talk: &mut Talk, line| match (talk.number, line) {
        (1, "QUIT") => {
            let early = comes
                .lock()
                .unwrap()
                .recv_timeout(Duration::from_millis(300));
            talk.say(if early.is_ok() {
                "500 Too early"
            } else {
                "221 Bye"
            });
            Then::Close
        }
        (number, line) if number > 1 && line.starts_with("USER") => {
            // Nobody waits for it any more.
            let _ = came.send(());
            Then::Usual
        }
        _ => Then::Usual,
    });
    let mut driver = Driver::connect(&server.site).await;
    driver.log_in(&server.site).await.unwrap();
    let farewell = |line: &String| line.contains("221 Bye");
    assert!(driver.log.iter().any(farewell), "{:#?}", driver.log);
    driver.quit().await;
}

/// Greets those who come again with a refusal, the first or all of them.
fn full(refusals: usize) -> Scripted {
    Scripted::start(move |talk: &mut Talk, line| {
        if line.starts_with("USER") && (2..2 + refusals).contains(&talk.number) {
            talk.say("421 There are too many connected users");
            return Then::Close;
        }
        Then::Usual
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_counts_the_session_before_is_asked_once_more() {
    let server = full(1);
    let mut driver = Driver::connect(&server.site).await;
    driver.log_in(&server.site).await.unwrap();
    assert_eq!(server.connections(), 3);
    driver.quit().await;
    let server = full(10);
    let mut driver = Driver::connect(&server.site).await;
    let problem = driver.log_in(&server.site).await.unwrap_err();
    assert!(problem.to_string().contains("421 There"), "{problem}");
    assert_eq!(server.connections(), 3);
    // Now none was there before: its word is taken.
    driver.log_in(&server.site).await.unwrap_err();
    assert_eq!(server.connections(), 4);
    driver.quit().await;
}

fn notices(driver: &mut Driver) -> Vec<String> {
    let mut notices = Vec::new();
    while let Ok(event) = driver.engine.events.try_recv() {
        if let Event::Notice(text) = event {
            notices.push(text);
        }
    }
    notices
}

/// The next drop comes while the transfer session is being closed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transfer_session_that_is_being_closed_teaches_no_limit() {
    let peer = Peer::embedded(|options| options.max_sessions = Some(2)).await;
    peer.put("x", b"whole");
    let mut driver = Driver::connect(&peer.site(ModeChoice::Auto, 1)).await;
    for _ in 0..5 {
        let local = tempfile::tempdir().unwrap();
        let order = down(&peer.directory, local.path(), vec![file("x")]);
        driver.carry(order).await.all_done();
        assert_eq!(fs::read(local.path().join("x")).unwrap(), b"whole");
        driver.send(Command::SetSessions(0));
        driver.send(Command::SetSessions(1));
    }
    assert_eq!(driver.engine.snapshot.borrow().sessions_wanted, 1);
    assert_eq!(notices(&mut driver), [""; 0]);
    driver.quit().await;
}

/// The server holds a dead session for alive, and refuses the one in its place for a while.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transfer_session_that_died_teaches_no_limit() {
    let server = Scripted::start(|talk: &mut Talk, line| {
        let verb = line.split(' ').next();
        match (talk.number, verb) {
            (2, Some("RETR")) => Then::Close,
            (3, Some("USER")) => {
                talk.say("421 There are too many connected users");
                Then::Close
            }
            (_, Some("RETR")) => {
                talk.send(b"whole");
                Then::Answered
            }
            _ => Then::Usual,
        }
    });
    let mut site = server.site.clone();
    site.transfer_sessions = 1;
    let mut driver = Driver::connect(&site).await;
    let local = tempfile::tempdir().unwrap();
    let drop = driver.enqueue(down(&remote("/"), local.path(), vec![file("x")]));
    let told = driver.event("a notice", |event| match event {
        Event::Notice(text) => Some(text.clone()),
        _ => None,
    });
    let told = told.await;
    assert!(
        told.contains("421 There") && told.contains("tried again in"),
        "{told}"
    );
    driver.finish(drop).await.all_done();
    assert_eq!(driver.engine.snapshot.borrow().sessions_wanted, 1);
    assert_eq!(server.connections(), 4);
    assert_eq!(notices(&mut driver), [""; 0]);
    driver.quit().await;
}
