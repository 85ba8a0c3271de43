//! Passwords in the encrypted file: stored from the form, used on the screen and on the command line.

use crate::program::{SIZE, Side, wait_in};
use crate::support::pty::{LIMIT, Launch, Screen};
use crate::support::server::free;
use std::fs;
use std::path::Path;
use tokio::runtime::Runtime;
use twoport::server::{Accounts, EmbeddedServer, ServerOptions};

pub(crate) const PASSWORD: &str = "canary-81d0-password";
pub(crate) const MASTER: &str = "canary-81d0-master";

/// A server for anna, whose port nobody takes when it is away. The runtime keeps it alive.
pub(crate) fn server(folder: &Path, password: &str) -> (EmbeddedServer, Runtime) {
    let mut options = ServerOptions::new(folder);
    options.bind = free(options.bind);
    options.users = Accounts::One {
        user: "anna".into(),
        password: password.to_owned().into(),
        anonymous: false,
    };
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(EmbeddedServer::start(options)).unwrap();
    (server, runtime)
}

pub(crate) fn start(home: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Screen {
    let own = |text: &&str| (*text).to_owned();
    Screen::start(&Launch {
        arguments: arguments.iter().map(own).collect(),
        variables: variables.iter().map(|(a, b)| (own(a), own(b))).collect(),
        size: SIZE,
        home: Some(home.to_owned()),
        ..Launch::default()
    })
}

/// Types the password into the form that is open, lets it be stored in the encrypted file, and chooses
/// the master password.
pub(crate) fn log_in_and_store(screen: &Screen) {
    screen.wait_for("─ Connect ─", LIMIT);
    screen.send(PASSWORD);
    screen.wait_for(&"•".repeat(PASSWORD.len()), LIMIT);
    screen.press("Tab Left");
    screen.wait_for("remember the password: encrypted file", LIMIT);
    screen.press("Enter");
    screen.wait_for("─ Choose a master password", LIMIT);
    screen.send(MASTER);
    screen.wait_for(&"•".repeat(MASTER.len()), LIMIT);
    screen.press("Enter");
    screen.wait_for("─ The same master password once more", LIMIT);
    screen.send(MASTER);
    screen.wait_for(&"•".repeat(MASTER.len()), LIMIT);
    screen.press("Enter");
    screen.wait_for("the password is stored in the encrypted file", LIMIT);
}

pub(crate) fn assert_never_shown(screen: &Screen, secret: &str) {
    let raw = screen.raw_output();
    let shown = raw.windows(secret.len()).any(|at| at == secret.as_bytes());
    assert!(!shown, "{secret} was written to the terminal");
}

fn quit(mut screen: Screen) {
    screen.press("q");
    screen.wait_exit(LIMIT);
    assert_never_shown(&screen, PASSWORD);
    assert_never_shown(&screen, MASTER);
}

#[test]
fn one_that_is_stored_is_used_on_the_screen_and_on_the_command_line() {
    let (folder, home) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::write(folder.path().join("hello.txt"), "hello").unwrap();
    let (first, runtime) = server(folder.path(), PASSWORD);
    let url = format!("ftp://anna@{}/", first.address());
    let screen = start(home.path(), &[&url], &[]);
    log_in_and_store(&screen);
    wait_in(&screen, Side::Right, "hello.txt");
    quit(screen);
    // Again: only the master password is asked for, and a wrong one is told.
    let screen = start(home.path(), &[&url], &[]);
    screen.wait_for("─ Master password of the stored ones", LIMIT);
    screen.send("wrong\r");
    screen.wait_for("this is not the master password", LIMIT);
    screen.wait_for("─ Master password of the stored ones", LIMIT);
    screen.send(format!("{MASTER}\r"));
    wait_in(&screen, Side::Right, "hello.txt");
    quit(screen);
    let mut listing = start(home.path(), &["ls", &url], &[]);
    listing.wait_for("Master password of the stored passwords:", LIMIT);
    listing.send(format!("{MASTER}\r"));
    assert_eq!(listing.wait_exit(LIMIT).exit_code(), 0);
    assert!(listing.text().contains("hello.txt"), "{}", listing.text());
    assert_never_shown(&listing, MASTER);
    // The server has another password now: the stored one is refused, the new one takes its place.
    let address = first.address();
    drop((first, runtime));
    let mut options = ServerOptions::new(folder.path());
    options.bind = address;
    options.users = Accounts::One {
        user: "anna".into(),
        password: "another-one".to_owned().into(),
        anonymous: false,
    };
    let runtime = Runtime::new().unwrap();
    let _second = runtime.block_on(EmbeddedServer::start(options)).unwrap();
    let screen = start(home.path(), &[&url], &[]);
    screen.wait_for("─ Master password of the stored ones", LIMIT);
    screen.send(format!("{MASTER}\r"));
    screen.wait_for("takes its place", LIMIT);
    screen.send("another-one\r");
    screen.wait_for("the password is stored in the encrypted file", LIMIT);
    quit(screen);
    let mut listing = start(home.path(), &["ls", &url], &[]);
    listing.wait_for("Master password of the stored passwords:", LIMIT);
    listing.send(format!("{MASTER}\r"));
    assert_eq!(listing.wait_exit(LIMIT).exit_code(), 0);
}

/// A keyring that takes the call and never says a word: no key waits for it, and the encrypted file is
/// offered.
#[test]
fn a_keyring_that_hangs_holds_nothing_up() {
    let (folder, home) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let bus = home.path().join("bus");
    let listener = std::os::unix::net::UnixListener::bind(&bus).unwrap();
    let (called, calls) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for call in listener.incoming() {
            // Who hears of it keeps the line open.
            let _ = called.send(call.unwrap());
        }
    });
    let (server, _runtime) = server(folder.path(), PASSWORD);
    let url = format!("ftp://anna@{}/", server.address());
    let address = format!("unix:path={}", bus.display());
    let screen = start(
        home.path(),
        &[&url],
        &[("DBUS_SESSION_BUS_ADDRESS", &address)],
    );
    screen.wait_for("─ Connect ─", LIMIT);
    // One letter at a time, each only after the one before has been answered.
    for length in 1..=30 {
        screen.send("x");
        screen.wait_for(&format!("Password    {} ", "•".repeat(length)), LIMIT);
    }
    // It stays on the line to the end.
    let _call = cfg!(feature = "keyring").then(|| calls.recv_timeout(LIMIT).expect("a call"));
    screen.press("C-u");
    screen.wait_for("Password                 ", LIMIT);
    log_in_and_store(&screen);
    quit(screen);
}

