//! The queue while files move: pauses, turns, tries, want of room, stepping aside; and what one run
//! leaves to the next.

use super::driver::{Driver, down, file, folder, up};
use super::peers::Peer;
use super::support::server::{self, Kind};
use super::support::tree;
use std::fs;
use std::path::Path;
use twoport::engine::journal::{JournalOptions, peek};
use twoport::engine::{Command, EngineOptions, Event, Restored, Which, start_with};
use twoport::model::{
    AnswerScope, ModeChoice, OnConflict, QueuePlace, Site, TransferId, TransferState,
};

/// Large enough to be under way for a while at [`SLOW`].
const SIZE: usize = 6_000_000;
/// Bytes a second.
const SLOW: u64 = 2_000_000;

fn slowly(driver: &Driver) {
    driver.limit(SLOW);
}

/// An engine with a journal in this folder, that takes over what dead runs have left there.
fn keeping(folder: &Path) -> Driver {
    Driver::with(start_with(EngineOptions {
        memory: None,
        journal: JournalOptions {
            file: Some(folder.join("queue.db")),
            adopt: true,
        },
        waits_for_room: true,
        ..EngineOptions::default()
    }))
}

async fn restored(driver: &mut Driver) -> Restored {
    let told = driver.event("what was left", |event| match event {
        Event::Restored(restored) => Some((**restored).clone()),
        _ => None,
    });
    told.await
}

