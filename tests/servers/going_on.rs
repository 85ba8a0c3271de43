//! Transfers that are broken off go on where they were, if what is there proves to be the beginning;
//! if it does not, or the server does not do what it says, they begin again and are right all the
//! same.

use super::driver::{Carried, Driver, down, file, local_names, up};
use super::peers::Peer;
use super::secure::{Which, Wish};
use super::support::certificates::Certificate;
use super::support::server::Kind;
use super::support::tree;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use twoport::engine::{Command, DropId, Event};
use twoport::model::{Direction, ModeChoice, TransferState};
use twoport::server::{GoingOn, ServerOptions};

const SIZE: usize = 4_000_000;
/// Bytes a second until it is broken off.
const SLOW: u64 = 1_500_000;
/// So much has to be across by then.
const BEGUN: u64 = 400_000;
const OVERLAP: u64 = 64 * 1024;

/// A file of which a part has crossed, and which waits for its server.
struct Broken<'a> {
    peer: &'a Peer,
    driver: Driver,
    local: tempfile::TempDir,
    bytes: Vec<u8>,
    drop: DropId,
    direction: Direction,
}

impl<'a> Broken<'a> {
    async fn off(peer: &'a Peer, direction: Direction) -> Self {
        let mut driver = Driver::connect(&peer.site(ModeChoice::Auto, 0)).await;
        let local = tempfile::tempdir().unwrap();
        let bytes = tree::bytes(11, SIZE);
        driver.limit(SLOW);
        let order = match direction {
            Direction::Download => {
                peer.put("x.bin", &bytes);
                down(&peer.directory, local.path(), vec![file("x.bin")])
            }
            Direction::Upload => {
                fs::write(local.path().join("x.bin"), &bytes).unwrap();
                up(local.path(), &peer.directory, vec![file("x.bin")])
            }
        };
        let drop = driver.enqueue(order);
        driver
            .snapshot("the first bytes", |snapshot| {
                let moves = |view: &twoport::model::TransferView| view.bytes >= BEGUN;
                snapshot
                    .transfers
                    .iter()
                    .any(|view| moves(view))
                    .then_some(())
            })
            .await;
        driver.send(Command::Disconnect);
        driver
            .event("the end of the connection", |event| {
                matches!(event, Event::Disconnected { .. }).then_some(())
            })
            .await;
        driver
            .snapshot("the end of its sessions", |snapshot| {
                snapshot.sessions.is_empty().then_some(())
            })
            .await;
        driver.log.clear();
        Self {
            peer,
            driver,
            local,
            bytes,
            drop,
            direction,
        }
    }

    fn folders(&self) -> (&Path, &Path) {
        match self.direction {
            Direction::Download => (&self.peer.data, self.local.path()),
            Direction::Upload => (self.local.path(), &self.peer.data),
        }
    }

    /// The part that is on the target's side.
    fn part(&self) -> PathBuf {
        let (_, target) = self.folders();
        let names = local_names(target);
        let part = names.into_iter().find(|name| super::driver::is_part(name));
        target.join(part.expect("a part is left"))
    }

    /// Connects again, and waits for the end.
    async fn go_on(mut self) -> Ended {
        let part = fs::metadata(self.part()).unwrap().len();
        assert!(part > OVERLAP && part < SIZE as u64, "{part}");
        let site = self.peer.site(ModeChoice::Auto, 0);
        self.driver.unlimit();
        self.driver.log_in(&site).await.unwrap();
        let carried = self.driver.finish(self.drop).await;
        let (source, target) = self.folders();
        let names = local_names(target);
        let same = fs::read(source.join("x.bin")).ok() == fs::read(target.join("x.bin")).ok();
        let log = self.driver.log.clone();
        self.driver.quit().await;
        Ended {
            carried,
            part,
            names,
            same,
            log,
        }
    }
}

struct Ended {
    carried: Carried,
    /// What had crossed before.
    part: u64,
    /// What is in the target folder.
    names: Vec<PathBuf>,
    same: bool,
    log: Vec<String>,
}

impl Ended {
    #[track_caller]
    fn is_right(&self) {
        self.carried.all_done();
        assert!(self.same, "the bytes are others: {:#?}", self.log);
        assert_eq!(self.names, [PathBuf::from("x.bin")]);
    }

