//! Names that are taken: overwrite, skip, keep both, ask.

use super::driver::{Carried, Driver, down, file, folder, local_names, up, with_answer};
use super::peers::Peer;
use super::support::server::Kind;
use std::fs;
use std::path::{Path, PathBuf};
use twoport::engine::{Command, Event};
use twoport::model::{AnswerScope, OnConflict, TransferState};

fn states(carried: &Carried) -> Vec<TransferState> {
    carried
        .outcomes
        .iter()
        .map(|outcome| outcome.state)
        .collect()
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

async fn policies(peer: &Peer) {
    let mut driver = Driver::connect(&peer.site).await;
    let local = tempfile::tempdir().unwrap();
    let here = local.path();
    peer.put("a.txt", b"there");
    fs::write(here.join("a.txt"), "here, longer").unwrap();

    let upload = || up(here, &peer.directory, vec![file("a.txt")]);
    let skipped = driver.carry(with_answer(upload(), OnConflict::Skip)).await;
    assert_eq!(states(&skipped), [TransferState::Skipped]);
    assert_eq!(read(&peer.data, "a.txt"), "there");
    driver
        .carry(with_answer(upload(), OnConflict::Rename))
        .await
        .all_done();
    assert_eq!(read(&peer.data, "a (1).txt"), "here, longer");
    driver
        .carry(with_answer(upload(), OnConflict::Overwrite))
        .await
        .all_done();
    assert_eq!(read(&peer.data, "a.txt"), "here, longer");

    peer.put("a.txt", b"there");
    let download = || down(&peer.directory, here, vec![file("a.txt")]);
    let skipped = driver
        .carry(with_answer(download(), OnConflict::Skip))
        .await;
    assert_eq!(states(&skipped), [TransferState::Skipped]);
    assert_eq!(read(here, "a.txt"), "here, longer");
    driver
        .carry(with_answer(download(), OnConflict::Rename))
        .await
        .all_done();
    driver
        .carry(with_answer(download(), OnConflict::Rename))
        .await
        .all_done();
    assert_eq!(read(here, "a (2).txt"), "there");
    driver
        .carry(with_answer(download(), OnConflict::Overwrite))
        .await
        .all_done();
    assert_eq!(read(here, "a.txt"), "there");
    assert_eq!(local_names(here).len(), 3, "no part file is left");
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn embedded() {
    policies(&Peer::embedded(|_| {}).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn vsftpd() {
    if let Some(peer) = Peer::real(Kind::Vsftpd) {
        policies(&peer).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn proftpd() {
    if let Some(peer) = Peer::real(Kind::Proftpd) {
        policies(&peer).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pure_ftpd() {
    if let Some(peer) = Peer::real(Kind::PureFtpd) {
        policies(&peer).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_question_holds_what_is_taken_and_nothing_else() {
    let peer = Peer::embedded(|_| {}).await;
    let mut driver = Driver::connect(&peer.site).await;
    let local = tempfile::tempdir().unwrap();
    for name in ["taken", "free"] {
        peer.put(format!("tree/{name}"), b"there");
    }
    fs::create_dir(local.path().join("tree")).unwrap();
    fs::write(local.path().join("tree/taken"), "here").unwrap();
    for (answer, kept, end) in [
        (None, "here", TransferState::Cancelled),
        (Some(OnConflict::Overwrite), "there", TransferState::Done),
    ] {
        let drop = driver.enqueue(down(&peer.directory, local.path(), vec![folder("tree")]));
        let names = driver.event("the question", |event| match event {
            Event::Conflict { conflicts, .. } => Some(conflicts.clone()),
            _ => None,
        });
        let conflicts = names.await;
        let names: Vec<_> = conflicts.iter().map(|c| c.name.as_str()).collect();
        if answer.is_none() {
            assert_eq!(names, ["taken"]);
            let free = driver.event("the end of the free one", |event| match event {
                Event::Ended(outcome) => Some(outcome.local.clone()),
                _ => None,
            });
            assert_eq!(free.await, local.path().join("tree/free"));
        } else {
            assert_eq!(
                names,
                ["free", "taken"],
                "in the order they were listed, or sorted"
            );
        }
        let taken = conflicts.iter().find(|conflict| conflict.name == "taken");
        assert_eq!(taken.unwrap().present.size, Some(4), "{conflicts:?}");
        driver.send(match answer {
            None => Command::TakeBack(drop),
            Some(answer) => Command::AnswerConflict {
                id: conflicts[0].id,
                answer,
                scope: AnswerScope::Drop,
            },
        });
        let ended = driver.event("the end of what was taken", |event| match event {
            Event::Ended(outcome) if outcome.local.ends_with("tree/taken") => Some(outcome.state),
            _ => None,
        });
        assert_eq!(ended.await, end);
        assert_eq!(read(&local.path().join("tree"), "taken"), kept);
    }
    let left = local_names(local.path());
    assert_eq!(left, [PathBuf::from("tree")]);
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn renaming_on_the_server_never_replaces() {
    for kind in [
        None,
        Some(Kind::Vsftpd),
        Some(Kind::Proftpd),
        Some(Kind::PureFtpd),
    ] {
        let peer = match kind {
            None => Some(Peer::embedded(|_| {}).await),
            Some(kind) => Peer::real(kind),
        };
        let Some(peer) = peer else { continue };
        peer.put("one", b"1");
        peer.put("two", b"2");
        peer.put("folder/inside", b"3");
        let mut driver = Driver::connect(&peer.site).await;
        for taken in ["two", "folder"] {
            let (from, to) = (peer.path("one"), peer.path(taken));
            let done = driver
                .ask(|request| Command::Rename { request, from, to })
                .await;
            let problem = done.unwrap_err().to_string();
            assert!(problem.contains("is already there"), "{kind:?}: {problem}");
        }
        assert_eq!(read(&peer.data, "two"), "2");
        driver.quit().await;
    }
}
