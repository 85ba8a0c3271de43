//! The mode is changed while a queue is under way: what runs goes on, what comes next uses the new
//! command, nothing is lost.

use super::driver::{Driver, down, file, folder, up};
use super::peers::Peer;
use super::support::tree;
use std::fs;
use twoport::engine::{Command, Event};
use twoport::model::{ModeChoice, TransferState};

const FILES: u64 = 24;
/// Bytes a second at which the queue does not run empty before the last change.
const SLOW: u64 = 2 * 1024 * 1024;
const VERBS: [&str; 4] = ["EPSV", "PASV", "EPRT", "PORT"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn downloads_and_uploads_survive_each_change() {
    let peer = Peer::embedded(|options| options.rate = Some(4 * 1024 * 1024)).await;
    let mut driver = Driver::connect(&peer.site(ModeChoice::Passive, 2)).await;
    let local = tempfile::tempdir().unwrap();
    fs::create_dir_all(local.path().join("here")).unwrap();
    for number in 0..FILES {
        let bytes = tree::bytes(number, 600_000);
        peer.put(format!("there/{number}"), &bytes);
        fs::write(local.path().join(format!("here/{number}")), bytes).unwrap();
    }
    driver.limit(SLOW);
    let drops = [
        driver.enqueue(down(&peer.directory, local.path(), vec![folder("there")])),
        driver.enqueue(up(local.path(), &peer.directory, vec![folder("here")])),
    ];
    for (mode, verb) in [
        (ModeChoice::Active, "EPRT"),
        (ModeChoice::Pasv, "PASV"),
        (ModeChoice::Port, "PORT"),
        (ModeChoice::Passive, "EPSV"),
    ] {
        change(&mut driver, &peer, mode, verb).await;
    }
    driver.unlimit();
    for drop in drops {
        let carried = driver.finish(drop).await;
        carried.all_done();
        assert_eq!(u64::try_from(carried.outcomes.len()).unwrap(), FILES);
    }
    tree::assert_same(&peer.data.join("there"), &local.path().join("there"));
    tree::assert_same(&local.path().join("here"), &peer.data.join("here"));
    let last = driver
        .snapshot("a command", |snapshot| snapshot.command)
        .await;
    assert_eq!(last.verb(), "EPSV");
    driver.quit().await;
}

/// A transfer that was opened in another mode ends after the change: that must not put its command
/// before the one that was asked for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_ends_after_the_change_has_no_say_in_what_comes_next() {
    let peer = Peer::embedded(|_| {}).await;
    let mut driver = Driver::connect(&peer.site(ModeChoice::Pasv, 1)).await;
    for name in ["first", "second"] {
        peer.put(name, &tree::bytes(1, 600_000));
    }
    let local = tempfile::tempdir().unwrap();
    let items = vec![file("first"), file("second")];
    // The first file takes until the change is made.
    driver.limit(100_000);
    let drop = driver.enqueue(down(&peer.directory, local.path(), items));
    driver
        .snapshot("the first file's connection", |snapshot| {
            let data = snapshot
                .sessions
                .iter()
                .filter_map(|session| session.data.as_ref());
            let mut live = data.filter(|data| data.state.is_live() && data.bytes > 0);
            live.any(|data| data.command.verb() == "PASV").then_some(())
        })
        .await;
    set_mode(&mut driver, ModeChoice::Passive).await;
    driver.unlimit();
    driver.finish(drop).await.all_done();
    let lines = peer.server().commands();
    let verbs = lines.iter().filter_map(|line| line.split(' ').next());
    let used: Vec<_> = verbs.filter(|verb| VERBS.contains(verb)).collect();
    assert_eq!(used, ["PASV", "EPSV"]);
    driver.quit().await;
}

async fn set_mode(driver: &mut Driver, mode: ModeChoice) {
    driver.send(Command::SetMode(mode));
    let changed = driver.event("the change", |event| match event {
        Event::ModeChanged(choice) => (*choice == mode).then_some(()),
        _ => None,
    });
    changed.await;
}

/// Changes the mode while a transfer runs, and waits for a data connection that uses it.
async fn change(driver: &mut Driver, peer: &Peer, mode: ModeChoice, verb: &str) {
    driver
        .snapshot("a transfer that runs", |snapshot| {
            let mut states = snapshot.transfers.iter().map(|transfer| transfer.state);
            states
                .any(|state| state == TransferState::Running)
                .then_some(())
        })
        .await;
    set_mode(driver, mode).await;
    let before = peer.server().commands().len();
    let used = || {
        let lines = peer.server().commands().split_off(before);
        let verbs = lines.iter().filter_map(|line| line.split(' ').next());
        let used = verbs.filter(|verb| VERBS.contains(verb));
        used.map(str::to_owned).collect::<Vec<_>>()
    };
    let comes = || used().iter().any(|used| used == verb);
    driver.until("the new command", comes).await;
    driver
        .snapshot("the new mode", |snapshot| {
            (snapshot.mode == mode).then_some(())
        })
        .await;
    let used = used();
    // Each of the two sessions may have been about to send the old command.
    assert!(
        used.iter().filter(|used| *used != verb).count() <= 2,
        "{used:?}"
    );
}