/// Many deletions are asked about on a terminal; nothing but a whole yes will do.
#[test]
fn a_mirror_asks_before_it_deletes_much() {
    let (folder, home) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::write(folder.path().join("kept"), "x").unwrap();
    let (server, _runtime) = server(folder.path(), PASSWORD);
    let url = format!("ftp://anna@{}/", server.address());
    let copy = home.path().join("copy");
    fs::create_dir(&copy).unwrap();
    fs::write(copy.join("old"), "x").unwrap();
    let arguments = ["mirror", "--delete", &url, "copy"];
    for (answer, code, is_there) in [("y", 1, true), ("yes", 0, false)] {
        let mut screen = start(home.path(), &arguments, &[("TWOPORT_PASSWORD", PASSWORD)]);
        screen.wait_for("are to be deleted. Type yes to do that:", LIMIT);
        screen.send(format!("{answer}\r"));
        assert_eq!(
            screen.wait_exit(LIMIT).exit_code(),
            code,
            "{}",
            screen.text()
        );
        assert_eq!(copy.join("old").exists(), is_there);
        assert!(copy.join("kept").exists());
    }
    fs::write(copy.join("old"), "x").unwrap();
    let mut screen = start(home.path(), &arguments, &[("TWOPORT_PASSWORD", PASSWORD)]);
    screen.wait_for("Type yes to do that:", LIMIT);
    screen.press("C-c");
    assert_eq!(screen.wait_exit(LIMIT).exit_code(), 130);
    assert!(copy.join("old").exists());
}

#[test]
fn a_password_in_a_url_is_warned_of_on_the_screen() {
    let home = tempfile::tempdir().unwrap();
    let (server, _runtime) = server(home.path(), PASSWORD);
    let url = format!("ftp://anna:{PASSWORD}@{}", server.address());
    let screen = start(home.path(), &[&url], &[]);
    screen.wait_for("the password in the URL can be seen by other users", LIMIT);
    screen.wait_for("set TWOPORT_PASSWORD", LIMIT);
    crate::program::wait_listed(&screen);
    assert!(screen.text().contains("can be seen by other users"));
    screen.press("Down");
    screen.wait_gone("can be seen by other users", LIMIT);
}