/// Waits until a transfer is in this state, and gives the bytes that are across.
async fn state(driver: &mut Driver, id: TransferId, wanted: TransferState) -> u64 {
    driver
        .snapshot("a state", |snapshot| {
            let mut rows = snapshot.transfers.iter();
            let row = rows.find(|row| row.id == id && row.state == wanted)?;
            Some(row.bytes)
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pause_keeps_what_has_come_and_go_goes_on_from_there() {
    for kind in [
        None,
        Some(Kind::Vsftpd),
        Some(Kind::Proftpd),
        Some(Kind::PureFtpd),
    ] {
        let Some(peer) = Peer::any(kind).await else {
            continue;
        };
        let bytes = tree::bytes(3, SIZE);
        peer.put("x.bin", &bytes);
        let local = tempfile::tempdir().unwrap();
        let mut driver = Driver::connect(&peer.site(ModeChoice::Auto, 2)).await;
        slowly(&driver);
        let drop = driver.enqueue(down(&peer.directory, local.path(), vec![file("x.bin")]));
        let id = driver.far("x.bin", 500_000).await;
        driver.send(Command::Pause(Which::These(vec![id])));
        let across = state(&mut driver, id, TransferState::Paused).await;
        assert!(across >= 500_000, "{kind:?}: {across}");
        assert!(!local.path().join("x.bin").exists(), "{kind:?}");
        driver.unlimit();
        driver.send(Command::Go(Which::These(vec![id])));
        driver.finish(drop).await.all_done();
        assert!(
            fs::read(local.path().join("x.bin")).unwrap() == bytes,
            "{kind:?}"
        );
        let rest = driver.log.iter().any(|line| line.contains("REST "));
        assert!(rest, "{kind:?}: it went on, and did not begin again");
        driver.quit().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paused_queue_moves_nothing_and_goes_on_in_the_order_it_was_given() {
    let peer = Peer::embedded(|_| {}).await;
    let local = tempfile::tempdir().unwrap();
    for name in ["a", "b", "c"] {
        fs::write(local.path().join(name), name).unwrap();
    }
    let mut driver = Driver::connect(&peer.site(ModeChoice::Auto, 1)).await;
    driver.send(Command::Pause(Which::All));
    let items = ["a", "b", "c"].map(file).to_vec();
    let drop = driver.enqueue(up(local.path(), &peer.directory, items));
    let ids = driver
        .snapshot("three that wait", |snapshot| {
            let waits = snapshot.paused && snapshot.totals.queued == 3;
            waits.then(|| {
                snapshot
                    .transfers
                    .iter()
                    .map(|row| row.id)
                    .collect::<Vec<_>>()
            })
        })
        .await;
    assert_eq!(driver.names(&peer.directory).await.len(), 0);
    let ended = driver.told(|event| matches!(event, Event::BatchEnded(_)));
    assert!(!ended, "what waits is not at its end");
    driver.send(Command::Reorder {
        id: ids[2],
        place: QueuePlace::Top,
    });
    driver.send(Command::Go(Which::All));
    let carried = driver.finish(drop).await;
    carried.all_done();
    let ended: Vec<_> = carried.outcomes.iter().map(|outcome| outcome.id).collect();
    assert_eq!(ended, [ids[2], ids[0], ids[1]]);
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_fails_in_passing_is_tried_again_and_counted_down() {
    let peer = Peer::embedded(|options| {
        options.replies = vec![("RETR /busy".into(), "450 busy".into())];
    })
    .await;
    peer.put("busy", b"x");
    let local = tempfile::tempdir().unwrap();
    let mut site = peer.site(ModeChoice::Auto, 1);
    site.policy.retries = 1;
    let mut driver = Driver::connect(&site).await;
    let drop = driver.enqueue(down(&peer.directory, local.path(), vec![file("busy")]));
    let told = driver.event("the countdown", |event| match event {
        Event::Retry {
            problem,
            attempt,
            of,
            wait,
            ..
        } => Some((problem.to_string(), *attempt, *of, *wait)),
        _ => None,
    });
    let (problem, attempt, of, wait) = told.await;
    assert!(problem.contains("450 busy"), "{problem}");
    assert_eq!((attempt, of), (2, 2));
    assert!(!wait.is_zero());
    let failure = driver.finish(drop).await;
    assert!(failure.failure().contains("450 busy"));
    assert_eq!(failure.only().tries, 2);
    assert_eq!(peer.count("RETR"), 2);
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_only_session_steps_aside_for_a_listing_and_goes_on() {
    let peer = Peer::embedded(|options| options.login_limit = Some(1)).await;
    let bytes = tree::bytes(5, 3 * SIZE);
    peer.put("long.bin", &bytes);
    let local = tempfile::tempdir().unwrap();
    let mut driver = Driver::connect(&peer.site(ModeChoice::Auto, 0)).await;
    slowly(&driver);
    let drop = driver.enqueue(down(&peer.directory, local.path(), vec![file("long.bin")]));
    driver.far("long.bin", 200_000).await;
    assert_eq!(driver.names(&peer.directory).await, [b"long.bin"]);
    let unfinished = driver.engine.snapshot.borrow().totals.unfinished();
    assert_eq!(unfinished, 1, "the listing did not wait for the file");
    driver.unlimit();
    driver.finish(drop).await.all_done();
    assert!(fs::read(local.path().join("long.bin")).unwrap() == bytes);
    assert!(peer.count("REST") > 0, "it went on where it was");
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_queue_is_there_again_after_the_program_was_ended_and_goes_on() {
    let peer = Peer::embedded(|_| {}).await;
    let (local, data) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let bytes = tree::bytes(7, SIZE);
    for name in ["tree/one.bin", "tree/two.bin"] {
        peer.put(name, &bytes);
    }
    let site = peer.site(ModeChoice::Auto, 1);
    let mut first = keeping(data.path());
    first.log_in(&site).await.unwrap();
    slowly(&first);
    first.enqueue(down(&peer.directory, local.path(), vec![folder("tree")]));
    first.far("one.bin", 400_000).await;
    first.quit().await;
    let left = peek(&data.path().join("queue.db")).unwrap().transfers;
    assert_eq!(left.len(), 2, "{left:#?}");
    assert!(left.iter().all(|row| row.pid.is_none()));

    let mut second = keeping(data.path());
    let told = restored(&mut second).await;
    assert_eq!((told.unfinished, told.failed), (2, 0));
    assert_eq!(told.site.label(), site.label());
    second.log_in(&site).await.unwrap();
    let totals = second
        .snapshot("what was left", |snapshot| {
            (snapshot.totals.all() == 2).then_some(snapshot.totals)
        })
        .await;
    assert_eq!(totals.paused, 2, "nothing moves before the user is asked");
    second.send(Command::Restore {
        site: Some(site.label()),
        go: true,
    });
    second.batch(2).await;
    for name in ["one.bin", "two.bin"] {
        let there = fs::read(local.path().join("tree").join(name)).unwrap();
        assert!(there == bytes, "{name}");
    }
    let names = fs::read_dir(local.path().join("tree")).unwrap().count();
    assert_eq!(names, 2, "no part is left");
    assert!(peer.count("REST") > 0, "it went on at the byte");
    second.quit().await;
    assert!(
        peek(&data.path().join("queue.db"))
            .unwrap()
            .transfers
            .is_empty()
    );
}

/// Folders that were not looked at yet are part of what is left.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn folders_that_were_still_to_be_read_are_read_by_the_next_run() {
    // The first run never gets an answer to its listing.
    let mute = Peer::embedded(|options| {
        options.bind = server::free(options.bind);
        options.silent = vec!["MLSD".into(), "LIST".into()];
    })
    .await;
    fs::create_dir(mute.data.join("tree")).unwrap();
    let (local, data) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let site = mute.site(ModeChoice::Auto, 1);
    let address = mute.server().address();
    let mut first = keeping(data.path());
    first.log_in(&site).await.unwrap();
    first.enqueue(down(&mute.directory, local.path(), vec![folder("tree")]));
    first
        .event("the listing that is not answered", |event| match event {
            Event::Log(line) => line.text.contains("MLSD").then_some(()),
            _ => None,
        })
        .await;
    first.quit().await;
    mute.stop().await;
    let peer = Peer::embedded(|options| options.bind = address).await;
    peer.put("tree/deep/x", b"deep");
    let mut second = keeping(data.path());
    let told = restored(&mut second).await;
    assert_eq!(told.unfinished, 1);
    second.log_in(&site).await.unwrap();
    second.send(Command::Restore {
        site: None,
        go: true,
    });
    second.batch(1).await;
    assert_eq!(fs::read(local.path().join("tree/deep/x")).unwrap(), b"deep");
    second.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_that_was_open_is_asked_again_by_the_next_run() {
    let peer = Peer::embedded(|_| {}).await;
    let (local, data) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    peer.put("taken", b"there");
    fs::write(local.path().join("taken"), "here").unwrap();
    let site = peer.site(ModeChoice::Auto, 1);
    let mut first = keeping(data.path());
    first.log_in(&site).await.unwrap();
    first.enqueue(down(&peer.directory, local.path(), vec![file("taken")]));
    let asked = |event: &Event| match event {
        Event::Conflict { conflicts, .. } => Some(conflicts[0].clone()),
        _ => None,
    };
    let before = first.event("the question", asked).await;
    first.quit().await;
    let mut second = keeping(data.path());
    assert_eq!(restored(&mut second).await.unfinished, 1);
    second.log_in(&site).await.unwrap();
    second.send(Command::Restore {
        site: None,
        go: true,
    });
    let after = second.event("the question again", asked).await;
    assert_eq!((&after.name, after.present), (&before.name, before.present));
    second.send(Command::AnswerConflict {
        id: after.id,
        answer: OnConflict::Overwrite,
        scope: AnswerScope::File,
    });
    second.batch(1).await;
    assert_eq!(fs::read(local.path().join("taken")).unwrap(), b"there");
    second.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_cancelled_leaves_no_part_on_either_side() {
    let peer = Peer::embedded(|_| {}).await;
    let local = tempfile::tempdir().unwrap();
    let bytes = tree::bytes(9, SIZE);
    peer.put("down.bin", &bytes);
    fs::write(local.path().join("up.bin"), &bytes).unwrap();
    let mut driver = Driver::connect(&peer.site(ModeChoice::Auto, 1)).await;
    for (name, order) in [
        (
            "down.bin",
            down(&peer.directory, local.path(), vec![file("down.bin")]),
        ),
        (
            "up.bin",
            up(local.path(), &peer.directory, vec![file("up.bin")]),
        ),
    ] {
        slowly(&driver);
        driver.enqueue(order);
        let id = driver.far(name, 400_000).await;
        driver.cancel(id).await;
    }
    let entries = |folder: &Path| {
        let names = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name());
        let mut names: Vec<_> = names.collect();
        names.sort();
        names
    };
    // The part on the server goes when a session has time for it.
    driver
        .until("the parts to go", || {
            entries(local.path()) == ["up.bin"] && entries(&peer.data) == ["down.bin"]
        })
        .await;
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_on_its_way_is_not_fetched_twice() {
    let peer = Peer::embedded(|_| {}).await;
    let local = tempfile::tempdir().unwrap();
    peer.put("x.bin", &tree::bytes(1, SIZE));
    let mut driver = Driver::connect(&peer.site(ModeChoice::Auto, 2)).await;
    slowly(&driver);
    let order = || down(&peer.directory, local.path(), vec![file("x.bin")]);
    let first = driver.enqueue(order());
    driver.far("x.bin", 200_000).await;
    let second = driver.carry(order()).await;
    assert_eq!(second.only().state, TransferState::Skipped);
    driver.unlimit();
    driver.finish(first).await.all_done();
    driver.quit().await;
}

/// A site whose server is full for a while.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_without_room_pauses_uploads_and_says_so_once() {
    let peer = Peer::embedded(|options| {
        options.replies = vec![("STOR".into(), "452 no room".into())];
    })
    .await;
    let local = tempfile::tempdir().unwrap();
    for name in ["a", "b"] {
        fs::write(local.path().join(name), name).unwrap();
    }
    peer.put("down", b"down");
    let site: Site = peer.site(ModeChoice::Auto, 1);
    let mut driver = Driver::with(twoport::engine::start());
    driver.log_in(&site).await.unwrap();
    let items = ["a", "b"].map(file).to_vec();
    driver.enqueue(up(local.path(), &peer.directory, items));
    let notice = driver.event("the notice", |event| match event {
        Event::Notice(text) if text.contains("No room") => Some(text.clone()),
        _ => None,
    });
    let notice = notice.await;
    assert!(notice.contains("452 no room"), "{notice}");
    // Downloads are not held up.
    let there = down(&peer.directory, local.path(), vec![file("down")]);
    driver.carry(there).await.all_done();
    let totals = driver
        .snapshot("one paused and one waiting", |snapshot| {
            let totals = snapshot.totals;
            (totals.paused == 1 && totals.queued == 1).then_some(totals)
        })
        .await;
    assert_eq!(totals.failed, 0);
    assert_eq!(peer.count("STOR"), 1, "{:#?}", peer.server().commands());
    driver.quit().await;
}
