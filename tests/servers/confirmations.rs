//! Transfers that lose their session: they begin again by themselves, or are proved by a new login
//! where only the server's last word was lost.

use super::driver::{Driver, down, file, local_names, moving, remote, up};
use super::peers::Peer;
use super::scripted::{Scripted, Talk, Then};
use super::support::tree;
use std::fs;
use std::time::Duration;
use twoport::engine::{Event, Outcome};
use twoport::model::{ModeChoice, Operation, TransferState};
use twoport::server::{DataFault, DataFaultKind};

/// A drop of one file through a server with this fault, and how it ended.
async fn carry(verb: &str, after_bytes: u64, kind: DataFaultKind, listed: Option<u64>) -> Ended {
    let fault = DataFault {
        verb: verb.into(),
        after_bytes,
        times: 1,
        kind,
    };
    let peer = Peer::embedded(|options| options.faults = vec![fault]).await;
    let mut site = peer.site(ModeChoice::Passive, 0);
    if matches!(kind, DataFaultKind::Stall | DataFaultKind::NoFinalReply) {
        site.timeout = Duration::from_secs(1);
    }
    let mut driver = Driver::connect(&site).await;
    let local = tempfile::tempdir().unwrap();
    let bytes = tree::bytes(7, SIZE);
    let mut item = file("x.bin");
    item.size = listed;
    let order = if verb == "RETR" {
        peer.put("x.bin", &bytes);
        down(&peer.directory, local.path(), vec![item])
    } else {
        fs::write(local.path().join("x.bin"), &bytes).unwrap();
        up(local.path(), &peer.directory, vec![item])
    };
    let outcome = driver.carry(moving(order)).await.only().clone();
    let target = if verb == "RETR" {
        local.path()
    } else {
        &peer.data
    };
    let whole = fs::read(target.join("x.bin")).is_ok_and(|there| there == bytes);
    let source_is_there = if verb == "RETR" {
        peer.data.join("x.bin").exists()
    } else {
        local.path().join("x.bin").exists()
    };
    assert!(local_names(local.path()).len() <= 1, "no part file is left");
    let ended = Ended {
        outcome,
        whole,
        source_is_there,
        logins: peer.count("USER"),
        transfers: peer.count(verb),
    };
    driver.quit().await;
    ended
}

const SIZE: usize = 400_000;

struct Ended {
    outcome: Outcome,
    whole: bool,
    source_is_there: bool,
    logins: usize,
    transfers: usize,
}

impl Ended {
    #[track_caller]
    fn is_moved(&self, transfers: usize, note: Option<&str>) {
        let outcome = &self.outcome;
        assert_eq!(outcome.state, TransferState::Done, "{outcome:#?}");
        assert_eq!(outcome.operation, Operation::Move);
        assert_eq!(outcome.note.as_deref(), note);
        assert!(self.whole && !self.source_is_there);
        assert_eq!((self.logins, self.transfers), (2, transfers));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transfer_that_loses_its_session_begins_again() {
    for verb in ["RETR", "STOR"] {
        let ended = carry(verb, 100_000, DataFaultKind::ControlCut, None).await;
        ended.is_moved(2, None);
    }
    let ended = carry("STOR", 100_000, DataFaultKind::Stall, None).await;
    ended.is_moved(2, None);
}

const CONFIRMED: &str = "complete, confirmation lost; size proved by a new login";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_whose_last_word_never_comes_is_proved_by_a_new_login() {
    for verb in ["RETR", "STOR"] {
        for size in [None, Some(SIZE as u64)] {
            let ended = carry(verb, u64::MAX, DataFaultKind::NoFinalReply, size).await;
            ended.is_moved(1, Some(CONFIRMED));
        }
    }
}

/// The control connection breaks in the middle, and the data goes on to its end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_whose_control_connection_breaks_in_the_middle_is_proved_by_a_new_login() {
    let (sender, receiver) = std::sync::mpsc::channel();
    let receiver = std::sync::Mutex::new(receiver);
    let server = Scripted::start(move |talk: &mut Talk, line| match line.split(' ').next() {
        Some("RETR") => {
            talk.send_beyond_the_end(b"whole", &|| receiver.lock().unwrap().recv().unwrap());
            Then::Close
        }
        Some("SIZE") => {
            talk.say("213 5");
            Then::Answered
        }
        _ => Then::Usual,
    });
    let mut site = server.site.clone();
    site.transfer_sessions = 0;
    let mut driver = Driver::connect(&site).await;
    let local = tempfile::tempdir().unwrap();
    let drop = driver.enqueue(down(&remote("/"), local.path(), vec![file("x")]));
    let noticed = driver.event("the end of the control connection", |event| match event {
        Event::Log(line) => line
            .text
            .contains("control connection is lost")
            .then_some(()),
        _ => None,
    });
    noticed.await;
    sender.send(()).unwrap();
    let carried = driver.finish(drop).await;
    assert_eq!(carried.only().note.as_deref(), Some(CONFIRMED));
    carried.all_done();
    assert_eq!(fs::read(local.path().join("x")).unwrap(), b"whole");
    assert_eq!(
        server
            .lines()
            .iter()
            .filter(|line| line.starts_with("RETR"))
            .count(),
        1
    );
    driver.quit().await;
}

/// What the listing or the server said of the size is enough to know that the rest is missing: it is
/// fetched by a new login.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_shorter_than_it_should_be_goes_on() {
    for size in [None, Some(SIZE as u64)] {
        let ended = carry("RETR", 100_000, DataFaultKind::NoFinalReply, size).await;
        ended.is_moved(2, None);
        let rest = SIZE as u64 - (100_000 - 64 * 1024);
        assert_eq!(
            ended.outcome.bytes, rest,
            "what was here is not fetched again"
        );
    }
}
