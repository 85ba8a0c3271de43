//! Servers that refuse, break off, stall or fall silent: what fails is never called done, nothing
//! stands under the final name, the message has the server's words, and the engine goes on.

use super::driver::{Driver, down, file, is_part, local_names, parts_go, up};
use super::peers::{PATIENCE, Peer};
use super::support::tree;
use std::fs;
use std::time::Duration;
use twoport::model::{DataState, ModeChoice, Site, TransferState};
use twoport::server::{DataFault, DataFaultKind, ServerOptions};

const SIZE: usize = 400_000;

/// After so long silence is a fault, where a test waits for it.
const SILENCE: Duration = Duration::from_secs(1);

/// A file goes in both modes through a server with this fault; the failure holds `words`.
async fn strike(verb: &str, kind: DataFaultKind, words: &str) {
    for mode in [ModeChoice::Passive, ModeChoice::Active] {
        let fault = DataFault {
            verb: verb.into(),
            after_bytes: 100_000,
            times: 1,
            kind,
        };
        let peer = Peer::embedded(|options| options.faults = vec![fault]).await;
        let mut site = peer.site(mode, 0);
        if kind == DataFaultKind::Stall {
            site.timeout = SILENCE;
        }
        refuse(&peer, &site, verb, words).await;
    }
}

