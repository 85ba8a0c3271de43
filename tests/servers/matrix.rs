//! Every server, both modes: files, trees and moves both ways, byte for byte, and going on after
//! a cancelled transfer.

use super::driver::{Driver, down, file, folder, moving, parts_go, remote, up};
use super::peers::Peer;
use super::support::poll;
use super::support::server::Kind;
use super::support::tree;
use std::fs;
use std::path::Path;
use std::time::Duration;
use twoport::engine::Command;
use twoport::model::{EntryKind, ModeChoice, TransferMode};

/// Lists, fetches, stores, makes, renames and deletes, on one session.
async fn files(peer: &Peer, mode: ModeChoice) {
    let mut driver = Driver::connect(&peer.site(mode, 0)).await;
    let local = tempfile::tempdir().unwrap();
    let here = local.path();
    peer.put("there.bin", &tree::bytes(1, 300_000));
    fs::write(here.join("here.bin"), tree::bytes(2, 300_001)).unwrap();

    assert_eq!(driver.names(&peer.directory).await, [b"there.bin"]);
    driver
        .carry(down(&peer.directory, here, vec![file("there.bin")]))
        .await
        .all_done();
    driver
        .carry(up(here, &peer.directory, vec![file("here.bin")]))
        .await
        .all_done();
    tree::assert_same(here, &peer.data);

    let new_folder = peer.path("made folder");
    driver
        .ask(|request| Command::MakeDir {
            request,
            path: new_folder.clone(),
        })
        .await
        .unwrap();
    let to = peer.path("made folder/renamed \u{fc}.bin");
    let from = peer.path("here.bin");
    driver
        .ask(|request| Command::Rename { request, from, to })
        .await
        .unwrap();
    let moved = fs::read(peer.data.join("made folder/renamed \u{fc}.bin")).unwrap();
    assert_eq!(moved, tree::bytes(2, 300_001));
    let targets = vec![
        (peer.path("there.bin"), EntryKind::File),
        (new_folder, EntryKind::Dir),
    ];
    let told = driver
        .ask(|request| Command::Delete { request, targets })
        .await
        .unwrap();
    assert_eq!(told, "deleted 2 files and 1 folder");
    assert!(driver.names(&peer.directory).await.is_empty());
    tell_the_mode(&mut driver, mode).await;
    driver.quit().await;
}

async fn tell_the_mode(driver: &mut Driver, choice: ModeChoice) {
    let command = driver
        .snapshot("a command", |snapshot| snapshot.command)
        .await;
    let wanted = match choice {
        ModeChoice::Active => TransferMode::Active,
        _ => TransferMode::Passive,
    };
    assert_eq!(command.mode(), wanted);
}

/// A tree with all kinds of names goes down and up again, by copying and by moving.
async fn trees(peer: &Peer, mode: ModeChoice) {
    let mut driver = Driver::connect(&peer.site(mode, 2)).await;
    let (there, local) = (peer.data.join("tree"), tempfile::tempdir().unwrap());
    let (original, here) = (local.path().join("original"), local.path().join("here"));
    fs::create_dir(&here).unwrap();
    tree::make(&original);
    tree::make(&there);
    peer.own();

    driver
        .carry(down(&peer.directory, &here, vec![folder("tree")]))
        .await
        .all_done();
    tree::assert_same(&original, &here.join("tree"));
    tree::assert_same(&original, &there);

    fs::rename(here.join("tree"), here.join("copy")).unwrap();
    if !peer.keeps_last_blank() {
        fs::remove_file(original.join(" leading and trailing ")).unwrap();
        fs::remove_file(here.join("copy/ leading and trailing ")).unwrap();
    }
    driver
        .carry(moving(up(&here, &peer.directory, vec![folder("copy")])))
        .await
        .all_done();
    tree::assert_same(&original, &peer.data.join("copy"));
    gone(&here.join("copy"));

    driver
        .carry(moving(down(&peer.directory, &here, vec![folder("copy")])))
        .await
        .all_done();
    tree::assert_same(&original, &here.join("copy"));
    gone(&peer.data.join("copy"));

    let targets = vec![(peer.path("tree"), EntryKind::Dir)];
    driver
        .ask(|request| Command::Delete { request, targets })
        .await
        .unwrap();
    assert!(!there.exists());
    driver.quit().await;
}

/// The folders of a move go after its last file.
#[track_caller]
fn gone(path: &Path) {
    let gone = poll(Duration::from_secs(20), || (!path.exists()).then_some(()));
    assert!(gone.is_some(), "{} is still there", path.display());
}

