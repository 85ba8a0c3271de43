//! Parts of files: what is wanted is read and no more, and the session is in order afterwards.

use super::driver::{Driver, down, file};
use super::peers::Peer;
use super::support::server::Kind;
use super::support::tree;
use std::fs::File;
use twoport::engine::{Command, Event, Problem, RequestId};
use twoport::model::part::LineEnd;
use twoport::model::{FileFacts, FileRange, ModeChoice, Part, Quest, RemotePath, SessionRole};
use twoport::server::ServerOptions;

const SIZE: usize = 3_000_000;
const BLOCK: u64 = 64 * 1024;

fn index(at: u64) -> usize {
    usize::try_from(at).unwrap()
}

async fn read(
    driver: &mut Driver,
    path: &RemotePath,
    range: FileRange,
    size: Option<u64>,
) -> Result<Part, Problem> {
    let wanted = driver.request();
    driver.send(Command::Read {
        request: wanted,
        path: path.clone(),
        range,
        size,
    });
    driver
        .event("a part", |event| match event {
            Event::Part { request, part } if *request == wanted => Some(Ok(part.clone())),
            Event::Failed { request, problem } if *request == wanted => Some(Err(problem.clone())),
            _ => None,
        })
        .await
}

async fn look(driver: &mut Driver, path: &RemotePath) -> Result<FileFacts, Problem> {
    let wanted: RequestId = driver.request();
    driver.send(Command::Look {
        request: wanted,
        path: path.clone(),
    });
    driver
        .event("the facts", |event| match event {
            Event::Looked { request, facts } if *request == wanted => Some(Ok(*facts)),
            Event::Failed { request, problem } if *request == wanted => Some(Err(problem.clone())),
            _ => None,
        })
        .await
}

fn dialled(driver: &Driver) -> usize {
    let lines = driver.log.iter();
    let dials = |line: &&String| line.contains("control: dialling");
    lines.filter(dials).count()
}

async fn parts(peer: Peer, transfer_sessions: usize) {
    let bytes = tree::bytes(3, SIZE);
    peer.put("x.bin", &bytes);
    let path = peer.path("x.bin");
    let mut driver = Driver::connect(&peer.site(ModeChoice::Auto, transfer_sessions)).await;
    let size = look(&mut driver, &path).await.unwrap().size;
    assert_eq!(size, Some(SIZE as u64));
    let middle = SIZE as u64 / 2;
    for (from, count) in [(0, BLOCK), (middle, BLOCK), (0, 1), (middle + 1, 3 * BLOCK)] {
        let range = FileRange::bytes(from, count);
        let part = read(&mut driver, &path, range, size).await.unwrap();
        let (first, last) = (index(from), index(from + count));
        assert_eq!(
            (part.from, part.upto, part.skipped),
            (from, from + count, 0)
        );
        assert!(
            part.bytes == bytes[first..last],
            "other bytes from {from} on"
        );
        assert!(!part.ended);
    }
    // The last ones come to their end by themselves.
    let range = FileRange::bytes(SIZE as u64 - 1000, BLOCK);
    let part = read(&mut driver, &path, range, size).await.unwrap();
    assert!(part.bytes == bytes[SIZE - 1000..] && part.ended);
    // Everything that was broken off is accounted for: the same sessions do the rest.
    let sessions = if transfer_sessions == 0 { 1 } else { 2 };
    assert_eq!(driver.names(&peer.directory).await, [b"x.bin"]);
    let local = tempfile::tempdir().unwrap();
    let drop = down(&peer.directory, local.path(), vec![file("x.bin")]);
    driver.carry(drop).await.all_done();
    assert!(std::fs::read(local.path().join("x.bin")).unwrap() == bytes);
    assert_eq!(dialled(&driver), sessions, "{:#?}", driver.log);
    let gone = look(&mut driver, &peer.path("gone")).await.unwrap_err();
    assert!(gone.to_string().contains("Looking at"), "{gone}");
    driver.quit().await;
}

async fn search(peer: Peer) {
    let mut bytes = tree::bytes(4, SIZE);
    bytes[2_000_000..2_000_006].copy_from_slice(b"NeedLe");
    peer.put("x.bin", &bytes);
    let mut driver = Driver::connect(&peer.site(ModeChoice::Auto, 1)).await;
    let quest = |from, quest| FileRange {
        from,
        count: SIZE as u64,
        quest: Some(quest),
    };
    let needle = Quest::Bytes {
        needle: b"needle".to_vec(),
        any_case: true,
    };
    let path = peer.path("x.bin");
    let found = read(&mut driver, &path, quest(10, needle.clone()), None).await;
    assert_eq!(found.unwrap().found, Some(2_000_000));
    let rest = read(&mut driver, &path, quest(2_000_001, needle), None)
        .await
        .unwrap();
    assert_eq!((rest.found, rest.ended), (None, true));
    let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    let third = ends.map(|(at, _)| at as u64 + 1).nth(2);
    let three_lines = Quest::Lines {
        count: 3,
        ends: LineEnd::Byte,
    };
    let line = read(&mut driver, &path, quest(0, three_lines), None).await;
    assert_eq!(line.unwrap().found, third);
    driver.quit().await;
}

