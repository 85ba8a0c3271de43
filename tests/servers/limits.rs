//! Servers that allow one login, or two: the pool learns it, everything gets across, nobody is
//! bothered with logins.

use super::driver::{Driver, down, file, folder, remote, up};
use super::peers::Peer;
use super::scripted::{Scripted, Talk, Then};
use super::support::tree;
use std::fs;
use twoport::engine::Event;
use twoport::model::{EngineSnapshot, ModeChoice, SessionRole, TransferState};
use twoport::server::ServerOptions;

async fn fetch_with_limit(limit: usize, adjust: impl FnOnce(&mut ServerOptions)) {
    let peer = Peer::embedded(|options| {
        adjust(options);
        options.rate = Some(8 * 1024 * 1024);
    })
    .await;
    tree::make(&peer.data.join("tree"));
    let mut driver = Driver::connect(&peer.site(ModeChoice::Auto, 2)).await;
    let local = tempfile::tempdir().unwrap();
    // So that there is something left to move when the listing comes.
    driver.limit(200_000);
    let drop = driver.enqueue(down(&peer.directory, local.path(), vec![folder("tree")]));
    let learned = driver.event("a notice of the limit", |event| match event {
        Event::Notice(text) => Some(text.clone()),
        _ => None,
    });
    let learned = learned.await;
    // Browsing comes first, and while files move.
    assert_eq!(driver.names(&peer.directory).await, [b"tree"]);
    let early = all_done(&driver.engine.snapshot.borrow()).is_none();
    driver.unlimit();
    driver.finish(drop).await.all_done();
    assert!(early, "the listing came between the files");
    tree::assert_same(&peer.data.join("tree"), &local.path().join("tree"));
    let (wanted, roles) = driver.snapshot("the sessions", all_done).await;
    assert_eq!(wanted, limit - 1);
    let (notice, sessions) = if limit == 1 {
        ("One session only (", vec![SessionRole::Shared])
    } else {
        (
            "2 sessions at most (",
            vec![SessionRole::Browse, SessionRole::Transfer],
        )
    };
    assert!(learned.starts_with(notice), "{learned}");
    assert_eq!(roles, sessions);
    // One login that stays for each that is allowed, one try for each that is not, and no storm.
    let tries = dialled(&driver);
    assert!(tries <= 3, "{tries} connections");
    // A second drop knows already.
    fs::remove_dir_all(local.path().join("tree")).unwrap();
    let again = down(&peer.directory, local.path(), vec![folder("tree")]);
    driver.carry(again).await.all_done();
    assert_eq!(dialled(&driver), tries);
    driver.quit().await;
}

fn dialled(driver: &Driver) -> usize {
    let lines = driver.log.iter();
    lines
        .filter(|line| line.contains("control: dialling"))
        .count()
}

/// How many sessions are wanted and which there are, when every transfer is done.
fn all_done(snapshot: &EngineSnapshot) -> Option<(usize, Vec<SessionRole>)> {
    let transfers = &snapshot.transfers;
    let done = transfers
        .iter()
        .all(|transfer| transfer.state == TransferState::Done);
    let roles = snapshot
        .sessions
        .iter()
        .map(|session| session.role)
        .collect();
    (done && !transfers.is_empty()).then_some((snapshot.sessions_wanted, roles))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_connection() {
    fetch_with_limit(1, |options| options.max_sessions = Some(1)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_login() {
    fetch_with_limit(1, |options| options.login_limit = Some(1)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_connections() {
    fetch_with_limit(2, |options| options.max_sessions = Some(2)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_logins() {
    fetch_with_limit(2, |options| options.login_limit = Some(2)).await;
}

/// Both transfer sessions are dialled at once, and one gets through.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_connections_and_two_drops_at_once() {
    let peer = Peer::embedded(|options| options.max_sessions = Some(2)).await;
    tree::make(&peer.data.join("one"));
    tree::make(&peer.data.join("two"));
    let mut driver = Driver::connect(&peer.site(ModeChoice::Auto, 2)).await;
    let local = tempfile::tempdir().unwrap();
    let drops = ["one", "two"]
        .map(|name| driver.enqueue(down(&peer.directory, local.path(), vec![folder(name)])));
    for drop in drops {
        driver.finish(drop).await.all_done();
    }
    tree::assert_same(&peer.data, local.path());
    let roles = driver
        .snapshot("the limit", |snapshot| {
            let roles: Vec<_> = snapshot
                .sessions
                .iter()
                .map(|session| session.role)
                .collect();
            (snapshot.sessions_wanted == 1).then_some(roles)
        })
        .await;
    assert_eq!(roles, [SessionRole::Browse, SessionRole::Transfer]);
    driver.quit().await;
}

/// A network that fails for a moment is no limit of the server's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_further_session_that_breaks_is_tried_again_and_teaches_no_limit() {
    let server = Scripted::start(|talk: &mut Talk, line| {
        if talk.number == 2 {
            return Then::Close;
        }
        if !line.starts_with("RETR") {
            return Then::Usual;
        }
        talk.send(b"whole");
        Then::Answered
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
    assert!(told.contains("tried again in"), "{told}");
    driver.finish(drop).await.all_done();
    assert_eq!(fs::read(local.path().join("x")).unwrap(), b"whole");
    assert_eq!(driver.engine.snapshot.borrow().sessions_wanted, 1);
    assert_eq!(server.connections(), 3);
    driver.quit().await;
}

/// Reading its folders does not wait for a transfer session to be free.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_drop_is_queued_at_once_while_every_transfer_session_is_busy() {
    let peer = Peer::embedded(|options| options.rate = Some(1024 * 1024)).await;
    for name in ["a", "b"] {
        peer.put(name, &tree::bytes(1, 64 << 20));
    }
    let mut driver = Driver::connect(&peer.site(ModeChoice::Passive, 2)).await;
    let local = tempfile::tempdir().unwrap();
    let busy = down(&peer.directory, local.path(), vec![file("a"), file("b")]);
    driver.enqueue(busy);
    let running = [driver.running("a").await, driver.running("b").await];
    fs::write(local.path().join("new"), "short").unwrap();
    let second = driver.enqueue(up(local.path(), &peer.directory, vec![file("new")]));
    driver
        .event("the second drop's plan", |event| match event {
            Event::Planned { drop, .. } if *drop == second => Some(()),
            _ => None,
        })
        .await;
    let moving = |snapshot: &EngineSnapshot| {
        let active = snapshot
            .transfers
            .iter()
            .filter(|view| view.state.is_active());
        active.count()
    };
    assert_eq!(moving(&driver.engine.snapshot.borrow()), 2);
    assert_eq!(driver.names(&peer.directory).await.len(), 2);
    for id in running {
        driver.cancel(id).await;
    }
    driver.quit().await;
}
