//! Carrying and copying on each server, in passive and in active mode, byte for byte.

use crate::program::{Demo, Side, activate, connected, enter, find, set_mode, wait_done, wait_in};
use crate::support::pty::{LIMIT, Screen};
use crate::support::server::{Kind, RealOptions, RealServer};
use crate::support::{poll, tree};
use std::fs;
use std::path::Path;

/// What a user does with the local folder `local` and the server's folder on disk `remote`.
fn carry_and_copy(screen: &Screen, local: &Path, remote: &Path) {
    activate(screen, Side::Left);
    for name in ["alpha.bin", "beta.txt"] {
        find(screen, name);
        screen.press("Space");
    }
    screen.wait_for("2 marked", LIMIT);
    screen.press("y");
    screen.wait_for("CARRYING 2", LIMIT);
    screen.press("Tab");
    enter(screen, "inbox");
    screen.wait_for("Drop into", LIMIT);
    screen.press("p");
    screen.wait_gone("CARRYING", LIMIT);
    wait_done(screen, 2);
    for name in ["alpha.bin", "beta.txt"] {
        wait_in(screen, Side::Right, name);
        let (ours, theirs) = (local.join(name), remote.join("inbox").join(name));
        assert!(
            fs::read(ours).unwrap() == fs::read(theirs).unwrap(),
            "{name} differs"
        );
    }
    set_mode(screen, "ACTIVE");
    activate(screen, Side::Left);
    find(screen, "folder");
    screen.press("F5");
    screen.wait_for("◀━━━ dials ━━", LIMIT);
    wait_done(screen, 2 + files_in(&local.join("folder")));
    screen.wait_for("the server dials you", LIMIT);
    // An empty folder is no transfer.
    let (ours, theirs) = (local.join("folder"), remote.join("inbox/folder"));
    let same = || tree::difference(&ours, &theirs).is_empty().then_some(());
    if poll(LIMIT, same).is_none() {
        tree::assert_same(&ours, &theirs);
    }
    wait_in(screen, Side::Right, "folder/");
}

fn files_in(folder: &Path) -> usize {
    let paths = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    paths
        .map(|path| if path.is_dir() { files_in(&path) } else { 1 })
        .sum()
}

fn fill_local(local: &Path) {
    fs::write(
        local.join("alpha.bin"),
        tree::bytes(7, 3 * 1024 * 1024 + 17),
    )
    .unwrap();
    fs::write(local.join("beta.txt"), tree::bytes(8, 77)).unwrap();
    fs::write(local.join("gamma.txt"), "not to be copied").unwrap();
    tree::make(&local.join("folder"));
}

fn prove(kind: Kind) {
    let Some(server) = RealServer::start(kind) else {
        return;
    };
    server.put("from-the-server.txt", b"hello");
    fs::create_dir(server.data().join("inbox")).unwrap();
    server.own();
    let local = tempfile::tempdir().unwrap();
    fill_local(local.path());
    if kind == Kind::PureFtpd {
        // Pure-FTPd gives a name that ends in a space another one.
        fs::remove_file(local.path().join("folder/ leading and trailing ")).unwrap();
    }
    let mut screen = connected(&server, local.path(), &[]);
    wait_in(&screen, Side::Right, "from-the-server.txt");
    wait_in(&screen, Side::Left, "alpha.bin");
    carry_and_copy(&screen, local.path(), server.data());
    assert!(!server.data().join("inbox/gamma.txt").exists());
    screen.press("q");
    assert_eq!(screen.wait_exit(LIMIT).exit_code(), 0);
}

#[test]
fn on_vsftpd() {
    prove(Kind::Vsftpd);
}

#[test]
fn on_proftpd() {
    prove(Kind::Proftpd);
}

#[test]
fn on_pure_ftpd() {
    prove(Kind::PureFtpd);
}

#[test]
fn on_the_demo() {
    let demo = Demo::start(&["--rate", "0"]);
    let (local, remote) = (demo.local(), demo.server().join("pub"));
    fill_local(&local);
    fs::create_dir(remote.join("inbox")).unwrap();
    demo.screen.press("R");
    wait_in(&demo.screen, Side::Left, "alpha.bin");
    activate(&demo.screen, Side::Right);
    demo.screen.press("R");
    wait_in(&demo.screen, Side::Right, "inbox/");
    carry_and_copy(&demo.screen, &local, &remote);
}

/// Copies `from-the-server.txt` and `folder/` to `inbox/` on the server. What it is said to cost is
/// on the screen beforehand.
fn copy_on_the_server(server: &RealServer, said: &str, wait: impl Fn(&Screen)) {
    server.put("from-the-server.txt", b"hello");
    server.put("folder/deep/one.txt", b"one");
    server.put("folder/two.txt", &tree::bytes(9, 300_000));
    fs::create_dir(server.data().join("inbox")).unwrap();
    server.own();
    let local = tempfile::tempdir().unwrap();
    let mut screen = connected(server, local.path(), &[]);
    wait_in(&screen, Side::Right, "from-the-server.txt");
    activate(&screen, Side::Right);
    for name in ["folder", "from-the-server.txt"] {
        find(&screen, name);
        screen.press("Space");
    }
    screen.press("y");
    screen.wait_for("CARRYING 2", LIMIT);
    enter(&screen, "inbox");
    screen.wait_for(said, LIMIT);
    screen.press("p");
    wait(&screen);
    wait_in(&screen, Side::Right, "from-the-server.txt");
    let there = server.data().join("inbox");
    assert_eq!(
        fs::read(there.join("from-the-server.txt")).unwrap(),
        b"hello"
    );
    tree::assert_same(&server.data().join("folder"), &there.join("folder"));
    let here = fs::read_dir(local.path()).unwrap();
    let left = here.filter(|entry| {
        !entry
            .as_ref()
            .unwrap()
            .file_name()
            .to_str()
            .unwrap()
            .starts_with('.')
    });
    assert_eq!(left.count(), 0, "nothing stays here");
    screen.press("q");
    assert_eq!(screen.wait_exit(LIMIT).exit_code(), 0);
}

#[test]
fn a_copy_on_the_server_goes_through_this_computer() {
    for kind in [Kind::Vsftpd, Kind::Proftpd, Kind::PureFtpd] {
        if let Some(server) = RealServer::start(kind) {
            let said = "through this computer: 5 B and what is in folders down, and up again";
            copy_on_the_server(&server, said, |screen| wait_done(screen, 6));
        }
    }
}

#[test]
fn a_server_that_copies_by_itself_does_so() {
    let options = RealOptions {
        copies: true,
        ..RealOptions::default()
    };
    if let Some(server) = RealServer::start_with(Kind::Proftpd, options) {
        copy_on_the_server(&server, "the server copies it", |screen| {
            screen.wait_for("copied 2 items", LIMIT);
        });
    }
}

#[test]
fn u_stops_what_runs_once_that_is_confirmed() {
    let demo = Demo::start(&["--rate", "1048576"]);
    let screen = &demo.screen;
    activate(screen, Side::Right);
    find(screen, "release-1.4.0.iso");
    screen.press("F5");
    screen.wait_for("1 active", LIMIT);
    screen.press("u");
    screen.wait_for("Stop what has begun?", LIMIT);
    screen.wait_for("Throw it away", LIMIT);
    screen.press("y");
    screen.wait_for("cancelled release-1.4.0.iso", LIMIT);
    screen.wait_gone("1 active", LIMIT);
    let names = fs::read_dir(demo.local()).unwrap();
    let mut names = names.map(|entry| entry.unwrap().file_name());
    assert!(!names.any(|name| name.to_string_lossy().contains("release")));
}