/// 10 GiB that take no room: its end is there at once.
async fn huge(peer: Peer) {
    const HUGE: u64 = 10 << 30;
    let file = File::create(peer.data.join("huge")).unwrap();
    file.set_len(HUGE).unwrap();
    peer.own();
    let mut driver = Driver::connect(&peer.site(ModeChoice::Auto, 1)).await;
    let path = peer.path("huge");
    let size = look(&mut driver, &path).await.unwrap().size;
    assert_eq!(size, Some(HUGE));
    for from in [0, HUGE - BLOCK, HUGE / 2] {
        let range = FileRange::bytes(from, BLOCK);
        let part = read(&mut driver, &path, range, size).await.unwrap();
        assert_eq!((part.upto, part.bytes.len() as u64), (from + BLOCK, BLOCK));
    }
    driver.quit().await;
}

macro_rules! on {
    ($name:ident, $kind:expr) => {
        mod $name {
            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn parts_are_read_and_the_session_is_in_order() {
                if let Some(peer) = Peer::any($kind).await {
                    parts(peer, 1).await;
                }
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn one_session_serves_all() {
                if let Some(peer) = Peer::any($kind).await {
                    parts(peer, 0).await;
                }
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn a_file_is_searched() {
                if let Some(peer) = Peer::any($kind).await {
                    search(peer).await;
                }
            }
        }
    };
}

on!(embedded, None);
on!(vsftpd, Some(Kind::Vsftpd));
on!(proftpd, Some(Kind::Proftpd));
on!(pureftpd, Some(Kind::PureFtpd));

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_end_of_a_huge_file_is_there_at_once() {
    for kind in [Kind::Vsftpd, Kind::Proftpd, Kind::PureFtpd] {
        if let Some(peer) = Peer::any(Some(kind)).await {
            huge(peer).await;
        }
    }
}

/// The server allows one login: what is looked at is read between what moves.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_with_one_login_lets_files_be_looked_at() {
    let adjust = |options: &mut ServerOptions| {
        options.max_sessions = Some(1);
        options.rate = Some(8 * 1024 * 1024);
    };
    let peer = Peer::embedded(adjust).await;
    let bytes = tree::bytes(5, SIZE);
    peer.put("x.bin", &bytes);
    let mut driver = Driver::connect(&peer.site(ModeChoice::Auto, 2)).await;
    let path = peer.path("x.bin");
    for from in [0, 1_000_000] {
        let range = FileRange::bytes(from, BLOCK);
        let part = read(&mut driver, &path, range, None).await.unwrap();
        let (first, last) = (index(from), index(from + BLOCK));
        assert!(part.bytes == bytes[first..last]);
    }
    let roles = driver.snapshot("the roles", |snapshot| {
        let roles = snapshot.sessions.iter().map(|session| session.role);
        let roles: Vec<SessionRole> = roles.collect();
        (roles == [SessionRole::Shared]).then_some(())
    });
    roles.await;
    // One that moves files makes room for it where there is no other.
    let local = tempfile::tempdir().unwrap();
    driver.limit(200_000);
    let drop = driver.enqueue(down(&peer.directory, local.path(), vec![file("x.bin")]));
    driver.running("x.bin").await;
    let part = read(&mut driver, &path, FileRange::bytes(7, 9), None).await;
    assert_eq!(part.unwrap().bytes, &bytes[7..16]);
    let unfinished = driver.engine.snapshot.borrow().totals.unfinished();
    assert_eq!(unfinished, 1, "the part did not wait for the file");
    driver.unlimit();
    driver.finish(drop).await.all_done();
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_rest_it_is_read_from_the_start_and_said() {
    let peer = Peer::embedded(|options| options.without = vec!["REST".into()]).await;
    let bytes = tree::bytes(6, 300_000);
    peer.put("x.bin", &bytes);
    let mut driver = Driver::connect(&peer.site(ModeChoice::Auto, 1)).await;
    let path = peer.path("x.bin");
    let range = FileRange::bytes(100_000, 1000);
    let part = read(&mut driver, &path, range, Some(300_000))
        .await
        .unwrap();
    assert!(part.bytes == bytes[100_000..101_000]);
    assert_eq!(part.skipped, 100_000);
    let far = FileRange::bytes(1 << 30, 10);
    let refused = read(&mut driver, &path, far, None).await.unwrap_err();
    assert!(refused.to_string().contains("REST"), "{refused}");
    driver.quit().await;
}

/// A request that is given up ends, and what comes after it is answered.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_part_that_nobody_wants_any_more_is_given_up() {
    let peer = Peer::embedded(|options| options.rate = Some(200_000)).await;
    let bytes = tree::bytes(7, SIZE);
    peer.put("x.bin", &bytes);
    let mut driver = Driver::connect(&peer.site(ModeChoice::Auto, 1)).await;
    let path = peer.path("x.bin");
    let slow = driver.request();
    driver.send(Command::Read {
        request: slow,
        path: path.clone(),
        range: FileRange::bytes(0, SIZE as u64),
        size: None,
    });
    driver
        .snapshot("bytes that move", |snapshot| {
            let sessions = &mut snapshot.sessions.iter();
            sessions
                .any(|session| session.data.as_ref().is_some_and(|data| data.bytes > 0))
                .then_some(())
        })
        .await;
    driver.send(Command::Abandon(slow));
    let failed = |event: &Event| match event {
        Event::Failed { request, .. } if *request == slow => Some(()),
        _ => None,
    };
    driver.event("the end of it", failed).await;
    let part = read(&mut driver, &path, FileRange::bytes(5, 5), None).await;
    assert_eq!(part.unwrap().bytes, &bytes[5..10]);
    driver.quit().await;
}