    /// Only what was missing has crossed, and what is compared.
    #[track_caller]
    fn has_gone_on(&self) {
        self.is_right();
        let outcome = self.carried.only();
        let missing = SIZE as u64 - self.part;
        let expected = missing..=missing + OVERLAP;
        assert!(
            expected.contains(&outcome.bytes),
            "{} of {missing}: {:#?}",
            outcome.bytes,
            self.log
        );
        assert_eq!(outcome.note, None);
    }

    #[track_caller]
    fn has_begun_again(&self, why: &str) {
        self.is_right();
        let outcome = self.carried.only();
        assert!(outcome.bytes >= SIZE as u64, "{outcome:#?}");
        let note = outcome.note.as_deref().unwrap_or_default();
        assert!(
            note.starts_with("begun again from the start") && note.contains(why),
            "{note}: {:#?}",
            self.log
        );
    }

    fn sent(&self, command: &str) -> bool {
        let sent = format!("Sent {command}");
        self.log.iter().any(|line| line.contains(&sent))
    }
}

async fn both_ways(peer: &Peer) {
    let down = Broken::off(peer, Direction::Download).await.go_on().await;
    down.has_gone_on();
    assert!(down.sent(&format!("REST {}", down.part - OVERLAP)));
    fs::remove_file(peer.data.join("x.bin")).unwrap();
    let up = Broken::off(peer, Direction::Upload).await.go_on().await;
    up.has_gone_on();
    assert!(up.sent(&format!("REST {}", up.part)));
    assert!(!up.sent("APPE"));
    // Leaving the bytes that were only compared is no failure.
    let failure = |line: &&String| line.contains("Error data") && !line.contains("cancelled");
    assert_eq!(up.log.iter().find(failure), None, "{:#?}", up.log);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn embedded() {
    for going_on in [GoingOn::Cut, GoingOn::Keep] {
        both_ways(&Peer::embedded(|options| options.going_on = going_on).await).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn vsftpd() {
    if let Some(peer) = Peer::real(Kind::Vsftpd) {
        both_ways(&peer).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn proftpd() {
    if let Some(peer) = Peer::real(Kind::Proftpd) {
        both_ways(&peer).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pure_ftpd() {
    if let Some(peer) = Peer::real(Kind::PureFtpd) {
        both_ways(&peer).await;
    }
}

/// Under TLS, by servers that are as strict as they can be; breaking off may cost the session, and
/// still nothing is moved twice.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_tls() {
    let mut servers = vec![Which::Embedded];
    servers.extend(Kind::ALL.map(Which::Real));
    for which in servers {
        let wish = Wish::strict();
        let Some(peer) = Peer::secure(which, wish, &Certificate::self_signed()).await else {
            continue;
        };
        for direction in [Direction::Download, Direction::Upload] {
            Broken::off(&peer, direction)
                .await
                .go_on()
                .await
                .has_gone_on();
            fs::remove_file(peer.data.join("x.bin")).unwrap();
        }
    }
}

/// The part is what the next try must not trust.
async fn spoilt(peer: &Peer, direction: Direction, spoil: impl FnOnce(&Broken)) -> Ended {
    let broken = Broken::off(peer, direction).await;
    spoil(&broken);
    peer.own();
    broken.go_on().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_part_that_is_not_the_beginning_is_not_gone_on_with() {
    let mut peers = vec![Peer::embedded(|_| {}).await];
    peers.extend(Kind::ALL.into_iter().filter_map(Peer::real));
    for peer in &peers {
        for direction in [Direction::Download, Direction::Upload] {
            let ended = spoilt(peer, direction, |broken| {
                let part = broken.part();
                let mut bytes = fs::read(&part).unwrap();
                let last = bytes.len() - 1;
                bytes[last] ^= 1;
                fs::write(part, bytes).unwrap();
            });
            ended.await.has_begun_again("is not the beginning of");
            fs::remove_file(peer.data.join("x.bin")).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_source_that_has_changed_is_moved_anew() {
    for (direction, why) in [
        (Direction::Download, "another one by now"),
        (Direction::Upload, "the file here is another one by now"),
    ] {
        let peer = Peer::embedded(|_| {}).await;
        let ended = spoilt(&peer, direction, |broken| {
            // The same bytes where they are compared, and others where nobody looks.
            let mut bytes = broken.bytes.clone();
            bytes[0] ^= 1;
            let path = broken.folders().0.join("x.bin");
            fs::write(&path, bytes).unwrap();
            let file = fs::File::options().write(true).open(path).unwrap();
            let later = SystemTime::now() + Duration::from_mins(1);
            file.set_modified(later).unwrap();
        });
        ended.await.has_begun_again(why);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_that_ignore_or_refuse_rest_are_caught() {
    let refused = |options: &mut ServerOptions| options.without = vec!["REST".into()];
    let ignored = |options: &mut ServerOptions| options.going_on = GoingOn::Ignore;
    let peer = Peer::embedded(refused).await;
    let ended = Broken::off(&peer, Direction::Download).await.go_on().await;
    ended.has_begun_again("500 Unknown command");
    let peer = Peer::embedded(ignored).await;
    let ended = Broken::off(&peer, Direction::Download).await.go_on().await;
    ended.has_begun_again("is not the beginning");
    // RETR from the middle is what proves an upload, too.
    for adjust in [refused as fn(&mut ServerOptions), ignored] {
        let peer = Peer::embedded(adjust).await;
        let ended = Broken::off(&peer, Direction::Upload).await.go_on().await;
        ended.has_begun_again("");
    }
}

/// Where nothing can be read back, a hash proves what is there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_goes_on_by_hash_and_by_append() {
    let peer = Peer::embedded(|options| {
        options.without = vec!["REST".into()];
        options.hashes = true;
    })
    .await;
    let ended = Broken::off(&peer, Direction::Upload).await.go_on().await;
    ended.has_gone_on();
    assert!(ended.sent("APPE") && ended.sent("HASH"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_appends_too_much_is_caught() {
    let peer = Peer::embedded(|options| {
        options.without = vec!["REST".into()];
        options.hashes = true;
        options.going_on = GoingOn::Duplicate;
    })
    .await;
    let ended = Broken::off(&peer, Direction::Upload).await.go_on().await;
    ended.has_begun_again("after going on the server has");
}

/// REST is fine for RETR, and forgotten by STOR.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_all_alike_is_right_all_the_same() {
    let peer = Peer::embedded(|options| options.going_on = GoingOn::Ignore).await;
    for direction in [Direction::Download, Direction::Upload] {
        let ended = spoilt(&peer, direction, |broken| {
            // As if the file had been nothing but zeros from the start.
            let part = broken.part();
            let length = fs::read(&part).unwrap().len();
            fs::write(&part, vec![0; length]).unwrap();
            let source = broken.folders().0.join("x.bin");
            let modified = fs::metadata(&source).unwrap().modified().unwrap();
            fs::write(&source, vec![0; SIZE]).unwrap();
            let source = fs::File::options().write(true).open(source).unwrap();
            source.set_modified(modified).unwrap();
        });
        ended.await.is_right();
        fs::remove_file(peer.data.join("x.bin")).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_try_that_failed_goes_on_when_it_is_asked_for_again() {
    use twoport::server::{DataFault, DataFaultKind};
    for verb in ["RETR", "STOR"] {
        let fault = DataFault {
            verb: verb.into(),
            after_bytes: 300_000,
            times: 1,
            kind: DataFaultKind::CloseThen426,
        };
        let peer = Peer::embedded(|options| options.faults = vec![fault]).await;
        let local = tempfile::tempdir().unwrap();
        let bytes = tree::bytes(3, 500_000);
        let mut driver = Driver::connect(&peer.site(ModeChoice::Auto, 0)).await;
        let order = if verb == "RETR" {
            peer.put("x.bin", &bytes);
            down(&peer.directory, local.path(), vec![file("x.bin")])
        } else {
            fs::write(local.path().join("x.bin"), &bytes).unwrap();
            up(local.path(), &peer.directory, vec![file("x.bin")])
        };
        let carried = driver.carry(order).await;
        carried.failure();
        let id = carried.only().id;
        driver.send(Command::Retry(id));
        let outcome = driver.event("its end", |event| match event {
            Event::Ended(outcome) if outcome.id == id => Some(outcome.clone()),
            _ => None,
        });
        let outcome = outcome.await;
        assert_eq!(outcome.state, TransferState::Done, "{outcome:#?}");
        assert!(outcome.bytes < 300_000, "{outcome:#?}");
        for folder in [local.path(), &peer.data] {
            assert!(fs::read(folder.join("x.bin")).unwrap() == bytes);
            assert_eq!(local_names(folder).len(), 1);
        }
        driver.quit().await;
    }
}