/// A download and an upload without end are cancelled; the same session then goes on.
async fn cancelling(peer: &Peer, mode: ModeChoice) {
    const ENDLESS: u64 = 1 << 40;
    const ENOUGH: u64 = 4 << 20;
    let mut driver = Driver::connect(&peer.site(mode, 1)).await;
    let local = tempfile::tempdir().unwrap();
    let here = local.path();
    sparse(&peer.data.join("endless-there"), ENDLESS);
    sparse(&here.join("endless-here"), ENDLESS);
    peer.put("small", b"small");

    // So that little of it has come when it is cancelled.
    driver.limit(ENOUGH);
    driver.enqueue(down(&peer.directory, here, vec![file("endless-there")]));
    let transfer = driver.running("endless-there").await;
    driver.cancel(transfer).await;
    parts_go(here);
    assert_eq!(
        super::driver::local_names(here),
        [Path::new("endless-here")]
    );
    driver
        .carry(down(&peer.directory, here, vec![file("small")]))
        .await
        .all_done();
    assert_eq!(fs::read(here.join("small")).unwrap(), b"small");

    driver.enqueue(up(here, &peer.directory, vec![file("endless-here")]));
    let transfer = driver.running("endless-here").await;
    driver.cancel(transfer).await;
    parts_go(&peer.data);
    fs::rename(here.join("small"), here.join("small up")).unwrap();
    driver
        .carry(up(here, &peer.directory, vec![file("small up")]))
        .await
        .all_done();
    assert_eq!(fs::read(peer.data.join("small up")).unwrap(), b"small");
    assert!(
        driver
            .names(&peer.directory)
            .await
            .contains(&b"small up".to_vec())
    );
    driver.quit().await;
}

fn sparse(path: &Path, length: u64) {
    fs::File::create(path).unwrap().set_len(length).unwrap();
}

/// Names that are hard to send or to read back.
async fn names(peer: &Peer, mode: ModeChoice) {
    let mut driver = Driver::connect(&peer.site(mode, 1)).await;
    let local = tempfile::tempdir().unwrap();
    let names: [&[u8]; 7] = [
        b"two words",
        b"-dash",
        if peer.keeps_last_blank() {
            b" blank at both ends "
        } else {
            b" blank in front"
        },
        "Stra\u{df}e.txt".as_bytes(),
        tree::LATIN_1,
        b"a\"quoted\"name",
        b"semi;colon=and # more [x]*?",
    ];
    for name in names {
        fs::write(local.path().join(os(name)), name).unwrap();
    }
    let items = names.map(file).to_vec();
    driver
        .carry(up(local.path(), &peer.directory, items))
        .await
        .all_done();
    tree::assert_same(local.path(), &peer.data);
    let mut sorted: Vec<_> = names.map(<[u8]>::to_vec).to_vec();
    sorted.sort();
    assert_eq!(driver.names(&peer.directory).await, sorted);
    let back = tempfile::tempdir().unwrap();
    let items = names.map(file).to_vec();
    driver
        .carry(moving(down(&peer.directory, back.path(), items)))
        .await
        .all_done();
    tree::assert_same(local.path(), back.path());
    assert!(driver.names(&peer.directory).await.is_empty());
    let missing = driver
        .try_list(&remote("/no such folder"))
        .await
        .unwrap_err();
    assert!(
        missing
            .to_string()
            .starts_with("Listing /no such folder failed: 550 "),
        "{missing}"
    );
    driver.quit().await;
}

fn os(name: &[u8]) -> &std::ffi::OsStr {
    std::os::unix::ffi::OsStrExt::from_bytes(name)
}

macro_rules! matrix {
    ($($server:ident: $peer:expr;)*) => {$(
        mod $server {
            use super::*;

            matrix!(@mode passive, ModeChoice::Passive, $peer);
            matrix!(@mode active, ModeChoice::Active, $peer);
        }
    )*};
    (@mode $name:ident, $mode:expr, $peer:expr) => {
        mod $name {
            use super::*;

            matrix!(@test files, $mode, $peer);
            matrix!(@test trees, $mode, $peer);
            matrix!(@test cancelling, $mode, $peer);
            matrix!(@test names, $mode, $peer);
        }
    };
    (@test $name:ident, $mode:expr, $peer:expr) => {
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            if let Some(peer) = $peer {
                super::super::$name(&peer, $mode).await;
            }
        }
    };
}

matrix! {
    embedded: Some(Peer::embedded(|_| {}).await);
    vsftpd: Peer::real(Kind::Vsftpd);
    proftpd: Peer::real(Kind::Proftpd);
    pure_ftpd: Peer::real(Kind::PureFtpd);
}
