//! Two files compared by the server's hash, without carrying one of them across.

use super::driver::{Driver, down, file, remote, up};
use super::peers::Peer;
use std::fs;
use std::path::Path;
use twoport::engine::{Command, Event, FilePair};
use twoport::model::{RemotePath, TransferId, TransferState};

/// What the engine says of `name` here and on the server.
async fn compared(
    driver: &mut Driver,
    here: &Path,
    there: &RemotePath,
    name: &str,
) -> Result<Option<bool>, String> {
    let request = driver.request();
    driver.send(Command::CompareContents {
        request,
        pair: FilePair {
            local: here.join(name),
            remote: there.join(&name.into()),
            size: 4,
        },
    });
    let answer = |event: &Event| match event {
        Event::Compared { request: of, same } if *of == request => Some(Ok(*same)),
        Event::Failed {
            request: of,
            problem,
        } if *of == request => Some(Err(problem.to_string())),
        _ => None,
    };
    driver.event("the comparison", answer).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_hash_tells_files_of_one_size_apart() {
    let peer = Peer::embedded(|options| options.hashes = true).await;
    let local = tempfile::tempdir().unwrap();
    for (name, here, there) in [("same", "text", "text"), ("other", "text", "next")] {
        fs::write(local.path().join(name), here).unwrap();
        peer.put(name, there.as_bytes());
    }
    let mut driver = Driver::connect(&peer.site).await;
    let (here, there) = (local.path(), &peer.directory);
    assert_eq!(
        compared(&mut driver, here, there, "same").await,
        Ok(Some(true))
    );
    assert_eq!(
        compared(&mut driver, here, there, "other").await,
        Ok(Some(false))
    );
    assert_eq!(peer.count("RETR"), 0, "nothing is carried across");
    let gone = compared(&mut driver, here, there, "gone").await;
    assert_eq!(
        gone,
        Ok(None),
        "the server gives no hash of what is not there"
    );
    driver.quit().await;
}

/// A file whose name is taken, and what has its name: whichever way it goes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_waits_for_an_answer_is_compared() {
    let peer = Peer::embedded(|options| options.hashes = true).await;
    let local = tempfile::tempdir().unwrap();
    for (name, here) in [("same", "text"), ("other", "next")] {
        fs::write(local.path().join(name), here).unwrap();
        peer.put(name, b"text");
    }
    let mut driver = Driver::connect(&peer.site).await;
    for (name, same) in [("same", true), ("other", false)] {
        let items = || vec![file(name)];
        let orders = [
            down(&peer.directory, local.path(), items()),
            up(local.path(), &peer.directory, items()),
        ];
        for order in orders {
            let drop = driver.enqueue(order);
            let asked = driver.event("the question", |event| match event {
                Event::Conflict { conflicts, .. } => Some(conflicts[0].id),
                _ => None,
            });
            let id = asked.await;
            let request = driver.request();
            driver.send(Command::CompareHeld { request, id });
            let answer = driver.event("the comparison", |event| match event {
                Event::Compared { request: of, same } if *of == request => Some(*same),
                _ => None,
            });
            assert_eq!(answer.await, Some(same), "{name}");
            driver.send(Command::TakeBack(drop));
            let ended = driver.event("the end", |event| match event {
                Event::Ended(outcome) if outcome.id == id => Some(outcome.state),
                _ => None,
            });
            assert_eq!(ended.await, TransferState::Cancelled);
            let request = driver.request();
            driver.send(Command::CompareHeld {
                request,
                id: TransferId(99),
            });
            let refused = driver.event("the refusal", |event| match event {
                Event::Failed { request: of, .. } => (*of == request).then_some(()),
                _ => None,
            });
            refused.await;
        }
    }
    assert_eq!(peer.count("RETR") + peer.count("STOR"), 0);
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_hash_it_says_nothing() {
    let peer = Peer::embedded(|_| {}).await;
    let local = tempfile::tempdir().unwrap();
    fs::write(local.path().join("x"), "text").unwrap();
    peer.put("x", b"text");
    let mut driver = Driver::connect(&peer.site).await;
    let answer = compared(&mut driver, local.path(), &remote("/"), "x").await;
    assert_eq!(answer, Ok(None));
    driver.quit().await;
}