/// A file fails at a server; then a listing works, and the file succeeds or not as the server likes.
async fn refuse(peer: &Peer, site: &Site, verb: &str, words: &str) {
    let mode = site.mode;
    let mut driver = Driver::connect(site).await;
    let local = tempfile::tempdir().unwrap();
    let bytes = tree::bytes(7, SIZE);
    let order = if verb == "RETR" {
        peer.put("x.bin", &bytes);
        down(&peer.directory, local.path(), vec![file("x.bin")])
    } else {
        fs::write(local.path().join("x.bin"), &bytes).unwrap();
        up(local.path(), &peer.directory, vec![file("x.bin")])
    };
    let carried = driver.carry(order).await;
    let problem = carried.failure();
    assert!(problem.contains(words), "{verb} {mode}: {problem}");
    // What has arrived is kept for another try, and nothing has the final name.
    let target = match verb {
        "RETR" => local.path(),
        _ => &peer.data,
    };
    let moved = carried.only().bytes > 0;
    let left = local_names(target);
    assert_eq!(left.len(), usize::from(moved), "{left:?}");
    assert!(left.iter().all(|name| is_part(name)), "{left:?}");
    assert!(!problem.contains("incomplete file"), "{problem}");
    driver.names(&peer.directory).await;
    assert_eq!(peer.count("USER"), 1, "{verb} {mode}: {:#?}", driver.log);
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refusals_are_told_in_the_servers_words() {
    for (verb, reply) in [
        ("RETR", "550 Not for you"),
        ("RETR", "450 Busy"),
        ("STOR", "553 Bad name"),
        ("STOR", "552 Over quota"),
        ("STOR", "452 No room"),
    ] {
        for mode in [ModeChoice::Passive, ModeChoice::Active] {
            let script = vec![(verb.into(), reply.into())];
            let peer = Peer::embedded(|options| options.replies = script).await;
            refuse(&peer, &peer.site(mode, 0), verb, reply).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_short_download_is_not_done_whatever_the_server_says() {
    let words = "100000 bytes crossed, but the server says the file has 400000";
    strike("RETR", DataFaultKind::CloseThen226, words).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_download_that_is_broken_off_fails_and_the_session_goes_on() {
    let words = "426 Data connection closed, transfer aborted";
    strike("RETR", DataFaultKind::CloseThen426, words).await;
    strike("RETR", DataFaultKind::ResetThen426, words).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_download_that_stalls_fails_and_the_session_goes_on() {
    let words = "no data moved for 1 s in the middle of RETR /x.bin";
    strike("RETR", DataFaultKind::Stall, words).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_that_is_broken_off_fails() {
    let words = "426 Data connection closed, transfer aborted";
    strike("STOR", DataFaultKind::CloseThen426, words).await;
    strike("STOR", DataFaultKind::ResetThen426, words).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_that_the_server_cuts_short_is_not_done() {
    strike("STOR", DataFaultKind::CloseThen226, "Uploading /x.bin").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listing_that_is_cut_short_is_an_error_and_not_a_short_listing() {
    let kind = DataFaultKind::CloseThen426;
    let fault = DataFault {
        verb: "MLSD".into(),
        after_bytes: 40,
        times: 1,
        kind,
    };
    let peer = Peer::embedded(|options| options.faults = vec![fault]).await;
    for name in ["one", "two", "three"] {
        peer.put(name, b"");
    }
    let mut driver = Driver::connect(&peer.site).await;
    let problem = driver
        .try_list(&peer.directory)
        .await
        .unwrap_err()
        .to_string();
    assert!(problem.starts_with("Listing / failed: 426 "), "{problem}");
    assert_eq!(driver.names(&peer.directory).await.len(), 3);
    assert_eq!(peer.count("USER"), 1);
    driver.quit().await;
}

/// How a login fails at a server with these options, in a sentence. A reply may take `timeout`.
async fn login_fails(timeout: Duration, adjust: impl FnOnce(&mut ServerOptions)) -> String {
    let peer = Peer::embedded(adjust).await;
    let mut site = peer.site.clone();
    site.timeout = timeout;
    let mut driver = Driver::start();
    let problem = driver.log_in(&site).await.unwrap_err();
    assert!(peer.count("USER") <= 1, "one try and no more");
    driver.quit().await;
    problem
        .to_string()
        .replace(&peer.site.port.to_string(), "PORT")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_login_that_fails_says_why_and_what_to_do() {
    let full = login_fails(PATIENCE, |options| options.max_sessions = Some(0)).await;
    assert_eq!(
        full,
        "127.0.0.1:PORT takes no more connections now: 421 There are too many connections. Close \
         another client, or try again in a minute."
    );
    let script = vec![("PASS".into(), "530 Login incorrect".into())];
    let wrong = login_fails(PATIENCE, |options| options.replies = script).await;
    assert!(
        wrong.starts_with("127.0.0.1:PORT refused the login as anonymous: 530 Login incorrect. ")
    );
    let silent = login_fails(SILENCE, |options| options.silent = vec!["PASS".into()]).await;
    assert_eq!(
        silent,
        "Could not connect to 127.0.0.1:PORT: waiting for the reply to PASS ********: no answer \
         within 1 s. The server took the call but stopped answering. Try again in a moment."
    );
    let mute = login_fails(SILENCE, |options| {
        options.accept_delay = Duration::from_mins(10);
    })
    .await;
    assert!(mute.contains("waiting for the greeting of 127.0.0.1:PORT: no answer within 1 s"));
    assert!(
        mute.ends_with("sent no FTP greeting. Check the port."),
        "{mute}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_falls_silent_at_a_listing_is_left_and_dialled_again() {
    let peer = Peer::embedded(|options| options.silent = vec!["MLSD".into()]).await;
    peer.put("x", b"x");
    let mut site = peer.site(ModeChoice::Auto, 0);
    site.timeout = SILENCE;
    let mut driver = Driver::connect(&site).await;
    let problem = driver
        .try_list(&peer.directory)
        .await
        .unwrap_err()
        .to_string();
    assert!(
        problem
            .starts_with("Listing / failed: waiting for the reply to MLSD: no answer within 1 s"),
        "{problem}"
    );
    let local = tempfile::tempdir().unwrap();
    driver
        .carry(down(&peer.directory, local.path(), vec![file("x")]))
        .await
        .all_done();
    driver.quit().await;
}

/// Waiting for a word that never comes can be broken off like any other wait.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wait_for_the_last_word_or_for_a_mode_can_be_cancelled() {
    for silent in ["", "EPSV"] {
        let kind = DataFaultKind::NoFinalReply;
        let fault = DataFault {
            verb: "RETR".into(),
            after_bytes: u64::MAX,
            times: 1,
            kind,
        };
        let peer = Peer::embedded(|options| {
            options.faults = vec![fault];
            options.silent = vec![silent.into()];
        })
        .await;
        peer.put("x", b"x");
        let mut site = peer.site(ModeChoice::Passive, 1);
        site.timeout = Duration::from_mins(10);
        let mut driver = Driver::connect(&site).await;
        let local = tempfile::tempdir().unwrap();
        driver.enqueue(down(&peer.directory, local.path(), vec![file("x")]));
        let wanted = if silent.is_empty() {
            DataState::Draining
        } else {
            DataState::Negotiating
        };
        let transfer = driver.snapshot("a wait", |snapshot| {
            let waits = snapshot
                .sessions
                .iter()
                .filter_map(|session| session.data.as_ref());
            let waits = waits.filter(|data| data.state == wanted).count() > 0;
            snapshot
                .transfers
                .first()
                .filter(|_| waits)
                .map(|transfer| transfer.id)
        });
        let transfer = transfer.await;
        driver.cancel(transfer).await;
        parts_go(local.path());
        driver.quit().await;
    }
}

/// A write of a full buffer takes seconds here, and the count stands still meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_that_is_slow_but_moves_is_not_called_stalled() {
    let peer = Peer::embedded(|options| options.rate = Some(256 * 1024)).await;
    let mut site = peer.site(ModeChoice::Passive, 0);
    site.timeout = 2 * SILENCE;
    let mut driver = Driver::connect(&site).await;
    let local = tempfile::tempdir().unwrap();
    // More than all buffers on the way take.
    let big = fs::File::create(local.path().join("x.bin")).unwrap();
    big.set_len(1 << 30).unwrap();
    driver.enqueue(up(local.path(), &peer.directory, vec![file("x.bin")]));
    let id = driver.running("x.bin").await;
    // Three times the time after which silence is a stall.
    let long = 3 * site.timeout;
    let state = driver.snapshot("a long time of it, or its end", |snapshot| {
        let view = snapshot.transfers.iter().find(|view| view.id == id)?;
        (view.state.is_final() || view.elapsed > long).then_some(view.state)
    });
    assert_eq!(state.await, TransferState::Running);
    driver.cancel(id).await;
    driver.quit().await;
}
