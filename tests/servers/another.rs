//! Another server is connected while there is work for the first: nothing meant for one happens on
//! the other.

use super::driver::{Driver, down, folder, local_names, up};
use super::peers::Peer;
use super::support::tree;
use std::fs;
use twoport::engine::{Command, Event};
use twoport::model::{AnswerScope, EntryKind, ModeChoice, OnConflict};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_queue_waits_for_its_own_server() {
    let first = Peer::embedded(|options| options.rate = Some(1024 * 1024)).await;
    let second = Peer::embedded(|_| {}).await;
    let local = tempfile::tempdir().unwrap();
    tree::make(&local.path().join("tree"));
    let mut driver = Driver::connect(&first.site(ModeChoice::Auto, 2)).await;
    let drop = driver.enqueue(up(local.path(), &first.directory, vec![folder("tree")]));
    let planned = driver.event("the plan", |event| match event {
        Event::Planned {
            drop: planned,
            files,
            ..
        } => (*planned == drop).then_some(*files),
        _ => None,
    });
    let files = planned.await;
    driver
        .log_in(&second.site(ModeChoice::Auto, 2))
        .await
        .unwrap();
    assert!(driver.names(&second.directory).await.is_empty());
    driver
        .log_in(&first.site(ModeChoice::Auto, 2))
        .await
        .unwrap();
    driver
        .snapshot("the end of the queue", |snapshot| {
            let ended = snapshot
                .transfers
                .iter()
                .filter(|t| t.state.is_final())
                .count();
            (ended == files).then_some(())
        })
        .await;
    tree::assert_same(&local.path().join("tree"), &first.data.join("tree"));
    assert!(local_names(&second.data).is_empty());
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_about_one_server_is_not_answered_on_the_other() {
    let (first, second) = (Peer::embedded(|_| {}).await, Peer::embedded(|_| {}).await);
    let local = tempfile::tempdir().unwrap();
    for peer in [&first, &second] {
        peer.put("tree/x", b"there");
    }
    fs::create_dir(local.path().join("tree")).unwrap();
    fs::write(local.path().join("tree/x"), "here").unwrap();
    let mut driver = Driver::connect(&first.site).await;
    let drop = driver.enqueue(up(local.path(), &first.directory, vec![folder("tree")]));
    let asked = driver.event("the question", |event| match event {
        Event::Conflict { conflicts, .. } => Some(conflicts[0].id),
        _ => None,
    });
    let id = asked.await;
    driver.log_in(&second.site).await.unwrap();
    driver.send(Command::AnswerConflict {
        id,
        answer: OnConflict::Overwrite,
        scope: AnswerScope::Drop,
    });
    assert_eq!(driver.names(&second.path("tree")).await, [b"x"]);
    assert_eq!(second.count("STOR"), 0);
    driver.log_in(&first.site).await.unwrap();
    driver.finish(drop).await.all_done();
    assert_eq!(fs::read(first.data.join("tree/x")).unwrap(), b"here");
    driver.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_asked_just_before_is_not_done_on_the_other() {
    let (first, second) = (Peer::embedded(|_| {}).await, Peer::embedded(|_| {}).await);
    let local = tempfile::tempdir().unwrap();
    for peer in [&first, &second] {
        peer.put("precious/x", b"there");
    }
    let mut driver = Driver::connect(&first.site).await;
    for _ in 0..10 {
        let request = driver.request();
        let targets = vec![(first.path("precious"), EntryKind::Dir)];
        driver.send(Command::Delete { request, targets });
        driver.enqueue(down(
            &first.directory,
            local.path(),
            vec![folder("precious")],
        ));
        driver.log_in(&second.site).await.unwrap();
        assert_eq!(driver.names(&second.directory).await, [b"precious"]);
        driver.log_in(&first.site).await.unwrap();
    }
    let commands = second.server().commands();
    let mut harm = commands
        .iter()
        .filter(|line| line.starts_with("DELE") || line.starts_with("RETR"));
    assert_eq!(harm.next(), None);
    driver.quit().await;
}
