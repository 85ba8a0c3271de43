//! What a move through this computer deletes at its end, and what it leaves.

use super::driver::{Driver, down, file, folder};
use super::peers::Peer;
use crate::support::server::Kind;
use std::fs::{self, File};
use std::time::{Duration, SystemTime};
use twoport::engine::{Command, Sources};

const NAMES: [&str; 6] = [
    "same",
    "longer",
    "later",
    "gone",
    "album/one",
    "album/deep/two",
];

/// Files that are old, and a folder of which nothing is carried.
fn fill(peer: &Peer) {
    let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_600_000_000);
    for name in NAMES {
        peer.put(name, b"text");
        let there = File::options().write(true).open(peer.data.join(name));
        there.unwrap().set_modified(old).unwrap();
    }
    peer.put("kept/inner/unknown", b"not carried");
    fs::create_dir_all(peer.data.join("album/deep/empty")).unwrap();
    peer.own();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_brought_goes_and_what_has_changed_stays() {
    for kind in [
        None,
        Some(Kind::Vsftpd),
        Some(Kind::Proftpd),
        Some(Kind::PureFtpd),
    ] {
        let Some(peer) = Peer::any(kind).await else {
            continue;
        };
        fill(&peer);
        let local = tempfile::tempdir().unwrap();
        let here = local.path();
        let mut driver = Driver::connect(&peer.site).await;
        let items = ["same", "longer", "later", "gone"].map(file).into_iter();
        let items = items.chain([folder("album")]).collect();
        driver
            .carry(down(&peer.directory, here, items))
            .await
            .all_done();

        fs::write(peer.data.join("longer"), "longer text").unwrap();
        fs::write(peer.data.join("later"), "TEXT").unwrap();
        fs::remove_file(peer.data.join("gone")).unwrap();
        peer.own();
        let sources = Sources {
            files: NAMES
                .map(|name| (here.join(name), peer.path(name)))
                .to_vec(),
            folders: vec![peer.path("album"), peer.path("kept")],
        };
        let answer = driver
            .ask(|request| Command::RemoveSources { request, sources })
            .await;
        let told = answer.unwrap_err().to_string();
        assert!(
            told.contains("3 files may have changed meanwhile and stayed"),
            "{kind:?}: {told}"
        );
        assert!(
            told.contains("It deleted 3 files and 3 folders."),
            "{kind:?}: {told}"
        );
        let is_there = |name: &str| peer.data.join(name).exists();
        assert!(!is_there("same") && !is_there("album"), "{kind:?}");
        assert!(is_there("longer") && is_there("later"), "{kind:?}");
        assert!(is_there("kept/inner/unknown"), "{kind:?}");
        driver.quit().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_all_is_as_it_was_it_is_done() {
    let peer = Peer::embedded(|_| {}).await;
    peer.put("same", b"text");
    let local = tempfile::tempdir().unwrap();
    let here = local.path();
    let mut driver = Driver::connect(&peer.site).await;
    let order = down(&peer.directory, here, vec![file("same")]);
    driver.carry(order).await.all_done();
    let sources = Sources {
        files: vec![(here.join("same"), peer.path("same"))],
        folders: Vec::new(),
    };
    let answer = driver
        .ask(|request| Command::RemoveSources { request, sources })
        .await;
    assert_eq!(answer, Ok("deleted 1 file".into()));
    driver.quit().await;
}
